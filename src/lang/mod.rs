//! Language tags, their script and direction, and the words that the product itself prints.

pub mod dates;
pub mod words;

use std::fmt;
use std::sync::Arc;

/// A language tag in canonical form (BCP 47), with what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    tag: Arc<str>,
    script: [u8; 4],
    direction: Direction,
}

/// Which way a script is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Language {
    /// Reads a tag: `es`, `zh-Hant`, `es-MX`. `None` when it is not well-formed or its language is unknown.
    pub fn parse(tag: &str) -> Option<Language> {
        use icu_locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander};
        let id = LanguageIdentifier::try_from_str(tag).ok()?;
        if id.language.is_unknown() {
            return None;
        }
        let mut full = id.clone();
        LocaleExpander::new_extended().maximize(&mut full);
        let script = full.script?;
        let direction = match LocaleDirectionality::new_extended().is_right_to_left(&full) {
            true => Direction::Rtl,
            false => Direction::Ltr,
        };
        let mut bytes = [b' '; 4];
        bytes.copy_from_slice(script.as_str().as_bytes());
        Some(Language { tag: id.to_string().into(), script: bytes, direction })
    }

    /// The canonical tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The primary language subtag: `es` of `es-MX`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// Its usual script, an ISO 15924 code.
    pub fn script(&self) -> [u8; 4] {
        self.script
    }

    /// Which way it is read.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether it is read from right to left.
    pub fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}
