//! Values: a message about a record gives its position and never its contents.

use std::fs;
use std::path::Path;

use crate::support::{printed, run};

const VISIT: &str = include_str!("../data/records/visit.yaml");
const SPREADSHEET: &str = include_str!("../data/records/spreadsheet.csv");

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("visit.yaml"), VISIT).expect("written");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// The program's messages, and its exit code.
fn said(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, args);
    (output.status.code(), printed(&output.stderr))
}

#[test]
fn letters_of_names_are_not_folded_to_others() {
    let folder = folder(&[]);
    fs::write(folder.path().join("r.csv"), "name\n\u{fa19}谷 太郎\nDi\u{301}az \u{fa1b}田\n").expect("written");
    let (code, message) = said(folder.path(), &["batch", "visit.yaml", "--records", "r.csv", "-d", "out"]);
    // If a face lacks the letter, there is no copy, and never another letter.
    if code == Some(0) {
        let text = |name: &str| {
            let bytes = fs::read(folder.path().join("out").join(name)).expect("a PDF");
            let mut document = handout::verify::Document::new(bytes).expect("a sound PDF");
            let pages = document.pages(&|_| true, &[]).expect("pages");
            pages.into_iter().filter_map(|page| page.text).collect::<String>()
        };
        assert!(text("1-visit.pdf").contains('\u{fa19}') && !text("1-visit.pdf").contains('\u{795e}'));
        assert!(text("2-visit.pdf").contains('\u{fa1b}') && text("2-visit.pdf").contains('í'));
    } else {
        assert!(message.contains("no font has this character"), "{message}");
    }
}

#[test]
fn a_build_checks_its_record_as_a_batch_does() {
    for (record, code, place, words) in [
        ("{\n \"name\": \"Zq\",\n  \"mrn\": \"1.23457E+11\"}", "value-damaged", "r.json:3:3", "field `mrn`"),
        ("{\"name\": \"Zq\\u001bA\"}", "record-value-invalid", "r.json:1:2", "control character"),
        ("{\"name\": \"Zq\",\n\"day\": \"46357\"}", "record-value-invalid", "r.json:2:1", "day number"),
        ("{\"name\": \"Zq\",\n\n \"Zqann\": \"Zq\"}", "record-field-unknown", "r.json:3:2", "does not have"),
        ("{\"name\": \"Zq\",\n\"name\": \"ZqB\"}", "record-field-duplicate", "r.json:2:1", "given twice"),
        ("{\"name\": \"Zq\",\n \"mrn\": 4711}", "record-invalid", "r.json:2:2", "not text"),
        ("{\"name\": \"Zq\",\n \"mrn\" \"Zq\"}", "record-invalid", "r.json:2:8", "not a JSON object"),
        ("{\"mrn\": \"Zq\"}", "record-field-missing", "visit.yaml:6:3", "`name`"),
        ("{\n\"name\": \"Zq\u{12000}\"}", "glyph-missing", "r.json:2:1", ""),
    ] {
        let folder = folder(&[("r.json", record)]);
        let (exit, message) = said(folder.path(), &["build", "visit.yaml", "--record", "r.json"]);
        assert_eq!(exit, Some(1), "{record}: {message}");
        for words in [&format!("error[{code}]"), &format!("--> {place}"), words] {
            assert!(message.contains(words), "{record}: {words}: {message}");
        }
        assert!(!message.contains("Zq") && !message.contains("4711"), "{record}: {message}");
        assert!(!folder.path().join("visit.pdf").exists());
        let json = said(folder.path(), &["build", "visit.yaml", "--record", "r.json", "--message-format", "json"]).1;
        let file = place.split(':').next().expect("a file");
        assert!(json.contains(&format!("\"file\":\"{file}\"")) && !json.contains("Zq"), "{record}: {json}");
    }
    let folder = folder(&[("r.json", "{\"name\": \"Ann Roe\", \"mrn\": \"1.23457E+11\"}")]);
    let allowed = ["build", "visit.yaml", "--record", "r.json", "--allow", "value-damaged"];
    assert_eq!(said(folder.path(), &allowed).0, Some(0));
    let set = ["build", "visit.yaml", "--set", "patient.name=ZqA", "--set", "patient.mrn=#N/A"];
    let (exit, message) = said(folder.path(), &set);
    assert!(exit == Some(1) && message.contains("value-damaged"), "{message}");
}

