//! `handout schema`: the file format for editors.

use super::args::{SchemaArgs, SchemaKind};
use super::outcome::Outcome;
use super::stdout::print;
use crate::content::{FileKind, schema};

/// Prints the JSON Schema of one kind of file.
pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    let kind = match args.kind {
        SchemaKind::Handout => FileKind::Handout,
        SchemaKind::Site => FileKind::Site,
        SchemaKind::Notices => FileKind::Notices,
    };
    print(schema_text(kind)?.as_bytes())?;
    Ok(Outcome::Clean)
}

/// The JSON Schema of one kind of file, as a file.
pub(super) fn schema_text(kind: FileKind) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&schema(kind))? + "\n")
}
