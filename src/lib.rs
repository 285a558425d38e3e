//! Patient handouts from YAML to PDF.
//!
//! Modules in reading order; each uses those listed before it and never those after.

pub mod cli;
pub mod content;
pub mod diag;
pub mod engine;
pub mod fonts;
pub mod geom;
pub mod lang;
pub mod model;
pub mod source;
pub mod style;
