//! Pages to PDF bytes.
//!
//! Input: finished pages and their structure. Output: one file. Makes no layout decisions.

pub mod assemble;
pub mod content;
pub mod deflate;
pub mod encode;
pub mod font;
pub mod fonts;
pub mod images;
pub mod intent;
pub mod metadata;
pub mod object;
pub mod operators;
pub mod outline;
pub mod tags;
pub mod trees;
