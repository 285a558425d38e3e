//! Values as bytes, for objects that are copied from another file: whatever bytes their names and strings have.

use super::content::push_string;
use super::{Dict, Value, is_delimiter, is_space};

/// Adds a value to syntax; a space separates it from what precedes it if nothing else does.
pub(crate) fn push_value(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Null => push_token(out, b"null"),
        Value::Bool(true) => push_token(out, b"true"),
        Value::Bool(false) => push_token(out, b"false"),
        Value::Int(number) => push_token(out, number.to_string().as_bytes()),
        // The shortest digits that give the same number; never an exponent, which PDF does not have.
        Value::Real(number) => push_token(out, number.to_string().as_bytes()),
        Value::String(bytes) => push_string(out, bytes),
        Value::Name(bytes) => push_name(out, bytes),
        Value::Array(items) => {
            out.push(b'[');
            items.iter().for_each(|item| push_value(out, item));
            out.push(b']');
        }
        Value::Dict(dict) => push_dict(out, dict),
        Value::Reference(id, generation) => push_token(out, format!("{id} {generation} R").as_bytes()),
    }
}

/// Adds a dictionary.
pub(crate) fn push_dict(out: &mut Vec<u8>, dict: &Dict<'_>) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict.entries() {
        push_name(out, key);
        push_value(out, value);
    }
    out.extend_from_slice(b">>");
}

/// ISO 32000-1, 7.2.2: tokens are separated by white space or a delimiter.
fn push_token(out: &mut Vec<u8>, token: &[u8]) {
    if out.last().is_some_and(|&last| !is_space(last) && !is_delimiter(last)) {
        out.push(b' ');
    }
    out.extend_from_slice(token);
}

/// ISO 32000-1, 7.3.5: anything that is not a regular character is written as its number.
fn push_name(out: &mut Vec<u8>, name: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(b'/');
    for &byte in name {
        if byte == b'#' || is_delimiter(byte) || !byte.is_ascii_graphic() {
            out.extend([b'#', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        } else {
            out.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_value;
    use crate::syntax::Parser;

    #[test]
    fn values_are_read_back_as_they_were() {
        let text =
            b"<</A#20b\xFF[1 -2 0.000125 true false null(a\\(b\\r\\000\xFE)/N 7 0 R]/C<</D<</E()>>>>/F -.5/G/H>>";
        let value = Parser::new(text, 0).value().expect("a value");
        let mut out = Vec::new();
        push_value(&mut out, &value);
        assert_eq!(Parser::new(&out, 0).value().expect("the same"), value, "{}", String::from_utf8_lossy(&out));
    }
}
