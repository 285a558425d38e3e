//! CDS Hooks 2.0: a record system says which codes a patient's conditions and orders have, and gets cards that link to the
//! handouts about them. What it sends is a patient's: it is read for codes and let go. A link has nothing of it, so
//! there is one for each language of the handout, and none is chosen.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Answer, json};
use super::api::problem;
use super::catalog::{System, Topic};
use super::desk::is_barred;
use super::home::name_of;
use super::shared::Shared;

/// Conditions come as whole resources, many at a time.
pub(super) const LARGEST_CALL: usize = 1024 * 1024;

/// More cards than anybody reads.
const MOST_CARDS: usize = 10;

/// The longest summary of a card, in characters: the specification has “fewer than 140”.
const LONGEST_SUMMARY: usize = 139;

/// Conditions that a patient has, or is still treated for.
const CONDITIONS: &str = "Condition?patient={{context.patientId}}&clinical-status=active,recurrence,relapse,remission";

/// States of a condition that is not there, or not any more.
const PAST: [&str; 4] = ["inactive", "resolved", "refuted", "entered-in-error"];

/// What a record system calls with. It may send more, such as a token for its own server, which is not used.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    hook: String,
    #[serde(rename = "hookInstance")]
    _hook_instance: String,
    context: Context,
    prefetch: Option<Prefetch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    draft_orders: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Prefetch {
    /// A Bundle; null if there are none. Left out if they could not be had.
    #[serde(default, deserialize_with = "given")]
    conditions: Option<Option<Map<String, Value>>>,
}

/// Tells what is null from what is not there.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Map<String, Value>>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

/// `GET /cds-services`: what can be called, and what to send along.
pub(super) async fn discovery() -> Answer {
    let service = |hook: &str, title: &str, description: &str| {
        json!({
            "hook": hook,
            "id": "handouts",
            "title": title,
            "description": description,
            "prefetch": {"conditions": CONDITIONS},
        })
    };
    let services = [
        service("patient-view", "Handouts about conditions", "Links to handouts about a patient's conditions"),
        service("order-sign", "Handouts about orders", "Links to handouts about orders and conditions"),
    ];
    json(StatusCode::OK, &json!({"services": services}))
}

/// `POST /cds-services/handouts`.
pub(super) async fn handouts(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Answer {
    let refuse = |status, what| problem(status, what, vec![]);
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = of(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the call must be application/json");
    }
    // The parser's message may quote a value.
    let Ok(call) = serde_json::from_slice::<Call>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "this is not a call as CDS Hooks 2.0 describes it");
    };
    let conditions = call.prefetch.and_then(|prefetch| prefetch.conditions);
    let orders = call.context.draft_orders.filter(|_| call.hook == "order-sign");
    match call.hook.as_str() {
        "patient-view" if conditions.is_none() => {
            return refuse(StatusCode::PRECONDITION_FAILED, "`conditions` is missing in `prefetch`");
        }
        "order-sign" if orders.is_none() => {
            return refuse(StatusCode::BAD_REQUEST, "`draftOrders` is missing in `context`");
        }
        "patient-view" | "order-sign" => {}
        _ => return refuse(StatusCode::BAD_REQUEST, "the hooks are `patient-view` and `order-sign`"),
    }
    let catalog = shared.catalog();
    let source = catalog.site.as_deref().unwrap_or("handout");
    let scheme = if shared.settings.access.https { "https" } else { "http" };
    // One of the names by which this server is reached: others have been refused.
    let base = format!("{scheme}://{}", of(header::HOST));
    let bundles = orders.iter().chain(conditions.iter().flatten());
    let mut topics: Vec<&Arc<Topic>> = Vec::new();
    for (system, code) in bundles.flat_map(resources).flat_map(codes) {
        for topic in catalog.about(code, Some(system)) {
            if !topics.iter().any(|known| known.id == topic.id) {
                topics.push(topic);
            }
        }
    }
    let card = |topic: &Arc<Topic>| {
        let served = topic.translations.iter().filter(|translation| !is_barred(&shared.settings, translation));
        let links: Vec<Value> = served
            .map(|translation| {
                let language = &translation.language;
                json!({
                    "label": format!("{} ({})", translation.title, name_of(language)),
                    "url": format!("{base}/handouts/{}?language={}", topic.id, language.tag()),
                    "type": "absolute",
                })
            })
            .collect();
        let title = topic.translations.first().map_or("", |original| original.title.as_str());
        let summary: String = title.chars().take(LONGEST_SUMMARY).collect();
        let card = json!({"summary": summary, "indicator": "info", "source": {"label": source}, "links": links});
        (!links.is_empty()).then_some(card)
    };
    let cards: Vec<Value> = topics.into_iter().filter_map(card).take(MOST_CARDS).collect();
    json(StatusCode::OK, &json!({"cards": cards}))
}

/// The resources in a Bundle that say something about the patient now.
fn resources(bundle: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let entries = bundle.get("entry").and_then(Value::as_array).into_iter().flatten();
    let is_past = |resource: &Value| {
        let states = ["clinicalStatus", "verificationStatus"].into_iter().filter_map(|state| resource.get(state));
        states
            .flat_map(codings)
            .any(|state| state.get("code").and_then(Value::as_str).is_some_and(|s| PAST.contains(&s)))
    };
    entries.filter_map(|entry| entry.get("resource")).filter(move |resource| !is_past(resource))
}

/// The codes of a condition, or of an order and the reasons for it, as far as handouts can have them.
fn codes(resource: &Value) -> impl Iterator<Item = (System, &str)> {
    let reasons = resource.get("reasonCode").and_then(Value::as_array).into_iter().flatten();
    resource.get("code").into_iter().chain(reasons).flat_map(codings).filter_map(|coding| {
        let [system, code] = ["system", "code"].map(|key| coding.get(key).and_then(Value::as_str));
        Some((System::parse(system?)?, code?))
    })
}

/// The codings of a CodeableConcept.
fn codings(concept: &Value) -> impl Iterator<Item = &Value> {
    concept.get("coding").and_then(Value::as_array).into_iter().flatten()
}
