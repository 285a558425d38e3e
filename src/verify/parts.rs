//! The document parts of a file (ISO 32000-2, 14.12): which pages a press takes for one record.
//!
//! They show on no page, and yet decide what is stapled together. The hierarchy must be whole: every page in one leaf, in
//! order, and named by it.

use rustc_hash::FxHashMap;

use super::file::File;
use crate::manifest::canonical::{Object, Objects, resolve};
use crate::syntax::{Damage, Dict, Value};

/// Maximum depth of the hierarchy; ours has four levels.
const MAX_DEPTH: i64 = 30;

const BROKEN: Damage = Damage { what: "the document parts are broken", at: 0 };

/// The record that each page is in, counted from 0, if the catalog names document parts. `pages` are the pages' object
/// numbers.
pub(super) fn records(file: &mut File, catalog: &Dict<'static>, pages: &[u32]) -> Result<Option<Vec<usize>>, Damage> {
    let Some(root) = catalog.get("DPartRoot") else { return Ok(None) };
    let id = root.as_reference().ok_or(BROKEN)?;
    let root = dict(file, id)?;
    let node = root.get("DPartRootNode").and_then(Value::as_reference).ok_or(BROKEN)?;
    let level = root.get("RecordLevel").and_then(|level| level.as_int()).ok_or(BROKEN)?;
    let places = pages.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let mut walk = Walk { file, pages, places, level, records: 0, found: Vec::with_capacity(pages.len()) };
    walk.node(node, id, 0)?;
    if walk.found.len() == pages.len() { Ok(Some(walk.found)) } else { Err(BROKEN) }
}

struct Walk<'w> {
    file: &'w mut File,
    pages: &'w [u32],
    places: FxHashMap<u32, usize>,
    /// The level of records.
    level: i64,
    /// How many have been begun.
    records: usize,
    /// By page: its record.
    found: Vec<usize>,
}

impl Walk<'_> {
    /// Reads a node and everything below it. That pages come in order also means that the walk ends.
    fn node(&mut self, id: u32, parent: u32, level: i64) -> Result<(), Damage> {
        let node = dict(self.file, id)?;
        let is_part = node.get("Type").is_none() || node.is("Type", "DPart");
        if !is_part || level > MAX_DEPTH || node.get("Parent").and_then(Value::as_reference) != Some(parent) {
            return Err(BROKEN);
        }
        self.records += usize::from(level == self.level);
        let Some(children) = node.get("DParts") else { return self.leaf(id, &node, level) };
        let before = self.found.len();
        for children in self.array(children)? {
            for child in self.array(&children)? {
                self.node(child.as_reference().ok_or(BROKEN)?, id, level + 1)?;
            }
        }
        if self.found.len() > before && node.get("Start").is_none() { Ok(()) } else { Err(BROKEN) }
    }

    /// Reads a leaf, whose pages follow those of the one before it.
    fn leaf(&mut self, id: u32, node: &Dict<'static>, level: i64) -> Result<(), Damage> {
        let place = |key| node.get(key).map(|page| page.as_reference().and_then(|id| self.places.get(&id)).copied());
        let first = place("Start").flatten().ok_or(BROKEN)?;
        // Table 409: only for more than one page.
        let last = match place("End") {
            None => first,
            Some(last) => last.filter(|last| *last > first).ok_or(BROKEN)?,
        };
        if first != self.found.len() || level < self.level {
            return Err(BROKEN);
        }
        for page in &self.pages[first..=last] {
            if dict(self.file, *page)?.get("DPart").and_then(Value::as_reference) != Some(id) {
                return Err(BROKEN);
            }
            self.found.push(self.records.saturating_sub(1));
        }
        Ok(())
    }

    fn array(&mut self, value: &Value<'static>) -> Result<Vec<Value<'static>>, Damage> {
        match resolve(self.file, value)?.value {
            Value::Array(items) => Ok(items),
            _ => Err(BROKEN),
        }
    }
}

fn dict(file: &mut File, id: u32) -> Result<Dict<'static>, Damage> {
    match file.object(id)? {
        Object { value: Value::Dict(dict), data: None } => Ok(dict),
        _ => Err(BROKEN),
    }
}
