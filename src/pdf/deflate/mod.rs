//! Compression of streams.

mod short;

use std::borrow::Cow;

use flate2::{Compress, Compression, FlushCompress, Status};

pub use short::{alike, deflate_short};

/// A stream's bytes under `FlateDecode`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deflated {
    /// The compressed bytes. They never end in a carriage return or line feed: a strict reader takes such a byte for
    /// part of the line end before `endstream` and then finds the stream too short.
    pub bytes: Vec<u8>,
    /// How long the stream is when decoded, for `Length1`: the source, and sometimes line feeds added to it so that the
    /// check sum at the end of the compressed bytes comes out otherwise.
    pub decoded_len: usize,
}

/// Compresses one stream after another with the same working memory: taking and clearing it anew for each stream of a
/// handout cost more than the compression.
#[derive(Debug, Default)]
pub struct Deflater {
    /// Made when it is first needed: its working memory is a third of a megabyte.
    compress: Option<Compress>,
    thorough: bool,
}

/// Compression is a quarter of the instructions of a whole build at level 6. Measured on a handout's fonts: level 9 saves
/// 1.3 % over 6 and takes a third longer; 1 halves the time for 18 % more bytes, a few kilobytes a file.
const QUICK: u32 = 1;
/// For what a run writes once and uses in every copy.
const THOROUGH: u32 = 6;

impl Deflater {
    /// For large streams that make up most of a file.
    pub fn thorough() -> Deflater {
        Deflater { compress: None, thorough: true }
    }

    /// Compresses a stream that may be lengthened by a line feed: all kinds that a PDF holds but cross-reference streams.
    pub fn deflate(&mut self, data: &[u8]) -> Deflated {
        let mut padded = Cow::Borrowed(data);
        loop {
            let bytes = self.compress(&padded);
            if ends_safely(&bytes) {
                return Deflated { bytes, decoded_len: padded.len() };
            }
            padded.to_mut().push(b'\n');
        }
    }

    /// Compresses data as it is.
    pub(super) fn compress(&mut self, data: &[u8]) -> Vec<u8> {
        let level = if self.thorough { THOROUGH } else { QUICK };
        let compress = self.compress.get_or_insert_with(|| Compress::new(Compression::new(level), true));
        compress.reset();
        let mut out = Vec::with_capacity(data.len() / 2 + 64);
        loop {
            let read = compress.total_in() as usize;
            match compress.compress_vec(&data[read..], &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return out,
                Ok(Status::Ok | Status::BufError) => out.reserve(out.capacity()),
                Err(_) => unreachable!("the compressor is given whole streams"),
            }
        }
    }
}

/// Whether compressed bytes can stand before `endstream`.
pub fn ends_safely(bytes: &[u8]) -> bool {
    !matches!(bytes.last(), Some(b'\r' | b'\n'))
}
