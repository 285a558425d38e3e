//! Compression of streams.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

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

/// Compresses a stream that may be lengthened by a line feed: all kinds that a PDF holds but cross-reference streams.
pub fn deflate(data: &[u8]) -> Deflated {
    let mut padding = 0;
    loop {
        let bytes = compress(data, padding);
        if ends_safely(&bytes) {
            return Deflated { bytes, decoded_len: data.len() + padding };
        }
        padding += 1;
    }
}

/// Whether compressed bytes can stand before `endstream`.
pub(super) fn ends_safely(bytes: &[u8]) -> bool {
    !matches!(bytes.last(), Some(b'\r' | b'\n'))
}

/// Compresses data and a number of line feeds after it.
pub(super) fn compress(data: &[u8], line_feeds: usize) -> Vec<u8> {
    // Measured on a handout's fonts: level 9 saves 1.3 % over 6 and takes a third longer; 3 loses 1 % and gains a
    // fifth; 1 loses 18 % and halves the time.
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(data.len() / 2 + 64), Compression::new(6));
    let padding = std::iter::repeat_n(&b"\n"[..], line_feeds);
    let written = std::iter::once(data).chain(padding).try_for_each(|part| encoder.write_all(part));
    match written.and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes,
        Err(_) => unreachable!("writing to memory does not fail"),
    }
}
