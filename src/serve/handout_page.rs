//! One handout: what the copy is to be, its fields, and its pages.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};

use super::answer::{Answer, html};
use super::catalog::{Broken, Field, Topic, Translation};
use super::checks::Problem;
use super::desk;
use super::fields::{At, Shown, field_id, input};
use super::form::{FIELD, Form};
use super::home::{direction, name_of};
use super::html::{Frame, Text};
use super::list_rows;
use super::printer;
use super::shared::{Shared, not_found, translation};
use super::words::Words;
use crate::content::types::FieldKind;
use crate::diag::Severity;
use crate::lang::Language;
use crate::style::PAPERS;

/// The page, with nothing filled in: no address has a value.
pub(super) async fn page(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let catalog = shared.catalog();
    let Some(topic) = catalog.topic(&id) else {
        if let Some(broken) = catalog.broken(&id, None) {
            return has_errors(&shared, &shared.frame(&uri, &headers), broken);
        }
        return not_found(State(shared), uri, headers).await;
    };
    let frame = shared.frame(&uri, &headers);
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let translation = translation(topic, query.get("language"), frame.words);
    let filled = Filled { topic, translation, form: &Form::default(), problems: &[], message: None };
    html(StatusCode::OK, write(&shared, &frame, &filled))
}

/// A handout of which nothing can be printed now.
fn has_errors(shared: &Shared, frame: &Frame<'_>, broken: &Broken) -> Answer {
    let Words { all, broken: sentence, .. } = frame.words;
    let name = broken.name();
    let content = format!(
        "<p class=\"back\"><a href=\"/\">{all}</a></p>\n<h1><bdi>{}</bdi></h1>\n<p class=\"notice\">{sentence}</p>\n{}",
        Text(&name),
        shared.edit_link(&broken.path, frame.words)
    );
    html(StatusCode::CONFLICT, frame.page(&name, &content))
}

/// What has been filled in so far.
pub(super) struct Filled<'f> {
    /// The handout.
    pub topic: &'f Arc<Topic>,
    /// Its language.
    pub translation: usize,
    /// The form as it was sent.
    pub form: &'f Form,
    /// What is wrong with it.
    pub problems: &'f [Problem],
    /// What else is wrong.
    pub message: Option<&'f str>,
}

/// Writes the page.
pub(super) fn write(shared: &Shared, frame: &Frame<'_>, filled: &Filled<'_>) -> String {
    let words = frame.words;
    let topic = filled.topic;
    let translation = &topic.translations[filled.translation];
    let labeled = labeled(topic, words);
    let Words { all, patient, print, download, blank, privacy, preview, needs_script, .. } = words;
    let id = Text(&topic.id);
    let tag = translation.language.tag();
    let edit = shared.edit_link(&translation.path, words);
    let shown = Shown { labeled, words, form: filled.form, problems: filled.problems };
    let field = |field: &Field| match field.kind {
        FieldKind::List => list_rows::list(field, FIELD, &shown),
        _ => input(field, &At::field(field, FIELD), &shown),
    };
    let fields: String = labeled.fields.iter().map(field).collect();
    let fields = match fields.is_empty() {
        true => String::new(),
        false => format!("<fieldset>\n<legend>{patient}</legend>\n{fields}</fieldset>\n"),
    };
    let only_blank = labeled.fields.is_empty();
    let for_list = match topic.has_columns() {
        false => String::new(),
        true => {
            format!("<p class=\"list\"><a href=\"/handouts/{id}/batch?language={tag}\">{}</a></p>\n", words.batch.link)
        }
    };
    let print_blank = match only_blank {
        true => String::new(),
        false => format!("<button name=\"as\" value=\"blank\">{blank}</button>\n"),
    };
    let content = format!(
        "<p class=\"back\"><a href=\"/\">{all}</a></p>\n<h1><bdi id=\"title\" lang=\"{tag}\" dir=\"{dir}\">{title}</bdi></h1>\n{summary}{notice}\
         <div class=\"desk\">\n<form id=\"copy\" method=\"post\" action=\"/handouts/{id}/pdf\" autocomplete=\"off\" \
         novalidate{said}>\n{choices}{fields}{printers}\
         <p class=\"notice\" id=\"identifier\" hidden>{one}</p>\n\
         <div class=\"actions\">\n<button class=\"primary\" name=\"as\" value=\"print\">{print}</button>\n\
         <button name=\"as\" value=\"download\">{download}</button>\n{print_blank}</div>\n\
         <p class=\"status\" role=\"status\" id=\"status\"></p>\n<p class=\"hint\">{privacy}</p>\n{for_list}{edit}</form>\n\
         <section class=\"preview\" aria-label=\"{preview}\" tabindex=\"0\">\n<h2>{preview}</h2>\n\
         <noscript><p>{needs_script}</p></noscript>\n<div id=\"pages\"></div>\n</section>\n</div>\n",
        dir = direction(&translation.language),
        title = Text(&translation.title),
        summary = summary(filled, labeled, words),
        notice = notice(shared, translation, words) + &broken_in(shared, topic, words),
        said = said(words),
        printers = printer::page::select(&shared.settings.printers, frame, filled.form),
        choices = choices(topic, filled, words),
        one = words.one_identifier,
    );
    let title = match filled.problems.is_empty() {
        true => translation.title.clone(),
        false => format!("{} {}", words.error, translation.title),
    };
    frame.page(&title, &content)
}

