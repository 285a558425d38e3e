//! CSV (RFC 4180), read strictly: where a quote is out of place nobody can say which cell belongs to whom, and a cell in
//! the wrong row is another patient's.

use std::io::BufRead;

use super::{Broken, text_of};
use crate::source::limits::MAX_RECORD_BYTES;

/// Reads rows, one at a time.
pub(super) struct Rows<R> {
    input: R,
    delimiter: u8,
    /// Lines read so far.
    line: u64,
    buffer: Vec<u8>,
}

/// A row's cells, and the line on which it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub cells: Vec<String>,
    pub line: u64,
}

impl<R: BufRead> Rows<R> {
    /// Rows of a file without its byte order mark. What separates cells is seen in the first line: a comma, or where
    /// there is none a semicolon or a tab, as some spreadsheets write.
    pub fn new(input: R) -> Rows<R> {
        Rows { input, delimiter: 0, line: 0, buffer: Vec::new() }
    }

    /// What is read from.
    pub fn input(&mut self) -> &mut R {
        &mut self.input
    }

    /// The next row that is not empty; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            self.buffer.clear();
            let first = self.line + 1;
            // A row ends at a line's end outside quotes.
            while self.read_line()? {
                if !is_open(&self.buffer) {
                    break;
                }
                // A quote that is never closed would take the rest of the file for one cell.
                if self.buffer.len() > MAX_RECORD_BYTES {
                    return Err(Broken::row(first, "a quote opens here and is not closed"));
                }
            }
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let row = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            if self.delimiter == 0 {
                self.delimiter = delimiter_of(row);
            }
            if row.iter().all(|&byte| byte == self.delimiter || byte == b' ') {
                continue; // Spreadsheets end a file with rows of nothing.
            }
            let text = text_of(row, first)?;
            return Ok(Some(Row { cells: cells(text, char::from(self.delimiter), first)?, line: first }));
        }
    }

    /// Adds a line to the buffer, its end included; whether there was one.
    fn read_line(&mut self) -> Result<bool, Broken> {
        let from = self.buffer.len();
        self.input.read_until(b'\n', &mut self.buffer).map_err(Broken::Io)?;
        self.line += 1;
        Ok(self.buffer.len() > from)
    }
}

/// Whether a quote is open at the end: each quote inside quotes is doubled, so that counting suffices.
fn is_open(bytes: &[u8]) -> bool {
    bytes.iter().filter(|&&byte| byte == b'"').count() % 2 == 1
}

fn delimiter_of(heading: &[u8]) -> u8 {
    let mut quoted = false;
    let mut outside = heading.iter().filter(|&&byte| {
        quoted ^= byte == b'"';
        !quoted
    });
    let found: Vec<u8> = outside.by_ref().copied().filter(|byte| b",;\t".contains(byte)).collect();
    [b',', b';', b'\t'].into_iter().find(|delimiter| found.contains(delimiter)).unwrap_or(b',')
}

fn cells(row: &str, delimiter: char, line: u64) -> Result<Vec<String>, Broken> {
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted).ok_or(Broken::row(line, "a quote opens here and is not closed"))?,
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                if rest[..end].contains('"') {
                    return Err(Broken::row(line, "a quote stands inside a cell that is not quoted"));
                }
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        match after.strip_prefix(delimiter) {
            Some(after) => rest = after,
            None if after.is_empty() => return Ok(cells),
            None => return Err(Broken::row(line, "something stands after a closing quote")),
        }
    }
}

/// A cell up to its closing quote, and what comes after.
fn quoted_cell(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => return Some((cell, after)),
        }
    }
}
