//! What the page asks for while a copy is filled in: are the fields right, how do the pages look, and the PDF.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::json;

use super::answer::{self, Answer, busy, html, text};
use super::checks::{self, Problem};
use super::desk::{self, Printed, Refused};
use super::form::{Form, Wanted, paper, text_size};
use super::handout_page::{Filled, label_of, labeled, write};
use super::picture;
use super::pool::Undone;
use super::shared::{Shared, not_found, words_for};
use super::words::Words;
use crate::ledger::Entry;

/// What a form asks for.
struct Asked {
    topic: usize,
    wanted: Wanted,
    form: Form,
}

impl Asked {
    /// Reads a form; `None` if there is no such handout.
    fn read(shared: &Shared, id: &str, body: &[u8], words: &Words) -> Option<Asked> {
        let (topic, _) = shared.settings.catalog.topic(id)?;
        let form = Form::parse(body);
        let wanted = Wanted {
            translation: shared.translation(topic, form.get("language"), words),
            paper: paper(form.get("paper")),
            size: text_size(form.get("text")),
            values: form.values(),
        };
        Some(Asked { topic, wanted, form })
    }
}

/// Whether the fields are right.
pub(super) async fn check(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Some(Asked { topic, wanted, .. }) = Asked::read(&shared, &id, &body, words) else {
        return text(StatusCode::NOT_FOUND, words.not_found);
    };
    let with = shared.clone();
    let checked = shared.pool.work(move || {
        let translation = &with.settings.catalog.topics[topic].translations[wanted.translation];
        checks::check(with.settings.fonts, translation, &wanted.values)
    });
    match checked.await {
        Ok(checked) => {
            let problems = told(&shared, topic, &checked.problems, words);
            answer::json(StatusCode::OK, &json!({"problems": problems, "oneIdentifier": checked.one_identifier}))
        }
        Err(undone) => not_done(undone, words),
    }
}

/// Problems in the page's words.
fn told(shared: &Shared, topic: usize, problems: &[Problem], words: &Words) -> Vec<serde_json::Value> {
    let labeled = labeled(&shared.settings.catalog.topics[topic], words);
    let tell = |problem: &Problem| {
        let known = labeled.fields.iter().any(|field| field.name == problem.field);
        let sentence = words.of(problem.kind, label_of(labeled, &problem.field));
        // What stands where a field's name belongs may be a value.
        json!({"field": known.then_some(&problem.field), "kind": problem.kind.code(), "text": sentence})
    };
    problems.iter().map(tell).collect()
}

/// A page of the copy as a picture. What the browser has already is not drawn again: `have` is the `X-Page` of its picture.
pub(super) async fn preview(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Some(Asked { topic, wanted, form }) = Asked::read(&shared, &id, &body, words) else {
        return text(StatusCode::NOT_FOUND, words.not_found);
    };
    let page = form.number("page").unwrap_or(1);
    let width = form.number("width").unwrap_or(picture::WIDTH);
    let have = form.get("have").unwrap_or_default().to_owned();
    let with = shared.clone();
    let drawn = shared.pool.work(move || {
        let Printed { pdf, pages } = with.desk.draft(&with.settings, topic, &wanted)?;
        let mark = page.checked_sub(1).and_then(|index| pages.get(index));
        let seen = mark.map(|mark| format!("{}-{width}", mark.digest)).unwrap_or_default();
        let png = match mark {
            Some(_) if seen != have => {
                with.metrics.picture();
                picture::draw(pdf, page, width)
            }
            _ => None,
        };
        Ok::<_, Refused>((png, seen, pages.len()))
    });
    match drawn.await {
        Ok(Ok((png, seen, pages))) => {
            let mut answer = match png {
                Some(png) => answer::answer(StatusCode::OK, "image/png", png),
                None => answer::answer(StatusCode::NO_CONTENT, "image/png", ""),
            };
            let mut set = |name: &'static str, value: &str| {
                if let Ok(value) = HeaderValue::from_str(value) {
                    answer.headers_mut().insert(HeaderName::from_static(name), value);
                }
            };
            set("x-page", &seen);
            set("x-pages", &pages.to_string());
            answer
        }
        Ok(Err(Refused::Copy)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.too_wide),
        Ok(Err(_)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.broken),
        Err(undone) => not_done(undone, words),
    }
}

