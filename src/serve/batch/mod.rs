//! Copies for a whole sheet of records: from the page, and for programs.
//!
//! Nothing of a sheet is kept between requests. The browser keeps it, in memory, and sends it again with each question:
//! what are its columns, is it right, how does a copy look, the PDF, the rows to mend. A limited number of sheets is in
//! memory at a time, and each goes with its request.

pub(super) mod answers;
pub(super) mod api;
mod making;
mod mend;
pub(super) mod page;
mod progress;
mod rows;
