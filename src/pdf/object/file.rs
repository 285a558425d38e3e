//! A file as it is written: header, objects, object streams, cross-reference stream or table, trailer (ISO 32000-1,
//! 7.5).
//!
//! The caller decides what is written and in which order; what it adds first comes first in the file, so that parts
//! shared by several files can be their common beginning. Streams are written immediately; other objects are collected
//! in an object stream until it is full or [`File::flush`] is called. A file without object streams has each by itself.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::body::{Body, Place};
use super::pack::{Pack, Packed};
use super::recording::{Kind, Program};
use super::sink::Filter;
use super::sink::{Object, Sink, Stream};
use super::table::{MOST_BYTES, Row, table};
use super::value::{Dict, Ref, Value};
use crate::pdf::deflate::{Deflated, Deflater, ends_safely};
use crate::pdf::operators::push_number;

/// No file may have more objects (ISO 19005-2, 6.1.13).
pub(crate) const MOST_OBJECTS: i32 = 8_388_607;

/// Objects in an object stream. Larger ones compress better; a reader must unpack a whole one to see any object in it.
const BATCH: usize = 200;
/// The same for a file of many copies.
const LARGE_BATCH: usize = 1024;

/// The second line of a file. ISO 19005-2, 6.1.2: a comment of at least four bytes above 127.
const BINARY: &[u8] = b"%\xE2\xE3\xCF\xD3\n";

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// The version of PDF.
    pub version: &'static str,
    /// Whether objects are packed in streams, and found by a stream: since PDF 1.5. Otherwise each is by itself, and
    /// found by a table.
    pub packed: bool,
}

impl Form {
    /// A version with object streams.
    pub(crate) const fn packed(version: &'static str) -> Form {
        Form { version, packed: true }
    }
}

/// A file being written.
#[derive(Debug)]
pub(crate) struct File {
    form: Form,
    /// What has been written and not passed on.
    out: Vec<u8>,
    /// How many bytes precede it.
    before: u64,
    rows: Vec<Row>,
    /// The last number allocated.
    last: i32,
    pending: Pack,
    batch: usize,
    deflater: Deflater,
}

/// The beginning of a file that several files share.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    /// Its bytes.
    pub bytes: Vec<u8>,
    form: Form,
    rows: Vec<Row>,
    last: i32,
}

impl Sink for File {
    fn alloc(&mut self) -> Ref {
        Ref::Own(self.alloc_many(1) + 1)
    }

    fn put(&mut self, id: Ref, object: Object<'_>) {
        let id = id.number();
        match object {
            Object::Plain(value) => self.packed(id, &Body::of(&value), ALONE),
            Object::Open(dict) => self.open(id, &Body::of(&dict.into()), ALONE),
            Object::Stream(stream) => {
                let body = Body::of_stream(&stream.entries(), stream.data);
                self.open(id, &body, ALONE);
            }
        }
    }

    fn deflate(&mut self, data: &[u8]) -> Deflated {
        self.deflater.deflate(data)
    }
}

/// The place of what is not recorded: its numbers are those of the file.
const ALONE: Place<'static> = Place { base: 0, turns: 1, turn: 0, shared: &[], key: 0, copy: 0 };

impl File {
    /// A file with only a header, whose streams are compressed quickly.
    pub(crate) fn new(form: Form) -> File {
        File::with(form, Deflater::default(), BATCH)
    }

    /// A file whose streams are compressed well.
    pub(crate) fn thorough(form: Form) -> File {
        File::with(form, Deflater::thorough(), BATCH)
    }

    /// A file of many copies, which is passed on piece by piece.
    pub(crate) fn large(form: Form) -> File {
        File::with(form, Deflater::thorough(), LARGE_BATCH)
    }

    fn with(form: Form, deflater: Deflater, batch: usize) -> File {
        let (out, rows) = ([format!("%PDF-{}\n", form.version).as_bytes(), BINARY].concat(), Vec::new());
        File { form, out, before: 0, rows, last: 0, pending: Pack::search(), batch, deflater }
    }

    /// Ends the part that several files share.
    pub(crate) fn into_beginning(mut self) -> Beginning {
        self.flush();
        Beginning { bytes: self.out, form: self.form, rows: self.rows, last: self.last }
    }

    /// A file that continues from a beginning, without its bytes; `deflater` was returned by [`File::finish`].
    pub(crate) fn going_on(beginning: &Beginning, deflater: Deflater) -> File {
        File {
            form: beginning.form,
            out: Vec::with_capacity(8 << 10),
            before: beginning.bytes.len() as u64,
            rows: beginning.rows.clone(),
            last: beginning.last,
            pending: Pack::search(),
            batch: BATCH,
            deflater,
        }
    }

