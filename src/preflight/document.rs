//! A PDF as the rules see it: what keys lead to, with what is damaged left out and remembered.
//!
//! Knows objects, streams and the page tree, and nothing of what they are for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::geometry::Area;
use crate::manifest::canonical::{Object, Objects, decode};
use crate::syntax::filters::Decoded;
use crate::syntax::{Damage, Dict, Value};
use crate::verify::Unreadable;
use crate::verify::file::File;

/// Maximum depth of the page tree, and of references to references.
const MAX_DEPTH: usize = 60;

/// Objects other than streams that are kept.
const MOST_VALUES: usize = 20_000;

/// Decoded streams that are kept, in bytes.
const KEPT: usize = 64 << 20;

/// A file may be decoded to this many bytes, and to [`PER_BYTE`] more for each of its own: what is shared by pages and
/// not kept is decoded for each. Nobody prints more.
const MOST_DECODED: usize = 256 << 20;
/// See [`MOST_DECODED`].
const PER_BYTE: usize = 64;

/// A file that is read.
pub(crate) struct Document {
    file: RefCell<File>,
    /// Why the file is damaged although it can be read.
    pub damage: Option<Unreadable>,
    /// The first bytes.
    pub header: Vec<u8>,
    /// What of it is damaged: object numbers, each once.
    damaged: RefCell<Vec<(u32, &'static str)>>,
    values: RefCell<FxHashMap<u32, Value<'static>>>,
    streams: RefCell<FxHashMap<u32, Rc<Decoded>>>,
    kept: Cell<usize>,
    budget: Cell<usize>,
}

/// A stream with its data as in the file.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// Its number; 0 if it has none.
    pub id: u32,
    /// Its dictionary.
    pub dict: Dict<'static>,
    data: Vec<u8>,
}

/// A page's dictionary, with what it inherits.
#[derive(Clone, Debug)]
pub(crate) struct PageNode {
    /// Its number; 0 if it has none.
    pub id: u32,
    /// Its own entries.
    pub dict: Dict<'static>,
    /// Its resources.
    pub resources: Dict<'static>,
    /// Inherited boxes and rotation, by key.
    inherited: Inherited,
}

/// What pages inherit, by key.
type Inherited = Vec<(&'static str, Value<'static>)>;

/// Its keys (ISO 32000-1, 7.7.3.4).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

impl Document {
    /// Reads a file, strictly if possible.
    pub(crate) fn new(bytes: Vec<u8>) -> Result<Document, Unreadable> {
        let header = bytes[..bytes.len().min(16)].to_vec();
        let size = bytes.len();
        let (file, damage) = match File::new(bytes.clone()) {
            Ok(file) => (file, None),
            Err(Unreadable::Encrypted) => return Err(Unreadable::Encrypted),
            // How strictly it fails says more than how it then fails for good.
            Err(strict) => match File::tolerant(bytes) {
                Ok(file) => (file, Some(strict)),
                Err(Unreadable::Encrypted) => return Err(Unreadable::Encrypted),
                Err(_) => return Err(strict),
            },
        };
        let budget = Cell::new(MOST_DECODED.saturating_add(size.saturating_mul(PER_BYTE)));
        let (damaged, values, streams, kept) = Default::default();
        Ok(Document { file: RefCell::new(file), damage, header, damaged, values, streams, kept, budget })
    }

    /// Damaged objects, and what is wrong with them.
    pub(crate) fn damaged(&self) -> Vec<(u32, &'static str)> {
        self.damaged.borrow().clone()
    }

    /// Remembers what is damaged.
    pub(crate) fn remember(&self, id: u32, what: &'static str) {
        let mut damaged = self.damaged.borrow_mut();
        if damaged.len() < 20 && damaged.iter().all(|(known, _)| *known != id) {
            damaged.push((id, what));
        }
    }

