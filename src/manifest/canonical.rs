//! The hash of an object and everything it refers to, as far as it determines what is drawn.
//!
//! It is the same in every file with the same content: it does not depend on object numbers, the order of keys, what is in
//! a separate object, filters, or how numbers and strings are written. It is the SHA-256 of these bytes:
//!
//! ```text
//! null n   true t   false f
//! number   i<decimal>;  if it is an integer, else r<bits of its 32-bit float in hexadecimal>;
//! string   s<length>:<bytes>         name /<length>:<bytes>
//! array    h<hash of [, the items>   dictionary h<hash of {, by key: its name, its value>
//! stream   h<hash of !, its dictionary without Length, Filter, DecodeParms, its decoded data as a string; filters that are
//!            not undone, those of images, as names and dictionaries>
//! ```
//!
//! A reference stands for its target. References from a page back up are omitted: `P`, `Parent`, `StructParent`.

use std::fmt::Write;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::page::Hash;
use crate::syntax::filters::{self, Decoded};
use crate::syntax::{Damage, Dict, Value};

/// Maximum nesting of objects; those of pages have a handful of levels.
const MAX_DEPTH: usize = 60;

/// An object of a file.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Its value; for a stream, the dictionary.
    pub value: Value<'static>,
    /// The encoded data of a stream.
    pub data: Option<Vec<u8>>,
}

/// Where objects come from.
pub(crate) trait Objects {
    /// The object with this number. A missing object is `null` (ISO 32000-1, 7.3.10).
    fn object(&mut self, id: u32) -> Result<Object, Damage>;
}

/// A value with references resolved, and the object that holds it if it was one.
pub(crate) fn resolve(objects: &mut impl Objects, value: &Value<'_>) -> Result<Object, Damage> {
    let mut value = value.clone().into_owned();
    let mut data = None;
    for _ in 0..MAX_DEPTH {
        let Value::Reference(id, _) = value else { return Ok(Object { value, data }) };
        Object { value, data } = objects.object(id)?;
    }
    Err(Damage { what: "references form a cycle", at: 0 })
}

/// The decoded data of a stream.
pub(crate) fn decode(objects: &mut impl Objects, dict: &Dict<'_>, raw: &[u8]) -> Result<Decoded, Damage> {
    let damage = |what| Damage { what, at: 0 };
    let mut failed = None;
    let filters = filters::of(dict, |value| {
        let resolved = resolve(objects, value);
        resolved.map_err(|error| failed = Some(error)).ok().map(|object| object.value)
    });
    match filters {
        Some(filters) => filters::decode(raw, &filters).map_err(damage),
        None => Err(failed.unwrap_or(damage("the filters of a stream are broken"))),
    }
}

/// Hashes of objects, each computed once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hashes {
    known: FxHashMap<u32, Hash>,
    open: Vec<u32>,
}

impl Hashes {
    /// The hash of the object of this number.
    pub(crate) fn object(&mut self, objects: &mut impl Objects, id: u32) -> Result<Hash, Damage> {
        let mut out = Vec::new();
        self.reference(objects, id, &mut out)?;
        // Anything other than an array, dictionary or stream has no hash of its own.
        let hash = out.strip_prefix(b"h").and_then(|hash| hash.try_into().ok());
        Ok(hash.unwrap_or_else(|| Sha256::digest(&out).into()))
    }

    /// The hash of a value.
    pub(crate) fn value(&mut self, objects: &mut impl Objects, value: &Value<'_>) -> Result<Hash, Damage> {
        if let Value::Reference(id, _) = value {
            return self.object(objects, *id);
        }
        let mut out = Vec::new();
        self.push(objects, value, &mut out, 0)?;
        let hash = out.strip_prefix(b"h").and_then(|hash| hash.try_into().ok());
        Ok(hash.unwrap_or_else(|| Sha256::digest(&out).into()))
    }

    /// What is known about an object in advance.
    pub(crate) fn know(&mut self, id: u32, hash: Hash) {
        self.known.insert(id, hash);
    }

