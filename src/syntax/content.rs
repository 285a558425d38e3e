//! Tokens of page content (ISO 32000-1, 7.8.2), and the form in which content is compared.

use std::borrow::Cow;

use super::parser::{hex_bytes, literal};
use super::{is_delimiter, is_space, regular};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A string's bytes.
    Text(Cow<'a, [u8]>),
    /// A name, as written.
    Name(&'a [u8]),
    /// An operator, a number or a word.
    Word(&'a [u8]),
    /// The data of an inline image, verbatim.
    Data(&'a [u8]),
    /// White space.
    Space(&'a [u8]),
    /// A bracket, or anything else.
    Other(&'a [u8]),
}

/// The tokens of content, in order.
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'a> {
    rest: &'a [u8],
    /// Whether the data of an inline image come next.
    data: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens of decoded content.
    pub(crate) fn new(content: &'a [u8]) -> Tokens<'a> {
        Tokens { rest: content, data: false }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if std::mem::take(&mut self.data) {
            let ends = |at: &usize| {
                let after = self.rest.get(at + 3);
                is_space(self.rest[*at])
                    && self.rest[at + 1..].starts_with(b"EI")
                    && after.is_none_or(|&byte| is_space(byte) || is_delimiter(byte))
            };
            let end = (0..self.rest.len()).find(ends).unwrap_or(self.rest.len());
            return Some(Token::Data(self.take(end)));
        }
        Some(match first {
            b'(' => match literal(self.rest) {
                Some((text, length)) => {
                    self.rest = &self.rest[length..];
                    Token::Text(text)
                }
                None => Token::Other(self.take(self.rest.len())),
            },
            b'<' if self.rest.get(1) == Some(&b'<') => Token::Other(self.take(2)),
            b'<' => {
                // No further than the digits go: a search for the end from every `<` would take the square of the time.
                let digit = |byte: u8| byte.is_ascii_hexdigit() || is_space(byte);
                let end = self.rest.iter().skip(1).position(|&byte| !digit(byte)).map(|end| end + 1);
                let end = end.filter(|&end| self.rest[end] == b'>');
                match end.and_then(|end| Some((hex_bytes(&self.rest[1..end])?, end))) {
                    Some((bytes, end)) => {
                        self.rest = &self.rest[end + 1..];
                        Token::Text(Cow::Owned(bytes))
                    }
                    None => Token::Other(self.take(1)),
                }
            }
            b'/' => Token::Name(self.take(1 + regular(&self.rest[1..]))),
            b'%' => {
                let end = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(self.rest.len());
                Token::Space(self.take(end))
            }
            byte if is_space(byte) => {
                let end = self.rest.iter().position(|&byte| !is_space(byte)).unwrap_or(self.rest.len());
                Token::Space(self.take(end))
            }
            byte if is_delimiter(byte) => Token::Other(self.take(1)),
            _ => {
                let word = self.take(regular(self.rest));
                self.data = word == b"ID";
                Token::Word(word)
            }
        })
    }
}

/// Content with its strings as this program writes them, without white space after them, and with lines ended by line
/// feeds: a program that rewrites a file may escape other bytes of a string, or break a line after it. What this
/// program writes stays unchanged.
pub(crate) fn canonical(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut behind_string = false;
    for token in Tokens::new(content) {
        let skipped = std::mem::take(&mut behind_string);
        match token {
            Token::Space(space) if skipped && !space.starts_with(b"%") => {}
            Token::Text(text) => {
                push_string(&mut out, &text);
                behind_string = true;
            }
            Token::Space(space) if space.contains(&b'\r') => {
                let mut rest = space;
                while let [byte, after @ ..] = rest {
                    rest = if *byte == b'\r' { after.strip_prefix(b"\n").unwrap_or(after) } else { after };
                    out.push(if *byte == b'\r' { b'\n' } else { *byte });
                }
            }
            Token::Name(bytes)
            | Token::Word(bytes)
            | Token::Data(bytes)
            | Token::Space(bytes)
            | Token::Other(bytes) => out.extend_from_slice(bytes),
        }
    }
    out
}

/// Adds a literal string (ISO 32000-1, 7.3.4.2). All bytes but four stand for themselves: a carriage return would be
/// read as a line feed.
pub(crate) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            b'\r' => out.extend(b"\\r"),
            byte => out.push(byte),
        }
    }
    out.push(b')');
}
