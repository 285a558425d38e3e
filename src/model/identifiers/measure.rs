//! Quantities with their Latin unit or sign, including ranges of them: 5–10 mL, 120/80 mmHg, 38.5 °C, 10%.

use super::latin::is_letter;
use super::numbers::{self, is_raised};
use super::units::is_unit;
use super::{is_dash, is_digit, is_sign, is_space, is_word};

/// More units that count only among right-to-left words: in other text they are words like any other.
#[rustfmt::skip]
const MORE_UNITS: [&str; 69] = [
    "MG", "ML", "KG", "Mg", "Kg", "gm", "gr", "cl", "cL", "dl", "µL", "μL", "uL", "fl", "fL", "pg", "ug", "nm", "µm", "μm", "in",
    "ppm", "mol", "nmol", "pmol", "µmol", "μmol", "umol", "meq", "mOsm", "mU", "U", "MU", "kU", "mIU", "unit", "units", "tsp",
    "tbsp", "cup", "cups", "tab", "tabs", "tablets", "caps", "drops", "gtt", "cal", "kPa", "Pa", "Hg", "Hz", "kHz", "MHz", "kV", "kBq",
    "MBq", "Bq", "mCi", "cGy", "mGy", "Sv", "W", "sec", "mins", "hrs", "hours", "days", "ms",
];

/// The end of an expression in digits that a line break would tear apart in left-to-right text, if one starts at byte
/// `start`. It need not have a unit.
pub(crate) fn digits_at(text: &str, start: usize) -> Option<usize> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '_')) {
        return None;
    }
    let signed =
        start + text[start..].chars().next().filter(|c| "+-−±~≈<>≤≥$€£#".contains(*c)).map_or(0, char::len_utf8);
    let mut end = plain_end(text, signed)?;
    while let Some(next) = range_end(text, end) {
        end = next;
    }
    while let Some(next) = unit_end(text, end, is_unit) {
        end = next;
    }
    let found = &text[start..end];
    if found.bytes().all(|byte| byte.is_ascii_digit()) || text[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None; // Plain digits have a direction of their own (UAX #9, EN).
    }
    Some(end)
}

/// Digits with periods, colons or slashes between them: 38.5, 10:30, 10/15/2026.
fn plain_end(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    let mut bytes = text.as_bytes()[start..].iter().peekable();
    if !bytes.peek()?.is_ascii_digit() {
        return None;
    }
    let mut joined = 0;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                end += 1 + joined;
                joined = 0;
            }
            b'.' | b',' | b':' | b'/' if joined == 0 => joined = 1,
            _ => break,
        }
    }
    Some(end)
}

/// Where a range or product that continues after `end` ends: "–10", " × 2".
fn range_end(text: &str, end: usize) -> Option<usize> {
    let (_, number) = joined(text, end, |c| "-–−‐‑×x/".contains(c))?;
    plain_end(text, number)
}

/// A sign after byte `end` with spaces on both sides or neither, and where the next part starts. A space on one side
/// only means a minus sign, or a dash of the sentence.
fn joined(text: &str, end: usize, is_joiner: impl Fn(char) -> bool) -> Option<(char, usize)> {
    let rest = &text[end..];
    let spaced = rest.trim_start_matches(is_space);
    let sign = spaced.chars().next().filter(|&c| is_joiner(c))?;
    let after = &spaced[sign.len_utf8()..];
    let next = after.trim_start_matches(is_space);
    ((spaced.len() < rest.len()) == (next.len() < after.len())).then_some((sign, text.len() - next.len()))
}

/// Where a unit after a number ends: " mg", "°C", "/kg", " pm".
fn unit_end(text: &str, end: usize, is_unit: impl Fn(&str) -> bool) -> Option<usize> {
    let rest = &text[end..];
    let per = rest.strip_prefix('/').unwrap_or(rest);
    let unit = per.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word = &unit[..unit.find(|c: char| !is_letter(c) && !"%‰°".contains(c)).unwrap_or(unit.len())];
    match word {
        "a" | "p" if unit[1..].starts_with(".m.") => Some(text.len() - unit.len() + 4),
        _ if is_unit(word) => Some(text.len() - unit.len() + word.len()),
        _ => None,
    }
}

