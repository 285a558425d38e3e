//! A field of a copy on the page: its label, its input, what is wrong with it.

use super::catalog::{Field, Translation};
use super::checks::Problem;
use super::form::{FIELD, Form};
use super::html::Text;
use super::words::Words;
use crate::content::types::FieldKind;

/// What the fields of a page have in common.
pub(super) struct Shown<'s> {
    /// The translation whose labels they have.
    pub labeled: &'s Translation,
    /// The page's words.
    pub words: &'s Words,
    /// What has been filled in.
    pub form: &'s Form,
    /// What is wrong with it.
    pub problems: &'s [Problem],
}

/// The id of a field's input.
pub(super) fn field_id(prefix: &str, name: &str) -> String {
    format!("{}{name}", prefix.replace('.', "-"))
}

/// Where a field is: on the page, in its form, and in what is said of it.
pub(super) struct At<'p> {
    /// What the names of the form's fields begin with.
    pub prefix: &'p str,
    /// Its name in a record.
    pub name: String,
    /// What it is called in messages.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
}

impl At<'_> {
    /// A field that is not an item's.
    pub(super) fn field<'p>(field: &Field, prefix: &'p str) -> At<'p> {
        At { prefix, name: field.name.clone(), label: field.label.clone(), required: field.required }
    }

    /// The id of its input.
    pub(super) fn id(&self) -> String {
        field_id(self.prefix, &self.name)
    }

    /// Its name in the form.
    pub(super) fn of_form(&self) -> String {
        format!("{}{}", self.prefix, self.name)
    }

    fn problem<'s>(&self, shown: &Shown<'s>) -> Option<&'s Problem> {
        let name = self.of_form();
        shown.problems.iter().find(|problem| name.strip_prefix(FIELD) == Some(&problem.field))
    }

    /// What is wrong with it.
    pub(super) fn error(&self, shown: &Shown<'_>) -> String {
        let (problem, id, error) = (self.problem(shown), self.id(), shown.words.error);
        let wrong = problem.map(|problem| shown.words.of(problem.kind, &self.label)).unwrap_or_default();
        let hidden = if problem.is_some() { "" } else { " hidden" };
        format!(
            "<p class=\"error\" id=\"{id}-error\"{hidden}><span class=\"unseen\">{error}</span> <span>{}</span></p>\n",
            Text(&wrong)
        )
    }

    /// What its input has besides its type and value. `hint` is the id of what else describes it, and a space.
    pub(super) fn attributes(&self, hint: &str, shown: &Shown<'_>) -> String {
        let (id, name, label) = (self.id(), self.of_form(), Text(&self.label));
        let required = if self.required { " required" } else { "" };
        let invalid = if self.problem(shown).is_some() { " aria-invalid=\"true\"" } else { "" };
        format!(
            "id=\"{id}\" name=\"{name}\" data-label=\"{label}\" \
             aria-describedby=\"{hint}{id}-error\"{required}{invalid} autocomplete=\"off\""
        )
    }
}

/// One field.
pub(super) fn input(field: &Field, at: &At<'_>, shown: &Shown<'_>) -> String {
    let Shown { labeled, words, form, .. } = shown;
    let (kind, hint) = match field.kind {
        FieldKind::Text | FieldKind::Choice | FieldKind::List => ("text", None),
        FieldKind::Date => ("date", None),
        FieldKind::Time => ("time", None),
        FieldKind::Phone => ("tel", Some(words.phone_hint)),
    };
    let id = at.id();
    let hint_id = hint.map(|_| format!("{id}-hint ")).unwrap_or_default();
    let hint = hint.map(|hint| format!("<span class=\"hint\" id=\"{id}-hint\">{hint}</span>\n")).unwrap_or_default();
    let optional = match field.required {
        true => String::new(),
        false => format!(" <span class=\"optional\">({})</span>", words.optional),
    };
    let direction = if kind == "text" { " dir=\"auto\"" } else { " dir=\"ltr\"" };
    let (tag, label) = (labeled.language.tag(), Text(&field.label));
    let value = form.get(&at.of_form()).unwrap_or_default();
    let (error, attributes) = (at.error(shown), at.attributes(&hint_id, shown));
    let input = match field.kind {
        FieldKind::Choice => format!("<select {attributes}>\n{}</select>", options(field, tag, value)),
        _ => format!(
            "<input type=\"{kind}\" {attributes} value=\"{}\"{direction} autocapitalize=\"off\" spellcheck=\"false\">",
            Text(value)
        ),
    };
    format!(
        "<div class=\"field\">\n<label for=\"{id}\"><bdi lang=\"{tag}\">{label}</bdi>{optional}</label>\n{hint}{error}\
         {input}\n</div>\n"
    )
}

/// What a field may be, in the language of its label. At first it is nothing.
fn options(field: &Field, tag: &str, value: &str) -> String {
    let option = |(choice, said): &(String, String)| {
        let selected = if choice == value { " selected" } else { "" };
        format!("<option value=\"{}\" lang=\"{tag}\"{selected}>{}</option>\n", Text(choice), Text(said))
    };
    let none = "<option value=\"\"></option>\n".to_owned();
    std::iter::once(none).chain(field.choices.iter().map(option)).collect()
}
