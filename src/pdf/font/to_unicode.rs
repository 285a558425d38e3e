//! The map from codes back to text, as a CMap.

use super::TextRef;
use super::codes::{CODESPACE, written};

/// No block of entries may be longer (Adobe Technical Note 5014, 1.4.1).
const BLOCK: usize = 100;

const BEGIN: &str = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) \
/Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n/WMode 0 def\n";
const END: &str = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";

/// Consecutive codes with consecutive characters.
struct Run<'a> {
    first: u16,
    length: u16,
    text: TextRef<'a>,
}

/// The CMap that gives each code its text; the first text belongs to code 1.
pub(super) fn write<'a>(texts: impl Iterator<Item = TextRef<'a>>) -> Vec<u8> {
    let (ranges, singles): (Vec<Run<'_>>, Vec<Run<'_>>) = runs(texts).into_iter().partition(|run| run.length > 1);
    let mut out = String::with_capacity(BEGIN.len() + 32 * (ranges.len() + singles.len()) + END.len());
    out.push_str(BEGIN);
    out.push_str(CODESPACE);
    for block in singles.chunks(BLOCK) {
        out.push_str(&format!("{} beginbfchar\n", block.len()));
        for run in block {
            push_code(&mut out, run.first);
            push_text(&mut out, run.text);
            out.push('\n');
        }
        out.push_str("endbfchar\n");
    }
    for block in ranges.chunks(BLOCK) {
        out.push_str(&format!("{} beginbfrange\n", block.len()));
        for run in block {
            push_code(&mut out, run.first);
            push_code(&mut out, run.first + (run.length - 1));
            push_text(&mut out, run.text);
            out.push('\n');
        }
        out.push_str("endbfrange\n");
    }
    out.push_str(END);
    out.into_bytes()
}

fn runs<'a>(texts: impl Iterator<Item = TextRef<'a>>) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    for (code, text) in (1_u16..).zip(texts) {
        match runs.last_mut() {
            Some(run) if continues(run, code, text) => run.length += 1,
            _ => runs.push(Run { first: code, length: 1, text }),
        }
    }
    runs
}

/// Whether a code may join a range. ISO 32000-1, 9.10.3: only the last byte of the code and of the text may change
/// within it, and the text's must not overflow.
fn continues(run: &Run<'_>, code: u16, text: TextRef<'_>) -> bool {
    let (TextRef::Char(first), TextRef::Char(next)) = (run.text, text) else { return false };
    let (first, next) = (first as u32, next as u32);
    let (of_first, of_code) = (written(run.first), written(code));
    let [(before, _), (here, _)] = [of_first.bytes(), of_code.bytes()].map(|bytes| bytes.split_at(bytes.len() - 1));
    next == first + u32::from(run.length) && next >> 8 == first >> 8 && before == here
}

fn push_code(out: &mut String, cid: u16) {
    out.push('<');
    written(cid).bytes().iter().for_each(|byte| push_hex(out, u16::from(*byte), 2));
    out.push_str("> ");
}

fn push_text(out: &mut String, text: TextRef<'_>) {
    out.push('<');
    match text {
        TextRef::Char(only) => push_utf16(out, only),
        TextRef::Several(text) => text.chars().for_each(|character| push_utf16(out, character)),
    }
    out.push('>');
}

fn push_utf16(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        push_hex(out, *unit, 4);
    }
}

/// Hexadecimal digits; `format!` would allocate for each.
fn push_hex(out: &mut String, value: u16, digits: u16) {
    for place in (0..digits).rev() {
        let digit = u32::from(value >> (4 * place) & 0xF);
        out.push(char::from_digit(digit, 16).unwrap_or('0').to_ascii_uppercase());
    }
}
