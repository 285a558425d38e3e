//! Bad inputs: each is rejected with its code, file, line, column and a hint, without output, panic or delay.
//!
//! `tests/data/bad/*/*.yaml` begin with one comment for each problem: `# error[code] LINE:COLUMN words of a hint`, with
//! `FILE:` before the line if it is another file. Exactly these errors must occur. Inputs too large or too strange for
//! a text file are made here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Folders of `tests/data/bad` by the phase that finds the problem.
const FOLDERS: &[&str] = &["reading", "merging", "layout"];

const HEAD: &str = "handout: 1\nid: a\ntitle: A\nlanguage: en\n";

#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is part of what is tested")]
fn handout(folder: &Path, file: &Path) -> (Output, Duration) {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_handout"))
        .current_dir(folder)
        .args(["build", "--message-format", "json"])
        .arg(file)
        .output()
        .expect("the program starts");
    (output, start.elapsed())
}

fn problems(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stderr.clone()).expect("messages are UTF-8");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
}

/// Runs a bad file and returns what is wrong with its rejection.
fn complaints(path: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, time) = handout(folder.path(), path);
    let mut wrong = vec![];
    if output.status.code() != Some(1) {
        wrong.push(format!("exit {:?}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr)));
        return wrong;
    }
    if fs::read_dir(folder.path()).expect("the folder is there").count() > 0 {
        wrong.push("left a file".into());
    }
    if time > Duration::from_secs(1) {
        wrong.push(format!("took {time:?}"));
    }
    for problem in problems(&output) {
        if problem["hints"].as_array().is_none_or(|h| h.is_empty()) || problem["line"].is_null() {
            wrong.push(format!("no hint or no place: {problem}"));
        }
    }
    wrong
}

/// `code FILE:LINE:COLUMN` of each error.
fn places(path: &Path) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, _) = handout(folder.path(), path);
    problems(&output).iter().filter(|p| p["severity"] == "error").map(place).collect()
}

fn place(problem: &Value) -> String {
    let file = problem["file"].as_str().unwrap_or("-");
    let file: PathBuf = Path::new(file).components().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    format!(
        "error[{}] {}:{}:{}",
        problem["code"].as_str().unwrap_or(""),
        file.display(),
        problem["line"],
        problem["column"]
    )
}

