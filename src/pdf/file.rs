//! Objects in, a PDF file out: header, objects, object streams, cross-reference stream.
//!
//! The caller decides what is written and in which order; what it adds first comes first in the file, so that parts
//! shared by several files can be their common beginning. Streams are written immediately; all other objects are
//! collected in an object stream until it is full or [`PdfFile::flush`] is called.

use pdf_writer::{Chunk, Filter, Finish, Name, Ref, Settings, Str, Stream};
use sha2::{Digest, Sha256};

use super::deflate::{Deflated, Deflater, ends_safely};
use crate::manifest::canonical::{Hashes, Object, Objects};
use crate::manifest::page::Hash;
use crate::syntax::{Damage, Parser, Value};

/// Objects in an object stream. Larger ones compress better; a reader must unpack a whole one to see any object in it.
const BATCH: usize = 200;
const _: () = assert!(BATCH <= 256, "an entry has one byte for the place in an object stream");

/// A PDF file being written.
#[derive(Debug)]
pub struct PdfFile {
    out: Vec<u8>,
    /// How many bytes precede these.
    before: usize,
    /// By object number; the first is object 0, which is never in use.
    entries: Vec<Entry>,
    pending: Pending,
    deflater: Deflater,
    /// Objects that are collected instead of being written.
    gathered: Option<Vec<Gathered>>,
}

/// A collected object.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Its number.
    pub id: Ref,
    /// Everything between `obj` and `endobj`.
    pub body: Vec<u8>,
    /// Where the data of a stream begins in the body.
    pub data: Option<usize>,
}

/// Collected objects by number.
struct GatheredObjects<'g>(&'g [Gathered]);

impl Objects for GatheredObjects<'_> {
    fn object(&mut self, id: u32) -> Result<Object, Damage> {
        let found = self.0.iter().find(|object| object.id.get().unsigned_abs() == id);
        let Some(Gathered { body, data, .. }) = found else { return Ok(Object { value: Value::Null, data: None }) };
        let value = Parser::new(body, 0).value()?.into_owned();
        let length = value.as_dict().and_then(|dict| dict.get("Length")?.as_int());
        let data = data.and_then(|start| body.get(start..start + usize::try_from(length?).ok()?));
        Ok(Object { value, data: data.map(<[u8]>::to_vec) })
    }
}

/// The beginning of a file that several files share.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Its bytes.
    pub bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// Where an object is, according to the cross-reference stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Free,
    /// Bytes from the start of the file.
    At(usize),
    /// Number of the object stream, index in it.
    Packed(u32, u8),
}

/// The object stream being filled.
#[derive(Debug, Default)]
struct Pending {
    ids: Vec<Ref>,
    offsets: Vec<usize>,
    bytes: Vec<u8>,
}

/// The beginning of a file.
pub const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
const END_OF_OBJECT: &[u8] = b"\nendobj\n";
const START_OF_STREAM: &[u8] = b"\nstream\n";
const END_OF_STREAM: &[u8] = b"\nendstream\nendobj\n";

impl Default for PdfFile {
    fn default() -> PdfFile {
        PdfFile::new()
    }
}

impl PdfFile {
    /// A file with only a header.
    pub fn new() -> PdfFile {
        // ISO 19005-2, 6.1.2: the second line is a comment of at least four bytes above 127.
        PdfFile {
            out: HEADER.to_vec(),
            before: 0,
            entries: vec![Entry::Free],
            pending: Pending::default(),
            deflater: Deflater::default(),
            gathered: None,
        }
    }

    /// A file that only collects its objects, which are compressed well because they are reused many times.
    pub fn gathering() -> PdfFile {
        PdfFile { out: Vec::new(), gathered: Some(Vec::new()), ..PdfFile::thorough() }
    }

    /// A file whose streams are compressed well.
    pub fn thorough() -> PdfFile {
        PdfFile { deflater: Deflater::thorough(), ..PdfFile::new() }
    }

    fn gathered(&self) -> &[Gathered] {
        self.gathered.as_deref().unwrap_or_default()
    }

    /// The hash of a collected object and everything it refers to, as used in the digests of pages.
    pub fn hash(&self, id: Ref, hashes: &mut Hashes) -> Hash {
        let hash = hashes.object(&mut GatheredObjects(self.gathered()), id.get().unsigned_abs());
        debug_assert!(hash.is_ok(), "what has been gathered can be read: {hash:?}");
        hash.unwrap_or_default()
    }

    /// The collected objects, and how many numbers they and the unused ones take, counted from 1.
    pub fn into_gathered(self) -> (Vec<Gathered>, i32) {
        (self.gathered.unwrap_or_default(), self.entries.len() as i32 - 1)
    }

