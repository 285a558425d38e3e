//! From a handout and everything that belongs to it to one [`document::Document`].
//!
//! `markdown` reads a scalar's text, `placeholders` and `inline` fill and divide it; `phones`, `expressions` and
//! `identifiers` find what keeps its own direction, `ranges` warns of what has none, and `addresses` checks links.
//! `shape` leaves out what a record's conditions leave out, and repeats rows; `fields` reads a patient's values, `choices`
//! and `lists` those that are one of a few, or several, `times` those of a clock; `identity` tells which of them identify the patient, `damage` what programs do to
//! them. `footnotes` numbers notes and puts them at the end of their sections, and `sections` numbers headings. `merge` puts
//! everything together.

mod addresses;
mod blocks;
pub(crate) mod choices;
mod clean;
mod conditions;
mod context;
pub(crate) mod damage;
pub(crate) mod document;
mod expressions;
pub(crate) mod fields;
mod font;
mod footnotes;
pub(crate) mod forms;
mod identifiers;
pub(crate) mod identity;
pub(crate) mod images;
mod inline;
mod lengths;
mod links;
pub(crate) mod lists;
pub(crate) mod markdown;
pub(crate) mod merge;
pub(crate) mod phones;
pub(crate) mod press;
mod placeholders;
mod qr;
mod ranges;
mod running;
mod schedules;
pub(crate) mod shape;
mod sections;
pub(crate) mod text;
mod theme;
mod times;
mod unlinked;
pub(crate) mod values;
mod walk;
