//! Text that is not read as CommonMark, such as names: on one line, without what cannot be printed.

use super::markdown::is_control;
use crate::lang::compose::composed;

/// Text on one line, in NFC, without nonprinting characters.
pub(super) fn clean(text: &str) -> String {
    let composed = composed(text.trim());
    let spaced: String = composed.chars().map(|c| if c.is_whitespace() && c != '\u{a0}' { ' ' } else { c }).collect();
    spaced.chars().filter(|&c| !is_control(c)).collect()
}
