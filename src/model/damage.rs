//! Values that a program damaged on the way: what a spreadsheet, a database or a wrong encoding turns them into.
//!
//! Only forms exactly as such programs write them: a person's name may be Null, and `12E5` may be a record number.

use super::identity;

/// What happened to a value, and what to do at its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    /// "a number that a spreadsheet shortened".
    pub what: &'static str,
    /// What to do, without a final period.
    pub remedy: &'static str,
}

const AS_TEXT: &str = "format the column as text, import the data again, and export it";

const SHORTENED: Damage =
    Damage { what: "a number that a spreadsheet shortened, as in `1.23457E+11`", remedy: AS_TEXT };
const DECIMAL: Damage = Damage { what: "a number that was given a decimal, as in `4512345.0`", remedy: AS_TEXT };
const FORMULA: Damage = Damage {
    what: "a formula instead of its result, as in `=\"00123\"`",
    remedy: "copy the column, paste it as values, and export it again",
};
const APOSTROPHE: Damage = Damage {
    what: "a number after a spreadsheet's text mark, as in `'00123`",
    remedy: "remove the apostrophe in the column, keep its format as text, and export it again",
};
const ERROR: Damage = Damage {
    what: "a spreadsheet error, such as `#N/A` or `#REF!`",
    remedy: "fix the formula in the spreadsheet, and export it again",
};
const HASHES: Damage = Damage {
    what: "the `#` signs of a column that is too narrow",
    remedy: "widen the column in the spreadsheet, and export it again",
};
const NOTHING: Damage = Damage {
    what: "a program's word for a missing value, such as `NULL` or `NaN`",
    remedy: "leave the cell empty, or write the value",
};
const ENCODING: Damage = Damage {
    what: "text that was read in the wrong encoding, as in `JosÃ©` or `Jos?`",
    remedy: "export the data again as UTF-8 (in a spreadsheet: “CSV UTF-8”), and open it as UTF-8",
};

/// What happened to a field's value, if anything.
pub(crate) fn damage(field: &str, value: &str) -> Option<Damage> {
    let value = value.trim();
    let rules: [(Damage, bool); 8] = [
        (SHORTENED, is_shortened(value)),
        (DECIMAL, is_decimal(field, value)),
        (FORMULA, is_formula(value)),
        (APOSTROPHE, value.strip_prefix('\'').is_some_and(all_digits)),
        (ERROR, is_error(value)),
        (HASHES, value.len() > 1 && value.bytes().all(|byte| byte == b'#')),
        (NOTHING, is_nothing(field, value)),
        (ENCODING, is_misread(value)),
    ];
    rules.into_iter().find(|(_, found)| *found).map(|(damage, _)| damage)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.23457E+11`, `1E+15`, `1,23457e+11`: one digit before the point, a sign, and two digits or more of exponent.
fn is_shortened(value: &str) -> bool {
    let Some((number, exponent)) = value.split_once(['E', 'e']) else { return false };
    let number = number.strip_prefix('-').unwrap_or(number);
    let exponent = exponent.strip_prefix(['+', '-']).filter(|digits| (2..=3).contains(&digits.len()));
    let sound = match number.split_once(['.', ',']) {
        Some((whole, fraction)) => whole.len() == 1 && all_digits(whole) && all_digits(fraction),
        None => number.len() == 1 && all_digits(number),
    };
    sound && exponent.is_some_and(all_digits)
}

/// `4512345.0`: in a number that identifies something, or in one too long to be a measurement. A weight may be `70.0`.
fn is_decimal(field: &str, value: &str) -> bool {
    const LONGEST_MEASUREMENT: usize = 4;
    let Some((whole, zeros)) = value.split_once(['.', ',']) else { return false };
    let zero = !zeros.is_empty() && zeros.len() <= 2 && zeros.bytes().all(|byte| byte == b'0');
    zero && all_digits(whole) && (whole.len() > LONGEST_MEASUREMENT || identity::is_number(field))
}

/// `="00123"`, `=A1&B1`, `=HYPERLINK(…)`.
fn is_formula(value: &str) -> bool {
    let formula = value.strip_prefix('=').map(str::trim_start);
    formula.is_some_and(|formula| formula.starts_with(|c: char| c == '"' || c == '(' || c.is_ascii_alphabetic()))
}

/// `#N/A`, `#REF!`, `#DIV/0!`, `#NAME?`, also as written by Spanish, French or German spreadsheets.
fn is_error(value: &str) -> bool {
    let Some(name) = value.strip_prefix('#') else {
        return value.strip_prefix("Err:").is_some_and(all_digits);
    };
    if ["N/A", "N/D", "N/V", "NV", "GETTING_DATA"].contains(&name) {
        return true;
    }
    let Some(name) = name.strip_suffix(['!', '?']) else { return false };
    let word = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_' | '¡' | '¿');
    name.chars().any(char::is_uppercase) && name.chars().all(word)
}

/// `NULL`, `NaN`: exactly as programs write them. `None` is an answer that a clerk may give, unless the field is a name
/// or number.
fn is_nothing(field: &str, value: &str) -> bool {
    const WORDS: [&str; 14] = [
        "NULL",
        "null",
        "(null)",
        "[NULL]",
        "<NULL>",
        "<null>",
        "NaN",
        "nan",
        "NaT",
        "<NA>",
        "undefined",
        "\\N",
        "System.DBNull",
        "[object Object]",
    ];
    WORDS.contains(&value) || (value == "None" && (identity::is_number(field) || identity::is_name(field)))
}

/// Whether letters appear as UTF-8 that was read as Windows-1252 (`JosÃ©`), or as question marks (`Nguy?n`, `???`).
fn is_misread(value: &str) -> bool {
    if value.is_ascii() {
        let letters =
            |window: &[u8]| window[0].is_ascii_alphabetic() && window[1] == b'?' && window[2].is_ascii_alphabetic();
        let marks = value.bytes().filter(|&byte| byte == b'?').count();
        let only = marks > 1 && value.bytes().all(|byte| matches!(byte, b'?' | b' '));
        // An address may contain a question mark.
        return only || (marks > 0 && !value.contains("://") && value.as_bytes().windows(3).any(letters));
    }
    let letters: Vec<char> = value.chars().collect();
    (0..letters.len()).any(|at| is_misread_letter(&letters[at..]))
}

/// Whether the characters begin with the bytes of one UTF-8 letter, each read as a character of Windows-1252.
fn is_misread_letter(characters: &[char]) -> bool {
    let Some(first) = characters.first().and_then(|&c| byte_of(c)) else { return false };
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return false,
    };
    let bytes: Vec<u8> = characters.iter().take(length).map_while(|&c| byte_of(c)).collect();
    let whole = bytes.len() == length && bytes[1..].iter().all(|byte| (0x80..0xc0).contains(byte));
    // People also write a capital before a closing quotation mark or a dash.
    let written = length == 2
        && matches!(characters.get(1), Some('’' | '”' | '»' | '–' | '—' | '…' | '·' | '\u{a0}'))
        && !characters.get(2).is_some_and(|c| c.is_alphabetic());
    whole && !written && std::str::from_utf8(&bytes).is_ok()
}

