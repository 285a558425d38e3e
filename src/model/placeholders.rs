//! Finds `{placeholders}` in text, once, and what fills them.

use super::context::{Context, FieldValue, Place};
use super::document::{Inline, InlineKind};
use super::markdown::{Style, Styled};
use crate::content::lists::ItemName;
use crate::content::suggest;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Origin;
use crate::source::limits::MAX_SHOWN;

/// A part of a text.
pub(super) enum Part {
    /// What the author wrote.
    Text(Styled),
    /// What fills a placeholder, and the surrounding style.
    Filled(Vec<Inline>, Style),
}

/// Divides text at its placeholders; `{{` and `}}` become braces.
pub(super) fn parts(styled: &Styled, context: &Context, diagnostics: &mut Diagnostics) -> Vec<Part> {
    let text = styled.text.as_str();
    let mut parts = Vec::new();
    let mut plain = Styled::default();
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '}']).map(|i| from + i) {
        let brace = &text[at..at + 1];
        if let Some(end) = styled.literal_at(at) {
            plain.append(styled, from..end);
            from = end;
            continue;
        }
        if text[at + 1..].starts_with(brace) {
            plain.append(styled, from..at + 1);
            from = at + 2;
            continue;
        }
        if brace == "}" {
            plain.append(styled, from..at + 1);
            from = at + 1;
            continue;
        }
        plain.append(styled, from..at);
        let origin = styled.origin_at(at);
        let Some(length) = text[at + 1..].find(['{', '}', '\n']).filter(|&i| text[at + 1 + i..].starts_with('}'))
        else {
            let diagnostic = Diagnostic::error("placeholder-unclosed", "a placeholder has no closing brace")
                .at_text(origin, 1, "opened here")
                .hint("close it with `}`; write `{{` to print a brace");
            diagnostics.push(diagnostic);
            from = at + 1;
            continue;
        };
        from = at + length + 2;
        if !plain.text.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        let style = styled.run_at(at).map(|run| run.style.clone()).unwrap_or_default();
        // No one reads more hints than there are problems shown, and each hint compares a name with all others.
        let hints = diagnostics.0.len() < MAX_SHOWN;
        match fill(&text[at + 1..from - 1], origin, context, hints) {
            Ok(inlines) => parts.push(Part::Filled(inlines, style)),
            Err(diagnostic) => diagnostics.push(diagnostic.at_text(origin, length + 2, "unknown here")),
        }
    }
    plain.append(styled, from..text.len());
    if !plain.text.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// What fills the placeholder of this name; an error without a place if nothing does, with hints if wanted.
fn fill(name: &str, origin: Origin, context: &Context, hints: bool) -> Result<Vec<Inline>, Box<Diagnostic>> {
    let values = context.values;
    match name.split_once('.') {
        Some(("phone", phone)) => match context.phones.get(phone) {
            Some(Some(phone)) => return Ok(phone.inlines(context.words)),
            Some(None) => return Ok(vec![]), // Its mistake has been reported at its entry.
            None => return Err(Box::new(unknown_phone(phone, context, hints))),
        },
        Some(("patient", field)) if may_name_patient(context) => {
            // An item's number is in no text: which item is printed where is for `each` to say.
            let is_it = |value: &&FieldValue| value.name == field && ItemName::parse(field).is_none();
            if let Some(value) = values.fields.iter().find(is_it) {
                return Ok(value.inlines.clone());
            }
        }
        Some(("site", "name")) => {
            if let Some(name) = &values.site_name {
                return Ok(name.clone());
            }
        }
        None if name == "title" => {
            if let Some(title) = values.title.as_ref().filter(|_| context.place != Place::Title) {
                return Ok(title.clone());
            }
        }
        None if context.place == Place::Footer => match values.footer.iter().find(|(known, _)| *known == name) {
            Some((_, Some(value))) => return Ok(value.clone()),
            Some((_, None)) => return Err(Box::new(unsaid(name))),
            None => {}
        },
        None if matches!(name, "page" | "pages") && context.place == Place::Header => {
            let kind = if name == "page" { InlineKind::PageNumber } else { InlineKind::PageCount };
            return Ok(vec![Inline { kind, ..Inline::words("", origin) }]);
        }
        _ => {}
    }
    Err(Box::new(unknown(name, context, hints)))
}

