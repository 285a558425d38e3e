//! The shape of a copy: which of a handout's conditions hold, and how many items its record's lists have.
//!
//! A shape turns a handout into a plain one: blocks whose condition is false are left out, rows are repeated, and lists
//! have a field for each of their items' values. Everything after this reads plain handouts only, and copies of the same
//! shape share their pages. What is not known is printed: a nurse can cross out a line, but cannot see one that is
//! missing.

use std::borrow::Cow;

use super::choices::{choices_of, chosen};
use super::clean::clean;
use super::lists::{ListState, with_items};
use crate::content::blocks::{ItemSpec, ListSpec, RowSpec, StepsSpec, TableSpec};
use crate::content::lists::ItemOf;
use crate::content::spanned::{Entries, Scalar, Spanned};
use crate::content::types::{BlockEntry, BlockSpec, FieldKind, FieldSpec, Handout};
use crate::content::walk::conditions;
use crate::content::when::{GIVEN, NOT_GIVEN, OneOrMore, When};

/// Rows to be filled in by hand, unless the handout says how many.
const BLANK_ROWS: usize = 4;

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The record does not say.
    Unknown,
}

/// The shape of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    /// By condition, in reading order.
    truths: Vec<Truth>,
    /// By list, in the handout's order.
    lists: Vec<ListState>,
}

/// Whether copies of a handout differ in more than their values.
pub(crate) fn varies(handout: &Handout) -> bool {
    lists(handout).next().is_some() || !conditions(handout).is_empty()
}

fn lists(handout: &Handout) -> impl Iterator<Item = &str> {
    let fields = handout.patient.iter().flat_map(|fields| &fields.0);
    fields.filter(|(_, spec)| spec.list_of.is_some()).map(|(name, _)| name.value.as_str())
}

impl Shape {
    /// The shape of a record's copy.
    pub(crate) fn of(handout: &Handout, record: &[(String, String)]) -> Shape {
        let lists: Vec<ListState> = lists(handout).map(|list| ListState::of(list, record)).collect();
        let known = Known { handout, record, is_personal: record.iter().any(|(_, value)| !clean(value).is_empty()) };
        Shape { truths: conditions(handout).into_iter().map(|when| known.truth(when)).collect(), lists }
    }

    /// The shape that has all blocks, and an item of each list.
    pub(crate) fn whole(handout: &Handout) -> Shape {
        Shape {
            truths: vec![Truth::Yes; conditions(handout).len()],
            lists: lists(handout).map(|_| ListState::Items(1)).collect(),
        }
    }

    /// The shape that has no block under a condition, and no item.
    pub(crate) fn bare(handout: &Handout) -> Shape {
        Shape {
            truths: vec![Truth::No; conditions(handout).len()],
            lists: lists(handout).map(|_| ListState::Items(0)).collect(),
        }
    }

    /// Whether it is that of every copy of its handout.
    pub(crate) fn is_plain(&self) -> bool {
        self.truths.is_empty() && self.lists.is_empty()
    }

    /// A handout's fields, with those of all items of lists.
    pub(crate) fn fields<'h>(&self, handout: &'h Handout) -> Option<Cow<'h, Entries<FieldSpec>>> {
        handout.patient.as_ref().map(|specs| match self.lists.is_empty() {
            true => Cow::Borrowed(specs),
            false => Cow::Owned(with_items(specs, &self.lists)),
        })
    }

    /// The plain handout of this shape.
    pub(crate) fn apply<'h>(&self, handout: &'h Handout) -> Cow<'h, Handout> {
        if self.is_plain() {
            return Cow::Borrowed(handout);
        }
        let names: Vec<&str> = lists(handout).collect();
        let known = conditions(handout).into_iter().map(|when| when.span);
        let reader =
            Applying { truths: known.zip(&self.truths).collect(), lists: names.into_iter().zip(&self.lists).collect() };
        let mut plain = handout.clone();
        plain.body.value = reader.entries(&handout.body);
        plain.patient = self.fields(handout).map(Cow::into_owned);
        Cow::Owned(plain)
    }
}

/// A record as conditions see it.
struct Known<'a> {
    handout: &'a Handout,
    record: &'a [(String, String)],
    is_personal: bool,
}