/// No quantity has more numbers: a longer row of them is a list.
const MOST_JOINED: usize = 8;

/// The end of a quantity with its unit that starts at byte `start`, in any digits.
pub(super) fn quantity(text: &str, start: usize) -> Option<usize> {
    let mut end = None;
    let mut at = start;
    let mut priced = false;
    if let Some(sign) = text[at..].chars().next().filter(|&c| is_sign(c)) {
        // After a letter, a hyphen joins a prefix to the number: it is not a minus sign.
        if is_dash(sign) && text[..start].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        priced = is_currency(sign);
        at += sign.len_utf8();
    }
    at = numbers::end(text, at)?;
    for _ in 0..MOST_JOINED {
        if priced {
            end = Some(at);
        }
        if let Some(next) = units_end(text, at) {
            (at, end) = (next, Some(next));
        }
        let is_joiner = |c: char| is_dash(c) || c == '/' || (end != Some(at) && matches!(c, '×' | 'x' | 'X' | '±'));
        let Some((sign, next)) = joined(text, at, is_joiner) else { break };
        let currency = text[next..].chars().next().filter(|&c| is_currency(c) || matches!(c, '-' | '−' | '+'));
        let Some(after) = numbers::end(text, next + currency.map_or(0, char::len_utf8)) else { break };
        priced = currency.is_some_and(is_currency);
        at = after;
        if matches!(sign, 'x' | 'X') && !text[at..].starts_with(is_word) {
            end = Some(at);
        }
    }
    end
}

/// Where the units after a number end: "mg/kg/day", "mg/5 mL", "° C", "mm Hg", "/L".
fn units_end(text: &str, at: usize) -> Option<usize> {
    let known = |word: &str| is_unit(word) || MORE_UNITS.contains(&word) || matches!(word, "€" | "$" | "£");
    let mut end = None;
    let mut from = at;
    loop {
        let raised = |at: usize| at + text[at..].find(|c| !is_raised(c)).unwrap_or(text.len() - at);
        let next = match unit_end(text, from, known) {
            Some(next) => raised(next),
            None => match per_end(text, from, end.is_some()).or_else(|| sign_end(text, from)) {
                Some(next) => raised(next),
                None => break,
            },
        };
        if text[next..].starts_with(is_letter) {
            break;
        }
        (from, end) = (next, Some(next));
    }
    end.map(|end| match text[end..].chars().next() {
        // m2, m3.
        Some('2' | '3') if text[..end].ends_with('m') => end + 1,
        _ => end,
    })
}

/// Where the denominator of a unit ends: "/day", "/5 mL", " / 24 h".
fn per_end(text: &str, from: usize, after_unit: bool) -> Option<usize> {
    let (_, next) = joined(text, from, |c| c == '/')?;
    let number = numbers::end(text, next).filter(|_| after_unit).unwrap_or(next);
    let unit = text[number..].trim_start_matches(is_space);
    let letters = unit.find(|c| !is_letter(c)).unwrap_or(unit.len());
    if matches!(&unit[..letters], "a" | "p") && unit[letters..].starts_with(".m.") {
        return None; // 8 a.m. / 5 p.m.
    }
    let attached = text[from..].starts_with('/');
    (letters > 0 && (attached || number > next)).then(|| text.len() - unit.len() + letters)
}

/// Where a sign used as a unit ends: a currency, feet and inches.
fn sign_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let spaced = rest.trim_start_matches(is_space);
    if let Some(after) = spaced.strip_prefix(is_currency) {
        return Some(text.len() - after.len());
    }
    if let Some(after) = rest.strip_prefix(['′', '″']) {
        let inches = text.len() - after.trim_start_matches(is_space).len();
        let end = numbers::group_end(text, inches);
        let closed = text[end..].strip_prefix('″').filter(|_| end > inches);
        return Some(text.len() - closed.unwrap_or(after).len());
    }
    let feet = rest.strip_prefix(['\'', '’'])?;
    let digits = feet.trim_start_matches(is_digit);
    let inches = digits.strip_prefix(['"', '”']).filter(|_| digits.len() < feet.len())?;
    Some(text.len() - inches.len())
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£')
}
