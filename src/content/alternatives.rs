//! What the schema says about a block beyond its type: that it may be text, and that it may name a language and a
//! condition.

use schemars::Schema;
use serde_json::{Value, json};

use super::when::condition_schema;

/// The key with which a block names its language.
pub(super) const LANGUAGE: &str = "language";

/// The key with which a block names its condition.
pub(super) const WHEN: &str = "when";

/// A block may also be a string, and a mapping may name its language and its condition. A block's words are strings too, so the
/// alternatives overlap: `oneOf` becomes `anyOf`.
pub(super) fn allow_text(schema: &mut Schema) {
    let Some(Value::Array(mut alternatives)) = schema.remove("oneOf") else { return };
    for mapping in &mut alternatives {
        name_block(mapping);
        let needs_language = mapping["properties"]["body"].is_object();
        if let Some(Value::Object(properties)) = mapping.get_mut("properties") {
            let description = "Language of this block (BCP 47), if it differs from the surrounding text.";
            properties.insert(LANGUAGE.into(), json!({"type": ["string", "boolean"], "description": description}));
            properties.insert(WHEN.into(), condition_schema());
        }
        if needs_language && let Value::Object(mapping) = mapping {
            mapping.insert("anyOf".into(), json!([{"required": [LANGUAGE]}, {"required": [WHEN]}]));
        }
    }
    alternatives.push(json!({
        "title": "text",
        "type": ["string", "number", "boolean"],
        "description": "Running text (CommonMark: paragraphs, bold, italic, lists, links)."
    }));
    schema.insert("anyOf".into(), alternatives.into());
}

/// Gives a kind of block its key as its name, and its key the description of the block: editors show both.
fn name_block(alternative: &mut Value) {
    let description = alternative["description"].clone();
    let key = match &alternative["properties"] {
        Value::Object(properties) => properties.keys().next().cloned(),
        _ => alternative["const"].as_str().map(str::to_owned),
    };
    let Some(key) = key else { return };
    if let Some(Value::Object(content)) = alternative.pointer_mut(&format!("/properties/{key}")) {
        content.insert("description".into(), description);
    }
    alternative["title"] = key.into();
}
