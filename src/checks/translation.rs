//! A translation compared with its original: the version it was made from, its fields, blocks and numbers.
//!
//! A translation of an older version is an error: it may say what the hospital no longer says. The rest are warnings,
//! since a number may be written as a word and a sentence may move.

use super::facts::Facts;
use super::outline::{Piece, outline};
use crate::content::suggest;
use crate::content::types::{FieldSpec, Handout, TranslationOf};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::choices::choices_of;
use crate::source::Span;

/// Reports where a translation lags behind `original` or says something else.
pub(crate) fn translation(handout: &Handout, original: &Handout, diagnostics: &mut Diagnostics) {
    let Some(of) = &handout.translation_of else { return };
    version(&of.value, of.span, original, diagnostics);
    fields(handout, original, of.span, diagnostics);
    let (blocks, others) = (outline(handout), outline(original));
    let differ = blocks.iter().zip(&others).position(|(block, other)| block.kind != other.kind);
    if differ.is_none() && blocks.len() == others.len() {
        for (block, other) in blocks.iter().zip(&others) {
            facts(&block.facts, &other.facts, "this block", block.span, other.span, diagnostics);
        }
        return;
    }
    kinds(&blocks, &others, differ, diagnostics);
    // Individual blocks cannot be matched, but their facts can still be counted.
    let all = |pieces: &[Piece]| {
        let mut all = Facts::default();
        pieces.iter().for_each(|piece| all.extend(&piece.facts));
        all
    };
    facts(&all(&blocks), &all(&others), "the translation", handout.title.span, original.title.span, diagnostics);
}

fn version(of: &TranslationOf, span: Span, original: &Handout, diagnostics: &mut Diagnostics) {
    let Some(current) = original.version.as_ref().filter(|version| !version.is_filler) else { return };
    let (problem, span, hint) = match &of.version {
        Some(version) if version.is_filler || version.value == current.value => return,
        Some(version) => (
            Diagnostic::error(
                "translation-behind",
                format!("this translates version `{}`; the original is version `{}`", version.value, current.value),
            ),
            version.span,
            "translate what has changed, then write the original's version here",
        ),
        None => (
            Diagnostic::warning(
                "translation-version-missing",
                "the translation does not say which version of the original it translates",
            ),
            span,
            "add `version` to `translation_of`: the original's `version` when it was translated",
        ),
    };
    let mut problem = problem.at(span, "compared with the original");
    problem.labels.push((Place::Span(current.span), "the original's version".into()));
    diagnostics.push(problem.hint(hint));
}

fn fields(handout: &Handout, original: &Handout, span: Span, diagnostics: &mut Diagnostics) {
    let of = |handout: &Handout| -> Vec<(String, FieldSpec)> {
        let entries = handout.patient.iter().flat_map(|fields| &fields.0);
        entries.map(|(name, spec)| (name.value.clone(), spec.clone())).collect()
    };
    let (own, others) = (of(handout), of(original));
    let differs = |field: &&(String, FieldSpec), among: &[(String, FieldSpec)]| {
        !among.iter().any(|(name, spec)| *name == field.0 && is_same(spec, &field.1))
    };
    let mut names: Vec<&str> =
        own.iter().filter(|field| differs(field, &others)).map(|(name, _)| name.as_str()).collect();
    for (name, _) in others.iter().filter(|field| differs(field, &own)) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        let message = format!("the patient's fields differ from the original's: {}", suggest::list(&names));
        let problem = Diagnostic::warning("translation-fields", message).at(span, "a translation of this original");
        diagnostics.push(
            problem.hint("declare the same fields under `patient`, each of the same type and with the same choices"),
        );
    }
}

/// Whether two fields accept the same values.
fn is_same(own: &FieldSpec, other: &FieldSpec) -> bool {
    let choices = |spec: &FieldSpec| -> Vec<String> {
        let mut choices: Vec<String> = choices_of(spec).map(|(value, _)| value.to_owned()).collect();
        choices.sort();
        choices
    };
    let items = |spec: &FieldSpec| spec.list_of.clone().map_or(Vec::new(), |fields| fields.0);
    let (own_items, other_items) = (items(own), items(other));
    own.kind == other.kind
        && own.required == other.required
        && choices(own) == choices(other)
        && own_items.len() == other_items.len()
        && own_items.iter().all(|(name, spec)| {
            other_items.iter().any(|(other, others)| name.value == other.value && is_same(spec, others))
        })
}

/// Reports the first block that differs in kind from the original's, or is missing or extra.
fn kinds(blocks: &[Piece], others: &[Piece], differ: Option<usize>, diagnostics: &mut Diagnostics) {
    let at = differ.unwrap_or(blocks.len().min(others.len()));
    let (message, span) = match (blocks.get(at), others.get(at)) {
        (Some(block), Some(other)) => {
            (format!("here the translation has {}, but the original has {}", block.kind, other.kind), block.span)
        }
        (Some(block), None) => (format!("the original ends before this block, {}", block.kind), block.span),
        (None, Some(other)) => {
            let Some(last) = blocks.last() else { return };
            (format!("after this block the original continues with {}", other.kind), last.span)
        }
        (None, None) => return,
    };
    let mut problem = Diagnostic::warning("translation-blocks", message).at(span, "differs from the original");
    if let Some(other) = others.get(at) {
        problem.labels.push((Place::Span(other.span), "the original's".into()));
    }
    let counts = format!("the translation has {} blocks, and the original has {}", blocks.len() - 1, others.len() - 1);
    diagnostics.push(problem.hint(format!("{counts}: check that nothing was left out")));
}

/// Reports numbers, phones and values that only one of them has, and doses in other units.
fn facts(own: &Facts, other: &Facts, what: &str, span: Span, place: Span, diagnostics: &mut Diagnostics) {
    let (missing, added, units) = (other.beyond(own), own.beyond(other), own.other_units(other));
    let mut push = |code, message, hint: &str| {
        let mut problem = Diagnostic::warning(code, message).at(span, "compared with the original");
        problem.labels.push((Place::Span(place), "the original".into()));
        diagnostics.push(problem.hint(hint));
    };
    if !missing.is_empty() || !added.is_empty() {
        let lacks = (!missing.is_empty()).then(|| format!("lacks {}", suggest::list(&missing)));
        let adds = (!added.is_empty()).then(|| format!("adds {}", suggest::list(&added)));
        let differs: Vec<String> = lacks.into_iter().chain(adds).collect();
        let hint = "check it against the original; it is best to keep the original's digits as digits";
        push("translation-numbers", format!("compared with the original, {what} {}", differs.join(" and ")), hint);
    }
    for (here, there) in units {
        let message = format!("{what} says {here}, but the original says {there}");
        push("translation-dose", message, "check the dose against the original");
    }
}
