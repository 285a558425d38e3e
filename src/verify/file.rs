//! A PDF's skeleton, read strictly (ISO 32000-1, 7.5): every byte of the file belongs to an object, a cross-reference
//! section or a trailer, every cross-reference entry leads to its object, every stream is as long as it says and can be
//! decoded.
//!
//! Readers repair damage, each in its own way, so there is no telling what will be printed from a damaged file. Here it
//! is rejected. Files that were updated (with several cross-reference sections) are read in their current state. Files
//! that claim to be linearized must be.
//!
//! Who only wants to say what else is wrong with a damaged file reads it tolerantly: see `tolerant`.

mod sections;
mod check;
mod trailer;
mod linearized;
mod hints;
mod uses;
mod tolerant;

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use super::unreadable::Unreadable;
use crate::manifest::canonical::{Object, Objects, decode};
use crate::syntax::parser::ends_token;
use crate::syntax::{Damage, Dict, Parser, Value};

/// No file may have more objects (ISO 19005-2, 6.1.13).
const MOST_OBJECTS: u64 = 8_388_607;

/// Object streams kept decoded: the pages of a file refer to few at a time.
const STREAMS_KEPT: usize = 6;

/// Lengths in objects inside streams whose own lengths are also in such objects.
const MAX_LENGTHS: usize = 4;

/// Where an object is, according to the cross-reference sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Entry {
    /// Nowhere.
    #[default]
    Free,
    /// Bytes from the start of the file, generation.
    At(usize, u16),
    /// Number of the object stream, index in it.
    Packed(u32, u32),
}

/// A file that has been found sound, or one that is read as well as it can be.
#[derive(Debug)]
pub(crate) struct File {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    root: u32,
    /// The valid trailer.
    trailer: Dict<'static>,
    /// `Some` in a file that is read as well as it can be: how many bytes may still be searched for ends of streams.
    tolerance: Option<usize>,
    /// The number of cross-reference sections.
    sections: usize,
    kept: VecDeque<(u32, Rc<Pack>)>,
    lengths: usize,
}

/// An object stream.
#[derive(Debug)]
struct Pack {
    /// Number and start of each object.
    index: Vec<(u32, usize)>,
    data: Vec<u8>,
}

/// An object as it appears in the file.
struct Indirect<'a> {
    id: u32,
    generation: u16,
    value: Value<'a>,
    data: Option<Range<usize>>,
    /// Its end.
    end: usize,
}

impl File {
    /// Reads a file's skeleton and checks all of it.
    pub(crate) fn new(bytes: Vec<u8>) -> Result<File, Unreadable> {
        let (start, end) = sections::start(&bytes)?;
        let mut file = File::empty(bytes, None);
        let found = file.read_sections(start, end)?;
        file.trailer = found.trailer.clone();
        file.check(found)?;
        Ok(file)
    }

    fn empty(bytes: Vec<u8>, tolerance: Option<usize>) -> File {
        let (entries, kept) = Default::default();
        File { bytes, entries, root: 0, trailer: Dict::default(), tolerance, sections: 0, kept, lengths: 0 }
    }

    /// The number of the catalog.
    pub(crate) fn root(&self) -> u32 {
        self.root
    }