    /// The object of this number; `null` if it is missing or damaged.
    pub(crate) fn object(&self, id: u32) -> Object {
        if let Some(known) = self.values.borrow().get(&id) {
            return Object { value: known.clone(), data: None };
        }
        let object = self.file.borrow_mut().object(id);
        let object = object.unwrap_or_else(|Damage { what, .. }| {
            self.remember(id, what);
            Object { value: Value::Null, data: None }
        });
        if object.data.is_none() {
            let mut values = self.values.borrow_mut();
            // Object streams are decoded again and again otherwise.
            if values.len() >= MOST_VALUES {
                values.clear();
            }
            values.insert(id, object.value.clone());
        }
        object
    }

    /// What a value refers to in the end, and the number of that object.
    fn follow(&self, value: &Value<'_>) -> (u32, Object) {
        let mut here = (0, Object { value: value.clone().into_owned(), data: None });
        for _ in 0..MAX_DEPTH {
            let Value::Reference(id, _) = here.1.value else { return here };
            here = (id, self.object(id));
        }
        (0, Object { value: Value::Null, data: None })
    }

    /// The value itself, whatever refers to it.
    pub(crate) fn resolve(&self, value: &Value<'_>) -> Value<'static> {
        match value {
            Value::Reference(..) => self.follow(value).1.value,
            direct => direct.clone().into_owned(),
        }
    }

    /// A key's value; `null` if there is none.
    pub(crate) fn get(&self, dict: &Dict<'_>, key: &str) -> Value<'static> {
        dict.get(key).map_or(Value::Null, |value| self.resolve(value))
    }

    /// A key's dictionary; empty if there is none.
    pub(crate) fn dict(&self, dict: &Dict<'_>, key: &str) -> Dict<'static> {
        self.as_dict(dict.get(key))
    }

    /// A value's dictionary; empty if it has none.
    pub(crate) fn as_dict(&self, value: Option<&Value<'_>>) -> Dict<'static> {
        match value.map(|value| self.resolve(value)) {
            Some(Value::Dict(dict)) => dict,
            _ => Dict::default(),
        }
    }

    /// A key's array; empty if there is none.
    pub(crate) fn array(&self, dict: &Dict<'_>, key: &str) -> Vec<Value<'static>> {
        match self.get(dict, key) {
            Value::Array(items) => items,
            _ => Vec::new(),
        }
    }

    /// A key's name, as text; empty if there is none.
    pub(crate) fn name(&self, dict: &Dict<'_>, key: &str) -> String {
        let value = self.get(dict, key);
        value.as_name().map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default()
    }

    /// A key's number.
    pub(crate) fn number(&self, dict: &Dict<'_>, key: &str) -> Option<f64> {
        self.get(dict, key).as_number()
    }

    /// A key's numbers; `None` if any of them is something else.
    pub(crate) fn numbers(&self, dict: &Dict<'_>, key: &str) -> Option<Vec<f64>> {
        match self.get(dict, key) {
            Value::Array(items) => items.iter().map(|item| self.resolve(item).as_number()).collect(),
            _ => None,
        }
    }

    /// A key's text string (ISO 32000-1, 7.9.2.2).
    pub(crate) fn text(&self, dict: &Dict<'_>, key: &str) -> Option<String> {
        let Value::String(bytes) = self.get(dict, key) else { return None };
        Some(text(&bytes))
    }

    /// The stream that a value is.
    pub(crate) fn stream(&self, value: &Value<'_>) -> Option<Stream> {
        match self.follow(value) {
            (id, Object { value: Value::Dict(dict), data: Some(data) }) => Some(Stream { id, dict, data }),
            _ => None,
        }
    }

    /// A stream's decoded data, up to filters of images. `None` if it is damaged.
    pub(crate) fn decoded(&self, stream: &Stream) -> Option<Rc<Decoded>> {
        if let Some(known) = self.streams.borrow().get(&stream.id).filter(|_| stream.id != 0) {
            return Some(Rc::clone(known));
        }
        if self.budget.get() == 0 {
            self.remember(stream.id, "the file is too large when it is decoded");
            return None;
        }
        let decoded = decode(&mut *self.file.borrow_mut(), &stream.dict, &stream.data);
        let decoded = decoded.map_err(|Damage { what, .. }| self.remember(stream.id, what)).ok()?;
        let (decoded, size) = (Rc::new(decoded), self.kept.get());
        self.budget.set(self.budget.get().saturating_sub(decoded.bytes.len()));
        if stream.id != 0 && size + decoded.bytes.len() <= KEPT {
            self.kept.set(size + decoded.bytes.len());
            self.streams.borrow_mut().insert(stream.id, Rc::clone(&decoded));
        }
        Some(decoded)
    }

    /// A content stream's decoded data; what an unknown filter encodes is damage here.
    pub(crate) fn content(&self, stream: &Stream) -> Option<Rc<Decoded>> {
        let decoded = self.decoded(stream)?;
        if !decoded.left.is_empty() {
            self.remember(stream.id, "its filter is not for page content, or unknown here");
            return None;
        }
        Some(decoded)
    }

    /// Whether so much more may be decoded; it counts.
    pub(crate) fn spend(&self, bytes: usize) -> bool {
        let left = self.budget.get().checked_sub(bytes);
        self.budget.set(left.unwrap_or_default());
        left.is_some()
    }

    /// The catalog.
    pub(crate) fn catalog(&self) -> Dict<'static> {
        let root = self.file.borrow().root();
        self.as_dict(Some(&Value::Reference(root, 0)))
    }

    /// The trailer.
    pub(crate) fn trailer(&self) -> Dict<'static> {
        self.file.borrow().trailer().clone()
    }

    /// The pages in order: calls `found` for each, until it returns `false`.
    pub(crate) fn each_page(&self, mut found: impl FnMut(PageNode) -> bool) {
        let catalog = self.catalog();
        let mut seen = FxHashSet::default();
        // Nodes that are yet to be visited, with what they inherit; the next one last.
        let start = catalog.get("Pages").cloned().map(|value| (value, Vec::new(), 0));
        let mut open: Vec<(Value<'static>, Inherited, usize)> = start.into_iter().collect();
        while let Some((value, above, depth)) = open.pop() {
            if let Value::Reference(id, _) = value
                && !seen.insert(id)
            {
                self.remember(id, "it is in the page tree more than once");
                continue;
            }
            let node = self.as_dict(Some(&value));
            let own = |key: &'static str| {
                let inherited = above.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
                node.get(key).cloned().or(inherited).map(|value| (key, value))
            };
            let inherited: Inherited = INHERITED.iter().filter_map(|&key| own(key)).collect();
            if node.get("Kids").is_some() && depth < MAX_DEPTH {
                let kids = self.array(&node, "Kids");
                open.extend(kids.into_iter().rev().map(|kid| (kid, inherited.clone(), depth + 1)));
            } else if !node.is("Type", "Pages") && node.entries().next().is_some() {
                let resources = inherited.iter().find(|(key, _)| *key == "Resources").map(|(_, value)| value);
                let resources = self.as_dict(resources);
                if !found(PageNode { id: value.as_reference().unwrap_or_default(), dict: node, resources, inherited }) {
                    return;
                }
            }
        }
    }
}

impl Stream {
    /// Its data, as in the file.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    /// The size of its data, as in the file.
    pub(crate) fn size(&self) -> usize {
        self.data.len()
    }
}

impl PageNode {
    /// An entry of the page, or of a node above it.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'static>> {
        let inherited = self.inherited.iter().find(|(known, _)| *known == key).map(|(_, value)| value);
        self.dict.get(key).or(inherited)
    }

    /// A box: `None` if there is none, or what is wrong with it.
    pub(crate) fn area(&self, document: &Document, key: &str) -> Option<Result<Area, ()>> {
        let Value::Array(items) = document.resolve(self.get(key)?) else { return Some(Err(())) };
        let numbers: Option<Vec<f64>> = items.iter().map(|item| document.resolve(item).as_number()).collect();
        let corners = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
        let area = corners.map(Area::of_corners);
        Some(area.filter(|area| area.width() > 0.0 && area.height() > 0.0).ok_or(()))
    }
}

/// A text string's characters. PDFDocEncoding is read as Latin-1, which differs in few.
pub(crate) fn text(bytes: &[u8]) -> String {
    let units = |pair: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|unit| pair([unit[0], unit[1]])).collect()
    };
    match bytes {
        [0xFE, 0xFF, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        [0xFF, 0xFE, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}
