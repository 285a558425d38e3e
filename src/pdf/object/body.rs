//! The bytes of an object, with holes for the numbers that are not known yet.

use std::io::Write;

use super::value::{COPY_DIGITS, Dict, Ref, Value, text_bytes, whole};
use crate::pdf::operators::push_number;

/// Bytes with holes. All of an object but what encloses every object: everything between `obj` and `endobj`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    bytes: Vec<u8>,
    holes: Vec<(usize, Hole)>,
}

/// What fills a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    /// The number of an object.
    Number(Ref),
    /// A key of the parent tree.
    Key(i32),
    /// The copy's position in the file.
    Copy,
}

/// What precedes the data of a stream (ISO 32000-1, 7.3.8.1), and what follows them.
const BEFORE_DATA: &str = "\nstream\n";
const AFTER_DATA: &str = "\nendstream";

/// What holes are filled with.
///
/// Copies that are written together take turns: the first objects of all of them have successive numbers, then the
/// second ones. Written under each other, the same object of two copies then differs in few digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    /// The number before the first object of all.
    pub base: i32,
    /// How many copies take turns.
    pub turns: i32,
    /// The copy's turn, from 0.
    pub turn: i32,
    /// Numbers of shared objects.
    pub shared: &'p [i32],
    /// The first key of all in the parent tree; keys also take turns.
    pub key: i32,
    /// Its position in the file, from 1.
    pub copy: u64,
}

impl<'p> Place<'p> {
    /// For objects by themselves, which refer to these.
    pub(crate) fn alone(base: i32, shared: &'p [i32]) -> Place<'p> {
        Place { base, turns: 1, turn: 0, shared, key: 0, copy: 0 }
    }

    /// The number of an object, by its own in its recording, from 1.
    pub(crate) fn number(&self, own: i32) -> i32 {
        self.base + 1 + (own - 1) * self.turns + self.turn
    }

    /// The number of what a reference refers to.
    pub(crate) fn resolve(&self, id: Ref) -> i32 {
        match id {
            Ref::Own(own) => self.number(own),
            Ref::Shared(index) => self.shared.get(index).copied().unwrap_or_default(),
        }
    }

    fn key(&self, own: i32) -> i32 {
        self.key + own * self.turns + self.turn
    }
}

impl Body {
    /// The body of an object other than a stream.
    pub(crate) fn of(value: &Value) -> Body {
        let mut body = Body::default();
        body.value(value);
        body
    }

    /// The body of a stream with this dictionary.
    pub(crate) fn of_stream(dict: &Dict, data: &[u8]) -> Body {
        let mut body = Body::default();
        body.dict(dict);
        body.bytes.reserve(data.len() + 20);
        body.text(BEFORE_DATA);
        body.bytes.extend_from_slice(data);
        body.text(AFTER_DATA);
        body
    }

    /// The body of an object that is syntax already, without holes.
    pub(crate) fn of_syntax(bytes: Vec<u8>) -> Body {
        Body { bytes, holes: Vec::new() }
    }

    /// The same of a stream, whose dictionary has its length.
    pub(crate) fn of_stream_syntax(dict: Vec<u8>, data: &[u8]) -> Body {
        Body::of_syntax([&dict, BEFORE_DATA.as_bytes(), data, AFTER_DATA.as_bytes()].concat())
    }

    /// How many numbers depend on the place.
    pub(crate) fn holes(&self) -> usize {
        self.holes.len()
    }

