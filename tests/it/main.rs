//! All integration tests, in one binary so that they link once.

mod architecture;
mod bad_inputs;
mod bidi;
mod breaks;
mod builds;
mod cli;
mod fonts;
mod images;
mod merge;
mod pdf_file;
mod pdf_font;
mod phones;
mod scalars;
mod schema;
mod shaping;
mod support;
mod layout;
mod props;
mod structure;
mod notices;
mod bilingual;
mod copies;