fn may_name_patient(context: &Context) -> bool {
    matches!(context.place, Place::Body | Place::Header)
}

fn unknown_phone(name: &str, context: &Context, hints: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error("phone-unknown", format!("there is no phone named `{name}`"));
    if !hints {
        return diagnostic.hint("use a phone listed in the site file under `phones`");
    }
    let names: Vec<&str> = context.phones.names().collect();
    match suggest::nearest(name, names.iter().copied()) {
        _ if names.is_empty() => diagnostic
            .hint("list the number under `phones` in a site file, and give that file under `site` in the handout"),
        Some(near) => diagnostic.hint(format!("did you mean `{{phone.{near}}}`?")).hint(known("phones", &names)),
        None => diagnostic.hint(known("phones", &names)),
    }
}

/// For something that the footer prints and the handout lacks.
fn unsaid(name: &str) -> Diagnostic {
    let message = format!("the footer prints `{{{name}}}`, but the handout has no `{name}`");
    Diagnostic::error("placeholder-unfilled", message)
        .hint(format!("add `{name}` to the handout, or remove `{{{name}}}` from the footer's text"))
}

fn unknown(name: &str, context: &Context, hints: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error("placeholder-unknown", format!("nothing fills the placeholder `{{{name}}}`"));
    if !hints {
        return diagnostic.hint("write `{{` to print a brace");
    }
    let mut names: Vec<String> = context.phones.names().map(|name| format!("phone.{name}")).collect();
    if may_name_patient(context) {
        let fields = context.values.fields.iter().filter(|field| ItemName::parse(&field.name).is_none());
        names.extend(fields.map(|field| format!("patient.{}", field.name)));
    }
    if context.values.site_name.is_some() {
        names.push("site.name".to_owned());
    }
    if context.place != Place::Title && context.values.title.is_some() {
        names.push("title".to_owned());
    }
    if context.place == Place::Footer {
        names.extend(context.values.footer.iter().map(|(name, _)| (*name).to_owned()));
    }
    if context.place == Place::Header {
        names.extend(["page".to_owned(), "pages".to_owned()]);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let diagnostic = match (suggest::nearest(name, names.iter().copied()), name) {
        (_, "page" | "pages") => diagnostic.hint("page numbers are only allowed in the site's `header`"),
        _ if context.values.fields.iter().any(|field| is_of_item(&field.name, name)) => diagnostic.hint(
            "this is a field of a list's items: it can be printed in a row or an item with `each`, once for each of them",
        ),
        _ if name.starts_with("patient.") && context.place == Place::AltText => {
            diagnostic.hint("a patient's values may only appear on the page, never in alt text")
        }
        (_, "site.name") => diagnostic.hint("give a site file under `site` in the handout"),
        (Some(near), _) => diagnostic.hint(format!("did you mean `{{{near}}}`?")),
        _ => diagnostic,
    };
    let diagnostic = if names.is_empty() { diagnostic } else { diagnostic.hint(known("placeholders", &names)) };
    diagnostic.hint("write `{{` to print a brace")
}

/// Whether the name of an item's field, `medicines.2.dose`, is what a placeholder names without a number.
fn is_of_item(known: &str, name: &str) -> bool {
    ItemName::parse(known).is_some_and(|item| name == format!("patient.{}.{}", item.list, item.field))
}

/// "known placeholders: `title`, `site.name`".
fn known(what: &str, names: &[&str]) -> String {
    format!("known {what}: {}", suggest::first_of(names))
}
