//! All integration tests, in one binary so that they link once.

mod architecture;
mod fonts;
mod pdf_file;
mod pdf_font;
