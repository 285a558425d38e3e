//! Whether fields are filled in right, in kinds of problems that the page has words for.

use crate::content::types::FieldKind;
use crate::fonts::Fonts;
use crate::lang::Language;
use crate::model::damage::damage;
use crate::model::fields::clean;
use crate::records::{Checker, Record};
use crate::source::limits::MAX_VALUE_CHARS;
use crate::text::{Shaper, keeps_order};

use super::catalog::{Field, Translation};

/// A field that is not filled in right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Its name.
    pub field: String,
    /// What is wrong.
    pub kind: Kind,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is required, and blank.
    Missing,
    /// Not a date.
    Date,
    /// Not a time of day, or one of two.
    Time,
    /// Not a phone number.
    Phone,
    /// Longer than a value may be.
    Long,
    /// A spreadsheet or a wrong encoding damaged it.
    Damaged,
    /// It has characters that cannot be printed.
    Characters,
    /// The handout has no such field.
    Unknown,
}

impl Kind {
    /// What programs are told.
    pub(super) fn code(self) -> &'static str {
        match self {
            Kind::Missing => "missing",
            Kind::Date => "not-a-date",
            Kind::Time => "not-a-time",
            Kind::Phone => "not-a-phone-number",
            Kind::Long => "too-long",
            Kind::Damaged => "damaged",
            Kind::Characters => "unprintable",
            Kind::Unknown => "unknown-field",
        }
    }
}

/// What a check finds.
pub(super) struct Checked {
    /// In the order of the fields.
    pub problems: Vec<Problem>,
    /// Whether the copy has a name, and nothing else to tell the patient from others of that name.
    pub one_identifier: bool,
}

/// The required fields, when none is filled in; the first field, when none is required.
pub(super) fn missing(fields: &[Field]) -> Vec<Problem> {
    let problem = |field: &Field| Problem { field: field.name.clone(), kind: Kind::Missing };
    let required: Vec<Problem> = fields.iter().filter(|field| field.required).map(problem).collect();
    if required.is_empty() { fields.iter().take(1).map(problem).collect() } else { required }
}

/// Checks values as a run checks a record.
pub(super) fn check(fonts: &Fonts, translation: &Translation, values: &[(String, String)]) -> Checked {
    let mut shaper = Shaper::new(fonts);
    let keeps_order = Box::new(move |language: &Language, value: &str| keeps_order(&mut shaper, language, value));
    let rules = std::slice::from_ref(&translation.rules);
    let mut checker = Checker::new(rules, fonts, false, keeps_order);
    let record = Record { number: 1, line: 1, values: values.to_vec(), ..Record::default() };
    let rejects = checker.check(&record);
    let mut problems: Vec<Problem> = Vec::new();
    for field in rejects.into_iter().filter_map(|reject| reject.field) {
        let value = values.iter().find(|(name, _)| *name == field).map_or("", |(_, value)| value);
        let kind = match translation.fields.iter().find(|known| known.name == field) {
            Some(spec) => kind(spec, value),
            None => Kind::Unknown,
        };
        if !problems.iter().any(|problem| problem.field == field) {
            problems.push(Problem { field, kind });
        }
    }
    let place = |name: &str| translation.fields.iter().position(|field| field.name == name);
    problems.sort_by_key(|problem| place(&problem.field).unwrap_or(usize::MAX));
    Checked { problems, one_identifier: checker.named_only().is_some() }
}

/// What is wrong with a value that has been refused.
pub(super) fn kind(field: &Field, value: &str) -> Kind {
    if clean(value).is_empty() {
        return Kind::Missing;
    }
    if value.chars().nth(MAX_VALUE_CHARS).is_some() {
        return Kind::Long;
    }
    if damage(&field.name, value).is_some() {
        return Kind::Damaged;
    }
    match field.kind {
        FieldKind::Text | FieldKind::Choice | FieldKind::List => Kind::Characters,
        FieldKind::Date => Kind::Date,
        FieldKind::Time => Kind::Time,
        FieldKind::Phone => Kind::Phone,
    }
}
