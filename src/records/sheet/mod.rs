//! Workbooks: the rows of one sheet of an `.xlsx` or `.ods` file.
//!
//! Read here and not by a spreadsheet library, because the libraries drop what decides whether a digit is right: the
//! format of a number, a formula without its result, a hidden row, a row of totals. Nothing is computed; a cell is what
//! its program stored and shows. Memory is limited before anything is unpacked: see [`Budget`].

mod cell;
mod number_format;
mod ods;
mod totals;
mod xlsx;
mod xml;

use std::cell::Cell as Counter;
use std::io::{Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;

pub(super) use cell::{Cell, text_for};

use super::Broken;
use crate::source::limits::{MAX_COLUMNS, MAX_RECORD_BYTES, MAX_SHEET_CELLS, MAX_UNPACKED_BYTES};

/// The first bytes of a ZIP file.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

const DAMAGED: &str = "the workbook is damaged or not an .xlsx or .ods file; open it in a spreadsheet program and save it \
    again";
const TOO_LARGE: &str = "the workbook is too large when unpacked; save the sheet as “CSV UTF-8”";
const HIDDEN: &str = "the row is hidden in the sheet, perhaps by a filter; show or delete it";

/// A sheet: its rows that are not blank.
#[derive(Default)]
pub(super) struct Sheet {
    rows: Vec<Row>,
    /// The cells of all rows, with their columns from 0.
    cells: Vec<(u32, Cell)>,
    next: usize,
}

struct Row {
    /// Its number in the sheet, from 1.
    number: u64,
    /// Why it is no record, whatever its cells say.
    barred: Option<&'static str>,
    /// Where its cells end in those of the sheet.
    end: usize,
}

/// A row as it is handed out: as many cells as reach to its last one.
pub(super) struct SheetRow {
    pub number: u64,
    /// Why it is no record, whatever its cells say.
    pub barred: Option<&'static str>,
    pub cells: Vec<Cell>,
}

/// Reads a sheet: the one of this name, or the first that is not hidden.
pub(super) fn read(bytes: Vec<u8>, name: Option<&str>) -> Result<Sheet, Broken> {
    let mut workbook = Workbook::open(bytes)?;
    let kind = workbook.part("mimetype").ok().flatten().map(|bytes| bytes.trim_ascii().to_vec());
    match kind.as_deref() {
        Some(b"application/vnd.oasis.opendocument.spreadsheet") => ods::read(&mut workbook, name),
        Some(_) => Err(broken("a document that is not a spreadsheet; give an .xlsx, .ods or CSV file")),
        None => xlsx::read(&mut workbook, name),
    }
}

fn broken(what: &'static str) -> Broken {
    Broken::row(1, what)
}

/// The problem that no sheet has the name asked for. Names of sheets may be names of patients.
fn no_sheet(count: usize) -> Broken {
    let sheets = if count == 1 { "1 sheet".to_owned() } else { format!("{count} sheets") };
    Broken::Headings { line: 1, problems: vec![format!("the workbook has no sheet of that name; it has {sheets}")] }
}

/// How many bytes may still be unpacked from a workbook, whatever its parts say about their sizes.
type Budget = Rc<Counter<u64>>;

/// An open workbook.
struct Workbook {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    budget: Budget,
}

impl Workbook {
    fn open(bytes: Vec<u8>) -> Result<Workbook, Broken> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(DAMAGED))?;
        // Two parts of one name are read differently by different programs.
        if archive.has_duplicate_names() {
            return Err(broken(DAMAGED));
        }
        Ok(Workbook { archive, budget: Rc::new(Counter::new(MAX_UNPACKED_BYTES)) })
    }

    /// A part's bytes as they are unpacked; `None` if there is no such part.
    fn stream(&mut self, name: &str) -> Result<Option<impl Read>, Broken> {
        let budget = Rc::clone(&self.budget);
        let Some(at) = self.archive.index_for_name(name.trim_start_matches('/')) else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|_| broken(DAMAGED))?;
        Ok(Some(Counted { part, budget }))
    }

    /// A small part as a whole.
    fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Broken> {
        const LARGEST: u64 = 1024;
        let Some(stream) = self.stream(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        stream.take(LARGEST).read_to_end(&mut bytes).map_err(|_| broken(DAMAGED))?;
        Ok(Some(bytes))
    }

    /// Why a part could not be read to its end.
    fn failure(budget: &Budget) -> Broken {
        broken(if budget.get() == 0 { TOO_LARGE } else { DAMAGED })
    }
}

