//! How a file's records are read, for a handout and its translations.

use std::borrow::Cow;

use super::check::Rules;
use super::columns::{Columns, Target};
use super::dialect::Dialect;
use crate::content::lists::unnumbered;
use crate::content::types::FieldKind;
use crate::geom::Length;
use crate::lang::Language;

/// How a file's records are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// What its columns fill.
    pub columns: Columns,
    /// Languages that have a handout.
    pub languages: Vec<Language>,
    /// Values that every copy gets: `(field, value)`.
    pub constants: Vec<(String, String)>,
    /// Whether patients who have died get a copy (FHIR, HL7).
    pub include_deceased: bool,
    /// Whether a copy may be in a language other than the one the patient prefers (FHIR).
    pub second_language: bool,
    /// The fields that take something other than text.
    pub kinds: Vec<(String, FieldKind)>,
    /// The site's region.
    pub region: String,
    /// The size of running text that is asked for in all copies.
    pub size: Option<Length>,
    /// What the user says about the file.
    pub dialect: Dialect,
}

impl Plan {
    /// The plan for a handout and its translations, the run's own first.
    pub(crate) fn of(rules: &[Rules]) -> Plan {
        let mut kinds: Vec<(String, FieldKind)> = Vec::new();
        for (field, kind) in rules.iter().flat_map(Rules::kinds) {
            if !kinds.iter().any(|(known, _)| known == field) {
                kinds.push((field.to_owned(), kind));
            }
        }
        let mut labels: Vec<(String, String)> = Vec::new();
        for label in rules.iter().flat_map(Rules::labels) {
            if !labels.contains(label) {
                labels.push(label.clone());
            }
        }
        let fields = kinds.iter().map(|(name, _)| name.clone()).collect();
        Plan {
            columns: Columns { fields, labels, ..Columns::default() },
            languages: rules.iter().map(|rules| rules.language.clone()).collect(),
            region: rules.first().map(|rules| rules.region().to_owned()).unwrap_or_default(),
            kinds,
            ..Plan::default()
        }
    }

    /// What a field takes.
    pub(crate) fn kind(&self, field: &str) -> FieldKind {
        let kind = |known: Cow<'_, str>| self.kinds.iter().find(|(name, _)| *name == known).map(|(_, kind)| *kind);
        unnumbered(field).and_then(kind).unwrap_or_default()
    }

    /// What an element of a standard format fills: by `--map`, otherwise the first of the usual names that is a field.
    pub(super) fn target_of(&self, key: &str, usual: &[&str]) -> Option<Target> {
        let mapped = self.columns.map.iter().find(|(name, _)| name == key).map(|(_, target)| target.clone());
        let is_field = |name: &&&str| self.columns.fields.iter().any(|field| field == **name);
        mapped.or_else(|| usual.iter().find(is_field).map(|name| Target::Field((*name).to_owned())))
    }
}
