//! What the page asks about a sheet.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde_json::{Value, json};

use super::making::{Made, Making, NotMade, make};
use super::mend::workbook;
use super::progress::Progress;
use super::rows::{Bad, COLUMN, MOST_RECORDS, OTHERS, Problem, Reading, Sheet, Unread, What};
use crate::records::{Headings, Target};
use crate::serve::answer::{self, Answer, busy, text};
use crate::serve::catalog::Topic;
use crate::serve::choose::{asked_for, labeled, translation};
use crate::serve::form::Form;
use crate::serve::pool::Undone;
use crate::serve::print::{not_done, picture_of};
use crate::serve::printer::{self, Failure, Ready, Sent};
use crate::serve::shared::{Shared, words_for};
use crate::serve::upload::{NoSheet, Room, Upload};
use crate::serve::words::Words;

/// Rows whose problems are listed on the page. The workbook has all.
const MOST_LISTED: usize = 200;

/// What a sheet is sent for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To look at it.
    Look,
    /// For its copies.
    Print,
}

/// A question about a sheet.
struct Asked {
    reading: Reading,
    form: Form,
    file: axum::body::Bytes,
    room: Room,
}

/// Reads a question; otherwise answers why it cannot be.
async fn asked(
    shared: &Arc<Shared>,
    id: &str,
    body: Body,
    words: &Words,
    purpose: Purpose,
) -> Result<Asked, Box<Answer>> {
    let Upload { form, file, room } = shared.sheets.upload(body).await.map_err(|no| {
        Box::new(match no {
            NoSheet::Busy => busy(text(StatusCode::SERVICE_UNAVAILABLE, words.busy)),
            NoSheet::TooLarge => text(StatusCode::PAYLOAD_TOO_LARGE, words.batch.too_large),
        })
    })?;
    let catalog = if purpose == Purpose::Print { shared.catalog_now() } else { shared.catalog() };
    let topic =
        &asked_for(&catalog, id, form.get("language")).map_err(|not_there| Box::new(not_there.answer(words)))?;
    if purpose == Purpose::Print && form.get("seen").is_some_and(|seen| seen != topic.version()) {
        return Err(Box::new(refused(words.changed, None, None)));
    }
    let translation = translation(topic, form.get("language"), words);
    match Reading::of(topic, translation, &form, &file) {
        Ok(reading) => Ok(Asked { reading, form, file, room }),
        Err(unread) => Err(Box::new(unreadable(&unread, topic, words))),
    }
}

/// What the file's columns are, and what they seem to fill.
pub(in crate::serve) async fn columns(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { reading, file, room, .. } = match asked(&shared, &id, body, words, Purpose::Look).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let topic = reading.topic.clone();
    let read = shared.pool.work(move || {
        let _room = room;
        reading.headings(&file)
    });
    let (headings, guesses) = match read.await {
        Ok(Ok(read)) => read,
        Ok(Err(broken)) => return unreadable(&Unread::from(broken), &topic, words),
        Err(undone) => return not_done(undone, words),
    };
    let (Headings::Columns(names) | Headings::Keys(names)) = headings else {
        return answer::json(StatusCode::OK, &json!({"standard": true, "columns": []}));
    };
    let columns: Vec<Value> = names
        .iter()
        .zip(guesses)
        .map(|(name, guess)| json!({"name": name.trim(), "fills": guess.as_ref().and_then(key_of)}))
        .collect();
    answer::json(StatusCode::OK, &json!({"standard": false, "columns": columns}))
}

/// How the page's form names what a column fills.
fn key_of(target: &Target) -> Option<String> {
    if let Target::Field(name) = target {
        return Some(format!("{COLUMN}{name}"));
    }
    OTHERS.iter().find(|(_, known)| known == target).map(|(name, _)| format!("{COLUMN}.{name}"))
}

/// Why a sheet cannot be used, in the page's words.
fn unreadable(unread: &Unread, topic: &Topic, words: &Words) -> Answer {
    let label = |field: &str| labeled(topic, words).label(field);
    let told = words.batch;
    let (message, field, english) = match unread {
        Unread::File { line, reason } => {
            (told.unreadable.replace("{row}", &line.to_string()), None, Some(reason.clone()))
        }
        Unread::Twice(field) => (told.twice.to_owned(), Some(field), None),
        Unread::Required(field) => (told.choose_column.replace("{label}", &label(field)), Some(field), None),
        Unread::Empty => (told.empty.to_owned(), None, None),
        Unread::TooMany => (told.too_many.replace("{count}", &MOST_RECORDS.to_string()), None, None),
        Unread::Handout => (words.broken.to_owned(), None, None),
    };
    refused(&message, field.map(|field| format!("{COLUMN}{field}")), english)
}

