//! Pages to PDF bytes.

pub mod font;
