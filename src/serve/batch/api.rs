//! `POST /v1/batch`: records in, one PDF of all copies out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::{Value, json};

use super::making::{Made, Making, NotMade, make};
use super::progress::held;
use super::rows::{Bad, Chosen, MOST_RECORDS, Problem, Reading, Unread, What, dialect};
use crate::serve::answer::{self, Answer, busy};
use crate::serve::api::{problem, resolve_copy};
use crate::serve::form::Form;
use crate::serve::pool::Undone;
use crate::serve::shared::Shared;
use crate::serve::upload::NoSheet;

/// Problems that an answer lists.
const MOST_LISTED: usize = 1000;

/// Rejected records that a header names.
const MOST_NAMED: usize = 200;

/// What records may be: they are recognized by their beginning, but for CSV.
const KINDS: [&str; 7] = [
    "text/csv",
    "application/json",
    "application/x-ndjson",
    "application/jsonl",
    "application/fhir+json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
];

/// Parameters of its address. None of them is about a patient.
const PARAMETERS: [&str; 8] =
    ["handout", "language", "paper", "text", "duplex", "allow_rejects", "date_format", "encoding"];

/// Makes the copies.
pub(in crate::serve) async fn batch(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let refuse = |status, what| problem(status, what, vec![]);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !KINDS.contains(&kind.as_str()) {
        let what = "the records must be text/csv, application/json, application/x-ndjson, FHIR or a workbook";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, what);
    }
    let form = Form::parse(uri.query().unwrap_or_default().as_bytes());
    if form.pairs().any(|(name, _)| !PARAMETERS.contains(&name)) {
        return refuse(StatusCode::BAD_REQUEST, "a parameter that the OpenAPI file does not describe");
    }
    let [duplex, allow_rejects] = match ["duplex", "allow_rejects"].map(|name| flag(&form, name)) {
        [Some(duplex), Some(allow)] => [duplex, allow],
        _ => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "`duplex` and `allow_rejects` are `true` or `false`"),
    };
    let is_known = |name: &str, known: &[&str]| form.get(name).is_none_or(|value| known.contains(&value));
    if !is_known("date_format", &["mdy", "dmy", "ymd"]) || !is_known("encoding", &["utf-8", "windows-1252"]) {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "there is no such `date_format` or `encoding`");
    }
    let named = (form.get("handout").unwrap_or_default(), form.get("language"));
    let (topic, wanted) = match resolve_copy(&shared, named, (form.get("paper"), form.get("text"))) {
        Ok(resolved) => resolved,
        Err(refused) => return *refused,
    };
    let (file, room) = match shared.sheets.file(body).await {
        Ok(read) => read,
        Err(NoSheet::Busy) => return busy(refuse(StatusCode::SERVICE_UNAVAILABLE, "too much to do; try again")),
        Err(NoSheet::TooLarge) => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "the records are too large; use `handout batch`");
        }
    };
    let translation = wanted.translation;
    let (dialect, named_csv) = (dialect(&form), kind == "text/csv");
    let reading = Reading { topic: topic.clone(), wanted, dialect, named_csv, columns: Chosen::Names };
    let with = shared.clone();
    let begun = shared.pool.work(move || {
        let sheet = reading.read(&with, &file)?;
        let run = with.desk.run(&with.settings, &reading.topic).ok_or(Unread::Handout)?;
        Ok::<_, Unread>((Making::new(run, sheet.good, duplex), sheet.bad))
    });
    let (making, bad) = match begun.await {
        Ok(Ok(begun)) => begun,
        Ok(Err(unread)) => return unreadable(&unread),
        Err(undone) => return not_done(undone),
    };
    if !bad.is_empty() && (!allow_rejects || making.is_empty()) {
        return rejected(&bad);
    }
    let made = make(&shared, &topic, making, ("api", !allow_rejects), None).await;
    match made {
        Ok(Made { pdf: Some(pdf), copies, pages, late }) => {
            let name = format!("{}.{}.copies.pdf", topic.id, topic.translations[translation].language.tag());
            let mut answer = answer::pdf(held(pdf, room), &name, false);
            let mut numbers: Vec<u64> = bad.iter().chain(&late).map(|bad| bad.number).collect();
            numbers.sort_unstable();
            let mut set = |name: &'static str, value: String| {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    answer.headers_mut().insert(HeaderName::from_static(name), value);
                }
            };
            set("handout-copies", copies.to_string());
            set("handout-pages", pages.to_string());
            set("handout-rejected", numbers.len().to_string());
            let named: Vec<String> = numbers.iter().take(MOST_NAMED).map(u64::to_string).collect();
            if !named.is_empty() {
                set("handout-rejected-records", named.join(" "));
            }
            answer
        }
        Ok(Made { late, .. }) => rejected(&late),
        Err(NotMade::Undone(undone)) => not_done(undone),
        Err(NotMade::Ledger) => busy(refuse(StatusCode::SERVICE_UNAVAILABLE, "the ledger cannot be written")),
    }
}

/// A parameter that is `true` or `false`, and false if it is not there.
fn flag(form: &Form, name: &str) -> Option<bool> {
    form.get(name).map_or(Some(false), |value| value.parse().ok())
}

/// Records that make no copies: their numbers, lines and fields, and never their values.
fn rejected(bad: &[Bad]) -> Answer {
    let tell = |bad: &Bad, Problem { field, what, reason }: &Problem| -> Value {
        let code = match what {
            What::Value(kind) => kind.code(),
            What::Unreadable => "unreadable",
            What::Wide => "does-not-fit",
            What::Barred => "overdue",
        };
        // What stands where a field's name belongs may be a value.
        let field = field.as_ref().filter(|_| code != "unknown-field");
        json!({"record": bad.number, "line": bad.line, "field": field, "problem": code, "reason": reason})
    };
    let problems = bad.iter().flat_map(|bad| bad.problems.iter().map(move |problem| tell(bad, problem)));
    let title = format!("no copy can be made of {}", crate::diag::count(bad.len() as u64, "record"));
    problem(StatusCode::UNPROCESSABLE_ENTITY, &title, problems.take(MOST_LISTED).collect())
}

/// Records that cannot be told apart.
fn unreadable(unread: &Unread) -> Answer {
    let refuse = |what: &str| problem(StatusCode::UNPROCESSABLE_ENTITY, what, vec![]);
    match unread {
        Unread::File { line, reason } => {
            let problems =
                vec![json!({"record": null, "line": line, "field": null, "problem": "unreadable", "reason": reason})];
            problem(StatusCode::UNPROCESSABLE_ENTITY, "the records cannot be read", problems)
        }
        Unread::TooMany => refuse(&format!("more than {MOST_RECORDS} records; use `handout batch`")),
        Unread::Empty => refuse("there are no records"),
        // Programs choose no columns.
        Unread::Twice(_) | Unread::Required(_) => refuse("no column fills a required field"),
        Unread::Handout => problem(StatusCode::CONFLICT, "the handout has an error or is overdue for review", vec![]),
    }
}

fn not_done(undone: Undone) -> Answer {
    match undone {
        Undone::Busy => busy(problem(StatusCode::SERVICE_UNAVAILABLE, "too much to do; try again", vec![])),
        Undone::Broken => problem(StatusCode::INTERNAL_SERVER_ERROR, "no copies could be made", vec![]),
    }
}
