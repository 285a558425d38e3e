//! What a handout has, wherever in it: its conditions, its fields, the rows that print a list's fields.

use std::borrow::Cow;

use super::blocks::{ItemSpec, ListSpec, RowSpec, StepsSpec};
use super::spanned::{Entries, Scalar, Spanned};
use super::types::{BlockEntry, BlockSpec, FieldSpec, Handout};
use super::when::When;

/// All conditions of a handout, in reading order.
pub(crate) fn conditions(handout: &Handout) -> Vec<&Spanned<When>> {
    let mut all = Vec::new();
    of_entries(&handout.body, &mut all);
    all
}

fn of_entries<'h>(entries: &'h [Spanned<BlockEntry>], all: &mut Vec<&'h Spanned<When>>) {
    for entry in entries {
        all.extend(&entry.when);
        match &entry.block {
            BlockSpec::Body(inner) | BlockSpec::Landscape(inner) => of_entries(inner, all),
            BlockSpec::Table(table) => all.extend(table.rows.iter().filter_map(|row| row.when.as_ref())),
            BlockSpec::Steps(StepsSpec { items, .. }) | BlockSpec::List(ListSpec { items, .. }) => of_items(items, all),
            _ => {}
        }
    }
}

fn of_items<'h>(items: &'h [Spanned<ItemSpec>], all: &mut Vec<&'h Spanned<When>>) {
    for item in items {
        all.extend(&item.when);
        [&item.steps, &item.list].into_iter().flatten().for_each(|inner| of_items(inner, all));
    }
}

/// Whether every copy prints a field of a list's items: in rows that depend on no condition.
pub(crate) fn is_always_printed(handout: &Handout, list: &str, field: &str) -> bool {
    let (each, placeholder) = (format!("patient.{list}"), format!("{{patient.{list}.{field}}}"));
    let is_of = |named: &Option<Scalar>| named.as_ref().is_some_and(|named| named.value == each);
    let in_row = |row: &RowSpec| is_of(&row.each) && row.row.iter().any(|cell| cell.contains(&placeholder));
    let in_item = |item: &ItemSpec| is_of(&item.each) && item.text.contains(&placeholder);
    handout.body.iter().filter(|entry| entry.when.is_none()).any(|entry| match &entry.block {
        BlockSpec::Table(table) => table.rows.iter().any(|row| in_row(row)),
        BlockSpec::Steps(StepsSpec { items, .. }) | BlockSpec::List(ListSpec { items, .. }) => {
            items.iter().any(|item| in_item(item))
        }
        _ => false,
    })
}

/// All fields of a handout, those of lists' items without numbers: `(name, field)`.
pub(crate) fn all_fields(specs: Option<&Entries<FieldSpec>>) -> impl Iterator<Item = (Cow<'_, str>, &FieldSpec)> {
    specs.into_iter().flat_map(|specs| &specs.0).flat_map(|(name, spec)| {
        let inner = spec.list_of.iter().flat_map(|fields| &fields.0);
        let inner = inner.map(|(field, spec)| (Cow::Owned(format!("{}.{}", name.value, field.value)), spec));
        std::iter::once((Cow::Borrowed(name.value.as_str()), spec)).chain(inner)
    })
}
