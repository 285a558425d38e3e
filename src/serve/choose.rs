//! Which handout a request means, and in which language.

use std::sync::Arc;

use axum::http::StatusCode;

use super::answer::{Answer, text};
use super::catalog::{Catalog, Topic, Translation};
use super::words::Words;
use crate::lang::Language;

/// Why a form asks for nothing that there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NotThere {
    /// There is no such handout.
    Unknown,
    /// It, or its translation in the language asked for, has errors now. Another language in its place could not be read.
    Broken,
}

/// The handout of a form, in the language that it names.
pub(super) fn asked_for(catalog: &Catalog, id: &str, language: Option<&str>) -> Result<Arc<Topic>, NotThere> {
    let Some(topic) = catalog.topic(id) else {
        let is_broken = catalog.broken(id, None).is_some();
        return Err(if is_broken { NotThere::Broken } else { NotThere::Unknown });
    };
    let language = language.map(Language::parse);
    match language.is_some_and(|language| language.and_then(|language| topic.translation(&language)).is_none()) {
        true => Err(NotThere::Broken),
        false => Ok(topic.clone()),
    }
}

impl NotThere {
    /// The same in the page's words.
    pub(super) fn answer(self, words: &Words) -> Answer {
        match self {
            NotThere::Unknown => text(StatusCode::NOT_FOUND, words.not_found),
            NotThere::Broken => text(StatusCode::CONFLICT, words.broken),
        }
    }
}

/// The translation that a link asks for; otherwise the one in the page's language, or the original.
pub(super) fn translation(topic: &Topic, asked: Option<&str>, words: &Words) -> usize {
    let parse = |tag: &str| Language::parse(tag);
    let found = asked.and_then(parse).and_then(|language| topic.translation(&language));
    let found = found.or_else(|| topic.translation(&parse(words.tag)?));
    let place = |found: &Translation| topic.translations.iter().position(|known| known.language == found.language);
    found.and_then(place).unwrap_or(0)
}

/// The translation whose labels the page shows: in the page's language, or else the original.
pub(super) fn labeled<'t>(topic: &'t Topic, words: &Words) -> &'t Translation {
    let own = Language::parse(words.tag).and_then(|language| topic.translation(&language));
    own.unwrap_or(&topic.translations[0])
}