impl Known<'_> {
    /// Whether all tests of a condition hold.
    fn truth(&self, when: &When) -> Truth {
        // In a copy without a record, nothing is known.
        if !self.is_personal {
            return Truth::Unknown;
        }
        let truths = when.0.0.iter().map(|(field, values)| self.test(field, values));
        truths.fold(Truth::Yes, |all, truth| match (all, truth) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
        })
    }

    fn test(&self, field: &Scalar, values: &OneOrMore) -> Truth {
        let name = field.value.strip_prefix("patient.").unwrap_or_default();
        let fields = self.handout.patient.iter().flat_map(|fields| &fields.0);
        let Some((_, spec)) = fields.into_iter().find(|(known, _)| known.value == name) else { return Truth::Unknown };
        let wants = |word: &str| values.0.iter().any(|value| value.value == word);
        let holds = |holds: bool| if holds { Truth::Yes } else { Truth::No };
        if spec.list_of.is_some() {
            return match ListState::of(name, self.record) {
                ListState::Unknown => Truth::Unknown,
                ListState::Items(0) => holds(wants(NOT_GIVEN)),
                ListState::Items(_) => holds(wants(GIVEN)),
            };
        }
        let value = self.record.iter().find(|(known, _)| known == name).map(|(_, value)| clean(value));
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return match (wants(NOT_GIVEN), wants(GIVEN)) {
                (true, _) => Truth::Yes,
                (false, true) => Truth::No,
                (false, false) => Truth::Unknown,
            };
        };
        if wants(GIVEN) {
            return Truth::Yes;
        }
        match spec.kind {
            // A value that is no choice is an error elsewhere.
            FieldKind::Choice => {
                chosen(choices_of(spec), &value).map_or(Truth::Unknown, |(choice, _)| holds(wants(choice)))
            }
            _ => holds(wants(&value)),
        }
    }
}

/// A shape being applied to a body.
struct Applying<'a> {
    truths: Vec<(crate::source::Span, &'a Truth)>,
    lists: Vec<(&'a str, &'a ListState)>,
}

/// What becomes of a row or an item.
enum Repeated {
    /// It is there, for these items.
    For(Vec<Option<ItemOf>>),
    /// The list is empty, and this says so.
    Empty(Scalar),
}

