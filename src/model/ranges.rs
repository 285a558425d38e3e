//! Warns of ranges in right-to-left text. UAX #9 prints them in the order of the sentence, and many readers read them so;
//! others read numbers from the left. Words can be read one way only.

use std::ops::Range;

use super::identifiers::FIELD;
use super::markdown::Styled;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::Language;

/// Reports the range at these bytes.
pub fn report(styled: &Styled, range: Range<usize>, language: &Language, diagnostics: &mut Diagnostics) {
    let text = &styled.text[range.clone()];
    let values = text.contains(FIELD);
    let message = match values {
        true => "a range of values can be read both ways in right-to-left text".to_owned(),
        false => format!("the range `{text}` can be read both ways in right-to-left text"),
    };
    let hint = match in_words(text, language).filter(|_| !values) {
        Some(words) => format!("write it in words: `{words}`"),
        None => "write it in words, with the word for “to” between its ends".to_owned(),
    };
    // A placeholder is longer in the file than its sign here: the place is then that of what stands before it.
    let length = text.find(FIELD).unwrap_or(text.len()).max(1);
    let diagnostic = Diagnostic::warning("range-ambiguous", message);
    diagnostics.push(diagnostic.at_text(styled.origin_at(range.start), length, "from which end?").hint(hint));
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
