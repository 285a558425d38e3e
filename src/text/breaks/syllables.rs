//! Syllables of the Burmese script: the word model only knows Burmese, so other languages in the script end their lines
//! between syllables, and Burmese does if a word is wider than the line.

use super::{Break, BreakKind, inside_unbreakable, language_at};
use crate::lang::Language;
use crate::text::collect::Collected;

/// Adds the places between syllables; removes the model's if it does not know the language.
pub(super) fn add(collected: &Collected, language: &Language, breaks: &mut Vec<Break>) {
    let text = &collected.text;
    if !text.contains(|c| matches!(c, '\u{1000}'..='\u{109F}')) {
        return;
    }
    let burmese = |at: usize| language_at(collected, at, language).primary() == "my";
    breaks.retain(|b| burmese(b.at) || !inside_letters(text, b.at) || b.kind == BreakKind::Mandatory);
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        // A letter followed by a killer or a stacker, or preceded by a stacker, belongs to the previous syllable.
        let starts = is_letter(c) && !matches!(next, '\u{1039}' | '\u{103A}') && last != '\u{1039}';
        if starts && is_burmese_script(last) && !inside_unbreakable(collected, at) {
            let kind = if burmese(at) { BreakKind::Emergency } else { BreakKind::Reluctant };
            breaks.push(Break { at, kind });
        }
        last = c;
    }
}

fn inside_letters(text: &str, at: usize) -> bool {
    text[..at].ends_with(is_burmese_script) && text[at..].starts_with(is_burmese_script)
}

/// Letters and signs, excluding digits and punctuation.
fn is_burmese_script(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' | '\u{109A}'..='\u{109D}')
}

/// Letters that may start a syllable.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{102A}' | '\u{103F}' | '\u{1050}'..='\u{1055}' | '\u{105A}'..='\u{105D}' | '\u{1061}' | '\u{1065}'
        | '\u{1066}' | '\u{106E}'..='\u{1070}' | '\u{1075}'..='\u{1081}' | '\u{108E}')
}
