//! All integration tests, in one binary so that they link once.

mod bad_inputs;
mod cli;
mod scalars;
mod schema;
