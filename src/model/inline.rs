//! From styled text to inlines: placeholders are found and filled, phone numbers and other things with a direction of
//! their own are set apart.
//!
//! A value that fills a placeholder is text and nothing else: it is not searched for placeholders, Markdown or phone
//! numbers.

use std::ops::Range;
use std::sync::Arc;

use super::addresses::Wrong;
use super::document::{Block, Inline, InlineKind, Isolate, ListKind, Text, begins_with_period};
use super::expressions::{Expression, address_at, digits_at};
use super::markdown::{Holder, Markdown, Style, Styled, is_blank, parse_blocks, parse_line};
use super::numerals::{LONGEST_UNBROKEN, stretches};
use super::phones::{PhoneBook, scan};
use super::placeholders::{Part, parts};
use crate::content::shorten;
use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::Language;
use crate::lang::words::Words;

/// What text is read with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Language of the text.
    pub language: &'a Language,
    /// The product's words in that language.
    pub words: &'a Words,
    /// Region whose phone numbers are typed without a country code.
    pub region: &'a str,
    /// The site's phone numbers.
    pub phones: &'a PhoneBook,
    /// What placeholders are filled with.
    pub values: &'a Values,
    /// Where the text stands, which decides what it may name.
    pub place: Place,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The title, a label: what other texts may name.
    Title,
    /// The body.
    Body,
    /// A picture's alt text: not on the page, so never a place for a patient's values.
    AltText,
    /// The running header.
    Header,
    /// The footer's text.
    Footer,
    /// A notice, which belongs to the site.
    Notice,
}

/// What placeholders are filled with.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// The hospital's name, if there is a site.
    pub site_name: Option<Inline>,
    /// The title.
    pub title: Option<Inline>,
    /// What the footer may say of the handout: its `id`, `version` and days of review, as far as it has them.
    pub footer: Vec<(&'static str, Option<Inline>)>,
    /// The patient's fields in the handout's order.
    pub fields: Vec<FieldValue>,
}

/// A field of the patient and what it prints as.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The name that placeholders use.
    pub name: String,
    /// The value, or a line to write on.
    pub inlines: Vec<Inline>,
}

/// Reads running text.
pub fn read_blocks(scalar: &Scalar, holder: Holder, context: &Context, diagnostics: &mut Diagnostics) -> Vec<Block> {
    report_blank(scalar, diagnostics);
    let markdown = parse_blocks(scalar, holder, diagnostics);
    blocks(&markdown, context, diagnostics)
}

/// Reports a text that is not empty in the file but would be on paper.
pub fn report_blank(scalar: &Scalar, diagnostics: &mut Diagnostics) {
    if is_blank(&scalar.value) && !scalar.value.trim().is_empty() {
        let problem = Diagnostic::error("text-empty", "a text has no character that prints").at(scalar.span, "no text");
        diagnostics.push(problem.hint("write the text, or remove the entry"));
    }
}

/// Reads a text of one line.
pub fn read_line(scalar: &Scalar, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    report_blank(scalar, diagnostics);
    let styled = parse_line(scalar, diagnostics);
    text(&styled, context, diagnostics)
}

fn blocks(markdown: &[Markdown], context: &Context, diagnostics: &mut Diagnostics) -> Vec<Block> {
    let block = |block: &Markdown| match block {
        Markdown::Paragraph(styled) => Block::Paragraph(text(styled, context, diagnostics)),
        Markdown::List(start, items) => Block::List {
            kind: match start {
                Some(start) => ListKind::Steps { start: u32::try_from(*start).unwrap_or(1) },
                None => ListKind::Bullets,
            },
            items: items.iter().map(|item| blocks(item, context, diagnostics)).collect(),
        },
    };
    markdown.iter().map(block).collect()
}

/// Fills the placeholders of styled text and sets apart what has its own direction.
fn text(styled: &Styled, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    let mut spans: Vec<Inline> = Vec::new();
    let mut pointed = false;
    for part in parts(styled, context, diagnostics) {
        match part {
            Part::Text(styled) => {
                // "Example Inc." at the end of a sentence takes no second point.
                if std::mem::take(&mut pointed) && begins_with_period(&styled.text) {
                    let mut rest = Styled::default();
                    rest.append(&styled, 1..styled.text.len());
                    find_expressions(&rest, context, &mut spans, diagnostics);
                } else {
                    find_expressions(&styled, context, &mut spans, diagnostics);
                }
            }
            Part::Filled(inlines, style) => {
                pointed = inlines.last().is_some_and(Inline::ends_in_point);
                spans.extend(inlines.into_iter().map(|inline| with_style(inline, &style)));
            }
        }
    }
    name_links(&mut spans);
    Text { language: context.language.clone(), spans }
}

