//! Pages to PDF bytes.
//!
//! Input: finished pages and their structure. Output: one file. Makes no layout decisions.

pub(crate) mod assemble;
pub(crate) mod check;
pub(crate) mod content;
pub(crate) mod deflate;
pub(crate) mod edition;
pub(crate) mod encode;
pub(crate) mod font;
pub(crate) mod fonts;
pub(crate) mod images;
pub(crate) mod inks;
pub(crate) mod intent;
pub(crate) mod metadata;
pub(crate) mod object;
pub(crate) mod operators;
pub(crate) mod outline;
pub(crate) mod spots;
pub(crate) mod tags;
pub(crate) mod trees;
