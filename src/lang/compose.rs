//! Unicode normalization form C, as far as it preserves every letter.
//!
//! NFC replaces each compatibility ideograph (U+FA19 神) with the ideograph that Unicode unified it with (U+795E), which
//! is drawn differently: in a name, that is another letter. These stay; everything else is composed.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text with its letters and marks composed.
pub(crate) fn composed(text: &str) -> String {
    if is_nfc(text) {
        return text.to_owned();
    }
    let mut composed = String::with_capacity(text.len());
    // Ideographs compose with nothing, so the text between them can be composed separately.
    for part in text.split_inclusive(is_compatibility_ideograph) {
        match part.char_indices().next_back() {
            Some((at, last)) if is_compatibility_ideograph(last) => {
                composed.extend(part[..at].nfc());
                composed.push(last);
            }
            _ => composed.extend(part.nfc()),
        }
    }
    composed
}

/// The blocks CJK Compatibility Ideographs, and their supplement.
fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_composed_and_ideographs_stay() {
        for (text, expected) in [
            ("Ana Diaz", "Ana Diaz"),
            ("Di\u{301}az", "Díaz"),
            ("\u{fa19}谷 e\u{301}", "\u{fa19}谷 é"),
            ("e\u{301}\u{2f80c}o\u{308}", "é\u{2f80c}ö"),
            // A mark after an ideograph has nothing to compose with.
            ("\u{fa10}\u{301}", "\u{fa10}\u{301}"),
            ("\u{212b}", "Å"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
        ] {
            assert_eq!(composed(text), expected, "{text}");
        }
    }
}