#[test]
fn every_message_about_a_record_has_file_and_line() {
    for (name, records, place) in [
        ("r.csv", "name,day\n\n\"Zq\nA\",2026-01-01\nZqB,Zq\n", "r.csv:5"),
        ("r.csv", "sep=;\nname;day\nZqA;2026-01-01;Zq\n", "r.csv:3"),
        ("r.csv", "name,day\nZqA,\"2026\n", "r.csv:2"),
        ("r.csv", "\n\nname,Zqday\nZqA,1\n", "r.csv:3"),
        ("r.csv", "mrn\n1\n", "r.csv:1"),
        ("r.csv", "name\n", "r.csv:1"),
        ("r.json", "[\n{\"name\": \"ZqA\"},\n\n{\"name\": \"ZqB\",\n\"day\": \"Zq\"}]", "r.json:4"),
        ("r.json", "[\n{\"name\": \"ZqA\"},\n{\"name\": \"ZqB\",\n \"day\" \"Zq\"}]", "r.json:4"),
        ("r.ndjson", "{\"name\": \"ZqA\"}\n\n{\"name\": \"ZqB\", \"Zqday\": \"\"}\n", "r.ndjson:3"),
        ("r.ndjson", "{\"resourceType\": \"Patient\"}\n{\"resourceType\": \"Zq\"}\n", "r.ndjson:2"),
    ] {
        let folder = folder(&[(name, records)]);
        let (exit, message) = said(folder.path(), &["batch", "visit.yaml", "--records", name, "-d", "out"]);
        assert_eq!(exit, Some(1), "{records}: {message}");
        assert!(message.lines().any(|line| line.trim_end().ends_with(&format!("--> {place}"))), "{records}: {message}");
        assert!(!message.contains("Zq"), "{records}: {message}");
        let json = ["batch", "visit.yaml", "--records", name, "-d", "out", "--message-format", "json"];
        let json = said(folder.path(), &json).1;
        let (file, line) = place.split_once(':').expect("a place");
        let has = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            value["file"] == file && value["line"] == line.parse::<u64>().expect("a number")
        };
        assert!(json.lines().any(has), "{records}: {json}");
    }
}

#[test]
fn half_a_value_is_not_repeated_as_an_argument() {
    let folder = folder(&[("r.csv", "mrn,day\n1,2026-01-01\n")]);
    let batch = ["batch", "visit.yaml", "--records", "r.csv", "-d", "out"];
    for args in [
        &["build", "visit.yaml", "--set", "patient.name=Ana", "Zqdíaz"][..],
        &["build", "visit.yaml", "--set", "patient.name", "=", "Zqdíaz"],
        &["build", "visit.yaml", "--set", "patient.name=", "-Zqdíaz"],
        &["build", "visit.yaml", "--patient.Zqname=Zq"],
        &["build", "visit.yaml", "--set", "--paper", "patient.name=Zq"],
        &["build", "visit.yaml", "--paper", "Zq", "--set", "patient.name=Zq"],
        &[&batch[..], &["--set", "patient.name=Ana", "Zqdíaz"]].concat(),
        &[&batch[..], &["--set", "patient.Zqname=Ana"]].concat(),
        &[&batch[..], &["--set", "Zqname=Ana"]].concat(),
        &[&batch[..], &["--set", "patient.name=#N/A", "--keep-going"]].concat(),
        &[&batch[..], &["--map", "Zqname"]].concat(),
        &["Zqdíaz", "visit.yaml"],
    ] {
        let (exit, message) = said(folder.path(), args);
        assert_eq!(exit, Some(2), "{args:?}: {message}");
        assert!(!message.contains("Zq") && message.len() > 20, "{args:?}: {message}");
    }
    // Invalid values are reported.
    let (exit, message) = said(folder.path(), &["build", "visit.yaml", "--large-pint"]);
    assert!(exit == Some(2) && message.contains("--large-pint") && message.contains("--large-print"), "{message}");
    assert!(said(folder.path(), &["bild"]).1.contains("build"));
    assert!(said(folder.path(), &["build", "visit.yaml", "--paper", "a3"]).1.contains("a3"));
}

