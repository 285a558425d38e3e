//! From a handout and what belongs to it to one [`Document`].

pub mod document;