impl Applying<'_> {
    fn truth(&self, when: &Option<Spanned<When>>) -> Truth {
        let Some(when) = when else { return Truth::Yes };
        self.truths.iter().find(|(span, _)| *span == when.span).map_or(Truth::Unknown, |(_, truth)| **truth)
    }

    fn entries(&self, entries: &[Spanned<BlockEntry>]) -> Vec<Spanned<BlockEntry>> {
        entries.iter().filter_map(|entry| self.entry(entry)).collect()
    }

    fn entry(&self, entry: &Spanned<BlockEntry>) -> Option<Spanned<BlockEntry>> {
        let truth = self.truth(&entry.when);
        if truth == Truth::No {
            return None;
        }
        let blocks = match &entry.block {
            BlockSpec::Landscape(inner) => {
                let inner = self.entries(inner);
                if inner.is_empty() {
                    return None;
                }
                vec![BlockSpec::Landscape(inner)]
            }
            BlockSpec::Body(inner) => {
                let inner = self.entries(inner);
                if inner.is_empty() {
                    return None;
                }
                vec![BlockSpec::Body(inner)]
            }
            BlockSpec::Table(table) => self.table(table),
            BlockSpec::Steps(steps) => {
                self.list(&steps.items, |items| BlockSpec::Steps(StepsSpec { items, ..steps.clone() }))
            }
            BlockSpec::List(list) => {
                self.list(&list.items, |items| BlockSpec::List(ListSpec { items, ..list.clone() }))
            }
            other => vec![other.clone()],
        };
        // From here on, a condition is one of which nothing is known.
        let when = entry.when.clone().filter(|_| truth == Truth::Unknown);
        let place = |value| Spanned { value, span: entry.span, is_filler: entry.is_filler };
        let of = |block| place(BlockEntry { language: None, when: None, block });
        let block = match <[BlockSpec; 1]>::try_from(blocks) {
            Ok([block]) => block,
            Err(blocks) => BlockSpec::Body(blocks.into_iter().map(of).collect()),
        };
        Some(place(BlockEntry { language: entry.language.clone(), when, block }))
    }

    /// A table; below it, or in its place if nothing is left, what says that a list is empty.
    fn table(&self, table: &TableSpec) -> Vec<BlockSpec> {
        let (mut rows, mut empty) = (Vec::new(), Vec::new());
        for row in &table.rows {
            match self.repeated(&row.when, &row.each, &row.empty, &row.blank) {
                Repeated::Empty(text) => empty.push(BlockSpec::Text(text)),
                Repeated::For(items) => {
                    for (index, of) in items.into_iter().enumerate() {
                        let RowSpec { row: cells, empty, .. } = &row.value;
                        // Its problems are reported once.
                        let empty = empty.clone().filter(|_| index == 0);
                        let value = RowSpec { row: cells.clone(), when: None, each: None, empty, blank: None, of };
                        rows.push(Spanned { value, span: row.span, is_filler: row.is_filler });
                    }
                }
            }
        }
        let table = (!rows.is_empty()).then(|| BlockSpec::Table(TableSpec { rows, ..table.clone() }));
        table.into_iter().chain(empty).collect()
    }

    /// A list; in its place if nothing is left, what says that a list is empty.
    fn list(&self, items: &[Spanned<ItemSpec>], make: impl Fn(Vec<Spanned<ItemSpec>>) -> BlockSpec) -> Vec<BlockSpec> {
        let items = self.items(items);
        match items.iter().all(|item| item.each.is_some()) {
            true => items.into_iter().map(|item| BlockSpec::Text(item.value.text)).collect(),
            false => vec![make(items)],
        }
    }

    /// Items; one with `each` says that a list is empty.
    fn items(&self, items: &[Spanned<ItemSpec>]) -> Vec<Spanned<ItemSpec>> {
        let mut all = Vec::new();
        for item in items {
            let ItemSpec { text, steps, list, when, each, empty, blank, .. } = &item.value;
            let plain = |text: &Scalar| ItemSpec {
                text: text.clone(),
                steps: None,
                list: None,
                when: None,
                each: None,
                empty: None,
                blank: None,
                of: None,
            };
            let mut push = |value| all.push(Spanned { value, span: item.span, is_filler: item.is_filler });
            match self.repeated(when, each, empty, blank) {
                Repeated::Empty(text) => push(ItemSpec { each: each.clone(), ..plain(&text) }),
                Repeated::For(items) => {
                    let inner = |items: &Option<Vec<Spanned<ItemSpec>>>| {
                        items.as_ref().map(|items| self.items(items)).filter(|items| !items.is_empty())
                    };
                    for (index, of) in items.into_iter().enumerate() {
                        let empty = empty.clone().filter(|_| index == 0);
                        push(ItemSpec { steps: inner(steps), list: inner(list), empty, of, ..plain(text) });
                    }
                }
            }
        }
        all
    }

    /// What becomes of a row or an item.
    fn repeated(
        &self,
        when: &Option<Spanned<When>>,
        each: &Option<Scalar>,
        empty: &Option<Scalar>,
        blank: &Option<Spanned<u32>>,
    ) -> Repeated {
        let Some(each) = each else {
            return Repeated::For(if self.truth(when) == Truth::No { vec![] } else { vec![None] });
        };
        let list = each.value.strip_prefix("patient.").unwrap_or_default();
        let state = self.lists.iter().find(|(name, _)| *name == list).map_or(ListState::Unknown, |(_, state)| **state);
        let of = |number, is_first| Some(ItemOf { list: list.to_owned(), number, is_first });
        match (state, empty) {
            (ListState::Items(0), Some(empty)) => Repeated::Empty(empty.clone()),
            (ListState::Items(count), _) => Repeated::For((1..=count).map(|number| of(number, number == 1)).collect()),
            (ListState::Unknown, _) => {
                let rows = blank.as_ref().map_or(BLANK_ROWS, |rows| rows.value as usize);
                Repeated::For((0..rows).map(|row| of(0, row == 0)).collect())
            }
        }
    }
}
