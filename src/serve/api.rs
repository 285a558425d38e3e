//! For other programs: handouts by code, a record in and a PDF out, and how the server is.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, answer, busy, json, pdf as pdf_answer, text};
use super::catalog::{Field, System, Topic, Translation};
use super::desk::Refused;
use super::form::{Form, Wanted, paper, text_size};
use super::pool::Undone;
use super::print::{NotWritten, hand_out};
use super::shared::Shared;
use crate::content::types::FieldKind;
use crate::lang::Language;
use crate::records::{FieldValue, Fields, flat_list};
use crate::style::PAPERS;

/// A copy that a program asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    handout: String,
    language: Option<String>,
    paper: Option<String>,
    text: Option<String>,
    #[serde(default)]
    values: Option<Fields>,
}

/// `POST /v1/pdf`.
pub(super) async fn pdf(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Answer {
    // A form of another page cannot send this type.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the record must be application/json", vec![]);
    }
    // The parser's message may quote a value.
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "this is not a record as the OpenAPI file describes it", vec![]);
    };
    let (topic, wanted) = match resolve(&shared, asked) {
        Ok(resolved) => resolved,
        Err(refused) => return *refused,
    };
    let (with, of, translation) = (shared.clone(), topic.clone(), wanted.translation);
    let made = shared.pool.work(move || {
        let printed = match wanted.values.is_empty() {
            true => super::desk::blank(&with.settings, &of, &wanted).ok_or(Refused::Handout)?,
            false => with.desk.copy(&with.settings, &of, &wanted)?,
        };
        Ok::<_, Refused>(hand_out(&with, "api", &[(&of.id, of.translations[translation].language.tag())], printed))
    });
    match made.await {
        Ok(Ok(Ok(bytes))) => {
            pdf_answer(bytes, &format!("{}.{}.pdf", topic.id, topic.translations[translation].language.tag()), false)
        }
        Ok(Ok(Err(NotWritten))) => {
            busy(problem(StatusCode::SERVICE_UNAVAILABLE, "the ledger cannot be written", vec![]))
        }
        Ok(Err(Refused::Fields(problems))) => {
            let translation = &topic.translations[translation];
            let known = |name: &String| translation.field(name).is_some();
            let tell = |found: super::checks::Problem| json!({"field": Some(found.field).filter(known), "problem": found.kind.code()});
            problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not all fields are right",
                problems.into_iter().map(tell).collect(),
            )
        }
        Ok(Err(Refused::Handout | Refused::Changed)) => {
            problem(StatusCode::CONFLICT, "the handout has an error or is overdue for review", vec![])
        }
        Ok(Err(Refused::Copy)) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "the values do not fit on the page", vec![])
        }
        Err(Undone::Busy) => busy(problem(StatusCode::SERVICE_UNAVAILABLE, "too much to do; try again", vec![])),
        Err(Undone::Broken) => problem(StatusCode::INTERNAL_SERVER_ERROR, "no copy could be made", vec![]),
    }
}

/// The handout that is meant, and what the copy is to be, without values.
pub(super) fn resolve_copy(
    shared: &Shared,
    (id, tag): (&str, Option<&str>),
    (named, text): (Option<&str>, Option<&str>),
) -> Result<(Arc<Topic>, Wanted), Box<Answer>> {
    let refuse = |status, what| Err(Box::new(problem(status, what, vec![])));
    let catalog = shared.catalog_now();
    let Some(topic) = catalog.topic(id) else {
        return match catalog.broken(id, None) {
            Some(_) => refuse(StatusCode::CONFLICT, "the handout has an error"),
            None => refuse(StatusCode::NOT_FOUND, "there is no such handout"),
        };
    };
    let language = tag.map(|tag| Language::parse(tag).and_then(|language| topic.translation(&language)));
    let translation = match language {
        None => 0,
        Some(None) => {
            let wanted = tag.and_then(Language::parse);
            return match wanted.and_then(|language| catalog.broken(id, Some(&language))) {
                Some(_) => refuse(StatusCode::CONFLICT, "the handout has an error in this language"),
                None => refuse(StatusCode::NOT_FOUND, "the handout is not in this language"),
            };
        }
        Some(Some(found)) => topic.translations.iter().position(|t| t.language == found.language).unwrap_or(0),
    };
    if named.is_some_and(|name| !PAPERS.iter().any(|(known, _)| *known == name)) {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "there is no paper of this name");
    }
    if text.is_some_and(|name| !matches!(name, "standard" | "large")) {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "`text` is `standard` or `large`");
    }
    let (paper, size) = (paper(named), text_size(text));
    Ok((topic.clone(), Wanted { translation, paper, size, values: vec![] }))
}

