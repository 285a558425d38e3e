//! `handout build` without any problems: what is written, where, and over what.

use crate::support::{ONE_WORD as HANDOUT, printed as text, run};
use std::fs;
use std::path::Path;
use std::process::Command;

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("written");
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_pdf_goes_to_the_current_folder_under_the_handouts_name() {
    let folder = folder_with(&[("visit.en.yaml", HANDOUT)]);
    let output = run(folder.path(), &["build", "visit.en.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    assert_eq!(text(&output.stderr), "handout: wrote visit.en.pdf (1 page)\n");
    assert_eq!(names(folder.path()), ["visit.en.pdf", "visit.en.yaml"]);
    let first = fs::read(folder.path().join("visit.en.pdf")).expect("the PDF");
    assert!(first.starts_with(b"%PDF-"));

    // Our own PDF is replaced with the same bytes.
    assert_eq!(run(folder.path(), &["build", "visit.en.yaml"]).status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("visit.en.pdf")).expect("the PDF"), first);
}

#[test]
fn output_goes_where_it_is_sent() {
    let folder = folder_with(&[("a.yaml", HANDOUT), ("b.yaml", HANDOUT)]);
    let piped = run(folder.path(), &["build", "a.yaml", "-o", "-"]);
    assert!(piped.stdout.starts_with(b"%PDF-"));
    assert_eq!(run(folder.path(), &["build", "a.yaml", "-o", "named.pdf"]).status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("named.pdf")).expect("the PDF"), piped.stdout);
    fs::create_dir(folder.path().join("out")).expect("made");
    assert_eq!(run(folder.path(), &["build", "a.yaml", "b.yaml", "-o", "out"]).status.code(), Some(0));
    assert_eq!(names(&folder.path().join("out")), ["a.pdf", "b.pdf"]);
}

#[test]
fn somebody_elses_file_needs_force() {
    let folder = folder_with(&[("a.yaml", HANDOUT), ("a.pdf", "%PDF-1.4 theirs")]);
    assert_eq!(run(folder.path(), &["build", "a.yaml"]).status.code(), Some(2));
    assert_eq!(fs::read(folder.path().join("a.pdf")).expect("the file"), b"%PDF-1.4 theirs");
    assert_eq!(run(folder.path(), &["build", "a.yaml", "--force"]).status.code(), Some(0));
    assert!(fs::read(folder.path().join("a.pdf")).expect("the file").len() > 1000);
}

#[test]
fn good_handouts_are_written_beside_bad_ones() {
    let bad = HANDOUT.replace("title", "titel");
    let folder = folder_with(&[("good.yaml", HANDOUT), ("bad.yaml", &bad), ("other.yaml", HANDOUT)]);
    let output = run(folder.path(), &["build", "good.yaml", "bad.yaml", "missing.yaml", "other.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(folder.path()), ["bad.yaml", "good.pdf", "good.yaml", "other.pdf", "other.yaml"]);
    assert_eq!(run(folder.path(), &["build", "good.yaml", "bad.yaml"]).status.code(), Some(1));
}

#[test]
fn values_come_from_the_command_line_or_a_record() {
    let folder = folder_with(&[("a.yaml", HANDOUT), ("r.json", "{\"name\": \"Ana Díaz\"}")]);
    let set = run(folder.path(), &["build", "a.yaml", "--set", "patient.name=Ana Díaz", "-o", "-"]);
    let record = run(folder.path(), &["build", "a.yaml", "--record", "r.json", "-o", "-"]);
    assert!(set.stdout.starts_with(b"%PDF-"), "{}", text(&set.stderr));
    assert_eq!(set.stdout, record.stdout);
    let unknown = run(folder.path(), &["build", "a.yaml", "--set", "patient.nam=Secret"]);
    assert_eq!(unknown.status.code(), Some(1));
    let message = text(&unknown.stderr);
    assert!(message.contains("record-field-unknown") && message.contains("`name`"), "{message}");
    assert!(!message.contains("Secret"), "{message}");
}

#[test]
fn a_new_handout_builds() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(run(folder.path(), &["new", "after-surgery"]).status.code(), Some(0));
    let output = run(folder.path(), &["build", "after-surgery.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let schemas = ["handout.schema.json", "notices.schema.json", "site.schema.json"];
    let mut wanted = vec!["after-surgery.pdf", "after-surgery.yaml", "notices.yaml", "site.yaml"];
    wanted.extend(schemas);
    wanted.sort_unstable();
    assert_eq!(names(folder.path()), wanted);
    // Each file names its schema, which is the one that the program prints.
    for (file, schema) in ["after-surgery.yaml", "notices.yaml", "site.yaml"].iter().zip(schemas) {
        let text = std::fs::read_to_string(folder.path().join(file)).expect("the file");
        assert!(text.starts_with(&format!("# yaml-language-server: $schema={schema}\n")), "{file}: {text}");
        let kind = schema.split('.').next().expect("a kind");
        let printed = run(folder.path(), &["schema", kind]).stdout;
        assert_eq!(std::fs::read(folder.path().join(schema)).expect("the schema"), printed, "{schema}");
    }
}

#[test]
fn dates_may_come_from_the_environment() {
    let folder = folder_with(&[("a.yaml", HANDOUT)]);
    let build = |epoch: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
        command.current_dir(folder.path()).args(["build", "a.yaml", "-o", "-"]).env("SOURCE_DATE_EPOCH", epoch);
        command.output().expect("the program starts")
    };
    assert!(build("1700000000").stdout.starts_with(b"%PDF-"));
    assert_ne!(build("1700000000").stdout, build("1800000000").stdout);
    assert_eq!(build("yesterday").status.code(), Some(2));
}
