//! Records: from a file of patients to one copy's values, one at a time.
//!
//! Comes in: a CSV, JSON, NDJSON or FHIR file of any length, and how its columns are named. Goes out: a stream of
//! [`Record`]s and [`Reject`]s in the order of the file, in constant memory. No message here, or anywhere after, holds
//! a value: a record is named by its number, a field by its name.

mod check;
mod columns;
mod fhir;
mod input;
mod objects;
mod reader;
mod tabular;

use std::io;

pub use check::{Checker, Rules};
pub use columns::{Columns, Target};
pub use objects::{FieldValue, Fields};
pub use reader::{Plan, Reader};

use crate::geom::{Length, Size};
use crate::lang::Language;

/// The values of one copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its place among the file's records, from 1. Headings, blank lines and brackets are not counted.
    pub number: u64,
    /// The line of its file on which it begins, from 1.
    pub line: u64,
    /// The values that are not blank, `(field, value)`, no field twice.
    pub values: Vec<(String, String)>,
    /// The language of the copy, in canonical form and one there is a handout for; `None` for the run's own.
    pub language: Option<Language>,
    /// The paper, instead of the run's.
    pub paper: Option<Size>,
    /// The size of running text, instead of the run's.
    pub size: Option<Length>,
}

/// A record of which no copy can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The record's number, as in [`Record::number`].
    pub number: u64,
    /// The line of its file, as in [`Record::line`].
    pub line: u64,
    /// The field at fault, if it is one.
    pub field: Option<String>,
    /// What is wrong, and what to do: one line, lower case, and never a value.
    pub reason: String,
}

/// Why the rest of a file cannot be read. After it no record can be told from another.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// Something on this line is not what its format says.
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
        /// The line on which they stand, from 1.
        line: u64,
        /// What is wrong, problem by problem.
        problems: Vec<String>,
    },
}

impl Broken {
    fn row(line: u64, what: &'static str) -> Broken {
        Broken::Line { line, what }
    }
}

/// Bytes as text, or what they are instead.
fn text_of(bytes: &[u8], line: u64) -> Result<&str, Broken> {
    if bytes.contains(&0) {
        return Err(Broken::row(line, input::UTF_16));
    }
    std::str::from_utf8(bytes).map_err(|_| {
        Broken::row(line, "a byte that is not UTF-8 (Latin-1 or Windows-1252?); save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)")
    })
}
