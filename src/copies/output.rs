//! A file of many copies, written as it comes: objects, object streams, and a cross-reference table kept in a few bytes
//! per copy until the end.

use std::io::{self, Write};

use flate2::{Compression, write::ZlibEncoder};
use sha2::Sha256;

use super::rows::{Rows, compress};
use crate::manifest::sound::Hashing;
use crate::pdf::deflate::{Deflater, ends_safely};
use crate::pdf::operators::push_number;

/// What has been written of a file.
pub struct Output<W> {
    out: Hashing<W>,
    at: u64,
    rows: Vec<Row>,
    /// The last number allocated.
    last: i32,
}

/// Where objects with successive numbers are.
#[derive(Clone, Copy, Debug)]
enum Row {
    /// One object, bytes from the start of the file.
    At { id: i32, offset: u64 },
    /// Objects in an object stream, with the index of the first.
    Packed { first: i32, count: u16, stream: i32, index: u16 },
}

/// Objects for an object stream.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    ids: Vec<i32>,
    offsets: Vec<u32>,
    data: Vec<u8>,
}

/// An object stream ready to be written.
#[derive(Clone, Debug)]
pub struct Packed {
    ids: Vec<i32>,
    first: usize,
    deflated: Vec<u8>,
}

/// No file may have more objects (ISO 19005-2, 6.1.13).
pub const MOST_OBJECTS: i32 = 8_388_607;

impl Pack {
    /// The number of objects.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// Adds an object whose body `write` adds to the data.
    pub fn add(&mut self, id: i32, write: impl FnOnce(&mut Vec<u8>)) {
        self.ids.push(id);
        self.offsets.push(self.data.len() as u32);
        write(&mut self.data);
        self.data.push(b'\n');
    }

    /// Compresses what has been added and starts over.
    pub fn take(&mut self, deflater: &mut Deflater) -> Packed {
        let pack = std::mem::take(self);
        let mut data = Vec::with_capacity(pack.data.len() + 16 * pack.ids.len());
        for (id, offset) in pack.ids.iter().zip(&pack.offsets) {
            push_number(&mut data, id.unsigned_abs().into());
            data.push(b' ');
            push_number(&mut data, (*offset).into());
            data.push(b' ');
        }
        let first = data.len();
        data.extend_from_slice(&pack.data);
        Packed { ids: pack.ids, first, deflated: deflater.deflate(&data).bytes }
    }
}

/// Objects of many copies for an object stream, the same object of each copy one after another.
#[derive(Clone, Debug)]
pub struct AlikePack {
    ids: Vec<i32>,
    index: Rows,
    kinds: Vec<Rows>,
    /// The length of the objects.
    length: usize,
}

/// No object stream holds more objects than its cross-reference entries can count.
pub const MOST_PACKED: usize = 30_000;

/// Objects are padded to a multiple of this: numbers in the stream's index then differ in few digits.
const PITCH: usize = 100;

impl Default for AlikePack {
    fn default() -> AlikePack {
        // Measured on copies of the sample handout: only in the index are three repeated digits worth a reference.
        AlikePack { ids: Vec::new(), index: Rows::new(3), kinds: Vec::new(), length: 0 }
    }
}

impl AlikePack {
    /// The number of objects.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// What follows is different from what came before.
    pub fn begin_kind(&mut self) {
        self.kinds.push(Rows::new(4));
    }

    /// Adds a dictionary that `write` adds to the data.
    pub fn add(&mut self, id: i32, write: impl FnOnce(&mut Vec<u8>)) {
        self.number(id);
        self.row(|data| {
            let start = data.len();
            write(data);
            debug_assert!(data.ends_with(b">>"), "only dictionaries can be filled up");
            let length = data.len() - start + 1;
            data.truncate(data.len() - ">>".len());
            data.resize(data.len() + length.next_multiple_of(PITCH) - length, b' ');
            data.extend_from_slice(b">>\n");
        });
    }

    /// Begins a separate object, made of rows.
    pub fn begin(&mut self, id: i32, text: &str) {
        self.begin_kind();
        self.number(id);
        self.row(|data| data.extend_from_slice(text.as_bytes()));
    }

    /// A row of the current object.
    pub fn row(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.kinds.is_empty() {
            self.begin_kind();
        }
        let Some(kind) = self.kinds.last_mut() else { return };
        // In a list of references, the previous one.
        let period = self.ids.last().map_or(0, |id| id.ilog10() as usize + 1 + " 0 R ".len());
        let before = kind.len();
        kind.push(period, write);
        self.length += kind.len() - before;
    }

    /// Ends the current object.
    pub fn end(&mut self, text: &str) {
        self.row(|data| {
            data.extend_from_slice(text.as_bytes());
            data.push(b'\n');
        });
    }

    fn number(&mut self, id: i32) {
        self.ids.push(id);
        let offset = self.length as u64;
        self.index.push(0, |data| {
            push_number(data, id.unsigned_abs().into());
            data.push(b' ');
            push_number(data, offset);
            data.push(b' ');
        });
    }

    /// Compresses what has been added.
    pub fn finish(mut self) -> Packed {
        let first = self.index.len();
        self.kinds.insert(0, self.index);
        Packed { ids: self.ids, first, deflated: compress(self.kinds) }
    }
}

impl<W: Write> Output<W> {
    /// Begins a file.
    pub fn new(out: W) -> io::Result<Output<W>> {
        let mut output = Output { out: Hashing::new(out), at: 0, rows: Vec::new(), last: 0 };
        output.write(crate::pdf::file::HEADER)?;
        Ok(output)
    }

