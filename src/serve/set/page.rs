//! The page for a set: each handout's language, the fields of all of them, and their pages.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use super::parts::{HANDOUT, MOST, Part, Parts};
use crate::serve::answer::{Answer, html, text};
use crate::serve::catalog::Field;
use crate::serve::choose::labeled;
use crate::serve::fields::Shown;
use crate::serve::form::{FIELD, Form};
use crate::serve::handout_page::{Filled, broken_in, choices, fronts, language_choices, notice, said, summary};
use crate::serve::home::direction;
use crate::serve::html::{Frame, Text};
use crate::serve::list_rows::any_input;
use crate::serve::printer;
use crate::serve::shared::{Shared, not_found};
use crate::serve::words::Words;

/// The page, with nothing filled in. Its address has the handouts; one alone has a page of its own.
pub(in crate::serve) async fn page(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Answer {
    let frame = shared.frame(&uri, &headers);
    let words = frame.words;
    let form = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let mut ids: Vec<&str> = form.pairs().filter(|(name, _)| *name == HANDOUT).map(|(_, id)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST {
        let told = words.set.too_many.replace("{count}", &MOST.to_string());
        return html(StatusCode::BAD_REQUEST, frame.page(words.set.title, &nothing(&told, words)));
    }
    if let [] | [_] = ids.as_slice() {
        let to = ids.first().map_or_else(|| "/".to_owned(), |id| format!("/handouts/{}", segment(id)));
        let mut answer = text(StatusCode::SEE_OTHER, words.all);
        if let Ok(to) = HeaderValue::from_str(&to) {
            answer.headers_mut().insert(header::LOCATION, to);
        }
        return answer;
    }
    let catalog = shared.catalog();
    match Parts::of_set(&catalog, &form, words) {
        Ok(parts) => {
            let parts = Parts { cover: true, ..parts };
            let filled = Filled { parts: &parts, form: &Form::parse(b"cover=on"), problems: &[], message: None };
            html(StatusCode::OK, write(&shared, &frame, &filled))
        }
        Err(_) if ids.iter().any(|id| catalog.broken(id, None).is_some()) => {
            html(StatusCode::CONFLICT, frame.page(words.set.title, &nothing(words.broken, words)))
        }
        Err(_) => not_found(State(shared), uri, headers).await,
    }
}

/// An id in an address: whatever no id has is left out.
fn segment(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// Why there is no set.
fn nothing(why: &str, words: &Words) -> String {
    let (title, all) = (words.set.title, words.all);
    format!("<p class=\"back\"><a href=\"/\">{all}</a></p>\n<h1>{title}</h1>\n<p class=\"notice\">{}</p>\n", Text(why))
}

/// Writes the page.
pub(in crate::serve) fn write(shared: &Shared, frame: &Frame<'_>, filled: &Filled<'_>) -> String {
    let words = frame.words;
    let (parts, told) = (filled.parts, words.set);
    let query = parts.query();
    let notices: String = parts.list.iter().map(|part| notices(shared, part, words)).collect();
    let handouts: String = parts.list.iter().map(|part| handout(part, words)).collect();
    let cover = if filled.form.get("cover").is_some() { " checked" } else { "" };
    let has_fields = parts.list.iter().any(|part| !part.translation().fields.is_empty());
    let blank = match has_fields {
        true => format!("<button name=\"as\" value=\"blank\">{}</button>\n", words.blank),
        false => String::new(),
    };
    let content = format!(
        "<p class=\"back\"><a href=\"/?{query}\">{change}</a></p>\n<h1>{title}</h1>\n{summary}{notices}\
         <div class=\"desk\">\n<form id=\"copy\" method=\"post\" action=\"/set/pdf\" autocomplete=\"off\" novalidate{said}>\n\
         <fieldset>\n<legend>{of}</legend>\n{handouts}</fieldset>\n{choices}\
         <div class=\"choice\"><input type=\"checkbox\" id=\"cover\" name=\"cover\"{cover}><label for=\"cover\">{told_cover}</label></div>\n\
         {fronts}{fields}{printers}<p class=\"notice\" id=\"identifier\" hidden>{one}</p>\n\
         <div class=\"actions\">\n<button class=\"primary\" name=\"as\" value=\"print\">{print}</button>\n\
         <button name=\"as\" value=\"download\">{download}</button>\n{blank}</div>\n\
         <p class=\"status\" role=\"status\" id=\"status\"></p>\n<p class=\"hint\">{privacy}</p>\n</form>\n\
         <section class=\"preview\" aria-label=\"{preview}\" tabindex=\"0\">\n<h2>{preview}</h2>\n\
         <noscript><p>{needs_script}</p></noscript>\n<div id=\"pages\"></div>\n</section>\n</div>\n",
        query = Text(&query),
        change = told.change,
        title = told.title,
        summary = summary(filled, words),
        said = said(words),
        of = told.handouts,
        choices = choices(filled.form, words),
        told_cover = told.cover,
        fronts = fronts(filled.form, words),
        fields = fields(filled, words),
        printers = printer::page::select(&shared.settings.printers, frame, filled.form),
        one = words.one_identifier,
        print = words.print,
        download = words.download,
        privacy = words.privacy,
        preview = words.preview,
        needs_script = words.needs_script,
    );
    let title = match filled.problems.is_empty() {
        true => told.title.to_owned(),
        false => format!("{} {}", words.error, told.title),
    };
    frame.page(&title, &content)
}

/// A handout's title as the page shows it.
fn title(part: &Part, words: &Words) -> String {
    let own = labeled(&part.topic, words);
    let (tag, dir) = (own.language.tag(), direction(&own.language));
    format!("<bdi lang=\"{tag}\" dir=\"{dir}\">{}</bdi>", Text(&own.title))
}

/// What somebody should know of a handout.
fn notices(shared: &Shared, part: &Part, words: &Words) -> String {
    let notices = notice(shared, part.translation(), words) + &broken_in(shared, &part.topic, words);
    match notices.is_empty() {
        true => notices,
        false => format!("<p class=\"about\"><strong>{}</strong></p>\n{notices}", title(part, words)),
    }
}

/// A handout of the set, and its language.
fn handout(part: &Part, words: &Words) -> String {
    let id = Text(&part.topic.id);
    let described = format!(" data-unreviewed aria-describedby=\"unreviewed.{id}\"");
    let mark = |_: &str| (described.clone(), String::new());
    let languages = language_choices(&part.topic, part.wanted.translation, &format!("language.{id}"), mark);
    // It is seen when such a language is chosen.
    let hint = match languages.contains(" data-unreviewed") {
        true => format!("<span class=\"hint\" id=\"unreviewed.{id}\">{}</span>\n", words.unreviewed),
        false => String::new(),
    };
    format!(
        "<fieldset class=\"inline part\">\n<legend>{}<span class=\"unseen\">: {}</span></legend>\n\
         <input type=\"hidden\" name=\"{HANDOUT}\" value=\"{id}\">\n{languages}{hint}</fieldset>\n",
        title(part, words),
        words.copy_language,
    )
}

/// The fields: first those that say who the patient is, then each handout's own.
fn fields(filled: &Filled<'_>, words: &Words) -> String {
    let list = &filled.parts.list;
    let mut known: Vec<&str> = Vec::new();
    let (mut shared, mut own) = (String::new(), String::new());
    let group = |legend: &str, fields: String| match fields.is_empty() {
        true => fields,
        false => format!("<fieldset>\n<legend>{legend}</legend>\n{fields}</fieldset>\n"),
    };
    for part in list {
        let labeled = labeled(&part.topic, words);
        let shown = Shown { labeled, words, form: filled.form, problems: filled.problems };
        let mut inputs = String::new();
        for field in &labeled.fields {
            if part.is_own(&field.name) {
                inputs += &any_input(field, &part.prefix(), &shown);
            } else if !known.contains(&field.name.as_str()) {
                known.push(&field.name);
                // What one handout requires is required of the set.
                let required = list.iter().any(|part| requires(part, &field.name));
                shared += &any_input(&Field { required, ..field.clone() }, FIELD, &shown);
            }
        }
        own += &group(&title(part, words), inputs);
    }
    group(words.patient, shared) + &own
}

/// Whether a handout requires a field that it shares with others.
fn requires(part: &Part, name: &str) -> bool {
    !part.is_own(name) && part.translation().fields.iter().any(|field| field.name == name && field.required)
}
