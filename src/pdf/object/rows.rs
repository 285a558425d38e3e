//! Rows: texts that differ from one to the next in a few digits, compressed without a search.
//!
//! The objects of copies are the same except for their numbers. Arranged in rows, with the same object of one copy
//! below that of the previous copy, each row is described by the row above: what is the same is a reference back by the
//! length of a row, what differs is literal. A general compressor finds less, in ten times the time.

use std::io::Write;

use libflate::deflate::{EncodeOptions, Encoder};
use libflate::lz77::{Code, Lz77Encode, MAX_LENGTH, Sink};

use crate::pdf::deflate::{alike, ends_safely};

/// Rows, and how each is encoded.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    data: Vec<u8>,
    codes: Vec<Code>,
    /// Length of the last row.
    above: usize,
    /// Shorter repetitions are repeated literally.
    least: usize,
}

impl Rows {
    /// No rows. Repetitions of less than `least` bytes, three or more, are cheaper as literals than as references.
    pub(crate) fn new(least: usize) -> Rows {
        Rows { data: Vec::new(), codes: Vec::new(), above: 0, least }
    }

    /// Rows that are compressed by other means.
    pub(crate) fn plain() -> Rows {
        Rows::new(usize::MAX)
    }

    /// The rows.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    /// The number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Adds a row. For rows that are lists, `period` is the length of an item, if all are the same length.
    pub(crate) fn push(&mut self, period: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.data.len();
        write(&mut self.data);
        let Rows { data, codes, above, least } = self;
        if *least == usize::MAX {
            return;
        }
        // The row above may be longer or shorter: what follows the difference is found at this row's own length.
        let length = data.len() - start;
        let others = [if length == *above { 0 } else { length }, period];
        let mut at = start + go_on(data, codes, start);
        while at < data.len() {
            let mut best = (alike(data, at, *above), *above);
            if best.0 < FAR {
                for distance in others {
                    let found = alike(data, at, distance);
                    if found > best.0 || (found == best.0 && distance < best.1) {
                        best = (found, distance);
                    }
                }
            }
            if best.0 >= *least {
                codes.push(Code::Pointer { length: best.0 as u16, backward_distance: best.1 as u16 });
                at += best.0;
            } else {
                codes.push(Code::Literal(data[at]));
                at += 1;
            }
        }
        *above = length;
    }
}

/// A repetition this long is used without looking for a longer one.
const FAR: usize = 12;

/// Extends the last reference from the row above into the one that begins at `start`; returns how far.
fn go_on(data: &[u8], codes: &mut [Code], start: usize) -> usize {
    let Some(Code::Pointer { length, backward_distance }) = codes.last_mut() else { return 0 };
    let more = alike(data, start, usize::from(*backward_distance)).min(usize::from(MAX_LENGTH - *length));
    *length += more as u16;
    more
}

/// Compresses rows of several kinds one after another (RFC 1950), each kind with its own Huffman codes.
pub(crate) fn compress(mut kinds: Vec<Rows>) -> Vec<u8> {
    loop {
        let bytes = encode(&kinds);
        match kinds.last_mut() {
            Some(last) if !ends_safely(&bytes) => last.push(0, |data| data.push(b'\n')),
            _ => return bytes,
        }
    }
}

fn encode(kinds: &[Rows]) -> Vec<u8> {
    // The encoder is never called for zero bytes.
    let kinds: Vec<&Rows> = kinds.iter().filter(|rows| !rows.is_empty()).collect();
    let codes: Vec<&[Code]> = kinds.iter().map(|rows| rows.codes.as_slice()).collect();
    let mut check = simd_adler32::Adler32::new();
    // Deflate with a window of 32 KiB, and two bytes that are a multiple of 31.
    let options = EncodeOptions::with_lz77(Planned(codes.into_iter())).block_size(usize::MAX);
    let mut encoder = Encoder::with_options(vec![0x78, 0x01], options);
    for (index, rows) in kinds.iter().enumerate() {
        check.write(&rows.data);
        // Writing to memory always succeeds.
        let _ = encoder.write_all(&rows.data);
        if index + 1 < kinds.len() {
            let _ = encoder.flush();
        }
    }
    let mut bytes = encoder.finish().unwrap().0;
    bytes.extend_from_slice(&check.finish().to_be_bytes());
    bytes
}

/// Passes the plan for each piece to the encoder.
#[derive(Debug)]
struct Planned<'r>(std::vec::IntoIter<&'r [Code]>);

impl Lz77Encode for Planned<'_> {
    fn encode<S: Sink>(&mut self, _: &[u8], mut sink: S) {
        for code in self.0.next().unwrap_or_default() {
            sink.consume(*code);
        }
    }

    fn flush<S: Sink>(&mut self, _: S) {}
}
