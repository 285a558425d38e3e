//! Text: spans of words with what holds over each, as layout shapes it.

use std::sync::Arc;

use crate::lang::Language;
use crate::source::Origin;

/// A run of inline content in one language, whose script decides its direction.
#[derive(Clone, Debug)]
pub struct Text {
    /// Language of what names no other.
    pub language: Language,
    /// The spans in reading order.
    pub spans: Vec<Inline>,
}

/// A piece of inline content with the same properties throughout.
#[derive(Clone, Debug)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Bold.
    pub bold: bool,
    /// Italic; in scripts that have none, layout sets it bold or plain.
    pub italic: bool,
    /// Where a click goes.
    pub link: Option<Arc<str>>,
    /// What a screen reader says of the link (PDF/UA-1 7.18.5: `Contents` of the annotation).
    pub link_text: Option<Arc<str>>,
    /// Direction isolate round it (UAX #9).
    pub isolate: Isolate,
    /// Isolates round it and spans after it, the outermost first.
    pub opens: Vec<Isolate>,
    /// How many of those end after it.
    pub closes: usize,
    /// Never broken over a line.
    pub unbreakable: bool,
    /// Language, where it differs from the text's.
    pub language: Option<Language>,
    /// Where it was written.
    pub origin: Origin,
}

impl Inline {
    /// Plain words.
    pub fn words(text: impl Into<String>, origin: Origin) -> Inline {
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
            language: None,
            origin,
        }
    }

    /// A part of a patient's value in the style of the field that it stands for.
    pub fn styled_as(&self, field: &Inline) -> Inline {
        Inline {
            bold: self.bold || field.bold,
            italic: self.italic || field.italic,
            link: field.link.clone(),
            link_text: field.link_text.clone(),
            ..self.clone()
        }
    }

    /// Whether it is text whose last character is a point.
    pub fn ends_in_point(&self) -> bool {
        matches!(&self.kind, InlineKind::Words(words) if words.ends_with('.') && !words.ends_with(".."))
    }
}

impl Text {
    /// The characters alone, without styles; what only layout knows (page numbers, writing lines) is left out.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for span in &self.spans {
            match &span.kind {
                InlineKind::Words(words) => plain.push_str(words),
                InlineKind::LineBreak => plain.push(' '),
                InlineKind::Blank { .. } | InlineKind::Field(_) | InlineKind::PageNumber | InlineKind::PageCount => {}
            }
        }
        plain
    }

    /// Whether a patient's value stands in it.
    pub fn has_field(&self) -> bool {
        self.spans.iter().any(|span| matches!(span.kind, InlineKind::Field(_)))
    }
}

/// A field of the patient's that a text shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// Its place among the handout's fields.
    pub field: usize,
    /// The place of the text's language among those that values print in; the document's own is the first.
    pub language: usize,
}

/// What an inline is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Characters to print.
    Words(String),
    /// A forced line break.
    LineBreak,
    /// A line to write on, this many ems wide.
    Blank {
        /// Width in em.
        ems: u16,
        /// What belongs there, for a screen reader: the field's label.
        label: String,
    },
    /// A field's value.
    Field(FieldRef),
    /// This page's number.
    PageNumber,
    /// How many pages there are.
    PageCount,
}

/// Puts one isolate round spans, of which there is at least one.
pub fn isolate_all(spans: &mut [Inline], isolate: Isolate) {
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
pub enum Isolate {
    /// None.
    No,
    /// Left to right: numbers, times, doses, addresses.
    Ltr,
    /// By its first strong character: names and other values.
    FirstStrong,
}

/// Whether a text begins with a period that ends a sentence: no ellipsis, and no number or name goes on behind it.
pub fn begins_with_period(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|rest| !rest.starts_with(|c: char| c == '.' || c.is_alphanumeric()))
}
