//! Rows: texts that differ from one to the next in a few digits, compressed without a search.
//!
//! The objects of copies are the same but for their numbers. Put in rows, the same object of one copy under that of the
//! copy before it, each row is told by the row above: what is the same is a reference back by a row's length, what differs
//! is said. A general compressor finds less, in ten times the time.

use std::cmp::Reverse;
use std::io::Write;

use libflate::deflate::{EncodeOptions, Encoder};
use libflate::lz77::{Code, Lz77Encode, MAX_DISTANCE, MAX_LENGTH, Sink};

use crate::pdf::deflate::ends_safely;

/// Rows, and how each is told.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    data: Vec<u8>,
    codes: Vec<Code>,
    /// Length of the last row.
    above: usize,
}

/// Shorter repetitions cost more to refer to than to say.
const LEAST: usize = 3;

impl Rows {
    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Adds a row. In rows that are lists, `period` is how long an item of the list is, if all are alike.
    pub fn push(&mut self, period: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.data.len();
        write(&mut self.data);
        // The row above may be longer or shorter: what follows the difference is found at this row's own length.
        let length = self.data.len() - start;
        let distances = [self.above, length, period];
        self.above = length;
        let mut at = start + self.go_on(start);
        while at < self.data.len() {
            let found = distances.map(|distance| (alike(&self.data, at, distance), Reverse(distance)));
            let (length, Reverse(distance)) = found.into_iter().max().unwrap_or_default();
            if length >= LEAST {
                self.codes.push(Code::Pointer { length: length as u16, backward_distance: distance as u16 });
                at += length;
            } else {
                self.codes.push(Code::Literal(self.data[at]));
                at += 1;
            }
        }
    }
}

impl Rows {
    /// Lets the last reference go on from the row above into this one; returns how far.
    fn go_on(&mut self, start: usize) -> usize {
        let Some(Code::Pointer { length, backward_distance }) = self.codes.last_mut() else { return 0 };
        let more = alike(&self.data, start, usize::from(*backward_distance)).min(usize::from(MAX_LENGTH - *length));
        *length += more as u16;
        more
    }
}

/// How many bytes from `at` on are those that stand `distance` before them.
fn alike(data: &[u8], at: usize, distance: usize) -> usize {
    if distance == 0 || distance > at.min(usize::from(MAX_DISTANCE)) {
        return 0;
    }
    let most = usize::from(MAX_LENGTH).min(data.len() - at);
    let (here, before) = (&data[at..at + most], &data[at - distance..at - distance + most]);
    let words = here.chunks_exact(8).zip(before.chunks_exact(8));
    let same = 8 * words.take_while(|(a, b)| a == b).count();
    same + here[same..].iter().zip(&before[same..]).take_while(|(a, b)| a == b).count()
}

/// Compresses rows of several kinds one after the other (RFC 1950), each kind under Huffman codes of its own.
pub fn compress(mut kinds: Vec<Rows>) -> Vec<u8> {
    loop {
        let bytes = encode(&kinds);
        match kinds.last_mut() {
            Some(last) if !ends_safely(&bytes) => last.push(0, |data| data.push(b'\n')),
            _ => return bytes,
        }
    }
}

fn encode(kinds: &[Rows]) -> Vec<u8> {
    let codes: Vec<&[Code]> = kinds.iter().map(|rows| rows.codes.as_slice()).collect();
    let mut check = simd_adler32::Adler32::new();
    // Deflate with a window of 32 KiB, and two bytes that are a multiple of 31.
    let options = EncodeOptions::with_lz77(Planned(codes.into_iter())).block_size(usize::MAX);
    let mut encoder = Encoder::with_options(vec![0x78, 0x01], options);
    for (index, rows) in kinds.iter().enumerate() {
        check.write(&rows.data);
        // Memory takes all that is written.
        let _ = encoder.write_all(&rows.data);
        if index + 1 < kinds.len() {
            let _ = encoder.flush();
        }
    }
    let mut bytes = encoder.finish().unwrap().0;
    bytes.extend_from_slice(&check.finish().to_be_bytes());
    bytes
}

/// Tells the encoder what has been planned for each piece that it is given.
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
