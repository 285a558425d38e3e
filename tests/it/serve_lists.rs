//! Lists of a copy on the nurse's page, such as a patient's medicines.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use crate::client::Server;
use crate::support::{printed, run};

const NAME: &str = "language=en&field.name=Ana+Cruz";

fn form(values: &[(&str, &str)]) -> String {
    let pairs = values.iter().map(|(field, value)| format!("&field.medicines{field}={}", value.replace(' ', "+")));
    NAME.to_owned() + &pairs.collect::<String>()
}

const IBUPROFEN: [(&str, &str); 3] = [(".1.name", "Ibuprofen"), (".1.dose", "5 mL"), (".1.when", "8 am")];

/// Paracetamol as an item of this number, with what comes later in the handout first.
fn paracetamol(number: usize) -> Vec<(&'static str, &'static str)> {
    match number {
        2 => vec![(".2.when", "at night"), (".2.dose", "7.5 mL"), (".2.name", "Paracetamol")],
        _ => vec![(".4.when", "at night"), (".4.dose", "7.5 mL"), (".4.name", "Paracetamol")],
    }
}

/// The copy that `handout batch` makes of a record.
fn made(record: &str) -> Vec<u8> {
    let folder = tempdir().expect("a folder");
    fs::create_dir(folder.path().join("out")).expect("made");
    fs::write(folder.path().join("one.json"), record).expect("written");
    let handout = fs::canonicalize("content/discharge.en.yaml").expect("a handout");
    let handout = handout.to_str().expect("UTF-8");
    let made = run(folder.path(), &["batch", handout, "--records", "one.json", "-d", "out"]);
    assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
    let mut files = fs::read_dir(folder.path().join("out")).expect("a run's folder").map(|f| f.expect("a file").path());
    let pdf = files.find(|path| path.extension().is_some_and(|e| e == "pdf")).expect("a copy");
    fs::read(pdf).expect("it is read")
}

