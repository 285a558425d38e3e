//! Runs of handouts with turned pages: copies, sheets, and what `verify` and `preflight` say of them.

use std::fs;
use std::path::Path;

use lopdf::{Document, Object};

use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your medicines
language: en
reviewed: 2026-10-01
patient:
  name: {label: Patient, required: true}
body:
  - Please read this.
  - landscape:
      - Dear {patient.name},
      - schedule:
          medicines:
            - {name: \"Metformin for {patient.name}\", dose: 500 mg tablet, morning: 1, evening: 1, total: 2}
  - Ask your nurse.
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    let records: Vec<String> = (1..=5).map(|number| format!("Patient {number} Ødegård\n")).collect();
    fs::write(folder.path().join("r.csv"), format!("name\n{}", records.concat())).expect("written");
    folder
}

/// Width and height of each page of a file, in whole points.
fn sizes(path: &Path) -> Vec<[i64; 2]> {
    let document = Document::load(path).expect("a PDF");
    let size = |id| {
        let page = document.get_dictionary(id).expect("a page");
        let edges = page.get(b"MediaBox").and_then(Object::as_array).expect("a box");
        let edge = |at: usize| edges[at].as_float().expect("a number") as i64;
        [edge(2) - edge(0), edge(3) - edge(1)]
    };
    document.get_pages().into_values().map(size).collect()
}

fn succeeds(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = format!("{}{}", printed(&output.stdout), printed(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    said
}

#[test]
fn copies_have_turned_pages_and_are_verified() {
    let folder = folder();
    let folder = folder.path();
    succeeds(folder, &["batch", "visit.yaml", "--records", "r.csv", "-o", "run.pdf"]);
    let copy = [[612, 792], [792, 612], [612, 792]];
    let sizes_of_run = sizes(&folder.join("run.pdf"));
    assert!(sizes_of_run.len() == 15 && sizes_of_run.chunks(3).all(|pages| pages == copy), "{sizes_of_run:?}");
    succeeds(folder, &["verify", "run.pdf", "--manifest", "run.json", "--records", "r.csv"]);
    succeeds(folder, &["batch", "visit.yaml", "--records", "r.csv", "-d", "copies"]);
    succeeds(folder, &["verify", "copies", "--manifest", "copies/run.json"]);
}

#[test]
fn turned_pages_go_on_sheets_and_are_verified() {
    for (scheme, sheet) in
        [("booklet", [1224, 792]), ("2up", [1224, 792]), ("cut-stack", [1224, 792]), ("4up", [1224, 1584])]
    {
        let folder = folder();
        let folder = folder.path();
        succeeds(folder, &["batch", "visit.yaml", "--records", "r.csv", "-o", "run.pdf", "--impose", scheme]);
        assert!(sizes(&folder.join("run.pdf")).iter().all(|size| *size == sheet), "{scheme}");
        succeeds(folder, &["verify", "run.pdf", "--manifest", "run.json", "--records", "r.csv"]);
    }
}

#[test]
fn a_handout_that_begins_turned_is_put_on_sheets_that_are() {
    let folder = folder();
    let folder = folder.path();
    let wide = "handout: 1\nid: wide\ntitle: Wide\nlanguage: en\npatient: {name: {label: Patient}}\n\
                body: [{landscape: [A, page_break, B]}]\n";
    fs::write(folder.join("wide.yaml"), wide).expect("written");
    for (scheme, sheet) in [("2up", [1584, 612]), ("cut-stack", [1584, 612])] {
        succeeds(folder, &["batch", "wide.yaml", "--records", "r.csv", "-o", "run.pdf", "--impose", scheme, "--force"]);
        assert!(sizes(&folder.join("run.pdf")).iter().all(|size| *size == sheet), "{scheme}");
        succeeds(folder, &["verify", "run.pdf", "--manifest", "run.json"]);
    }
    let output = run(folder, &["build", "wide.yaml", "--impose", "2up", "--sheet", "tabloid", "-o", "small.pdf"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("error[sheet-too-small]"), "{}", printed(&output.stderr));
}

/// A digital press turns a page to its sheet; for offset, a shop has to lay it out.
#[test]
fn shops_say_whether_pages_may_be_turned() {
    let folder = folder();
    let folder = folder.path();
    succeeds(folder, &["build", "visit.yaml", "-o", "press.pdf", "--for", "press", "--bleed", "3mm", "--marks"]);
    let said = |profile: &str| {
        let output = run(folder, &["preflight", "press.pdf", "--profile", profile]);
        format!("{}{}", printed(&output.stdout), printed(&output.stderr))
    };
    assert!(!said("digital").contains("page-sizes-differ"), "{}", said("digital"));
    let offset = said("sheetfed-coated");
    assert!(offset.contains("warning[page-sizes-differ]") && offset.contains("ask the shop"), "{offset}");
}
