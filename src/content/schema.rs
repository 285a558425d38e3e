//! The JSON Schema of the file format, generated from the types that read it.
//!
//! Editors use it to complete and check. It accepts everything the reader accepts, but cannot express everything the
//! reader checks (that a date exists, that a row is as long as the header).

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::types::{Handout, Notices, Site};

/// The files that make up a handout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// The handout itself.
    Handout,
    /// What all of a hospital's handouts share.
    Site,
    /// The language-assistance notices.
    Notices,
}

/// The schema of a kind of file.
pub(crate) fn schema(kind: FileKind) -> Value {
    match kind {
        FileKind::Handout => generate::<Handout>("Handout"),
        FileKind::Site => generate::<Site>("Site"),
        FileKind::Notices => generate::<Notices>("Notices"),
    }
}

fn generate<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    let mut schema = schema.to_value();
    name_keys(&mut schema);
    schema
}

/// Gives each key its own name as its title. Editors show it on hover; without one, they show the name of a Rust type.
fn name_keys(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            if let Some(Value::Object(properties)) = entries.get_mut("properties") {
                for (key, property) in properties {
                    if let Value::Object(property) = property {
                        property.entry("title").or_insert_with(|| key.as_str().into());
                    }
                }
            }
            entries.values_mut().for_each(name_keys);
        }
        Value::Array(items) => items.iter_mut().for_each(name_keys),
        _ => {}
    }
}
