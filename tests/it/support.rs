//! Helpers that several test modules use.

use std::path::Path;
use std::process::{Command, Output};

/// A handout of one word, with one field.
pub(crate) const ONE_WORD: &str = include_str!("../data/one-word.yaml");

/// Runs the program in a folder, with a clean environment.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
    command.current_dir(folder).args(args).env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    command.output().expect("the program starts")
}

/// Its output.
pub(crate) fn printed(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}
