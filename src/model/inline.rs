//! From styled text to inlines: placeholders are found and filled, and phone numbers and other items with a direction
//! of their own are isolated.
//!
//! A value that fills a placeholder is only text: it is not searched for placeholders, Markdown or phone numbers.

use std::ops::Range;
use std::sync::Arc;

use super::addresses::Wrong;
use super::context::{Context, Place};
use super::document::{Block, Inline, InlineKind, Isolate, ListKind, MarkTarget, Text, isolate_all};
use super::expressions::{Expression, address_at};
use super::identifiers::{FIELD, Finder, Found, Kind, LONGEST_UNBROKEN, Source, digits_at, is_mixed};
use super::links;
use super::markdown::{
    Footnote, Holder, MARK, Markdown, Run, Style, Styled, is_blank, later, parse_blocks, parse_line,
};
use super::phones::scan;
use super::placeholders::{Part, parts};
use super::ranges;
use super::text::begins_with_period;
use crate::content::shorten;
use crate::content::types::{LinksSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Origin;

/// Reads running text.
pub(super) fn read_blocks(
    scalar: &Scalar,
    holder: Holder,
    context: &Context,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    report_blank(scalar, diagnostics);
    let markdown = parse_blocks(scalar, holder, diagnostics);
    blocks(&markdown, context, diagnostics)
}

/// Reports a text that is not empty in the file but would be on paper.
pub(super) fn report_blank(scalar: &Scalar, diagnostics: &mut Diagnostics) {
    if is_blank(&scalar.value) && !scalar.value.trim().is_empty() {
        let problem =
            Diagnostic::error("text-empty", "a text has no printable character").at(scalar.span, "nothing to print");
        diagnostics.push(problem.hint("write the text, or remove the entry"));
    }
}

/// Reads a text of one line.
pub(super) fn read_line(scalar: &Scalar, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    report_blank(scalar, diagnostics);
    let styled = parse_line(scalar, diagnostics);
    text(&styled, context, diagnostics)
}

fn blocks(markdown: &[Markdown], context: &Context, diagnostics: &mut Diagnostics) -> Vec<Block> {
    let block = |block: &Markdown| match block {
        Markdown::Paragraph(styled) => Block::Paragraph(text(styled, context, diagnostics)),
        Markdown::Footnote(Footnote { name, origin, styled }) => {
            // A note has no notes of its own.
            let links = if context.links == LinksSpec::Notes { LinksSpec::After } else { context.links };
            let text = text(styled, &Context { links, ..*context }, diagnostics);
            Block::FootnoteText { name: name.clone(), text, origin: *origin }
        }
        Markdown::List(start, items) => Block::List {
            kind: match start {
                Some(start) => ListKind::Steps { start: u32::try_from(*start).unwrap_or(1), outer: [0; 2] },
                None => ListKind::Bullets,
            },
            items: items.iter().map(|item| blocks(item, context, diagnostics)).collect(),
            columns: 1,
        },
    };
    markdown.iter().map(block).collect()
}

/// What fills a placeholder, and the position of its stand-in in the text.
struct Filler {
    at: usize,
    inlines: Vec<Inline>,
    style: Style,
}

/// Stands in the text for anything but a patient's field, and joins nothing beside it.
const OTHER: char = '\u{FDD0}';

/// Fills the placeholders of styled text and isolates anything with its own direction.
fn text(styled: &Styled, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    if context.place != Place::Body {
        report_marks(styled, diagnostics);
    }
    // One text with a stand-in for each placeholder: what a field is part of, such as a dose before its unit, is seen
    // whole.
    let mut whole = Styled::default();
    let mut fillers = Vec::new();
    let mut pointed = false;
    for part in parts(styled, context, diagnostics) {
        match part {
            Part::Text(styled) => {
                // "Example Inc." at the end of a sentence does not get a second period.
                let from = usize::from(std::mem::take(&mut pointed) && begins_with_period(&styled.text));
                whole.append(&styled, from..styled.text.len());
            }
            Part::Filled(inlines, style) => {
                pointed = inlines.last().is_some_and(Inline::ends_in_point);
                let field = |inline: &Inline| matches!(inline.kind, InlineKind::Field(_) | InlineKind::Blank { .. });
                let sign = if inlines.iter().any(field) { FIELD } else { OTHER };
                let run = Run { start: 0, origin: Origin::Product, style: style.clone() };
                fillers.push(Filler { at: whole.text.len(), inlines, style });
                let length = sign.len_utf8();
                whole.append(&Styled { text: sign.into(), runs: vec![run] }, 0..length);
            }
        }
    }
    let mut writer = Writer { styled: &whole, fillers: fillers.into_iter().peekable(), spans: Vec::new() };
    find_expressions(&mut writer, context, diagnostics);
    let mut spans = writer.spans;
    name_links(&mut spans);
    glue(&mut spans);
    if context.place == Place::Body {
        spans = links::with_addresses(spans, context.links);
    }
    Text { language: context.language.clone(), spans }
}

/// Reports the marks of footnotes in a text that has no section around it.
fn report_marks(styled: &Styled, diagnostics: &mut Diagnostics) {
    for run in &styled.runs {
        let Some(name) = &run.style.note else { continue };
        let problem = Diagnostic::error("footnote-place", "a footnote's mark cannot be here");
        let problem = problem.at_text(run.origin, name.len() + 3, "not in the body's text");
        diagnostics.push(problem.hint("put it into a text of the body, or say here what it says"));
    }
}

/// Finds whatever has its own direction, stays on one line or is a link; everything else becomes words.
fn find_expressions(writer: &mut Writer, context: &Context, diagnostics: &mut Diagnostics) {
    let text = writer.styled.text.as_str();
    let rtl = context.language.is_rtl();
    let mut finder = (rtl || is_mixed(text)).then(|| Finder::new(text, rtl, Source::Text));
    let mut words_from = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(end) = writer.styled.literal_at(at) {
            writer.words(words_from..at, false);
            writer.isolate(at..end, text[at..end].chars().count() <= LONGEST_UNBROKEN);
            (words_from, at) = (end, end);
            continue;
        }
        if let Some((inlines, end)) = link_at(writer.styled, at, c, context, diagnostics) {
            writer.words(words_from..at, false);
            let style = writer.styled.run_at(at).map(|run| run.style.clone()).unwrap_or_default();
            writer.spans.extend(inlines.into_iter().map(|inline| with_style(inline, &style)));
            (words_from, at) = (end, end);
            continue;
        }
        let found = finder.as_mut().and_then(|finder| finder.at(at, c));
        let found = match found {
            None if !rtl => digits_at(text, at).map(|end| Found { kind: Kind::Identifier, range: at..end }),
            found => found,
        };
        let Some(Found { kind, range }) = found else {
            at += c.len_utf8();
            continue;
        };
        at = range.end;
        if rtl && context.place != Place::AltText {
            match kind.range_of(&range) {
                Some(range) => ranges::report(writer.styled, range, context.language, diagnostics),
                None if kind == Kind::Plain => ranges::report_spaced(writer.styled, range.clone(), diagnostics),
                None => {}
            }
        }
        if kind == Kind::Plain {
            continue;
        }
        writer.words(words_from..range.start, false);
        words_from = range.end;
        let unbreakable = text[range.clone()].chars().count() <= LONGEST_UNBROKEN;
        match kind {
            Kind::Range | Kind::Number => writer.words(range, unbreakable),
            _ => writer.isolate(range, unbreakable),
        }
    }
    writer.words(words_from..text.len(), false);
}

