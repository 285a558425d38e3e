//! The parent tree (ISO 32000-1, 14.7.4.4): from a key of a page, form or object to its elements.

use rustc_hash::FxHashSet;

use super::Own;
use crate::pdf::object::{Ref, Sink};
use crate::pdf::trees::LEAF;
use crate::preflight::document::Document;
use crate::reimpose::copier::{Copier, reference};
use crate::syntax::{Dict, Value};

/// A key and its elements.
type Entry = (i64, Value<'static>);

/// The entries of a number tree, by key.
pub(super) fn read(document: &Document, tree: Option<&Value<'static>>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open: Vec<Value<'static>> = tree.cloned().into_iter().collect();
    while let Some(value) = open.pop() {
        if value.as_reference().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let node = document.as_dict(Some(&value));
        open.extend(document.array(&node, "Kids"));
        for pair in document.array(&node, "Nums").chunks_exact(2) {
            let key = document.resolve(&pair[0]).as_int();
            entries.extend(key.map(|key| (key, pair[1].clone())));
        }
    }
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by_key(|(key, _)| *key);
    entries
}

/// The first key that nothing has.
pub(super) fn next(entries: &[Entry], said: Option<f64>) -> i64 {
    let after = entries.last().map_or(0, |(key, _)| key.saturating_add(1));
    after.max(said.unwrap_or_default() as i64).max(0)
}

/// Writes the tree, without some keys, with those of the sides. Returns it and the next key.
pub(super) fn write(
    copier: &mut Copier<'_>,
    entries: Vec<Entry>,
    without: &FxHashSet<i64>,
    (mut next, own): (i64, &Own),
) -> (Ref, i64) {
    let kept = entries.into_iter().filter(|(key, _)| !without.contains(key));
    let mut entries: Vec<Entry> = kept.map(|(key, value)| (key, copier.value(&value))).collect();
    for (key, owners) in (next..).zip(&own.owners) {
        if !owners.is_empty() {
            let owners = Value::Array(owners.iter().map(|owner| reference(*owner)).collect());
            let number = copier.file.alloc();
            copier.add(number, &owners);
            entries.push((key, reference(number)));
            next = key + 1;
        }
    }
    let mut kids = Vec::with_capacity(entries.len() / LEAF + 1);
    for leaf in entries.chunks(LEAF) {
        let limits = [leaf.first(), leaf.last()].into_iter().flatten().map(|(key, _)| Value::Int(*key)).collect();
        let nums = leaf.iter().flat_map(|(key, value)| [Value::Int(*key), value.clone()]).collect();
        let node = Dict::default().with("Limits", Value::Array(limits)).with("Nums", Value::Array(nums));
        let number = copier.file.alloc();
        copier.add(number, &Value::Dict(node));
        kids.push(reference(number));
    }
    let root = copier.file.alloc();
    copier.add(root, &Value::Dict(Dict::default().with("Kids", Value::Array(kids))));
    (root, next)
}
