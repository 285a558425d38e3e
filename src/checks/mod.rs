//! What is worth knowing about a handout besides whether it can be printed: one rule per file.
//!
//! Input: handouts as read, and today's date. Output: diagnostics. Nothing here changes what is printed.

mod facts;
mod outline;
mod review;
mod translation;

pub(crate) use review::review;
pub(crate) use translation::translation;
