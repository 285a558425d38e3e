//! From bytes to values.

use std::borrow::Cow;

use super::{Damage, Dict, Value, is_delimiter, is_space, regular};

/// Maximum nesting of arrays and dictionaries; files in use have a handful of levels.
const MAX_DEPTH: usize = 60;

/// Reads values one after another.
#[derive(Clone, Debug)]
pub(crate) struct Parser<'a> {
    bytes: &'a [u8],
    /// The position of the next byte.
    pub at: usize,
}

impl<'a> Parser<'a> {
    /// Reads from a position on.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Parser<'a> {
        Parser { bytes, at: at.min(bytes.len()) }
    }

    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    fn damage<T>(&self, what: &'static str) -> Result<T, Damage> {
        Err(Damage { what, at: self.at })
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'%' => {
                    let end = self.rest().iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    self.at = end.map_or(self.bytes.len(), |end| self.at + end);
                }
                byte if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// Skips a word if it is here.
    pub(crate) fn word(&mut self, word: &str) -> bool {
        let found = &self.rest()[..regular(self.rest())] == word.as_bytes();
        if found {
            self.at += word.len();
        }
        found
    }

    /// A number consisting of digits only.
    pub(crate) fn digits(&mut self) -> Result<u64, Damage> {
        let digits = &self.rest()[..regular(self.rest())];
        let number = digits.iter().try_fold(0_u64, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        });
        match number.filter(|_| !digits.is_empty()) {
            Some(number) => {
                self.at += digits.len();
                Ok(number)
            }
            None => self.damage("a number is missing"),
        }
    }

    /// The value here, after white space.
    pub(crate) fn value(&mut self) -> Result<Value<'a>, Damage> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Value<'a>, Damage> {
        if depth > MAX_DEPTH {
            return self.damage("values are nested too deeply");
        }
        self.skip_space();
        let rest = self.rest();
        match rest {
            [b'<', b'<', ..] => self.dict(depth),
            [b'<', ..] => self.hex_string(),
            [b'(', ..] => {
                let (text, length) = literal(rest).ok_or(Damage { what: "a string does not end", at: self.at })?;
                self.at += length;
                Ok(Value::String(text))
            }
            [b'/', ..] => Ok(Value::Name(self.name()?)),
            [b'[', ..] => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    if self.rest().first() == Some(&b']') {
                        self.at += 1;
                        return Ok(Value::Array(items));
                    }
                    items.push(self.nested(depth + 1)?);
                }
            }
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => self.number(),
            _ => match &rest[..regular(rest)] {
                b"null" => Ok(self.pass(4, Value::Null)),
                b"true" => Ok(self.pass(4, Value::Bool(true))),
                b"false" => Ok(self.pass(5, Value::Bool(false))),
                _ => self.damage("a value is missing"),
            },
        }
    }

    fn pass(&mut self, length: usize, value: Value<'a>) -> Value<'a> {
        self.at += length;
        value
    }

    fn dict(&mut self, depth: usize) -> Result<Value<'a>, Damage> {
        let start = self.at;
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.rest() {
                [b'>', b'>', ..] => {
                    self.at += 2;
                    let twice = Damage { what: "a dictionary has a duplicate key", at: start };
                    return Dict::new(entries).map(Value::Dict).ok_or(twice);
                }
                [b'/', ..] => {
                    let key = self.name()?;
                    entries.push((key, self.nested(depth + 1)?));
                }
                _ => return self.damage("a dictionary is broken"),
            }
        }
    }

    fn name(&mut self) -> Result<Cow<'a, [u8]>, Damage> {
        let length = regular(&self.rest()[1..]);
        let written = &self.rest()[1..=length];
        let name = if written.contains(&b'#') {
            let mut name = Vec::with_capacity(length);
            let mut rest = written;
            while let [byte, after @ ..] = rest {
                rest = after;
                if *byte != b'#' {
                    name.push(*byte);
                    continue;
                }
                match after {
                    [high, low, after @ ..] if [*high, *low] != *b"00" => {
                        let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) else {
                            return self.damage("a name is broken");
                        };
                        name.push(high << 4 | low);
                        rest = after;
                    }
                    _ => return self.damage("a name is broken"),
                }
            }
            Cow::Owned(name)
        } else {
            Cow::Borrowed(written)
        };
        self.at += 1 + length;
        Ok(name)
    }

    fn hex_string(&mut self) -> Result<Value<'a>, Damage> {
        let rest = self.rest();
        let Some(end) = rest.iter().position(|&byte| byte == b'>') else {
            return self.damage("a string does not end");
        };
        match hex_bytes(&rest[1..end]) {
            Some(bytes) => Ok(self.pass(end + 1, Value::String(Cow::Owned(bytes)))),
            None => self.damage("a string is broken"),
        }
    }

    /// A number, or a reference that begins with it.
    fn number(&mut self) -> Result<Value<'a>, Damage> {
        let token = &self.rest()[..regular(self.rest())];
        let unsigned = token.strip_prefix(b"-").or(token.strip_prefix(b"+")).unwrap_or(token);
        let points = unsigned.iter().filter(|&&byte| byte == b'.').count();
        let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
        let text =
            std::str::from_utf8(token).ok().filter(|_| digits > 0 && points <= 1 && points + digits == unsigned.len());
        let Some(text) = text else { return self.damage("a number is broken") };
        let value = match points {
            0 => text.parse().ok().map(Value::Int),
            _ => text.parse().ok().map(Value::Real),
        };
        let Some(value) = value else { return self.damage("a number is too large") };
        self.at += token.len();
        match value {
            Value::Int(id) if unsigned.len() == token.len() => Ok(self.reference(id).unwrap_or(value)),
            value => Ok(value),
        }
    }

    /// The reference to an object whose number came before.
    fn reference(&mut self, id: i64) -> Option<Value<'a>> {
        let mut ahead = self.clone();
        ahead.skip_space();
        // Most numbers are not followed by another: this is checked for every number.
        let digits = ahead.rest().iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || digits > 5 {
            return None;
        }
        let generation = ahead.digits().ok()?;
        ahead.skip_space();
        if !ahead.word("R") {
            return None;
        }
        self.at = ahead.at;
        Some(Value::Reference(id.try_into().ok()?, generation.try_into().ok()?))
    }
}

