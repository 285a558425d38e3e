//! The JSON Schema of the file format, generated from the types that read it.
//!
//! Editors use it to complete and check. It accepts everything the reader accepts, but cannot express everything the
//! reader checks (that a date exists, that a row is as long as the header).

use std::collections::BTreeSet;

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
    list_words(&mut schema);
    let mut said = BTreeSet::new();
    leave_to_keys(&mut schema, &mut said);
    while let Some(name) = said.pop_first() {
        if let Some(definition) = schema.pointer_mut(&format!("/$defs/{name}")) {
            be_silent(definition, &mut said);
        }
    }
    schema
}

/// Makes a list of each choice among words: editors show it on hover with what each word means, below what the key means.
/// Of alternatives, they would show only the one that is chosen.
fn list_words(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            let word = |part: &Value| Some((part.get("const")?.clone(), part.get("description")?.clone()));
            let choices = entries.get("oneOf").and_then(Value::as_array);
            let words: Option<(Vec<Value>, Vec<Value>)> = choices.and_then(|parts| parts.iter().map(word).collect());
            if let Some((words, meanings)) = words {
                entries.remove("oneOf");
                entries.insert("type".to_owned(), "string".into());
                entries.insert("enum".to_owned(), words.into());
                entries.insert("enumDescriptions".to_owned(), meanings.into());
            }
            entries.values_mut().for_each(list_words);
        }
        Value::Array(items) => items.iter_mut().for_each(list_words),
        _ => {}
    }
}

/// Where a key has a description, the alternatives for its value have none: editors would show theirs instead. `said` are
/// the definitions that are such alternatives.
fn leave_to_keys(schema: &mut Value, said: &mut BTreeSet<String>) {
    match schema {
        Value::Object(entries) => {
            if let Some(Value::Object(properties)) = entries.get_mut("properties") {
                for property in properties.values_mut().filter(|property| property.get("description").is_some()) {
                    let description = property["description"].take();
                    be_silent(property, said);
                    property["description"] = description;
                }
            }
            entries.values_mut().for_each(|below| leave_to_keys(below, said));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| leave_to_keys(item, said)),
        _ => {}
    }
}

/// Takes the description from a schema and its alternatives; those that are elsewhere go to `said`.
fn be_silent(schema: &mut Value, said: &mut BTreeSet<String>) {
    let Value::Object(entries) = schema else { return };
    entries.remove("description");
    if let Some(name) = entries.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/")) {
        said.insert(name.to_owned());
    }
    for choice in ["anyOf", "oneOf"] {
        entries
            .get_mut(choice)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .for_each(|part| be_silent(part, said));
    }
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
