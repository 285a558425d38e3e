//! At the documented limits (`source::limits`) a file is read or rejected in time, and anything whose cost exceeds its
//! size is rejected: aliases, names, style rules. The time for a kind of problem grows in proportion to their number.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use tempfile::tempdir;

use crate::support::{printed, run};

const HEAD: &str = "handout: 1\nid: a\ntitle: A\nlanguage: en\n";

#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is part of what is tested")]
fn timed(folder: &Path, text: &str, format: &str) -> (Output, Duration) {
    fs::write(folder.join("a.yaml"), text).expect("the file is written");
    let start = Instant::now();
    let output = run(folder, &["build", "a.yaml", "--message-format", format]);
    (output, start.elapsed())
}

/// One text with a problem over and over.
fn text_of(problem: &str, count: usize) -> String {
    format!("{HEAD}body:\n  - \"{}\"\n", problem.repeat(count))
}

/// Pieces of text, each with something wrong.
const PROBLEMS: [(&str, &str); 13] = [
    ("**a ", "emphasis-unpaired"),
    ("a **", "emphasis-unpaired"),
    ("{x ", "placeholder-unclosed"),
    ("{x} ", "placeholder-unknown"),
    ("`a` ", "markdown-unsupported"),
    ("<b>a", "markdown-unsupported"),
    ("[a](b) ", "link-invalid"),
    ("[a](b c ", "markdown-unsupported"),
    ("==a== ", "markdown-unsupported"),
    ("$x$ ", "markdown-unsupported"),
    ("\\u0001", "control-character"),
    ("\\U0001F600 ", "glyph-missing"),
    ("[ ] ", "markdown-unsupported"),
];

#[test]
fn problems_of_one_text_take_time_in_proportion() {
    let folder = tempdir().expect("a folder");
    for (problem, code) in PROBLEMS {
        let shortest = |count: usize| {
            let text = text_of(problem, count);
            let runs = (0..2).map(|_| timed(folder.path(), &text, "json")).collect::<Vec<_>>();
            let (output, _) = &runs[0];
            let messages = printed(&output.stderr);
            assert!(messages.contains(code), "{problem}: {}", messages.lines().next().unwrap_or_default());
            runs.iter().map(|(_, time)| *time).min().unwrap_or_default()
        };
        let (some, many) = (shortest(2000), shortest(8000));
        // The program's start, and four times the work. If it were quadratic, it would be sixteen times, and seconds.
        assert!(many < some * 8 + Duration::from_millis(400), "{problem}: {some:?}, then {many:?}");
    }
}

#[test]
fn a_text_of_asterisks_is_read_at_once() {
    let folder = tempdir().expect("a folder");
    for text in ["*".repeat(100_000), "_".repeat(100_000), "**a ".repeat(25_000), "*a **b ".repeat(15_000)] {
        let (output, time) = timed(folder.path(), &format!("{HEAD}body:\n  - \"{text}\"\n"), "human");
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", printed(&output.stderr));
        assert!(time < Duration::from_secs(4), "{time:?}");
        assert!(output.stderr.len() < 100_000);
    }
}

#[test]
fn files_up_to_the_limit_are_read_and_larger_ones_refused() {
    let folder = tempdir().expect("a folder");
    let mut text = format!("{HEAD}body: [Text]\n");
    text.push_str(&format!("#{}\n", " ".repeat(256 * 1024 - text.len() - 2)));
    assert_eq!(timed(folder.path(), &text, "human").0.status.code(), Some(0));
    let (output, _) = timed(folder.path(), &(text + "\n"), "human");
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("`a.yaml` is larger than 256 KB"), "{}", printed(&output.stderr));
}

#[test]
fn aliases_are_counted_by_their_text() {
    let folder = tempdir().expect("a folder");
    let body = |count: usize| {
        format!("{HEAD}body:\n  - &long \"{}\"\n{}", "word ".repeat(10_000), "  - *long\n".repeat(count))
    };
    // 50 KB, written five times and a sixth.
    assert_eq!(timed(folder.path(), &body(4), "human").0.status.code(), Some(0));
    let (output, time) = timed(folder.path(), &body(5), "json");
    assert!(printed(&output.stderr).contains("yaml-alias-budget"), "{}", printed(&output.stderr));
    assert!(time < Duration::from_secs(1), "{time:?}");
}

