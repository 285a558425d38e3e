//! Pages to PDF bytes.

pub mod deflate;
pub mod file;
pub mod font;
