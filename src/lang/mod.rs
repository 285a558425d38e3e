//! Language tags, their script and direction, and the words, digits and dates that the product itself prints.

pub(crate) mod digits;
pub(crate) mod words;
pub(crate) mod dates;
pub(crate) mod compose;
mod contents;
pub(crate) mod callers;
mod cautions;
mod lookup;
pub(crate) mod names;
pub(crate) mod schedules;
mod table;

pub(crate) use lookup::lookup;
pub(crate) use names::{by_name, own_name};

use std::fmt;
use std::sync::Arc;

use icu_locale::subtags::Script;
use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};

/// A language tag (BCP 47), with derived properties.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    tag: Arc<str>,
    /// The tag that CLDR uses for the language, if different: `fa-AF` for `prs`, `fil` for `tl`.
    canonical: Option<Arc<str>>,
    script: [u8; 4],
    direction: Direction,
}

/// The direction of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Language {
    /// Reads a tag: `es`, `zh-Hant`, `es-MX`. `None` when it is not well-formed or its language is unknown.
    pub fn parse(tag: &str) -> Option<Language> {
        let id = LanguageIdentifier::try_from_str(tag).ok()?;
        if id.language.is_unknown() {
            return None;
        }
        let mut locale = Locale::from(id.clone());
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        let canonical = (locale.id != id).then(|| locale.id.to_string().into());
        let mut full = locale.id;
        if full.script.is_none() && is_hmong(full.language.as_str()) {
            full.script = Script::try_from_str("Latn").ok();
        }
        LocaleExpander::new_extended().maximize(&mut full);
        let script = full.script?;
        let direction = match LocaleDirectionality::new_extended().is_right_to_left(&full) {
            true => Direction::Rtl,
            false => Direction::Ltr,
        };
        let mut bytes = [b' '; 4];
        bytes.copy_from_slice(script.as_str().as_bytes());
        Some(Language { tag: id.to_string().into(), canonical, script: bytes, direction })
    }

    /// The tag, in the usual case.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The tag that CLDR uses for the language: `fa-AF` for `prs`.
    pub(crate) fn canonical(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.tag)
    }

    /// The primary language subtag: `es` of `es-MX`.
    pub(crate) fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// Its usual script, an ISO 15924 code.
    pub(crate) fn script(&self) -> [u8; 4] {
        self.script
    }

    /// The reading direction.
    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether it is read from right to left.
    pub fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }

    /// Whether it is one of the languages in a list of primary subtags, in a script: the form used by tables. Other
    /// names of a language in the list also match.
    fn is_any(&self, languages: &[&str], script: &[u8; 4]) -> bool {
        let canonical = || self.canonical().split('-').next().unwrap_or_default();
        self.script == *script && (languages.contains(&self.primary()) || languages.contains(&canonical()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

/// White Hmong and Hmong Njua: CLDR assumes Nyiakeng Puachue, a script of one community. Handouts are written in the
/// Latin letters of the Romanized Popular Alphabet unless the tag says otherwise.
fn is_hmong(language: &str) -> bool {
    matches!(language, "mww" | "hnj")
}
