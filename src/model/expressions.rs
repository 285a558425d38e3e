//! Finds what keeps its own direction in right-to-left text and stays on one line in any: times, doses, ranges,
//! percentages and dates in digits; and e-mail and web addresses, which are links.

use std::ops::Range;

use super::addresses::{CUT, Wrong, to_uri};

/// Something found in a text.
pub struct Expression {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// Where it leads, for an address, or why it leads nowhere.
    pub link: Option<Result<String, Wrong>>,
    /// Whether no line may break in it.
    pub unbreakable: bool,
}

/// Units that handouts give with a number.
const UNITS: [&str; 45] = [
    "%", "‰", "°", "°C", "°F", "C", "F", "K", "mg", "g", "kg", "mcg", "µg", "μg", "ng", "lb", "lbs", "oz", "mL", "ml",
    "L", "l", "dL", "cc", "mm", "cm", "m", "km", "ft", "mmol", "mEq", "IU", "kcal", "kJ", "mmHg", "bpm", "Gy", "mSv",
    "h", "hr", "min", "s", "am", "pm", "AM",
];

/// Whether a word is a unit of measurement.
pub fn is_unit(word: &str) -> bool {
    UNITS.contains(&word) || word == "PM"
}

/// An expression in digits that right-to-left text or a line's end would tear apart, if one starts at byte `start`.
pub fn digits_at(text: &str, start: usize) -> Option<Expression> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '_')) {
        return None;
    }
    let signed =
        start + text[start..].chars().next().filter(|c| "+-−±~≈<>≤≥$€£#".contains(*c)).map_or(0, char::len_utf8);
    let mut end = number_end(text, signed)?;
    while let Some(next) = range_end(text, end) {
        end = next;
    }
    while let Some(next) = unit_end(text, end) {
        end = next;
    }
    let found = &text[start..end];
    if found.bytes().all(|byte| byte.is_ascii_digit()) || text[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None; // Plain digits have a direction of their own (UAX #9, EN).
    }
    Some(Expression { range: start..end, link: None, unbreakable: found.chars().count() <= LONGEST_UNBROKEN })
}

/// A line may break inside longer expressions, at a space.
const LONGEST_UNBROKEN: usize = 16;

/// Digits with points, colons or slashes between them: 38.5, 10:30, 10/15/2026.
fn number_end(text: &str, start: usize) -> Option<usize> {
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

/// Where a range or product that goes on after `end` ends: "–10", " × 2".
fn range_end(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let spaced = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    // A unit may stand at both ends of a range: "5 mg–10 mg".
    let sign = spaced.chars().next().filter(|c| "-–−‐‑×x/".contains(*c))?;
    let after = &spaced[sign.len_utf8()..];
    let number = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if (spaced.len() < rest.len()) != (number.len() < after.len()) {
        return None; // A space on one side only is a minus sign or a dash of the sentence.
    }
    number_end(text, text.len() - number.len())
}

/// Where a unit after a number ends: " mg", "°C", "/kg", " pm".
fn unit_end(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let per = rest.strip_prefix('/').unwrap_or(rest);
    let unit = per.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word = &unit[..unit.find(|c: char| !c.is_alphabetic() && !"%‰°".contains(c)).unwrap_or(unit.len())];
    match word {
        "a" | "p" if unit[1..].starts_with(".m.") => Some(text.len() - unit.len() + 4),
        _ if is_unit(word) => Some(text.len() - unit.len() + word.len()),
        _ => None,
    }
}

/// An e-mail or web address, if one starts at byte `start`.
pub fn address_at(text: &str, start: usize) -> Option<Expression> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| is_in_address(c) || matches!(c, '@' | '.' | '/' | '-' | '_' | '+' | '%')) {
        return None;
    }
    let rest = &text[start..];
    // No address is longer; without an end, a text of brackets would be read again from each of them.
    let longest = if rest.starts_with("http") { 2000 } else { 250 };
    let rest = rest.char_indices().nth(longest).map_or(rest, |(end, _)| &rest[..end]);
    let stop = |c: char| !is_in_address(c) && !"._~:/?#@!$&'()*+,;=%-".contains(c);
    let whole = &rest[..rest.find(stop).unwrap_or(rest.len())];
    let token = trim_sentence_end(whole);
    let link = if let Some(host) = token.strip_prefix("https://").or_else(|| token.strip_prefix("http://")) {
        (is_host(host_of(host)) || !host_of(host).is_ascii()).then(|| token.to_owned())
    } else if let Some((local, host)) = token.split_once('@') {
        let named =
            !local.is_empty() && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte));
        (named && is_host(host)).then(|| format!("mailto:{token}"))
    } else if token.starts_with("www.") || COMMON_ENDINGS.iter().any(|ending| host_of(token).ends_with(ending)) {
        is_host(host_of(token)).then(|| format!("https://{token}"))
    } else {
        None
    };
    let unbreakable = token.len() <= 2 * LONGEST_UNBROKEN && !token.contains('/');
    let link = link?;
    // Where no spaces are written nobody can say where an address with such letters in it ends.
    let goes_on = whole.contains('/') && whole.ends_with(['/', '=', '-', '_', '&', '#', '+']);
    let is_cut = goes_on && rest[whole.len()..].starts_with(char::is_alphabetic);
    let link = if is_cut { Err(CUT) } else { to_uri(&link) };
    Some(Expression { range: start..start + token.len(), link: Some(link), unbreakable })
}

/// Letters and digits of an address. Its path may have letters that are not ASCII, of scripts that write spaces.
fn is_in_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{590}')
}

/// A bare name with one of these endings is an address; with another it may be a sentence without a space.
const COMMON_ENDINGS: [&str; 5] = [".org", ".gov", ".edu", ".com", ".net"];

/// The part of a web address before its path.
fn host_of(address: &str) -> &str {
    address.split(['/', '?', '#', ':']).next().unwrap_or(address)
}

/// Whether a text is a host name of at least two labels.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(label)
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// An address without the punctuation of the sentence round it.
fn trim_sentence_end(token: &str) -> &str {
    let mut token = token;
    loop {
        let trimmed = token.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        let unmatched = trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count();
        let trimmed = if unmatched { &trimmed[..trimmed.len() - 1] } else { trimmed };
        if trimmed.len() == token.len() {
            return token;
        }
        token = trimmed;
    }
}
