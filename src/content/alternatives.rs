//! What the schema says beyond types: that a block may be text and may name a language, and that a mapping may be given
//! as the text of its first key.

use schemars::{Schema, json_schema};
use serde_json::{Value, json};

/// The key with which a block names its language.
pub(super) const LANGUAGE: &str = "language";

/// A block may also be a string, and a mapping may name its language. A block's words are strings too, so the
/// alternatives overlap: `oneOf` becomes `anyOf`.
pub(super) fn allow_text(schema: &mut Schema) {
    let Some(Value::Array(mut alternatives)) = schema.remove("oneOf") else { return };
    for mapping in &mut alternatives {
        let needs_language = mapping["properties"]["body"].is_object();
        if let Some(Value::Object(properties)) = mapping.get_mut("properties") {
            let description = "Language of this block (BCP 47), if it differs from the surrounding text.";
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

/// A mapping may be given as the text of its first key.
pub(super) fn allow_scalar(schema: &mut Schema) {
    let description = schema.remove("description");
    let mapping = std::mem::take(schema);
    *schema = json_schema!({"anyOf": [mapping, {"type": ["string", "number", "boolean"]}]});
    description.into_iter().for_each(|text| drop(schema.insert("description".into(), text)));
}
