//! Conditions: what a record must say for a block, a row or an item to be printed.
//!
//! A condition is data, not an expression: fields, each with the values of which it must have one. All of them must
//! hold.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::spanned::{Entries, Scalar};

/// Serde name that tells this module's reader that a sequence may stand in place of a text.
pub(super) const ONE_OR_MORE: &str = "$OneOrMore";

/// The word for any value, in place of one.
pub(crate) const GIVEN: &str = "given";
/// The words for no value.
pub(crate) const NOT_GIVEN: &str = "not given";

/// A condition: fields such as `patient.sedation`, each with its values.
#[derive(Clone, Debug)]
pub(crate) struct When(pub Entries<OneOrMore>);

/// One value or several.
#[derive(Clone, Debug)]
pub(crate) struct OneOrMore(pub Vec<Scalar>);

impl When {
    /// The condition in words: `patient.route: oral, tube; patient.sedation: yes`.
    pub(crate) fn in_words(&self) -> String {
        let test = |(field, values): &(Scalar, OneOrMore)| {
            let values: Vec<&str> = values.0.iter().map(|value| value.value.as_str()).collect();
            format!("{}: {}", field.value, values.join(", "))
        };
        let mut tests: Vec<String> = self.0.0.iter().map(test).collect();
        tests.sort();
        tests.join("; ")
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Entries::deserialize(deserializer).map(When)
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OR_MORE, ValuesVisitor)
    }
}

struct ValuesVisitor;

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = OneOrMore;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or a list of values")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<OneOrMore, D::Error> {
        Ok(OneOrMore(vec![Scalar::deserialize(value)?]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMore, A::Error> {
        let mut values = vec![];
        while let Some(value) = items.next_element()? {
            values.push(value);
        }
        Ok(OneOrMore(values))
    }
}

/// The schema of a block's condition.
pub(super) fn condition_schema() -> Value {
    let value = json!({"type": ["string", "number", "boolean"]});
    json!({
        "type": "object",
        "description": "The condition under which this block is printed: `{patient.sedation: yes}`. All of its tests must \
                        hold; a list of values means one of them.",
        "minProperties": 1,
        "propertyNames": {"pattern": "^patient\\.[a-z][a-z0-9_]*$"},
        "additionalProperties": {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}
    })
}

impl JsonSchema for When {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        match condition_schema() {
            Value::Object(schema) => schema.into(),
            _ => json_schema!({}),
        }
    }
}
