//! All integration tests, in one binary so that they link once.

mod architecture;
mod bad_inputs;
mod bidi;
mod breaks;
mod builds;
mod cli;
mod encode;
mod fonts;
mod images;
mod leading;
mod merge;
mod pdf_file;
mod pdf_font;
mod phones;
mod scalars;
mod schema;
mod sizes;
mod shaping;
mod support;
mod lang;
mod languages;
mod layout;
mod props;
mod structure;
mod notices;
mod bilingual;