    /// The state of a hash of everything added so far, to continue from.
    pub fn hashed(&self) -> Sha256 {
        Sha256::new_with_prefix(&self.out).chain_update(&self.pending.bytes)
    }

    /// Ends the part that several files share.
    pub fn into_beginning(mut self) -> Beginning {
        self.flush();
        Beginning { bytes: self.out, entries: self.entries }
    }

    /// A file that continues from a beginning, without its bytes; `deflater` was returned by [`PdfFile::finish_with`].
    pub fn going_on(beginning: &Beginning, deflater: Deflater) -> PdfFile {
        let (before, entries) = (beginning.bytes.len(), beginning.entries.clone());
        PdfFile {
            out: Vec::with_capacity(8 << 10),
            before,
            entries,
            pending: Pending::default(),
            deflater,
            gathered: None,
        }
    }

    /// A new object number. An object that is never added stays free.
    pub fn alloc(&mut self) -> Ref {
        self.entries.push(Entry::Free);
        Ref::new(self.entries.len() as i32 - 1)
    }

    /// Allocates this many object numbers; returns the number before the first.
    pub fn alloc_many(&mut self, count: i32) -> i32 {
        let before = self.entries.len() as i32 - 1;
        self.entries.resize(self.entries.len() + count.unsigned_abs() as usize, Entry::Free);
        before
    }

    /// Adds the one object that `build` writes: a stream immediately, any other object in an object stream.
    pub fn add(&mut self, build: impl FnOnce(&mut Chunk)) {
        let chunk = one_object(build);
        let (Some(id), bytes) = (chunk.refs().next(), chunk.as_bytes()) else { return };
        if bytes.ends_with(END_OF_STREAM) {
            self.write(id, bytes);
            return;
        }
        let start = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let end = bytes.len() - if bytes.ends_with(END_OF_OBJECT) { END_OF_OBJECT.len() } else { 0 };
        self.add_body(id, bytes.get(start..end).unwrap_or_default());
    }

    /// Adds an object other than a stream, given by everything between `obj` and `endobj`.
    pub fn add_body(&mut self, id: Ref, body: &[u8]) {
        if let Some(gathered) = &mut self.gathered {
            gathered.push(Gathered { id, body: body.to_vec(), data: None });
            return;
        }
        self.pending.ids.push(id);
        self.pending.offsets.push(self.pending.bytes.len());
        self.pending.bytes.extend_from_slice(body);
        self.pending.bytes.push(b'\n');
        if self.pending.ids.len() == BATCH {
            self.flush();
        }
    }

    /// Adds a stream, given by everything between `obj` and `endobj`.
    pub fn add_stream_body(&mut self, id: Ref, body: &[u8]) {
        self.set(id, Entry::At(self.before + self.out.len()));
        self.out.extend_from_slice(format!("{} 0 obj\n", id.get()).as_bytes());
        self.out.extend_from_slice(body);
        self.out.extend_from_slice(END_OF_OBJECT);
    }

    /// Adds the one object that `build` writes, readable without unpacking anything.
    pub fn add_plain(&mut self, build: impl FnOnce(&mut Chunk)) {
        let chunk = one_object(build);
        if let Some(id) = chunk.refs().next() {
            self.write(id, chunk.as_bytes());
        }
    }