#[test]
fn two_medicines_are_printed_as_a_run_prints_them_and_no_dose_is_lost() {
    let server = Server::start(Path::new("content"), &[]);
    let print = |body: &str| {
        let copy = server.form("/handouts/discharge/pdf", body);
        assert_eq!((copy.status, copy.header("content-type")), (200, Some("application/pdf")), "{}", copy.text());
        copy.body
    };
    let both = made(
        r#"[{"name": "Ana Cruz", "medicines": [{"name": "Ibuprofen", "dose": "5 mL", "when": "8 am"},
            {"name": "Paracetamol", "dose": "7.5 mL", "when": "at night"}]}]"#,
    );
    assert!(print(&form(&[&IBUPROFEN[..], &paracetamol(2)].concat())) == both, "the same bytes as `handout batch`");
    assert!(print(&form(&[&paracetamol(2)[..], &IBUPROFEN].concat())) == both, "in whatever order they are sent");
    // Items that were left blank, at the end and in the middle, as a browser without scripts sends them.
    let gaps = [&IBUPROFEN[..], &[(".2.name", ""), (".2.dose", " "), (".3.when", "")], &paracetamol(4)].concat();
    assert!(print(&form(&gaps)) == both);
    let swapped = [
        &[(".1.name", "Paracetamol"), (".1.dose", "5 mL"), (".1.when", "8 am")][..],
        &[(".2.name", "Ibuprofen"), (".2.dose", "7.5 mL"), (".2.when", "at night")],
    ];
    assert!(print(&form(&swapped.concat())) != both, "a dose belongs to its medicine");

    let none = print(&form(&[("", "none")]));
    assert!(none == made(r#"[{"name": "Ana Cruz", "medicines": []}]"#));
    let unknown = print(NAME);
    assert!(unknown == made(r#"[{"name": "Ana Cruz"}]"#) && unknown != none, "a list that is not known is not empty");

    // Programs get the same.
    let record = |values: &str| server.record(&format!("{{\"handout\": \"discharge\", \"values\": {values}}}"));
    let items = r#"{"name": "Ana Cruz", "medicines": [{"when": "8 am", "name": "Ibuprofen", "dose": "5 mL"},
                    {"name": "Paracetamol", "dose": "7.5 mL", "when": "at night"}]}"#;
    assert!(record(items).body == both);
    assert!(record(r#"{"name": "Ana Cruz", "medicines": []}"#).body == none);
    let told = |values: &str| record(values).json()["problems"].clone();
    let gap = told(r#"{"name": "A", "medicines.2.name": "B", "medicines.2.dose": "1", "medicines.2.when": "x"}"#);
    assert_eq!(
        gap[0],
        serde_json::json!({"field": "medicines", "problem": "not-a-list"}),
        "a program's gap may be a loss"
    );
    let dose = told(r#"{"name": "A", "medicines": [{"name": "B", "when": "now"}]}"#);
    assert_eq!(dose, serde_json::json!([{"field": "medicines.1.dose", "problem": "missing"}]));
}

#[test]
fn problems_are_told_at_the_item_that_has_them() {
    let server = Server::start(Path::new("content"), &[]);
    let check = |body: &str, language: &str| -> Vec<Value> {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept-Language", language)];
        let found = server.ask("POST", "/handouts/discharge/check", &headers, body.as_bytes()).json();
        found["problems"].as_array().expect("a list").clone()
    };
    let no_dose = |number: usize| {
        let values: Vec<_> = paracetamol(number).into_iter().filter(|(name, _)| !name.ends_with("dose")).collect();
        form(&[&IBUPROFEN[..], &values].concat())
    };
    let told = |number: usize, text: &str| {
        let field = format!("medicines.{number}.dose");
        vec![serde_json::json!({"field": field, "kind": "missing", "text": text})]
    };
    assert_eq!(check(&no_dose(2), "en"), told(2, "Fill in “Medicines 2: How much”"));
    // Counted as the form counts, although the items before it are blank.
    assert_eq!(check(&no_dose(4), "es"), told(4, "Rellene «Medicamentos 4: Cuánto»"));
    let page = server.form("/handouts/discharge/pdf", &(no_dose(4) + "&as=print"));
    assert_eq!(page.status, 422);
    let text = page.text();
    for piece in [
        "<a href=\"#field-medicines.4.dose\">Fill in “Medicines 4: How much”</a>",
        "id=\"field-medicines.4.dose\" name=\"field.medicines.4.dose\" data-label=\"Medicines 4: How much\" \
         aria-describedby=\"field-medicines.4.dose-error\" required aria-invalid=\"true\"",
        "aria-describedby=\"field-medicines.4.name-error\" required autocomplete=\"off\" value=\"Paracetamol\"",
        "aria-describedby=\"field-medicines.1.name-error\" required autocomplete=\"off\" value=\"Ibuprofen\"",
        "aria-describedby=\"field-medicines.2.name-error\" autocomplete=\"off\" value=\"\"",
    ] {
        assert!(text.contains(piece), "{piece}\n{text}");
    }
    // While it is filled in, what is missing is a line to write on.
    let draw = |body: &str| server.form("/handouts/discharge/preview", &format!("{body}&page=1&width=400"));
    assert_eq!(draw(&no_dose(4)).status, 200);
    assert!(draw(&no_dose(4)).body == draw(&no_dose(2)).body);

    let both = check(&form(&[&[("", "none")][..], &IBUPROFEN].concat()), "en");
    assert_eq!((&both[0]["field"], &both[0]["kind"]), (&"medicines".into(), &"none-and-items".into()));
    let names: Vec<String> = (1..=51).map(|number| format!(".{number}.name")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "Quaxley")).collect();
    let many = check(&form(&many), "en");
    let own = many.iter().find(|problem| problem["field"] == "medicines").expect("the list has a problem");
    assert_eq!(own["text"], "“Medicines” has more than 50 items. Print the list from another program");
    assert!(many.iter().all(|problem| problem["kind"] != "unknown-field"), "{many:?}");
    assert_eq!(server.form("/handouts/discharge/pdf", &form(&[(".51.name", "A")])).status, 422);
    // What stands where a name belongs may be a value.
    for strange in [".0.name", ".1.Quaxley", ".01.name", ".Quaxley.name", ".1.name.x"] {
        let found = check(&form(&[(strange, "Quaxley")]), "en");
        assert!(!found.is_empty() && !format!("{found:?}").contains("Quaxley"), "{strange}: {found:?}");
    }
    assert!(!server.stop().contains("Quaxley"));
}

#[test]
fn a_list_is_one_empty_item_at_first_and_programs_know_its_fields() {
    let server = Server::start(Path::new("content"), &[]);
    let page = server.get("/handouts/discharge?ui=ar").text();
    for piece in [
        "<fieldset class=\"items\" data-list=\"medicines\" data-most=\"50\">\n<legend><bdi lang=\"ar\">الأدوية</bdi>",
        "<bdi lang=\"ar\" class=\"called\">الأدوية 1</bdi>",
        "name=\"field.medicines.1.when\"",
        "<input type=\"checkbox\" value=\"none\" id=\"field-medicines\" name=\"field.medicines\"",
        "<button type=\"button\" data-act=\"add\" hidden>",
    ] {
        assert!(page.contains(piece), "{piece}");
    }
    assert!(!page.contains("medicines.2.") && !page.contains("<input type=\"checkbox\" value=\"none\" checked"));
    let handouts = server.get("/v1/handouts?q=day+surgery&language=en").json();
    let fields = handouts["handouts"][0]["translations"][0]["fields"].as_array().expect("fields").clone();
    let list = fields.iter().find(|field| field["name"] == "medicines").expect("the list");
    assert_eq!(list["type"], "list");
    assert_eq!(
        list["items"][1],
        serde_json::json!({"name": "dose", "label": "How much", "type": "text", "required": true})
    );
    assert!(fields[0]["items"].is_null());
    // Columns of a sheet are chosen for fields, not for lists.
    let batch = server.get("/handouts/discharge/batch").text();
    assert!(batch.contains("column.visit_date") && !batch.contains("medicines"));
}

/// A handout that has nothing but a list of which one item must be given, with fields of all kinds.
const VISITS: &str = "\
handout: 1
id: visits
title: Your visits
language: en
patient:
  visits:
    label: Visits & tests
    required: true
    list_of:
      day: {label: Day, type: date, required: true}
      hour: {label: Hour, type: time}
      call: {label: Call, type: phone}
      sleep: {label: Sleep, choices: {yes: \"Yes\", no: \"No\"}}
body:
  - list:
      - {each: patient.visits, text: \"{patient.visits.day}, {patient.visits.hour}, {patient.visits.call}, {patient.visits.sleep}\", empty: No visits.}
";

#[test]
fn fields_of_items_are_of_all_kinds() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("visits.yaml"), VISITS).expect("written");
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/handouts/visits?ui=en").text();
    for piece in [
        "<input type=\"date\" id=\"field-visits.1.day\"",
        "<input type=\"time\" id=\"field-visits.1.hour\"",
        "id=\"field-visits.1.call-hint\"",
        "aria-describedby=\"field-visits.1.call-hint field-visits.1.call-error\"",
        "<select id=\"field-visits.1.sleep\"",
        "data-label=\"Visits &amp; tests 1: Day\"",
    ] {
        assert!(page.contains(piece), "{piece}\n{page}");
    }
    assert!(!page.contains("/batch") && server.get("/handouts/visits/batch").status == 404, "it has no columns");

    let check = |body: &str| -> Vec<(String, String)> {
        let found = server.form("/handouts/visits/check", body).json();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let problems = found["problems"].as_array().expect("a list").clone();
        problems.iter().map(|problem| (text(&problem["field"]), text(&problem["kind"]))).collect()
    };
    let pair = |field: &str, kind: &str| (field.to_owned(), kind.to_owned());
    assert_eq!(check(""), [pair("visits", "missing")]);
    let good = "field.visits.1.day=2026-12-01&field.visits.1.hour=8:15+am&field.visits.1.sleep=yes";
    assert_eq!(check(good), []);
    let wrong = format!(
        "{good}&field.visits.3.sleep=maybe&field.visits.3.day=2026-02-30&field.visits.3.hour=2:30&field.visits.3.call=911000"
    );
    let kinds = ["not-a-date", "not-a-time", "not-a-phone-number", "unprintable"];
    let fields = ["day", "hour", "call", "sleep"].map(|field| format!("visits.3.{field}"));
    let all: Vec<(String, String)> = fields.iter().zip(kinds).map(|(field, kind)| pair(field, kind)).collect();
    assert_eq!(check(&wrong), all, "in the order of the fields");

    let pdf = |body: &str| server.form("/handouts/visits/pdf", body);
    let refused = pdf("as=print");
    assert!(refused.status == 422 && refused.text().contains("href=\"#field-visits\""), "{}", refused.text());
    assert_eq!(pdf(&wrong).status, 422);
    let one = pdf(good);
    assert_eq!(one.header("content-type"), Some("application/pdf"));
    // An item of which nothing is right yet is not on the pages, and no other takes anything of it.
    let draw = |body: &str| server.form("/handouts/visits/preview", &format!("page=1&width=400&{body}"));
    let later = good.replace("visits.1", "visits.2");
    assert!(draw(&format!("{later}&field.visits.1.day=20")).body == draw(good).body);
    assert_eq!(pdf("field.visits=none").status, 200);
}
