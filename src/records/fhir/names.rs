//! Which of a patient's names is printed, and how it is written.

use std::cmp::Reverse;

use icu_properties::props::Script;
use icu_properties::script::{ScriptWithExtensions, ScriptWithExtensionsBorrowed};
use serde::Deserialize;

use super::Period;
use crate::lang::{Language, lookup};

/// The writing system of a name: ideographic, syllabic or alphabetic.
const REPRESENTATION: &str = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";
/// The language of a name.
const LANGUAGE: &str = "http://hl7.org/fhir/StructureDefinition/language";

#[derive(Deserialize)]
pub(super) struct HumanName {
    #[serde(rename = "use")]
    used: Option<String>,
    text: Option<String>,
    family: Option<String>,
    #[serde(default)]
    given: Vec<Option<String>>,
    #[serde(default)]
    suffix: Vec<Option<String>>,
    period: Option<Period>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: Option<String>,
    value_code: Option<String>,
}

/// How good a name is, worst first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'a> {
    standing: Standing,
    /// Among names that have ended, the latest.
    end: Reverse<Option<&'a str>>,
    used: u8,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The patient uses it.
    Current,
    /// A nickname, an anonymous name, and whatever later versions of FHIR may add.
    Byname,
    /// Its period has an end.
    Ended,
    /// It is marked as an earlier name.
    Former,
}

/// The name that the patient uses; if it is written several ways, the one in the copy's language.
pub(super) fn printed(names: &[HumanName], language: Option<&Language>) -> Option<String> {
    let mut best: Option<((Rank<'_>, u8), String)> = None;
    for name in names {
        let Some(printed) = name.printed() else { continue };
        let rank = (name.rank(), language.map_or(0, |language| name.distance(&printed, language)));
        // Among equals, the first wins.
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, printed));
        }
    }
    best.map(|(_, printed)| printed)
}

impl HumanName {
    fn rank(&self) -> Rank<'_> {
        let end = Period::end(self.period.as_ref());
        let (standing, used) = match self.used.as_deref() {
            Some("official") => (Standing::Current, 0),
            Some("usual") => (Standing::Current, 1),
            None => (Standing::Current, 2),
            Some("temp") => (Standing::Current, 3),
            Some("old" | "maiden") => (Standing::Former, 0),
            Some(_) => (Standing::Byname, 0),
        };
        let standing = if end.is_some() { standing.max(Standing::Ended) } else { standing };
        Rank { standing, end: Reverse(end), used }
    }

    /// How far a name is from the writing of a language: 0 if it is marked as being in it.
    fn distance(&self, printed: &str, language: &Language) -> u8 {
        let code = |url| {
            let mut extensions = self.extension.iter().filter(move |e| e.url.as_deref() == Some(url));
            extensions.find_map(|extension| extension.value_code.as_deref())
        };
        if let Some(own) = code(LANGUAGE).and_then(Language::parse) {
            return if lookup([&own], language).is_some() { 0 } else { 5 };
        }
        let scripts = scripts_of(language);
        // The characters decide; the code helps where a language has several scripts.
        match scripts.iter().position(|&script| is_in(printed, script)) {
            Some(0) if scripts.len() > 1 && code(REPRESENTATION) == Some("SYL") => 2,
            Some(0) => 1,
            Some(_) => 3,
            None => 4,
        }
    }

    /// The name as its readers write it; `None` if it has no letters.
    fn printed(&self) -> Option<String> {
        if let Some(text) = self.text.as_deref().filter(|text| !text.trim().is_empty()) {
            return Some(text.to_owned());
        }
        let parts = |parts: &[Option<String>]| -> Vec<String> {
            parts.iter().flatten().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
        };
        written(parts(std::slice::from_ref(&self.family)), parts(&self.given), parts(&self.suffix))
    }
}

/// A name of its parts, in the order of its readers; `None` if it has no letters.
pub(in crate::records) fn written(family: Vec<String>, given: Vec<String>, suffix: Vec<String>) -> Option<String> {
    let name = match family.iter().chain(&given).all(|part| is_east_asian(part)) {
        // Chinese, Japanese and Korean names begin with the family name and have no spaces.
        true => [vec![[family, given].concat().concat()], suffix].concat().join(" "),
        false => [given, family, suffix].concat().join(" "),
    };
    (!name.trim().is_empty()).then_some(name)
}

/// The scripts in which a language writes names, most common first.
fn scripts_of(language: &Language) -> Vec<Script> {
    match &language.script() {
        b"Jpan" => vec![Script::Han, Script::Hiragana, Script::Katakana],
        b"Kore" => vec![Script::Hangul, Script::Han],
        b"Hans" | b"Hant" | b"Hani" => vec![Script::Han, Script::Bopomofo],
        tag => icu_properties::PropertyParser::<Script>::new()
            .get_strict(std::str::from_utf8(tag).unwrap_or_default())
            .into_iter()
            .collect(),
    }
}

/// Whether a name has a letter of a script.
fn is_in(name: &str, script: Script) -> bool {
    name.chars().any(|c| scripts().get_script_val(c) == script)
}

/// Whether all characters belong to Chinese, Japanese or Korean writing, by the property Script_Extensions: 々 and 〆, ー
/// and the marks of half-width kana are used with these scripts only.
fn is_east_asian(part: &str) -> bool {
    const OURS: [Script; 5] = [Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul, Script::Bopomofo];
    part.chars().all(|c| {
        let value = scripts().get_script_val(c);
        // Variation selectors and joiners follow a letter of any script.
        c.is_whitespace() || value == Script::Inherited || OURS.iter().any(|&script| scripts().has_script(c, script))
    })
}

fn scripts() -> ScriptWithExtensionsBorrowed<'static> {
    ScriptWithExtensions::new()
}