/// The handout and the copy that are meant.
fn resolve(shared: &Shared, asked: Asked) -> Result<(Arc<Topic>, Wanted), Box<Answer>> {
    let refuse = |status, what| Err(Box::new(problem(status, what, vec![])));
    let named = (asked.paper.as_deref(), asked.text.as_deref());
    let (topic, mut wanted) = resolve_copy(shared, (&asked.handout, asked.language.as_deref()), named)?;
    let mut given: Vec<(String, String)> = Vec::new();
    for (field, value) in asked.values.into_iter().flat_map(|fields| fields.0) {
        match value {
            FieldValue::Text(value) => given.push((field, value)),
            FieldValue::Null => {}
            // An empty list is `none`, which a field of text would print.
            FieldValue::List(_) if !is_list(&topic.translations[wanted.translation], &field) => {
                return refuse(StatusCode::UNPROCESSABLE_ENTITY, "a value is not text");
            }
            FieldValue::List(items) => match flat_list(&field, items) {
                Ok(items) => given.extend(items),
                Err(_) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "an item of a list is empty or not text"),
            },
            FieldValue::Other => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "a value is not text"),
        }
    }
    let mut values: Vec<(String, String)> = Vec::new();
    for (field, value) in given {
        if values.iter().any(|(known, _)| *known == field) {
            return refuse(StatusCode::UNPROCESSABLE_ENTITY, "a field is given twice");
        }
        if !value.trim().is_empty() {
            values.push((field, value));
        }
    }
    wanted.values = values;
    Ok((topic, wanted))
}

/// Whether a field is a list, whose items have fields.
fn is_list(translation: &Translation, field: &str) -> bool {
    let mut fields = translation.files.handout.patient.iter().flat_map(|fields| &fields.0);
    fields.any(|(name, spec)| name.value == field && spec.kind == FieldKind::List)
}

/// A problem as RFC 9457 has it.
pub(super) fn problem(status: StatusCode, title: &str, problems: Vec<Value>) -> Answer {
    let mut body = json!({"title": title, "status": status.as_u16()});
    if !problems.is_empty() {
        body["problems"] = Value::Array(problems);
    }
    answer(status, "application/problem+json", body.to_string())
}

/// `GET /v1/handouts`: by code, language or words. The parameters of an HL7 Infobutton are understood as well.
pub(super) async fn handouts(State(shared): State<Arc<Shared>>, uri: Uri) -> Answer {
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let given = |names: [&str; 2]| names.into_iter().find_map(|name| query.get(name)).filter(|value| !value.is_empty());
    let code = given(["code", "mainSearchCriteria.v.c"]);
    let system = given(["system", "mainSearchCriteria.v.cs"]);
    let language = given(["language", "informationRecipient.languageCode.c"]);
    let catalog = shared.catalog();
    let mut topics: Vec<&Arc<Topic>> = match (code, system.map(System::parse)) {
        (_, Some(None)) => vec![],
        (Some(code), system) => catalog.about(code, system.flatten()).collect(),
        (None, _) => catalog.topics.iter().collect(),
    };
    if let Some(words) = query.get("q") {
        let found: Vec<&str> = catalog.search(words).map(|topic| topic.id.as_str()).collect();
        topics.retain(|topic| found.contains(&topic.id.as_str()));
    }
    let language = language.map(Language::parse);
    let describe = |topic: &&Arc<Topic>| {
        let translations: Vec<Value> = match &language {
            None => topic.translations.iter().map(|translation| translation_json(topic, translation)).collect(),
            Some(language) => {
                let found = language.as_ref().and_then(|language| topic.translation(language));
                found.into_iter().map(|translation| translation_json(topic, translation)).collect()
            }
        };
        let codes: Vec<Value> =
            topic.codes.iter().map(|(system, code)| json!({"system": system.name(), "code": code})).collect();
        (!translations.is_empty()).then(|| json!({"id": topic.id, "codes": codes, "translations": translations}))
    };
    let handouts: Vec<Value> = topics.iter().filter_map(describe).collect();
    json(StatusCode::OK, &json!({"handouts": handouts}))
}

fn translation_json(topic: &Topic, translation: &Translation) -> Value {
    let tag = translation.language.tag();
    json!({
        "language": tag,
        "title": translation.title,
        "page": format!("/handouts/{}?language={tag}", topic.id),
        "fields": translation.fields.iter().map(field_json).collect::<Vec<Value>>(),
    })
}

fn field_json(field: &Field) -> Value {
    let kind = match field.kind {
        FieldKind::Text => "text",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Phone => "phone",
        FieldKind::Choice => "choice",
        FieldKind::List => "list",
    };
    let mut described = json!({"name": field.name, "label": field.label, "type": kind, "required": field.required});
    if field.kind == FieldKind::List {
        described["items"] = field.items.iter().map(field_json).collect();
    }
    described
}

/// `GET /v1/openapi.json`.
pub(super) async fn openapi() -> Answer {
    answer(StatusCode::OK, "application/json", include_str!("assets/openapi.json"))
}

/// `GET /healthz`.
pub(super) async fn health() -> Answer {
    text(StatusCode::OK, "ok")
}

/// `GET /metrics`.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Answer {
    let text = shared.metrics.text(shared.catalog().topics.len(), shared.pool.waiting());
    answer(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text)
}
