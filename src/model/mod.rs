//! From a handout and everything that belongs to it to one [`document::Document`].
//!
//! `markdown` reads a scalar's text, `placeholders` and `inline` fill and divide it; `phones`, `expressions` and
//! `identifiers` find what keeps its own direction, `ranges` warns of what has none, and `addresses` checks links.
//! `fields` reads a patient's values, `identity` tells which of them identify the patient, `damage` what programs do to
//! them. `merge` puts everything together.

mod addresses;
mod context;
pub mod damage;
pub mod document;
mod expressions;
pub mod fields;
mod identifiers;
pub mod identity;
mod images;
mod inline;
pub mod markdown;
pub mod merge;
pub mod phones;
mod placeholders;
mod ranges;
pub mod text;
mod theme;
mod unlinked;
pub mod values;
