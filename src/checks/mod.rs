//! What is worth knowing about a handout beyond whether it can be printed: one rule a file.
//!
//! In: handouts as they were read, and the day it is. Out: diagnostics. Nothing here changes what is printed.

mod facts;
mod outline;
mod review;
mod translation;

pub use review::review;
pub use translation::translation;