/// The translation whose labels the page shows: in the page's language, or else the original.
pub(super) fn labeled<'t>(topic: &'t Topic, words: &Words) -> &'t Translation {
    let own = Language::parse(words.tag).and_then(|language| topic.translation(&language));
    own.unwrap_or(&topic.translations[0])
}

/// What the script says.
fn said(words: &Words) -> String {
    let Words { page_of, printed, downloaded, cleared, busy, silent, problem, error, date, time, .. } = words;
    let pairs = [
        ("page", page_of),
        ("printed", printed),
        ("downloaded", downloaded),
        ("cleared", cleared),
        ("busy", busy),
        ("silent", silent),
        ("problem", problem),
        ("error", error),
        ("date", date),
        ("time", time),
    ];
    pairs.iter().map(|(name, text)| format!(" data-{name}=\"{}\"", Text(text))).collect()
}

/// Problems at the top of the page, each a link to its field.
fn summary(filled: &Filled<'_>, labeled: &Translation, words: &Words) -> String {
    let links: String = filled
        .problems
        .iter()
        .map(|problem| {
            let text = words.of(problem.kind, &labeled.label(&problem.field));
            format!("<li><a href=\"#{}\">{}</a></li>\n", field_id(FIELD, &problem.field), Text(&text))
        })
        .chain(filled.message.map(|message| format!("<li>{}</li>\n", Text(message))))
        .collect();
    let hidden = if links.is_empty() { " hidden" } else { "" };
    format!(
        "<div class=\"summary\" id=\"summary\" role=\"alert\" tabindex=\"-1\"{hidden}>\n<h2>{}</h2>\n<ul>\n{links}</ul>\n</div>\n",
        words.problem
    )
}

/// What somebody should know of the handout.
pub(super) fn notice(shared: &Shared, translation: &Translation, words: &Words) -> String {
    let overdue = match desk::review(&shared.settings, translation) {
        Some(Severity::Error) => words.barred,
        Some(_) => words.overdue,
        None => return String::new(),
    };
    format!("<p class=\"notice\">{overdue}</p>\n")
}

/// The languages of a handout in which it cannot be printed now.
fn broken_in(shared: &Shared, topic: &Topic, words: &Words) -> String {
    let catalog = shared.catalog();
    let own = catalog.broken.iter().filter(|broken| broken.id.as_deref() == Some(topic.id.as_str()));
    let tell = |broken: &Broken| {
        let name = broken.language.as_ref().map_or_else(|| broken.name(), name_of);
        format!(
            "<p class=\"notice\"><strong><bdi>{}</bdi></strong>: {}</p>\n{}",
            Text(&name),
            words.broken,
            shared.edit_link(&broken.path, words)
        )
    };
    own.map(tell).collect()
}

/// Language, text size and paper.
pub(super) fn choices(topic: &Topic, filled: &Filled<'_>, words: &Words) -> String {
    let Words { copy_language, text_size, standard, large, paper, usual_paper, unreviewed, .. } = words;
    let mut languages = String::new();
    for (index, translation) in topic.translations.iter().enumerate() {
        let tag = translation.language.tag();
        let checked = if index == filled.translation { " checked" } else { "" };
        let of = translation.files.handout.translation_of.as_ref();
        let hint = of.filter(|of| of.value.reviewed.is_none());
        let hint = hint.map(|_| {
            (
                format!(" aria-describedby=\"unreviewed-{tag}\""),
                format!("<span class=\"hint\" id=\"unreviewed-{tag}\">{unreviewed}</span>"),
            )
        });
        let (described, hint) = hint.unwrap_or_default();
        languages += &format!(
            "<div class=\"choice\"><input type=\"radio\" name=\"language\" id=\"language-{tag}\" value=\"{tag}\" \
             data-title=\"{title}\" data-dir=\"{dir}\"{checked}{described}>\
             <label for=\"language-{tag}\" lang=\"{tag}\"><bdi>{name}</bdi></label>{hint}</div>\n",
            title = Text(&translation.title),
            dir = direction(&translation.language),
            name = Text(&name_of(&translation.language)),
        );
    }
    let is_large = filled.form.get("text") == Some("large");
    let (is_standard, is_large) = if is_large { ("", " checked") } else { (" checked", "") };
    let papers: String = PAPERS
        .iter()
        .map(|(name, _)| {
            let selected = if filled.form.get("paper") == Some(name) { " selected" } else { "" };
            format!("<option value=\"{name}\"{selected}>{}</option>", paper_name(name))
        })
        .collect();
    format!(
        "<fieldset>\n<legend>{copy_language}</legend>\n{languages}</fieldset>\n\
         <fieldset class=\"inline\">\n<legend>{text_size}</legend>\n\
         <div class=\"choice\"><input type=\"radio\" name=\"text\" id=\"text-standard\" value=\"standard\"{is_standard}>\
         <label for=\"text-standard\">{standard}</label></div>\n\
         <div class=\"choice\"><input type=\"radio\" name=\"text\" id=\"text-large\" value=\"large\"{is_large}>\
         <label for=\"text-large\">{large}</label></div>\n</fieldset>\n\
         <div class=\"field\"><label for=\"paper\">{paper}</label>\n\
         <select id=\"paper\" name=\"paper\"><option value=\"\">{usual_paper}</option>{papers}</select></div>\n"
    )
}

/// Paper by the name that is on its package.
fn paper_name(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split('-').map(capital).collect::<Vec<String>>().join(" ")
}
