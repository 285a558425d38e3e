//! The items of lists among a handout's fields: what `medicines.2.dose` is, where it stands, and numbers without gaps.

use std::borrow::Cow;

use super::catalog::{Field, Translation};
use super::checks::Problem;
use crate::content::lists::{ItemName, item_name};
use crate::content::types::FieldKind;
use crate::model::fields::clean;
use crate::source::limits::MAX_LIST_ITEMS;

impl Translation {
    /// The list of an item's field.
    fn list(&self, item: &ItemName<'_>) -> Option<(usize, &Field)> {
        let is_it = |field: &Field| field.kind == FieldKind::List && field.name == item.list;
        self.fields.iter().enumerate().find(|(_, field)| is_it(field))
    }

    /// A field by its name in a record: its place among all fields, its list if it is an item's, and the field.
    fn find(&self, name: &str) -> Option<([usize; 3], Option<&Field>, &Field)> {
        let Some(item) = ItemName::parse(name) else {
            let found = self.fields.iter().enumerate().find(|(_, field)| field.name == name);
            return found.map(|(place, field)| ([place, 0, 0], None, field));
        };
        let (place, list) = self.list(&item).filter(|_| (1..=MAX_LIST_ITEMS).contains(&item.number))?;
        let (within, field) = list.items.iter().enumerate().find(|(_, field)| field.name == item.field)?;
        Some(([place, item.number, within], Some(list), field))
    }

    /// A field by its name in a record.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.find(name).map(|(.., field)| field)
    }

    /// Its place among all fields; what is no field comes last.
    pub(super) fn place(&self, name: &str) -> [usize; 3] {
        self.find(name).map_or([usize::MAX; 3], |(place, ..)| place)
    }

    /// Its label, which tells items apart; nothing if there is no such field.
    pub(super) fn label(&self, name: &str) -> Cow<'_, str> {
        match (self.find(name), ItemName::parse(name)) {
            (Some((_, Some(list), field)), Some(item)) => {
                Cow::Owned(format!("{}: {}", item_label(&list.label, item.number), field.label))
            }
            (Some((.., field)), _) => Cow::Borrowed(&field.label),
            (None, _) => Cow::Borrowed(""),
        }
    }

    /// The list of an item whose number no list has.
    pub(super) fn list_beyond(&self, name: &str) -> Option<&Field> {
        let item = ItemName::parse(name).filter(|item| item.number > MAX_LIST_ITEMS)?;
        let (_, list) = self.list(&item)?;
        Some(list).filter(|list| list.items.iter().any(|field| field.name == item.field))
    }

    /// The values of its fields in the order of the handout, so that the same values give the same bytes.
    pub(super) fn in_order(&self, values: &[(String, String)]) -> Vec<(String, String)> {
        let mut values: Vec<(String, String)> =
            values.iter().filter(|(name, _)| self.field(name).is_some()).cloned().collect();
        values.sort_by_cached_key(|(name, _)| self.place(name));
        values
    }
}

/// What an item is called.
pub(super) fn item_label(list: &str, number: usize) -> String {
    format!("{list} {number}")
}

/// The numbers of a list's items that have something, in order. Numbers that no list has are left to the checks.
fn numbers(list: &str, values: &[(String, String)]) -> Vec<usize> {
    let given = values.iter().filter(|(_, value)| !clean(value).is_empty());
    let items = given.filter_map(|(name, _)| ItemName::parse(name)).filter(|item| item.list == list);
    let mut numbers: Vec<usize> = items.map(|item| item.number).filter(|n| (1..=MAX_LIST_ITEMS).contains(n)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Values as somebody filled in a form, with the items that have nothing left out and the others counted on. Each item
/// keeps all that it has.
pub(super) fn closed_up(values: Vec<(String, String)>) -> Vec<(String, String)> {
    let closed = |(name, value): &(String, String)| {
        let item = ItemName::parse(name).filter(|item| (1..=MAX_LIST_ITEMS).contains(&item.number));
        let Some(item) = item else { return Some((name.clone(), value.clone())) };
        let place = numbers(item.list, &values).iter().position(|number| *number == item.number)?;
        Some((item_name(item.list, place + 1, item.field), value.clone()))
    };
    values.iter().filter_map(closed).collect()
}

/// Problems of such values, at the items of the form.
pub(super) fn as_filled_in(values: &[(String, String)], problems: Vec<Problem>) -> Vec<Problem> {
    let own = |Problem { field, kind }: Problem| {
        let number = ItemName::parse(&field).and_then(|item| {
            let number = *numbers(item.list, values).get(item.number.checked_sub(1)?)?;
            Some(item_name(item.list, number, item.field))
        });
        Problem { field: number.unwrap_or(field), kind }
    };
    problems.into_iter().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::checks::Kind;

    fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn empty_items_are_left_out_and_no_dose_changes_its_medicine() {
        let filled = values(&[
            ("name", "Ana"),
            ("drugs.4.dose", "5 mL"),
            ("drugs.2.name", "Ibuprofen"),
            ("drugs.4.name", "Paracetamol"),
            ("drugs.3.name", "\u{200e}"),
            ("other.2.name", "Milk"),
            ("drugs.10.dose", "1"),
            ("drugs.51.name", "too many"),
        ]);
        let closed = values(&[
            ("name", "Ana"),
            ("drugs.2.dose", "5 mL"),
            ("drugs.1.name", "Ibuprofen"),
            ("drugs.2.name", "Paracetamol"),
            ("other.1.name", "Milk"),
            ("drugs.3.dose", "1"),
            ("drugs.51.name", "too many"),
        ]);
        assert_eq!(closed_up(filled.clone()), closed);
        assert_eq!(closed_up(closed.clone()), closed, "nothing is left to do");
        let problem = |field: &str| Problem { field: field.to_owned(), kind: Kind::Missing };
        let told = ["drugs.1.dose", "drugs.2.when", "drugs.3.name", "drugs.4.name", "drugs", "name"].map(problem);
        let own = ["drugs.2.dose", "drugs.4.when", "drugs.10.name", "drugs.4.name", "drugs", "name"].map(problem);
        assert_eq!(as_filled_in(&filled, told.to_vec()), own);
    }
}
