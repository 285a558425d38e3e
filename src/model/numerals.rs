//! Finds the stretches of right-to-left text that hold numbers and read from left to right: everything between two
//! letters of the text's own script that has a digit and more than one plain number. Each becomes one isolate, so that
//! no part of a dose, date, range or phone number changes place with another.

use std::ops::Range;

use super::phones::number::digit;

/// A line may break inside longer stretches, at a space.
pub const LONGEST_UNBROKEN: usize = 20;

/// How many characters about a space are looked at to tell whether it stands within a phone number.
const LOOK: usize = 32;

/// How many brackets and signs are taken off a stretch.
const DEEPEST_BRACKETS: usize = 8;

/// Letters and signs of right-to-left scripts, whose digits and number signs excepted.
pub fn is_rtl(c: char) -> bool {
    let sign_of_numbers = matches!(c, '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}');
    !sign_of_numbers
        && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The stretches of `text[within]` to isolate, in order.
pub fn stretches(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = within.start;
    for (at, c) in text[within.clone()].char_indices().map(|(i, c)| (within.start + i, c)) {
        if is_rtl(c) || c == '\n' {
            between_brackets(text, start..at, &mut found);
            start = at + c.len_utf8();
        }
    }
    between_brackets(text, start..within.end, &mut found);
    found
}

/// Divides a stretch at brackets whose partners stand outside it.
fn between_brackets(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    if text[range.clone()].chars().any(is_digit) {
        for part in without_lone_brackets(text, range) {
            between_numbers(text, part, found);
        }
    }
}

/// The parts of a stretch between brackets that have no partner in it.
fn without_lone_brackets(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut open, mut alone) = (Vec::new(), Vec::new());
    for (at, c) in text[range.clone()].char_indices() {
        match c {
            '(' | '[' => open.push(range.start + at),
            ')' | ']' if open.pop().is_none() => alone.push(range.start + at),
            _ => {}
        }
    }
    alone.extend(open);
    alone.sort_unstable();
    let mut start = range.start;
    let part = |at| {
        let part = start..at;
        start = at + 1;
        part
    };
    alone.into_iter().chain([range.end]).map(part).collect()
}

/// Divides a stretch at spaces between separate plain numbers, and keeps what is more than a plain number.
fn between_numbers(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let mut last: Option<Range<usize>> = None;
    let mut keep_from = |range| {
        // Brackets round several numbers are the sentence's.
        for part in without_lone_brackets(text, range) {
            keep(text, part, found);
        }
    };
    for word in words(text, range.clone()) {
        if let Some(last) = &last
            && are_separate(text, start, last.clone(), word.clone())
        {
            keep_from(start..last.end);
            start = word.start;
        }
        last = Some(word);
    }
    keep_from(start..range.end);
}