    /// A new object number.
    pub fn alloc(&mut self) -> i32 {
        self.last += 1;
        self.last
    }

    /// Allocates this many object numbers; returns the number before the first.
    pub fn alloc_many(&mut self, count: i32) -> i32 {
        self.last += count;
        self.last - count
    }

    /// The last number allocated.
    pub fn last(&self) -> i32 {
        self.last
    }

    /// The state of a hash of everything written so far, to continue from.
    pub fn hashed(&self) -> Sha256 {
        self.out.hash.clone()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Writes an object, given by everything between `obj` and `endobj`.
    pub fn object(&mut self, id: i32, body: &[u8]) -> io::Result<()> {
        self.rows.push(Row::At { id, offset: self.at });
        let mut head = Vec::with_capacity(24);
        push_number(&mut head, id.unsigned_abs().into());
        head.extend_from_slice(b" 0 obj\n");
        self.write(&head)?;
        self.write(body)?;
        self.write(b"\nendobj\n")
    }

    /// Writes an already compressed stream; `keys` precede the usual ones in its dictionary.
    pub fn stream(&mut self, id: i32, keys: &[u8], deflated: &[u8]) -> io::Result<()> {
        let mut body = Vec::with_capacity(deflated.len() + keys.len() + 64);
        body.extend_from_slice(b"<<");
        body.extend_from_slice(keys);
        body.extend_from_slice(b"/Length ");
        push_number(&mut body, deflated.len() as u64);
        body.extend_from_slice(b"/Filter/FlateDecode>>stream\n");
        body.extend_from_slice(deflated);
        body.extend_from_slice(b"\nendstream");
        self.object(id, &body)
    }

    /// Writes an object stream under a number allocated for it.
    pub fn packed(&mut self, id: i32, packed: &Packed) -> io::Result<()> {
        let mut index = 0;
        for run in packed.ids.chunk_by(|a, b| a + 1 == *b) {
            let (first, count) = (run.first().copied().unwrap_or_default(), run.len() as u16);
            self.rows.push(Row::Packed { first, count, stream: id, index });
            index += count;
        }
        let keys = format!("/Type/ObjStm/N {}/First {}", packed.ids.len(), packed.first);
        self.stream(id, keys.as_bytes(), &packed.deflated)
    }

    /// Ends the file. `id` is both parts of the file identifier.
    pub fn finish(mut self, root: i32, info: i32, id: [u8; 16]) -> io::Result<Hashing<W>> {
        let table = self.alloc();
        let start = self.at;
        self.rows.push(Row::At { id: table, offset: start });
        self.rows.sort_unstable_by_key(|row| match row {
            Row::At { id, .. } => *id,
            Row::Packed { first, .. } => *first,
        });
        let mut rows = self.last + 1;
        let mut deflated = self.table(rows)?;
        // An extra line feed would be half an entry: an unused number changes the checksum instead.
        while !ends_safely(&deflated) {
            rows += 1;
            deflated = self.table(rows)?;
        }
        let hex: String = id.iter().map(|byte| format!("{byte:02X}")).collect();
        let width = self.offset_width();
        let keys = format!(
            "/Type/XRef/Size {rows}/W[1 {width} 2]/DecodeParms<</Predictor 12/Columns {}>>/Root {root} 0 R/Info {info} 0 R\
             /ID[<{hex}><{hex}>]",
            width + 3
        );
        self.rows.pop();
        self.stream(table, keys.as_bytes(), &deflated)?;
        self.write(format!("startxref\n{start}\n%%EOF\n").as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Bytes needed for every offset up to the largest.
    fn offset_width(&self) -> usize {
        ((u64::BITS - self.at.leading_zeros()).div_ceil(8) as usize).max(3)
    }

    /// The table, compressed, each row as its difference from the row above (PNG's "up" filter).
    fn table(&self, rows: i32) -> io::Result<Vec<u8>> {
        let width = self.offset_width();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
        let mut buffer = Vec::with_capacity(1 << 16);
        let mut above = [0_u8; 12];
        let mut push = |buffer: &mut Vec<u8>, kind: u8, place: u64, index: u16| {
            let mut row = [0_u8; 12];
            row[0] = kind;
            row[1..=width].copy_from_slice(&place.to_be_bytes()[8 - width..]);
            row[width + 1..width + 3].copy_from_slice(&index.to_be_bytes());
            buffer.push(2);
            buffer.extend(row[..width + 3].iter().zip(&above).map(|(value, above)| value.wrapping_sub(*above)));
            above = row;
        };
        let mut next = 0;
        for row in &self.rows {
            let first = match row {
                Row::At { id, .. } => *id,
                Row::Packed { first, .. } => *first,
            };
            while next < first {
                push(&mut buffer, 0, 0, 0);
                next += 1;
            }
            match *row {
                Row::At { offset, .. } => {
                    push(&mut buffer, 1, offset, 0);
                    next += 1;
                }
                Row::Packed { count, stream, index, .. } => {
                    for place in 0..count {
                        push(&mut buffer, 2, stream.unsigned_abs().into(), index + place);
                    }
                    next += i32::from(count);
                }
            }
            if buffer.len() > 1 << 15 {
                encoder.write_all(&buffer)?;
                buffer.clear();
            }
        }
        while next < rows {
            push(&mut buffer, 0, 0, 0);
            next += 1;
        }
        encoder.write_all(&buffer)?;
        encoder.finish()
    }
}
