//! Records from standard input and from lists, what is said in JSON, and where PDFs go.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

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
const LIST: &str = "Patient;Record number;Day\nZqA;Zq1;12/1/2026\nZqB;Zq2;12/2/2026\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    fs::write(folder.path().join("list.csv"), LIST).expect("written");
    folder
}

fn run_with_input(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
    command.current_dir(folder).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("standard input").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("it ends")
}

/// Everything on standard error, each line an object, and no value of a patient in it.
fn lines(output: &Output) -> Vec<Value> {
    let said = printed(&output.stderr);
    assert!(!said.contains("Zq"), "{said}");
    said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn events(output: &Output) -> Vec<String> {
    lines(output).iter().filter_map(|line| line["event"].as_str().map(str::to_owned)).collect()
}

#[test]
fn standard_input_makes_the_same_run_as_a_file() {
    let folder = folder();
    let batch = ["batch", "visit.yaml", "--date-format", "mdy"];
    let output = run(folder.path(), &[&batch[..], &["--records", "list.csv", "-o", "a.pdf"]].concat());
    assert!(output.status.success(), "{}", printed(&output.stderr));
    let piped = [&batch[..], &["--records", "-", "-o", "b.pdf"]].concat();
    let output = run_with_input(folder.path(), &piped, LIST);
    assert!(output.status.success(), "{}", printed(&output.stderr));
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("written");
    assert!(bytes("a.pdf") == bytes("b.pdf"));
    // The manifest knows how the dates were written.
    let verify = ["verify", "a.pdf", "--manifest", "a.json", "--records", "list.csv"];
    let output = run(folder.path(), &verify);
    assert!(output.status.success(), "{}", printed(&output.stderr));
}

#[test]
fn a_record_of_a_list_fills_one_copy() {
    let folder = folder();
    let build = ["build", "visit.yaml", "--record", "list.csv", "--date-format", "mdy"];
    let made = |args: &[&str]| {
        let output = run(folder.path(), &[&build[..], args].concat());
        let said = printed(&output.stderr);
        assert!(!said.contains("Zq"), "{said}");
        (output.status.code(), said)
    };
    let (code, said) = made(&["-o", "made/here/"]);
    assert!(code == Some(1) && said.contains("2 records; choose one with `--only N`"), "{said}");
    let (code, said) = made(&["-o", "made/here/", "--only", "2"]);
    assert!(code == Some(0) && folder.path().join("made/here/visit.en.copy.pdf").exists(), "{said}");
    let (code, said) = made(&["--only", "7"]);
    assert!(code == Some(1) && said.contains("only 2"), "{said}");
    let (code, said) = made(&["--only", "1", "--set", "patient.mrn=Zq9"]);
    assert!(code == Some(1) && said.contains("second value"), "{said}");
    // An empty list is `none`, and nobody is called that.
    fs::write(folder.path().join("lists.json"), "{\"name\": \"ZqB\", \"mrn\": []}").expect("written");
    let output = run(folder.path(), &["build", "visit.yaml", "--record", "lists.json", "-o", "lists.pdf"]);
    let said = printed(&output.stderr);
    assert!(
        output.status.code() == Some(1) && said.contains("is not text") && said.contains("lists.json:1:"),
        "{said}"
    );
    assert!(!folder.path().join("lists.pdf").exists());
    // As an object, and as the same from standard input.
    let object = "{\"name\": \"ZqB\", \"mrn\": \"Zq2\", \"day\": \"2026-12-02\"}";
    let args = ["build", "visit.yaml", "--record", "-", "-o", "object.pdf"];
    let output = run_with_input(folder.path(), &args, object);
    assert!(output.status.success(), "{}", printed(&output.stderr));
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("written");
    assert!(bytes("object.pdf") == bytes("made/here/visit.en.copy.pdf"));
}

#[test]
fn everything_is_json_if_asked_for() {
    let folder = folder();
    let json = |args: &[&str]| run(folder.path(), &[args, &["--message-format", "json"]].concat());
    let list = ["--records", "list.csv", "--date-format", "mdy"];
    let output = json(&["build", "visit.yaml"]);
    let written = lines(&output).into_iter().find(|line| line["event"] == "written").expect("an event");
    assert_eq!((written["path"].as_str(), written["pages"].as_u64()), (Some("visit.pdf"), Some(1)));
    let pdf = fs::read(folder.path().join("visit.pdf")).expect("written");
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&pdf);
    assert_eq!(written["sha256"].as_str(), Some(crate::stopped::hex(&digest).as_str()));
    assert_eq!(written["bytes"].as_u64(), Some(pdf.len() as u64));

    let output = json(&[&["batch", "visit.yaml", "--dry-run"][..], &list].concat());
    assert_eq!(events(&output), ["checked"]);
    let output = json(&[&["batch", "visit.yaml", "-d", "out"][..], &list].concat());
    assert_eq!(events(&output), ["progress", "made"], "{output:?}");
    let output = json(&[&["batch", "visit.yaml", "-d", "out", "--resume"][..], &list].concat());
    assert_eq!(events(&output), ["complete"], "{output:?}");
    let output = json(&["verify", "out", "--manifest", "out/run.json"]);
    assert_eq!(events(&output), ["verified"]);
    // Problems, failures and bad usage.
    let output = json(&["batch", "visit.yaml", "-d", "x", "--records", "list.csv"]);
    assert!(lines(&output).iter().any(|line| line["code"] == "record-rejected"));
    assert_eq!(events(&json(&["build", "none.yaml"])), ["failure"]);
    assert_eq!(events(&json(&["build", "visit.yaml", "--paper", "a99"])), ["failure"]);
    assert_eq!(events(&json(&["batch", "visit.yaml"])), ["failure"]);
}

