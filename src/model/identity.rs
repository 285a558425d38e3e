//! Which fields identify the patient, by their names.

use crate::content::types::{FieldKind, FieldSpec};

/// Whether a field's name contains one of these words.
fn has(field: &str, words: &[&str]) -> bool {
    field.split('_').any(|word| words.contains(&word))
}

/// Words in the names of fields that tell of somebody or something else.
const OTHERS: [&str; 24] = [
    "clinic",
    "contact",
    "department",
    "doctor",
    "drug",
    "facility",
    "father",
    "guardian",
    "hospital",
    "medication",
    "medicine",
    "mother",
    "nurse",
    "parent",
    "pharmacy",
    "physician",
    "procedure",
    "provider",
    "school",
    "surgeon",
    "test",
    "therapist",
    "unit",
    "ward",
];

/// Whether a field holds a patient's name, not that of a doctor or a drug.
pub(crate) fn is_name(field: &str) -> bool {
    const NAME: [&str; 5] = ["name", "surname", "fullname", "lastname", "firstname"];
    has(field, &NAME) && !has(field, &OTHERS)
}

/// Whether a field holds a number that identifies something: a record, a room, an account.
pub(crate) fn is_number(field: &str) -> bool {
    const NUMBER: [&str; 12] =
        ["mrn", "id", "number", "no", "nr", "code", "account", "chart", "encounter", "record", "room", "ssn"];
    has(field.rsplit('.').next().unwrap_or(field), &NUMBER)
}

/// Whether a field belongs at the top of every page: it identifies the patient or the date of the visit.
pub(crate) fn tells_apart(field: &str, spec: &FieldSpec) -> bool {
    match spec.kind {
        FieldKind::Text => spec.required || has(field, &["name", "mrn", "id"]),
        FieldKind::Date => true,
        FieldKind::Time | FieldKind::Phone | FieldKind::Choice | FieldKind::List => false,
    }
}

/// Words in the names of fields for a date of birth.
const BORN: [&str; 5] = ["birth", "birthdate", "birthday", "born", "dob"];

/// Whether a field holds a date of birth.
pub(crate) fn is_birth(field: &str) -> bool {
    has(field, &BORN)
}

/// Whether a field distinguishes two patients with the same name: a record number or a birth date.
fn is_second_identifier(field: &str, kind: FieldKind) -> bool {
    const ASSIGNED: [&str; 10] =
        ["mrn", "id", "chart", "record", "nhs", "ssn", "account", "encounter", "visit", "case"];
    match kind {
        FieldKind::Text => has(field, &ASSIGNED) || has(field, &BORN),
        FieldKind::Date => has(field, &BORN),
        FieldKind::Time | FieldKind::Phone | FieldKind::Choice | FieldKind::List => false,
    }
}

/// Whether a field says who the patient is, so that it is the same in all handouts for one patient.
pub(crate) fn identifies_patient(field: &str, kind: FieldKind) -> bool {
    let names = kind == FieldKind::Text && is_name(field);
    (names || is_second_identifier(field, kind)) && !has(field, &OTHERS)
}

/// Whether a copy with values in these fields prints a name and nothing else to identify the patient.
///
/// Two patients with the same name on one ward are not rare. The Joint Commission's National Patient Safety Goal 1
/// (NPSG.01.01.01) requires two identifiers.
pub(crate) fn lacks_second_identifier<'a>(given: impl Iterator<Item = (&'a str, FieldKind)> + Clone) -> bool {
    let named = given.clone().any(|(field, kind)| kind == FieldKind::Text && is_name(field));
    named && !given.clone().any(|(field, kind)| is_second_identifier(field, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_patients_own_is_the_same_in_all_handouts() {
        use FieldKind::{Date, Phone, Text};
        for (field, kind) in
            [("name", Text), ("patient_name", Text), ("mrn", Text), ("birth_date", Date), ("dob", Text)]
        {
            assert!(identifies_patient(field, kind), "{field}");
        }
        for (field, kind) in [
            ("doctor_name", Text),
            ("doctor_id", Text),
            ("mother_dob", Date),
            ("test_date", Date),
            ("visit_date", Date),
            ("room_number", Text),
            ("phone", Phone),
        ] {
            assert!(!identifies_patient(field, kind), "{field}");
        }
    }

    #[test]
    fn a_name_alone_is_not_enough() {
        use FieldKind::{Date, Text, Time};
        for (given, lacks) in [
            (&[("name", Text)][..], true),
            (&[("patient_name", Text), ("test_date", Date), ("arrive_at", Time)], true),
            (&[("name", Text), ("room_number", Text)], true),
            (&[("name", Text), ("mrn", Text)], false),
            (&[("full_name", Text), ("record_number", Text)], false),
            (&[("name", Text), ("birth_date", Date)], false),
            (&[("name", Text), ("date_of_birth", Date)], false),
            (&[("name", Text), ("dob", Text)], false),
            (&[("doctor_name", Text)], false),
            (&[("test_date", Date)], false),
            (&[], false),
        ] {
            assert_eq!(lacks_second_identifier(given.iter().copied()), lacks, "{given:?}");
        }
    }
}
