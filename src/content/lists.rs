//! Lists in a record, such as a patient's medicines: the names of their items' fields.
//!
//! A record's values are flat: the dose of the second medicine is the field `medicines.2.dose`, of which the handout
//! declares `dose` below `medicines`. A list that is known to be empty has the value `none`.

use std::borrow::Cow;

use crate::source::limits::MAX_LIST_ITEMS;

/// The value of a list that is known to be empty.
pub(crate) const NONE: &str = "none";

/// Which item of a record's list a repeated row or item is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ItemOf {
    /// The list's name.
    pub list: String,
    /// The item's number, from 1; 0 is one to be filled in by hand.
    pub number: usize,
    /// Whether it is the first of its row or item: problems are reported once.
    pub is_first: bool,
}

/// A field of a list's item, by its name in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemName<'n> {
    /// The list.
    pub list: &'n str,
    /// The item's number, from 1; 0 is one to be filled in by hand.
    pub number: usize,
    /// The field.
    pub field: &'n str,
}

impl<'n> ItemName<'n> {
    /// Reads `medicines.2.dose`. Numbers are written without zeros before them: an item has one name.
    pub(crate) fn parse(name: &'n str) -> Option<ItemName<'n>> {
        let (list, rest) = name.split_once('.')?;
        let (digits, field) = rest.split_once('.')?;
        let number = digits.parse().ok().filter(|number: &usize| number.to_string() == digits)?;
        Some(ItemName { list, number, field })
    }
}

/// The name of an item's field in a record.
pub(crate) fn item_name(list: &str, number: usize, field: &str) -> String {
    format!("{list}.{number}.{field}")
}

/// The name of a field without the number of its item: `medicines.dose`. `None` if the number is beyond the limit.
pub(crate) fn unnumbered(name: &str) -> Option<Cow<'_, str>> {
    match ItemName::parse(name) {
        None => Some(Cow::Borrowed(name)),
        Some(ItemName { list, number: 1..=MAX_LIST_ITEMS, field }) => Some(Cow::Owned(format!("{list}.{field}"))),
        Some(_) => None,
    }
}

/// Whether a record may have a field of this name, by a handout's fields without numbers.
pub(crate) fn is_field(fields: &[String], name: &str) -> bool {
    let is_known = unnumbered(name).is_some_and(|known| fields.iter().any(|field| *field == known));
    is_known && (ItemName::parse(name).is_some() || !name.contains('.'))
}

/// A field without a number as records may write it: `medicines.1.dose`.
pub(crate) fn first_of(field: &str) -> Cow<'_, str> {
    match field.split_once('.') {
        Some((list, field)) => Cow::Owned(item_name(list, 1, field)),
        None => Cow::Borrowed(field),
    }
}