/// Writes a text's spans from start to end.
struct Writer<'s> {
    styled: &'s Styled,
    /// The remaining placeholder contents.
    fillers: std::iter::Peekable<std::vec::IntoIter<Filler>>,
    spans: Vec<Inline>,
}

impl Writer<'_> {
    /// Adds bytes of the text, one inline per style and source, with the placeholder contents among them.
    fn words(&mut self, range: Range<usize>, unbreakable: bool) {
        let mut from = range.start;
        while let Some(Filler { at, inlines, style }) = self.fillers.next_if(|filler| filler.at < range.end) {
            words(self.styled, from, at, unbreakable, &mut self.spans);
            self.spans.extend(inlines.into_iter().map(|inline| with_style(inline, &style)));
            from = at + self.styled.text[at..].chars().next().map_or(0, char::len_utf8);
        }
        words(self.styled, from, range.end, unbreakable, &mut self.spans);
    }

    /// The same in an isolate that reads from left to right, across all its styles.
    fn isolate(&mut self, range: Range<usize>, unbreakable: bool) {
        let from = self.spans.len();
        self.words(range, unbreakable);
        isolate_all(&mut self.spans[from..], Isolate::Ltr);
    }
}

/// A link that starts at byte `at`, as inlines, and the byte after it.
fn link_at(
    styled: &Styled,
    at: usize,
    first: char,
    context: &Context,
    diagnostics: &mut Diagnostics,
) -> Option<(Vec<Inline>, usize)> {
    let text = styled.text.as_str();
    let origin = styled.origin_at(at);
    if let Some(found) = scan::number_at(text, at, context.region, origin) {
        let inlines = match found.phone {
            Ok(phone) => phone.inlines(context.words),
            Err(diagnostic) => {
                let problem = diagnostic.at_text(origin, found.range.len(), "not a phone number");
                // An order number or a code may have a phone number's shape.
                let kept = &text[found.range.clone()];
                diagnostics.push(problem.hint(format!("if it is no phone number, write it in backticks: `{kept}`")));
                vec![Inline::words(&text[found.range.clone()], origin)]
            }
        };
        return Some((inlines, found.range.end));
    }
    let address = first.is_ascii_alphanumeric().then(|| address_at(text, at)).flatten();
    let Expression { range, link, unbreakable } = address?;
    let report = |Wrong { what, hint }| {
        let message = format!("the address `{}` {what}", shorten(&text[range.clone()]));
        let diagnostic = Diagnostic::error("link-invalid", message);
        diagnostics.push(diagnostic.at_text(origin, range.len(), "not a valid link address").hint(hint));
    };
    let link = link.map_err(report).ok();
    let inline = Inline {
        link_text: link.as_ref().map(|_| text[range.clone()].into()),
        link: link.map(Arc::from),
        isolate: Isolate::Ltr,
        unbreakable,
        ..Inline::words(&text[range.clone()], origin)
    };
    Some((vec![inline], range.end))
}

