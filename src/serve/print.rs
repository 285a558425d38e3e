//! What the page asks for while a copy is filled in: are the fields right, how do the pages look, and the PDF.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::json;

use super::answer::{self, Answer, busy, html, text};
use super::catalog::Catalog;
use super::checks::Problem;
use super::choose::NotThere;
use super::desk::{Printed, Refused};
use super::form::Form;
use super::handout_page::{Filled, write};
use super::home::direction;
use super::html::Frame;
use super::picture::{WIDTH, draw};
use super::pool::Undone;
use super::printer;
use super::set::cover;
use super::set::making::What;
use super::set::page as set_page;
use super::set::parts::{Part, Parts};
use super::shared::{Shared, not_found, words_for};
use super::words::Words;
use crate::ledger::Entry;

/// What a form asks for: of a handout, or of a set.
struct Asked {
    parts: Parts,
    form: Form,
}

impl Asked {
    /// Reads a form.
    fn read(catalog: &Catalog, id: Option<&str>, body: &[u8], words: &Words) -> Result<Asked, NotThere> {
        let form = Form::parse(body);
        let parts = match id {
            Some(id) => Parts::of_handout(catalog, id, &form, words)?,
            None => Parts::of_set(catalog, &form, words)?,
        };
        Ok(Asked { parts, form })
    }
}

/// Which handout a request is about; none for a set, which its form names.
type Id = Option<Path<String>>;

/// Whether the fields are right.
pub(super) async fn check(
    State(shared): State<Arc<Shared>>,
    id: Id,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let asked = Asked::read(&shared.catalog(), id.as_ref().map(|id| id.as_str()), &body, words);
    let Asked { parts, form } = match asked {
        Ok(asked) => asked,
        Err(not_there) => return not_there.answer(words),
    };
    let (with, of) = (shared.clone(), parts.clone());
    match shared.pool.work(move || of.check(&with.settings)).await {
        Ok(checked) => {
            let problems = told(&parts, &form.own(checked.problems), words);
            answer::json(StatusCode::OK, &json!({"problems": problems, "oneIdentifier": checked.one_identifier}))
        }
        Err(undone) => not_done(undone, words),
    }
}

/// Problems in the page's words.
fn told(parts: &Parts, problems: &[Problem], words: &Words) -> Vec<serde_json::Value> {
    let tell = |problem: &Problem| {
        // What stands where a field's name belongs may be a value.
        let known = parts.label(&problem.field, words).is_some();
        json!({"field": known.then_some(&problem.field), "kind": problem.kind.code(), "text": parts.tell(problem, words)})
    };
    problems.iter().map(tell).collect()
}

/// A page of the copy as a picture. What the browser has already is not drawn again: `have` is the `X-Page` of its picture.
pub(super) async fn preview(
    State(shared): State<Arc<Shared>>,
    id: Id,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let asked = Asked::read(&shared.catalog(), id.as_ref().map(|id| id.as_str()), &body, words);
    let Asked { parts, form } = match asked {
        Ok(asked) => asked,
        Err(not_there) => return not_there.answer(words),
    };
    let with = shared.clone();
    let drawn = shared.pool.work(move || {
        let printed = with.desk.make(&with.settings, &parts, What::Draft)?;
        Ok::<_, Refused>(picture_of(&with, &parts.version(), printed, &form))
    });
    match drawn.await {
        Ok(Ok(picture)) => picture,
        Ok(Err(Refused::Copy)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.too_wide),
        Ok(Err(_)) => text(StatusCode::UNPROCESSABLE_ENTITY, words.broken),
        Err(undone) => not_done(undone, words),
    }
}