#[test]
fn names_are_bounded_and_hints_tell_a_few() {
    let folder = tempdir().expect("a folder");
    let fields = |count: usize| (0..count).map(|i| format!("  f{i}: {{label: L}}\n")).collect::<String>();
    let handout = |count: usize| format!("{HEAD}site: site.yaml\npatient:\n{}body: [Text]\n", fields(count));
    let phones = |count: usize| (0..count).map(|i| format!("  p{i}: {{dial: \"{i}\"}}\n")).collect::<String>();
    let site = |count: usize| format!("site: 1\nname: S\nphones:\n{}", phones(count));
    fs::write(folder.path().join("site.yaml"), site(10)).expect("written");
    let codes = |text: &str| printed(&timed(folder.path(), text, "json").0.stderr);
    assert!(!codes(&handout(200)).contains("names-too-many"));
    assert!(codes(&handout(201)).contains("names-too-many"));
    fs::write(folder.path().join("site.yaml"), site(1001)).expect("written");
    assert!(codes(&handout(1)).contains("names-too-many"));

    fs::write(folder.path().join("site.yaml"), site(1000)).expect("written");
    let text = format!("{HEAD}site: site.yaml\nbody:\n  - \"{}\"\n", "{phone.nurse} ".repeat(2000));
    let (output, time) = timed(folder.path(), &text, "json");
    let messages = printed(&output.stderr);
    assert!(
        messages.contains("known phones: `p0`, `p1`, `p2`, `p3`, `p4`, `p5`, `p6`, `p7` and 992 more"),
        "{messages:.800}"
    );
    assert_eq!(messages.matches("phone-unknown").count(), 2000);
    assert!(time < Duration::from_secs(3), "{time:?}");
}

#[test]
fn style_rules_times_elements_are_bounded() {
    let folder = tempdir().expect("a folder");
    let rules: String = (0..2000).map(|i| format!(".c{i}{{fill:red}}")).collect();
    let svg = |elements: usize| {
        let shapes = "<path class=\"c1\" d=\"M0 0h9v9z\"/>".repeat(elements);
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><style>{rules}</style>{shapes}</svg>")
    };
    let text = format!("{HEAD}body:\n  - figure: {{image: a.svg, alt: A}}\n");
    for (elements, refused) in [(400, false), (20_000, true)] {
        fs::write(folder.path().join("a.svg"), svg(elements)).expect("written");
        let (output, time) = timed(folder.path(), &text, "human");
        assert_eq!(printed(&output.stderr).contains("has too many style rules"), refused, "{elements}");
        assert!(time < Duration::from_secs(2), "{elements}: {time:?}");
    }
}

#[test]
fn a_long_cell_is_set_as_fast_as_a_paragraph() {
    let folder = tempdir().expect("a folder");
    let words = "word ".repeat(20_000);
    let (output, time) = timed(
        folder.path(),
        &format!("{HEAD}body:\n  - table: {{header: [A, B], rows: [[\"{words}\", b]]}}\n"),
        "human",
    );
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    assert!(time < Duration::from_secs(2), "{time:?}");
}

#[test]
fn control_characters_in_names_are_shown_as_escapes() {
    let folder = tempdir().expect("a folder");
    let name = "a\u{1b}[2J\u{202e}b.yaml";
    fs::write(folder.path().join(name), format!("{HEAD}body: []\n")).expect("written");
    for args in [
        &["build", name][..],
        &["build", "no\u{1b}file.yaml"],
        &["batch", name, "--records", "no\u{7}pe.csv", "-d", "o"],
        &["build", "--paper", "a\u{1b}4", name],
        &["verify", "a.pdf", "--manifest", "no\u{1b}run.json"],
    ] {
        let messages = printed(&run(folder.path(), args).stderr);
        assert!(!messages.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{messages:?}");
        assert!(messages.contains("\\u{"), "{messages}");
    }
}
