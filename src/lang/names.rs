//! Languages by their names: `Spanish`, `español`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::Language;

/// Unicode CLDR's English names of languages, and what each calls itself.
const NAMES: &str = include_str!("names.txt");

/// Languages with a different script by country: a name with a country is not specific enough.
const SEVERAL_SCRIPTS: [&str; 12] = ["az", "bs", "ff", "kk", "ks", "ku", "mn", "ms", "pa", "sr", "uz", "zh"];

/// The language with a name, in English or in the language itself; `None` if the name is unknown or ambiguous.
///
/// `Chinese (Traditional)` and `Kurdish, Central` are also tried in reverse order; anything else in parentheses is
/// assumed to be a country: `Spanish (Mexico)`.
pub(crate) fn by_name(name: &str) -> Option<Language> {
    let name = folded(name);
    let turned = |first: &str, second: &str| find(&format!("{} {}", second.trim(), first.trim()));
    let found = find(&name).or_else(|| {
        if let Some((first, second)) = name.split_once(',') {
            return turned(first, second);
        }
        let (base, country) = name.strip_suffix(')')?.split_once('(')?;
        let alone = || find(base.trim()).filter(|tag| !SEVERAL_SCRIPTS.contains(tag));
        turned(base, country).or_else(alone)
    });
    found.and_then(Language::parse)
}

/// What a language calls itself, or else its English name.
pub(crate) fn own_name(language: &Language) -> Option<&'static str> {
    let named = |tag: &str| {
        let row = NAMES.lines().find_map(|row| row.strip_prefix(tag)?.strip_prefix('|'))?;
        let mut names = row.split('|');
        let english = names.next()?;
        Some(names.next().filter(|name| !name.is_empty()).unwrap_or(english))
    };
    let mut tag = language.tag();
    loop {
        if let Some(name) = named(tag) {
            return Some(name);
        }
        (tag, _) = tag.rsplit_once('-')?;
    }
}

fn find(name: &str) -> Option<&'static str> {
    /// Tags by folded names; none where two languages share a name. Loaded when the first name is looked up.
    static TAGS: LazyLock<BTreeMap<String, Option<&str>>> = LazyLock::new(|| {
        let mut tags = BTreeMap::new();
        for row in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = row.split('|');
            let Some(tag) = parts.next() else { continue };
            for name in parts {
                tags.entry(folded(name)).and_modify(|known| *known = None).or_insert(Some(tag));
            }
        }
        tags
    });
    TAGS.get(name).copied().flatten()
}

/// A name without variable elements: capitals, spaces, apostrophes.
fn folded(name: &str) -> String {
    let lower = name.nfc().map(|c| if c == '’' { '\'' } else { c }).collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_their_own_names() {
        let name = |tag: &str| Language::parse(tag).as_ref().and_then(own_name);
        for (tag, own) in [
            ("es", "español"),
            ("es-MX", "español de México"),
            ("ar", "العربية"),
            ("zh-Hant", "繁體中文"),
            ("en", "English"),
        ] {
            assert_eq!(name(tag), Some(own), "{tag}");
        }
    }

    #[test]
    fn languages_are_known_by_name() {
        for (name, tag) in [
            ("Spanish", "es"),
            (" español ", "es"),
            ("SOMALI", "so"),
            ("Soomaali", "so"),
            ("Haitian  Creole", "ht"),
            ("Creole (Haitian)", "ht"),
            ("العربية", "ar"),
            ("Chinese", "zh"),
            ("Chinese (Traditional)", "zh-Hant"),
            ("Traditional Chinese", "zh-Hant"),
            ("Chinese, Mandarin", "zh"),
            ("Kurdish, Sorani", "ckb"),
            ("Spanish (Mexico)", "es"),
            ("Dari", "fa-AF"),
            ("S'gaw Karen", "ksw"),
        ] {
            let found = by_name(name);
            assert_eq!(found.as_ref().map(Language::tag), Some(tag), "{name}");
        }
        for name in ["", "Spanglish", "Chinese (Taiwan)", "isiNdebele", "Sign language", "en", "()", ",", "Spanish ("] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }
}