/// The page of a copy that a form asks for, as a picture, and which handouts it is of.
pub(super) fn picture_of(shared: &Shared, version: &str, printed: Printed, form: &Form) -> Answer {
    let mut answer = picture(shared, printed, form);
    set(&mut answer, "x-handout", version);
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
    id: Id,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let asked = Asked::read(&shared.catalog_now(), id.as_ref().map(|id| id.as_str()), &body, words);
    let Asked { parts, form } = match asked {
        Ok(asked) => asked,
        Err(NotThere::Unknown) => return not_found(State(shared), uri, headers).await,
        Err(NotThere::Broken) => return NotThere::Broken.answer(words),
    };
    // The address of the PDF shows nothing when a link to another language leads there.
    let back = parts.page_address().parse::<Uri>().unwrap_or_default();
    // The script says which handouts' pages were seen.
    let is_other = form.get("seen").is_some_and(|seen| seen != parts.version());
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
    let (with, of) = (shared.clone(), parts.clone());
    let made = shared.pool.work(move || {
        if is_other {
            return Err(Refused::Changed);
        }
        let what = if action == "blank" { What::Blank } else { What::Copy };
        let printed = with.desk.make(&with.settings, &of, what)?;
        let printer = match printer.and_then(|ready| ready.map(|ready| ready.fit(&printed.pdf)).transpose()) {
            Ok(printer) => printer,
            Err(failure) => return Ok(Made::Failed(failure)),
        };
        Ok::<_, Refused>(match hand_out(&with, action, &copies(&of), printed) {
            Ok(bytes) => Made::Copy(bytes, printer),
            Err(NotWritten) => Made::NotWritten,
        })
    });
    let (problems, message, status) = match made.await {
        Ok(Ok(Made::Copy(bytes, None))) => {
            let is_blank = parts.list.iter().all(|part| part.translation().fields.is_empty());
            let copy = if action == "blank" || is_blank { "" } else { ".copy" };
            return answer::pdf(bytes, &format!("{}{copy}.pdf", parts.name()), action == "download");
        }
        Ok(Ok(Made::Copy(bytes, Some(printer)))) => {
            let from_right = direction(&parts.list[0].translation().language) == "rtl";
            match printer.print((&parts.job(), bytes), from_right, words).await {
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
        let problems = told(&parts, &problems, words);
        return answer::json(status, &json!({"problems": problems, "message": message}));
    }
    let frame = Frame { uri: &back, ..shared.frame(&uri, &headers) };
    let filled = Filled { parts: &parts, form: &form, problems: &problems, message: message.as_deref() };
    let page = if parts.is_set { set_page::write(&shared, &frame, &filled) } else { write(&shared, &frame, &filled) };
    html(status, page)
}

/// The copies in a file: their handouts and languages. Covers have an id that no handout has.
fn copies(parts: &Parts) -> Vec<(&str, &str)> {
    let copy = |part| (Part::id(part), Part::translation(part).language.tag());
    let cover = parts.list.first().filter(|_| parts.cover).map(|part| (cover::ID, copy(part).1));
    cover.into_iter().chain(parts.list.iter().map(copy)).collect()
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

/// Writes copies into the ledger, a line for each, counts them, and returns their bytes. If the ledger fails between two
/// of them, the first are in it although nothing is handed out.
pub(super) fn hand_out(
    shared: &Shared,
    action: &'static str,
    copies: &[(&str, &str)],
    printed: Printed,
) -> Result<Vec<u8>, NotWritten> {
    for (copy, (handout, language)) in copies.iter().enumerate() {
        let own = || printed.pages.iter().filter(|page| page.copy == Some(copy));
        if let Some(ledger) = &shared.settings.ledger {
            let entry = Entry {
                time: (shared.settings.clock)(),
                action,
                handout,
                language,
                pages: own().count(),
                codes: own().filter_map(|page| page.code.as_deref()).collect(),
            };
            let mut ledger = ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            ledger.append(&entry).map_err(|_| NotWritten)?;
        }
    }
    for copy in 0..copies.len() {
        shared.metrics.copy(printed.pages.iter().filter(|page| page.copy == Some(copy)).count());
    }
    Ok(printed.pdf)
}

/// Why nothing was done, in the page's words.
pub(super) fn not_done(undone: Undone, words: &Words) -> Answer {
    match undone {
        Undone::Busy => busy(text(StatusCode::SERVICE_UNAVAILABLE, words.busy)),
        Undone::Broken => text(StatusCode::INTERNAL_SERVER_ERROR, words.broken),
    }
}
