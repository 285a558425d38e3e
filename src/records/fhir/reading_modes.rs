//! The form in which a patient reads, wherever a profile puts it: no version of FHIR has an element for it, but HL7 has
//! codes, which extensions of the patient or of a language carry.

use serde::Deserialize;

use super::{Coding, Concept};
use crate::records::reading_mode::SYSTEM;

/// An extension, as far as it may hold a reading mode.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extension {
    value_coding: Option<Coding>,
    value_codeable_concept: Option<Concept>,
    #[serde(default)]
    extension: Vec<Extension>,
}

/// All codes of HL7's system in these extensions and those inside them.
pub(super) fn all<'p>(extensions: impl Iterator<Item = &'p Extension>) -> impl Iterator<Item = &'p str> {
    // Complex extensions hold others.
    let all = extensions.flat_map(|extension| std::iter::once(extension).chain(&extension.extension));
    let codings = all.flat_map(|extension| {
        let concept = extension.value_codeable_concept.iter().flat_map(|concept| &concept.coding);
        extension.value_coding.iter().chain(concept)
    });
    codings.filter(|coding| coding.system.as_deref() == Some(SYSTEM)).filter_map(|coding| coding.code.as_deref())
}