    /// Adds bytes that are already syntax.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Adds a value; a space separates it from what precedes it if nothing else does.
    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.token("null"),
            Value::Bool(it) => self.token(if *it { "true" } else { "false" }),
            Value::Int(it) => self.number(|out| write!(out, "{it}")),
            // The shortest digits that give the same number; never an exponent.
            Value::Real(it) => match whole(*it) {
                Some(whole) => self.number(|out| write!(out, "{whole}")),
                None => self.number(|out| write!(out, "{it}")),
            },
            Value::Name(name) => self.name(name),
            Value::Text(text) => self.string(&text_bytes(text), false),
            Value::Bytes(bytes) => self.string(bytes, false),
            Value::Numbered(text) => self.string(text.as_bytes(), true),
            Value::Key(key) => self.hole(Hole::Key(*key)),
            Value::Array(items) => {
                self.bytes.push(b'[');
                items.iter().for_each(|item| self.value(item));
                self.bytes.push(b']');
            }
            Value::Dict(dict) => self.dict(dict),
            Value::Ref(id) => {
                self.hole(Hole::Number(*id));
                self.text(" 0 R");
            }
        }
    }

    fn dict(&mut self, dict: &Dict) {
        self.text("<<");
        for (key, value) in dict.entries() {
            self.name(key);
            self.value(value);
        }
        self.text(">>");
    }

    /// ISO 32000-1, 7.2.2: tokens are separated by white space or a delimiter.
    fn separate(&mut self) {
        let ends_in_hole = self.holes.last().is_some_and(|(at, _)| *at == self.bytes.len());
        let is_delimiter = |byte: &u8| matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'/' | b' ' | b'\n');
        if ends_in_hole || self.bytes.last().is_some_and(|last| !is_delimiter(last)) {
            self.bytes.push(b' ');
        }
    }

    fn hole(&mut self, hole: Hole) {
        self.separate();
        self.holes.push((self.bytes.len(), hole));
    }

    fn token(&mut self, token: &str) {
        self.separate();
        self.text(token);
    }

    fn number(&mut self, write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) {
        self.separate();
        // Writing to memory always succeeds.
        let _ = write(&mut self.bytes);
    }

    fn name(&mut self, name: &str) {
        self.bytes.push(b'/');
        for byte in name.bytes() {
            // ISO 32000-1, 7.3.5: anything that is not a regular character is written as its number.
            match byte {
                b'#' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => self.escape(byte),
                b'!'..=b'~' => self.bytes.push(byte),
                _ => self.escape(byte),
            }
        }
    }

    fn escape(&mut self, byte: u8) {
        self.bytes.push(b'#');
        self.hex(byte);
    }

    fn hex(&mut self, byte: u8) {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        self.bytes.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }

    /// A string: printable ASCII as it is, anything else in hexadecimal.
    fn string(&mut self, bytes: &[u8], numbered: bool) {
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            self.bytes.push(b'(');
            if numbered {
                self.holes.push((self.bytes.len(), Hole::Copy));
            }
            let is_balanced = is_balanced(bytes);
            for byte in bytes {
                if *byte == b'\\' || (matches!(byte, b'(' | b')') && !is_balanced) {
                    self.bytes.push(b'\\');
                }
                self.bytes.push(*byte);
            }
            self.bytes.push(b')');
            return;
        }
        debug_assert!(!numbered, "names of notes are ASCII");
        self.bytes.push(b'<');
        bytes.iter().for_each(|byte| self.hex(*byte));
        self.bytes.push(b'>');
    }

    /// Adds the bytes to `out`, with the numbers of a place in the holes.
    pub(crate) fn fill(&self, place: Place<'_>, out: &mut Vec<u8>) {
        let mut from = 0;
        let number = |out: &mut Vec<u8>, number: i32| push_number(out, number.unsigned_abs().into());
        for &(at, hole) in &self.holes {
            out.extend_from_slice(&self.bytes[from..at]);
            from = at;
            match hole {
                Hole::Number(id) => number(out, place.resolve(id)),
                Hole::Key(key) => number(out, place.key(key)),
                Hole::Copy => {
                    let digits = place.copy.max(1).ilog10() as usize + 1;
                    out.extend(std::iter::repeat_n(b'0', COPY_DIGITS.saturating_sub(digits)));
                    push_number(out, place.copy);
                }
            }
        }
        out.extend_from_slice(&self.bytes[from..]);
    }
}

/// Whether parentheses are in pairs, and need no backslash (ISO 32000-1, 7.3.4.2).
fn is_balanced(bytes: &[u8]) -> bool {
    let mut open = 0_usize;
    for byte in bytes {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return false,
            b')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
