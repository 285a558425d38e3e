//! Checks a site's own words: the placeholders that each needs, and the known digits.

use super::suggest;
use super::syntax::shorten;
use super::types::{Scalar, WordsSpec};
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::digits::Digits;

/// Longer than any colon.
const LONGEST_COLON: usize = 8;

/// Checks the words of one language.
pub(super) fn check(spec: &mut WordsSpec, diagnostics: &mut Diagnostics) {
    for (value, names) in [
        (&spec.page, &["page", "pages"][..]),
        (&spec.call, &["number"]),
        (&spec.copy, &["copy", "page", "pages"]),
        (&spec.step, &["number"]),
        (&spec.extension, &["number"]),
        (&spec.tty, &[]),
        (&spec.fax, &[]),
        (&spec.contents, &[]),
        (&spec.page_count, &["pages"]),
    ] {
        if let Some(value) = value {
            placeholders(value, names, diagnostics);
        }
    }
    if let Some(colon) = spec.colon.as_ref().filter(|colon| !colon.is_filler) {
        let length = colon.chars().count();
        if length == 0 || length > LONGEST_COLON || colon.contains(['{', '}', '\n']) {
            let problem = Diagnostic::error("words-colon", "the colon must be one or two characters, with its spaces");
            let problem = problem.at(colon.span, "not a colon");
            diagnostics.push(problem.hint("write it in quotes, `\": \"`, or omit it"));
        }
    }
    if let Some(name) = spec.digits.as_ref().filter(|name| !name.is_filler && Digits::parse(name).is_none()) {
        let problem = Diagnostic::error("digits-unknown", format!("unknown digits `{}`", shorten(name)));
        let problem = problem.at(name.span, "not a CLDR numbering system");
        diagnostics.push(problem.hint(suggest::hint(name, Digits::names().collect::<Vec<_>>().iter().copied())));
    }
}

/// Each of the names exactly once in braces, and no other brace; a word, which has no names, is not empty.
fn placeholders(value: &Scalar, names: &[&str], diagnostics: &mut Diagnostics) {
    if value.is_filler {
        return;
    }
    let mut rest = value.value.clone();
    let mut wrong: Vec<String> = Vec::new();
    for name in names {
        let placeholder = format!("{{{name}}}");
        if rest.matches(&placeholder).count() == 1 {
            rest = rest.replacen(&placeholder, "", 1);
        } else {
            wrong.push(format!("`{placeholder}` once"));
        }
    }
    if rest.contains(['{', '}']) && wrong.is_empty() {
        wrong.push(if names.is_empty() { "no brace" } else { "no other brace" }.into());
    }
    if names.is_empty() && value.trim().is_empty() {
        wrong.push("a word".into());
    }
    if wrong.is_empty() {
        return;
    }
    let needed: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
    let problem = Diagnostic::error("words-placeholder", format!("this text needs {}", wrong.join(" and ")));
    let problem = problem.at(value.span, "the placeholders to fill in");
    if names.is_empty() {
        diagnostics.push(problem.hint("write the word alone"));
        return;
    }
    diagnostics.push(problem.hint(format!("write your words around `{}`, each once", needed.join(" "))));
}
