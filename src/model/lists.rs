//! A record's lists: how many items each has, the fields of all of them, and what is wrong with them.
//!
//! A list that a record does not mention is unknown, which is not the same as empty: its rows are printed to be filled in
//! by hand. Only `none` says that there is nothing.

use crate::content::lists::{ItemName, NONE, item_name};
use crate::content::spanned::Entries;
use crate::content::types::FieldSpec;
use crate::source::limits::MAX_LIST_ITEMS;

use super::clean::clean;

/// What a record says of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ListState {
    /// Nothing.
    Unknown,
    /// That it has this many items.
    Items(usize),
}

impl ListState {
    /// What a record's values say of the list of this name.
    pub(crate) fn of(list: &str, record: &[(String, String)]) -> ListState {
        match last_item(list, record) {
            0 if says_none(list, record) => ListState::Items(0),
            0 => ListState::Unknown,
            last => ListState::Items(last.min(MAX_LIST_ITEMS)),
        }
    }

    /// The numbers of the items that are printed of it; 0 is one to be filled in by hand.
    fn numbers(self) -> std::ops::RangeInclusive<usize> {
        match self {
            ListState::Unknown => 0..=0,
            ListState::Items(count) => 1..=count,
        }
    }
}

/// The number of the last item with a value; 0 if there is none.
fn last_item(list: &str, record: &[(String, String)]) -> usize {
    let given = record.iter().filter(|(_, value)| !clean(value).is_empty());
    let items = given.filter_map(|(name, _)| ItemName::parse(name)).filter(|item| item.list == list);
    items.map(|item| item.number).max().unwrap_or(0)
}

fn says_none(list: &str, record: &[(String, String)]) -> bool {
    record.iter().any(|(name, value)| name == list && clean(value).eq_ignore_ascii_case(NONE))
}

/// A handout's fields with the fields of all items of its lists, each below its list.
pub(crate) fn with_items(specs: &Entries<FieldSpec>, lists: &[ListState]) -> Entries<FieldSpec> {
    let mut lists = lists.iter();
    let mut all = Vec::with_capacity(specs.0.len());
    for (name, spec) in &specs.0 {
        all.push((name.clone(), spec.clone()));
        let Some(fields) = &spec.list_of else { continue };
        let state = lists.next().copied().unwrap_or(ListState::Unknown);
        for number in state.numbers() {
            for (field, spec) in &fields.0 {
                let mut name = name.clone();
                name.value = item_name(&name.value, number, &field.value);
                // One that is filled in by hand is filled in later.
                let required = spec.required && number > 0;
                all.push((name, FieldSpec { required, ..spec.clone() }));
            }
        }
    }
    Entries(all)
}

/// Something wrong with a record's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListProblem {
    /// The field at fault.
    pub field: String,
    /// What is wrong, after "field `medicines.2.name`".
    pub what: String,
    /// What to do.
    pub hint: &'static str,
}

/// All that is wrong with a record's list: rows that would be lost are reported, never left out.
pub(crate) fn problems(list: &str, record: &[(String, String)]) -> Vec<ListProblem> {
    let mut problems = Vec::new();
    let last = last_item(list, record);
    let has = |number: usize| {
        record.iter().any(|(name, value)| {
            ItemName::parse(name).is_some_and(|item| (item.list, item.number) == (list, number))
                && !clean(value).is_empty()
        })
    };
    if last > MAX_LIST_ITEMS {
        problems.push(ListProblem {
            field: list.to_owned(),
            what: format!("has more than {MAX_LIST_ITEMS} items"),
            hint: "print the patient's list from the hospital's system instead",
        });
        return problems;
    }
    if has(0) {
        problems.push(ListProblem {
            field: list.to_owned(),
            what: "has an item with the number 0".to_owned(),
            hint: "count items from 1",
        });
    }
    if last > 0 && says_none(list, record) {
        problems.push(ListProblem {
            field: list.to_owned(),
            what: format!("is `{NONE}`, but has items"),
            hint: "remove one of the two",
        });
    }
    for number in (1..last).filter(|number| !has(*number)) {
        problems.push(ListProblem {
            field: list.to_owned(),
            what: format!("has nothing in item {number}, but has item {last}"),
            hint: "number the items without gaps, so that none is lost",
        });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[(&str, &str)]) -> Vec<(String, String)> {
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn unknown_is_not_empty() {
        for (values, state) in [
            (&[][..], ListState::Unknown),
            (&[("medicines", "")], ListState::Unknown),
            (&[("medicines.1.name", " ")], ListState::Unknown),
            (&[("medicines", "none")], ListState::Items(0)),
            (&[("medicines", " None ")], ListState::Items(0)),
            (&[("medicines.1.name", "A"), ("medicines.2.dose", "B")], ListState::Items(2)),
            (&[("others.1.name", "A")], ListState::Unknown),
            (&[("medicines.01.name", "A")], ListState::Unknown),
        ] {
            assert_eq!(ListState::of("medicines", &record(values)), state, "{values:?}");
        }
    }

    #[test]
    fn what_would_lose_a_row_is_reported() {
        let found = |values: &[(&str, &str)]| -> Vec<String> {
            problems("medicines", &record(values)).into_iter().map(|problem| problem.what).collect()
        };
        assert!(found(&[]).is_empty());
        assert!(found(&[("medicines", "none")]).is_empty());
        assert!(found(&[("medicines.1.name", "A"), ("medicines.2.name", "B"), ("medicines.3.name", "")]).is_empty());
        assert_eq!(
            found(&[("medicines.1.name", "A"), ("medicines.3.name", "B")]),
            ["has nothing in item 2, but has item 3"]
        );
        assert_eq!(found(&[("medicines", "none"), ("medicines.1.name", "A")]), ["is `none`, but has items"]);
        assert_eq!(found(&[("medicines.0.name", "A")]), ["has an item with the number 0"]);
        assert_eq!(found(&[("medicines.51.name", "A")]), ["has more than 50 items"]);
    }
}