/// Finds what has its own direction or leads somewhere; all else becomes words.
fn find_expressions(styled: &Styled, context: &Context, spans: &mut Vec<Inline>, diagnostics: &mut Diagnostics) {
    let text = styled.text.as_str();
    let mut words_from = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match expression_at(styled, at, c, context, diagnostics) {
            Some((inlines, end)) => {
                plain(styled, words_from, at, context, spans);
                let style = styled.run_at(at).map(|run| run.style.clone()).unwrap_or_default();
                spans.extend(inlines.into_iter().map(|inline| with_style(inline, &style)));
                words_from = end;
                at = end;
            }
            None => at += c.len_utf8(),
        }
    }
    plain(styled, words_from, text.len(), context, spans);
}

/// Adds the text between two bytes in which nothing leads anywhere: in right-to-left text, stretches with numbers are
/// isolated.
fn plain(styled: &Styled, from: usize, to: usize, context: &Context, spans: &mut Vec<Inline>) {
    let found = if context.language.is_rtl() { stretches(&styled.text, from..to) } else { vec![] };
    let mut words_from = from;
    for range in found {
        words(styled, words_from, range.start, spans);
        words_from = range.end;
        isolate(styled, range, spans);
    }
    words(styled, words_from, to, spans);
}

/// Adds a stretch that reads from left to right. A link ends it; what is bold or italic in part is so as a whole,
/// since two isolates would change places.
fn isolate(styled: &Styled, range: Range<usize>, spans: &mut Vec<Inline>) {
    let mut part = Styled::default();
    part.append(styled, range);
    let mut from = 0;
    while from < part.runs.len() {
        let link = &part.runs[from].style.link;
        let count = part.runs[from..].iter().take_while(|run| run.style.link == *link).count();
        let runs = &part.runs[from..from + count];
        let end = part.runs.get(from + count).map_or(part.text.len(), |next| next.start);
        let text = &part.text[runs[0].start..end];
        let style = Style {
            bold: runs.iter().any(|run| run.style.bold),
            italic: runs.iter().any(|run| run.style.italic),
            link: link.clone(),
        };
        let unbreakable = text.chars().count() <= LONGEST_UNBROKEN;
        let inline = Inline { isolate: Isolate::Ltr, unbreakable, ..Inline::words(text, runs[0].origin) };
        spans.push(with_style(inline, &style));
        from += count;
    }
}

/// What starts at byte `at`, as inlines, and the byte after it.
fn expression_at(
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
                diagnostics.push(diagnostic.at_text(origin, found.range.len(), "not a phone number"));
                vec![Inline::words(&text[found.range.clone()], origin)]
            }
        };
        return Some((inlines, found.range.end));
    }
    let expression = match first {
        'a'..='z' | 'A'..='Z' => address_at(text, at),
        '0'..='9' if context.language.is_rtl() => address_at(text, at),
        _ if context.language.is_rtl() => None, // Numbers are isolated in larger stretches.
        '0'..='9' => address_at(text, at).or_else(|| digits_at(text, at)),
        '+' | '-' | '−' | '±' | '~' | '≈' | '<' | '>' | '≤' | '≥' | '$' | '€' | '£' | '#' => {
            digits_at(text, at)
        }
        _ => None,
    };
    let Expression { range, link, unbreakable } = expression?;
    let link = link.and_then(|link| {
        let report = |Wrong { what, hint }| {
            let message = format!("the address `{}` {what}", shorten(&text[range.clone()]));
            let diagnostic = Diagnostic::error("link-invalid", message);
            diagnostics.push(diagnostic.at_text(origin, range.len(), "not an address that can be followed").hint(hint));
        };
        link.map_err(report).ok()
    });
    let inline = Inline {
        link_text: link.as_ref().map(|_| text[range.clone()].into()),
        link: link.map(Arc::from),
        isolate: Isolate::Ltr,
        unbreakable,
        ..Inline::words(&text[range.clone()], origin)
    };
    Some((vec![inline], range.end))
}

/// Adds the words between two bytes, an inline a style and source.
fn words(styled: &Styled, from: usize, to: usize, spans: &mut Vec<Inline>) {
    let mut part = Styled::default();
    part.append(styled, from..to);
    for (i, run) in part.runs.iter().enumerate() {
        let end = part.runs.get(i + 1).map_or(part.text.len(), |next| next.start);
        let mut at = run.start;
        for (line, text) in part.text[run.start..end].split('\n').enumerate() {
            if line > 0 {
                spans.push(Inline { kind: InlineKind::LineBreak, ..Inline::words("", part.origin_at(at - 1)) });
            }
            if !text.is_empty() {
                spans.push(with_style(Inline::words(text, part.origin_at(at)), &run.style));
            }
            at += text.len() + 1;
        }
    }
}

/// An inline in the style of the text round it; a link that the author wrote goes before our own.
fn with_style(inline: Inline, style: &Style) -> Inline {
    let (link, link_text) = match &style.link {
        Some(link) => (Some(link.clone()), None),
        None => (inline.link, inline.link_text),
    };
    Inline { bold: inline.bold || style.bold, italic: inline.italic || style.italic, link, link_text, ..inline }
}

/// Gives links that an author wrote their own words as what a screen reader says.
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
                // A patient's value stands on the page and nowhere else.
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