/// Unpacks a part within the workbook's budget.
struct Counted<R> {
    part: R,
    budget: Budget,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.part.read(buffer)?;
        let left = self.budget.get().saturating_sub(read as u64);
        self.budget.set(left);
        match left {
            0 => Err(std::io::Error::other("too large")),
            _ => Ok(read),
        }
    }
}

impl Sheet {
    /// Adds a cell to the row in progress; columns ascend.
    fn add(&mut self, column: u32, cell: Cell) -> Result<(), Broken> {
        if cell.is_blank() {
            return Ok(());
        }
        // One more than there may be headings, so that a column without a heading is found.
        if column as usize > MAX_COLUMNS {
            return Err(Broken::Headings {
                line: 1,
                problems: vec![format!("the sheet is wider than {MAX_COLUMNS} columns")],
            });
        }
        let from = self.rows.last().map_or(0, |row| row.end);
        if self.cells[from..].last().is_some_and(|(last, _)| *last >= column) {
            return Err(broken(DAMAGED));
        }
        if self.cells.len() >= MAX_SHEET_CELLS {
            return Err(broken(TOO_LARGE));
        }
        self.cells.push((column, cell));
        Ok(())
    }

    /// Ends a row, which is dropped if it has no cells.
    fn end_row(&mut self, number: u64, hidden: bool) {
        let from = self.rows.last().map_or(0, |row| row.end);
        if self.cells.len() > from {
            self.rows.push(Row { number, barred: hidden.then_some(HIDDEN), end: self.cells.len() });
        }
    }

    /// Adds copies of the last row, which has cells.
    fn repeat_row(&mut self, times: u64) -> Result<(), Broken> {
        let Some(last) = self.rows.last() else { return Ok(()) };
        let (number, barred, end) = (last.number, last.barred, last.end);
        let from = self.rows.len().checked_sub(2).map_or(0, |before| self.rows[before].end);
        for time in 1..=times {
            if self.cells.len() + (end - from) > MAX_SHEET_CELLS {
                return Err(broken(TOO_LARGE));
            }
            self.cells.extend_from_within(from..end);
            self.rows.push(Row { number: number + time, barred, end: self.cells.len() });
        }
        Ok(())
    }

    /// Refuses merged cells below the headings: the values of all but the first row would be blank.
    fn check_merged(&self, merged: &[(u64, u64)]) -> Result<(), Broken> {
        let Some(heading) = self.rows.first().map(|row| row.number) else { return Ok(()) };
        match merged.iter().find(|(first, last)| last > first && *last > heading) {
            Some((first, _)) => Err(Broken::row(
                *first,
                "cells of several rows are merged here, so that a value belongs to more than one record; unmerge them, \
                 and fill each row",
            )),
            None => Ok(()),
        }
    }

    /// The next row.
    pub(super) fn next_row(&mut self) -> Result<Option<SheetRow>, Broken> {
        let Some(row) = self.rows.get(self.next) else { return Ok(None) };
        let from = self.next.checked_sub(1).map_or(0, |before| self.rows[before].end);
        let mut cells = Vec::new();
        let mut size = 0;
        for (column, cell) in &self.cells[from..row.end] {
            // Many cells may share one text.
            size += cell.size();
            if size > MAX_RECORD_BYTES {
                return Err(Broken::row(row.number, "a row larger than 1 MB"));
            }
            cells.resize(*column as usize, Cell::Blank);
            cells.push(cell.clone());
        }
        self.next += 1;
        Ok(Some(SheetRow { number: row.number, barred: row.barred, cells }))
    }
}
