//! The position of a page's code: the trace line and the barcode, side by side in a corner.
//!
//! The line is assembled from glyphs that are shaped once for a run; reshaping it for each page took as long as all of
//! a copy's other texts.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::trace::{MOST_SIDE, Symbol, side};
use crate::color::Color;
use crate::diag::Diagnostics;
use crate::geom::{Length, Rect, Size};
use crate::lang::Language;
use crate::layout::display::{Artifact, Content, Item, Owner, Structure};
use crate::layout::lines::{LineBox, LineRun, break_lines};
use crate::layout::place::{Owners, line_items};
use crate::layout::questions::Typesetter;
use crate::layout::shaped::{Words, shape_words};
use crate::model::document::{Document, Inline, Isolate, Text};
use crate::source::Origin;
use crate::style::{Styles, TextLook, Theme, TracePlace};
use crate::text::{Cluster, Run, RunContent, Shaped, TextStyle, shape_text};

/// Side of a module: 0.35 mm, which office printers can print and phones can read.
const MODULE: Length = Length::pt(1);
/// From the paper's edge to the symbol: what common office printers leave blank, and a little more.
const FROM_EDGE: Length = Length::pt(14);
/// From the symbol to anything else: two modules more than the one that the standard requires.
const QUIET: Length = Length::pt(3);

/// Ensures that the margin that holds the symbol is deep enough.
pub(crate) fn make_room(theme: &mut Theme) {
    let least = FROM_EDGE + MODULE * (MOST_SIDE as i32 + 1) + QUIET;
    let margin = match theme.trace {
        TracePlace::BottomStart | TracePlace::BottomEnd => &mut theme.margins.bottom,
        TracePlace::TopStart | TracePlace::TopEnd => &mut theme.margins.top,
    };
    *margin = (*margin).max(least);
}

/// How the line is set.
pub(crate) fn look(styles: &Styles) -> TextLook {
    let size = Length::pt(7);
    TextLook { font: None, size, leading: size, bold: false, color: Color::BLACK, ..styles.furniture }
}

fn style(styles: &Styles) -> TextStyle {
    let TextLook { size, bold, upright, color, .. } = look(styles);
    TextStyle { font: None, size, bold, upright, color, hyphenate: false, coarse: true }
}

/// The trace line of a page, from the product's words for it; numbers and code read from left to right in any text.
pub(crate) fn line(words: &str, language: &Language, copy: u64, [page, pages]: [usize; 2], code: &str) -> Text {
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
        rest = after;
        match (name, placeholder(after)) {
            ("copy", _) => push(&copy.to_string(), isolate),
            // Without words between them, the two are one expression: 1/5, not 5/1.
            ("page", Some((between, "pages", after))) if !between.contains(char::is_alphabetic) => {
                push(&format!("{page}{between}{pages}"), isolate);
                rest = after;
            }
            ("page", _) => push(&page.to_string(), isolate),
            _ => push(&pages.to_string(), isolate),
        }
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

/// A line with all the characters used in trace lines.
pub(crate) fn sample(words: &str, language: &Language) -> Text {
    line(words, language, 1_234_567_890, [12, 34], "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ")
}

/// The owner of both.
const OWNER: Owner = Owner::Artifact(Artifact::Footer);

/// The square of the symbol on a page of a size, in a copy with this many pages.
fn corner(document: &Document, paper: Size, pages: usize) -> Rect {
    let theme = &document.theme;
    let side = MODULE * side(pages) as i32;
    let y = match theme.trace {
        TracePlace::TopStart | TracePlace::TopEnd => FROM_EDGE,
        TracePlace::BottomStart | TracePlace::BottomEnd => paper.height - FROM_EDGE - side,
    };
    let x = match is_at_left(document) {
        true => theme.margins.left,
        false => paper.width - theme.margins.right - side,
    };
    Rect { x, y, width: side, height: side }
}

fn is_at_left(document: &Document) -> bool {
    let at_start = matches!(document.theme.trace, TracePlace::TopStart | TracePlace::BottomStart);
    at_start != document.language.is_rtl()
}

/// The frame of the symbol on a page of a size, in copies with this many pages.
pub(crate) fn frame(document: &Document, paper: Size, pages: usize) -> Item {
    let Symbol { side, modules } = Symbol::frame(side(pages));
    Item { owner: OWNER, content: Content::Symbol { rect: corner(document, paper, pages), side, modules } }
}

/// The place for the contents of the frame.
pub(crate) fn data_place(document: &Document, paper: Size, pages: usize) -> Rect {
    let Rect { x, y, width, height } = corner(document, paper, pages);
    Rect { x: x + MODULE, y: y + MODULE, width: width - MODULE * 2, height: height - MODULE * 2 }
}

/// The trace line of a page, beside its symbol; `None` if there is no room for it.
pub(crate) fn place(
    typesetter: &mut Typesetter<'_>,
    (document, paper): (&Document, Size),
    styles: &Styles,
    line: &TraceLine,
    [copy, page, pages]: [u64; 3],
    code: &str,
) -> Option<Vec<Item>> {
    let theme = &document.theme;
    let symbol = corner(document, paper, pages as usize);
    let measure = paper.width - theme.margins.left - theme.margins.right;
    let (words, line) = line.set(typesetter, document, styles, measure, [copy, page, pages], code)?;
    let gap = QUIET + MODULE * 2;
    let text_left = if is_at_left(document) { symbol.right() + gap } else { symbol.x - gap - line.width };
    if text_left < Length::ZERO || text_left + line.width > paper.width {
        return None;
    }
    // A line of right-to-left text ends at the right of its measure.
    let left = if words.shaped.rtl { text_left - (measure - line.width) } else { text_left };
    let baseline = symbol.y + symbol.height / 2 + words.look.size.permille(350);
    let mut owners = Owners::artifact(Artifact::Footer);
    let mut items = Vec::new();
    let structure = &mut Structure::default();
    line_items(&typesetter.shaper, structure, styles.hairline, &words, line, [left, baseline], &mut owners, &mut items);
    Some(items)
}

/// How the trace lines of a document are assembled.
#[derive(Clone, Debug)]
pub(crate) enum TraceLine {
    /// From pieces that are side by side: words and slots for numbers, and the glyph of each of their characters.
    Pieces(Vec<Piece>, FxHashMap<char, Run>),
    /// Like any other text: where it runs from right to left.
    Text(String),
}

/// A piece of a line.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// The same on all pages: text and glyphs.
    Words(String, Vec<Run>),
    /// The copy's number, the page's, the number of pages, or the code.
    Copy,
    Page,
    Pages,
    Code,
}

