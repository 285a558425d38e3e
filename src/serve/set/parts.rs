//! The copies that a form asks for, and how the page names their fields.
//!
//! In a set, fields that identify the patient are filled in once for all handouts. Any other field belongs to its handout,
//! even if another has one of the same name: the date of one test must not be printed as that of another.

use std::sync::Arc;

use crate::content::types::FieldKind;
use crate::model::identity::identifies_patient;
use crate::serve::catalog::{Catalog, Topic, Translation};
use crate::serve::checks::Problem;
use crate::serve::choose::{NotThere, asked_for, labeled, translation};
use crate::serve::form::{FIELD, Form, Wanted, paper, text_size};
use crate::serve::words::Words;

/// Handouts that a set may have.
pub(in crate::serve) const MOST: usize = 20;

/// How a form names the handouts of a set.
pub(in crate::serve) const HANDOUT: &str = "handout";

/// All copies that a form asks for.
#[derive(Clone)]
pub(in crate::serve) struct Parts {
    /// The copies, in order. Never empty.
    pub list: Vec<Part>,
    /// Whether this is a set of handouts.
    pub is_set: bool,
    /// Whether a cover lists them.
    pub cover: bool,
    /// Whether each begins on a front.
    pub fronts: bool,
    /// What the form has for fields that no handout has.
    pub unknown: Vec<String>,
}

/// One copy.
#[derive(Clone)]
pub(in crate::serve) struct Part {
    /// Its handout.
    pub topic: Arc<Topic>,
    /// What it is to be; its values are under the names that the handout has for fields.
    pub wanted: Wanted,
    /// In a set, the fields that it shares with the other handouts. The page names the others after the handout.
    shared: Option<Vec<String>>,
}

impl Part {
    /// Its handout's id.
    pub(in crate::serve) fn id(&self) -> &str {
        &self.topic.id
    }

    /// Its handout in its language.
    pub(in crate::serve) fn translation(&self) -> &Translation {
        &self.topic.translations[self.wanted.translation]
    }

    /// What the page calls a field.
    pub(in crate::serve) fn key(&self, field: &str) -> String {
        match self.is_own(field) {
            true => format!("{}:{field}", self.topic.id),
            false => field.to_owned(),
        }
    }

    /// What the handout calls a field that the page has under a name, and whether it is the handout's only; nothing if
    /// it is not this handout's.
    fn name<'k>(&self, key: &'k str) -> Option<(&'k str, bool)> {
        let named = key.strip_prefix(self.topic.id.as_str()).and_then(|rest| rest.strip_prefix(':'));
        let field = named.unwrap_or(key);
        (self.is_own(field) == named.is_some()).then_some((field, named.is_some()))
    }

    /// What the names of the handout's own fields begin with in a form.
    pub(in crate::serve) fn prefix(&self) -> String {
        format!("{FIELD}{}:", self.topic.id)
    }

    /// Whether a field is this handout's only.
    pub(in crate::serve) fn is_own(&self, field: &str) -> bool {
        self.shared.as_ref().is_some_and(|shared| !shared.iter().any(|shared| shared == field))
    }
}

impl Parts {
    /// One copy without values, as it is shown at first.
    pub(in crate::serve) fn shown(topic: Arc<Topic>, translation: usize) -> Parts {
        let list = vec![Part { topic, wanted: wanted(&Form::default(), translation), shared: None }];
        Parts { list, is_set: false, cover: false, fronts: false, unknown: Vec::new() }
    }

    /// Those of a handout's page: one copy, or a second in another language.
    pub(in crate::serve) fn of_handout(
        catalog: &Catalog,
        id: &str,
        form: &Form,
        words: &Words,
    ) -> Result<Parts, NotThere> {
        let topic = asked_for(catalog, id, form.get("language"))?;
        let first = translation(&topic, form.get("language"), words);
        let part = |index: usize| Part { topic: topic.clone(), wanted: wanted(form, index), shared: None };
        let mut list = vec![part(first)];
        if let Some(also) = form.get("also").filter(|also| !also.is_empty()) {
            asked_for(catalog, id, Some(also))?;
            let also = translation(&topic, Some(also), words);
            list.extend((also != first).then(|| part(also)));
        }
        for part in &mut list {
            part.wanted.values = form.values();
        }
        let fronts = form.get("fronts").is_some();
        Ok(Parts { list, is_set: false, cover: false, fronts, unknown: Vec::new() })
    }

