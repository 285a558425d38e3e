//! Warns of ranges, and of numbers containing spaces, in right-to-left text. UAX #9 prints them in the order of the
//! sentence, and many readers read them that way; others read numbers from the left. Words can be read only one way.

use std::ops::Range;

use super::identifiers::FIELD;
use super::markdown::Styled;
use super::phones::number::digit;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::Language;

/// Reports the range at these bytes.
pub(super) fn report(styled: &Styled, range: Range<usize>, language: &Language, diagnostics: &mut Diagnostics) {
    let text = &styled.text[range.clone()];
    let values = text.contains(FIELD);
    let message = match values {
        true => "a range of values can be read either way in right-to-left text".to_owned(),
        false => format!("the range `{text}` can be read either way in right-to-left text"),
    };
    let hint = match in_words(text, language).filter(|_| !values) {
        Some(words) => format!("write it in words: `{words}`"),
        None => "write it in words, with the word for “to” between its ends".to_owned(),
    };
    // A placeholder is longer in the file than its stand-in here, so the place is that of the text before it.
    let length = text.find(FIELD).unwrap_or(text.len()).max(1);
    let diagnostic = Diagnostic::warning("range-ambiguous", message);
    diagnostics.push(diagnostic.at_text(styled.origin_at(range.start), length, "from which end?").hint(hint));
}

/// Reports a number whose groups an author separated by spaces, `10 500`, when only its first group is at these bytes.
/// From right to left they are two numbers, with the second printed to the left of the first.
pub(super) fn report_spaced(styled: &Styled, range: Range<usize>, diagnostics: &mut Diagnostics) {
    let is_group = |text: &str| text.chars().all(|c| digit(c).is_some());
    let first = &styled.text[range.clone()];
    let Some(rest) = styled.text[range.end..].strip_prefix(' ') else { return };
    let second: String = rest.chars().take_while(|&c| digit(c).is_some()).collect();
    let before = styled.text[..range.start].strip_suffix(' ').and_then(|text| text.chars().next_back());
    let is_told = before.is_some_and(|before| digit(before).is_some());
    if is_told || !is_group(first) || !(1..=3).contains(&first.chars().count()) || second.chars().count() != 3 {
        return;
    }
    let message = format!("`{first} {second}` would be printed as two numbers, from right to left");
    let hint = "for one number, write it without the space, or with a no-break space (U+00A0)";
    let diagnostic = Diagnostic::warning("number-spaced", message);
    let length = first.len() + 1 + second.len();
    diagnostics.push(diagnostic.at_text(styled.origin_at(range.start), length, "one number, or two?").hint(hint));
}

/// The range in words of its language, if we know them.
fn in_words(text: &str, language: &Language) -> Option<String> {
    let dash = text.rfind(['–', '—', '−']).or_else(|| text.rfind(['-', '‐', '‑']))?;
    let sign = text[dash..].chars().next()?;
    let (from, to) = (text[..dash].trim_end(), text[dash + sign.len_utf8()..].trim_start());
    match language.primary() {
        "ar" => Some(format!("من {from} إلى {to}")),
        "fa" | "prs" => Some(format!("از {from} تا {to}")),
        "ur" => Some(format!("{from} سے {to} تک")),
        "ps" => Some(format!("له {from} څخه تر {to} پورې")),
        "ckb" => Some(format!("لە {from} تا {to}")),
        "yi" => Some(format!("פֿון {from} ביז {to}")),
        "he" => Some(format!("מ־{from} עד {to}")),
        _ => None,
    }
}
