//! What the page asks for while a copy is filled in: are the fields right, how do the pages look, and the PDF.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::json;

use super::answer::{self, Answer, busy, html, text};
use super::catalog::{Catalog, Topic};
use super::checks::{self, Problem};
use super::desk::{self, Printed, Refused};
use super::form::{Form, Wanted, paper, text_size};
use super::handout_page::{Filled, labeled, write};
use super::home::direction;
use super::html::Frame;
use super::picture::{WIDTH, draw};
use super::pool::Undone;
use super::printer;
use super::shared::{Shared, not_found, translation, words_for};
use super::words::Words;
use crate::lang::Language;
use crate::ledger::Entry;

/// What a form asks for.
struct Asked {
    topic: Arc<Topic>,
    wanted: Wanted,
    form: Form,
}

/// Why a form asks for nothing that there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NotThere {
    /// There is no such handout.
    Unknown,
    /// It, or its translation in the language asked for, has errors now. Another language in its place could not be read.
    Broken,
}

/// The handout of a form, in the language that it names.
pub(super) fn asked_for(catalog: &Catalog, id: &str, form: &Form) -> Result<Arc<Topic>, NotThere> {
    let Some(topic) = catalog.topic(id) else {
        let is_broken = catalog.broken(id, None).is_some();
        return Err(if is_broken { NotThere::Broken } else { NotThere::Unknown });
    };
    let language = form.get("language").map(Language::parse);
    match language.is_some_and(|language| language.and_then(|language| topic.translation(&language)).is_none()) {
        true => Err(NotThere::Broken),
        false => Ok(topic.clone()),
    }
}

impl NotThere {
    /// The same in the page's words.
    pub(super) fn answer(self, words: &Words) -> Answer {
        match self {
            NotThere::Unknown => text(StatusCode::NOT_FOUND, words.not_found),
            NotThere::Broken => text(StatusCode::CONFLICT, words.broken),
        }
    }
}

