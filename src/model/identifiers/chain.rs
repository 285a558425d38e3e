//! Chains of digit groups. One that identifies a single thing (a record, a file, a lot, a date) is an identifier: three
//! or more groups, a leading zero, or two groups that do not ascend. Two that ascend are a range, which belongs to the
//! sentence.

use std::ops::Range;

use super::super::phones::scan::is_dialled;
use super::numbers::{Groups, Joiner, Spaces, ascend, group_end, has_leading_zero};
use super::{FIELD, Kind, Source, is_dash, is_digit, is_space};

/// A number has at least this many digits if the sign joining its groups could also separate them.
const LEAST_PHONE: usize = 7;

/// No phone number has more groups.
const MOST_GROUPS: usize = 8;

/// What the groups at byte `at` are, and where they end.
pub(super) fn at(text: &str, at: usize, source: Source) -> (Kind, usize) {
    if source == Source::Value {
        let groups = Groups::at(text, at, Spaces::Join);
        if groups.joiners.contains(&Joiner::Space)
            && !groups.joiners.contains(&Joiner::Colon)
            && names(text, &groups.groups)
        {
            return (Kind::Identifier, groups.end());
        }
    }
    let groups = Groups::at(text, at, Spaces::Part);
    let end = groups.end();
    match classify(text, &groups) {
        Kind::Number => match spaced_range(text, end) {
            Some(end) => (Kind::Range, end),
            None if groups.joiners.is_empty() => (Kind::Plain, end),
            None => (Kind::Number, end),
        },
        Kind::Identifier => match spaced_range(text, end) {
            Some(whole) => (Kind::RangeOfIdentifiers { end: whole }, end),
            None => (Kind::Identifier, end),
        },
        Kind::RangeOfIdentifiers { .. } => {
            let first = groups.joiners.iter().position(|joiner| matches!(joiner, Joiner::Dash('–' | '—')));
            let dash = first.or_else(|| groups.joiners.iter().position(|joiner| matches!(joiner, Joiner::Dash(_))));
            (Kind::RangeOfIdentifiers { end }, dash.map_or(end, |dash| groups.groups[dash].end))
        }
        kind => (kind, end),
    }
}

/// Whether groups identify one thing, whatever joins them.
fn names(text: &str, groups: &[Range<usize>]) -> bool {
    let group = |index: usize| &text[groups[index].clone()];
    match groups.len() {
        0 | 1 => false,
        2 => (0..2).any(|index| has_leading_zero(group(index))) || ascend(group(0), group(1)) == Some(false),
        _ => true,
    }
}

fn classify(text: &str, found: &Groups) -> Kind {
    let dashes: Vec<usize> =
        (0..found.joiners.len()).filter(|&index| matches!(found.joiners[index], Joiner::Dash(_))).collect();
    let long = |index: usize| matches!(found.joiners[index], Joiner::Dash('–' | '—'));
    // A single long dash among other signs joins two things, each with its own signs: 2026-10-01–2026-10-05.
    let middle = match dashes.as_slice() {
        [only] if found.joiners.len() > 1 => Some(*only),
        _ => Some(dashes.iter().copied().filter(|&index| long(index)).collect::<Vec<_>>())
            .filter(|long| long.len() == 1 && dashes.len() > 1)
            .map(|long| long[0]),
    };
    if let Some(middle) = middle {
        let (first, second) = (part(found, 0..middle + 1), part(found, middle + 1..found.groups.len()));
        if first.joiners.contains(&Joiner::Colon) || second.joiners.contains(&Joiner::Colon) {
            return Kind::Range;
        }
        let is_name = |part: &Groups| classify(text, part) == Kind::Identifier;
        if long(middle) || first.joiners == second.joiners {
            return match (is_name(&first), is_name(&second)) {
                (false, false) => two_numbers(text, &first, &second),
                _ => Kind::RangeOfIdentifiers { end: found.end() },
            };
        }
        return match (is_decimal(&first), is_decimal(&second)) {
            (true, true) => two_numbers(text, &first, &second),
            _ => Kind::Identifier,
        };
    }
    if found.joiners.contains(&Joiner::Colon) {
        return Kind::Number;
    }
    let groups = &found.groups;
    let is_field = |group: &Range<usize>| text[group.clone()].starts_with(FIELD);
    if groups.iter().any(is_field) && groups.len() > 1 {
        // With digits joined to it, a value is part of a name; two values with a dash are the ends of a range.
        return match (found.joiners.as_slice(), groups.iter().all(is_field)) {
            ([Joiner::Dash(_)], true) => Kind::Range,
            (joiners, true) if joiners.iter().all(|joiner| matches!(joiner, Joiner::Point(_))) => Kind::Number,
            _ => Kind::Identifier,
        };
    }
    let points = found.joiners.iter().all(|joiner| matches!(joiner, Joiner::Point(_)));
    if points {
        let dotted = found.joiners.iter().all(|joiner| *joiner == Joiner::Point('.'));
        let thousands = groups[1..].iter().all(|group| text[group.clone()].chars().count() == 3);
        let zero = groups.len() > 1 && has_leading_zero(&text[groups[0].clone()]);
        return if dotted && ((groups.len() > 2 && !thousands) || zero) { Kind::Identifier } else { Kind::Number };
    }
    match (names(text, groups), dashes.is_empty()) {
        (true, _) => Kind::Identifier,
        (false, true) => Kind::Number,
        (false, false) => Kind::Range,
    }
}

