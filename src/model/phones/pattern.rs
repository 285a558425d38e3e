//! Matches digits against the patterns of phone metadata, without compiling them.
//!
//! Those patterns use a small part of the regular expression language: digits, `\d`, classes, groups, `|`, `?` and
//! counts. Interpreting them takes microseconds; compiling one with a general library takes longer than everything else
//! about a handout's phone numbers.

/// Whether the whole of `digits` matches `pattern`. A pattern that uses anything else matches nothing.
pub(super) fn is_match(pattern: &str, digits: &str) -> bool {
    alternatives(pattern.as_bytes(), digits.as_bytes(), &mut |rest| rest.is_empty())
}

/// What to do with the digits left over; returns whether the match succeeds.
type Then<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// Tries each alternative of `pattern` in turn.
fn alternatives(pattern: &[u8], digits: &[u8], then: Then) -> bool {
    let mut rest = pattern;
    loop {
        let end = top_level_bar(rest);
        if sequence(&rest[..end], digits, then) {
            return true;
        }
        match rest.get(end + 1..) {
            Some(next) => rest = next,
            None => return false,
        }
    }
}

/// Matches one piece after another.
fn sequence(pattern: &[u8], digits: &[u8], then: Then) -> bool {
    if pattern.is_empty() {
        return then(digits);
    }
    let Some(piece) = piece_length(pattern) else { return false };
    let (piece, rest) = pattern.split_at(piece);
    let (least, most, used) = count(rest);
    repeat(piece, least, most, digits, &mut |left| sequence(&rest[used..], left, then))
}

/// Matches `piece` between `least` and `most` times.
fn repeat(piece: &[u8], least: u32, most: u32, digits: &[u8], then: Then) -> bool {
    if most > 0
        && one(piece, digits, &mut |left| {
            left.len() < digits.len() && repeat(piece, least.saturating_sub(1), most - 1, left, then)
        })
    {
        return true;
    }
    least == 0 && then(digits)
}

/// Matches one piece once.
fn one(piece: &[u8], digits: &[u8], then: Then) -> bool {
    match piece {
        [b'(', b'?', b':', inner @ .., b')'] | [b'(', inner @ .., b')'] => alternatives(inner, digits, then),
        _ => match digits.split_first() {
            Some((&digit, rest)) => accepts(piece, digit) && then(rest),
            None => false,
        },
    }
}

/// Whether a single-digit piece accepts this digit.
fn accepts(piece: &[u8], digit: u8) -> bool {
    match piece {
        [b'\\', b'd'] => digit.is_ascii_digit(),
        [b'[', class @ .., b']'] => {
            let mut rest = class;
            loop {
                rest = match rest {
                    [b'\\', b'd', ..] if digit.is_ascii_digit() => return true,
                    [b'\\', b'd', rest @ ..] => rest,
                    [first, b'-', last, ..] if (*first..=*last).contains(&digit) => return true,
                    [_, b'-', _, rest @ ..] => rest,
                    [first, ..] if *first == digit => return true,
                    [_, rest @ ..] => rest,
                    [] => return false,
                }
            }
        }
        [literal] => *literal == digit,
        _ => false,
    }
}

/// Length of the first piece of a pattern: a group, a class, an escape or a digit.
fn piece_length(pattern: &[u8]) -> Option<usize> {
    match pattern.first()? {
        b'(' => {
            let mut depth = 0;
            for (i, byte) in pattern.iter().enumerate() {
                match byte {
                    b'(' => depth += 1,
                    b')' if depth == 1 => return Some(i + 1),
                    b')' => depth -= 1,
                    _ => {}
                }
            }
            None
        }
        b'[' => pattern.iter().position(|&byte| byte == b']').map(|i| i + 1),
        b'\\' => Some(2).filter(|&length| pattern.len() >= length),
        _ => Some(1),
    }
}

/// How often the piece before `rest` may occur: least, most, and the length of the quantifier in bytes.
fn count(rest: &[u8]) -> (u32, u32, usize) {
    match rest.first() {
        Some(b'?') => (0, 1, 1),
        Some(b'{') => {
            let end = rest.iter().position(|&byte| byte == b'}').unwrap_or(rest.len() - 1);
            let number = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n * 10 + u32::from(byte.wrapping_sub(b'0')));
            match rest[1..end].iter().position(|&byte| byte == b',') {
                Some(comma) => (number(&rest[1..comma + 1]), number(&rest[comma + 2..end]), end + 1),
                None => (number(&rest[1..end]), number(&rest[1..end]), end + 1),
            }
        }
        _ => (1, 1, 0),
    }
}

/// The position of the first `|` outside groups, or the end.
fn top_level_bar(pattern: &[u8]) -> usize {
    let mut depth = 0;
    for (i, byte) in pattern.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'|' if depth == 0 => return i,
            _ => {}
        }
    }
    pattern.len()
}