/// The characters of numbers and codes.
const CHARACTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-";

impl TraceLine {
    /// Prepares a document's lines from the product's words for them.
    pub(crate) fn new(typesetter: &mut Typesetter<'_>, words: &str, language: &Language, styles: &Styles) -> TraceLine {
        if language.is_rtl() {
            return TraceLine::Text(words.to_owned());
        }
        let mut shape = |words: &str| {
            let text = Text { language: language.clone(), spans: vec![Inline::words(words, Origin::Product)] };
            shape_text(&mut typesetter.shaper, &text, style(styles), &mut Diagnostics::default()).runs
        };
        let glyphs = CHARACTERS.chars().filter_map(|c| Some((c, shape(c.encode_utf8(&mut [0; 4])).pop()?))).collect();
        let mut pieces = Vec::new();
        let mut rest = words;
        while let Some((before, name, after)) = placeholder(rest) {
            pieces.push(Piece::Words(before.to_owned(), shape(before)));
            pieces.push(match name {
                "copy" => Piece::Copy,
                "page" => Piece::Page,
                _ => Piece::Pages,
            });
            rest = after;
        }
        let end = format!("{rest} · ");
        pieces.push(Piece::Words(end.clone(), shape(&end)));
        pieces.push(Piece::Code);
        TraceLine::Pieces(pieces, glyphs)
    }

    fn set(
        &self,
        typesetter: &mut Typesetter<'_>,
        document: &Document,
        styles: &Styles,
        measure: Length,
        [copy, page, pages]: [u64; 3],
        code: &str,
    ) -> Option<(Words, LineBox)> {
        let look = look(styles);
        let language = &document.language;
        let (parts, glyphs) = match self {
            TraceLine::Pieces(pieces, glyphs) => (pieces, glyphs),
            TraceLine::Text(words) => {
                let text = line(words, language, copy, [page as usize, pages as usize], code);
                let words = shape_words(typesetter, &text, look, &mut Diagnostics::default());
                let mut lines = break_lines(&mut typesetter.shaper, &words.shaped, language, measure).into_iter();
                return lines.next().filter(|_| lines.len() == 0).map(|line| (words, line));
            }
        };
        let mut text = String::with_capacity(48);
        let mut runs: Vec<Run> = Vec::with_capacity(3);
        for part in parts {
            let number = match part {
                Piece::Words(words, shaped) => {
                    shaped.iter().for_each(|run| append(&mut runs, run, text.len()));
                    text.push_str(words);
                    continue;
                }
                Piece::Copy => &copy.to_string(),
                Piece::Page => &page.to_string(),
                Piece::Pages => &pages.to_string(),
                Piece::Code => code,
            };
            for c in number.chars() {
                glyphs.get(&c).into_iter().for_each(|run| append(&mut runs, run, text.len()));
                text.push(c);
            }
        }
        let range = 0..text.len();
        let mut x = Length::ZERO;
        let place = |run: Run| {
            let width = run.width(typesetter.fonts());
            x += width;
            LineRun { x: x - width, width, run, hyphen: false }
        };
        let placed = runs.into_iter().map(place).collect();
        let shaped = Shaped {
            text,
            rtl: false,
            style: style(styles),
            attributes: Vec::new(),
            runs: Vec::new(),
            breaks: Vec::new(),
        };
        let words = Words { shaped: Arc::new(shaped), language: language.clone(), look, slot: None };
        Some((words, LineBox { runs: placed, width: x, overfull: None, range, index: 0, measure }))
    }
}

/// Adds a run whose text begins at `at` to those of a line, merged into the last one if it is in the same face.
fn append(runs: &mut Vec<Run>, run: &Run, at: usize) {
    let moved = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
    let range = moved(&run.range, at);
    if let RunContent::Glyphs { face, clusters: more, glyphs: drawn, .. } = &run.content
        && let Some(last) = runs.last_mut()
        && let RunContent::Glyphs { face: same, clusters, glyphs, .. } = &mut last.content
        && (*same, last.size) == (*face, run.size)
    {
        let before = glyphs.len();
        let moved = more.iter().map(|cluster| Cluster {
            range: moved(&cluster.range, at),
            glyphs: moved(&cluster.glyphs, before),
            ..cluster.clone()
        });
        clusters.extend(moved);
        glyphs.extend_from_slice(drawn);
        last.range.end = range.end;
        return;
    }
    let mut run = Run { range, ..run.clone() };
    if let RunContent::Glyphs { clusters, .. } = &mut run.content {
        clusters.iter_mut().for_each(|cluster| cluster.range = moved(&cluster.range, at));
    }
    runs.push(run);
}