/// Two decimal numbers with a dash between them.
fn two_numbers(text: &str, first: &Groups, second: &Groups) -> Kind {
    let whole = |part: &Groups| {
        // Thousands are read together, decimals separately.
        let decimal = |index: usize| text[part.groups[index].clone()].chars().count() != 3;
        let end = (1..part.groups.len()).find(|&index| decimal(index)).unwrap_or(part.groups.len());
        let digits = |groups: &[Range<usize>]| groups.iter().map(|group| &text[group.clone()]).collect::<String>();
        (digits(&part.groups[..end]), digits(&part.groups[end..]))
    };
    let ((first, first_rest), (second, second_rest)) = (whole(first), whole(second));
    match ascend(&first, &second) {
        Some(false) if ascend(&second, &first) == Some(true) || first_rest >= second_rest => Kind::Identifier,
        _ => Kind::Range,
    }
}

fn is_decimal(part: &Groups) -> bool {
    part.joiners.iter().all(|joiner| matches!(joiner, Joiner::Point(_)))
}

/// A part of the groups.
fn part(found: &Groups, range: Range<usize>) -> Groups {
    let joiners = found.joiners[range.start..range.end.saturating_sub(1).max(range.start)].to_vec();
    Groups { groups: found.groups[range].to_vec(), joiners }
}

/// The end of a range whose dash is between spaces, after its first number.
fn spaced_range(text: &str, end: usize) -> Option<usize> {
    let dash = text[end..].strip_prefix(is_space)?;
    let second = dash.strip_prefix(is_dash)?.strip_prefix(is_space)?;
    let start = text.len() - second.len();
    second.starts_with(|c| is_digit(c) || c == FIELD).then(|| Groups::at(text, start, Spaces::Part).end())
}

/// The end of groups separated by spaces or parentheses that only a phone number has: a leading `+`, parentheses or
/// zero, or a word before it that says it is dialed; or the end of a number with separated thousands, if a zero shows
/// it.
pub(super) fn phone_like(text: &str, start: usize, source: Source) -> Option<usize> {
    let (mut at, mut groups, mut spaces) = (start, Vec::new(), false);
    let plus = text[at..].starts_with('+');
    at += usize::from(plus);
    let parentheses = text[at..].starts_with('(');
    if parentheses {
        let inside = at + 1..group_end(text, at + 1);
        let after = text[inside.end..].strip_prefix(')').filter(|_| !inside.is_empty())?;
        groups.push(&text[inside]);
        let next = after.strip_prefix([' ', '\u{a0}', '-', '‑', '.']).unwrap_or(after);
        at = text.len() - next.len();
    }
    let mut end = None;
    let mut only_spaces = true;
    while text[at..].starts_with(is_digit) {
        if groups.len() == MOST_GROUPS {
            return None; // A list.
        }
        let group = at..group_end(text, at);
        end = Some(group.end);
        groups.push(&text[group.clone()]);
        let rest = &text[group.end..];
        let Some(after) = rest.strip_prefix(|c| is_space(c) || is_dash(c) || c == '.') else { break };
        if after.starts_with(is_digit) {
            spaces |= rest.starts_with(is_space);
            only_spaces &= rest.starts_with(is_space);
        }
        at = text.len() - after.len();
    }
    let end = end?;
    let several = groups.len() > 1 && (spaces || parentheses || plus);
    let mut after = text[end..].chars();
    let goes_on = matches!(after.next(), Some(':' | '/' | ',' | '٫' | '٬')) && after.next().is_some_and(is_digit);
    if !several || goes_on {
        return None;
    }
    let digits = |group: &&str| group.chars().count();
    let marked = plus || parentheses || has_leading_zero(groups[0]);
    let long = groups.iter().map(digits).sum::<usize>() >= LEAST_PHONE;
    let thousands = only_spaces
        && !marked
        && digits(&groups[0]) <= 3
        && groups[1..].iter().all(|group| digits(group) == 3)
        && groups[1..].iter().any(|group| has_leading_zero(group));
    let phone = long && (marked || (source == Source::Text && is_dialled(text, start)));
    (phone || thousands).then_some(end)
}

/// A row of digits in left-to-right text.
pub(super) struct Row {
    pub at: usize,
    pub groups: usize,
}

/// The row at byte `start`: groups with single signs or spaces between them, or a dash between spaces.
pub(super) fn row(text: &str, start: usize) -> Option<Row> {
    let digits = text[start..].trim_start_matches(['+', '-', '−', '±']);
    if !digits.starts_with(is_digit) {
        return None;
    }
    let mut row = Row { at: text.len() - digits.len(), groups: 0 };
    loop {
        let found = Groups::at(text, row.at, Spaces::Join);
        row = Row { at: found.end(), groups: row.groups + found.groups.len() };
        match spaced_range(text, row.at) {
            Some(_) => row.at = text.len() - text[row.at..].trim_start_matches(|c| is_space(c) || is_dash(c)).len(),
            None => return Some(row),
        }
    }
}
