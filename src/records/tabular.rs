//! CSV (RFC 4180), read strictly: where a quote is misplaced no one can tell which cell belongs to whom, and a cell in
//! the wrong row is another patient's.

use std::io::{BufRead, Read};

use super::{Broken, text_of};
use crate::source::limits::MAX_RECORD_BYTES;

/// What may separate cells if a first line such as `sep=;` says so.
const SEPARATORS: &[u8] = b",;\t|:";

/// Reads rows, one at a time.
pub(super) struct Rows<R> {
    input: R,
    delimiter: u8,
    /// Lines read so far.
    line: u64,
    buffer: Vec<u8>,
}

const UNCLOSED: &str = "a quote that opens here is not closed";
const OLD_MAC: &str =
    "lines that end as those of old Macs (CR), so that all rows seem to be one; save the file as “CSV UTF-8”";

/// A row's cells, and the line on which it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub cells: Vec<String>,
    pub line: u64,
}

impl<R: BufRead> Rows<R> {
    /// Rows of a file without its byte order mark. The first line shows the separator: the one after `sep=`, as
    /// spreadsheets write for each other; otherwise a comma, or a semicolon or tab if there is no comma.
    pub(super) fn new(input: R) -> Rows<R> {
        Rows { input, delimiter: 0, line: 0, buffer: Vec::new() }
    }

    /// What is read from.
    pub(super) fn input(&mut self) -> &mut R {
        &mut self.input
    }

    /// The next row that is not empty; `None` at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            self.buffer.clear();
            let first = self.line + 1;
            // A row ends at the end of a line outside quotes. Quotes inside quotes are doubled, so counting is enough.
            let mut quoted = false;
            loop {
                let from = self.buffer.len();
                if !self.read_line()? {
                    break;
                }
                quoted ^= self.buffer[from..].iter().filter(|&&byte| byte == b'"').count() % 2 == 1;
                // An unclosed quote would take the rest of the file for one cell.
                if self.buffer.len() > MAX_RECORD_BYTES {
                    return Err(Broken::row(first, if quoted { UNCLOSED } else { "a row larger than 1 MB" }));
                }
                if !quoted {
                    break;
                }
            }
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let row = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            if row.trim_ascii().is_empty() && self.delimiter == 0 {
                continue;
            }
            if self.delimiter == 0 {
                if let Some(separator) = separator_of(row) {
                    self.delimiter = separator;
                    continue;
                }
                if row.contains(&b'\r') && !row.contains(&b'"') {
                    return Err(Broken::row(first, OLD_MAC));
                }
                self.delimiter = delimiter_of(row);
            }
            if row.iter().all(|&byte| byte == self.delimiter || byte == b' ') {
                continue; // Spreadsheets end a file with empty rows.
            }
            let text = text_of(row, first)?;
            return Ok(Some(Row { cells: cells(text, char::from(self.delimiter), first)?, line: first }));
        }
    }

    /// Adds a line to the buffer, with its end, or enough of it to show that it is too long. Returns whether there was
    /// one.
    fn read_line(&mut self) -> Result<bool, Broken> {
        let from = self.buffer.len();
        let mut limited = (&mut self.input).take(MAX_RECORD_BYTES as u64 + 1);
        limited.read_until(b'\n', &mut self.buffer).map_err(Broken::Io)?;
        self.line += 1;
        Ok(self.buffer.len() > from)
    }
}

/// The separator given by a first line `sep=;`.
fn separator_of(row: &[u8]) -> Option<u8> {
    let row = row.strip_prefix(b"\"").and_then(|row| row.strip_suffix(b"\"")).unwrap_or(row);
    let (word, separator) = row.split_at_checked(b"sep=".len())?;
    let [separator] = separator else { return None };
    (word.eq_ignore_ascii_case(b"sep=") && SEPARATORS.contains(separator)).then_some(*separator)
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
            Some(quoted) => quoted_cell(quoted).ok_or(Broken::row(line, UNCLOSED))?,
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                if rest[..end].contains('"') && !is_formula_text(&rest[..end]) {
                    return Err(Broken::row(line, "a quote inside an unquoted cell"));
                }
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        match after.strip_prefix(delimiter) {
            Some(after) => rest = after,
            None if after.is_empty() => return Ok(cells),
            None => return Err(Broken::row(line, "extra text after a closing quote")),
        }
    }
}

/// `="00123"`: a formula as spreadsheets write it, not quoted itself. The cells around it can still be told apart.
fn is_formula_text(cell: &str) -> bool {
    let text = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    text.is_some_and(|text| !text.contains('"'))
}

/// A cell up to its closing quote, and the rest.
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
