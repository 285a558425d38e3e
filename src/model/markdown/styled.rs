//! Text without its Markdown: characters, their styles, and where each was written.

use std::ops::Range;
use std::sync::Arc;

use crate::source::Origin;

/// Text with styles. A line feed is a hard break.
#[derive(Clone, Debug, Default)]
pub(crate) struct Styled {
    /// The characters, in NFC.
    pub text: String,
    /// The runs that `text` consists of, in order.
    pub runs: Vec<Run>,
}

/// A part of a [`Styled`] with one style.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// First byte in the text.
    pub start: usize,
    /// Where it was written.
    pub origin: Origin,
    /// Its look and link target.
    pub style: Style,
}

/// The look and link target of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Target of the surrounding link.
    pub link: Option<Arc<str>>,
    /// In backticks: printed as it is, whatever it looks like.
    pub literal: bool,
    /// For the mark of a footnote: its name.
    pub note: Option<Arc<str>>,
}

impl Styled {
    /// The run that holds byte `at`.
    pub(crate) fn run_at(&self, at: usize) -> Option<&Run> {
        self.runs[..self.runs.partition_point(|run| run.start <= at)].last()
    }

    /// The end of the text in backticks that byte `at` is in.
    pub(crate) fn literal_at(&self, at: usize) -> Option<usize> {
        if !self.run_at(at)?.style.literal {
            return None;
        }
        let next = self.runs.partition_point(|run| run.start <= at);
        let after = self.runs[next..].iter().find(|run| !run.style.literal);
        Some(after.map_or(self.text.len(), |run| run.start))
    }

    /// Where byte `at` was written.
    pub(crate) fn origin_at(&self, at: usize) -> Origin {
        match self.run_at(at) {
            Some(run) => later(run.origin, at - run.start),
            None => Origin::Product,
        }
    }

    /// Appends part of another.
    pub(crate) fn append(&mut self, other: &Styled, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let next = other.runs.partition_point(|run| run.start <= at);
            let end = other.runs.get(next).map_or(range.end, |run| run.start.min(range.end));
            let style = other.run_at(at).map(|run| run.style.clone()).unwrap_or_default();
            self.push(&other.text[at..end], other.origin_at(at), style);
            at = end;
        }
    }

    /// Appends text of one style; a run continues if style and source do.
    pub(super) fn push(&mut self, text: &str, origin: Origin, style: Style) {
        let goes_on = self
            .runs
            .last()
            .is_some_and(|last| last.style == style && later(last.origin, self.text.len() - last.start) == origin);
        if !goes_on && !text.is_empty() {
            self.runs.push(Run { start: self.text.len(), origin, style });
        }
        self.text.push_str(text);
    }
}

/// The origin this many bytes later.
pub(crate) fn later(origin: Origin, bytes: usize) -> Origin {
    match origin {
        Origin::Scalar { scalar, offset } => Origin::Scalar { scalar, offset: offset + bytes as u32 },
        other => other,
    }
}
