//! Whether a run's PDFs still match what was made: every page present, once, in its place and unaltered.
//!
//! Input: a manifest and files read back by an independent reader. Output: a list of faults by copy and page. No fault
//! contains a value.

mod compare;
mod drawn;
mod expected;
mod file;
pub mod pixels;
pub mod read;
mod text;
mod unreadable;
mod values;

pub use compare::{Comparison, Fault, Found, compare};
pub use expected::{Expected, ExpectedPage};
pub use read::{Document, ReadPage};
pub use unreadable::Unreadable;
pub use values::{Reading, shows};
