//! FHIR R4 `Patient` resources, as bulk exports write them, one per line, or in a `Bundle` with their appointments.
//!
//! This reads only the name, the birth date, the medical record number, the languages, the reading mode, and whether the
//! record is in use and the patient is alive: no other element is even kept.

mod appointment;
mod bundle;
pub(super) mod languages;
pub(super) mod names;
mod reading_modes;

use serde::Deserialize;

pub(super) use appointment::{DATE, TIME};
pub(super) use bundle::{Bundle, is_bundle};
use languages::Communication;
use names::HumanName;
use reading_modes::Extension;

use super::assemble::{assemble, broken_object};
use super::plan::Plan;
use super::{At, Record, Reject, Target};
use crate::lang::Language;

/// Where FHIR defines its kinds of identifiers; `MR` is a medical record number.
const IDENTIFIER_TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

/// Keys that [`Patient::values`] returns, and the fields of a handout that they fill without `--map`.
pub(super) const KEYS: [(&str, &[&str]); 3] = [
    ("name", &["name", "patient_name", "full_name"]),
    ("mrn", &["mrn", "medical_record_number"]),
    ("birth_date", &["birth_date", "birthdate", "date_of_birth", "dob", "born"]),
];

/// A resource, as far as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Patient {
    resource_type: Option<String>,
    active: Option<bool>,
    #[serde(default)]
    link: Vec<Link>,
    #[serde(default)]
    name: Vec<HumanName>,
    #[serde(default)]
    identifier: Vec<Identifier>,
    birth_date: Option<String>,
    #[serde(default)]
    communication: Vec<Communication>,
    deceased_boolean: Option<bool>,
    deceased_date_time: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    extension: Vec<Extension>,
}

/// A record from a resource.
pub(super) fn record(at: At, text: &str, plan: &Plan) -> Result<Record, Reject> {
    let patient: Patient = serde_json::from_str(text).map_err(|error| broken_object(at, &error))?;
    patient.record(at, vec![], plan)
}

#[derive(Deserialize)]
struct Link {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Identifier {
    #[serde(rename = "use")]
    used: Option<String>,
    #[serde(rename = "type")]
    kind: Option<Concept>,
    value: Option<String>,
    period: Option<Period>,
}

#[derive(Deserialize)]
struct Concept {
    #[serde(default)]
    coding: Vec<Coding>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Coding {
    system: Option<String>,
    code: Option<String>,
    display: Option<String>,
}

#[derive(Deserialize)]
struct Period {
    end: Option<String>,
}

impl Period {
    /// The date on which it ends; `None` if it is open.
    ///
    /// Today's date does not matter: the same records make the same copies on every day. Anything with an end is
    /// considered over if there is something without one; a year in the far future means no end.
    fn end(period: Option<&Period>) -> Option<&str> {
        const OPEN: &str = "2100";
        period.and_then(|period| period.end.as_deref()).filter(|end| !end.trim().is_empty() && *end < OPEN)
    }
}

/// What a resource says, or the element at fault and what is wrong with it.
pub(super) type Said<T> = Result<T, (Option<&'static str>, &'static str)>;

impl Patient {
    /// A record from the patient, and from what else is known about the visit.
    fn record(&self, at: At, visit: Vec<(Target, String)>, plan: &Plan) -> Result<Record, Reject> {
        let refuse = |(field, reason): (Option<&str>, &str)| at.reject(field, reason);
        self.check(plan.include_deceased).map_err(refuse)?;
        let language = self.language(&plan.languages, plan.second_language).map_err(refuse)?;
        let mut pairs = visit;
        for (key, value) in self.values(language.as_ref().or(plan.languages.first())).map_err(refuse)? {
            let usual = KEYS.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, names)| names);
            // Elements that the handout has no field for are ignored.
            pairs.extend(plan.target_of(key, usual).map(|target| (target, value)));
        }
        let of_languages = self.communication.iter().flat_map(|spoken| &spoken.extension);
        let modes = reading_modes::all(self.extension.iter().chain(of_languages));
        pairs.extend(modes.map(|mode| (Target::ReadingMode, mode.to_owned())));
        let record = assemble(at, pairs, plan)?;
        Ok(Record { language: language.or(record.language), ..record })
    }

    /// Whether this is a patient who may get a copy.
    pub(super) fn check(&self, include_deceased: bool) -> Said<()> {
        if self.resource_type.as_deref() != Some("Patient") {
            return Err((None, "not a FHIR `Patient` resource"));
        }
        // Both belong to one patient: a copy of each would make two, one of them with an old name or number.
        if self.link.iter().any(|link| link.kind.as_deref() == Some("replaced-by")) {
            return Err((
                None,
                "this record was replaced by another (`link` of type `replaced-by`); use the replacement",
            ));
        }
        if self.active == Some(false) {
            return Err((None, "this record is no longer in use (`active` is false)"));
        }
        if !include_deceased && (self.deceased_boolean == Some(true) || self.deceased_date_time.is_some()) {
            return Err((None, "the patient has died; `--include-deceased` makes a copy anyway"));
        }
        Ok(())
    }

    /// The values by the keys of [`KEYS`], for a copy in a language.
    pub(super) fn values(&self, language: Option<&Language>) -> Said<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        let name = names::printed(&self.name, language);
        let all = [("name", name), ("mrn", self.mrn()?), ("birth_date", self.birth_date.clone())];
        for (key, value) in all {
            values.extend(value.map(|value| (key, value)));
        }
        Ok(values)
    }

    /// The language of the patient's copy; `None` when the resource names none.
    pub(super) fn language(&self, available: &[Language], second: bool) -> Said<Option<Language>> {
        languages::choose(&self.communication, available, second)
    }

    /// The number of type MR that is in use.
    fn mrn(&self) -> Said<Option<String>> {
        let of_type = |identifier: &&Identifier| {
            let codings = identifier.kind.iter().flat_map(|kind| &kind.coding);
            codings.clone().any(|coding| {
                coding.code.as_deref() == Some("MR")
                    && coding.system.as_deref().is_none_or(|system| system == IDENTIFIER_TYPES)
            })
        };
        let rank = |identifier: &Identifier| {
            let used = match identifier.used.as_deref() {
                Some("official" | "usual") | None => 0,
                Some("secondary" | "temp") => 1,
                Some(_) => 2,
            };
            (Period::end(identifier.period.as_ref()).is_some(), used)
        };
        let numbers: Vec<_> =
            self.identifier.iter().filter(of_type).filter_map(|i| Some((rank(i), i.value.as_deref()?))).collect();
        let Some(best) = numbers.iter().map(|(rank, _)| *rank).min() else { return Ok(None) };
        let mut current = numbers.iter().filter(|(rank, _)| *rank == best).map(|(_, value)| *value);
        let number = current.next();
        // Two numbers may come from two hospitals, or from two patients whose records were merged: not for us to
        // choose.
        match current.any(|other| Some(other) != number) {
            true => Err((Some("mrn"), "the resource has several current identifiers of type MR")),
            false => Ok(number.map(str::to_owned)),
        }
    }
}
