//! Numbers as typed: any digits with single periods, commas, colons and slashes between them.

use std::ops::Range;

use super::super::phones::number::digit;
use super::{FIELD, is_dash, is_digit};

/// A sign directly between two groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joiner {
    /// In a decimal number or thousands; in dotted dates and numbers.
    Point(char),
    /// In a time or ratio.
    Colon,
    Slash,
    Dash(char),
    /// In a value, where it joins.
    Space,
}

/// Groups of digits with their joiners: one joiner fewer than groups.
pub(super) struct Groups {
    pub groups: Vec<Range<usize>>,
    pub joiners: Vec<Joiner>,
}

/// Whether single spaces also join groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spaces {
    Part,
    Join,
}

impl Groups {
    /// The groups that start at byte `start`, where there is at least one.
    pub(super) fn at(text: &str, start: usize, spaces: Spaces) -> Groups {
        let mut found = Groups { groups: std::iter::once(start..group_end(text, start)).collect(), joiners: vec![] };
        while let Some((joiner, next)) = joiner_at(text, found.end(), spaces) {
            found.joiners.push(joiner);
            found.groups.push(next..group_end(text, next));
        }
        found
    }

    /// The byte after the last group.
    pub(super) fn end(&self) -> usize {
        self.groups.last().map_or(0, |group| group.end)
    }
}

/// A sign that joins the group before byte `at` to another, and where the latter starts.
fn joiner_at(text: &str, at: usize, spaces: Spaces) -> Option<(Joiner, usize)> {
    let sign = text[at..].chars().next()?;
    let joiner = match sign {
        '.' | ',' | '٫' | '٬' | '·' => Joiner::Point(sign),
        ':' => Joiner::Colon,
        '/' => Joiner::Slash,
        ' ' | '\u{a0}' | '\u{202f}' if spaces == Spaces::Join => Joiner::Space,
        c if is_dash(c) => Joiner::Dash(c),
        _ => return None,
    };
    let next = at + sign.len_utf8();
    text[next..].starts_with(|c| is_digit(c) || c == FIELD).then_some((joiner, next))
}

/// The end of the digits, or the field, at byte `start`.
pub(super) fn group_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    match rest.strip_prefix(FIELD) {
        Some(after) => text.len() - after.len(),
        None => start + rest.find(|c| !is_digit(c)).unwrap_or(rest.len()),
    }
}

/// No number has more groups of thousands: a longer row of them is a list.
const MOST_THOUSANDS: usize = 5;

/// The end of a number that a unit may follow: digits with periods, colons and slashes, a field, or a fraction.
pub(super) fn end(text: &str, start: usize) -> Option<usize> {
    let fraction = |at: usize| text[at..].chars().next().filter(|&c| is_fraction(c)).map(|c| at + c.len_utf8());
    let first = group_end(text, start);
    if first == start {
        return fraction(start);
    }
    let mut at = first;
    while let Some((joiner, next)) = joiner_at(text, at, Spaces::Part) {
        if matches!(joiner, Joiner::Dash(_)) {
            break;
        }
        at = group_end(text, next);
    }
    // Thousands: 10 000.
    let most = if text[start..first].chars().take(4).count() <= 3 { MOST_THOUSANDS } else { 0 };
    for _ in 0..most {
        let Some(rest) = text[at..].strip_prefix([' ', '\u{a0}', '\u{202f}', '\u{2009}']) else { break };
        let next = text.len() - rest.len();
        let end = group_end(text, next);
        if text[next..end].chars().count() != 3 {
            break;
        }
        at = end;
    }
    // 1½, 1 ½, 1 1/2, 10⁹.
    let spaced = text[at..].strip_prefix([' ', '\u{a0}', '\u{202f}']).map_or(at, |rest| text.len() - rest.len());
    if let Some(end) = fraction(at).or_else(|| fraction(spaced)) {
        return Some(end);
    }
    let over = group_end(text, spaced);
    if over > spaced && spaced > at && text[over..].starts_with(['/', '⁄']) {
        let under = over + text[over..].chars().next().map_or(0, char::len_utf8);
        let end = group_end(text, under);
        if end > under {
            return Some(end);
        }
    }
    Some(at + text[at..].find(|c| !is_raised(c)).unwrap_or(text.len() - at))
}

/// The end of a whole number with a fraction: 1½, 1 ½, 1 1/2. It is one number, which the order of UAX #9 would print with
/// the fraction first: `½1`, or `1/2 1`.
pub(super) fn mixed(text: &str, start: usize) -> Option<usize> {
    let whole = group_end(text, start);
    if whole == start || text[start..whole].contains(FIELD) {
        return None;
    }
    let end = end(text, start)?;
    let part = text[whole..end].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let is_fraction = match part.split_once(['/', '⁄']) {
        // Parts as doses have them. 5 120/80 and 1 5/10 are two numbers: a pressure, and a date.
        Some((over, under)) => {
            part.len() < end - whole && under.chars().count() == 1 && ascend(over, under) == Some(true)
        }
        None => !part.is_empty() && part.chars().all(is_fraction),
    };
    is_fraction.then_some(end)
}

/// Raised and lowered digits and signs: 10⁹, Ca²⁺.
pub(super) fn is_raised(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{207b}' | '\u{2080}'..='\u{208b}')
}

fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '\u{2150}'..='\u{215e}')
}

/// The digits of a group as 0 to 9, without leading zeros; `None` for a field.
fn value(group: &str) -> Option<String> {
    let digits: String = group.chars().map(digit).collect::<Option<_>>()?;
    Some(digits.trim_start_matches('0').to_owned())
}

/// Whether a group has a zero before other digits.
pub(super) fn has_leading_zero(group: &str) -> bool {
    let mut digits = group.chars().map(digit);
    digits.next() == Some(Some('0')) && digits.next().is_some()
}

/// Whether the second group is the larger number. Unknown for fields.
pub(super) fn ascend(first: &str, second: &str) -> Option<bool> {
    let (first, second) = (value(first)?, value(second)?);
    Some((first.len(), first) < (second.len(), second))
}