    /// Those of a set. The same handout is in it once.
    pub(in crate::serve) fn of_set(catalog: &Catalog, form: &Form, words: &Words) -> Result<Parts, NotThere> {
        let mut ids: Vec<&str> = Vec::new();
        for (_, id) in form.pairs().filter(|(name, id)| *name == HANDOUT && !id.is_empty()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() || ids.len() > MOST {
            return Err(NotThere::Unknown);
        }
        let mut list = Vec::with_capacity(ids.len());
        let mut shared: Vec<(String, FieldKind)> = Vec::new();
        for id in ids {
            // Whoever opens the page asks for one language, which not every handout may have; the form names each.
            let own = form.get(&format!("language.{id}"));
            let topic = asked_for(catalog, id, own)?;
            let wanted = wanted(form, translation(&topic, own.or_else(|| form.get("language")), words));
            let shared = Some(shared_fields(&topic, &mut shared));
            list.push(Part { topic, wanted, shared });
        }
        let mut unknown = Vec::new();
        for (key, value) in form.values() {
            let mut is_known = false;
            for part in &mut list {
                if let Some((field, _)) = part.name(&key) {
                    is_known = true;
                    part.wanted.values.push((field.to_owned(), value.clone()));
                }
            }
            if !is_known {
                unknown.push(key);
            }
        }
        let [cover, fronts] = ["cover", "fronts"].map(|name| form.get(name).is_some());
        Ok(Parts { list, is_set: true, cover, fronts, unknown })
    }

    /// The same copies without values.
    pub(in crate::serve) fn blank(mut self) -> Parts {
        self.list.iter_mut().for_each(|part| part.wanted.values.clear());
        self
    }

    /// What tells the handouts from themselves after a change.
    pub(in crate::serve) fn version(&self) -> String {
        let mut versions: Vec<String> = self.list.iter().map(|part| part.topic.version()).collect();
        versions.dedup();
        versions.join("-")
    }

    /// The name of a file, without its ending: it has only letters, digits, hyphens and periods.
    pub(in crate::serve) fn name(&self) -> String {
        if self.is_set {
            return self.job();
        }
        let tags = self.list.iter().map(|part| part.translation().language.tag());
        std::iter::once(self.list[0].topic.id.as_str()).chain(tags).collect::<Vec<&str>>().join(".")
    }

    /// What a printer shows of the job.
    pub(in crate::serve) fn job(&self) -> String {
        match self.is_set {
            true => format!("set-of-{}-handouts", self.list.len()),
            false => self.list[0].topic.id.clone(),
        }
    }

    /// The address of the page on which the copies are filled in.
    pub(in crate::serve) fn page_address(&self) -> String {
        match self.is_set {
            true => format!("/set?{}", self.query()),
            false => format!("/handouts/{}", self.list[0].topic.id),
        }
    }

    /// The handouts of a set, for addresses.
    pub(in crate::serve) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        self.list.iter().for_each(|part| {
            query.append_pair(HANDOUT, &part.topic.id);
        });
        query.finish()
    }

    /// The label of a field by the page's name for it, in the page's language; with its part, if it is of that only.
    pub(in crate::serve) fn label(&self, key: &str, words: &Words) -> Option<(Option<&Part>, String)> {
        self.list.iter().find_map(|part| {
            let (name, is_own) = part.name(key)?;
            let labeled = labeled(&part.topic, words);
            labeled.field(name)?;
            Some((is_own.then_some(part), labeled.label(name).into_owned()))
        })
    }

    /// A problem in the page's words. Fields of two handouts may have the same label.
    pub(in crate::serve) fn tell(&self, problem: &Problem, words: &Words) -> String {
        match self.label(&problem.field, words) {
            None => words.of(problem.kind, ""),
            Some((None, label)) => words.of(problem.kind, &label),
            Some((Some(part), label)) => {
                let title = &labeled(&part.topic, words).title;
                format!("\u{2068}{title}\u{2069}: {}", words.of(problem.kind, &label))
            }
        }
    }
}

/// What a form says of all copies.
fn wanted(form: &Form, translation: usize) -> Wanted {
    Wanted { translation, paper: paper(form.get("paper")), size: text_size(form.get("text")), values: Vec::new() }
}

/// The fields of a handout that tell who the patient is. One of another kind than in an earlier handout, such as a date
/// that is text there, is the handout's own: what is typed for one would not be right for the other.
fn shared_fields(topic: &Topic, known: &mut Vec<(String, FieldKind)>) -> Vec<String> {
    let mut shared = Vec::new();
    for field in topic.translations.iter().flat_map(|translation| &translation.fields) {
        if shared.contains(&field.name) || !identifies_patient(&field.name, field.kind) {
            continue;
        }
        let kind = match known.iter().find(|(name, _)| *name == field.name) {
            Some((_, kind)) => *kind,
            None => {
                known.push((field.name.clone(), field.kind));
                field.kind
            }
        };
        if kind == field.kind {
            shared.push(field.name.clone());
        }
    }
    shared
}