impl Asked {
    /// Reads a form.
    fn read(catalog: &Catalog, id: &str, body: &[u8], words: &Words) -> Result<Asked, NotThere> {
        let form = Form::parse(body);
        let topic = asked_for(catalog, id, &form)?;
        let wanted = Wanted {
            translation: translation(&topic, form.get("language"), words),
            paper: paper(form.get("paper")),
            size: text_size(form.get("text")),
            values: form.values(),
        };
        Ok(Asked { topic, wanted, form })
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
    let Asked { topic, wanted, form } = match Asked::read(&shared.catalog(), &id, &body, words) {
        Ok(asked) => asked,
        Err(not_there) => return not_there.answer(words),
    };
    let (with, of) = (shared.clone(), topic.clone());
    let checked = shared
        .pool
        .work(move || checks::check(with.settings.fonts, &of.translations[wanted.translation], &wanted.values));
    match checked.await {
        Ok(checked) => {
            let problems = told(&topic, &form.own(checked.problems), words);
            answer::json(StatusCode::OK, &json!({"problems": problems, "oneIdentifier": checked.one_identifier}))
        }
        Err(undone) => not_done(undone, words),
    }
}

/// Problems in the page's words.
pub(super) fn told(topic: &Topic, problems: &[Problem], words: &Words) -> Vec<serde_json::Value> {
    let labeled = labeled(topic, words);
    let tell = |problem: &Problem| {
        let known = labeled.field(&problem.field).is_some();
        let sentence = words.of(problem.kind, &labeled.label(&problem.field));
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
    let Asked { topic, wanted, form } = match Asked::read(&shared.catalog(), &id, &body, words) {
        Ok(asked) => asked,
        Err(not_there) => return not_there.answer(words),
    };
    let with = shared.clone();
    let drawn = shared.pool.work(move || {
        let printed = with.desk.draft(&with.settings, &topic, &wanted)?;
        Ok::<_, Refused>(picture_of(&with, &topic, printed, &form))
    });
    match drawn.await {
        Ok(Ok(picture)) => picture,
        Ok(Err(Refused::Copy)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.too_wide),
        Ok(Err(_)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.broken),
        Err(undone) => not_done(undone, words),
    }
}

/// The page of a copy that a form asks for, as a picture, and which handout it is of.
pub(super) fn picture_of(shared: &Shared, topic: &Topic, printed: Printed, form: &Form) -> Answer {
    let mut answer = picture(shared, printed, form);
    set(&mut answer, "x-handout", &topic.version());
    answer
}

fn set(answer: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

/// The page of a PDF that a form asks for, as a picture.
pub(super) fn picture(shared: &Shared, Printed { pdf, pages }: Printed, form: &Form) -> Answer {
    let page = form.number("page").unwrap_or(1);
    let width = form.number("width").unwrap_or(WIDTH);
    let mark = page.checked_sub(1).and_then(|index| pages.get(index));
    let seen = mark.map(|mark| format!("{}-{width}", mark.digest)).unwrap_or_default();
    let png = mark.filter(|_| form.get("have") != Some(&seen)).and_then(|_| {
        shared.metrics.picture();
        draw(pdf, page, width)
    });
    let mut answer = match png {
        Some(png) => answer::answer(StatusCode::OK, "image/png", png),
        None => answer::answer(StatusCode::NO_CONTENT, "image/png", ""),
    };
    set(&mut answer, "x-page", &seen);
    set(&mut answer, "x-pages", &pages.len().to_string());
    answer
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
    let Asked { topic, wanted, form } = match Asked::read(&shared.catalog_now(), &id, &body, words) {
        Ok(asked) => asked,
        Err(NotThere::Unknown) => return not_found(State(shared), uri, headers).await,
        Err(NotThere::Broken) => return NotThere::Broken.answer(words),
    };
    // The address of the PDF shows nothing when a link to another language leads there.
    let back = format!("/handouts/{id}").parse::<Uri>().unwrap_or_default();
    // The script says which handout's pages were seen.
    let is_other = form.get("seen").is_some_and(|seen| seen != topic.version());
    let action = match form.get("as") {
        Some("download") => "download",
        Some("blank") => "blank",
        _ => "print",
    };
    let by_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/pdf"));
    // A printer is asked before anything is written down.
    let printer = match action {
        "download" => Ok(None),
        _ => printer::ready(&shared, &form).await,
    };
    let (with, of, translation) = (shared.clone(), topic.clone(), wanted.translation);
    let made = shared.pool.work(move || {
        if is_other {
            return Err(Refused::Changed);
        }
        let printed = match action {
            "blank" => desk::blank(&with.settings, &of, &wanted).ok_or(Refused::Handout)?,
            _ => with.desk.copy(&with.settings, &of, &wanted)?,
        };
        let printer = match printer.and_then(|ready| ready.map(|ready| ready.fit(&printed.pdf)).transpose()) {
            Ok(printer) => printer,
            Err(failure) => return Ok(Made::Failed(failure)),
        };
        Ok::<_, Refused>(match hand_out(&with, action, (&of, translation), printed) {
            Ok(bytes) => Made::Copy(bytes, printer),
            Err(NotWritten) => Made::NotWritten,
        })
    });
    let (problems, message, status) = match made.await {
        Ok(Ok(Made::Copy(bytes, None))) => {
            let copy =
                if action == "blank" || topic.translations[translation].fields.is_empty() { "" } else { ".copy" };
            let name = format!("{}.{}{copy}.pdf", topic.id, topic.translations[translation].language.tag());
            return answer::pdf(bytes, &name, action == "download");
        }
        Ok(Ok(Made::Copy(bytes, Some(printer)))) => {
            let from_right = direction(&topic.translations[translation].language) == "rtl";
            match printer.print((&topic.id, bytes), from_right, words).await {
                Ok(sent) if by_script => return sent.json(words),
                Ok(sent) => return sent.page(&Frame { uri: &back, ..shared.frame(&uri, &headers) }),
                Err(failure) => not_printed(&failure, &form, words),
            }
        }
        Ok(Ok(Made::Failed(failure))) => not_printed(&failure, &form, words),
        Ok(Ok(Made::NotWritten)) => (vec![], Some(words.busy.to_owned()), UNFIT),
        Ok(Err(Refused::Fields(problems))) => (form.own(problems), None, UNFIT),
        Ok(Err(Refused::Handout)) => (vec![], Some(words.broken.to_owned()), UNFIT),
        Ok(Err(Refused::Changed)) => (vec![], Some(words.changed.to_owned()), UNFIT),
        Ok(Err(Refused::Copy)) => (vec![], Some(words.too_wide.to_owned()), UNFIT),
        Err(undone) => return not_done(undone, words),
    };
    if by_script {
        let problems = told(&topic, &problems, words);
        return answer::json(status, &json!({"problems": problems, "message": message}));
    }
    let frame = Frame { uri: &back, ..shared.frame(&uri, &headers) };
    let filled = Filled { topic: &topic, translation, form: &form, problems: &problems, message: message.as_deref() };
    html(status, write(&shared, &frame, &filled))
}

/// A copy, or why there is none although its fields are right.
enum Made {
    /// It is written down, and may be handed out, or sent to a printer.
    Copy(Vec<u8>, Option<printer::Ready>),
    /// The ledger could not be written.
    NotWritten,
    /// The printer does not print it.
    Failed(printer::Failure),
}

/// What a form asks for cannot be printed as it is.
const UNFIT: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Why a printer printed nothing, in the page's words.
fn not_printed(failure: &printer::Failure, form: &Form, words: &Words) -> (Vec<Problem>, Option<String>, StatusCode) {
    let name = form.get("printer").unwrap_or_default();
    (vec![], Some(printer::page::not_printed(failure, name, words)), StatusCode::BAD_GATEWAY)
}

/// The ledger could not be written, so nothing is handed out.
pub(super) struct NotWritten;

/// Writes a copy into the ledger, counts it, and returns its bytes.
pub(super) fn hand_out(
    shared: &Shared,
    action: &'static str,
    (topic, translation): (&Topic, usize),
    printed: Printed,
) -> Result<Vec<u8>, NotWritten> {
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
pub(super) fn not_done(undone: Undone, words: &Words) -> Answer {
    match undone {
        Undone::Busy => busy(text(StatusCode::SERVICE_UNAVAILABLE, words.busy)),
        Undone::Broken => text(StatusCode::INTERNAL_SERVER_ERROR, words.broken),
    }
}
