//! What a run leaves behind beside its PDFs: which copies it made, and how to know each page again.
//!
//! Nothing here holds a value of a patient. [`page`] says how a page is known; the engine that makes copies computes it
//! from what it writes, `verify` from what it reads back, and the two share nothing else.

pub mod page;

use page::PageMark;

/// One finished copy, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The record's number.
    pub number: u64,
    /// Its pages in order. A blank back (`--duplex`) is none of them.
    pub pages: Vec<PageMark>,
}
