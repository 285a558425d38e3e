//! Latin words (and Greek and Cyrillic ones) with anything attached to them: O-, AB+, Na+, COVID-19, 12-A.

use super::numbers::is_raised;
use super::{is_digit, is_rtl};

/// A letter of a script that writes as Latin does.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && c.is_alphabetic()
            && !is_rtl(c)
            && !is_raised(c)
            && matches!(c, '\0'..'\u{590}' | '\u{1e00}'..'\u{2000}' | '\u{2100}'..'\u{2190}' | '\u{ff21}'..'\u{ff5b}'))
}

/// A word that starts with digits has a letter within this many of its first bytes.
const FIRST_LETTER: usize = 60;

/// The end of the word that starts at byte `start`, and whether it consists of letters alone, which need no help;
/// `None` if it has no letter.
pub(super) fn token(text: &str, start: usize) -> Option<(usize, bool)> {
    let first = text[start..].chars().next()?;
    let mut at = start;
    let mut plain = true;
    if matches!(first, '+' | '-' | '−') {
        // A sign after a letter joins it to the word, the way prefixes are joined in Hebrew and Arabic.
        let stands_free = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        at += first.len_utf8();
        if !stands_free || !text[at..].starts_with(is_letter) {
            return None;
        }
        plain = false;
    }
    let (mut letters, mut starred) = (false, false);
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if !letters && i > FIRST_LETTER {
            return None;
        }
        let attached = is_digit(c) || is_raised(c);
        let joins = match c {
            '-' | '‐' | '‑' | '.' | '/' | '_' | '&' | '+' | '\'' | '’' | '*' => true,
            // HLA-B*57:01; 2026-10-15T14:30. After letters, a colon belongs to the sentence: TTY:711.
            ':' => starred || (letters && text[..at + i].ends_with(is_digit)),
            _ => false,
        };
        if is_letter(c) || attached || is_mark(c) {
            letters |= is_letter(c);
            plain &= !attached;
            end = at + i + c.len_utf8();
        } else if joins && end > at && chars.peek().is_some_and(|&(_, next)| is_letter(next) || is_digit(next)) {
            starred |= c == '*';
            plain &= !matches!(c, '+' | '*' | '_' | '&');
        } else {
            break;
        }
    }
    if !letters {
        return None;
    }
    let sure = signs(text, parenthesis(text, end));
    Some((sure, plain && sure == end))
}

/// Accents typed as separate characters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The end of parentheses right after a word: Rh(D), CD4(+).
fn parenthesis(text: &str, end: usize) -> usize {
    const LONGEST: usize = 8;
    let Some(inside) = text[end..].strip_prefix('(') else { return end };
    let mut length = 0;
    for c in inside.chars().take(LONGEST) {
        match c {
            ')' if length > 0 => return end + 1 + length + 1,
            c if is_letter(c) || is_digit(c) || matches!(c, '+' | '-' | '−') => length += c.len_utf8(),
            _ => break,
        }
    }
    end
}

/// The end of the signs right after a word, if only the sentence continues after them.
fn signs(text: &str, end: usize) -> usize {
    const MOST: usize = 3;
    let mut at = end;
    for c in text[end..].chars().take(MOST) {
        let next = at + c.len_utf8();
        match c {
            '+' | '-' | '−' | '–' | '‐' | '‑' | '±' => at = next,
            '/' if at > end && text[next..].starts_with(['+', '-', '−']) => at = next,
            _ => break,
        }
    }
    match text[at..].chars().next() {
        Some(c) if c.is_alphanumeric() => end,
        _ => at,
    }
}
