//! From a document to rows of placed content, ready to fill pages.
//!
//! Two steps: [`shape_document`](shaped::shape_document) shapes every text once; [`compose`](compose::compose) breaks
//! lines for a measure and stacks them, as often as pagination asks with other spaces. Knows no page breaks and no PDF.

mod apart;
mod boxes;
mod figures;
mod footnotes;
mod headings;
mod icons;
pub(crate) mod letters;
mod signature;
mod titles;
mod cells;
pub(crate) mod compose;
pub(crate) mod composer;
pub(crate) mod display;
pub(crate) mod flow;
pub(crate) mod lines;
mod lists;
mod schedules;
pub(crate) mod place;
pub(crate) mod questions;
pub(crate) mod shaped;
mod tables;
