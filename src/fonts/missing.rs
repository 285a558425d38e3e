//! What to say about a character that no font has.

use icu_properties::props::{EmojiModifier, ExtendedPictographic, GeneralCategory, RegionalIndicator, Script};
use icu_properties::{CodePointMapData, CodePointSetData, PropertyNamesLong, PropertyNamesShort, PropertyParser};

use super::{bundled, manifest, select};

/// How people look a character up: `U+1F600 GRINNING FACE`.
pub(crate) fn code_and_name(character: char) -> String {
    let code = u32::from(character);
    match unicode_names2::name(character) {
        Some(name) => format!("U+{code:04X} {name}"),
        None => format!("U+{code:04X}"),
    }
}

/// What an author can do about a character that no font has: a sentence for a hint.
pub(crate) fn advice(character: char) -> String {
    if is_emoji(character) {
        return "emoji are color images that look different everywhere: write the word, or a symbol that prints alike \
                in every language, such as ☺ ♥ ✓ ✗ ☎ ⚠ ☐ →"
            .to_owned();
    }
    let script = CodePointMapData::<Script>::new().get(character);
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        GeneralCategory::PrivateUse => {
            return "it has a meaning in one font only: write the character that it stands for".to_owned();
        }
        GeneralCategory::Unassigned => return "Unicode has no such character: write the one that was meant".to_owned(),
        _ if script == Script::Common || script == Script::Inherited => {
            return "write it in words or with another symbol, or use `--font-dir` to add a font that has it"
                .to_owned();
        }
        _ => {}
    }
    let name = PropertyNamesLong::<Script>::new().get(script).unwrap_or_default().replace('_', " ");
    let languages = languages_of(script);
    if languages.is_empty() {
        return format!("no bundled font has its script, {name}: use `--font-dir` to add a font that has it");
    }
    let languages: Vec<String> = languages.iter().map(|tag| format!("`{tag}`")).collect();
    format!(
        "the fonts for {} have the other letters of its script, {name}: check the spelling, or use `--font-dir` to add \
         a font that has this one",
        languages.join(", ")
    )
}

/// A script's name in English, or its code if Unicode has no name.
pub(crate) fn script_name(code: [u8; 4]) -> String {
    let code = String::from_utf8_lossy(&code).into_owned();
    // Codes for a language's combination of scripts, which are not character properties.
    match code.as_str() {
        "Hans" => return "Chinese, simplified".to_owned(),
        "Hant" => return "Chinese, traditional".to_owned(),
        "Jpan" => return "Japanese".to_owned(),
        "Kore" => return "Korean".to_owned(),
        _ => {}
    }
    let script = PropertyParser::<Script>::new().get_strict(&code);
    let name = script.and_then(|script| PropertyNamesLong::<Script>::new().get(script));
    name.map_or(code, |name| name.replace('_', " "))
}

fn is_emoji(character: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(character)
        || CodePointSetData::new::<EmojiModifier>().contains(character)
        || CodePointSetData::new::<RegionalIndicator>().contains(character)
}

/// Languages set by the bundled faces of a script.
fn languages_of(script: Script) -> Vec<&'static str> {
    let Some(code) = PropertyNamesShort::<Script>::new().get_locale_script(script) else {
        return Vec::new();
    };
    let Ok(code) = <[u8; 4]>::try_from(code.as_str().as_bytes()) else { return Vec::new() };
    let faces = bundled::faces();
    // Regular and bold have the same coverage; one face per family is enough.
    let families = select::families_of_script(code).into_iter();
    let faces = families.filter_map(|family| faces.iter().find(|face| face.family() == family));
    faces.filter_map(|face| manifest().find(|row| row.is_of(face))).flat_map(|row| row.covers.split(' ')).collect()
}
