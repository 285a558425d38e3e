//! From a YAML scalar as written in a file to its text, with the position of every character.
//!
//! The YAML parser only returns decoded text. When a diagnostic points into such text, the scalar is decoded again
//! here, recording the source byte of each character. Input is a scalar that the parser has accepted, so nothing is
//! checked.

/// The source position of a character of a scalar's text, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CharPlace {
    /// Where it begins in the text.
    pub text: u32,
    /// Where it begins in the source.
    pub start: u32,
    /// Where it ends in the source; for an escape, the end of the whole escape.
    pub end: u32,
}

/// The text of a scalar and the position of each of its characters; a last entry marks the end.
pub(crate) fn decode(source: &str) -> (String, Vec<CharPlace>) {
    let mut out = Out { text: String::new(), places: vec![] };
    match source.as_bytes().first() {
        Some(b'|') => block(source, Folding::Literal, &mut out),
        Some(b'>') => block(source, Folding::Folded, &mut out),
        Some(b'"') => flow(source, Quote::Double, &mut out),
        Some(b'\'') => flow(source, Quote::Single, &mut out),
        _ => flow(source, Quote::None, &mut out),
    }
    out.push_place(source.len(), source.len());
    (out.text, out.places)
}

struct Out {
    text: String,
    places: Vec<CharPlace>,
}

impl Out {
    fn push_place(&mut self, start: usize, end: usize) {
        self.places.push(CharPlace { text: self.text.len() as u32, start: start as u32, end: end as u32 });
    }

    fn push(&mut self, char: char, start: usize, end: usize) {
        self.push_place(start, end);
        self.text.push(char);
    }

    fn push_str(&mut self, text: &str, start: usize) {
        for (index, char) in text.char_indices() {
            self.push(char, start + index, start + index + char.len_utf8());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// YAML 1.2.2, 7.3: plain and quoted scalars.
fn flow(source: &str, quote: Quote, out: &mut Out) {
    let (start, end) = match quote {
        Quote::None => (0, source.len()),
        _ => (1, source.len().saturating_sub(1).max(1)),
    };
    let mut at = start;
    while let Some(char) = source[..end].get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + char.len_utf8();
        match char {
            ' ' | '\t' => {
                let blanks = &source[at..end][..blanks_len(&source[at..end])];
                at += blanks.len();
                // Blanks before a line ending are folded away with it.
                if !source[at..end].starts_with(['\n', '\r']) {
                    out.push_str(blanks, at - blanks.len());
                }
            }
            '\n' | '\r' => {
                let (breaks, length) = fold(&source[at..end]);
                match breaks {
                    1 => out.push(' ', at, at + 1),
                    _ => (1..breaks).for_each(|_| out.push('\n', at, at + 1)),
                }
                at += length;
            }
            '\'' if quote == Quote::Single => {
                out.push('\'', at, next + 1);
                at = next + 1;
            }
            '\\' if quote == Quote::Double => at += escape(&source[at..end], at, out),
            _ => {
                out.push(char, at, next);
                at = next;
            }
        }
    }
}

/// Number of line endings at the start of `rest` and the bytes they and the blanks between and after them take.
fn fold(rest: &str) -> (usize, usize) {
    let (mut breaks, mut at) = (0, 0);
    loop {
        let blanks = blanks_len(&rest[at..]);
        match line_break_len(&rest[at + blanks..]) {
            0 => return (breaks, at + blanks),
            length => at += blanks + length,
        }
        breaks += 1;
    }
}

/// One escape (YAML 1.2.2, 5.7); returns its length in the source.
fn escape(rest: &str, at: usize, out: &mut Out) -> usize {
    let Some(code) = rest[1..].chars().next() else { return 1 };
    let hex = |digits: usize| {
        let value = rest.get(2..2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok());
        (value.and_then(char::from_u32).unwrap_or('\u{fffd}'), (2 + digits).min(rest.len()))
    };
    let (char, length) = match code {
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        '\n' | '\r' => {
            // An escaped line ending joins two lines; the blanks at the start of the next one do not count.
            let end = 1 + line_break_len(&rest[1..]);
            return end + blanks_len(&rest[end..]);
        }
        _ => (named_escape(code), 1 + code.len_utf8()),
    };
    out.push(char, at, at + length);
    length
}

fn named_escape(code: char) -> char {
    match code {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Folding {
    Literal,
    Folded,
}

/// YAML 1.2.2, 8.1: block scalars.
fn block(source: &str, folding: Folding, out: &mut Out) {
    let lines = lines(source);
    let Some((header, content)) = lines.split_first() else { return };
    let header = header.1.split('#').next().unwrap_or("");
    let indent = match header.contains(|c: char| c.is_ascii_digit()) {
        // The number is relative to a parent that is not visible here; the shallowest line has that indentation.
        true => content.iter().filter(|l| !l.1.trim().is_empty()).map(|l| spaces_len(l.1)).min(),
        false => content.iter().find(|l| !l.1.trim_matches(' ').is_empty()).map(|l| spaces_len(l.1)),
    };
    let indent = indent.unwrap_or(usize::MAX);

    let mut previous: Option<&str> = None;
    let mut breaks: Vec<usize> = vec![];
    for &(start, line) in content {
        let cut = spaces_len(line).min(indent);
        let text = &line[cut..];
        if text.is_empty() {
            breaks.push(start + line.len());
            continue;
        }
        let deeper = |line: &str| line.starts_with([' ', '\t']);
        let fold = folding == Folding::Folded && previous.is_some_and(|p| !deeper(p)) && !deeper(text);
        match (fold, breaks.len()) {
            (true, 1) => out.push(' ', breaks[0], breaks[0]),
            (true, _) => breaks.iter().skip(1).for_each(|&at| out.push('\n', at, at)),
            (false, _) => breaks.iter().for_each(|&at| out.push('\n', at, at)),
        }
        out.push_str(text, start + cut);
        breaks = vec![start + line.len()];
        previous = Some(text);
    }
    let clip = !header.contains(['+', '-']) && previous.is_some();
    match (header.contains('+'), clip) {
        (true, _) => breaks.iter().for_each(|&at| out.push('\n', at, at)),
        (_, true) => out.push('\n', source.len(), source.len()),
        _ => {}
    }
}

/// Lines with their starting bytes, without line endings.
fn lines(source: &str) -> Vec<(usize, &str)> {
    let (mut lines, mut start) = (vec![], 0);
    loop {
        let end = source[start..].find(['\n', '\r']).map_or(source.len(), |i| start + i);
        lines.push((start, &source[start..end]));
        match line_break_len(&source[end..]) {
            0 => return lines,
            length => start = end + length,
        }
    }
}

fn blanks_len(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn spaces_len(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn line_break_len(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}
