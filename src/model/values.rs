//! What a patient's values print as, and inserting them into texts.

use super::text::{FieldRef, Inline, InlineKind, Text, begins_with_period};
use crate::source::Origin;

/// What one patient's values print as, in each language of a document; nothing where the record has no value.
#[derive(Clone, Debug, Default)]
pub(crate) struct PrintedValues {
    /// By language, then by field.
    languages: Vec<Vec<Vec<Inline>>>,
}

impl PrintedValues {
    /// Adds the values of all fields in the next language.
    pub(crate) fn push(&mut self, values: Vec<Vec<Inline>>) {
        self.languages.push(values);
    }

    /// What a field prints as; empty without a value.
    pub(crate) fn get(&self, FieldRef { field, language }: FieldRef) -> &[Inline] {
        self.languages.get(language).and_then(|fields| fields.get(field)).map_or(&[], Vec::as_slice)
    }

    /// By field: whether the record has a value.
    pub(crate) fn given(&self) -> impl Iterator<Item = bool> {
        self.languages.first().into_iter().flatten().map(|value| !value.is_empty())
    }

    /// All values in all languages.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Vec<Inline>> {
        self.languages.iter_mut().flatten()
    }

    /// A text with these values in place of its fields. A value that ends in a period, such as `2:30 p.m.`, also ends
    /// the sentence: the sentence's own period is dropped.
    pub(crate) fn fill(&self, text: &Text) -> Text {
        let mut spans: Vec<Inline> = Vec::with_capacity(text.spans.len());
        let mut pointed = false;
        for span in &text.spans {
            match &span.kind {
                InlineKind::Field(field) => {
                    let parts = self.get(*field);
                    for (at, value) in parts.iter().enumerate() {
                        let mut part = value.styled_as(span);
                        if at == 0 {
                            part.opens.splice(0..0, span.opens.iter().copied());
                        }
                        if at + 1 == parts.len() {
                            part.closes += span.closes;
                        }
                        spans.push(part);
                        pointed = value.ends_in_point();
                    }
                }
                InlineKind::Words(words) if pointed && begins_with_period(words) => {
                    pointed = false;
                    let origin = match span.origin {
                        Origin::Scalar { scalar, offset } => Origin::Scalar { scalar, offset: offset + 1 },
                        other => other,
                    };
                    spans.push(Inline { kind: InlineKind::Words(words[1..].to_owned()), origin, ..span.clone() });
                }
                _ => {
                    pointed = false;
                    spans.push(span.clone());
                }
            }
        }
        Text { language: text.language.clone(), spans }
    }
}