    /// The valid trailer.
    pub(crate) fn trailer(&self) -> &Dict<'static> {
        &self.trailer
    }

    fn entry(&self, id: u32) -> Entry {
        self.entries.get(id as usize).copied().unwrap_or_default()
    }

    /// The object that begins at a position.
    fn indirect(&mut self, offset: usize) -> Result<Indirect<'static>, Damage> {
        let bytes = std::mem::take(&mut self.bytes);
        let read = self.indirect_in(&bytes, offset).map(|Indirect { id, generation, value, data, end }| {
            let value = value.into_owned();
            Indirect { id, generation, value, data, end }
        });
        self.bytes = bytes;
        read
    }

    fn indirect_in<'a>(&mut self, bytes: &'a [u8], offset: usize) -> Result<Indirect<'a>, Damage> {
        let mut parser = Parser::new(bytes, offset);
        let damage = |what| Damage { what, at: offset };
        let header = damage("no object begins at its cross-reference position");
        let number = |parser: &mut Parser<'a>| {
            let number = parser.digits().map_err(|_| header)?;
            let before = parser.at;
            parser.skip_space();
            if parser.at == before { Err(header) } else { Ok(number) }
        };
        let id = u32::try_from(number(&mut parser)?).map_err(|_| header)?;
        let generation = u16::try_from(number(&mut parser)?).map_err(|_| header)?;
        if !parser.word("obj") {
            return Err(header);
        }
        let value = parser.value()?;
        parser.skip_space();
        let mut data = None;
        if parser.word("stream") {
            let dict = value.as_dict().ok_or(damage("a stream has no dictionary"))?;
            let start = match bytes.get(parser.at..) {
                Some([b'\r', b'\n', ..]) => parser.at + 2,
                Some([b'\n', ..]) => parser.at + 1,
                Some([b'\r', ..]) if self.tolerance.is_some() => parser.at + 1,
                _ => return Err(damage("a stream does not begin on its own line")),
            };
            let length = match dict.get("Length") {
                Some(Value::Int(length)) => usize::try_from(*length).ok(),
                Some(Value::Reference(id, _)) => self.length(bytes, *id)?,
                _ => None,
            };
            let end = length.and_then(|length| start.checked_add(length)).filter(|&end| end <= bytes.len());
            let end = self.stream_end(bytes, start, end).ok_or(damage("the length of a stream is wrong"))?;
            data = Some(start..end);
            parser.at = end;
            let line_end = match &bytes[end..] {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n', ..] => 1,
                _ => 0,
            };
            parser.at += line_end;
            if !parser.word("endstream") {
                return Err(damage("the length of a stream is wrong"));
            }
            parser.skip_space();
        }
        if self.tolerance.is_none() && (!parser.word("endobj") || !ends_token(bytes.get(parser.at))) {
            return Err(damage("an object does not end"));
        }
        Ok(Indirect { id, generation, value, data, end: parser.at })
    }

    /// A length in a separate object.
    fn length(&mut self, bytes: &[u8], id: u32) -> Result<Option<usize>, Damage> {
        if self.lengths >= MAX_LENGTHS {
            return Err(Damage { what: "stream lengths form a cycle", at: 0 });
        }
        self.lengths += 1;
        let value = match self.entry(id) {
            Entry::Free => Ok(None),
            Entry::At(offset, _) => self.indirect_in(bytes, offset).map(|object| object.value.as_int()),
            Entry::Packed(stream, place) => {
                self.pack_in(bytes, stream).and_then(|pack| Ok(pack.value(place)?.as_int()))
            }
        };
        self.lengths -= 1;
        Ok(value?.and_then(|length| usize::try_from(length).ok()))
    }

    /// A decoded object stream.
    fn pack(&mut self, id: u32) -> Result<Rc<Pack>, Damage> {
        let bytes = std::mem::take(&mut self.bytes);
        let pack = self.pack_in(&bytes, id);
        self.bytes = bytes;
        pack
    }

    fn pack_in(&mut self, bytes: &[u8], id: u32) -> Result<Rc<Pack>, Damage> {
        if let Some((_, pack)) = self.kept.iter().find(|(known, _)| *known == id) {
            return Ok(Rc::clone(pack));
        }
        let Entry::At(offset, 0) = self.entry(id) else {
            return Err(Damage { what: "an object stream is missing", at: 0 });
        };
        let object = self.indirect_in(bytes, offset)?;
        let damage = |what| Damage { what, at: offset };
        let (Value::Dict(dict), Some(data)) = (object.value, object.data) else {
            return Err(damage("an object stream is missing"));
        };
        let raw = &bytes[data];
        // Filters of object streams are direct: they are needed to read other objects.
        let decoded = decode(&mut Nothing, &dict, raw).map_err(|error| damage(error.what))?;
        let pack = Rc::new(Pack::new(&dict, decoded.bytes, offset)?);
        if self.kept.len() >= STREAMS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((id, Rc::clone(&pack)));
        Ok(pack)
    }
}

impl Objects for File {
    fn object(&mut self, id: u32) -> Result<Object, Damage> {
        match self.entry(id) {
            Entry::Free => Ok(Object { value: Value::Null, data: None }),
            Entry::At(offset, _) => {
                let object = self.indirect(offset)?;
                Ok(Object { value: object.value, data: object.data.map(|data| self.bytes[data].to_vec()) })
            }
            Entry::Packed(stream, place) => {
                Ok(Object { value: self.pack(stream)?.value(place)?.into_owned(), data: None })
            }
        }
    }
}

/// No objects at all.
struct Nothing;

impl Objects for Nothing {
    fn object(&mut self, _: u32) -> Result<Object, Damage> {
        Err(Damage { what: "an object stream refers to other objects", at: 0 })
    }
}

impl Pack {
    fn new(dict: &Dict<'_>, data: Vec<u8>, offset: usize) -> Result<Pack, Damage> {
        let damage = Damage { what: "an object stream is broken", at: offset };
        let number = |key| dict.get(key).and_then(Value::as_int).and_then(|number| usize::try_from(number).ok());
        let (Some(count), Some(first)) = (number("N"), number("First")) else { return Err(damage) };
        if !dict.is("Type", "ObjStm") || first > data.len() || count > data.len() {
            return Err(damage);
        }
        let mut parser = Parser::new(&data[..first], 0);
        let mut index: Vec<(u32, usize)> = Vec::with_capacity(count);
        for _ in 0..count {
            parser.skip_space();
            let id = parser.digits().ok().and_then(|id| u32::try_from(id).ok()).ok_or(damage)?;
            parser.skip_space();
            let at = parser.digits().ok().and_then(|at| first.checked_add(usize::try_from(at).ok()?)).ok_or(damage)?;
            if at > data.len() || index.last().is_some_and(|(_, before)| *before >= at) {
                return Err(damage);
            }
            index.push((id, at));
        }
        parser.skip_space();
        match parser.at == first
            && index.first().is_none_or(|(_, at)| data[first..*at].iter().all(u8::is_ascii_whitespace))
        {
            true => Ok(Pack { index, data }),
            false => Err(damage),
        }
    }

    /// The object at an index, which ends where the next begins.
    fn value(&self, place: u32) -> Result<Value<'_>, Damage> {
        let damage = Damage { what: "an object stream is broken", at: 0 };
        let place = place as usize;
        let start = self.index.get(place).ok_or(damage)?.1;
        let end = self.index.get(place + 1).map_or(self.data.len(), |(_, at)| *at);
        let mut parser = Parser::new(&self.data[..end], start);
        let value = parser.value()?;
        parser.skip_space();
        if parser.at == end { Ok(value) } else { Err(damage) }
    }
}