/// What stands between spaces.
fn words(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    text[range.clone()].split(is_space).filter(|word| !word.is_empty()).map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// Whether a space divides two numbers, rather than the groups of one: 10 000, 1 1/2, 901 5953300.
fn are_separate(text: &str, start: usize, last: Range<usize>, next: Range<usize>) -> bool {
    let (before, after) = (&text[last.clone()], &text[next.clone()]);
    // Letters make a phrase of another script, and what follows is part of it: "CD4/CD8 1.2", "May 5, 2026".
    if text[start..last.end].contains(char::is_alphabetic) {
        return false;
    }
    let listed = before.trim_end_matches([',', '.', ';', '!', '?']);
    if listed.len() < before.len() && text[start..last.end].contains(is_digit) {
        let rest = text[next.start..].trim_start_matches(|c: char| !is_digit(c) && !c.is_alphabetic());
        return rest.starts_with(is_digit);
    }
    if !before.ends_with(is_digit) || !after.starts_with(is_digit) {
        return false;
    }
    let before = before.trim_start_matches(|c| !is_digit(c));
    let plain = |word: &str| word.chars().all(is_digit);
    let digits = |word: &str| word.chars().filter(|&c| is_digit(c)).count();
    let after = after.trim_end_matches(|c: char| !is_digit(c) && !c.is_alphabetic());
    let fraction = after.contains(['/', '⁄']) || after.starts_with(is_fraction);
    // As far back as plain numbers and the parentheses of an area code reach.
    let row = text[start..last.end]
        .chars()
        .rev()
        .take(LOOK)
        .take_while(|&c| is_digit(c) || is_space(c) || matches!(c, '-' | '(' | ')' | '+'))
        .filter(|&c| is_digit(c))
        .count();
    // The groups that follow count, too: 0044 20 7946 0958.
    let rest: usize = text[next.start..]
        .chars()
        .take(LOOK)
        .take_while(|&c| is_digit(c) || is_space(c) || c == '-')
        .filter(|&c| is_digit(c))
        .count();
    let phone = row + rest >= 7;
    // A day and the time of it.
    let moment = is_joined(before, &['/', '-', '.']) && is_joined(after, &[':']);
    let thousands = plain(before) && digits(before) <= 3 && digits(after) == 3;
    !(fraction || phone || thousands || moment)
}

/// Whether a word is nothing but digits with these signs between them, at least one.
fn is_joined(word: &str, signs: &[char]) -> bool {
    let mut parts = word.split(signs);
    let digits = |part: &str| !part.is_empty() && part.chars().all(is_digit);
    parts.next().is_some_and(digits) && parts.next().is_some_and(digits) && parts.all(digits)
}

/// Keeps a stretch without the sentence's punctuation round it, unless it is one plain number.
fn keep(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut part = &text[range.clone()];
    // A hyphen right after a letter joins a prefix to the number: it is no minus sign.
    let joined = text[..range.start].chars().next_back().is_some_and(is_rtl);
    if joined {
        part = part.trim_start_matches(['-', '‐', '‑', '–']);
    }
    for _ in 0..DEEPEST_BRACKETS {
        let trimmed = part
            .trim_start_matches(|c| is_space(c) || ".,;:!?'\"“”‘’«»…/|·•".contains(c))
            .trim_end_matches(|c| is_space(c) || ".,;:!?'\"“”‘’«»…/|·•-‐‑–—−×=~±<>≤≥([".contains(c));
        let trimmed = with_its_last_sign(part, trimmed);
        let trimmed = match trimmed.chars().next().filter(|c| "-‐‑–—−×*=+~".contains(*c)) {
            Some(sign) if trimmed[sign.len_utf8()..].starts_with(is_space) => &trimmed[sign.len_utf8()..],
            _ => inside_brackets(trimmed),
        };
        if trimmed.len() == part.len() {
            break;
        }
        part = trimmed;
    }
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    if part.chars().any(is_digit) && part.chars().any(|c| digit(c).is_none()) {
        found.push(start..start + part.len());
    }
}

/// A text without the punctuation after it, save a sign that is its own: the point of "a.m.", the inches of 5'6".
fn with_its_last_sign<'t>(whole: &'t str, trimmed: &'t str) -> &'t str {
    let start = trimmed.as_ptr() as usize - whole.as_ptr() as usize;
    let end = start + trimmed.len();
    let half_day = ["a.m", "p.m", "A.M", "P.M"].iter().any(|half| trimmed.ends_with(half));
    let inches = is_joined(trimmed.trim_start_matches(|c| !is_digit(c)), &['\'', '’']);
    if (half_day && whole[end..].starts_with('.')) || (inches && whole[end..].starts_with('"')) {
        return &whole[start..end + 1];
    }
    trimmed
}

/// A text without the pair of brackets that holds all of it.
fn inside_brackets(text: &str) -> &str {
    let Some(inside) = text.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']'])) else {
        return text;
    };
    let mut depth = 0;
    for c in inside.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return text,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    inside
}

fn is_digit(c: char) -> bool {
    digit(c).is_some() || is_fraction(c)
}

fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '\u{2150}'..='\u{215e}')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}