/// Adds the words between two bytes, one inline per style and source.
fn words(styled: &Styled, from: usize, to: usize, unbreakable: bool, spans: &mut Vec<Inline>) {
    let mut part = Styled::default();
    part.append(styled, from..to);
    for (i, run) in part.runs.iter().enumerate() {
        let end = part.runs.get(i + 1).map_or(part.text.len(), |next| next.start);
        if let (Some(name), true) = (&run.style.note, part.text[run.start..end].contains(MARK)) {
            let mark = Inline::mark(MarkTarget::Named(name.clone()), run.origin);
            spans.push(Inline { link: None, ..with_style(mark, &run.style) });
            continue;
        }
        let mut at = run.start;
        for (line, text) in part.text[run.start..end].split('\n').enumerate() {
            if line > 0 {
                spans.push(Inline { kind: InlineKind::LineBreak, ..Inline::words("", part.origin_at(at - 1)) });
            }
            if !text.is_empty() {
                let inline = Inline { unbreakable, ..Inline::words(text, part.origin_at(at)) };
                spans.push(with_style(inline, &run.style));
            }
            at += text.len() + 1;
        }
    }
}

/// An inline in the style of the surrounding text; a link that the author wrote overrides ours.
fn with_style(inline: Inline, style: &Style) -> Inline {
    let (link, link_text) = match &style.link {
        Some(link) => (Some(link.clone()), None),
        None => (inline.link, inline.link_text),
    };
    Inline { bold: inline.bold || style.bold, italic: inline.italic || style.italic, link, link_text, ..inline }
}

/// Keeps the word before a number on its line, where the number asks for it.
fn glue(spans: &mut Vec<Inline>) {
    let mut at = 1;
    while at < spans.len() {
        let before = &spans[at - 1];
        let InlineKind::Words(words) = &before.kind else {
            at += 1;
            continue;
        };
        let from = words
            .trim_end()
            .rfind(char::is_whitespace)
            .map_or(0, |space| space + words[space..].chars().next().map_or(0, char::len_utf8));
        if !spans[at].glued || before.unbreakable || words[from..].chars().count() > LONGEST_UNBROKEN {
            at += 1;
            continue;
        }
        let word = Inline {
            unbreakable: true,
            ..Inline { kind: InlineKind::Words(words[from..].to_owned()), ..before.clone() }
        };
        let word = Inline { origin: later(before.origin, from), ..word };
        if from == 0 {
            spans[at - 1] = word;
        } else {
            let rest = InlineKind::Words(words[..from].to_owned());
            spans[at - 1].kind = rest;
            spans.insert(at, word);
            at += 1;
        }
        at += 1;
    }
}

/// Gives links that the author wrote their own words as the text for screen readers.
fn name_links(spans: &mut [Inline]) {
    let mut from = 0;
    while from < spans.len() {
        let Some(link) = spans[from].link.clone().filter(|_| spans[from].link_text.is_none()) else {
            from += 1;
            continue;
        };
        let same =
            spans[from..].iter().take_while(|span| span.link.as_ref() == Some(&link) && span.link_text.is_none());
        let to = from + same.count();
        let name: String = spans[from..to]
            .iter()
            .map(|span| match &span.kind {
                InlineKind::Words(words) => words.as_str(),
                // A patient's value appears only on the page.
                _ => " ",
            })
            .collect();
        let name: Arc<str> = name.into();
        for span in &mut spans[from..to] {
            span.link_text = Some(name.clone());
        }
        from = to;
    }
}