#[test]
fn a_name_alone_is_warned_of_once() {
    let folder = folder(&[("r.csv", "name,mrn\nZqA,1\nZqB,\nZqC,\n"), ("good.csv", "name,mrn\nZqA,1\n")]);
    let batch = |records: &str| said(folder.path(), &["batch", "visit.yaml", "--records", records, "--dry-run"]);
    let (exit, message) = batch("r.csv");
    assert_eq!(exit, Some(0), "{message}");
    assert_eq!(message.matches("warning[identifier-missing]").count(), 1, "{message}");
    assert!(message.contains("2 copies print a name") && message.contains("--> r.csv:3"), "{message}");
    assert!(message.contains("NPSG"), "{message}");
    assert!(!batch("good.csv").1.contains("identifier-missing"));
    // If the handout has no other field, the handout is at fault.
    let alone = VISIT.replace("  mrn: {label: MRN}\n", "");
    fs::write(folder.path().join("visit.yaml"), alone).expect("written");
    fs::write(folder.path().join("r.csv"), "name\nZqA\nZqB\n").expect("written");
    let message = batch("r.csv").1;
    assert_eq!(message.matches("warning[identifier-missing]").count(), 1, "{message}");
    assert!(message.contains("--> visit.yaml:6:3"), "{message}");
    let build = |args: &[&str]| said(folder.path(), &[&["build", "visit.yaml", "-o", "-"], args].concat());
    let message = build(&["--set", "patient.name=ZqA"]).1;
    assert_eq!(message.matches("warning[identifier-missing]").count(), 1, "{message}");
    assert!(!build(&[]).1.contains("identifier-missing"), "a blank is nobody's");
}

#[test]
fn long_words_are_set_to_see_and_not_kept() {
    let folder = folder(&[]);
    let mut text = String::from("name,mrn\n");
    for number in 0..300 {
        text += &format!("Zq{number:030},{number}\n");
    }
    text += &format!("Zq{},1\n", "W".repeat(200));
    text += &format!("Zq{},1\n", "ж".repeat(200));
    text += "Zq-Zqqqqqqqqqqqqqqqqqqqqqqqqq,1\n";
    fs::write(folder.path().join("r.csv"), text).expect("written");
    let (exit, message) = said(folder.path(), &["batch", "visit.yaml", "--records", "r.csv", "-d", "out"]);
    assert_eq!(exit, Some(1), "{message}");
    for words in ["record 301", "--> r.csv:302", "record 302", "--> r.csv:303", "2 records of 303"] {
        assert!(message.contains(words), "{words}: {message}");
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn damaged_values_are_printed_when_allowed() {
    let folder = folder(&[("r.csv", SPREADSHEET)]);
    let batch = |args: &[&str]| said(folder.path(), &[&["batch", "visit.yaml", "--records", "r.csv"], args].concat());
    let (exit, message) = batch(&["-d", "out"]);
    assert!(exit == Some(1) && message.contains("4 records of 4"), "{message}");
    let (exit, message) = batch(&["-d", "out", "--allow", "value-damaged"]);
    assert!(exit == Some(0) && message.contains("wrote 4 copies"), "{message}");
    let verify = ["verify", "out", "--manifest", "out/run.json", "--records", "r.csv"];
    assert_eq!(said(folder.path(), &verify).0, Some(0));
    let manifest = fs::read_to_string(folder.path().join("out/run.json")).expect("a manifest");
    assert!(manifest.contains("\"allow_damaged\": true"), "{manifest}");
}
