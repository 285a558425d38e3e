//! Writing handouts in the page, where the server was started for that: the text beside its pages and its problems.
//!
//! Only files that the folder's own handouts are read from can be opened: a name from an address is compared with theirs,
//! and never made into a path.

pub(super) mod answers;
mod file;
pub(super) mod page;
