//! Where lines end differently from UAX #14, with the reasons.
//!
//! 1. **Closing signs after a space.** Khmer, Thai, Hindi, Amharic and Tibetan writers put a space before their full stop
//!    or repetition mark; the standard would let it start a line (it only protects Western closing punctuation). Thai and
//!    Lao signs of this kind count as letters there, so the word model may also separate them from their word.
//! 2. **Dashes between spaces** stay at the end of their line.
//! 3. **A slash** allows a break only between words of three letters: "km/h", "w/o" stay whole.
//! 4. **A hyphen** allows a break only between words of two letters: "X-ray", "e-mail" stay whole; and never after a
//!    hyphen that starts a word (LB20a of version 16). A dash between digits allows none: no range is torn apart.
//! 5. **Quotation marks among ideographs**: a line may end before an opening and after a closing one, as in the standard
//!    itself from version 16 (LB19a).
//! 6. **Korean words**, which are separated by spaces, stay whole: lines end inside them only as a last resort.
//! 7. **One-letter words** never end a line in Polish, Czech and Slovak, as every reader there learned in school.
//! 8. **Full-width digits** stay together like others: to the standard each is an ideograph.

use super::{Break, BreakKind, inside_unbreakable, language_at};
use crate::lang::Language;
use crate::text::collect::Collected;

/// What kind of place a break in the standard is for us; `None` if a line must not end there.
pub(super) fn kind(text: &str, at: usize, language: &Language) -> Option<BreakKind> {
    let (before, after) = text.split_at(at);
    let next = after.chars().next()?;
    let last = before.chars().next_back()?;
    if is_closing(next) || is_spaced_dash(last, after) {
        return None;
    }
    match last {
        '/' if joins_short_words(&before[..at - 1], after, 3) => None,
        '-' | '\u{2010}' if joins_short_words(&before[..at - last.len_utf8()], after, 2) => None,
        '\u{2013}' if next.is_numeric() && before[..at - 3].ends_with(char::is_numeric) => None,
        '\u{FF0C}' | '\u{FF0E}' | '\u{FF10}'..='\u{FF19}' if matches!(next, '\u{FF10}'..='\u{FF19}') => None,
        ' ' if ends_with_one_letter(&before[..at - 1], language) => None,
        _ if is_hangul(last) && is_hangul(next) => Some(BreakKind::Emergency),
        _ => Some(BreakKind::Allowed),
    }
}

/// Adds the breaks among ideographs that the standard has had since version 16.
pub(super) fn add(collected: &Collected, language: &Language, breaks: &mut Vec<Break>) {
    let text = &collected.text;
    let quote = |c: char| matches!(c, '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}');
    for (at, c) in text.char_indices().filter(|&(_, c)| quote(c)) {
        let end = at + c.len_utf8();
        let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[end..].chars().next()) else {
            continue;
        };
        if !is_east_asian(before) || !is_east_asian(after) {
            continue;
        }
        let opens = matches!(c, '\u{2018}' | '\u{201C}');
        let (place, bars) = if opens { (at, opens_bracket(before)) } else { (end, closes(after)) };
        let korean = language_at(collected, place, language).primary() == "ko";
        if !bars && !korean && !inside_unbreakable(collected, place) {
            breaks.push(Break { at: place, kind: BreakKind::Allowed });
        }
    }
}

/// Signs that belong to the preceding word, even after a space. The standard itself keeps its classes CL, CP, EX, IS
/// and SY from starting a line.
fn is_closing(c: char) -> bool {
    !c.is_ascii()
        && matches!(c,
            // Dandas of the Indic scripts; Sinhala; Thai ฯ ๆ ๚ ๛; Lao ຯ ໆ; Tibetan shads and tshegs.
            '\u{0964}' | '\u{0965}' | '\u{0DF4}' | '\u{0E2F}' | '\u{0E46}' | '\u{0E5A}' | '\u{0E5B}' | '\u{0EAF}' | '\u{0EC6}'
            | '\u{0F08}' | '\u{0F0B}'..='\u{0F12}' | '\u{0F14}'
            // Burmese; Ethiopic; Khmer (។ ៕ ៖ ៗ ៙ ៚); Mongolian; ellipsis.
            | '\u{104A}' | '\u{104B}' | '\u{1360}'..='\u{1368}' | '\u{17D4}'..='\u{17D7}' | '\u{17D9}' | '\u{17DA}'
            | '\u{1802}' | '\u{1803}' | '\u{1808}' | '\u{1809}' | '\u{0589}' | '\u{2026}')
}

/// Whether a space is followed by a dash and another space.
fn is_spaced_dash(last: char, after: &str) -> bool {
    last == ' '
        && !after.as_bytes()[0].is_ascii()
        && after
            .strip_prefix(['\u{2013}', '\u{2014}'])
            .is_some_and(|rest| rest.starts_with([' ', '\u{A0}', '\u{202F}']))
}

/// Whether one of two words joined by a sign has fewer than `least` letters; a sign at the start of a word joins it to
/// nothing, and also stays with it (LB20a of version 16). Signs between ideographs have nothing to do with words.
fn joins_short_words(before: &str, after: &str, least: usize) -> bool {
    let letter = |c: &char| c.is_alphanumeric() && !is_east_asian(*c);
    let short = |letters: usize| (1..least).contains(&letters);
    let starts_word = before.is_empty() || before.ends_with(char::is_whitespace);
    after.starts_with(|c| letter(&c))
        && (starts_word
            || short(before.chars().rev().take_while(letter).take(least).count())
            || short(after.chars().take_while(letter).take(least).count()))
}

fn ends_with_one_letter(text: &str, language: &Language) -> bool {
    // The cheapest test first: most spaces follow a longer word.
    let mut back = text.chars().rev();
    let (last, before) = (back.next(), back.next());
    !before.is_some_and(char::is_alphanumeric)
        && last.is_some_and(|c| "aiouwzksvAIOUWZKSV".contains(c))
        && matches!(language.primary(), "pl" | "cs" | "sk")
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7FF}')
}

/// Ideographs, kana and punctuation of their width.
fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFF}')
}

fn opens_bracket(c: char) -> bool {
    matches!(c, '（' | '［' | '｛' | '「' | '『' | '【' | '〔' | '〈' | '《' | '〖')
}

fn closes(c: char) -> bool {
    matches!(c, '）' | '］' | '｝' | '」' | '』' | '】' | '〕' | '〉' | '》' | '〗' | '、' | '。' | '，' | '．' | '：' | '；' | '！' | '？'
        | '・' | 'ー' | '々' | 'ぁ'..='ゖ' | 'ァ'..='ヺ')
        && !is_full_kana(c)
}

/// Kana that may start a line: all but the small ones.
fn is_full_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ')
        && !matches!(
            c,
            'ぁ' | 'ぃ'
                | 'ぅ'
                | 'ぇ'
                | 'ぉ'
                | 'っ'
                | 'ゃ'
                | 'ゅ'
                | 'ょ'
                | 'ゎ'
                | 'ゕ'
                | 'ゖ'
                | 'ァ'
                | 'ィ'
                | 'ゥ'
                | 'ェ'
                | 'ォ'
                | 'ッ'
                | 'ャ'
                | 'ュ'
                | 'ョ'
                | 'ヮ'
                | 'ヵ'
                | 'ヶ'
        )
}
