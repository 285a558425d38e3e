//! Page content as operations: operands, and the operator after them (ISO 32000-1, 7.8.2).

use std::borrow::Cow;

use crate::syntax::content::{Token, Tokens};
use crate::syntax::{Dict, Value};

/// No operator takes more operands; what nobody takes is dropped (ISO 32000-1, annex C allows 4096 in an array).
const MOST_OPERANDS: usize = 8192;

/// Nesting of arrays and dictionaries.
const MAX_DEPTH: usize = 20;

/// An operator with its operands.
pub(crate) struct Operation<'a> {
    /// Its operands.
    pub operands: Vec<Value<'a>>,
    /// The operator.
    pub operator: &'a [u8],
    /// The data of an inline image, whose operator is `EI`.
    pub data: Option<&'a [u8]>,
}

/// The operations of content, in order.
pub(crate) struct Operations<'a> {
    tokens: Tokens<'a>,
}

impl<'a> Operations<'a> {
    /// The operations of decoded content.
    pub(crate) fn new(content: &'a [u8]) -> Operations<'a> {
        Operations { tokens: Tokens::new(content) }
    }
}

impl<'a> Iterator for Operations<'a> {
    type Item = Operation<'a>;

    fn next(&mut self) -> Option<Operation<'a>> {
        let mut operands: Vec<Value<'a>> = Vec::new();
        // Arrays and dictionaries that have begun: what came before them, and whether it is a dictionary.
        let mut open: Vec<(Vec<Value<'a>>, bool)> = Vec::new();
        let (mut data, mut half) = (None, false);
        for token in self.tokens.by_ref() {
            if operands.len() >= MOST_OPERANDS {
                operands.clear();
            }
            match token {
                Token::Space(_) => {}
                Token::Text(text) => operands.push(Value::String(text)),
                Token::Name(name) => operands.push(Value::Name(unescaped(&name[1..]))),
                Token::Data(bytes) => data = Some(bytes),
                Token::Other(b"[") if open.len() < MAX_DEPTH => open.push((std::mem::take(&mut operands), false)),
                Token::Other(b"<<") if open.len() < MAX_DEPTH => open.push((std::mem::take(&mut operands), true)),
                Token::Other(b"]") => {
                    if let Some((before, _)) = open.pop_if(|(_, is_dict)| !*is_dict) {
                        let items = std::mem::replace(&mut operands, before);
                        operands.push(Value::Array(items));
                    }
                }
                Token::Other(b">") => {
                    // Two of them close a dictionary.
                    half = !half;
                    if !half && let Some((before, _)) = open.pop_if(|(_, is_dict)| *is_dict) {
                        let items = std::mem::replace(&mut operands, before);
                        operands.push(Value::Dict(dict_of(items)));
                    }
                }
                Token::Other(_) => {}
                Token::Word(word) => match number(word) {
                    Some(number) => operands.push(number),
                    None => match word {
                        b"true" => operands.push(Value::Bool(true)),
                        b"false" => operands.push(Value::Bool(false)),
                        b"null" => operands.push(Value::Null),
                        // What is between these is one operation.
                        b"BI" => operands.clear(),
                        b"ID" => {}
                        operator => {
                            // An array that does not end before an operator has ended.
                            if let Some((before, _)) = open.into_iter().next() {
                                operands = before;
                            }
                            return Some(Operation { operands, operator, data });
                        }
                    },
                },
            }
        }
        None
    }
}

impl<'a> Operation<'a> {
    /// The operand at an index, as a number.
    pub(crate) fn number(&self, index: usize) -> Option<f64> {
        self.operands.get(index).and_then(Value::as_number)
    }

    /// The last operands, as exactly this many numbers.
    pub(crate) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let last = self.operands.get(self.operands.len().checked_sub(N)?..)?;
        let numbers: Option<Vec<f64>> = last.iter().map(Value::as_number).collect();
        numbers?.try_into().ok()
    }

    /// The last operand, as a name.
    pub(crate) fn name(&self) -> Option<&[u8]> {
        self.operands.last().and_then(Value::as_name)
    }

    /// The operands of an inline image as a dictionary.
    pub(crate) fn entries(&self) -> Dict<'static> {
        dict_of(self.operands.iter().map(|value| value.clone().into_owned()).collect())
    }
}

/// Keys and values in turn; of a key that comes twice, the first.
fn dict_of(items: Vec<Value<'_>>) -> Dict<'_> {
    let mut entries: Vec<(Cow<'_, [u8]>, Value<'_>)> = Vec::new();
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        if let Value::Name(key) = key {
            entries.push((key, value));
        }
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    entries.dedup_by(|(a, _), (b, _)| a == b);
    Dict::new(entries).unwrap_or_default()
}

fn number(word: &[u8]) -> Option<Value<'static>> {
    if !matches!(word.first()?, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    match text.parse::<i64>() {
        Ok(number) => Some(Value::Int(number)),
        // `parse` also takes exponents and names of infinity, which are not numbers here.
        Err(_) if word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) => {
            text.parse().ok().map(Value::Real)
        }
        Err(_) => None,
    }
}

fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let mut out = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        match (name[at], digit(name.get(at + 1)), digit(name.get(at + 2))) {
            (b'#', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(out)
}
