//! What a run says while it is under way, for somebody to show.

use crate::diag::{Diagnostic, Diagnostics};
use crate::records::Reject;
use crate::source::Sources;

/// Something that has happened. None of it holds a value of a patient.
#[derive(Debug)]
pub enum Event<'e> {
    /// Problems were found in the handouts' files.
    Problems(&'e Sources, Diagnostics),
    /// A problem was found in the records.
    RecordsProblem {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: Diagnostic,
    },
    /// There will be no copy of a record.
    Reject(&'e Reject),
    /// How things stand, in a line.
    Note(String),
    /// Copies are about to be made.
    Begun {
        /// How many a run that was stopped had made.
        done: u64,
        /// How many there will be.
        total: u64,
    },
    /// A copy more is made.
    Copied,
    /// The last copy is made, or none will be any more.
    Ended,
}

/// Who is told, on the thread that runs the batch.
pub type Listener<'l> = dyn FnMut(Event<'_>) + 'l;
