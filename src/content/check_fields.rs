//! Checks of what a field's type takes besides its name: the values it may have, the fields of a list's items.

use super::prose::prose;
use super::spanned::{Entries, Scalar};
use super::syntax::shorten;
use super::types::{FieldKind, FieldSpec};
use super::when::{GIVEN, NOT_GIVEN};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

/// Most fields of a list's item: more columns fit in no table.
pub(super) const MOST_ITEM_FIELDS: usize = 12;

/// Checks a field, and says what type its other keys make it.
pub(super) fn check(name: &Scalar, spec: &mut FieldSpec, sources: &Sources, diagnostics: &mut Diagnostics) {
    use FieldKind::{Choice, List, Text};
    let mut wrong = |code, message: String, hint: &str| {
        diagnostics.push(Diagnostic::error(code, message).at(name.span, "this field").hint(hint));
    };
    match (spec.kind, &spec.choices, &spec.list_of) {
        (_, Some(_), Some(_)) => wrong(
            "field-list",
            format!("field `{}` has both `choices` and `list_of`", name.value),
            "give the items of the list fields, and one of those `choices`",
        ),
        (Text | Choice, Some(_), None) => spec.kind = Choice,
        (Text | List, None, Some(_)) => spec.kind = List,
        (Choice, None, None) => wrong(
            "field-choices",
            format!("field `{}` has no choices", name.value),
            "list the values that it may have, with the words to print: `choices: {yes: \"Yes\", no: \"No\"}`",
        ),
        (List, None, None) => wrong(
            "field-list",
            format!("list `{}` does not say what its items have", name.value),
            "add their fields: `list_of: {name: {label: Medicine}, dose: {label: Dose}}`",
        ),
        (_, Some(_), None) => wrong(
            "field-choices",
            format!("field `{}` has `choices` and another type", name.value),
            "remove `type`, or `choices`",
        ),
        (_, None, Some(_)) => wrong(
            "field-list",
            format!("field `{}` has `list_of` and another type", name.value),
            "remove `type`, or `list_of`",
        ),
        (_, None, None) => {}
    }
    if let Some(choices) = &spec.choices {
        check_choices(name, choices, sources, diagnostics);
    }
}

fn check_choices(name: &Scalar, choices: &Entries<Scalar>, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut wrong = |span: Span, message: String, label: &str, hint: &str| {
        diagnostics.push(Diagnostic::error("field-choices", message).at(span, label).hint(hint));
    };
    if choices.0.is_empty() {
        let message = format!("field `{}` has no choices", name.value);
        wrong(name.span, message, "this field", "write each value with the words to print: `yes: \"Yes\"`");
    }
    for (index, (value, _)) in choices.0.iter().enumerate() {
        let plain = value.value.trim();
        if plain.is_empty() || plain != value.value || plain.chars().any(char::is_control) {
            let hint = "write it as it is in records, on one line, without spaces around it";
            wrong(value.span, "a choice without a plain value".to_owned(), "this value", hint);
        }
        if matches!(plain, GIVEN | NOT_GIVEN) {
            let message = format!("`{plain}` cannot be a choice");
            let hint = "conditions use this word for any value, or for none: choose another";
            wrong(value.span, message, "a word of conditions", hint);
        }
        let lower = plain.to_lowercase();
        if choices.0[..index].iter().any(|(other, _)| other.value.trim().to_lowercase() == lower) {
            let message = format!("`{}` is a choice twice", shorten(plain));
            wrong(value.span, message, "as above", "case does not count: remove one of the two");
        }
    }
    for (_, words) in &choices.0 {
        prose(words, "the words to print", sources, diagnostics);
    }
}

/// Reports a list within a list, and one whose items have nothing.
pub(super) fn check_list(name: &Scalar, fields: &Entries<FieldSpec>, diagnostics: &mut Diagnostics) {
    if fields.0.is_empty() {
        let problem = Diagnostic::error("field-list", format!("the items of list `{}` have no fields", name.value));
        let hint = "add their fields: `list_of: {name: {label: Medicine}, dose: {label: Dose}}`";
        diagnostics.push(problem.at(name.span, "this list").hint(hint));
    }
    for (inner, _) in fields.0.iter().filter(|(_, spec)| spec.list_of.is_some() || spec.kind == FieldKind::List) {
        let problem = Diagnostic::error("field-list", format!("`{}` is a list within a list", inner.value));
        diagnostics.push(problem.at(inner.span, "this field").hint("give each item one value here, such as a text"));
    }
}
