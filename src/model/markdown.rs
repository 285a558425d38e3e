//! From the text of a scalar (CommonMark) to paragraphs and lists of styled text with source positions.
//!
//! Paragraphs, bold, italic, lists, links and hard breaks; other CommonMark constructs belong in their own blocks, and
//! cause an error that names the block. Placeholders are still text here.

mod emphasis;
mod footnotes;
mod foreign;
mod one_line;
mod scripts;
mod styled;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use unicode_normalization::is_nfc;

pub(crate) use footnotes::{Footnote, MARK};
pub(crate) use styled::{Run, Style, Styled, later};

use super::addresses::{Wrong, to_uri};
use crate::content::shorten;
use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::compose::composed;
use crate::source::Origin;

/// Deeper lists are a mistake, and would nest the structure tree needlessly.
const DEEPEST_LIST: usize = 4;

/// A paragraph, a list or a footnote's text.
pub(crate) enum Markdown {
    /// Styled text.
    Paragraph(Styled),
    /// A list, bulleted or numbered from here.
    List(Option<u64>, Vec<Vec<Markdown>>),
    /// The text of a footnote.
    Footnote(Footnote),
}

/// What contains a scalar of blocks, which decides what they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A text of the body, which may have the texts of footnotes.
    Text,
    /// A box in the body.
    Body,
    /// An item of a list, which does not itself begin with a list.
    Item,
    /// A cell of a table.
    Cell,
}

/// What to do about a block that cells do not allow.
const CELL_HINT: &str = "a cell may contain paragraphs and lists; write `\\` before the sign to print it";

/// Reads a scalar of running text.
pub(crate) fn parse_blocks(scalar: &Scalar, holder: Holder, diagnostics: &mut Diagnostics) -> Vec<Markdown> {
    let mut reader = Reader::new(scalar, 0, diagnostics);
    reader.holder = holder;
    // Tables are parsed only to be rejected: without the option their bars would be printed.
    let hidden = emphasis::hide(&scalar.value);
    reader.hides = matches!(hidden, Cow::Owned(_));
    let mut parser = Parser::new_ext(&hidden, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter();
    for (event, range) in parser.by_ref() {
        reader.event(event, range);
    }
    let mut definitions: Vec<_> = parser.reference_definitions().iter().map(|(_, found)| found.span.clone()).collect();
    definitions.sort_unstable_by_key(|span| span.start);
    for span in definitions {
        reader.refuse("a link definition", "write the link in place: `[words](https://…)`", span);
    }
    reader.finish()
}

/// Reads a one-line scalar, in which nothing starts a list or any other block.
pub(crate) fn parse_line(scalar: &Scalar, diagnostics: &mut Diagnostics) -> Styled {
    one_line::refuse_blocks(scalar, diagnostics);
    // A character before it keeps the text from starting a block: as punctuation, it does not affect emphasis
    // (CommonMark 6.2).
    let line = format!(";{}", scalar.value.trim_end().replace(['\n', '\r'], " "));
    let mut reader = Reader::new(scalar, 1, diagnostics);
    let hidden = emphasis::hide(&line);
    reader.hides = matches!(hidden, Cow::Owned(_));
    for (event, range) in Parser::new_ext(&hidden, Options::empty()).into_offset_iter() {
        reader.event(event, range);
    }
    let mut blocks = reader.finish().into_iter();
    match blocks.next() {
        Some(Markdown::Paragraph(styled)) => {
            let mut trimmed = Styled::default();
            let blank = styled.text.len() - styled.text.trim_start().len();
            trimmed.append(&styled, blank..styled.text.len());
            trimmed
        }
        _ => Styled::default(),
    }
}

/// An open list or item.
struct Level {
    start: Option<u64>,
    items: Vec<Vec<Markdown>>,
    /// Where each item was written, including its marker.
    written: Vec<Range<usize>>,
}

/// Builds blocks from the parser's events.
struct Reader<'a> {
    scalar: &'a Scalar,
    /// Bytes before the scalar's own text.
    prefix: usize,
    diagnostics: &'a mut Diagnostics,
    blocks: Vec<Markdown>,
    levels: Vec<Level>,
    /// The paragraph being read.
    styled: Styled,
    bold: usize,
    italic: usize,
    link: Option<Arc<str>>,
    /// Whether the text is in backticks.
    is_literal: bool,
    /// A soft break that becomes a space unless it is between scripts without spaces.
    soft_break: Option<usize>,
    /// How many open elements are rejected, so that their text is left out.
    refused: usize,
    warned_of_bidi: bool,
    /// What contains the scalar.
    holder: Holder,
    /// The end of the last text, if that is an asterisk.
    asterisk: Option<usize>,
    /// Whether the parser sees stand-ins for some of the punctuation.
    hides: bool,
    /// The footnote's text being read.
    footnote: Option<footnotes::Open>,
}