#[test]
fn a_folder_is_made_for_a_merged_run() {
    let folder = folder();
    let list = ["batch", "visit.yaml", "--records", "list.csv", "--date-format", "mdy", "-o", "all/of/it/"];
    let output = run(folder.path(), &list);
    assert!(output.status.success(), "{}", printed(&output.stderr));
    assert!(["run.pdf", "run.json"].iter().all(|name| folder.path().join("all/of/it").join(name).exists()));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_names_the_command_that_goes_on() {
    let folder = folder();
    let rows: String = (0..20_000).map(|number| format!("ZqN,Zq{number}\n")).collect();
    fs::write(folder.path().join("many.csv"), format!("name,mrn\n{rows}")).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
    let args = ["batch", "visit.yaml", "--records", "many.csv", "-d", "o ut", "--set", "patient.day=2026-12-01", "-j1"];
    command.current_dir(folder.path()).args(args).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let journal = folder.path().join("o ut/run.journal");
    while !journal.exists() {
        std::thread::yield_now();
    }
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(stopped.success());
    let output = child.wait_with_output().expect("it ends");
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let next = "to go on: handout batch visit.yaml --records many.csv -d 'o ut' --set patient.day=… -j1 --resume";
    assert!(said.contains(next), "{said}");
}

#[test]
fn papers_are_known_in_any_case() {
    let folder = folder();
    for paper in ["A4", "a4", "Letter"] {
        let output = run(folder.path(), &["build", "visit.yaml", "--paper", paper]);
        assert!(output.status.success(), "{paper}: {}", printed(&output.stderr));
    }
}

#[test]
fn verify_shows_a_hundred_faults_and_counts_the_rest() {
    let folder = folder();
    let rows: String = (0..150).map(|number| format!("ZqN,Zq{number},2026-12-01\n")).collect();
    fs::write(folder.path().join("many.csv"), format!("name,mrn,day\n{rows}")).expect("written");
    let output = run(folder.path(), &["batch", "visit.yaml", "--records", "many.csv", "-d", "out"]);
    assert!(output.status.success(), "{}", printed(&output.stderr));
    for entry in fs::read_dir(folder.path().join("out")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            fs::remove_file(path).expect("removed");
        }
    }
    let verify = ["verify", "out", "--manifest", "out/run.json"];
    let said = printed(&run(folder.path(), &verify).stderr);
    assert_eq!(said.lines().filter(|line| line.starts_with("error[")).count(), 100, "{said}");
    assert!(said.contains("… and 50 more") && said.contains("150 faults"), "{said}");
    let output = run(folder.path(), &[&verify[..], &["--message-format", "json"]].concat());
    assert_eq!(lines(&output).len(), 151);
}