    /// Allocates this many object numbers; returns the number before the first.
    pub(crate) fn alloc_many(&mut self, count: i32) -> i32 {
        self.last += count;
        self.last - count
    }

    /// Whether little more can be added.
    pub(crate) fn is_full(&self) -> bool {
        const ROOM: u64 = 1 << 30;
        let is_long = self.before + self.out.len() as u64 > MOST_BYTES - ROOM;
        self.last > MOST_OBJECTS - 100_000 || (is_long && !self.form.packed)
    }

    /// An empty pack for objects of many copies.
    pub(crate) fn pack(&self) -> Pack {
        if self.form.packed { Pack::alike() } else { Pack::apart() }
    }

    /// Passes on what has been written since it was last passed on.
    pub(crate) fn pass_on(&mut self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.out)?;
        self.before += self.out.len() as u64;
        self.out.clear();
        Ok(())
    }

    /// The state of a hash of everything added and not passed on, to continue from.
    pub(crate) fn hashed(&self) -> Sha256 {
        let mut hash = Sha256::new_with_prefix(&self.out);
        self.pending.data().for_each(|data| hash.update(data));
        hash
    }

    /// Writes recorded objects, which refer to these; returns the number before their first.
    pub(crate) fn place(&mut self, program: &Program, shared: &[i32]) -> i32 {
        let base = self.alloc_many(program.count);
        self.place_at(program, base, shared);
        base
    }

    /// The same under numbers allocated for them, after `base`.
    pub(crate) fn place_at(&mut self, program: &Program, base: i32, shared: &[i32]) {
        let place = Place::alone(base, shared);
        for object in &program.objects {
            let id = place.number(object.own);
            match object.kind {
                Kind::Packed => self.packed(id, &object.body, place),
                Kind::Open | Kind::Stream => self.open(id, &object.body, place),
            }
        }
    }

    /// Adds an object that is syntax already, as copied from another file. It may be in an object stream.
    pub(crate) fn add_syntax(&mut self, id: Ref, syntax: Vec<u8>) {
        self.packed(id.number(), &Body::of_syntax(syntax), ALONE);
    }

    /// The same for what can be read without unpacking anything.
    pub(crate) fn add_open_syntax(&mut self, id: Ref, syntax: Vec<u8>) {
        self.open(id.number(), &Body::of_syntax(syntax), ALONE);
    }

    /// The same for a stream, whose dictionary has its length.
    pub(crate) fn add_stream_syntax(&mut self, id: Ref, dict: Vec<u8>, data: &[u8]) {
        self.open(id.number(), &Body::of_stream_syntax(dict, data), ALONE);
    }

    /// Writes an object by itself.
    fn open(&mut self, id: i32, body: &Body, place: Place<'_>) {
        self.object(id, |out| body.fill(place, out));
    }

    fn object(&mut self, id: i32, write: impl FnOnce(&mut Vec<u8>)) {
        self.rows.push(Row::At { id, offset: self.before + self.out.len() as u64 });
        push_number(&mut self.out, id.unsigned_abs().into());
        self.out.extend_from_slice(b" 0 obj\n");
        write(&mut self.out);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Adds an object to the object stream.
    fn packed(&mut self, id: i32, body: &Body, place: Place<'_>) {
        if !self.form.packed {
            return self.open(id, body, place);
        }
        self.pending.add(id, |data| body.fill(place, data));
        if self.pending.count() >= self.batch {
            self.flush();
        }
    }

    /// Writes the current object stream, so that nothing added later shares it.
    pub(crate) fn flush(&mut self) {
        if self.pending.count() > 0 {
            let pending = std::mem::replace(&mut self.pending, Pack::search());
            self.write_pack(pending);
        }
    }

    /// Writes an object stream, or its objects.
    pub(crate) fn write_pack(&mut self, pack: Pack) {
        if !self.form.packed {
            return pack.each(|id, bytes| self.object(id, |out| out.extend_from_slice(bytes)));
        }
        let Packed { ids, first, deflated } = pack.finish(&mut self.deflater);
        let id = self.alloc();
        let mut index = 0;
        for run in ids.chunk_by(|a, b| a + 1 == *b) {
            let (first, count) = (run.first().copied().unwrap_or_default(), run.len() as u16);
            self.rows.push(Row::Packed { first, count, stream: id.number(), index });
            index += count;
        }
        let dict = Dict::of("ObjStm").with("N", ids.len()).with("First", first);
        self.put(id, Object::Stream(Stream { dict, data: &deflated, filter: Filter::Flate(None) }));
    }

    /// Ends the file: the objects not yet written, the cross-reference, the trailer. `id` is both parts of the file
    /// identifier: it must not depend on the clock, so the caller derives it from the content. Returns what has not been
    /// passed on, and the compressor for the next file.
    pub(crate) fn finish(mut self, root: Ref, info: Option<Ref>, id: [u8; 16]) -> (Vec<u8>, Deflater) {
        self.flush();
        let mut trailer = Dict::new().with("Root", root);
        if let Some(info) = info {
            trailer.set("Info", info);
        }
        trailer.set("ID", [Value::Bytes(id.to_vec()), Value::Bytes(id.to_vec())]);
        let start = self.before + self.out.len() as u64;
        if self.form.packed {
            self.write_stream(start, trailer);
        } else {
            self.sort_rows();
            let size = self.last + 1;
            self.out.extend_from_slice(&table(&self.rows, size));
            self.out.extend_from_slice(b"trailer\n");
            Body::of(&Dict::new().with("Size", size).and(trailer).into()).fill(ALONE, &mut self.out);
            self.out.push(b'\n');
        }
        self.out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        (self.out, self.deflater)
    }

    fn sort_rows(&mut self) {
        self.rows.sort_unstable_by_key(|row| row.first());
        debug_assert!(self.rows.is_sorted_by(|a, b| a.end() <= b.first()), "an object is added twice");
    }

    /// Writes the cross-reference stream (7.5.8), which is also the trailer.
    fn write_stream(&mut self, start: u64, trailer: Dict) {
        let table_id = self.alloc();
        self.rows.push(Row::At { id: table_id.number(), offset: start });
        self.sort_rows();
        let widths = self.widths(start);
        let mut size = self.last + 1;
        let mut table = self.table(size, widths);
        // An extra line feed would be half an entry: an unused number changes the checksum instead.
        while !ends_safely(&table) {
            size += 1;
            table = self.table(size, widths);
        }
        let [place, index] = widths;
        let dict = Dict::of("XRef")
            .with("Size", size)
            .with("W", [1, place, index])
            .with("DecodeParms", Dict::new().with("Predictor", 12).with("Columns", 1 + place + index))
            .and(trailer);
        self.put(table_id, Object::Stream(Stream { dict, data: &table, filter: Filter::Flate(None) }));
    }

    /// The bytes of an offset and of an index in entries: as many as the largest needs.
    fn widths(&self, largest: u64) -> [usize; 2] {
        let place = ((u64::BITS - largest.leading_zeros()).div_ceil(8) as usize).max(2);
        let is_wide = |row: &Row| matches!(row, Row::Packed { index, count, .. } if index + count > 256);
        [place, if self.rows.iter().any(is_wide) { 2 } else { 1 }]
    }

    /// The table, compressed, each row as its difference from the row above (PNG's "up" filter): rows change little
    /// from one to the next.
    fn table(&mut self, size: i32, [width, index_width]: [usize; 2]) -> Vec<u8> {
        const FULL: usize = 1 << 15;
        let mut parts = self.deflater.in_parts();
        let mut part = Vec::with_capacity(FULL + 64);
        let mut above = [0_u8; 12];
        let mut push = |part: &mut Vec<u8>, kind: u8, place: u64, index: u16| {
            let mut row = [0_u8; 12];
            let length = 1 + width + index_width;
            row[0] = kind;
            row[1..=width].copy_from_slice(&place.to_be_bytes()[8 - width..]);
            row[1 + width..length].copy_from_slice(&index.to_be_bytes()[2 - index_width..]);
            part.push(2);
            part.extend(row[..length].iter().zip(&above).map(|(value, above)| value.wrapping_sub(*above)));
            above = row;
        };
        let mut next = 0;
        for row in &self.rows {
            while next < row.first() {
                push(&mut part, 0, 0, 0);
                next += 1;
            }
            match *row {
                Row::At { offset, .. } => push(&mut part, 1, offset, 0),
                Row::Packed { count, stream, index, .. } => {
                    (0..count).for_each(|at| push(&mut part, 2, stream.unsigned_abs().into(), index + at));
                }
            }
            next = row.end();
            if part.len() >= FULL {
                parts.push(&part);
                part.clear();
            }
        }
        (next..size).for_each(|_| push(&mut part, 0, 0, 0));
        parts.finish(&part)
    }
}
