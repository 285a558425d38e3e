//! From a document to rows of placed content, ready to fill pages.
//!
//! Two steps: [`shape_document`](shaped::shape_document) shapes every text once; [`compose`](compose::compose) breaks
//! lines for a measure and stacks them, as often as pagination asks with other spaces. Knows no page breaks and no PDF.

mod boxes;
mod cells;
pub mod compose;
pub mod composer;
pub mod display;
pub mod flow;
pub mod lines;
mod lists;
pub mod place;
pub mod questions;
pub mod shaped;
mod tables;
