//! Texts that a site may give in several languages: `name: Hospital`, or `name: {en: Hospital, es: Hospital}`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::spanned::{Scalar, Spanned};
use crate::lang::{Language, lookup};

/// Serde name that tells this module's reader that a mapping may stand in place of a text.
pub(super) const LOCALIZED: &str = "$Localized";

/// A text in one language or several, with its place.
pub(crate) type Line = Spanned<Localized>;

/// A text, or several, each with the tag of its language.
#[derive(Clone, Debug)]
pub(crate) struct Localized {
    /// The texts in file order; one without a tag is alone.
    pub texts: Vec<(Option<Scalar>, Scalar)>,
}

impl Localized {
    /// The text for readers of a language, and the language it is in if that is said: in that language, in another
    /// country's or script's form of it, or else the first.
    pub(crate) fn for_language(&self, wanted: &Language) -> Option<(&Scalar, Option<Language>)> {
        let languages: Vec<Option<Language>> =
            self.texts.iter().map(|(tag, _)| Language::parse(tag.as_ref()?)).collect();
        let tagged: Vec<(usize, &Language)> =
            languages.iter().enumerate().filter_map(|(place, language)| Some((place, language.as_ref()?))).collect();
        let known: Vec<Language> = tagged.iter().map(|&(_, language)| language.clone()).collect();
        let place = lookup(&known, wanted).and_then(|found| tagged.get(found)).map_or(0, |&(place, _)| place);
        self.texts.get(place).map(|(_, text)| (text, languages[place].clone()))
    }

    /// Whether there are several, one for each language.
    pub(crate) fn is_by_language(&self) -> bool {
        self.texts.iter().any(|(tag, _)| tag.is_some())
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(LOCALIZED, TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Localized;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or texts by language")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, text: D) -> Result<Localized, D::Error> {
        Ok(Localized { texts: vec![(None, Scalar::deserialize(text)?)] })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Localized, A::Error> {
        let mut texts = vec![];
        while let Some((tag, text)) = pairs.next_entry()? {
            texts.push((Some(tag), text));
        }
        Ok(Localized { texts })
    }
}

impl JsonSchema for Localized {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Localized".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Scalar>();
        let description = "The text in each language, by its tag (BCP 47).";
        json_schema!({"anyOf": [
            text,
            {"type": "object", "additionalProperties": text, "minProperties": 1, "description": description}
        ]})
    }
}
