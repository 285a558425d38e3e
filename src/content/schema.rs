//! The JSON Schema of the file format, generated from the types that read it.
//!
//! Editors complete and check with it. What the reader accepts, the schema accepts; a schema cannot say everything that
//! the reader checks (that a day exists, that a row is as long as the header).

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::entry::LANGUAGE;
use super::types::{Handout, Notices, Site};

/// The files that make up a handout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The handout itself.
    Handout,
    /// What all handouts of a hospital share.
    Site,
    /// The language-assistance notices.
    Notices,
}

/// The schema of a kind of file.
pub fn schema(kind: FileKind) -> Value {
    match kind {
        FileKind::Handout => generate::<Handout>("Handout"),
        FileKind::Site => generate::<Site>("Site"),
        FileKind::Notices => generate::<Notices>("Notices"),
    }
}

fn generate<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    schema.to_value()
}

/// A block may also be a string, and a mapping may name its language. A block's words are strings, too, so that the alternatives
/// overlap: `oneOf` becomes `anyOf`.
pub(super) fn allow_text(schema: &mut Schema) {
    let Some(Value::Array(mut alternatives)) = schema.remove("oneOf") else { return };
    for mapping in &mut alternatives {
        let needs_language = mapping["properties"]["body"].is_object();
        if let Some(Value::Object(properties)) = mapping.get_mut("properties") {
            let description = "Language of this block (BCP 47), where it is not that of the text round it.";
            properties.insert(LANGUAGE.into(), json!({"type": ["string", "boolean"], "description": description}));
        }
        if needs_language && let Some(Value::Array(required)) = mapping.get_mut("required") {
            required.push(LANGUAGE.into());
        }
    }
    alternatives.push(json!({
        "type": ["string", "number", "boolean"],
        "description": "Running text (CommonMark: paragraphs, bold, italic, lists, links)."
    }));
    schema.insert("anyOf".into(), alternatives.into());
}
