//! A field that a copy may have, and what it takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spanned::{Entries, Scalar};

/// One field that a copy may have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldSpec {
    /// Its label in the patient box, without a colon.
    pub label: Scalar,
    /// The type of its values.
    #[serde(default, rename = "type")]
    pub kind: FieldKind,
    /// Whether a personalized copy must have it.
    #[serde(default)]
    pub required: bool,
    /// The only values that it may have, each with the words that are printed for it: `{yes: "Yes", no: "No"}`.
    pub choices: Option<Entries<Scalar>>,
    /// If it is a list, such as a patient's medicines: the fields of each of its items.
    pub list_of: Option<Entries<FieldSpec>>,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// A date (ISO 8601), printed as the language writes it.
    Date,
    /// A time of day (`14:30` or `2:30 pm`), printed as the language writes it.
    Time,
    /// A phone number.
    Phone,
    /// One of the values under `choices`.
    Choice,
    /// A list of items, each with the fields under `list_of`.
    List,
}
