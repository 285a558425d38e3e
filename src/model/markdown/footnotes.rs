//! Footnotes: a mark in a text, `[^name]`, and the note's own text in a paragraph by itself, `[^name]: …`, as GitHub
//! writes them.
//!
//! Which mark belongs to which text, and its number, is known only when the whole body is read: see `model::footnotes`.

use std::ops::Range;
use std::sync::Arc;

use super::{Holder, Markdown, Reader, Styled};
use crate::diag::Diagnostic;
use crate::source::Origin;

/// Stands in a text for a footnote's mark, and joins nothing beside it; the run's style has the name.
pub(crate) const MARK: char = '\u{FDD1}';

/// Longest name, in bytes: anything longer between two brackets is a sentence.
const LONGEST_NAME: usize = 60;

/// The text of a footnote.
pub(crate) struct Footnote {
    /// The name that marks use.
    pub name: String,
    /// Where it was written.
    pub origin: Origin,
    /// What it says.
    pub styled: Styled,
}

/// A footnote's text that is being read.
pub(super) struct Open {
    name: String,
    range: Range<usize>,
    /// The number of blocks before it.
    blocks: usize,
}

impl Reader<'_> {
    /// A mark whose note is in the same text. It is treated as one whose note is elsewhere.
    pub(super) fn footnote_mark(&mut self, range: Range<usize>) {
        let from = range.start.saturating_sub(self.prefix);
        let written = self.scalar.value.get(from..range.end.saturating_sub(self.prefix)).unwrap_or_default().to_owned();
        self.text(&written, range);
    }

    /// The text of a note begins.
    pub(super) fn start_footnote(&mut self, name: &str, range: Range<usize>) {
        self.end_paragraph();
        if self.holder != Holder::Text || !self.levels.is_empty() {
            let hint = "write it in a text block of the body: a paragraph by itself, after the text with its mark";
            self.refused = 1;
            return self.footnote_problem("footnote-place", "a footnote's text cannot be here", range, hint);
        }
        self.footnote = Some(Open { name: name.to_owned(), range, blocks: self.blocks.len() });
    }

    /// The text of a note ends.
    pub(super) fn end_footnote(&mut self) {
        self.end_paragraph();
        let Some(Open { name, range, blocks }) = self.footnote.take() else { return };
        let mut read = self.blocks.drain(blocks.min(self.blocks.len())..);
        let (first, second) = (read.next(), read.next());
        drop(read);
        let origin = self.origin(range.start);
        let styled = match (first, second) {
            (Some(Markdown::Paragraph(styled)), None) => styled,
            (first, _) => {
                let (message, hint) = match first {
                    None => ("a footnote has no text", "write the text after the colon, on the same line"),
                    Some(_) => ("a footnote has more than one paragraph", "write it as one paragraph, without lists"),
                };
                self.footnote_problem("footnote-text", message, range, hint);
                // Its marks are not reported, too.
                Styled::default()
            }
        };
        match name.contains(char::is_whitespace) {
            true => self.refuse_name(origin, name.len() + 3),
            false => self.blocks.push(Markdown::Footnote(Footnote { name, origin, styled })),
        }
    }

    /// A paragraph with its marks found.
    pub(super) fn with_marks(&mut self, styled: Styled) -> Styled {
        let text = styled.text.as_str();
        if !text.contains("[^") {
            return styled;
        }
        let mut marked = Styled::default();
        let mut from = 0;
        for (at, _) in text.match_indices("[^") {
            let origin = styled.origin_at(at);
            if at < from || styled.literal_at(at).is_some() || self.is_escaped(origin, "[") {
                continue;
            }
            let inside = &text[at + 2..];
            let length = inside.find(['[', ']', '\n']).filter(|&end| (1..=LONGEST_NAME).contains(&end));
            let Some(length) = length.filter(|&end| inside[end..].starts_with(']')) else { continue };
            let name = &inside[..length];
            let end = at + 2 + length + 1;
            if name.contains(char::is_whitespace) {
                self.refuse_name(origin, end - at);
                continue;
            }
            if text[..at].trim().is_empty() {
                let problem = Diagnostic::error("footnote-place", "a text begins with the mark of a footnote");
                let problem = problem.at_text(origin, end - at, "after nothing that it could explain");
                let hint = format!(
                    "put it after the words that it explains; a footnote's text begins with `[^{name}]:` in a paragraph \
                     by itself"
                );
                self.diagnostics.push(problem.hint(hint));
            }
            marked.append(&styled, from..at);
            let mut style = styled.run_at(at).map(|run| run.style.clone()).unwrap_or_default();
            style.note = Some(Arc::from(name));
            marked.push(MARK.encode_utf8(&mut [0; 4]), origin, style);
            from = end;
        }
        marked.append(&styled, from..text.len());
        marked
    }

    fn refuse_name(&mut self, origin: Origin, len: usize) {
        let problem = Diagnostic::error("footnote-name", "the name of a footnote has a space");
        let problem = problem.at_text(origin, len, "not a name");
        self.diagnostics
            .push(problem.hint("write a number or a word: `[^1]`; two footnotes have two marks: `[^1][^2]`"));
    }

    fn footnote_problem(&mut self, code: &'static str, message: &str, range: Range<usize>, hint: &str) {
        let line = self.scalar.value.get(range.clone()).map_or(1, |text| text.lines().next().unwrap_or("").len());
        let problem = Diagnostic::error(code, message).at_text(self.origin(range.start), line.max(1), "this footnote");
        self.diagnostics.push(problem.hint(hint));
    }
}
