//! One handout: what the copy is to be, its fields, and its pages.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};

use super::answer::{Answer, html};
use super::catalog::{Broken, Topic, Translation};
use super::checks::Problem;
use super::choose::{labeled, translation};
use super::desk;
use super::fields::{Shown, field_id};
use super::form::{FIELD, Form};
use super::home::{direction, name_of};
use super::html::{Frame, Text};
use super::list_rows::any_input;
use super::printer;
use super::set::parts::Parts;
use super::shared::{Shared, not_found};
use super::words::Words;
use crate::diag::Severity;
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
    let parts = Parts::shown(topic.clone(), translation);
    let filled = Filled { parts: &parts, form: &Form::default(), problems: &[], message: None };
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
    /// What the copies are to be.
    pub parts: &'f Parts,
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
    let part = &filled.parts.list[0];
    let (topic, translation) = (&part.topic, part.translation());
    let labeled = labeled(topic, words);
    let Words { all, patient, print, download, blank, privacy, preview, needs_script, .. } = words;
    let id = Text(&topic.id);
    let tag = translation.language.tag();
    let edit = shared.edit_link(&translation.path, words);
    let shown = Shown { labeled, words, form: filled.form, problems: filled.problems };
    let fields: String = labeled.fields.iter().map(|field| any_input(field, FIELD, &shown)).collect();
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
        summary = summary(filled, words),
        notice = notice(shared, translation, words) + &broken_in(shared, topic, words),
        said = said(words),
        printers = printer::page::select(&shared.settings.printers, frame, filled.form),
        choices =
            languages(topic, part.wanted.translation, words) + &also(filled, words) + &choices(filled.form, words),
        one = words.one_identifier,
    );
    let title = match filled.problems.is_empty() {
        true => translation.title.clone(),
        false => format!("{} {}", words.error, translation.title),
    };
    frame.page(&title, &content)
}

/// What the script says.
pub(super) fn said(words: &Words) -> String {
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
pub(super) fn summary(filled: &Filled<'_>, words: &Words) -> String {
    let links: String = filled
        .problems
        .iter()
        .map(|problem| {
            let text = filled.parts.tell(problem, words);
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
pub(super) fn broken_in(shared: &Shared, topic: &Topic, words: &Words) -> String {
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

/// The language of a copy.
pub(super) fn languages(topic: &Topic, chosen: usize, words: &Words) -> String {
    let hint = |tag: &str| {
        let hint = format!("<span class=\"hint\" id=\"unreviewed-{tag}\">{}</span>", words.unreviewed);
        (format!(" aria-describedby=\"unreviewed-{tag}\""), hint)
    };
    let languages = language_choices(topic, chosen, "language", hint);
    format!("<fieldset>\n<legend>{}</legend>\n{languages}</fieldset>\n", words.copy_language)
}

/// The languages of a handout, one of them chosen. `unreviewed` gives those that nobody has reviewed an attribute, and
/// what follows the label.
pub(super) fn language_choices(
    topic: &Topic,
    chosen: usize,
    name: &str,
    unreviewed: impl Fn(&str) -> (String, String),
) -> String {
    let mut languages = String::new();
    for (index, translation) in topic.translations.iter().enumerate() {
        let tag = translation.language.tag();
        let checked = if index == chosen { " checked" } else { "" };
        let of = translation.files.handout.translation_of.as_ref();
        let is_unreviewed = of.is_some_and(|of| of.value.reviewed.is_none());
        let (described, hint) = if is_unreviewed { unreviewed(tag) } else { Default::default() };
        languages += &format!(
            "<div class=\"choice\"><input type=\"radio\" name=\"{name}\" id=\"{name}-{tag}\" value=\"{tag}\" \
             data-title=\"{title}\" data-dir=\"{dir}\"{checked}{described}>\
             <label for=\"{name}-{tag}\" lang=\"{tag}\"><bdi>{own}</bdi></label>{hint}</div>\n",
            title = Text(&translation.title),
            dir = direction(&translation.language),
            own = Text(&name_of(&translation.language)),
        );
    }
    languages
}

/// A second language for the copy, where the handout has one.
fn also(filled: &Filled<'_>, words: &Words) -> String {
    let told = words.set;
    let topic = &filled.parts.list[0].topic;
    if topic.translations.len() < 2 {
        return String::new();
    }
    let chosen = filled.form.get("also").unwrap_or_default();
    let option = |translation: &Translation| {
        let tag = translation.language.tag();
        let selected = if chosen == tag { " selected" } else { "" };
        format!("<option value=\"{tag}\" lang=\"{tag}\"{selected}>{}</option>", Text(&name_of(&translation.language)))
    };
    let options: String = topic.translations.iter().map(option).collect();
    format!(
        "<div class=\"field\"><label for=\"also\">{}</label>\n<span class=\"hint\" id=\"also-hint\">{}</span>\n\
         <select id=\"also\" name=\"also\" aria-describedby=\"also-hint\"><option value=\"\">{}</option>{options}</select></div>\n{}",
        told.also,
        told.also_hint,
        told.also_none,
        fronts(filled.form, words),
    )
}

/// Whether each copy begins on a sheet of its own.
pub(super) fn fronts(form: &Form, words: &Words) -> String {
    let checked = if form.get("fronts").is_some() { " checked" } else { "" };
    format!(
        "<div class=\"choice\" id=\"for-fronts\"><input type=\"checkbox\" id=\"fronts\" name=\"fronts\"{checked}>\
         <label for=\"fronts\">{}</label></div>\n",
        words.batch.duplex
    )
}

/// Text size and paper.
pub(super) fn choices(form: &Form, words: &Words) -> String {
    let Words { text_size, standard, large, paper, usual_paper, .. } = words;
    let is_large = form.get("text") == Some("large");
    let (is_standard, is_large) = if is_large { ("", " checked") } else { (" checked", "") };
    let papers: String = PAPERS
        .iter()
        .map(|(name, _)| {
            let selected = if form.get("paper") == Some(name) { " selected" } else { "" };
            format!("<option value=\"{name}\"{selected}>{}</option>", paper_name(name))
        })
        .collect();
    format!(
        "<fieldset class=\"inline\">\n<legend>{text_size}</legend>\n\
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
