//! Compression of streams.

mod short;

use std::borrow::Cow;

use flate2::{Compress, Compression, FlushCompress, Status};

pub(crate) use short::{alike, deflate_short};

/// A stream's bytes for `FlateDecode`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deflated {
    /// The compressed bytes. They never end in a carriage return or line feed: a strict reader would take such a byte
    /// as part of the line ending before `endstream` and then find the stream too short.
    pub bytes: Vec<u8>,
    /// The length of the decoded stream, for `Length1`: the source, and sometimes line feeds added to it to change the
    /// checksum at the end of the compressed bytes.
    pub decoded_len: usize,
}

/// Compresses one stream after another with the same working memory: allocating and clearing it for each stream of a
/// handout cost more than the compression.
#[derive(Debug, Default)]
pub(crate) struct Deflater {
    /// Created when first needed: its working memory is a third of a megabyte.
    compress: Option<Compress>,
    thorough: bool,
}

/// At level 6, compression takes a quarter of the instructions of a whole build. Measured on a handout's fonts: level 9
/// saves 1.3 % over 6 and takes a third longer; 1 halves the time for 18 % more bytes, a few kilobytes per file.
const QUICK: u32 = 1;
/// For what a run writes once and uses in every copy.
const THOROUGH: u32 = 6;

impl Deflater {
    /// For large streams that make up most of a file.
    pub(crate) fn thorough() -> Deflater {
        Deflater { compress: None, thorough: true }
    }

    /// Compresses a stream to which a line feed may be added: any kind in a PDF except cross-reference streams.
    pub(crate) fn deflate(&mut self, data: &[u8]) -> Deflated {
        let mut padded = Cow::Borrowed(data);
        loop {
            let bytes = self.compress(&padded);
            if ends_safely(&bytes) {
                return Deflated { bytes, decoded_len: padded.len() };
            }
            padded.to_mut().push(b'\n');
        }
    }

    /// Compresses data unchanged.
    fn compress(&mut self, data: &[u8]) -> Vec<u8> {
        self.in_parts().finish(data)
    }

    /// Begins a stream that comes in parts, and is compressed unchanged.
    pub(super) fn in_parts(&mut self) -> Parts<'_> {
        let level = if self.thorough { THOROUGH } else { QUICK };
        let compress = self.compress.get_or_insert_with(|| Compress::new(Compression::new(level), true));
        compress.reset();
        Parts { compress, out: Vec::new() }
    }
}

/// A stream in progress.
pub(super) struct Parts<'d> {
    compress: &'d mut Compress,
    out: Vec<u8>,
}

impl Parts<'_> {
    /// Adds a part.
    pub(super) fn push(&mut self, data: &[u8]) {
        self.run(data, FlushCompress::None);
    }

    /// Adds the last part and ends the stream.
    pub(super) fn finish(mut self, data: &[u8]) -> Vec<u8> {
        self.run(data, FlushCompress::Finish);
        self.out
    }

    fn run(&mut self, data: &[u8], flush: FlushCompress) {
        let before = self.compress.total_in();
        self.out.reserve(data.len() / 2 + 64);
        loop {
            let read = (self.compress.total_in() - before) as usize;
            if read == data.len() && flush == FlushCompress::None {
                return;
            }
            match self.compress.compress_vec(&data[read..], &mut self.out, flush) {
                Ok(Status::StreamEnd) => return,
                // It stops where there is no more room.
                Ok(Status::Ok | Status::BufError) => self.out.reserve(self.out.len().max(64)),
                Err(_) => unreachable!("the compressor is given whole streams"),
            }
        }
    }
}

/// Whether compressed bytes are allowed before `endstream`.
pub(crate) fn ends_safely(bytes: &[u8]) -> bool {
    !matches!(bytes.last(), Some(b'\r' | b'\n'))
}
