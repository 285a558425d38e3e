//! Compression of short streams: a copy's own part of a page is half a kilobyte. A general compressor produces as many
//! bytes in five times the time, because it builds Huffman codes that pay off only in longer streams.

use std::io::Write;

use libflate::deflate::{EncodeOptions, Encoder};
use libflate::lz77::{Code, Lz77Encode, MAX_DISTANCE, MAX_LENGTH, Sink};

use super::{Deflated, ends_safely};

/// Compresses a stream of at most a few kilobytes, with the fixed Huffman codes (RFC 1951, 3.2.6).
pub(crate) fn deflate_short(data: &[u8]) -> Deflated {
    let mut data = data.to_vec();
    loop {
        let options = EncodeOptions::with_lz77(Greedy).fixed_huffman_codes().block_size(usize::MAX);
        // Deflate with a window of 32 KiB, and two bytes that are a multiple of 31.
        let mut encoder = Encoder::with_options(vec![0x78, 0x01], options);
        // Writing to memory always succeeds.
        let _ = encoder.write_all(&data);
        let mut bytes = encoder.finish().unwrap().0;
        bytes.extend_from_slice(&simd_adler32::adler32(&data.as_slice()).to_be_bytes());
        if ends_safely(&bytes) {
            return Deflated { bytes, decoded_len: data.len() };
        }
        data.push(b'\n');
    }
}

/// How many bytes from `at` on equal those `distance` before them.
pub(crate) fn alike(data: &[u8], at: usize, distance: usize) -> usize {
    if distance == 0 || distance > at.min(usize::from(MAX_DISTANCE)) {
        return 0;
    }
    let most = usize::from(MAX_LENGTH).min(data.len() - at);
    let (here, before) = (&data[at..at + most], &data[at - distance..at - distance + most]);
    let mut same = 0;
    // Eight bytes at a time: the lowest differing bit is in the first differing byte.
    while let (Some(a), Some(b)) = (here[same..].first_chunk(), before[same..].first_chunk()) {
        let differs = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differs != 0 {
            return same + (differs.trailing_zeros() / 8) as usize;
        }
        same += 8;
    }
    same + here[same..].iter().zip(&before[same..]).take_while(|(a, b)| a == b).count()
}

/// For each position, the previous one where the same three bytes may occur.
struct Chains<'d> {
    data: &'d [u8],
    latest: [u32; 512],
    earlier: Vec<u32>,
}

impl Chains<'_> {
    fn note(&mut self, at: usize) {
        if let Some(&[a, b, c]) = self.data.get(at..).and_then(|rest| rest.first_chunk()) {
            let hash = (u32::from_be_bytes([0, a, b, c]).wrapping_mul(0x9E37_79B1) >> 23) as usize;
            self.earlier[at] = std::mem::replace(&mut self.latest[hash], at as u32);
        }
    }
}

/// Takes the longest repetition at each place.
#[derive(Debug)]
struct Greedy;

const LEAST: usize = 3;
/// How many earlier positions are checked.
const PLACES: usize = 24;
const NONE: u32 = u32::MAX;

impl Lz77Encode for Greedy {
    fn encode<S: Sink>(&mut self, data: &[u8], mut sink: S) {
        let mut chains = Chains { data, latest: [NONE; 512], earlier: vec![NONE; data.len()] };
        let mut at = 0;
        while at < data.len() {
            chains.note(at);
            let mut best = (0, 0);
            let mut place = chains.earlier[at];
            for _ in 0..PLACES {
                let from = place as usize;
                if place == NONE {
                    break;
                }
                let same = alike(data, at, at - from);
                if same > best.0 {
                    best = (same, at - from);
                }
                place = chains.earlier[from];
            }
            if best.0 >= LEAST {
                sink.consume(Code::Pointer { length: best.0 as u16, backward_distance: best.1 as u16 });
                (at + 1..at + best.0).for_each(|passed| chains.note(passed));
                at += best.0;
            } else {
                sink.consume(Code::Literal(data[at]));
                at += 1;
            }
        }
    }

    fn flush<S: Sink>(&mut self, _: S) {}
}
