//! Text: spans of words with their attributes, as layout shapes it.

use std::sync::Arc;

use crate::lang::Language;
use crate::source::Origin;

/// A run of inline content in one language, whose script decides its direction.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The default language.
    pub language: Language,
    /// The spans in reading order.
    pub spans: Vec<Inline>,
}

/// A piece of inline content with the same properties throughout.
#[derive(Clone, Debug)]
pub(crate) struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Bold.
    pub bold: bool,
    /// Italic; in scripts that have none, layout makes it bold or plain.
    pub italic: bool,
    /// Where a click goes.
    pub link: Option<Arc<str>>,
    /// The text for screen readers (PDF/UA-1 7.18.5: `Contents` of the annotation).
    pub link_text: Option<Arc<str>>,
    /// Direction isolate around it (UAX #9).
    pub isolate: Isolate,
    /// Isolates around it and the following spans, outermost first.
    pub opens: Vec<Isolate>,
    /// How many of those end after it.
    pub closes: usize,
    /// Never broken across lines.
    pub unbreakable: bool,
    /// Never parted from an unbreakable inline before it.
    pub glued: bool,
    /// Language, where it differs from the text's.
    pub language: Option<Language>,
    /// Where it was written.
    pub origin: Origin,
}

impl Inline {
    /// Plain words.
    pub(crate) fn words(text: impl Into<String>, origin: Origin) -> Inline {
        Inline {
            kind: InlineKind::Words(text.into()),
            bold: false,
            italic: false,
            link: None,
            link_text: None,
            isolate: Isolate::No,
            opens: vec![],
            closes: 0,
            unbreakable: false,
            glued: false,
            language: None,
            origin,
        }
    }

    /// The mark of a footnote, without its number.
    pub(crate) fn mark(target: MarkTarget, origin: Origin) -> Inline {
        let kind = InlineKind::Mark(Mark { target, note: 0, words: String::new() });
        // No line parts it from its brackets; `text::breaks` keeps it beside what is before it.
        Inline { kind, isolate: Isolate::Ltr, unbreakable: true, ..Inline::words("", origin) }
    }

    /// A part of a patient's value in the style of its field.
    pub(crate) fn styled_as(&self, field: &Inline) -> Inline {
        Inline {
            bold: self.bold || field.bold,
            italic: self.italic || field.italic,
            link: field.link.clone(),
            link_text: field.link_text.clone(),
            ..self.clone()
        }
    }

    /// Whether it is text that ends in a period.
    pub(crate) fn ends_in_point(&self) -> bool {
        matches!(&self.kind, InlineKind::Words(words) if words.ends_with('.') && !words.ends_with(".."))
    }
}

impl Text {
    /// A text of words in a language.
    pub(crate) fn of(language: &Language, spans: Vec<Inline>) -> Text {
        Text { language: language.clone(), spans }
    }

    /// The characters alone, without styles; anything only layout knows (page numbers, writing lines) is left out.
    pub(crate) fn plain(&self) -> String {
        let mut plain = String::new();
        for span in &self.spans {
            match &span.kind {
                InlineKind::Words(words) => plain.push_str(words),
                InlineKind::LineBreak => plain.push(' '),
                InlineKind::Mark(mark) => plain.push_str(&mark.words),
                InlineKind::Blank { .. } | InlineKind::Field(_) | InlineKind::PageNumber | InlineKind::PageCount => {}
            }
        }
        plain
    }

    /// Whether it includes a patient's value.
    pub(crate) fn has_field(&self) -> bool {
        self.spans.iter().any(|span| matches!(span.kind, InlineKind::Field(_)))
    }
}

/// A patient's field in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FieldRef {
    /// Its index among the handout's fields.
    pub field: usize,
    /// The index of the text's language among those of the values; the document's own is first.
    pub language: usize,
}

/// The kind of an inline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InlineKind {
    /// Characters to print.
    Words(String),
    /// A forced line break.
    LineBreak,
    /// A blank line to write on.
    Blank {
        /// Width in em.
        ems: u16,
        /// The expected content, for a screen reader: the field's label.
        label: String,
    },
    /// A field's value.
    Field(FieldRef),
    /// The mark of a footnote.
    Mark(Mark),
    /// This page's number.
    PageNumber,
    /// The number of pages.
    PageCount,
}

/// The mark of a footnote: `[1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// What it stands for.
    pub target: MarkTarget,
    /// Which of the printed notes it leads to, once they are numbered.
    pub note: usize,
    /// What is printed, once they are numbered.
    pub words: String,
}

/// What the mark of a footnote stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MarkTarget {
    /// The note that its author gave this name.
    Named(Arc<str>),
    /// The address of a link.
    Address(Arc<str>),
}

/// Puts one isolate around one or more spans.
pub(crate) fn isolate_all(spans: &mut [Inline], isolate: Isolate) {
    match spans {
        [only] if only.isolate == Isolate::No && only.closes == 0 && !matches!(only.kind, InlineKind::Field(_)) => {
            only.isolate = isolate;
        }
        [first, ..] => {
            first.opens.insert(0, isolate);
            if let Some(last) = spans.last_mut() {
                last.closes += 1;
            }
        }
        [] => {}
    }
}

/// A direction isolate (UAX #9, X5a to X5c).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolate {
    /// None.
    No,
    /// Left to right: numbers, times, doses, addresses.
    Ltr,
    /// By its first strong character: names and other values.
    FirstStrong,
}

/// Whether a text begins with a period that ends a sentence: not an ellipsis, and not followed by the rest of a number
/// or name.
pub(crate) fn begins_with_period(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|rest| !rest.starts_with(|c: char| c == '.' || c.is_alphanumeric()))
}