fn refused(message: &str, column: Option<String>, reason: Option<String>) -> Answer {
    let body = json!({"message": message, "column": column, "reason": reason});
    answer::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

/// A problem in the page's words, and whether the program's own, English ones say more.
fn told(problem: &Problem, topic: &Topic, words: &Words) -> (String, bool) {
    let field = problem.field.as_deref().unwrap_or_default();
    match problem.what {
        What::Value(kind) => (words.of(kind, &labeled(topic, words).label(field)), false),
        What::Unreadable => {
            let label = match field {
                "language" => words.copy_language.into(),
                "size" => words.text_size.into(),
                "paper" => words.paper.into(),
                "reading_mode" => words.batch.reading_mode.into(),
                field => labeled(topic, words).label(field),
            };
            let sentence = if label.is_empty() { words.batch.row_unreadable } else { words.batch.cell_unreadable };
            (sentence.replace("{label}", &label), true)
        }
        What::Wide => (words.batch.wide.to_owned(), false),
        What::Barred => (words.barred.to_owned(), false),
    }
}

fn listed(bad: &[Bad], topic: &Topic, words: &Words) -> Value {
    let row = |bad: &Bad| {
        let problems = bad.problems.iter().map(|problem| {
            let (text, more) = told(problem, topic, words);
            json!({"text": text, "reason": more.then_some(&problem.reason)})
        });
        let name = words.batch.row.replace("{row}", &bad.line.to_string());
        json!({"row": name, "problems": problems.collect::<Vec<Value>>()})
    };
    bad.iter().take(MOST_LISTED).map(row).collect()
}

/// Which rows make copies, and what is wrong with the others.
pub(in crate::serve) async fn check(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { reading, file, room, .. } = match asked(&shared, &id, body, words, Purpose::Look).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let (with, topic) = (shared.clone(), reading.topic.clone());
    let read = shared.pool.work(move || {
        let _room = room;
        reading.read(&with, &file)
    });
    match read.await {
        Ok(Ok(sheet)) => {
            let body = json!({
                "count": sheet.count,
                "good": sheet.good.len(),
                "bad": sheet.bad.len(),
                "rows": listed(&sheet.bad, &topic, words),
                "more": sheet.bad.len().saturating_sub(MOST_LISTED),
                "namedOnly": sheet.named_only,
            });
            answer::json(StatusCode::OK, &body)
        }
        Ok(Err(unread)) => unreadable(&unread, &topic, words),
        Err(undone) => not_done(undone, words),
    }
}

/// A page of a copy: of the `copy`th row that makes one.
pub(in crate::serve) async fn preview(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { reading, form, file, room } = match asked(&shared, &id, body, words, Purpose::Look).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let (with, topic) = (shared.clone(), reading.topic.clone());
    let drawn = shared.pool.work(move || {
        let _room = room;
        let sheet = reading.read(&with, &file)?;
        let copy = form.number("copy").unwrap_or(1).clamp(1, sheet.good.len().max(1));
        let Some(record) = sheet.good.get(copy - 1) else { return Ok(None) };
        let printed = with.desk.record(&with.settings, &reading.topic, record);
        Ok::<_, Unread>(Some(printed.map(|printed| picture_of(&with, &reading.topic.version(), printed, &form))))
    });
    match drawn.await {
        Ok(Ok(Some(Ok(picture)))) => picture,
        Ok(Ok(Some(Err(_)))) => text(StatusCode::UNPROCESSABLE_ENTITY, words.batch.wide),
        Ok(Ok(None)) => answer::answer(StatusCode::NO_CONTENT, "image/png", ""),
        Ok(Err(unread)) => unreadable(&unread, &topic, words),
        Err(undone) => not_done(undone, words),
    }
}

/// The rows to mend.
pub(in crate::serve) async fn rejects(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { reading, file, room, .. } = match asked(&shared, &id, body, words, Purpose::Look).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let (with, topic) = (shared.clone(), reading.topic.clone());
    let made = shared.pool.work(move || {
        let _room = room;
        let Sheet { bad, headings, .. } = reading.read(&with, &file)?;
        let named = std::iter::once(words.batch.row_heading.to_owned()).chain(headings.iter().cloned());
        let mut rows: Vec<Vec<String>> = vec![named.chain([words.batch.problem_heading.to_owned()]).collect()];
        for bad in &bad {
            let sentences = bad.problems.iter().map(|problem| match told(problem, &reading.topic, words) {
                (text, true) => format!("{text}: {}", problem.reason),
                (text, false) => text,
            });
            let problems = sentences.collect::<Vec<String>>().join("; ");
            let mut row = vec![bad.line.to_string()];
            row.extend(bad.cells.iter().cloned());
            row.resize(headings.len() + 1, String::new());
            row.push(problems);
            rows.push(row);
        }
        Ok::<_, Unread>(workbook(&rows, words.dir == "rtl"))
    });
    match made.await {
        Ok(Ok(Ok(book))) => {
            const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let mut answer = answer::answer(StatusCode::OK, KIND, book);
            let name = HeaderValue::from_static("attachment; filename=\"rows-to-mend.xlsx\"");
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            answer
        }
        Ok(Err(unread)) => unreadable(&unread, &topic, words),
        Ok(Ok(Err(_))) => not_done(Undone::Broken, words),
        Err(undone) => not_done(undone, words),
    }
}

/// The PDF of all copies. Its progress comes first, in lines of JSON; the line with `pdf` says how many bytes follow it.
pub(in crate::serve) async fn pdf(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { reading, form, file, room } = match asked(&shared, &id, body, words, Purpose::Print).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let duplex = form.get("duplex") == Some("on");
    let printer = match form.get("as") {
        Some("download") => Ok(None),
        _ => printer::ready(&shared, &form).await,
    };
    let named = form.get("printer").unwrap_or_default().to_owned();
    let failed = move |failure: &Failure| json!({"message": printer::page::not_printed(failure, &named, words), "column": "printer"});
    let printer = match printer {
        Ok(printer) => printer,
        Err(failure) => return answer::json(StatusCode::UNPROCESSABLE_ENTITY, &failed(&failure)),
    };
    let topic = reading.topic.clone();
    let with = shared.clone();
    let begun = shared.pool.work(move || {
        let Sheet { good, .. } = reading.read(&with, &file)?;
        let run = with.desk.run(&with.settings, &reading.topic).ok_or(Unread::Handout)?;
        Ok::<_, Unread>(Making::new(run, good, duplex))
    });
    let making = match begun.await {
        Ok(Ok(making)) if making.is_empty() => return unreadable(&Unread::Empty, &topic, words),
        Ok(Ok(making)) => making,
        Ok(Err(unread)) => return unreadable(&unread, &topic, words),
        Err(undone) => return not_done(undone, words),
    };
    let (progress, answer) = Progress::begin();
    tokio::spawn(async move {
        // The copies take more room than the sheet did.
        let _room = room;
        let made = make(&shared, &topic, making, ("batch", false), Some(&progress)).await;
        match made {
            Ok(Made { pdf: Some(pdf), copies, pages, late }) => {
                let rows = listed(&late, &topic, words);
                let mut line = json!({"copies": copies, "pages": pages, "late": late.len(), "rows": rows});
                let Some(printer) = printer else {
                    line["pdf"] = json!(pdf.len());
                    if progress.say(line).await {
                        progress.send(pdf).await;
                    }
                    return;
                };
                match to_printer(&shared, printer.for_list(duplex), (&topic, pdf), words).await {
                    Ok(Ok(sent)) => line["sent"] = json!(format!("{} {}", sent.message, sent.note).trim()),
                    Ok(Err(failure)) => line = failed(&failure),
                    Err(_) => line = json!({"message": words.broken}),
                }
                progress.say(line).await;
            }
            Ok(Made { late, .. }) => {
                progress.say(json!({"message": words.batch.wide, "rows": listed(&late, &topic, words)})).await;
            }
            Err(NotMade::Undone(Undone::Broken)) => {
                progress.say(json!({"message": words.broken})).await;
            }
            Err(NotMade::Undone(Undone::Busy) | NotMade::Ledger) => {
                progress.say(json!({"message": words.busy})).await;
            }
        }
    });
    answer
}

/// Sends the copies of a list to a printer.
async fn to_printer(
    shared: &Shared,
    printer: Ready,
    (topic, pdf): (&Topic, Vec<u8>),
    words: &Words,
) -> Result<Result<Sent, Failure>, Undone> {
    let fit = shared.pool.work_on(move || printer.fit(&pdf).map(|printer| (printer, pdf))).await?;
    Ok(match fit {
        Ok((printer, pdf)) => printer.print((&topic.id, pdf), false, words).await,
        Err(failure) => Err(failure),
    })
}
