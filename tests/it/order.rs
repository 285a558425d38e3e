//! Vowel signs and marks without a letter: the program refuses them.

use crate::support::{ONE_WORD, printed, run};

#[test]
fn the_cases_are_refused_at_their_word() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/scripts");
    let out = tempfile::tempdir().expect("a folder");
    for (file, place, word) in [
        ("order.hi.yaml", "order.hi.yaml:6:6", "`िदन`"),
        ("order.km.yaml", "order.km.yaml:6:6", "`េលប្ថ្នាំ`"),
        ("zawgyi.my.yaml", "zawgyi.my.yaml:6:6", "`ေဆးကို`"),
    ] {
        let output = run(out.path(), &["build", &format!("{folder}/{file}")]);
        let said = printed(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.matches("error[text-order-wrong]").count(), 1, "{said}");
        assert!(said.contains(place) && said.contains(word), "{said}");
    }
}

#[test]
fn a_record_with_such_a_value_is_rejected_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("a.yaml", ONE_WORD);
    write("r.csv", "name\nअनिता\nिनता\nမြန်မာ\nျမန္မာ\nAnn\n");
    let output = run(folder.path(), &["batch", "a.yaml", "--records", "r.csv", "-d", "out"]);
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("a vowel sign or mark without a base letter").count(), 2, "{said}");
    assert!(!said.contains("न") && !said.contains("မ"), "no value is shown: {said}");
    assert!(!folder.path().join("out").join("1-a.pdf").exists());
}
