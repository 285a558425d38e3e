//! From the bytes of a YAML file to typed values with spans, and diagnostics for all that is wrong.

pub mod spanned;
pub mod types;
