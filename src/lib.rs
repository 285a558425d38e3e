//! Patient handouts from YAML to PDF.
//!
//! Modules in reading order; each uses those listed before it and never those after.

pub mod geom;
pub mod syntax;
pub mod source;
pub mod diag;
pub mod lang;
pub mod content;
pub mod style;
pub mod model;
pub mod checks;
pub mod fonts;
pub mod records;
pub mod manifest;
pub mod text;
pub mod layout;
pub mod paginate;
pub mod pdf;
pub mod engine;
pub mod outputs;
pub mod copies;
pub mod verify;
pub mod batch;
pub mod cli;
