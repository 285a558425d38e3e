//! The cover of a set: the patient, and the handouts that belong to it, each in its own language.
//!
//! It is a handout that the program writes, so it looks like the others and is read like them.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use super::parts::Parts;
use crate::Draft;
use crate::content::localized::Line;
use crate::copies::variable::SetCopy;
use crate::copies::{Run, RunOptions};
use crate::diag::Diagnostics;
use crate::engine;
use crate::fonts::Fonts;
use crate::lang::Language;
use crate::model::merge::read_words;
use crate::serve::catalog::{Field, Translation};
use crate::source::Sources;

/// The id of all covers, which is in the ledger.
pub(in crate::serve) const ID: &str = "cover-of-a-set";

/// Covers that are kept laid out, the last used first.
const MOST: usize = 8;

/// The covers that are laid out: by their text, and by what else they are made from.
#[derive(Default)]
pub(in crate::serve) struct Covers(Mutex<Vec<(String, String, Arc<Run<'static>>)>>);

impl Covers {
    /// The cover of copies; `None` if it cannot be made.
    pub(in crate::serve) fn cover(
        &self,
        fonts: &'static Fonts,
        parts: &Parts,
        copies: &[SetCopy<'_>],
    ) -> Option<Arc<Run<'static>>> {
        let (text, site) = (draft(parts, copies)?, parts.list.first()?.topic.version());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.iter().position(|(own, of, _)| *own == text && *of == site) {
            let found = known.remove(place);
            let run = found.2.clone();
            known.insert(0, found);
            return Some(run);
        }
        drop(known);
        let run = Arc::new(prepare(fonts, parts, &text)?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(0, (text, site, run.clone()));
        known.truncate(MOST);
        Some(run)
    }
}

/// The fields of a cover: whatever says who the patient is.
fn fields(parts: &Parts) -> Vec<&Field> {
    let mut fields: Vec<&Field> = Vec::new();
    for part in &parts.list {
        for field in part.translation().fields.iter().filter(|field| !part.is_own(&field.name)) {
            if !fields.iter().any(|known| known.name == field.name) {
                fields.push(field);
            }
        }
    }
    fields
}

/// The values of a cover, in the order of its fields.
pub(in crate::serve) fn values(parts: &Parts) -> Vec<(String, String)> {
    let value = |name: &str| {
        let values = parts.list.iter().filter(|part| !part.is_own(name)).flat_map(|part| &part.wanted.values);
        values.into_iter().find(|(field, _)| field == name).cloned()
    };
    fields(parts).into_iter().filter_map(|field| value(&field.name)).collect()
}

/// The text of a cover.
fn draft(parts: &Parts, copies: &[SetCopy<'_>]) -> Option<String> {
    let first = parts.list.first()?.translation();
    let words = |translation: &Translation, language: &Language| {
        read_words(translation.files.site.as_ref().and_then(|site| site.words.as_ref())).words(language)
    };
    let site = first.files.site.as_ref().and_then(|site| site.name.for_language(&first.language));
    let contents = words(first, &first.language).contents;
    // Without a word for it, the hospital's name says that the page is not one of the handouts.
    let title = contents.or_else(|| Some(Cow::Owned(site?.0.value.clone())))?;
    let mut draft = Draft::new(ID, &title, first.language.tag());
    if let Some(site) = &first.files.handout.site {
        draft.set("site", &site.value);
    }
    for field in fields(parts) {
        draft.field(&field.name, &field.label, field.kind);
    }
    for (part, copy) in parts.list.iter().zip(copies) {
        let translation = part.translation();
        let words = words(translation, &translation.language);
        let title = plain(&copy.title());
        let count = words.page_count.map(|form| form.replace("{pages}", &words.digits.write(copy.pages() as u64)));
        draft.entry(&title, count.as_deref(), translation.language.tag());
    }
    Some(draft.into_yaml())
}

/// Text without anything that the format would read as more than text.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => plain.extend([c, c]),
            c if c.is_ascii_punctuation() => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    plain
}

/// Whether a footer says which edition of a handout it is below: a cover has none.
fn names_edition(text: &Line) -> bool {
    let names = |text: &str| ["{version}", "{reviewed}", "{review_by}"].iter().any(|name| text.contains(name));
    text.value.texts.iter().any(|(_, text)| names(&text.value))
}

/// Reads a cover as if it were beside the first handout, and lays it out.
fn prepare(fonts: &'static Fonts, parts: &Parts, text: &str) -> Option<Run<'static>> {
    let path = parts.list.first()?.translation().path.with_file_name(format!("{ID}.yaml"));
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    // A file that is known is not read from the disk.
    sources.add(&path, text.to_owned());
    let mut files = engine::read(&mut sources, &path, &mut problems).filter(|_| !problems.has_errors())?;
    if let Some(footer) = files.site.as_mut().and_then(|site| site.footer.as_mut()) {
        footer.text = footer.text.take().filter(|text| !names_edition(text));
    }
    Run::over(Cow::Owned(sources), vec![files], fonts, RunOptions::default(), &mut Diagnostics::default())
}
