//! Records: from a file of patients to one copy's values, one at a time.
//!
//! Input: a CSV, JSON, NDJSON, FHIR or HL7 file or a workbook, and how its columns are named. Output: a stream of
//! [`Record`]s and [`Reject`]s in file order. Rows and objects are read in constant memory at any length; workbooks,
//! Bundles and messages are read whole, up to a limit. No message here, or anywhere later, contains a value:
//! a record is identified by its number, a field by its name.

mod assemble;
mod check;
mod columns;
mod dialect;
mod fhir;
mod hl7;
mod input;
mod objects;
mod plan;
mod reader;
mod reading_mode;
mod report;
mod sheet;
mod table;
mod tabular;

use std::io;

pub(crate) use check::{Checker, Rules};
pub(crate) use columns::{Columns, Target};
pub(crate) use dialect::time_zone;
pub use dialect::{DateOrder, Dialect, Encoding};
pub(crate) use objects::{FieldValue, Fields, flat_list};
pub(crate) use plan::Plan;
#[cfg(feature = "cli")]
pub(crate) use reader::Headings;
pub(crate) use reader::Reader;

use crate::geom::{Length, Size};
use crate::lang::Language;

/// The values of one copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its position among the file's records, from 1. Headings, blank lines and brackets are not counted.
    pub number: u64,
    /// The line of its file where it begins, from 1.
    pub line: u64,
    /// The nonblank values, `(field, value)`; each field at most once.
    pub values: Vec<(String, String)>,
    /// The language of the copy, in canonical form and one that has a handout; `None` for the run's own.
    pub language: Option<Language>,
    /// Paper size, instead of the run's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the run's.
    pub size: Option<Length>,
}

/// A record of which no copy can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The record's number, as in [`Record::number`].
    pub number: u64,
    /// The line of its file, as in [`Record::line`].
    pub line: u64,
    /// The field at fault, if any.
    pub field: Option<String>,
    /// What is wrong, and what to do: one line, lowercase, and never a value.
    pub reason: String,
}

/// Which record is being read.
#[derive(Clone, Copy)]
struct At {
    number: u64,
    line: u64,
}

impl At {
    fn reject(self, field: Option<&str>, reason: impl Into<String>) -> Reject {
        Reject { number: self.number, line: self.line, field: field.map(str::to_owned), reason: reason.into() }
    }
}

/// Why the rest of a file cannot be read. From there on, records cannot be told apart.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// A system error.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// Something on this line does not follow its format.
    #[error("line {line}: {what}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The headings do not say what the columns are.
    #[error("{}", problems.join("\n"))]
    Headings {
        /// Their line, from 1.
        line: u64,
        /// The problems.
        problems: Vec<String>,
    },
}

impl Broken {
    fn row(line: u64, what: &'static str) -> Broken {
        Broken::Line { line, what }
    }
}

/// Bytes as text, or an error.
fn text_of(bytes: &[u8], line: u64) -> Result<&str, Broken> {
    if bytes.contains(&0) {
        return Err(Broken::row(
            line,
            "UTF-16 text without its byte order mark; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)",
        ));
    }
    // Which letter a byte means differs from code page to code page, and a guess may name another patient.
    std::str::from_utf8(bytes).map_err(|_| {
        Broken::row(
            line,
            "a byte that is not UTF-8; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”), or, if a Windows program \
             wrote it in a Western European language, use `--encoding windows-1252`",
        )
    })
}