#[test]
fn files_are_refused_as_they_say() {
    let mut report = String::new();
    let mut count = 0;
    for phase in FOLDERS {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bad").join(phase);
        let mut files: Vec<PathBuf> =
            fs::read_dir(&root).expect("the data").map(|e| e.expect("an entry").path()).collect();
        // Site files are read with the handouts that name them.
        files.retain(|f| f.extension().is_some_and(|e| e == "yaml") && !f.to_string_lossy().ends_with("-site.yaml"));
        files.sort();
        for file in files {
            count += 1;
            let wrong = check_file(&file, phase);
            if !wrong.is_empty() {
                let _ = writeln!(report, "{}:\n  {}", file.display(), wrong.join("\n  "));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(count >= 40, "only {count} files");
}

fn check_file(file: &Path, phase: &str) -> Vec<String> {
    let text = fs::read_to_string(file).expect("the file is text");
    let name = file.file_name().expect("a name").to_string_lossy();
    let mut wrong = complaints(file);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut found: Vec<Value> = problems(&handout(folder.path(), file).0);
    found.retain(|p| p["severity"] == "error");
    for line in text.lines().map_while(|l| l.strip_prefix("# error[")) {
        let (code, rest) = line.split_once("] ").expect("a code");
        let (at, hint) = rest.split_once(' ').expect("a place and words");
        let at = if at.split(':').count() == 3 { at.to_owned() } else { format!("{phase}/{name}:{at}") };
        let wanted = format!("error[{code}] {at}");
        match found.iter().position(|p| place(p) == wanted && p["hints"].to_string().contains(hint)) {
            Some(index) => drop(found.remove(index)),
            None => wrong.push(format!("missing {wanted} {hint}")),
        }
    }
    wrong.extend(found.iter().map(|p| format!("unexpected {} {}", place(p), p["hints"])));
    wrong
}

/// A generated file, the errors it must have, and no others.
fn check_made(name: &str, bytes: &[u8], errors: &[&str]) {
    let folder =
        tempfile::Builder::new().prefix("made").rand_bytes(0).tempdir_in(tempfile::tempdir().expect("one").keep());
    let folder = folder.expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("the file is written");
    assert_eq!(complaints(&path), Vec::<String>::new(), "{name}");
    let wanted: BTreeSet<String> = errors.iter().map(|e| e.replacen("] ", &format!("] made/{name}:"), 1)).collect();
    assert_eq!(places(&path), wanted, "{name}");
}

#[test]
fn an_empty_file() {
    check_made("empty.yaml", b"", &["error[file-empty] 1:1"]);
    check_made("blank.yaml", b"\n\n  \n", &["error[file-empty] 1:1"]);
    check_made("null.yaml", b"~\n", &["error[file-empty] 1:1"]);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let bytes = [HEAD.as_bytes(), b"body: [caf\xe9]\n"].concat();
    check_made("latin-1.yaml", &bytes, &["error[utf8-invalid] 5:11"]);
    let utf16: Vec<u8> = "\u{feff}handout: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_made("utf-16.yaml", &utf16, &["error[utf8-invalid] 1:1"]);
    check_made("nul.yaml", &[HEAD.as_bytes(), b"body: [a\0b]\n"].concat(), &["error[nul-byte] 5:9"]);
}

#[test]
fn too_large() {
    let long = format!("{HEAD}body:\n  - {}\n", "word ".repeat(2_200_000));
    check_made("ten-megabytes.yaml", long.as_bytes(), &["error[file-too-large] 1:1"]);
    let many = format!("{HEAD}body:\n{}", "- a\n".repeat(60_000));
    // At most 50,000 values are read.
    check_made("many-nodes.yaml", many.as_bytes(), &["error[file-too-large] 49995:3"]);
}

#[test]
fn too_deep() {
    let flow = format!("{HEAD}body: {}", "[".repeat(250_000));
    check_made("flow.yaml", flow.as_bytes(), &["error[yaml-depth] 5:262"]);
    let braces = format!("{HEAD}body: {}", "{a: ".repeat(60_000));
    check_made("braces.yaml", braces.as_bytes(), &["error[yaml-depth] 5:131"]);
    let block = format!("{HEAD}body:\n  {}a\n", "- ".repeat(100_000));
    check_made("block.yaml", block.as_bytes(), &["error[yaml-depth] 6:65"]);
}

#[test]
fn many_problems_in_one_file() {
    let body: String = (0..2000).map(|i| format!("  - heding: {i}\n")).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("many.yaml");
    fs::write(&path, format!("{HEAD}body:\n{body}")).expect("the file is written");
    assert_eq!(complaints(&path), Vec::<String>::new());
    assert_eq!(places(&path).len(), 2000);
}

#[test]
fn a_mark_and_other_line_ends_change_no_position() {
    let text =
        "\u{feff}handout: 1\r\nid: a\r\ntitle: Año\r\nlanguage: en\r\nbody:\r\n  - |\r\n    é\r\n  - {nota: x}\r\n";
    check_made("crlf.yaml", text.as_bytes(), &["error[block-unknown] 8:6"]);
    let text = text.replace("\r\n", "\r");
    check_made("cr.yaml", text.as_bytes(), &["error[block-unknown] 8:6"]);
}

#[test]
fn a_file_that_is_not_there_is_bad_usage() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for path in ["nowhere.yaml", ".", "/dev/null"] {
        let (output, _) = handout(folder.path(), Path::new(path));
        assert_eq!(output.status.code(), Some(2), "{path}");
    }
}
