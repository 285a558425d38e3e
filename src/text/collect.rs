//! Collect: from spans to one string with attributes.

use std::ops::Range;
use std::sync::Arc;

use crate::lang::Language;
use crate::model::document::{Inline, InlineKind, Isolate, Mark};
use crate::source::Origin;

/// Stands in the text for a blank line to write on.
pub(super) const BLANK: char = '\u{FFFC}';
/// Stands in the text for a forced line break.
pub(super) const LINE_BREAK: char = '\u{2028}';

/// The attributes of a range of the text.
#[derive(Clone, Debug)]
pub(crate) struct Attributes {
    /// Its bytes of the text.
    pub range: Range<usize>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Where a click goes.
    pub link: Option<Arc<str>>,
    /// The text for screen readers.
    pub link_text: Option<Arc<str>>,
    /// Direction isolate around it.
    pub isolate: Isolate,
    /// Isolates that begin before it and extend past it, outermost first.
    pub opens: Vec<Isolate>,
    /// How many of those end after it.
    pub closes: usize,
    /// Whether an isolate that began before it continues.
    pub joined: bool,
    /// Never broken across lines.
    pub unbreakable: bool,
    /// Language, where it differs from the text's.
    pub language: Option<Language>,
    /// For the mark of a footnote: which of the printed notes it leads to.
    pub mark: Option<usize>,
    /// Width in em of a blank line.
    pub blank_ems: Option<u16>,
    /// Where it was written.
    pub origin: Origin,
}

/// The text with its attributes.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub text: String,
    pub attributes: Vec<Attributes>,
    /// How many isolates of several spans are open.
    open: usize,
}

impl Collected {
    /// Index of the attributes at a byte.
    pub(super) fn attributes_at(&self, byte: usize) -> usize {
        self.attributes.partition_point(|a| a.range.end <= byte)
    }
}

/// Collects spans.
pub(super) fn collect(spans: &[Inline]) -> Collected {
    let mut collected = Collected::default();
    spans.iter().for_each(|span| collected.push(span));
    collected
}

impl Collected {
    fn push(&mut self, span: &Inline) {
        let start = self.text.len();
        let (mut blank_ems, mut mark) = (None, None);
        match &span.kind {
            InlineKind::Words(words) => {
                // Line feeds never become glyphs; the stand-ins for blanks and breaks are reserved for us.
                self.text.extend(words.chars().map(|c| match c {
                    '\n' | '\t' | '\r' => ' ',
                    c => c,
                }));
            }
            InlineKind::Mark(Mark { note, words, .. }) => {
                mark = Some(*note);
                self.text.push_str(words);
            }
            InlineKind::LineBreak => self.text.push(LINE_BREAK),
            InlineKind::Blank { ems, .. } => {
                blank_ems = Some(*ems);
                self.text.push(BLANK);
            }
            // Layout replaces these with numbers and values before it shapes.
            InlineKind::PageNumber | InlineKind::PageCount | InlineKind::Field(_) => return,
        }
        if self.text.len() == start {
            return;
        }
        let joined = self.open > 0 || span.glued;
        self.open = (self.open + span.opens.len()).saturating_sub(span.closes);
        self.attributes.push(Attributes {
            range: start..self.text.len(),
            bold: span.bold,
            italic: span.italic,
            link: span.link.clone(),
            link_text: span.link_text.clone(),
            isolate: span.isolate,
            opens: span.opens.clone(),
            closes: span.closes,
            joined,
            unbreakable: span.unbreakable,
            language: span.language.clone(),
            mark,
            blank_ems,
            origin: span.origin,
        });
    }
}
