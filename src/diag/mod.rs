//! Problems in content, as data: parsing and checking return what they understood plus a list of these.

pub(crate) mod human;
pub(crate) mod json;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::source::{FileId, Origin, Sources, Span};

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The PDF is made, but someone should look.
    Warning,
    /// No PDF is made.
    Error,
}

/// The place of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Bytes of a file.
    Span(Span),
    /// `len` bytes of the decoded text of a scalar, located in the file when the diagnostic is shown.
    Text {
        /// Where the text was written.
        origin: Origin,
        /// Length in bytes of the decoded text.
        len: u32,
    },
    /// A field of the record, by its index there. The record's reader knows where that is: [`Place::Line`].
    Field(usize),
    /// A line that must not be shown because it contains patients' values.
    Line {
        /// Its file, of which the name is enough.
        file: FileId,
        /// Its file, of which only the name is needed.
        line: usize,
        /// The character in it, from 1, if known.
        column: Option<usize>,
    },
}

impl Place {
    /// The bytes of the file. `None` if there is no file, or it must not be shown.
    pub(crate) fn resolve(self, sources: &Sources) -> Option<Span> {
        match self {
            Place::Span(span) => Some(span),
            Place::Text { origin, len } => sources.locate(origin, len),
            Place::Field(_) | Place::Line { .. } => None,
        }
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Stable name, in kebab case: `phone-invalid`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Lowercase, no final period, values in backticks; never a patient's value.
    pub message: String,
    /// Where it is.
    pub(crate) primary: Option<Place>,
    /// The label at that place, under the caret.
    pub(crate) label: String,
    /// Other places that explain it.
    pub(crate) labels: Vec<(Place, String)>,
    /// What to do next, one sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message.into())
    }

    /// A warning without a place yet.
    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Diagnostic {
        Diagnostic { code, severity, message, primary: None, label: String::new(), labels: vec![], hints: vec![] }
    }

    /// Points at bytes of a file, with a few words under the caret.
    pub(crate) fn at(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.primary = Some(Place::Span(span));
        self.label = label.into();
        self
    }

    /// Points at text by its origin, with a few words under the caret.
    pub(crate) fn at_text(mut self, origin: Origin, len: usize, label: impl Into<String>) -> Diagnostic {
        self.primary = Some(Place::Text { origin, len: len as u32 });
        self.label = label.into();
        self
    }

    /// Points at a line that must not be shown.
    pub(crate) fn at_line(mut self, file: FileId, line: usize, column: Option<usize>) -> Diagnostic {
        self.primary = Some(Place::Line { file, line, column });
        self
    }

    /// Adds what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hints.push(hint.into());
        self
    }
}

/// `1 page`, `2 pages`; `1 copy`, `2 copies`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    match (number, thing.strip_suffix('y')) {
        (1, _) => format!("1 {thing}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {thing}s"),
    }
}

/// A text for one terminal line: characters that control the terminal, or reverse the text after them, are escaped.
/// File names and arguments may contain them.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match hidden(c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Collects diagnostics in the order found.
#[derive(Debug, Default)]
pub struct Diagnostics(pub(crate) Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Removes duplicates: pages that are laid out again, more tightly, have the same problems again.
    pub(crate) fn remove_repeats(&mut self) {
        let mut known = HashSet::new();
        self.0.retain(|diagnostic| known.insert(diagnostic.clone()));
    }

    /// Finds all the places in their files. A scalar is decoded once, however many problems are in it.
    pub(crate) fn resolve(&mut self, sources: &Sources) {
        let places = self.0.iter_mut().flat_map(|d| d.primary.iter_mut().chain(d.labels.iter_mut().map(|l| &mut l.0)));
        let in_scalar = |place: &Place| match place {
            Place::Text { origin: Origin::Scalar { scalar, .. }, .. } => Some(*scalar),
            _ => None,
        };
        let mut places: Vec<&mut Place> = places.filter(|place| in_scalar(place).is_some()).collect();
        places.sort_by_key(|place| in_scalar(place));
        let mut locator = sources.locator();
        for place in places {
            if let Place::Text { origin, len } = *place
                && let Some(span) = locator.locate(origin, len)
            {
                *place = Place::Span(span);
            }
        }
    }

    /// Whether any is an error, so that no PDF may be made.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
