//! What stands before a block of whose condition nothing is known: a box to check, with the condition in the words of the
//! patient box.

use super::choices::choices_of;
use super::context::Context;
use super::document::{Block, Inline, ListKind, Text};
use super::fields::{isolated, print_value};
use super::inline::read_line;
use crate::content::spanned::Spanned;
use crate::content::types::{FieldKind, FieldSpec, Scalar};
use crate::content::when::{GIVEN, NOT_GIVEN, OneOrMore, When};
use crate::diag::Diagnostics;
use crate::source::Origin;

/// The box to check before a block under a condition: `☐ Sedation: Yes`. `None` if its tests are of values that a record
/// lacks: there are no words for that in every language.
pub(super) fn mark(when: &Spanned<When>, fields: &[(Scalar, FieldSpec)], context: &Context) -> Option<Block> {
    let mut spans = Vec::new();
    for (field, values) in &when.value.0.0 {
        let name = field.value.strip_prefix("patient.").unwrap_or_default();
        let Some((_, spec)) = fields.iter().find(|(known, _)| known.value == name) else { continue };
        let test = test(name, spec, values, context);
        if !spans.is_empty() && !test.is_empty() {
            spans.push(Inline::words(" · ", Origin::Product));
        }
        spans.extend(test);
    }
    let text = Text { language: context.language.clone(), spans };
    let items = vec![vec![Block::Paragraph(text.clone())]];
    (!text.spans.is_empty()).then_some(Block::List { kind: ListKind::Condition, items, columns: 1 })
}

/// One test: the field's label, and the values that it wants.
fn test(name: &str, spec: &FieldSpec, values: &OneOrMore, context: &Context) -> Vec<Inline> {
    let wants = |word: &str| values.0.iter().any(|value| value.value == word);
    if wants(NOT_GIVEN) {
        return Vec::new();
    }
    // The label's problems are reported where it is read for the patient box.
    let mut spans = read_line(&spec.label, context, &mut Diagnostics::default()).spans;
    if wants(GIVEN) {
        return spans;
    }
    let printed = values.0.iter().filter_map(|value| match spec.kind {
        FieldKind::Choice => {
            choices_of(spec).find(|(choice, _)| *choice == value.value).map(|(_, words)| words.trim().to_owned())
        }
        kind => print_value((name, kind), &value.value, context.language, context.region, context.words.digits).ok(),
    });
    for (index, words) in printed.enumerate() {
        let before = if index == 0 { context.words.colon.as_ref() } else { " / " };
        spans.push(Inline::words(before, Origin::Product));
        let origin = Origin::Scalar { scalar: spec.label.span, offset: 0 };
        spans.extend(isolated(Inline::words(words, origin)));
    }
    spans
}
