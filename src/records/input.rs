//! A records file as UTF-8: without its byte order mark, decoded if it is UTF-16 or in a named encoding, and hashed as it
//! is read.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};

use super::Broken;
use super::dialect::Encoding;

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads bytes and hashes them.
struct Hashing {
    bytes: Box<dyn Read>,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

/// A file's bytes as text.
enum Source {
    /// As they are.
    Plain(BufReader<Hashing>),
    /// Decoded. What cannot be decoded becomes U+FFFD, with which no record is accepted.
    Decoded { bytes: BufReader<Hashing>, decoder: Decoder, ended: bool },
}

impl Source {
    fn bytes(&mut self) -> &mut BufReader<Hashing> {
        match self {
            Source::Plain(bytes) | Source::Decoded { bytes, .. } => bytes,
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (bytes, decoder, ended) = match self {
            Source::Plain(bytes) => return bytes.read(buffer),
            Source::Decoded { bytes, decoder, ended } => (bytes, decoder, ended),
        };
        loop {
            let input = bytes.fill_buf()?;
            let last = input.is_empty();
            if *ended {
                return Ok(0);
            }
            let (_, read, written, _) = decoder.decode_to_utf8(input, buffer, last);
            bytes.consume(read);
            *ended = last;
            if written > 0 || last {
                return Ok(written);
            }
        }
    }
}

/// A records file.
pub(super) struct Input(BufReader<Source>);

impl Input {
    /// Looks at a file's first bytes. A byte order mark decides; without one it is UTF-8 unless the user says otherwise.
    pub(super) fn new(bytes: impl Read + 'static, encoding: Option<Encoding>) -> Result<Input, Broken> {
        const CAPACITY: usize = 64 * 1024;
        let hashing = Hashing { bytes: Box::new(bytes), hash: Sha256::new() };
        let mut bytes = BufReader::with_capacity(CAPACITY, hashing);
        let beginning = bytes.fill_buf().map_err(Broken::Io)?;
        let (mark, decoder) = match beginning {
            [0xff, 0xfe, ..] => (2, Some(UTF_16LE)),
            [0xfe, 0xff, ..] => (2, Some(UTF_16BE)),
            _ if beginning.starts_with(UTF_8_MARK) => (UTF_8_MARK.len(), None),
            _ => (0, (encoding == Some(Encoding::Windows1252)).then_some(WINDOWS_1252)),
        };
        bytes.consume(mark);
        let source = match decoder {
            None => Source::Plain(bytes),
            Some(encoding) => {
                Source::Decoded { bytes, decoder: encoding.new_decoder_without_bom_handling(), ended: false }
            }
        };
        Ok(Input(BufReader::with_capacity(CAPACITY, source)))
    }

    /// What the file begins with, as far as it is in memory.
    pub(super) fn beginning(&mut self) -> Result<&[u8], Broken> {
        self.0.fill_buf().map_err(Broken::Io)
    }

    /// All bytes from here on, as they are; `None` if there are more than `limit`.
    pub(super) fn whole(&mut self, limit: u64) -> Result<Option<Vec<u8>>, Broken> {
        let mut whole = Vec::new();
        self.0.by_ref().take(limit + 1).read_to_end(&mut whole).map_err(Broken::Io)?;
        Ok((whole.len() as u64 <= limit).then_some(whole))
    }

    /// SHA-256 of the file. Valid only at its end.
    pub(super) fn sha256(&mut self) -> io::Result<[u8; 32]> {
        io::copy(&mut self.0, &mut io::sink())?;
        Ok(self.0.get_mut().bytes().get_ref().hash.clone().finalize().into())
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}
