//! Codes of what a handout is about: whether each is one of its system. Which codes exist is not known here.

use super::types::{CodesSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};

/// Reports codes that cannot be codes of their system. A code with a wrong check digit would never be found.
pub(super) fn check(codes: &CodesSpec, diagnostics: &mut Diagnostics) {
    each(&codes.icd10, is_icd10, "an ICD-10 code", "write it with its period, as in `C95.0`", diagnostics);
    each(&codes.snomed, is_snomed, "a SNOMED CT identifier", "its last digit checks the others", diagnostics);
    each(&codes.loinc, is_loinc, "a LOINC code", "its last digit, after the hyphen, checks the others", diagnostics);
}

fn each(codes: &Option<Vec<Scalar>>, is_one: fn(&str) -> bool, what: &str, hint: &str, diagnostics: &mut Diagnostics) {
    for code in codes.iter().flatten().filter(|code| !code.is_filler && !is_one(code)) {
        let problem = Diagnostic::error("code-invalid", format!("this is not {what}"));
        diagnostics.push(problem.at(code.span, "cannot be one").hint(hint));
    }
}

/// A letter, two characters, and up to four more after a period: ICD-10-CM has seven, other editions fewer.
fn is_icd10(code: &str) -> bool {
    let (category, detail) = code.split_once('.').map_or((code, None), |(category, detail)| (category, Some(detail)));
    let is_part = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let [letter, digit, _] = category.as_bytes() else { return false };
    letter.is_ascii_uppercase()
        && digit.is_ascii_digit()
        && is_part(category)
        && detail.is_none_or(|detail| (1..=4).contains(&detail.len()) && is_part(detail))
}

/// Six to eighteen digits, the last of which is Verhoeff's check digit.
fn is_snomed(code: &str) -> bool {
    let digits = || code.bytes().rev().map(|byte| usize::from(byte.wrapping_sub(b'0')));
    (6..=18).contains(&code.len())
        && !code.starts_with('0')
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && (0..).zip(digits()).fold(0, |sum, (place, digit)| product(sum, permuted(place, digit))) == 0
}

/// The dihedral group of order ten, which notices transposed digits.
fn product(a: usize, b: usize) -> usize {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Verhoeff's permutation, applied as often as the digit's place says.
fn permuted(place: usize, digit: usize) -> usize {
    const ONCE: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    (0..place % 8).fold(digit, |digit, _| ONCE[digit])
}

/// Digits, a hyphen, and their check digit by the method of Luhn (mod 10).
fn is_loinc(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else { return false };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=7).contains(&number.len()) || check.len() != 1 || !all_digits(number) || !all_digits(check) {
        return false;
    }
    let doubled = |(place, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0') * if place.is_multiple_of(2) { 2 } else { 1 };
        digit / 10 + digit % 10
    };
    let sum: u32 = number.bytes().rev().enumerate().map(doubled).sum();
    u32::from(check.as_bytes()[0] - b'0') == (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_each_system_are_told_from_others() {
        for code in ["C95.0", "C95", "Z01.812", "S72.001A", "U07.1", "C7A.00"] {
            assert!(is_icd10(code), "{code}");
        }
        for code in ["", "95.0", "c95.0", "C95.", "C95.00000", "C9", "C950", "C95,0"] {
            assert!(!is_icd10(code), "{code}");
        }
        // Published identifiers: clinical finding, appendicitis, diabetes mellitus.
        for code in ["404684003", "74400008", "73211009"] {
            assert!(is_snomed(code), "{code}");
            let wrong = format!("{}{}", &code[..code.len() - 1], (code.as_bytes()[code.len() - 1] - b'0' + 1) % 10);
            assert!(!is_snomed(&wrong), "{wrong}");
        }
        assert!(!is_snomed("4404684003") && !is_snomed("12345") && !is_snomed("40468400x"));
        for code in ["718-7", "2345-7", "6690-2", "33721-2"] {
            assert!(is_loinc(code), "{code}");
        }
        for code in ["718-8", "7187", "718-", "-7", "71a-7", "718-77"] {
            assert!(!is_loinc(code), "{code}");
        }
    }
}
