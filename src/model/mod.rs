//! From a handout and what belongs to it to one [`document::Document`].

pub mod document;
pub mod expressions;
pub mod inline;
pub mod markdown;
pub mod phones;
pub mod placeholders;