/// A literal string at the start of bytes (ISO 32000-1, 7.3.4.2), and its length as written.
pub(super) fn literal(bytes: &[u8]) -> Option<(Cow<'_, [u8]>, usize)> {
    let plain = bytes.iter().skip(1).position(|byte| matches!(byte, b'(' | b')' | b'\\' | b'\r'))? + 1;
    if bytes[plain] == b')' {
        return Some((Cow::Borrowed(&bytes[1..plain]), plain + 1));
    }
    let mut text = bytes[1..plain].to_vec();
    let (mut at, mut depth) = (plain, 1);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some((Cow::Owned(text), at));
                }
            }
            b'\r' => {
                at += usize::from(bytes.get(at) == Some(&b'\n'));
                text.push(b'\n');
                continue;
            }
            b'\\' => {
                let escaped = *bytes.get(at)?;
                at += 1;
                match escaped {
                    b'n' => text.push(b'\n'),
                    b'r' => text.push(b'\r'),
                    b't' => text.push(b'\t'),
                    b'b' => text.push(8),
                    b'f' => text.push(12),
                    b'\n' => {}
                    b'\r' => at += usize::from(bytes.get(at) == Some(&b'\n')),
                    b'0'..=b'7' => {
                        let more = bytes[at..].iter().take(2).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                        let digits = &bytes[at - 1..at + more];
                        // Overflow is ignored: three digits hold more than a byte.
                        text.push(digits.iter().fold(0_u8, |byte, digit| byte << 3 | (digit - b'0')));
                        at += more;
                    }
                    other => text.push(other),
                }
                continue;
            }
            _ => {}
        }
        text.push(byte);
    }
}

/// The bytes of hexadecimal digits, with white space among them; a single last digit is padded with a zero.
pub(super) fn hex_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|&&byte| !is_space(byte)).map(|&byte| hex_digit(byte));
    let digits = digits.collect::<Option<Vec<u8>>>()?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Whether a token may end before this byte.
pub(crate) fn ends_token(byte: Option<&u8>) -> bool {
    byte.is_none_or(|&byte| is_space(byte) || is_delimiter(byte))
}
