//! CDS Hooks: cards for conditions and orders, and nothing of a patient in them.

use std::fs;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::client::{Answer, Server};

/// A value that may appear in no answer.
const SECRET: &str = "Zebulon Quaxley";

const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";
const SNOMED: &str = "http://snomed.info/sct";

fn server() -> (tempfile::TempDir, Server) {
    let folder = tempdir().expect("a folder");
    let handout = |file: &str, id: &str, language: &str, more: &str| {
        let title = format!("About {id} {}", "x".repeat(200));
        let yaml = format!("handout: 1\nid: {id}\ntitle: {title}\nlanguage: {language}\n{more}body: [Text.]\n");
        fs::write(folder.path().join(file), yaml).expect("written");
    };
    handout("a.yaml", "leukemia", "en", "codes: {icd10: [C91]}\n");
    handout("b.yaml", "leukemia", "es", "translation_of: {language: en}\n");
    handout("c.yaml", "scan", "en", "codes: {snomed: [\"77477000\"]}\n");
    let server = Server::start(folder.path(), &[]);
    (folder, server)
}

fn condition(system: &str, code: &str, status: &str) -> Value {
    json!({"resource": {
        "resourceType": "Condition",
        "subject": {"display": SECRET},
        "note": [{"text": SECRET}],
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"text": SECRET, "coding": [{"system": "urn:own", "code": SECRET}, {"system": system, "code": code}]},
    }})
}

fn call(hook: &str, conditions: &Value, orders: &Value) -> Value {
    json!({
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": "https://fhir.example.org",
        "fhirAuthorization": {"access_token": SECRET},
        "context": {"patientId": SECRET, "userId": "Practitioner/1", "draftOrders": orders},
        "prefetch": {"conditions": conditions},
    })
}

fn ask(server: &Server, body: &str) -> Answer {
    let kind = [("Content-Type", "application/json")];
    let answer = server.ask("POST", "/cds-services/handouts", &kind, body.as_bytes());
    assert!(!answer.text().contains("Quaxley"), "{}", answer.text());
    answer
}

/// The ids in the addresses of the first links of all cards.
fn found(server: &Server, call: &Value) -> Vec<String> {
    let answer = ask(server, &call.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cards = answer.json()["cards"].as_array().expect("cards").clone();
    let url = |card: &Value| card["links"][0]["url"].as_str().expect("an address").to_owned();
    cards.iter().map(|card| url(card).split(['/', '?']).nth(4).expect("an id").to_owned()).collect()
}

#[test]
fn a_record_system_gets_cards_with_links_and_no_values() {
    let (_folder, server) = server();
    let services = server.get("/cds-services").json()["services"].clone();
    let hooks: Vec<&str> = services.as_array().expect("services").iter().filter_map(|s| s["hook"].as_str()).collect();
    assert_eq!(hooks, ["patient-view", "order-sign"]);
    assert!(services[0]["id"] == "handouts" && services[0]["prefetch"]["conditions"].is_string());

    let bundle = |entries: &[Value]| json!({"resourceType": "Bundle", "entry": entries});
    let ill = condition(ICD, "C91.01", "active");
    let view = |conditions: &[Value]| call("patient-view", &bundle(conditions), &Value::Null);
    let answer = ask(&server, &view(std::slice::from_ref(&ill)).to_string()).json();
    let card = &answer["cards"][0];
    assert!(card["summary"].as_str().is_some_and(|summary| summary.chars().count() < 140), "{card}");
    assert_eq!((&card["indicator"], &card["source"]["label"]), (&json!("info"), &json!("handout")));
    let links: Vec<(&str, &str)> = card["links"]
        .as_array()
        .expect("links")
        .iter()
        .map(|link| (link["url"].as_str().expect("an address"), link["type"].as_str().expect("a type")))
        .collect();
    let page = |tag: &str| format!("http://{}/handouts/leukemia?language={tag}", server.address);
    assert_eq!(links, [(page("en").as_str(), "absolute"), (page("es").as_str(), "absolute")]);
    assert_eq!(server.get("/handouts/leukemia?language=es").status, 200);

    assert_eq!(found(&server, &view(&[ill.clone(), ill.clone()])), ["leukemia"], "once");
    assert_eq!(found(&server, &view(&[condition(ICD, "C91.01", "remission")])), ["leukemia"]);
    for other in [
        condition(ICD, "C91.01", "resolved"),
        condition(ICD, "C92", "active"),
        condition(SNOMED, "C91.01", "active"),
        json!({"resource": {"code": [], "reasonCode": {}, "clinicalStatus": "active"}}),
        json!({"resource": 7}),
        json!(7),
    ] {
        assert!(found(&server, &view(std::slice::from_ref(&other))).is_empty(), "{other}");
    }
    // Orders first, by what is ordered or by the reason for it.
    let order = json!({"resource": {"resourceType": "ServiceRequest", "code": {"coding": [{"system": SNOMED, "code": "77477000"}]}}});
    let why = json!({"resource": {"reasonCode": [{"coding": [{"system": SNOMED, "code": "77477000"}]}]}});
    for order in [order, why] {
        let orders = bundle(&[order]);
        assert_eq!(
            found(&server, &call("order-sign", &bundle(std::slice::from_ref(&ill)), &orders)),
            ["scan", "leukemia"]
        );
        assert_eq!(found(&server, &call("order-sign", &Value::Null, &orders)), ["scan"]);
        // They are not asked for where a patient is only looked at.
        assert!(found(&server, &call("patient-view", &Value::Null, &orders)).is_empty());
    }
    assert!(!server.stop().contains("Quaxley"));
}

#[test]
fn calls_that_are_not_right_are_refused() {
    let (_folder, server) = server();
    let whole = call("patient-view", &Value::Null, &Value::Null);
    let without = |key: &str| {
        let mut less = whole.clone();
        less.as_object_mut().expect("an object").remove(key);
        less.to_string()
    };
    let with = |key: &str, value: Value| {
        let mut more = whole.clone();
        more[key] = value;
        more.to_string()
    };
    for (body, status) in [
        (whole.to_string(), 200),
        (without("prefetch"), 412),
        (with("prefetch", Value::Null), 412),
        (with("prefetch", json!({})), 412),
        (with("prefetch", json!({"conditions": [SECRET]})), 400),
        (with("context", json!(SECRET)), 400),
        (with("hookInstance", json!(7)), 400),
        (with("hook", json!(SECRET)), 400),
        (with("hook", json!("order-sign")), 400),
        (without("hook"), 400),
        (without("hookInstance"), 400),
        (without("context"), 400),
        ("{".to_owned(), 400),
        (with("context", json!({"patientId": "x".repeat(900_000)})), 200),
        (with("context", json!({"patientId": "x".repeat(1_100_000)})), 413),
    ] {
        let answer = ask(&server, &body);
        let refused = answer.status == status || (status == 413 && answer.status == 0);
        assert!(refused, "{status}, and not {}: {}", answer.status, &body[..body.len().min(300)]);
    }
    let elsewhere = [("Content-Type", "application/json"), ("Origin", "https://ehr.example.org")];
    let body = whole.to_string();
    assert_eq!(server.ask("POST", "/cds-services/handouts", &elsewhere, body.as_bytes()).status, 403);
    let form = [("Content-Type", "text/plain")];
    assert_eq!(server.ask("POST", "/cds-services/handouts", &form, body.as_bytes()).status, 415);
    assert_eq!(server.get("/cds-services/other").status, 404);
}