impl<'a> Reader<'a> {
    fn new(scalar: &'a Scalar, prefix: usize, diagnostics: &'a mut Diagnostics) -> Reader<'a> {
        Reader {
            scalar,
            prefix,
            diagnostics,
            blocks: vec![],
            levels: vec![],
            styled: Styled::default(),
            bold: 0,
            italic: 0,
            link: None,
            is_literal: false,
            soft_break: None,
            refused: 0,
            warned_of_bidi: false,
            holder: Holder::Body,
            asterisk: None,
            hides: false,
            footnote: None,
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        if self.refused > 0 {
            match event {
                Event::Start(_) => self.refused += 1,
                Event::End(_) => self.refused -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.hides => self.text(&emphasis::show(&text), range),
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => self.soft_break = Some(range.start),
            Event::HardBreak => self.push("\n", range.start),
            // What has a digit is a number to keep; anything else was meant to look like a program's code.
            Event::Code(text) if text.chars().any(char::is_numeric) => self.literal(&text, range),
            Event::Code(_) => self.refuse("code", "write it as plain text; `*italic*` makes it stand out", range),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse("HTML", "use `**bold**` or `*italic*`", range),
            Event::Rule => {
                let hint = self.block_hint("use a `heading` block, or `page_break`, to divide the text");
                self.refuse("a rule", hint, range);
            }
            Event::FootnoteReference(_) => self.footnote_mark(range),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {}
            Tag::Strong => {
                self.check_emphasis(2, range);
                self.bold += 1;
            }
            Tag::Emphasis => {
                self.check_emphasis(1, range);
                self.italic += 1;
            }
            Tag::List(start) => {
                self.end_paragraph();
                if self.begins_item(&range) {
                    self.refuse_list_mark(range.clone());
                }
                if self.levels.len() == DEEPEST_LIST {
                    let hint = format!("lists may be nested at most {DEEPEST_LIST} deep");
                    return self.refuse_element("a list this deep", &hint, range);
                }
                self.levels.push(Level { start, items: vec![], written: vec![] });
            }
            Tag::Item => {
                if let Some(level) = self.levels.last_mut() {
                    level.items.push(vec![]);
                    level.written.push(range);
                }
            }
            Tag::Link { link_type, dest_url, .. } => {
                let target =
                    if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                self.link = Some(match to_uri(&target) {
                    Ok(uri) => uri.into(),
                    Err(Wrong { what, hint }) => {
                        let message = format!("the link to `{}` {what}", shorten(&target));
                        let diagnostic = Diagnostic::error("link-invalid", message);
                        let diagnostic = diagnostic.at_text(self.origin(range.start), range.len(), "not an address");
                        self.diagnostics.push(diagnostic.hint(hint));
                        target.into()
                    }
                });
            }
            Tag::Heading { .. } => self.refuse_element(
                "a heading",
                self.block_hint(
                    "use a `heading` or `subheading` block; a line of `---` or `===` below text also makes it a heading",
                ),
                range,
            ),
            Tag::BlockQuote(_) => {
                self.refuse_element("a quotation", self.block_hint("use a `note` block"), range);
            }
            Tag::CodeBlock(_) => {
                self.refuse_element("code", "remove the spaces or backticks at the start of the lines", range);
            }
            Tag::HtmlBlock => {
                self.refuse_element("HTML", "use the handout's own blocks and `**bold**` or `*italic*`", range)
            }
            Tag::Image { .. } => self.refuse_element("an image", "use a `figure` block with `image` and `alt`", range),
            Tag::Table(_) => {
                let hint = self.block_hint("use a `table` block with `header` and `rows`");
                self.refuse_element("a table", hint, range);
            }
            Tag::FootnoteDefinition(name) => self.start_footnote(&name, range),
            _ => self.refuse_element("this Markdown", "use the handout's own blocks", range),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Link => self.link = None,
            TagEnd::Item => self.end_paragraph(),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::List(_) => {
                self.end_paragraph();
                if let Some(level) = self.levels.pop() {
                    self.check_list(&level);
                    self.place(Markdown::List(level.start, level.items));
                }
            }
            _ => {}
        }
    }

    /// Reads characters; nonprinting ones are removed or replaced here, once for all text.
    fn text(&mut self, text: &str, range: Range<usize>) {
        let (text, range) = match text.strip_prefix(';') {
            Some(rest) if range.start < self.prefix => (rest, range.start + 1..range.end),
            _ => (text, range),
        };
        self.check_asterisks(text, &range);
        if self.soft_break.is_some() || self.styled.text.is_empty() {
            self.check_line_start(text, range.start);
        }
        if let (Some(at), Some(next)) = (self.soft_break.take(), text.chars().next()) {
            let last = self.styled.text.chars().next_back();
            if !(is_spaceless(next) && last.is_some_and(is_spaceless)) {
                self.push(" ", at);
            }
        }
        if is_nfc(text) {
            return self.scripted(text, range.start);
        }
        self.scripted(&composed(text), range.start);
    }

    /// Reads a code span (CommonMark 6.1): a number to be printed as it is.
    fn literal(&mut self, text: &str, range: Range<usize>) {
        let shown = if self.hides { emphasis::show(text) } else { text.into() };
        // The span is the text between two equally long rows of backticks.
        let marks = (range.len() - text.len().min(range.len())) / 2;
        self.is_literal = true;
        self.text(&shown, range.start + marks..range.end - marks);
        self.is_literal = false;
    }

    fn characters(&mut self, text: &str, source: usize) {
        let mut from = 0;
        for (at, c) in text.char_indices() {
            if !is_control(c) {
                continue;
            }
            self.push(&text[from..at], source + from);
            from = at + c.len_utf8();
            match c {
                '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => self.push(" ", source + at),
                c if is_bidi_control(c) => self.warn_of_bidi(c, source + at),
                '\u{feff}' => {}
                c => {
                    let message = format!("control character U+{:04X} cannot be printed", c as u32);
                    let origin = self.origin(source + at);
                    let diagnostic = Diagnostic::error("control-character", message);
                    self.diagnostics.push(diagnostic.at_text(origin, c.len_utf8(), "remove it"));
                }
            }
        }
        self.push(&text[from..], source + from);
    }

    fn warn_of_bidi(&mut self, c: char, at: usize) {
        if std::mem::replace(&mut self.warned_of_bidi, true) {
            return;
        }
        let message = format!("direction control U+{:04X} is removed", c as u32);
        let hint = "numbers, times, doses, addresses and names keep their own direction without it";
        let origin = self.origin(at);
        let diagnostic =
            Diagnostic::warning("bidi-control", message).at_text(origin, c.len_utf8(), "remove it").hint(hint);
        self.diagnostics.push(diagnostic);
    }

    fn push(&mut self, text: &str, source: usize) {
        let (bold, italic) = (self.bold > 0, self.italic > 0);
        let style = Style { bold, italic, link: self.link.clone(), literal: self.is_literal, note: None };
        let origin = self.origin(source);
        self.styled.push(text, origin, style);
    }

    fn origin(&self, at: usize) -> Origin {
        Origin::Scalar { scalar: self.scalar.span, offset: at.saturating_sub(self.prefix) as u32 }
    }

    fn end_paragraph(&mut self) {
        self.soft_break = None;
        let styled = std::mem::take(&mut self.styled);
        let styled = self.with_marks(styled);
        self.check_foreign(&styled);
        if !styled.text.trim().is_empty() {
            self.place(Markdown::Paragraph(styled));
        }
    }

    fn place(&mut self, block: Markdown) {
        match self.levels.last_mut().and_then(|level| level.items.last_mut()) {
            Some(item) => item.push(block),
            None => self.blocks.push(block),
        }
    }

    /// Rejects a list whose marker was a minus sign, whose numbers would change, or that has an item without text: a
    /// number with a period alone in its paragraph is parsed as one, and would not be printed.
    fn check_list(&mut self, level: &Level) {
        for range in &level.written {
            // Content that was rejected has been reported.
            let mark = |c: char| c.is_ascii_digit() || "-+*.)".contains(c);
            if self.written(range).trim_start_matches(mark).trim().is_empty() {
                let hint = match level.start {
                    Some(_) => "write the item's text; write `\\.` after a number by itself",
                    None => "write the item's text; write `\\` before a symbol by itself",
                };
                let diagnostic = Diagnostic::error("text-empty", "a list item has no text")
                    .at_text(self.origin(range.start), range.len().max(1), "parsed as a list item, so not printed")
                    .hint(hint);
                self.diagnostics.push(diagnostic);
            }
        }
        if level.start.is_none() {
            let [only] = level.written.as_slice() else { return };
            let minus = self.written(only).strip_prefix(['-', '+']).map(str::trim_start);
            if minus.is_some_and(|rest| rest.starts_with(char::is_numeric)) && !self.begins_item(only) {
                self.refuse_list_mark(only.clone());
            }
            return;
        }
        let number = |range: &Range<usize>| {
            let text = self.written(range);
            text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())].parse::<u64>().ok()
        };
        let numbers: Vec<u64> = level.written.iter().filter_map(number).collect();
        if let Some(i) = numbers.windows(2).position(|pair| pair[0] + 1 != pair[1]) {
            let range = &level.written[i + 1];
            let (is, was) = (numbers[i + 1], numbers[i] + 1);
            let message = format!("this list would print {was} where {is} is written");
            let diagnostic = Diagnostic::error("list-numbers", message)
                .at_text(self.origin(range.start), is.to_string().len(), "not the next number")
                .hint("number the items consecutively; write `\\.` after a number that begins a sentence");
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether a list is the first thing in an item of another list.
    fn begins_item(&self, range: &Range<usize>) -> bool {
        self.holder == Holder::Item && self.scalar.value.get(..range.start).is_some_and(|text| text.trim().is_empty())
    }

    /// The source text there, from its first character on.
    fn written(&self, range: &Range<usize>) -> &str {
        self.scalar.value.get(range.clone()).unwrap_or_default().trim_start()
    }

    /// What to do about a block that is not allowed in the text.
    fn block_hint(&self, elsewhere: &'static str) -> &'static str {
        if self.holder == Holder::Cell { CELL_HINT } else { elsewhere }
    }

    fn refuse_list_mark(&mut self, range: Range<usize>) {
        let hint = match self.holder {
            Holder::Cell => "write `−` (U+2212) for a minus sign; start the item with `*` for a list",
            Holder::Text | Holder::Body | Holder::Item => {
                "write `−` (U+2212) for a minus sign; use a `list:` block for a list"
            }
        };
        let diagnostic = Diagnostic::error("list-or-minus", "a symbol at the start of a line makes this a list")
            .at_text(self.origin(range.start), 1, "would not be printed")
            .hint(hint);
        self.diagnostics.push(diagnostic);
    }

    fn refuse_element(&mut self, what: &str, hint: &str, range: Range<usize>) {
        self.refused = 1;
        self.refuse(what, hint, range);
    }

    fn refuse(&mut self, what: &str, hint: &str, range: Range<usize>) {
        let message = format!("{what} is not allowed in text");
        let origin = self.origin(range.start);
        let line =
            self.scalar.value.get(range.start..range.end).map_or(1, |text| text.lines().next().unwrap_or("").len());
        let diagnostic = Diagnostic::error("markdown-unsupported", message);
        self.diagnostics.push(diagnostic.at_text(origin, line.max(1), "not supported here").hint(hint));
    }

    fn finish(mut self) -> Vec<Markdown> {
        self.end_paragraph();
        self.blocks
    }
}

/// Characters that are not text.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Whether a text has no visible character.
pub(crate) fn is_blank(text: &str) -> bool {
    let inkless = |c: char| {
        c.is_whitespace()
            || is_control(c)
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().all(inkless)
}

/// The explicit controls of UAX #9, which our isolates replace.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters of Chinese and Japanese, between which a line break in the file is not a space. In Thai, Lao, Khmer and
/// Burmese it is one: they write a space where English has a comma or a period, and that is where editors break lines.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}'
        | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}
