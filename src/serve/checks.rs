//! Whether fields are filled in right, in kinds of problems that the page has words for.

use crate::content::lists::ItemName;
use crate::content::types::FieldKind;
use crate::fonts::Fonts;
use crate::lang::Language;
use crate::model::damage::damage;
use crate::model::fields::clean;
use crate::records::{Checker, Record};
use crate::source::limits::{MAX_LIST_ITEMS, MAX_VALUE_CHARS};
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
    /// A list has more items than a list may have.
    Many,
    /// A list is said to be empty, but has items.
    Both,
    /// A list is something else, or its items are not counted from 1.
    List,
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
            Kind::Many => "too-many-items",
            Kind::Both => "none-and-items",
            Kind::List => "not-a-list",
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
        let found = found(translation, field, values);
        if !problems.iter().any(|problem| problem.field == found.field) {
            problems.push(found);
        }
    }
    problems.sort_by_cached_key(|problem| translation.place(&problem.field));
    Checked { problems, one_identifier: checker.named_only().is_some() }
}

/// What is wrong with a field that has been refused. Of items that no list has, their list is at fault.
pub(super) fn found(translation: &Translation, field: String, values: &[(String, String)]) -> Problem {
    let value = values.iter().find(|(name, _)| *name == field).map_or("", |(_, value)| value);
    let kind = match translation.field(&field) {
        Some(spec) if spec.kind == FieldKind::List => list_kind(&field, value, values),
        Some(spec) => kind(&field, spec.kind, value),
        None => match translation.list_beyond(&field) {
            Some(list) => return Problem { field: list.name.clone(), kind: Kind::Many },
            None => Kind::Unknown,
        },
    };
    Problem { field, kind }
}

/// What is wrong with a list.
fn list_kind(list: &str, value: &str, values: &[(String, String)]) -> Kind {
    let given = values.iter().filter(|(_, value)| !clean(value).is_empty());
    let items = given.filter_map(|(name, _)| ItemName::parse(name)).filter(|item| item.list == list);
    match (items.map(|item| item.number).max(), !clean(value).is_empty()) {
        (Some(last), _) if last > MAX_LIST_ITEMS => Kind::Many,
        (Some(_), true) => Kind::Both,
        (None, false) => Kind::Missing,
        _ => Kind::List,
    }
}

/// What is wrong with a value.
fn kind(field: &str, kind: FieldKind, value: &str) -> Kind {
    if clean(value).is_empty() {
        return Kind::Missing;
    }
    if value.chars().nth(MAX_VALUE_CHARS).is_some() {
        return Kind::Long;
    }
    if damage(field, value).is_some() {
        return Kind::Damaged;
    }
    match kind {
        FieldKind::Text | FieldKind::Choice | FieldKind::List => Kind::Characters,
        FieldKind::Date => Kind::Date,
        FieldKind::Time => Kind::Time,
        FieldKind::Phone => Kind::Phone,
    }
}
