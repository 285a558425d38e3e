//! From a document to rows of placed content, ready to be filled into pages.
//!
//! Two steps: [`shape_document`](shaped::shape_document) shapes every text once; [`compose`](flow::compose) breaks lines
//! for a measure and stacks them, as often as pagination asks with other spaces. Knows no page break and no PDF.

pub mod boxes;
mod cells;
pub mod display;
pub mod flow;
pub mod lines;
pub mod lists;
pub mod questions;
pub mod shaped;
pub mod slots;
pub mod tables;
