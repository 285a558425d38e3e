//! A list on the page of a handout, such as a patient's medicines: a group of inputs for each item. The script adds and
//! removes items; without it, there is one.

use super::catalog::Field;
use super::fields::{At, Shown, input};
use super::form::Form;
use super::html::Text;
use super::items::item_label;
use crate::content::lists::{ItemName, NONE, item_name};
use crate::content::types::FieldKind;
use crate::source::limits::MAX_LIST_ITEMS;

/// A field, or a list of them.
pub(super) fn any_input(field: &Field, prefix: &str, shown: &Shown<'_>) -> String {
    match field.kind {
        FieldKind::List => list(field, prefix, shown),
        _ => input(field, &At::field(field, prefix), shown),
    }
}

/// A list, whose inputs have names that begin with `prefix`.
fn list(list: &Field, prefix: &str, shown: &Shown<'_>) -> String {
    let Shown { labeled, words, form, .. } = shown;
    let at = At { prefix, name: list.name.clone(), label: list.label.clone(), required: false };
    let (id, tag, label, told) = (at.id(), labeled.language.tag(), Text(&list.label), words.lists);
    let error = at.error(shown);
    let optional = match list.required {
        true => String::new(),
        false => format!(" <span class=\"optional\">({})</span>", words.optional),
    };
    let items = items(list, prefix, form);
    let rows: String = (1..=items).map(|number| item((list, number), prefix, shown)).collect();
    let checked = if form.get(&at.of_form()) == Some(NONE) { " checked" } else { "" };
    format!(
        "<fieldset class=\"items\" data-list=\"{name}\" data-most=\"{MAX_LIST_ITEMS}\">\n\
         <legend><bdi lang=\"{tag}\">{label}</bdi>{optional}</legend>\n\
         <p class=\"hint\">{hint}</p>\n<noscript><p class=\"hint\">{needs_script}</p></noscript>\n{rows}\
         <p class=\"add\"><button type=\"button\" data-act=\"add\" hidden>{add}<span class=\"unseen\">: \
         <bdi lang=\"{tag}\">{label}</bdi></span></button></p>\n\
         <p class=\"unseen\" role=\"status\" data-count=\"{count}\"></p>\n{error}\
         <div class=\"choice\"><input type=\"checkbox\" value=\"{NONE}\" {named}{checked}>\
         <label for=\"{id}\">{none}<span class=\"unseen\">: <bdi lang=\"{tag}\">{label}</bdi></span></label></div>\n\
         </fieldset>\n",
        name = list.name,
        hint = told.hint,
        needs_script = told.needs_script,
        add = told.add,
        count = Text(&told.count.replace("{label}", &list.label)),
        named = at.attributes("", shown),
        none = told.none,
    )
}

/// How many items the form has something in, counting those before them; at least one is shown.
fn items(list: &Field, prefix: &str, form: &Form) -> usize {
    let given = form.pairs().filter(|(_, value)| !value.trim().is_empty());
    let items = given.filter_map(|(name, _)| ItemName::parse(name.strip_prefix(prefix)?));
    let numbers = items.filter(|item| item.list == list.name).map(|item| item.number);
    numbers.filter(|number| *number <= MAX_LIST_ITEMS).max().unwrap_or(1).max(1)
}

/// An item. What it must have is required as soon as it has anything.
fn item((list, number): (&Field, usize), prefix: &str, shown: &Shown<'_>) -> String {
    let Shown { labeled, words, form, .. } = shown;
    let name = |field: &Field| item_name(&list.name, number, &field.name);
    let value = |field: &Field| form.get(&format!("{prefix}{}", name(field))).unwrap_or_default();
    let is_used = list.items.iter().any(|field| !value(field).trim().is_empty());
    let inputs: String = list
        .items
        .iter()
        .map(|field| {
            let label = labeled.label(&name(field)).into_owned();
            let at = At { prefix, name: name(field), label, required: field.required && is_used };
            input(field, &at, shown)
        })
        .collect();
    let (tag, called) = (labeled.language.tag(), item_label(&list.label, number));
    let called = Text(&called);
    format!(
        "<fieldset class=\"item\" data-number=\"{number}\">\n\
         <legend><bdi lang=\"{tag}\" class=\"called\">{called}</bdi></legend>\n{inputs}\
         <button type=\"button\" data-act=\"remove\" hidden>{remove}<span class=\"unseen\">: \
         <bdi lang=\"{tag}\" class=\"called\">{called}</bdi></span></button>\n</fieldset>\n",
        remove = words.lists.remove,
    )
}
