//! The choice of a patient's language for the copy.

use serde::Deserialize;

use super::reading_modes::Extension;
use super::{Coding, Concept, Said};
use crate::lang::{Language, by_name, lookup};

/// A language that a patient speaks.
#[derive(Deserialize)]
pub(in crate::records) struct Communication {
    language: Option<Concept>,
    #[serde(default)]
    preferred: bool,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
}

impl Communication {
    /// A language by its code, its name or either, as HL7 version 2 gives it.
    pub(in crate::records) fn of(code: String, name: String) -> Communication {
        let coding = vec![Coding { system: None, code: Some(code), display: Some(name) }];
        Communication { language: Some(Concept { coding, text: None }), preferred: true, extension: vec![] }
    }
}

const UNKNOWN: &str = "an unknown language: it has no code (BCP 47) and no language name; \
    `--second-language` uses the next one";
const PREFERRED: &str =
    "there is no handout in the language that the patient prefers; `--second-language` uses the next one";
const NONE: &str = "there is no handout in any of this patient's languages";

/// The language of the copy; `None` when no language is given.
///
/// A preferred language is what the patient asked for: without a handout in it there is no copy, unless the `second`
/// language is allowed. If none is preferred, the first one that has a handout is used.
pub(in crate::records) fn choose(
    spoken: &[Communication],
    available: &[Language],
    second: bool,
) -> Said<Option<Language>> {
    let named = |preferred| {
        let concepts = spoken.iter().filter(move |spoken| spoken.preferred == preferred);
        concepts.filter_map(|spoken| spoken.language.as_ref()).filter(|concept| concept.says_something())
    };
    let (mut any, mut unknown) = (false, false);
    for preferred in [true, false] {
        for concept in named(preferred) {
            any = true;
            let wanted = concept.languages();
            unknown |= wanted.is_empty();
            if let Some(found) = wanted.iter().find_map(|wanted| lookup(available, wanted)) {
                return Ok(Some(available[found].clone()));
            }
            // There is no telling whether this one comes before the next.
            if unknown && !second {
                return Err((Some("language"), UNKNOWN));
            }
        }
        if any && preferred && !second {
            return Err((Some("language"), PREFERRED));
        }
    }
    if any { Err((Some("language"), NONE)) } else { Ok(None) }
}

impl Concept {
    fn says_something(&self) -> bool {
        let codings = self.coding.iter().flat_map(|coding| [&coding.code, &coding.display]);
        codings.chain([&self.text]).flatten().any(|text| !text.trim().is_empty())
    }

    /// The languages it may mean: by its codes, otherwise by its names.
    fn languages(&self) -> Vec<Language> {
        let codes: Vec<Language> =
            self.coding.iter().filter_map(|coding| Language::parse(coding.code.as_deref()?.trim())).collect();
        if !codes.is_empty() {
            return codes;
        }
        // Some systems write the name in place of the code.
        let displays = self.coding.iter().flat_map(|coding| [&coding.display, &coding.code]);
        displays.chain([&self.text]).flatten().filter_map(|name| by_name(name)).collect()
    }
}
