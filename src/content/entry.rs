//! An entry of a body: a block, and the language and the condition named beside its key.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::types::{BlockEntry, BlockSpec};

/// Serde name that tells this module's reader that a mapping may name a language and a condition beside a block's
/// key.
pub(super) const ENTRY: &str = "$BlockEntry";

impl<'de> Deserialize<'de> for BlockEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ENTRY, EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = BlockEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a block, optionally with its language and its condition")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<BlockEntry, A::Error> {
        let language = parts.next_element()?.ok_or_else(|| A::Error::custom("a block without its language"))?;
        let when = parts.next_element()?.ok_or_else(|| A::Error::custom("a block without its condition"))?;
        let block = parts.next_element()?.ok_or_else(|| A::Error::custom("a language without its block"))?;
        Ok(BlockEntry { language, when, block })
    }
}

impl JsonSchema for BlockEntry {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        BlockSpec::schema_name()
    }

    /// The block's own schema, with the language added to its mappings.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<BlockSpec>()
    }
}
