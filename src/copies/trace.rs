//! Traceability: the code that tells a printed page from every other, and the barcode that carries it.

use datamatrix::{DataMatrixBuilder, EncodationType, SymbolList};
use sha2::{Digest, Sha256};

use crate::geom::{Length, Rect};
use crate::lang::Language;
use crate::layout::display::{Artifact, Content, Item, Owner, Structure};
use crate::layout::flow::Owners;
use crate::layout::lines::break_lines;
use crate::layout::shaped::Words;
use crate::layout::slots::line_items;
use crate::model::document::{Document, Inline, Isolate, Text};
use crate::records::Record;
use crate::source::Origin;
use crate::style::{BLACK, Styles, TextLook, Theme, TracePlace};
use crate::text::Shaper;

/// What all copies of a handout have in common: a hash of the program's version, the handout, its site, its notices
/// and its pictures. Another text, another hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateKey(pub [u8; 32]);

/// Crockford's base 32: no I, L, O or U, which are read as other characters or as words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a code. Sixty bits: among the two million pages of a million copies, two have the same code in one run
/// of half a million.
const CODE_LENGTH: usize = 12;

/// Codes of one copy's pages: what they share is hashed once.
#[derive(Clone, Debug)]
pub struct Codes(Sha256);

impl Codes {
    /// The codes of a record's copy. They hang on the template, the record's number and its values alone, not on the
    /// other copies of a run.
    pub fn new(key: &TemplateKey, record: &Record) -> Codes {
        let mut hash = Sha256::new();
        hash.update(key.0);
        hash.update(record.number.to_be_bytes());
        for (field, value) in &record.values {
            for part in [field, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        Codes(hash)
    }

    /// The code of a page, by its number: `7K3M-9QXT-4B0D`.
    pub fn page(&self, number: usize) -> String {
        let mut hash = self.0.clone();
        hash.update((number as u64).to_be_bytes());
        let bytes = hash.finalize();
        let mut code = String::with_capacity(CODE_LENGTH + 2);
        let (mut bits, mut have) = (0_u32, 0);
        let mut bytes = bytes.iter();
        for index in 0..CODE_LENGTH {
            if have < 5 {
                bits = bits << 8 | u32::from(bytes.next().copied().unwrap_or_default());
                have += 8;
            }
            have -= 5;
            if index > 0 && index % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[(bits >> have & 31) as usize]));
        }
        code
    }
}

/// A square of dark and light modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Modules on a side.
    pub side: usize,
    /// Row by row from the top; true is dark.
    pub modules: Vec<bool>,
}

/// The Data Matrix (ISO/IEC 16022, ECC 200) of a page: its code without hyphens, the copy's number, the page's number and
/// the number of pages, with spaces between: `7K3M9QXT4B0D 17 1 2`. `None` if a number is so long that no symbol holds it.
pub fn symbol(code: &str, copy: u64, page: usize, pages: usize) -> Option<Symbol> {
    let text = format!("{} {copy} {page} {pages}", code.replace('-', ""));
    let builder = DataMatrixBuilder::new()
        .with_encodation_types(EncodationType::Ascii | EncodationType::C40)
        .with_symbol_list(SymbolList::default().enforce_square().enforce_width_in(LEAST_SIDE..));
    let bitmap = builder.encode(text.as_bytes()).ok()?.bitmap();
    let side = bitmap.width();
    let mut modules = vec![false; side * side];
    for (x, y) in bitmap.pixels() {
        modules[y * side + x] = true;
    }
    Some(Symbol { side, modules })
}

/// A symbol of this size holds every text of a run up to 999,999 copies: all are the same size.
const LEAST_SIDE: usize = 20;

/// Side of a module: 0.35 mm, which office printers print and phones read.
const MODULE: Length = Length::pt(1);
/// From the paper's edge to the symbol: what common office printers leave white, and a little.
const FROM_EDGE: Length = Length::pt(14);
/// From the symbol to anything else: two modules more than the one that the standard asks for.
const QUIET: Length = Length::pt(3);

/// Sees to it that the margin which holds the symbol is deep enough.
pub fn make_room(theme: &mut Theme) {
    let least = FROM_EDGE + MODULE * (LEAST_SIDE as i32 + 1) + QUIET;
    let margin = match theme.trace {
        TracePlace::BottomStart | TracePlace::BottomEnd => &mut theme.margins.bottom,
        TracePlace::TopStart | TracePlace::TopEnd => &mut theme.margins.top,
    };
    *margin = (*margin).max(least);
}

/// How the line is set.
pub fn look(styles: &Styles) -> TextLook {
    let size = Length::pt(7);
    TextLook { size, leading: size, bold: false, color: BLACK, ..styles.furniture }
}

/// The trace line of a page, from the product's words for it; numbers and code read from left to right in any text.
pub fn line(words: &str, language: &Language, copy: u64, [page, pages]: [usize; 2], code: &str) -> Text {
    let isolate = if language.is_rtl() { Isolate::Ltr } else { Isolate::No };
    let mut spans = Vec::new();
    let mut push = |words: &str, isolate| {
        if !words.is_empty() {
            spans.push(Inline { isolate, ..Inline::words(words, Origin::Product) });
        }
    };
    let mut rest = words;
    while let Some((before, name, after)) = placeholder(rest) {
        push(before, Isolate::No);
        match name {
            "copy" => push(&copy.to_string(), isolate),
            "page" => push(&page.to_string(), isolate),
            _ => push(&pages.to_string(), isolate),
        }
        rest = after;
    }
    push(rest, Isolate::No);
    push(" · ", Isolate::No);
    push(code, isolate);
    Text { language: language.clone(), spans }
}

/// The text before a placeholder, its name, and the text after it.
fn placeholder(words: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = words.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A line with all the characters that trace lines have.
pub fn sample(words: &str, language: &Language) -> Text {
    line(words, language, 1_234_567_890, [12, 34], "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ")
}

/// Adds a page's symbol and trace line to its items, side by side in their corner.
pub fn place(
    texts: &mut Shaper<'_>,
    document: &Document,
    styles: &Styles,
    words: &Words,
    symbol: Symbol,
    items: &mut Vec<Item>,
) {
    let theme = &document.theme;
    let side = MODULE * symbol.side as i32;
    let (at_top, at_start) = match theme.trace {
        TracePlace::BottomStart => (false, true),
        TracePlace::BottomEnd => (false, false),
        TracePlace::TopStart => (true, true),
        TracePlace::TopEnd => (true, false),
    };
    let at_left = at_start != document.language.is_rtl();
    let y = if at_top { FROM_EDGE } else { theme.paper.height - FROM_EDGE - side };
    let x = if at_left { theme.margins.left } else { theme.paper.width - theme.margins.right - side };
    let owner = Owner::Artifact(Artifact::Footer);
    let rect = Rect { x, y, width: side, height: side };
    items.push(Item { owner, content: Content::Symbol { rect, side: symbol.side, modules: symbol.modules } });
    let width = theme.paper.width - theme.margins.left - theme.margins.right;
    for line in break_lines(texts, &words.shaped, &words.language, width).into_iter().take(1) {
        let gap = QUIET + MODULE * 2;
        let text_left = if at_left { x + side + gap } else { x - gap - line.width };
        // A line of right-to-left text ends at the right of its measure.
        let left = if words.shaped.rtl { text_left - (width - line.width) } else { text_left };
        let baseline = y + side / 2 + words.look.size.permille(350);
        let mut owners = Owners::artifact(Artifact::Footer);
        let at = [left, baseline];
        line_items(texts, &mut Structure::default(), styles.hairline, words, line, at, &mut owners, items);
    }
}
