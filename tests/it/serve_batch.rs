//! Copies for a whole sheet: from the page, and for programs.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::client::{Answer, Server};
use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
  mrn: {label: Record number}
  day: {label: Day, type: date}
body:
  - Your visit is on {patient.day}.
";

/// A sheet as a spreadsheet program writes it; no heading is a field's name, and one is nobody's.
const SHEET: &str = "Patient;Record number;When;Ward\nZqA;00418;12/1/2026;7\nZqB;2;12/2/2026;7\n";

fn folder() -> TempDir {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    let spanish = HANDOUT.replace("language: en", "language: es").replace("Your visit", "Su visita");
    let spanish = spanish.replace("body:", "translation_of: {language: en, version: \"1\", translator: T}\nbody:");
    fs::write(folder.path().join("visit.es.yaml"), spanish).expect("written");
    folder
}

/// A sheet with what was chosen, as the page sends it.
fn send(server: &Server, what: &str, chosen: &str, sheet: &[u8]) -> Answer {
    let body = [chosen.as_bytes(), b"\n", sheet].concat();
    let kind = [("Content-Type", "application/octet-stream")];
    server.ask("POST", &format!("/handouts/visit/batch/{what}"), &kind, &body)
}

const CHOSEN: &str = "language=en&named=csv&date_format=mdy&column.name=0&column.mrn=1&column.day=2";

/// The lines before a PDF, and the PDF.
fn parts(answer: &Answer) -> (Vec<Value>, Vec<u8>) {
    let (mut lines, mut rest) = (Vec::new(), &answer.body[..]);
    while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
        let line: Value = serde_json::from_slice(&rest[..end]).expect("a line of JSON");
        rest = &rest[end + 1..];
        let is_last = line["pdf"].is_number() || line["message"].is_string();
        lines.push(line);
        if is_last {
            break;
        }
    }
    (lines, rest.to_vec())
}

#[test]
fn the_copies_of_a_sheet_are_those_that_a_run_makes() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/handouts/visit/batch?language=en").text();
    for piece in ["type=\"file\"", "name=\"column.mrn\"", "name=\"column..language\"", "/assets/batch.js"] {
        assert!(page.contains(piece), "{piece}");
    }
    let columns = send(&server, "columns", "named=csv", SHEET.as_bytes()).json();
    let fills: Vec<&str> =
        columns["columns"].as_array().expect("columns").iter().map(|c| c["fills"].as_str().unwrap_or("-")).collect();
    assert_eq!(fills, ["column.name", "column.mrn", "-", "-"], "guessed from headings, and not otherwise");

    let checked = send(&server, "check", CHOSEN, SHEET.as_bytes());
    assert_eq!(checked.header("cache-control"), Some("no-store"));
    let checked = checked.json();
    assert_eq!((&checked["good"], &checked["bad"]), (&2.into(), &0.into()), "{checked}");

    // More than are made in one step.
    let mut sheet = String::from("Patient;Record number;When;Ward\n");
    (1..=230).for_each(|number| sheet += &format!("Zq{number};00{number};12/1/2026;7\n"));
    let made = send(&server, "pdf", &format!("{CHOSEN}&duplex=on"), sheet.as_bytes());
    assert_eq!(made.status, 200, "{}", made.text());
    let (lines, pdf) = parts(&made);
    let done: Vec<u64> = lines.iter().filter_map(|line| line["done"].as_u64()).collect();
    assert_eq!(done, [100, 200, 230]);
    assert_eq!((lines[3]["copies"].as_u64(), lines[3]["pdf"].as_u64()), (Some(230), Some(pdf.len() as u64)));

    fs::write(folder.path().join("list.csv"), &sheet).expect("written");
    let batch = ["batch", "visit.yaml", "--records", "list.csv", "--date-format", "mdy", "--map", "When=day"];
    let made = run(folder.path(), &[&batch[..], &["--map", "Ward=", "--duplex", "-o", "run.pdf"]].concat());
    assert!(made.status.success(), "{}", printed(&made.stderr));
    assert!(pdf == fs::read(folder.path().join("run.pdf")).expect("a run"), "the same bytes as `handout batch` writes");

    let first = send(&server, "preview", &format!("{CHOSEN}&page=1&width=300&copy=1"), SHEET.as_bytes());
    let second = send(&server, "preview", &format!("{CHOSEN}&page=1&width=300&copy=2"), SHEET.as_bytes());
    assert!(first.status == 200 && first.body.starts_with(b"\x89PNG") && first.body != second.body);
    assert!(!server.stop().contains("Zq"));
}

