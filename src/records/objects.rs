//! JSON records: an array of objects, one object per line (NDJSON), or a single object.

use std::fmt;
use std::io::{BufRead, ErrorKind};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Broken, text_of};
use crate::content::lists::{NONE, item_name};
use crate::source::limits::MAX_RECORD_BYTES;

/// Splits a file into objects, one at a time.
pub(super) struct Objects<R> {
    input: R,
    shape: Shape,
    line: u64,
    buffer: Vec<u8>,
}

/// The layout of objects in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nothing has been read.
    Unknown,
    /// One per line, so that a broken one affects only itself.
    Lines,
    /// In brackets with commas, or a single one.
    Nested { array: bool, first: bool },
    /// All have been read.
    Ended,
}

impl<R: BufRead> Objects<R> {
    /// The objects of a file without its byte order mark.
    pub(super) fn new(input: R) -> Objects<R> {
        Objects { input, shape: Shape::Unknown, line: 1, buffer: Vec::new() }
    }

    /// The text of the next object, which may still not be JSON, and its line.
    pub(super) fn next_object(&mut self) -> Result<Option<(&str, u64)>, Broken> {
        if self.shape == Shape::Unknown {
            self.shape = self.look()?;
        }
        self.buffer.clear();
        let line = match self.shape {
            Shape::Lines => self.next_line()?,
            Shape::Nested { array, first } => self.next_nested(array, first)?,
            Shape::Ended | Shape::Unknown => None,
        };
        match line {
            Some(line) => Ok(Some((text_of(&self.buffer, line)?, line))),
            None => Ok(None),
        }
    }

    /// Whether these are FHIR resources, judging by the file's beginning, which remains to be read.
    pub(super) fn is_fhir(&mut self) -> Result<bool, Broken> {
        const MARK: &[u8] = b"\"resourceType\"";
        let beginning = self.input.fill_buf().map_err(Broken::Io)?;
        Ok(beginning.windows(MARK.len()).any(|window| window == MARK))
    }

    /// What is read from.
    pub(super) fn input(&mut self) -> &mut R {
        &mut self.input
    }

    /// What the file's beginning shows about its layout.
    fn look(&mut self) -> Result<Shape, Broken> {
        match self.peek()? {
            None => Ok(Shape::Ended),
            Some(b'[') => {
                self.input.consume(1);
                Ok(Shape::Nested { array: true, first: true })
            }
            Some(b'{') => {
                // `{` alone on its line, or with part of an object: one object written over several lines.
                let beginning = self.input.fill_buf().map_err(Broken::Io)?;
                let end = beginning.iter().position(|&byte| byte == b'\n').unwrap_or(beginning.len());
                let whole = end == beginning.len() || serde_json::from_slice::<IgnoredAny>(&beginning[..end]).is_ok();
                // An object over several lines is followed by a key; a broken first line of many is followed by another
                // object.
                let next = beginning[end..].iter().find(|byte| !byte.is_ascii_whitespace());
                Ok(if whole || next == Some(&b'{') {
                    Shape::Lines
                } else {
                    Shape::Nested { array: false, first: true }
                })
            }
            Some(_) => Err(Broken::row(self.line, "this is not JSON: it starts with neither `[` nor `{`")),
        }
    }

