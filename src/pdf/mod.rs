//! Pages to PDF bytes.
//!
//! Input: finished pages and their structure. Output: one file. Makes no layout decisions.

pub mod content;
pub mod deflate;
pub mod encode;
pub mod file;
pub mod font;
pub mod fonts;
pub mod images;
pub mod metadata;
pub mod operators;
pub mod tags;
pub mod write;