/// The PDF.
pub(super) async fn pdf(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Some(Asked { topic, wanted, form }) = Asked::read(&shared, &id, &body, words) else {
        return not_found(State(shared), uri, headers).await;
    };
    let action = match form.get("as") {
        Some("download") => "download",
        Some("blank") => "blank",
        _ => "print",
    };
    let (with, translation) = (shared.clone(), wanted.translation);
    let made = shared.pool.work(move || {
        let printed = match action {
            "blank" => desk::blank(&with.settings, topic, &wanted).ok_or(Refused::Handout)?,
            _ => with.desk.copy(&with.settings, topic, &wanted)?,
        };
        Ok::<_, Refused>(hand_out(&with, action, (topic, translation), printed))
    });
    let (problems, message) = match made.await {
        Ok(Ok(Ok(bytes))) => {
            let topic = &shared.settings.catalog.topics[topic];
            let copy =
                if action == "blank" || topic.translations[translation].fields.is_empty() { "" } else { ".copy" };
            let name = format!("{}.{}{copy}.pdf", topic.id, topic.translations[translation].language.tag());
            return answer::pdf(bytes, &name, action == "download");
        }
        Ok(Ok(Err(NotWritten))) => (vec![], Some(words.busy)),
        Ok(Err(Refused::Fields(problems))) => (problems, None),
        Ok(Err(Refused::Handout)) => (vec![], Some(words.broken)),
        Ok(Err(Refused::Copy)) => (vec![], Some(words.too_wide)),
        Err(undone) => return not_done(undone, words),
    };
    let by_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/pdf"));
    if by_script {
        let problems = told(&shared, topic, &problems, words);
        return answer::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"problems": problems, "message": message}));
    }
    let frame = shared.frame(&uri, &headers);
    // The address of the PDF shows nothing when a link to another language leads there.
    let back = format!("/handouts/{id}").parse::<Uri>().unwrap_or_default();
    let frame = super::html::Frame { uri: &back, ..frame };
    let filled = Filled { topic, translation, form: &form, problems: &problems, message };
    html(StatusCode::UNPROCESSABLE_ENTITY, write(&shared, &frame, &filled))
}

/// The ledger could not be written, so nothing is handed out.
pub(super) struct NotWritten;

/// Writes a copy into the ledger, counts it, and returns its bytes.
pub(super) fn hand_out(
    shared: &Shared,
    action: &'static str,
    (topic, translation): (usize, usize),
    printed: Printed,
) -> Result<Vec<u8>, NotWritten> {
    let topic = &shared.settings.catalog.topics[topic];
    if let Some(ledger) = &shared.settings.ledger {
        let entry = Entry {
            time: (shared.settings.clock)(),
            action,
            handout: &topic.id,
            language: topic.translations[translation].language.tag(),
            pages: printed.pages.len(),
            codes: printed.pages.iter().filter_map(|page| page.code.as_deref()).collect(),
        };
        let mut ledger = ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        ledger.append(&entry).map_err(|_| NotWritten)?;
    }
    shared.metrics.copy(printed.pages.len());
    Ok(printed.pdf)
}

/// Why nothing was done, in the page's words.
fn not_done(undone: Undone, words: &Words) -> Answer {
    match undone {
        Undone::Busy => busy(text(StatusCode::SERVICE_UNAVAILABLE, words.busy)),
        Undone::Broken => text(StatusCode::INTERNAL_SERVER_ERROR, words.broken),
    }
}