    fn reference(&mut self, objects: &mut impl Objects, id: u32, out: &mut Vec<u8>) -> Result<(), Damage> {
        if let Some(hash) = self.known.get(&id) {
            out.push(b'h');
            out.extend_from_slice(hash);
            return Ok(());
        }
        // In a cycle, the way back is marked; this program never writes such a cycle.
        if self.open.contains(&id) {
            out.push(b'^');
            return Ok(());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Damage { what: "objects refer to each other endlessly", at: 0 });
        }
        self.open.push(id);
        let start = out.len();
        let pushed = objects.object(id).and_then(|object| match (&object.value, &object.data) {
            (Value::Dict(dict), Some(data)) => self.stream(objects, dict, data, out),
            // A link to a page must not include the contents of that page.
            (Value::Dict(dict), None) if dict.is("Type", "Page") || dict.is("Type", "Pages") => {
                out.push(b'p');
                Ok(())
            }
            (value, _) => self.push(objects, value, out, 0),
        });
        self.open.pop();
        pushed?;
        if let Some(hash) = out[start..].strip_prefix(b"h").and_then(|hash| hash.try_into().ok()) {
            self.known.insert(id, hash);
        }
        Ok(())
    }

    fn stream(
        &mut self,
        objects: &mut impl Objects,
        dict: &Dict<'_>,
        data: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Damage> {
        let Decoded { bytes, left } = decode(objects, dict, data)?;
        let mut inside = vec![b'!'];
        let stored = |key: &[u8]| matches!(key, b"Length" | b"Filter" | b"DecodeParms" | b"DL");
        self.entries(objects, dict, &mut inside, 0, stored)?;
        for (name, parameters) in left {
            push_bytes(&mut inside, b'/', &name);
            self.entries(objects, &parameters, &mut inside, 0, |_| false)?;
        }
        push_bytes(&mut inside, b's', &[]);
        let hash = Sha256::new().chain_update(&inside).chain_update(&bytes).finalize();
        out.push(b'h');
        out.extend_from_slice(&hash);
        Ok(())
    }

    fn entries(
        &mut self,
        objects: &mut impl Objects,
        dict: &Dict<'_>,
        out: &mut Vec<u8>,
        depth: usize,
        left_out: impl Fn(&[u8]) -> bool,
    ) -> Result<(), Damage> {
        for (key, value) in dict.entries() {
            if !left_out(key) && !matches!(key, b"P" | b"Parent" | b"StructParent") {
                push_bytes(out, b'/', key);
                self.push(objects, value, out, depth + 1)?;
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        objects: &mut impl Objects,
        value: &Value<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Damage> {
        let mut inside = Vec::new();
        match value {
            Value::Null => out.push(b'n'),
            Value::Bool(true) => out.push(b't'),
            Value::Bool(false) => out.push(b'f'),
            Value::Int(number) => push_number(out, *number as f64),
            Value::Real(number) => push_number(out, *number),
            Value::String(bytes) => push_bytes(out, b's', bytes),
            Value::Name(bytes) => push_bytes(out, b'/', bytes),
            Value::Reference(id, _) => self.reference(objects, *id, out)?,
            Value::Array(items) => {
                inside.push(b'[');
                items.iter().try_for_each(|item| self.push(objects, item, &mut inside, depth + 1))?;
            }
            Value::Dict(dict) => {
                inside.push(b'{');
                self.entries(objects, dict, &mut inside, depth, |_| false)?;
            }
        }
        if !inside.is_empty() {
            out.push(b'h');
            out.extend_from_slice(&Sha256::digest(&inside));
        }
        Ok(())
    }
}

fn push_bytes(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(bytes.len().to_string().as_bytes());
    out.push(b':');
    out.extend_from_slice(bytes);
}

fn push_number(out: &mut Vec<u8>, number: f64) {
    let mut text = String::new();
    // Programs store non-integers in 32 bits, and write that many digits.
    let _ = match number.fract() == 0.0 && number.abs() < 1e15 {
        true => write!(text, "i{};", number as i64),
        false => write!(text, "r{:08x};", (number as f32).to_bits()),
    };
    out.extend_from_slice(text.as_bytes());
}
