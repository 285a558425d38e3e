//! Records: from a file of patients to one copy's values, one at a time.
//!
//! Comes in: a CSV, JSON, NDJSON or FHIR file of any length, and how its columns are named. Goes out: a stream of
//! [`Record`]s and [`Reject`]s in the order of the file, in constant memory. No message here, or anywhere after, holds
//! a value: a record is named by its number, a field by its name.

use crate::geom::{Length, Size};
use crate::lang::Language;

/// The values of one copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its place among the file's records, from 1. Headings, blank lines and brackets are not counted.
    pub number: u64,
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
    /// The field at fault, if it is one.
    pub field: Option<String>,
    /// What is wrong, and what to do: one line, lower case, and never a value.
    pub reason: String,
}
