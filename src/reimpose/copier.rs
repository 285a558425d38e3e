//! Objects from one file to another: each that is reached, once, under a new number.
//!
//! What refers to a page refers to the side of a sheet that it is on, and destinations are moved along.

use rustc_hash::FxHashMap;

use super::plan::Plan;
use crate::pdf::object::{File, Ref, Sink};
use crate::preflight::document::{Document, Stream};
use crate::preflight::geometry::{Area, Matrix};
use crate::syntax::write::{push_dict, push_value};
use crate::syntax::{Dict, Value};

/// Where a page has gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    /// The side's index.
    pub side: usize,
    /// The side: a page of the new file.
    pub sheet: Ref,
    /// From the page's space to the side's.
    pub onto: Matrix,
    /// The page, in its own space.
    pub area: Area,
}

/// Copies objects.
pub(super) struct Copier<'d> {
    /// The file that is copied from.
    pub document: &'d Document,
    /// The file that is copied to.
    pub file: File,
    /// The sides of sheets.
    pub sheets: Vec<Ref>,
    /// By page.
    pub homes: Vec<Home>,
    /// Pages by their objects.
    pages: FxHashMap<u32, usize>,
    /// New numbers of objects.
    numbers: FxHashMap<u32, Ref>,
    /// Objects that have a number and are not copied yet.
    waiting: Vec<u32>,
}

impl<'d> Copier<'d> {
    /// A copier to an empty file.
    pub(super) fn new(document: &'d Document, mut file: File, plan: &Plan) -> Copier<'d> {
        let sheets: Vec<Ref> = plan.sheets.sides.iter().map(|_| file.alloc()).collect();
        let home = |(page, leaf): (usize, &super::leaves::Leaf)| {
            let (side, onto) = plan.home(page);
            Home { side, sheet: sheets[side], onto, area: leaf.area }
        };
        let homes = plan.leaves.iter().enumerate().map(home).collect();
        let pages = plan.leaves.iter().map(|leaf| leaf.id).zip(0..).filter(|(id, _)| *id != 0).collect();
        Copier { document, file, sheets, homes, pages, numbers: FxHashMap::default(), waiting: Vec::new() }
    }

    /// The index of the page that a value refers to.
    pub(super) fn page(&self, value: Option<&Value<'_>>) -> Option<usize> {
        self.pages.get(&value?.as_reference()?).copied()
    }

    /// The number of an object that its own code writes; `None` if it has one already.
    pub(super) fn claim(&mut self, id: u32) -> Option<Ref> {
        if self.numbers.contains_key(&id) {
            return None;
        }
        let number = self.file.alloc();
        self.numbers.insert(id, number);
        Some(number)
    }

    /// The number of an object that has one.
    pub(super) fn claimed(&self, id: u32) -> Option<Ref> {
        self.numbers.get(&id).copied()
    }

    /// The new number of an object, which is copied later if it has not been.
    pub(super) fn number(&mut self, id: u32) -> Ref {
        if let Some(page) = self.pages.get(&id) {
            return self.homes[*page].sheet;
        }
        if let Some(number) = self.claim(id) {
            self.waiting.push(id);
            return number;
        }
        self.numbers[&id]
    }

    /// A value with new numbers.
    pub(super) fn value(&mut self, value: &Value<'_>) -> Value<'static> {
        match value {
            Value::Reference(id, _) => reference(self.number(*id)),
            Value::Array(items) => match self.destination(items) {
                Some(destination) => destination,
                None => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            },
            Value::Dict(dict) => Value::Dict(self.dict(dict, &[])),
            other => other.clone().into_owned(),
        }
    }

    /// A dictionary with new numbers, without some of its keys.
    pub(super) fn dict(&mut self, dict: &Dict<'_>, without: &[&str]) -> Dict<'static> {
        let kept = dict.entries().filter(|(key, _)| !without.iter().any(|name| name.as_bytes() == *key));
        let entries = kept.map(|(key, value)| (key.to_vec().into(), self.value(value))).collect();
        // The keys were in a dictionary, so each is there once.
        Dict::new(entries).unwrap_or_default()
    }

    /// Copies everything that has a number, and what that refers to.
    pub(super) fn copy_waiting(&mut self) {
        while let Some(id) = self.waiting.pop() {
            let number = self.numbers[&id];
            let object = self.document.object(id);
            match (object.value, object.data) {
                (Value::Dict(dict), Some(data)) => {
                    let dict = self.dict(&dict, &["Length"]);
                    self.add_stream(number, dict, &data);
                }
                // Whatever else leads to a page that is not among the pages leads nowhere.
                (Value::Dict(dict), None) if dict.is("Type", "Page") || dict.is("Type", "Pages") => {
                    self.add(number, &Value::Null);
                }
                (value, _) => {
                    let value = self.value(&value);
                    self.add(number, &value);
                }
            }
            // What no file has room for is refused in the end; memory is limited, too.
            if self.file.is_full() {
                return;
            }
        }
    }

    /// Adds an object.
    pub(super) fn add(&mut self, number: Ref, value: &Value<'_>) {
        let mut syntax = Vec::new();
        push_value(&mut syntax, value);
        self.file.add_syntax(number, syntax);
    }

    /// Adds a stream with encoded data; its dictionary says how.
    pub(super) fn add_stream(&mut self, number: Ref, dict: Dict<'_>, data: &[u8]) {
        let mut syntax = Vec::new();
        push_dict(&mut syntax, &dict.with("Length", Value::Int(data.len() as i64)));
        self.file.add_stream_syntax(number, syntax, data);
    }

    /// The filters of a stream, for another stream with the same data.
    pub(super) fn filters(&mut self, stream: &Stream) -> Dict<'static> {
        let mut filters = Dict::default();
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = stream.dict.get(key) {
                filters = filters.with(key, self.value(value));
            }
        }
        filters
    }
}

/// A reference to an object of the new file.
pub(super) fn reference(number: Ref) -> Value<'static> {
    Value::Reference(number.number().unsigned_abs(), 0)
}

/// A name.
pub(super) fn name(name: &'static str) -> Value<'static> {
    Value::Name(name.as_bytes().into())
}

/// Numbers in an array: as many digits as paper needs.
pub(super) fn numbers(numbers: impl IntoIterator<Item = f64>) -> Value<'static> {
    const PARTS: f64 = 1e6;
    let number = |number: f64| match (number * PARTS).round() / PARTS {
        whole if whole.fract() == 0.0 && whole.abs() < 1e15 => Value::Int(whole as i64),
        number => Value::Real(number),
    };
    Value::Array(numbers.into_iter().map(number).collect())
}
