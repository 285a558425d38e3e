//! What a text says that its translation must also say, in any language: numbers, doses, phones, values.
//!
//! Numbers are compared by value: `2.5` and `2,5` are the same, as are `10,000` and `10 000`, `٥` and `5`, `20:00` and
//! `8 p.m.` (the half of the day is ignored, since languages express it in words).

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::model::phones::number::digit;

/// Units of doses and measurements that are written in Latin letters in any language, each with its other spellings.
const UNITS: [&[&str]; 19] = [
    &["%"],
    &["°C", "C"],
    &["°F", "F"],
    &["mg"],
    &["g"],
    &["kg"],
    &["mcg", "µg", "μg"],
    &["ng"],
    &["mL", "ml", "cc"],
    &["L", "l"],
    &["dL", "dl"],
    &["mm"],
    &["cm"],
    &["mmol"],
    &["mEq"],
    &["IU", "UI"],
    &["mmHg"],
    &["lb", "lbs"],
    &["oz"],
];

/// The numbers, doses and placeholders of a text.
#[derive(Default)]
pub(super) struct Facts {
    /// Numbers, placeholders (`{phone.nurse_line}`) and marks of footnotes (`[^fever]`), with their number of occurrences.
    said: BTreeMap<String, usize>,
    /// The units that follow a number.
    units: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Facts {
    /// Adds a text's facts. Web and email addresses are skipped: a translation has its own.
    pub(super) fn add(&mut self, text: &str) {
        let is_address = |word: &str| word.contains("://") || word.contains('@') || word.starts_with("www.");
        let text: String = text.split_inclusive(char::is_whitespace).filter(|word| !is_address(word)).collect();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(|c: char| matches!(c, '{' | '[') || is_digit(c)) {
            rest = &rest[at..];
            if rest.starts_with('[') {
                let name = rest.strip_prefix("[^").and_then(|inside| inside.split_once(']'));
                if let Some((name, _)) = name {
                    self.add_mark(name);
                }
                rest = &rest[name.map_or(1, |(name, _)| name.len() + 3)..];
                continue;
            }
            let done = match rest.strip_prefix('{') {
                Some(inside) => self.add_placeholder(inside),
                None => self.add_number(rest),
            };
            rest = &rest[done..];
        }
    }

    /// Adds the facts of others.
    pub(super) fn extend(&mut self, other: &Facts) {
        for (what, count) in &other.said {
            *self.said.entry(what.clone()).or_default() += count;
        }
        for (number, units) in &other.units {
            self.units.entry(number.clone()).or_default().extend(units);
        }
    }

    /// What occurs more often here than there, in order.
    pub(super) fn beyond<'f>(&'f self, other: &Facts) -> Vec<&'f str> {
        let more = |(what, count): &(&String, &usize)| other.said.get(*what).is_none_or(|there| there < *count);
        self.said.iter().filter(more).map(|(what, _)| what.as_str()).collect()
    }

    /// The doses here whose number has other units there: (`5 g`, `5 mg`).
    pub(super) fn other_units(&self, other: &Facts) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (number, units) in &self.units {
            let Some(there) = other.units.get(number) else { continue };
            let named = there.iter().map(|unit| format!("{number} {unit}")).collect::<Vec<_>>().join(", ");
            found.extend(units.difference(there).map(|unit| (format!("{number} {unit}"), named.clone())));
        }
        found
    }

    /// Adds the mark of a footnote.
    pub(super) fn add_mark(&mut self, name: &str) {
        self.count(format!("[^{name}]"));
    }

    fn count(&mut self, what: String) {
        *self.said.entry(what).or_default() += 1;
    }

    /// Adds the placeholder that begins before `inside`; returns the bytes read, including its brace.
    fn add_placeholder(&mut self, inside: &str) -> usize {
        let length = inside.find(['{', '}', '\n']).unwrap_or(inside.len());
        let name = &inside[..length];
        if name.starts_with("phone.") || name.starts_with("patient.") {
            self.count(format!("{{{name}}}"));
        }
        if inside.starts_with('{') { 2 } else { 1 + length }
    }

    /// Adds the number at the start of a text; returns the bytes read.
    fn add_number(&mut self, text: &str) -> usize {
        let (groups, end) = groups(text);
        let numbers = numbers(&groups);
        if let ([number], Some(unit)) = (numbers.as_slice(), unit(&text[end..])) {
            self.units.entry(number.clone()).or_default().insert(unit);
        }
        for number in numbers {
            self.count(number);
        }
        end
    }
}

/// The groups of digits at the start of a text, as `0` to `9`, each with the sign before it; and where they end.
fn groups(text: &str) -> (Vec<(char, String)>, usize) {
    let mut groups: Vec<(char, String)> = vec![(' ', String::new())];
    let mut sign = None;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_digit(c) {
            if let Some(sign) = sign.take() {
                groups.push((sign, String::new()));
            }
            if let Some((_, group)) = groups.last_mut() {
                // "½" is 1 and 2 in both languages.
                group.extend(std::iter::once(c).nfkc().map(|c| digit(c).unwrap_or('/')));
            }
            end = at + c.len_utf8();
        } else if sign.is_none() && matches!(c, '.' | ',' | '٫' | '٬' | '\'' | '’' | ':' | '\u{a0}' | '\u{202f}') {
            sign = Some(c);
        } else {
            break;
        }
    }
    (groups, end)
}

/// The numbers that groups of digits make, in a canonical form.
fn numbers(groups: &[(char, String)]) -> Vec<String> {
    let plain = |digits: &str| {
        let short = digits.trim_start_matches('0');
        if short.is_empty() && !digits.is_empty() { "0".to_owned() } else { short.to_owned() }
    };
    let [(_, first), rest @ ..] = groups else { return vec![] };
    let joined_by = |signs: &[char]| rest.iter().all(|(sign, _)| signs.contains(sign));
    match rest {
        [(':', minutes)] if first.len() <= 2 && minutes.len() == 2 => {
            let hour = first.parse::<u8>().map_or(0, |hour| if hour % 12 == 0 { 12 } else { hour % 12 });
            vec![if minutes == "00" { hour.to_string() } else { format!("{hour}:{minutes}") }]
        }
        [_, ..] if !joined_by(&[':']) && first.len() <= 3 && first != "0" && rest.iter().all(|(_, g)| g.len() == 3) => {
            vec![plain(&groups.iter().map(|(_, group)| group.as_str()).collect::<String>())]
        }
        [(sign, decimals)] if ".,٫".contains(*sign) => {
            let decimals = decimals.trim_end_matches('0');
            let dot = if decimals.is_empty() { "" } else { "." };
            vec![format!("{}{dot}{decimals}", plain(first))]
        }
        _ => {
            let parts = groups.iter().flat_map(|(_, group)| group.split('/'));
            parts.map(plain).filter(|number| !number.is_empty()).collect()
        }
    }
}

/// The unit right after a number.
fn unit(after: &str) -> Option<&'static str> {
    let word = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word = &word[..word.find(|c: char| !c.is_alphabetic() && !"%°".contains(c)).unwrap_or(word.len())];
    UNITS.iter().find(|spellings| spellings.contains(&word)).map(|spellings| spellings[0])
}

fn is_digit(c: char) -> bool {
    digit(c).is_some() || matches!(c, '¼'..='¾' | '\u{2150}'..='\u{215e}')
}
