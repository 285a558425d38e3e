//! A translation is found beside its original, and one that is behind is not printed.

use std::fs;
use std::path::Path;

use crate::support::{ONE_WORD, printed, run};

/// A folder with an original and a translation of its version 1, both with a name to fill in.
fn folder(original: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let of = "translation_of: {language: en, version: \"1\", reviewed: 2026-01-01}";
    let es = ONE_WORD.replace("language: en", &format!("language: es\n{of}"));
    let en = ONE_WORD.replace("language: en", &format!("language: en\nversion: \"{original}\""));
    let records = "name,language\nAda,en\nEva,es\n";
    for (name, text) in [("a.en.yaml", en.as_str()), ("a.es.yaml", &es), ("r.csv", records), ("en.csv", "name\nAda\n")]
    {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

#[test]
fn build_and_batch_look_for_the_original_beside_the_translation() {
    let build = |folder: &Path| run(folder, &["build", "a.es.yaml"]);
    let batch =
        |folder: &Path, records: &str| run(folder, &["batch", "a.en.yaml", "--records", records, "-o", "r.pdf"]);
    let good = folder("1");
    assert_eq!(build(good.path()).status.code(), Some(0));
    assert_eq!(batch(good.path(), "r.csv").status.code(), Some(0));
    let behind = folder("2");
    for output in [build(behind.path()), batch(behind.path(), "r.csv")] {
        assert_eq!(output.status.code(), Some(1));
        let said = printed(&output.stderr);
        assert!(said.contains("error[translation-behind]") && said.contains("a.es.yaml:5:41"), "{said}");
    }
    assert!(!behind.path().join("r.pdf").exists() && !behind.path().join("a.es.pdf").exists());
    // An unused translation does not stop anything.
    assert_eq!(batch(behind.path(), "en.csv").status.code(), Some(0));
    // Errors in the original are no reason not to print the translation, but they are reported.
    fs::write(good.path().join("a.en.yaml"), ONE_WORD.replace("title: A", "titel: A")).expect("written");
    let output = build(good.path());
    assert_eq!(output.status.code(), Some(0));
    assert!(printed(&output.stderr).contains("warning[translation-unchecked]"));
}

/// Errors in a neighbor with a different id do not stop anything, and a folder of many is searched in one pass.
#[test]
fn a_batch_finds_its_translation_among_neighbors() {
    for text in [
        "\u{feff}handout: 1\nid: a\nlanguage: es\n",
        "\"handout\": 1\n\"id\": a\n\"language\": es\n",
        "handout: 1\t# one\nid: a\t# a\nlanguage: es\t# es\n",
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        write("a.en.yaml", ONE_WORD);
        write("x.yaml", &format!("{text}title: A\npatient: {{name: {{label: N}}}}\nbody: [Texto]\n"));
        write("y.yaml", "handout: 1\nid: b\ntitle: \"\n: [");
        write("r.csv", "name,language\nAna,es\n");
        let output = run(folder.path(), &["batch", "a.en.yaml", "--records", "r.csv", "--dry-run"]);
        assert_eq!(output.status.code(), Some(0), "{text}: {}", printed(&output.stderr));
    }
}
