//! Blocks and colors that may be written as the value of their main key alone: `note: Text` is `note: {text: Text}`.

use schemars::Schema;
use serde_json::{Value, json};

use super::tree::{Kind, NodeId, Tree};

/// The types that may be, by the names serde knows them by, and their main keys.
const TYPES: [(&str, &str); 11] = [
    ("BoxSpec", "text"),
    ("ItemSpec", "text"),
    ("RowSpec", "row"),
    ("StepsSpec", "items"),
    ("ListSpec", "items"),
    ("ChecklistSpec", "items"),
    ("SignatureSpec", "items"),
    ("InkSpec", "cmyk"),
    ("LogoSpec", "image"),
    ("ThemeSpec", "name"),
    ("FontSpec", "regular"),
];

/// The main key of a type with these keys, if the node is the value of that key alone. A mapping with none of the type's
/// keys is a text with a colon in it, or one that begins with a brace, and is reported as such.
pub(super) fn main_key(name: &str, fields: &[&'static str], tree: &Tree<'_>, node: NodeId) -> Option<&'static str> {
    let (_, main) = TYPES.iter().find(|(known, _)| *known == name)?;
    let known = |key: NodeId| tree.scalar(key).is_some_and(|key| fields.contains(&key));
    match &tree.node(node).kind {
        Kind::Mapping(pairs) if pairs.iter().any(|pair| known(pair.0)) => None,
        // Only a text may have a colon in it; a name, a file or a color has none.
        Kind::Mapping(_) if !matches!(*main, "text" | "items") => None,
        _ => Some(main),
    }
}

/// The schema of a type whose text may stand alone.
pub(super) fn allow_text_alone(schema: &mut Schema) {
    allow_alone(schema, "text");
}

/// The schema of a type whose items may stand alone.
pub(super) fn allow_items_alone(schema: &mut Schema) {
    allow_alone(schema, "items");
}

/// The schema of a row whose cells may stand alone.
pub(super) fn allow_row_alone(schema: &mut Schema) {
    allow_alone(schema, "row");
}

/// The schema of a color whose inks may stand alone.
pub(super) fn allow_cmyk_alone(schema: &mut Schema) {
    allow_alone(schema, "cmyk");
}

/// The schema of a picture whose file may stand alone.
pub(super) fn allow_image_alone(schema: &mut Schema) {
    allow_alone(schema, "image");
}

/// The schema of a theme whose name may stand alone.
pub(super) fn allow_name_alone(schema: &mut Schema) {
    allow_alone(schema, "name");
}

/// The schema of a font whose regular face may stand alone.
pub(super) fn allow_regular_alone(schema: &mut Schema) {
    allow_alone(schema, "regular");
}

fn allow_alone(schema: &mut Schema, main: &str) {
    let whole = schema.clone().to_value();
    let alone = whole["properties"][main].clone();
    let description = whole.get("description").cloned().unwrap_or(Value::Null);
    *schema = schemars::json_schema!({"description": description, "anyOf": json!([alone, whole])});
}
