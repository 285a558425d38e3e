//! PDF syntax, read strictly (ISO 32000-1, 7.2 to 7.4, 7.8): objects, stream filters, tokens of page content; and objects
//! written again.
//!
//! Input: bytes. Output: their meaning, or where they are damaged. Nothing is repaired: two readers that repair a file
//! may show two different pages. Knows neither files nor pages.

pub(crate) mod content;
pub(crate) mod filters;
pub(crate) mod parser;
pub(crate) mod value;
pub(crate) mod write;

use std::fmt;

pub(crate) use parser::Parser;
pub(crate) use value::{Dict, Value};

/// What is damaged, and where: bytes from the start of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Damage {
    /// What was found, as part of a sentence.
    pub what: &'static str,
    /// Where; 0 if it is not in one place.
    pub at: usize,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            0 => write!(f, "{}", self.what),
            at => write!(f, "{} (byte {at})", self.what),
        }
    }
}

/// White space (ISO 32000-1, table 1).
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// What ends a token besides white space (ISO 32000-1, table 2).
pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The length of a token of regular characters, in bytes.
pub(crate) fn regular(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| is_space(byte) || is_delimiter(byte)).unwrap_or(bytes.len())
}
