//! All integration tests, in one binary so that they link once.

mod architecture;
mod fonts;
mod images;
mod merge;
mod pdf_file;
mod pdf_font;
mod phones;
mod support;
mod bad_inputs;
mod cli;
mod scalars;
mod schema;
