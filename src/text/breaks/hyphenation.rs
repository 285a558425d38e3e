//! Places inside words where a line may end with a hyphen, by the language's patterns.

use super::{Break, BreakKind, inside_unbreakable, language_at};
use crate::lang::Language;
use crate::text::collect::Collected;

/// Adds the hyphens that the language's patterns allow.
pub(super) fn add(collected: &Collected, language: &Language, breaks: &mut Vec<Break>) {
    let text = &collected.text;
    let mut word_start = 0;
    // A soft hyphen is part of its word: an author who added one knows better than the patterns.
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '\u{00AD}' | '\u{0300}'..='\u{036F}');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_word(c) {
            continue;
        }
        add_word(collected, language, word_start, &text[word_start..at], breaks);
        word_start = at + c.len_utf8();
    }
}

/// Abbreviations stay whole: only words of six or more letters are divided, lowercase except for the first (German
/// nouns).
fn add_word(collected: &Collected, language: &Language, start: usize, word: &str, breaks: &mut Vec<Break>) {
    if word.chars().nth(5).is_none() || !word.chars().skip(1).all(char::is_lowercase) {
        return;
    }
    let code = language_at(collected, start, language).primary().as_bytes();
    let Some(patterns) = <[u8; 2]>::try_from(code).ok().and_then(hypher::Lang::from_iso) else {
        return;
    };
    let mut at = start;
    for syllable in hypher::hyphenate(word, patterns) {
        at += syllable.len();
        if at < start + word.len() && !inside_unbreakable(collected, at) {
            breaks.push(Break { at, kind: BreakKind::Hyphen });
        }
    }
}
