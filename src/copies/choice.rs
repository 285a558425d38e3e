//! Which master serves a record, and making it when it is first needed.
//!
//! Copies of a handout whose blocks depend on the patient have masters of several shapes. They are made from that of the
//! whole handout, whose fonts and images serve all of them.

use std::fmt;
use std::sync::{Arc, PoisonError};

use sha2::{Digest, Sha256};

use super::master::{Fields, Master};
use super::prepared::Prepared;
use super::{Checked, Run, reason};
use crate::content::lists::NONE;
use crate::content::spanned::Entries;
use crate::content::types::{FieldKind, FieldSpec};
use crate::diag::{Diagnostics, Severity};
use crate::engine::add_slug;
use crate::geom::{Length, Size};
use crate::model::choices::choices_of;
use crate::model::images::Pictures;
use crate::model::merge::merge_shaped;
use crate::model::shape::Shape;
use crate::sheet::sides::Stack;

/// A master, or what is wrong with it.
pub(super) type Ready<'a> = Result<Arc<Prepared<'a>>, String>;

/// What determines which master serves a record.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub handout: usize,
    pub paper: Option<Size>,
    pub size: Option<Length>,
    /// By field: whether the record has a value.
    pub given: Vec<bool>,
    /// Where copies share sheets, the stack of the record's.
    pub stack: Stack,
    /// Which conditions hold, and how long its lists are.
    pub shape: Shape,
}

/// For keys, which stay the same for handouts whose copies have only one shape.
impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Choice { handout, paper, size, given, stack, shape } = self;
        let mut fields = f.debug_struct("Choice");
        fields.field("handout", handout).field("paper", paper).field("size", size).field("given", given);
        fields.field("stack", stack);
        if !shape.is_plain() {
            fields.field("shape", shape);
        }
        fields.finish()
    }
}

impl<'a> Run<'a> {
    /// The master that serves a choice, made when first requested; otherwise the problem with it.
    pub(super) fn master(&self, choice: Choice, diagnostics: &mut Diagnostics) -> Ready<'a> {
        let known = self.masters.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, master)) = known.iter().find(|(known, _)| *known == choice) {
            return master.clone();
        }
        drop(known);
        let master = self.make_master(&choice, diagnostics);
        let mut masters = self.masters.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, master)) = masters.iter().find(|(known, _)| *known == choice) {
            return master.clone();
        }
        // Lists and conditions have more combinations than a run should keep; whole ones are few.
        if masters.len() >= MOST_MASTERS {
            masters.retain(|(known, _)| self.is_whole(known));
        }
        masters.push((choice, master.clone()));
        master
    }

    /// Whether a choice has the shape from which those of the other copies of its handout are made.
    fn is_whole(&self, choice: &Choice) -> bool {
        self.handouts.get(choice.handout).is_some_and(|handout| handout.whole == choice.shape)
    }

    /// The problems of a handout that only copies without any block under a condition have.
    pub(super) fn check_bare(&self, handout: usize, diagnostics: &mut Diagnostics) {
        let Some(Checked { files, whole, .. }) = self.handouts.get(handout).filter(|checked| !checked.whole.is_plain())
        else {
            return;
        };
        let bare = Shape::bare(&files.handout);
        if bare == *whole || diagnostics.has_errors() {
            return;
        }
        let request = files.request(&[], self.options.paper, self.options.size);
        let mut found = Diagnostics::default();
        merge_shaped(&self.sources, &request, &bare, &mut Pictures::default(), &mut found);
        // What is said of the whole handout has been said.
        found.0.retain(|problem| problem.severity == Severity::Error);
        diagnostics.0.append(&mut found.0);
    }

    fn make_master(&self, choice: &Choice, diagnostics: &mut Diagnostics) -> Ready<'a> {
        let Some(checked) = self.handouts.get(choice.handout) else {
            return Err("there is no such handout".to_owned());
        };
        let whole = match self.is_whole(choice) {
            true => None,
            false => Some(self.master(self.whole_of(choice, checked), &mut Diagnostics::default())?),
        };
        let specs = choice.shape.fields(&checked.files.handout);
        let specs = specs.as_deref();
        let sample = sample(specs, &choice.given);
        let mut found = Diagnostics::default();
        let request = checked.files.request(&sample, choice.paper, choice.size);
        let mut pictures = whole.as_ref().map(|whole| whole.master.pictures.clone()).unwrap_or_default();
        let document = merge_shaped(&self.sources, &request, &choice.shape, &mut pictures, &mut found);
        let mut key = Sha256::new();
        key.update(checked.key.0);
        key.update(format!("{choice:?}"));
        let keys = (checked.key, key.finalize().into());
        let fields = Fields { specs, region: &checked.region, printings: &checked.printings };
        let mut intent = self.options.intent();
        intent.stack = choice.stack;
        let made = document.map(|mut document| {
            add_slug(&mut document, &intent, self.options.epoch);
            match &whole {
                None => Master::new(document, keys, fields, &intent, self.fonts, &mut found),
                Some(whole) => Ok(whole.master.reshaped(document, keys.1, fields, &mut found)),
            }
        });
        let reason = reason(&found);
        diagnostics.0.append(&mut found.0);
        match made {
            Some(Ok(Some(master))) => Ok(Arc::new(Prepared::new(Master { pictures, ..master }))),
            Some(Err(error)) => Err(error.to_string()),
            Some(Ok(None)) | None => Err(reason),
        }
    }

    /// The choice of the master with all blocks, from which that of another is made.
    fn whole_of(&self, choice: &Choice, checked: &Checked) -> Choice {
        let handout = &checked.files.handout;
        let fields = choice.shape.fields(handout);
        let given = |name: &str| {
            let own = fields.iter().flat_map(|fields| &fields.0).zip(&choice.given);
            own.into_iter().find(|((known, _), _)| known.value == name).map(|(_, given)| *given)
        };
        let whole = checked.whole.fields(handout);
        let all = whole.iter().flat_map(|fields| &fields.0);
        // An item that this record lacks is in the whole handout.
        let given = all.map(|(name, spec)| given(name).unwrap_or(spec.kind != FieldKind::List)).collect();
        Choice { given, shape: checked.whole.clone(), ..choice.clone() }
    }
}

/// When this many masters are known, all but those of whole handouts are dropped. They only affect how fast copies are
/// made.
const MOST_MASTERS: usize = 300;

/// A record with values in these fields.
fn sample(specs: Option<&Entries<FieldSpec>>, given: &[bool]) -> Vec<(String, String)> {
    let fields = specs.iter().flat_map(|specs| &specs.0).zip(given).filter(|(_, given)| **given);
    fields.map(|((name, spec), _)| (name.value.clone(), sample_value(spec))).collect()
}

/// A value that a field accepts.
fn sample_value(spec: &FieldSpec) -> String {
    let value = match spec.kind {
        FieldKind::Text => "A",
        FieldKind::Date => "2026-10-01",
        FieldKind::Time => "14:30",
        FieldKind::Phone => "+1 901-595-3300",
        FieldKind::Choice => choices_of(spec).next().map_or("", |(value, _)| value),
        FieldKind::List => NONE,
    };
    value.to_owned()
}