/// The Windows-1252 byte for a character. Latin-1, which many programs use instead, has more.
fn byte_of(c: char) -> Option<u8> {
    const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        _ => FROM_80.chars().position(|known| known == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_is_damage() {
        for (field, value, expected) in [
            ("mrn", "1.23457E+11", SHORTENED),
            ("mrn", "1E+15", SHORTENED),
            ("note", "1,23457E+11", SHORTENED),
            ("mrn", "1.23457e-05", SHORTENED),
            ("mrn", "4512345.0", DECIMAL),
            ("mrn", "12.0", DECIMAL),
            ("note", "4512345,00", DECIMAL),
            ("mrn", "=\"00123\"", FORMULA),
            ("mrn", "=A2&B2", FORMULA),
            ("mrn", "'00123", APOSTROPHE),
            ("mrn", "#N/A", ERROR),
            ("name", " #REF! ", ERROR),
            ("name", "#DIV/0!", ERROR),
            ("name", "#NAME?", ERROR),
            ("name", "#¿NOMBRE?", ERROR),
            ("name", "#SPILL!", ERROR),
            ("name", "Err:502", ERROR),
            ("mrn", "########", HASHES),
            ("name", "NULL", NOTHING),
            ("weight", "NaN", NOTHING),
            ("name", "None", NOTHING),
            ("name", "JosÃ© Roe", ENCODING),
            ("name", "NguyÃªn", ENCODING),
            ("name", "Ð˜Ð²Ð°Ð½", ENCODING),
            ("note", "itâ€™s", ENCODING),
            ("name", "å¤§", ENCODING),
            ("name", "Nguy?n", ENCODING),
            ("name", "??? ??", ENCODING),
        ] {
            assert_eq!(damage(field, value), Some(expected), "{field}: {value}");
        }
    }

    #[test]
    fn what_people_write_is_none() {
        for (field, value) in [
            ("mrn", "12E5"),
            ("mrn", "1E5"),
            ("mrn", "1E+5"),
            ("mrn", "12.5E+10"),
            ("mrn", "E+11"),
            ("mrn", "2024.001"),
            ("mrn", "00123"),
            ("weight", "70.0"),
            ("temperature", "37,0"),
            ("name", "Null"),
            ("name", "Nan"),
            ("name", "Jennifer Null"),
            ("allergies", "None"),
            ("allergies", "N/A"),
            ("room", "#12"),
            ("room", "#"),
            ("name", "'t Hooft"),
            ("name", "O’Brien"),
            ("name", "João Ñuño Århus Çelik Ægir Øst"),
            ("name", "„ROMÔ “JOÃO’S” IRMÃ”"),
            ("name", "JOSÉ"),
            ("name", "CIÑÀ"),
            ("name", "Đặng Thị Ánh"),
            ("name", "王小明"),
            ("note", "pain? none?"),
            ("note", "https://example.org/a?b=c"),
            ("note", "is it late?"),
            ("note", "a = b"),
            ("name", ""),
        ] {
            assert_eq!(damage(field, value), None, "{field}: {value}");
        }
    }
}
