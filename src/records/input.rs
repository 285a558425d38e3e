//! A records file as bytes: without its byte order mark, rejected if it is UTF-16, and hashed as it is read.

use std::io::{self, BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::Broken;

pub(super) const UTF_16: &str = "UTF-16 text; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)";
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

/// A records file.
pub(super) struct Input(BufReader<Hashing>);

impl Input {
    /// Looks at a file's first bytes.
    pub(super) fn new(bytes: impl Read + 'static) -> Result<Input, Broken> {
        let hashing = Hashing { bytes: Box::new(bytes), hash: Sha256::new() };
        let mut reader = BufReader::with_capacity(64 * 1024, hashing);
        let beginning = reader.fill_buf().map_err(Broken::Io)?;
        if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
            return Err(Broken::row(1, UTF_16));
        }
        if beginning.starts_with(UTF_8_MARK) {
            reader.consume(UTF_8_MARK.len());
        }
        Ok(Input(reader))
    }

    /// The first byte that is not white space, without consuming it.
    pub(super) fn first_byte(&mut self) -> Result<Option<u8>, Broken> {
        let beginning = self.0.fill_buf().map_err(Broken::Io)?;
        Ok(beginning.iter().copied().find(|byte| !byte.is_ascii_whitespace()))
    }

    /// SHA-256 of the file. Valid only at its end.
    pub(super) fn sha256(&mut self) -> io::Result<[u8; 32]> {
        io::copy(&mut self.0, &mut io::sink())?;
        Ok(self.0.get_ref().hash.clone().finalize().into())
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