    /// Adds a stream, compressed. `keys` writes the rest of its dictionary; it receives the length of the decoded
    /// stream.
    pub fn add_stream(&mut self, id: Ref, data: &[u8], keys: impl FnOnce(&mut Stream<'_>, usize)) {
        let deflated = self.deflate(data);
        self.add(|chunk| {
            let mut stream = chunk.stream(id, &deflated.bytes);
            stream.filter(Filter::FlateDecode);
            keys(&mut stream, deflated.decoded_len);
        });
    }

    /// Adds an already compressed stream.
    pub fn add_deflated(&mut self, id: Ref, deflated: &[u8]) {
        self.add(|chunk| {
            chunk.stream(id, deflated).filter(Filter::FlateDecode);
        });
    }

    /// Compresses a stream that the caller adds itself.
    pub fn deflate(&mut self, data: &[u8]) -> Deflated {
        self.deflater.deflate(data)
    }

    /// Writes the current object stream, so that nothing added later shares it.
    pub fn flush(&mut self) {
        if self.pending.ids.is_empty() || self.gathered.is_some() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let stream_id = self.alloc();
        let mut data = String::new();
        for (index, (id, offset)) in pending.ids.iter().zip(&pending.offsets).enumerate() {
            data.push_str(&format!("{} {offset} ", id.get()));
            self.set(*id, Entry::Packed(stream_id.get() as u32, index as u8));
        }
        let first = data.len();
        let mut data = data.into_bytes();
        data.extend_from_slice(&pending.bytes);
        self.add_stream(stream_id, &data, |stream, _| {
            stream.pair(Name(b"Type"), Name(b"ObjStm"));
            stream.pair(Name(b"N"), pending.ids.len() as i32);
            stream.pair(Name(b"First"), first as i32);
        });
    }

    /// Ends the file: the objects not yet written, the cross-reference stream, the trailer. `id` is both parts of the
    /// file identifier: it must not depend on the clock, so the caller derives it from the content.
    pub fn finish(self, root: Ref, info: Ref, id: [u8; 16]) -> Vec<u8> {
        self.finish_with(root, info, id).0
    }

    /// Likewise, and returns the compressor for the next file.
    pub fn finish_with(mut self, root: Ref, info: Ref, id: [u8; 16]) -> (Vec<u8>, Deflater) {
        self.flush();
        let table_id = self.alloc();
        let table_at = self.before + self.out.len();
        self.set(table_id, Entry::At(table_at));
        let width = offset_width(table_at);
        let mut table = self.deflater.compress(&self.table(width));
        // An extra line feed would be half an entry: an unused object number changes the checksum instead.
        while !ends_safely(&table) {
            self.alloc();
            table = self.deflater.compress(&self.table(width));
        }
        let chunk = one_object(|chunk| {
            let mut stream = chunk.stream(table_id, &table);
            stream.filter(Filter::FlateDecode);
            stream.pair(Name(b"Type"), Name(b"XRef"));
            stream.pair(Name(b"Size"), self.entries.len() as i32);
            stream.insert(Name(b"W")).array().items([1, width as i32, 1]);
            let mut parameters = stream.insert(Name(b"DecodeParms")).dict();
            parameters.pair(Name(b"Predictor"), 12);
            parameters.pair(Name(b"Columns"), width as i32 + 2);
            parameters.finish();
            stream.pair(Name(b"Root"), root);
            stream.pair(Name(b"Info"), info);
            stream.insert(Name(b"ID")).array().items([Str(&id), Str(&id)]);
        });
        self.out.extend_from_slice(chunk.as_bytes());
        self.out.extend_from_slice(format!("startxref\n{table_at}\n%%EOF\n").as_bytes());
        (self.out, self.deflater)
    }

    fn write(&mut self, id: Ref, bytes: &[u8]) {
        if let Some(gathered) = &mut self.gathered {
            let start = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let body = bytes[start..bytes.len() - END_OF_OBJECT.len()].to_vec();
            let data = body.windows(START_OF_STREAM.len()).position(|bytes| bytes == START_OF_STREAM);
            gathered.push(Gathered { id, data: data.map(|at| at + START_OF_STREAM.len()), body });
            return;
        }
        self.set(id, Entry::At(self.before + self.out.len()));
        self.out.extend_from_slice(bytes);
    }

    fn set(&mut self, id: Ref, entry: Entry) {
        let place = self.entries.get_mut(id.get() as usize);
        debug_assert_eq!(
            place.as_deref(),
            Some(&Entry::Free),
            "object {} is added twice or was not allocated",
            id.get()
        );
        if let Some(place) = place {
            *place = entry;
        }
    }

    /// The cross-reference table (ISO 32000-1, 7.5.8.3), each row as its difference from the row above (PNG's "up"
    /// filter): rows change little from one to the next.
    fn table(&self, width: usize) -> Vec<u8> {
        let mut table = Vec::with_capacity(self.entries.len() * (width + 3));
        let mut above = vec![0_u8; width + 2];
        for entry in &self.entries {
            let (kind, place, index) = match *entry {
                Entry::Free => (0, 0, 0),
                Entry::At(offset) => (1, offset as u64, 0),
                Entry::Packed(stream, index) => (2, u64::from(stream), index),
            };
            let mut row = vec![kind];
            row.extend_from_slice(&place.to_be_bytes()[8 - width..]);
            row.push(index);
            table.push(2);
            table.extend(row.iter().zip(&above).map(|(value, above)| value.wrapping_sub(*above)));
            above = row;
        }
        table
    }
}

/// Bytes needed for every offset up to the largest.
fn offset_width(largest: usize) -> usize {
    let bits = usize::BITS - largest.leading_zeros();
    (bits.div_ceil(8) as usize).max(2)
}

fn one_object(build: impl FnOnce(&mut Chunk)) -> Chunk {
    let mut chunk = Chunk::with_settings(Settings { pretty: false });
    build(&mut chunk);
    debug_assert_eq!(chunk.refs().len(), 1, "one object at a time");
    chunk
}