    fn next_line(&mut self) -> Result<Option<u64>, Broken> {
        loop {
            self.buffer.clear();
            let line = self.line;
            // Beyond the limit, a line is garbage; slightly more than the limit is enough to tell.
            let mut limited = std::io::Read::take(&mut self.input, MAX_RECORD_BYTES as u64 + 1);
            if limited.read_until(b'\n', &mut self.buffer).map_err(Broken::Io)? == 0 {
                return Ok(None);
            }
            if self.buffer.len() > MAX_RECORD_BYTES {
                return Err(Broken::row(line, "an object larger than 1 MB"));
            }
            self.line += 1;
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn next_nested(&mut self, array: bool, first: bool) -> Result<Option<u64>, Broken> {
        let mut next = self.peek()?;
        if array && !first && next == Some(b',') {
            self.input.consume(1);
            next = self.peek()?;
            if next == Some(b']') {
                return Err(Broken::row(self.line, "a comma before the end of the array"));
            }
        } else if !first && next != Some(b']') && next.is_some() {
            return Err(Broken::row(self.line, "a comma is missing between two objects"));
        }
        match next {
            Some(b'{') => {}
            Some(b']') if array => {
                self.input.consume(1);
                self.shape = Shape::Ended;
                return match self.peek()? {
                    None => Ok(None),
                    Some(_) => Err(Broken::row(self.line, "extra text after the end of the array")),
                };
            }
            None if !array && !first => return Ok(None),
            None => return Err(Broken::row(self.line, "the array does not end: the file may be truncated")),
            Some(_) => return Err(Broken::row(self.line, "an array of records must contain objects: `{…}`")),
        }
        self.shape = Shape::Nested { array, first: false };
        let line = self.line;
        self.copy_object(line)?;
        Ok(Some(line))
    }

    /// Copies an object to the buffer, up to its closing brace.
    fn copy_object(&mut self, line: u64) -> Result<(), Broken> {
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        loop {
            let bytes = self.input.fill_buf().map_err(Broken::Io)?;
            if bytes.is_empty() {
                return Err(Broken::row(line, "an object begins here and does not end: the file may be truncated"));
            }
            let mut used = 0;
            let mut done = false;
            for &byte in bytes {
                used += 1;
                self.line += u64::from(byte == b'\n');
                if quoted {
                    quoted = escaped || byte != b'"';
                    escaped = !escaped && byte == b'\\';
                    continue;
                }
                match byte {
                    b'"' => quoted = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    done = true;
                    break;
                }
            }
            self.buffer.extend_from_slice(&bytes[..used]);
            self.input.consume(used);
            if done {
                return Ok(());
            }
            if self.buffer.len() > MAX_RECORD_BYTES {
                return Err(Broken::row(line, "an object larger than 1 MB begins here"));
            }
        }
    }

    /// The next byte that is not white space, without consuming it.
    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        loop {
            let bytes = match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other.map_err(Broken::Io)?,
            };
            let Some(&byte) = bytes.first() else { return Ok(None) };
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.line += u64::from(byte == b'\n');
            self.input.consume(1);
        }
    }
}

/// A JSON object with its keys in order, including repeated ones.
pub(crate) struct Fields(pub Vec<(String, FieldValue)>);

/// The value of a record's key.
pub(crate) enum FieldValue {
    /// Text.
    Text(String),
    /// A blank field.
    Null,
    /// The items of a list.
    List(Vec<Fields>),
    /// A number or anything else that is not text.
    Other,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;
        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Fields, A::Error> {
                let mut fields = vec![];
                while let Some(pair) = pairs.next_entry()? {
                    fields.push(pair);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(ObjectVisitor)
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Any {
            Text(String),
            Null(()),
            List(Vec<Fields>),
            Other(IgnoredAny),
        }
        Ok(match Any::deserialize(deserializer)? {
            Any::Text(text) => FieldValue::Text(text),
            Any::Null(()) => FieldValue::Null,
            Any::List(items) => FieldValue::List(items),
            Any::Other(_) => FieldValue::Other,
        })
    }
}

/// The values of a list as a record has them: the fields of all items, or that there is none. `Err` says what is wrong
/// with which item.
pub(crate) fn flat_list(list: &str, items: Vec<Fields>) -> Result<Vec<(String, String)>, String> {
    if items.is_empty() {
        return Ok(vec![(list.to_owned(), NONE.to_owned())]);
    }
    let mut values = Vec::new();
    for (number, item) in (1..).zip(items) {
        let before = values.len();
        for (field, value) in item.0 {
            match value {
                FieldValue::Text(text) if text.trim().is_empty() => {}
                FieldValue::Text(text) => values.push((item_name(list, number, &field), text)),
                FieldValue::Null => {}
                FieldValue::List(_) | FieldValue::Other => {
                    return Err(format!("item {number} has a value that is not text; put it in double quotes"));
                }
            }
        }
        // Left out, it would be a row that is missing.
        if values.len() == before {
            return Err(format!("item {number} has no values; remove it"));
        }
    }
    Ok(values)
}