#[test]
fn rows_with_problems_are_told_left_out_and_mended() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let sheet = "Patient;Record number;When\nZqA;00418;12/40/2026\n;2;12/2/2026\nZqC;3;12/3/2026\nZqD;4\n";
    let checked = send(&server, "check", &format!("{CHOSEN}&ui=en"), sheet.as_bytes()).json();
    assert_eq!((&checked["good"], &checked["bad"]), (&1.into(), &3.into()), "{checked}");
    let told: Vec<&str> = checked["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["problems"][0]["text"].as_str().expect("a sentence"))
        .collect();
    assert_eq!(told, ["“Day” must be a real date", "Fill in “Patient”", "This row cannot be used"]);
    assert_eq!(checked["rows"][2]["problems"][0]["reason"], "2 cells for 3 headings");
    assert!(!checked.to_string().contains("Zq"), "no value: {checked}");

    let (lines, pdf) = parts(&send(&server, "pdf", CHOSEN, sheet.as_bytes()));
    assert_eq!(lines.last().expect("a line")["copies"], 1);
    assert!(pdf.starts_with(b"%PDF-1.7"));

    // The workbook has the cells as they were.
    let mend = send(&server, "rejects", CHOSEN, sheet.as_bytes());
    assert_eq!(mend.header("content-disposition"), Some("attachment; filename=\"rows-to-mend.xlsx\""));
    let again = send(&server, "rejects", CHOSEN, sheet.as_bytes());
    assert!(mend.body == again.body && mend.body.starts_with(b"PK"), "the same rows give the same bytes");
    let columns = send(&server, "columns", "", &mend.body).json();
    let names: Vec<&str> =
        columns["columns"].as_array().expect("columns").iter().map(|c| c["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["Row", "Patient", "Record number", "When", "Problem"]);
    let chosen = "language=en&column.name=1&column.mrn=2";
    let checked = send(&server, "check", chosen, &mend.body).json();
    assert_eq!((&checked["good"], &checked["bad"]), (&2.into(), &1.into()), "{checked}");
    let (lines, _) = parts(&send(&server, "pdf", chosen, &mend.body));
    assert_eq!(lines.last().expect("a line")["copies"], 2);
    let one = send(&server, "rejects", CHOSEN, b"Patient;Record number;When\nZqA;00418;12/40/2026\n");
    let (_, mended) = parts(&send(&server, "pdf", chosen, &one.body));
    let typed = "language=en&named=csv&column.name=0&column.mrn=1";
    let (_, typed) = parts(&send(&server, "pdf", typed, b"n;m\nZqA;00418\n"));
    assert!(mended == typed && typed.starts_with(b"%PDF"), "no zero is lost on the way through the workbook");
    assert!(!server.stop().contains("Zq"));
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let refused = |chosen: &str, sheet: &[u8]| {
        let answer = send(&server, "check", chosen, sheet);
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(!answer.text().contains("Zq"), "{}", answer.text());
        answer.json()
    };
    assert_eq!(refused("named=csv&column.mrn=1", SHEET.as_bytes())["column"], "column.name");
    let twice = refused("named=csv&column.name=1&column.mrn=1", SHEET.as_bytes());
    assert_eq!(twice["column"], "column.mrn");
    refused("named=csv&column.name=0", b"Patient\n");
    refused("named=csv&column.name=0", b"");
    refused("column.name=0", b"PK\x03\x04Zq");
    let wrong = refused("named=csv&column.name=0", b"Patient\nZq\xff\n");
    assert!(!wrong["reason"].as_str().expect("a reason").contains("--"), "no options of the command line: {wrong}");
    let many = format!("Patient\n{}", "Zq\n".repeat(5001));
    refused("named=csv&column.name=0", many.as_bytes());
    let large = send(&server, "check", "named=csv&column.name=0", &vec![b'x'; 9 * 1024 * 1024]);
    assert!(matches!(large.status, 413 | 0), "{}", large.status);
    // Without a sheet, and for another page's handout.
    assert_eq!(server.get("/handouts/nothing/batch").status, 404);
    let foreign = [("Origin", "http://evil.example")];
    assert_eq!(server.ask("POST", "/handouts/visit/batch/check", &foreign, b"\n").status, 403);
    assert!(!server.stop().contains("Zq"));
}

#[test]
fn keys_of_objects_and_languages_are_chosen_as_columns_are() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let records = br#"[{"who": "ZqA", "tongue": "es"}, {"who": "ZqB", "more": "x"}, {"who": "ZqC", "tongue": "xx"}]"#;
    let columns = send(&server, "columns", "", records).json();
    let names: Vec<&str> =
        columns["columns"].as_array().expect("keys").iter().map(|c| c["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["who", "tongue", "more"]);
    let chosen = "language=en&column.name=0&column..language=1";
    let checked = send(&server, "check", chosen, records).json();
    assert_eq!((&checked["good"], &checked["bad"]), (&2.into(), &1.into()), "{checked}");
    let (lines, _) = parts(&send(&server, "pdf", chosen, records));
    assert_eq!(lines.last().expect("a line")["copies"], 2);
}

#[test]
fn programs_send_records_and_get_one_pdf() {
    let folder = folder();
    let ledger = folder.path().join("prints.jsonl");
    let ledger = ledger.to_str().expect("UTF-8");
    let server = Server::start(folder.path(), &["--ledger", ledger]);
    let ask = |query: &str, kind: &str, body: &[u8]| {
        server.ask("POST", &format!("/v1/batch?{query}"), &[("Content-Type", kind)], body)
    };
    let lines = b"{\"name\": \"ZqA\", \"mrn\": \"1\"}\n{\"name\": \"ZqB\", \"mrn\": \"2\", \"language\": \"es\"}\n";
    let made = ask("handout=visit", "application/x-ndjson", lines);
    assert_eq!((made.status, made.header("content-type")), (200, Some("application/pdf")), "{}", made.text());
    assert_eq!((made.header("handout-copies"), made.header("handout-rejected")), (Some("2"), Some("0")));
    assert_eq!(made.header("content-disposition"), Some("inline; filename=\"visit.en.copies.pdf\""));
    fs::write(folder.path().join("two.ndjson"), lines).expect("written");
    let run = run(folder.path(), &["batch", "visit.yaml", "--records", "two.ndjson", "-o", "two.pdf"]);
    assert!(run.status.success(), "{}", printed(&run.stderr));
    assert!(made.body == fs::read(folder.path().join("two.pdf")).expect("a run"), "the bytes of `handout batch`");

    let bad = b"name,mrn,day\nZqA,1,2026-12-01\n,2,2026-12-01\nZqC,3,2026-02-30\n";
    let refused = ask("handout=visit", "text/csv; charset=utf-8", bad);
    assert_eq!((refused.status, refused.header("content-type")), (422, Some("application/problem+json")));
    assert!(!refused.text().contains("Zq"), "{}", refused.text());
    let problems = refused.json()["problems"].clone();
    assert_eq!(problems[0]["problem"], "missing");
    assert_eq!((&problems[1]["record"], &problems[1]["line"]), (&3.into(), &4.into()));
    assert_eq!((&problems[1]["field"], &problems[1]["problem"]), (&"day".into(), &"not-a-date".into()));
    let made = ask("handout=visit&allow_rejects=true&duplex=true&text=large&paper=a4", "text/csv", bad);
    assert_eq!((made.status, made.header("handout-rejected-records")), (200, Some("2 3")), "{}", made.text());

    for (query, kind, body, status) in [
        ("handout=visit", "text/plain", &b"name\nZq\n"[..], 415),
        ("handout=visit", "text/csv", b"nobody\nZq\n", 422),
        ("handout=visit", "text/csv", b"name\n", 422),
        ("handout=visit", "text/csv", b"", 422),
        ("handout=visit", "application/json", b"{\"Zq\"", 422),
        ("handout=nothing", "text/csv", b"name\nZq\n", 404),
        ("handout=visit&language=fr", "text/csv", b"name\nZq\n", 404),
        ("handout=visit&paper=huge", "text/csv", b"name\nZq\n", 422),
        ("handout=visit&duplex=perhaps", "text/csv", b"name\nZq\n", 422),
        ("handout=visit&date_format=dym", "text/csv", b"name\nZq\n", 422),
        ("handout=visit&name=Zq", "text/csv", b"name\nZq\n", 400),
        ("handout=visit&allow_rejects=true", "text/csv", b"name\n\"\"\n", 422),
    ] {
        let answer = ask(query, kind, body);
        assert_eq!(answer.status, status, "{query} {kind}: {}", answer.text());
        assert!(!answer.text().contains("Zq") && !answer.head.contains("Zq"), "{}", answer.text());
    }
    let many = format!("name\n{}", "Zq\n".repeat(5001));
    assert_eq!(ask("handout=visit", "text/csv", many.as_bytes()).status, 422);
    assert!(server.get("/metrics").text().contains("handout_copies_total 3"));
    assert!(!server.stop().contains("Zq"));
    let written = fs::read_to_string(ledger).expect("the ledger");
    assert_eq!(written.lines().count(), 3, "one line for the copies in one language: {written}");
    assert!(!written.contains("Zq"));
    let verified = crate::support::run(Path::new("."), &["ledger", "verify", ledger]);
    assert!(verified.status.success(), "{}", printed(&verified.stderr));
}
