//! What a run reports while it is in progress, for the caller to show.

use crate::diag::{Diagnostic, Diagnostics};
use crate::records::Reject;
use crate::source::Sources;

/// Something that has happened. Never contains a patient's value.
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
    /// No copy will be made of a record.
    Reject(&'e Reject),
    /// A one-line status message.
    Note(String),
    /// Copies are about to be made.
    Begun {
        /// How many a stopped run had already made.
        done: u64,
        /// How many there will be.
        total: u64,
    },
    /// One more copy was made.
    Copied,
    /// The last copy was made, or no more will be.
    Ended,
}

/// The callback, called on the thread that runs the batch.
pub type Listener<'l> = dyn FnMut(Event<'_>) + 'l;
