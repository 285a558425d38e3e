//! Whether a run's PDFs still match what was made: every page present, once, in its place and unaltered.
//!
//! Input: a manifest and files read back by an independent reader. Output: a list of faults by copy and page. No fault
//! contains a value.

mod compare;
mod drawn;
mod expected;
pub(crate) mod file;
pub(crate) mod pixels;
mod parts;
mod read;
mod text;
mod unreadable;
pub(crate) mod values;

pub use compare::{Comparison, Fault, Found, compare};
pub use expected::{Expected, ExpectedPage};
pub use read::{Document, ReadPage, WantsText};
pub use unreadable::Unreadable;
pub(crate) use values::Reading;
