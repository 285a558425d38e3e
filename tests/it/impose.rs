//! Runs on sheets: they are verified, and what cannot be put on sheets is refused.

use std::fs;
use std::path::Path;

use lopdf::{Document, Object};

use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
body:
  - Please come on time.
  - page_break
  - Bring this sheet.
  - page_break
  - Ask your nurse.
";

/// A folder with a handout of three pages and seven records, and the run that is made of them with these options.
fn made(options: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    let records: Vec<String> = (1..=7).map(|number| format!("Patient {number} Ødegård\n")).collect();
    fs::write(folder.path().join("r.csv"), format!("name\n{}", records.concat())).expect("written");
    let output = run(folder.path(), &[&["batch", "visit.yaml", "--records", "r.csv"], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    folder
}

fn verified(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, &[&["verify", "run.pdf", "--manifest", "run.json"], more].concat());
    (output.status.code(), format!("{}{}", printed(&output.stdout), printed(&output.stderr)))
}

/// Swaps two pages of a file.
fn swap(path: &Path, first: usize, second: usize) {
    let mut document = Document::load(path).expect("a PDF");
    let root = document.catalog().expect("a catalog").get(b"Pages").and_then(Object::as_reference).expect("a tree");
    let mut pages: Vec<_> = document.get_pages().into_values().collect();
    pages.swap(first, second);
    for page in &pages {
        let page = document.get_object_mut(*page).and_then(Object::as_dict_mut).expect("a page");
        page.set("Parent", Object::Reference(root));
    }
    let node = document.get_object_mut(root).and_then(Object::as_dict_mut).expect("a node");
    node.set("Kids", Object::Array(pages.iter().map(|page| Object::Reference(*page)).collect()));
    document.save(path).expect("written");
}

#[test]
fn runs_on_sheets_are_verified() {
    for (scheme, sides) in [("booklet", 14), ("2up", 14), ("cut-stack", 16), ("cut-stack:2x2", 8), ("cut-stack:4x3", 4)]
    {
        let folder = made(&["--impose", scheme, "-o", "run.pdf"]);
        let pdf = folder.path().join("run.pdf");
        assert_eq!(Document::load(&pdf).expect("a PDF").get_pages().len(), sides, "{scheme}");
        let (code, said) = verified(folder.path(), &["--records", "r.csv"]);
        assert_eq!(code, Some(0), "{scheme}: {said}");
        swap(&pdf, 0, 2);
        let (code, said) = verified(folder.path(), &[]);
        assert_eq!(code, Some(1), "{scheme}: {said}");
        assert!(said.contains("copy 1, page 1"), "{scheme}: {said}");
        // In a stack of one, two or four, copy 5 is beside the first copy's.
        assert_eq!(said.contains("copy 5, page 1"), scheme.starts_with("cut-stack"), "{scheme}: {said}");
    }
}

#[test]
fn separate_copies_have_sheets_of_their_own() {
    let folder = made(&["--impose", "2up", "-d", "copies"]);
    let output = run(folder.path(), &["verify", "copies", "--manifest", "copies/run.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
}

#[test]
fn sheets_do_not_depend_on_threads() {
    let bytes = ["1", "2", "5"].map(|threads| {
        let folder = made(&["--impose", "cut-stack:2x2", "-o", "run.pdf", "-j", threads]);
        fs::read(folder.path().join("run.pdf")).expect("a file")
    });
    assert!(bytes.iter().all(|other| *other == bytes[0]));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let folder = made(&["-o", "run.pdf"]);
    let build = |options: &[&str]| {
        let output = run(folder.path(), &[&["build", "visit.yaml", "--impose"], options].concat());
        (output.status.code(), printed(&output.stderr))
    };
    for (options, said) in [
        (["3up"].as_slice(), "write booklet"),
        (&["2up", "--creep", "0.1mm"], "--creep is for booklets"),
        (&["2up", "--binding", "right"], "--binding is for booklets"),
        (&["booklet", "--gutter", "1mm"], "meet at the spine"),
        (&["booklet", "--one-sided"], "printed on both sides"),
        (&["booklet", "--creep", "2mm"], "up to 0.5mm"),
        (&["2up", "--sheet", "folio"], "width and height"),
        (&["2up", "--sheet", "0x5in"], "width and height"),
    ] {
        let (code, error) = build(options);
        assert_eq!(code, Some(2), "{options:?}: {error}");
        assert!(error.contains(said), "{options:?}: {error}");
    }
    let (code, error) = build(&["booklet", "--sheet", "letter"]);
    assert!(code == Some(1) && error.contains("it needs 17.00 × 11.00 in"), "{error}");
    for scheme in ["step-and-repeat", "work-and-turn", "work-and-tumble"] {
        let output =
            run(folder.path(), &["batch", "visit.yaml", "--records", "r.csv", "--impose", scheme, "-o", "other.pdf"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(printed(&output.stderr).contains("use build"), "{}", printed(&output.stderr));
    }
}
