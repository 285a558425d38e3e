//! FHIR R4 `Patient` resources, as bulk exports write them: one a line.
//!
//! Of a resource this reads the name, the birth date, the medical record number, the languages and whether the patient
//! has died, and nothing else: no other element of it is even kept.

use serde::Deserialize;

use crate::lang::Language;
use crate::lang::lookup;

/// Where FHIR's kinds of identifiers are defined; `MR` there is a medical record number.
const IDENTIFIER_TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

/// Keys that [`Patient::values`] gives, and the fields of a handout that they fill without `--map`.
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
    #[serde(default)]
    name: Vec<HumanName>,
    #[serde(default)]
    identifier: Vec<Identifier>,
    birth_date: Option<String>,
    #[serde(default)]
    communication: Vec<Communication>,
    deceased_boolean: Option<bool>,
    deceased_date_time: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct HumanName {
    #[serde(rename = "use")]
    used: Option<String>,
    text: Option<String>,
    family: Option<String>,
    #[serde(default)]
    given: Vec<Option<String>>,
    #[serde(default)]
    suffix: Vec<Option<String>>,
    period: Option<Period>,
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
struct Communication {
    language: Option<Concept>,
    #[serde(default)]
    preferred: bool,
}

#[derive(Deserialize)]
struct Concept {
    #[serde(default)]
    coding: Vec<Coding>,
}

#[derive(Deserialize)]
struct Coding {
    system: Option<String>,
    code: Option<String>,
}

/// A period that has an end is over, or will be: what has none comes first.
#[derive(Deserialize)]
struct Period {
    end: Option<serde::de::IgnoredAny>,
}

/// What a resource says, or the element at fault and what is wrong with it.
pub(super) type Said<T> = Result<T, (Option<&'static str>, &'static str)>;

impl Patient {
    /// Whether this is a patient, and one who may get a copy.
    pub fn check(&self, include_deceased: bool) -> Said<()> {
        if self.resource_type.as_deref() != Some("Patient") {
            return Err((None, "not a FHIR `Patient` resource"));
        }
        if !include_deceased && (self.deceased_boolean == Some(true) || self.deceased_date_time.is_some()) {
            return Err((None, "the patient has died; `--include-deceased` makes a copy all the same"));
        }
        Ok(())
    }

    /// The values by the keys of [`KEYS`].
    pub fn values(&self) -> Said<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        let all = [("name", self.printed_name()), ("mrn", self.mrn()?), ("birth_date", self.birth_date.clone())];
        for (key, value) in all {
            values.extend(value.map(|value| (key, value)));
        }
        Ok(values)
    }

    /// The name that the patient goes by officially; one of earlier times only if there is no other.
    fn printed_name(&self) -> Option<String> {
        let rank = |name: &HumanName| {
            let used = match name.used.as_deref() {
                Some("official") => 0,
                Some("usual") => 1,
                None => 2,
                Some("temp") => 3,
                Some("old" | "maiden") => 5,
                // Nicknames, anonymous names, and what later versions of FHIR may bring.
                Some(_) => 4,
            };
            (used, name.period.as_ref().is_some_and(|period| period.end.is_some()))
        };
        let named = self.name.iter().filter_map(|name| Some((rank(name), name.printed()?)));
        named.min_by_key(|&(rank, _)| rank).map(|(_, printed)| printed)
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
            let ended = identifier.period.as_ref().is_some_and(|period| period.end.is_some());
            (ended, used)
        };
        let numbers: Vec<_> =
            self.identifier.iter().filter(of_type).filter_map(|i| Some((rank(i), i.value.as_deref()?))).collect();
        let Some(best) = numbers.iter().map(|(rank, _)| *rank).min() else { return Ok(None) };
        let mut current = numbers.iter().filter(|(rank, _)| *rank == best).map(|(_, value)| *value);
        let number = current.next();
        // Two numbers may be those of two hospitals, or of two patients whose records were merged: not for us to choose.
        match current.any(|other| Some(other) != number) {
            true => Err((Some("mrn"), "the resource has several current identifiers of type MR")),
            false => Ok(number.map(str::to_owned)),
        }
    }

    /// The first of the patient's languages that there is a handout in, preferred ones first; `None` when the resource
    /// names no language.
    pub fn language(&self, available: &[Language]) -> Said<Option<Language>> {
        let mut tags = Vec::new();
        for preferred in [true, false] {
            for communication in self.communication.iter().filter(|c| c.preferred == preferred) {
                let codings = communication.language.iter().flat_map(|language| &language.coding);
                tags.extend(codings.filter_map(|coding| coding.code.as_deref()));
            }
        }
        if tags.is_empty() {
            return Ok(None);
        }
        let found = tags.into_iter().filter_map(Language::parse).find_map(|wanted| lookup(available, &wanted));
        match found {
            Some(index) => Ok(Some(available[index].clone())),
            None => Err((Some("language"), "there is no handout in a language of this patient")),
        }
    }
}

impl HumanName {
    fn printed(&self) -> Option<String> {
        if let Some(text) = self.text.as_deref().filter(|text| !text.trim().is_empty()) {
            return Some(text.to_owned());
        }
        let parts = |parts: &[Option<String>]| -> Vec<String> { parts.iter().flatten().cloned().collect() };
        let (given, suffix) = (parts(&self.given), parts(&self.suffix));
        let family: Vec<String> = self.family.iter().cloned().collect();
        let cjk = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        let east_asian = family.iter().chain(&given).all(|part| part.chars().all(cjk));
        let name = match east_asian {
            // Chinese, Japanese and Korean names begin with the family's and have no spaces.
            true => [family, given].concat().concat(),
            false => [given, family, suffix].concat().join(" "),
        };
        (!name.trim().is_empty()).then_some(name)
    }
}
