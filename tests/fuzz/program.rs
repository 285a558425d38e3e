//! Targets that only the whole program reads: a run's manifest, and the journal of a stopped run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::stopped;

/// A target: its name, what it does with an input, and what makes a sound one.
type Target = (&'static str, fn(&[u8]), fn() -> Vec<u8>);

/// The targets that run the program.
pub(crate) const TARGETS: &[Target] = &[("manifest", manifest, sound_manifest), ("journal", journal, sound_journal)];

const HANDOUT: &str = include_str!("../data/one-word.yaml");

fn program(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
    command.current_dir(folder).args(arguments).output().expect("the program starts")
}

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Removes what the targets have written.
pub(crate) fn clean_up() {
    if let Some(folder) = FOLDER.get() {
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// A folder with a finished run of two copies, made once.
fn folder() -> &'static PathBuf {
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("handout-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("a.yaml"), HANDOUT).expect("written");
        std::fs::write(folder.join("r.csv"), "name\nAnn\nBob\n").expect("written");
        let output = program(&folder, &["batch", "a.yaml", "--records", "r.csv", "-d", "out", "--force"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    })
}

/// The manifest of the run.
fn sound_manifest() -> Vec<u8> {
    std::fs::read(folder().join("out/run.json")).expect("the manifest")
}

/// The journal of the same run, as if it had been stopped after its first copy.
fn sound_journal() -> Vec<u8> {
    let manifest = String::from_utf8(sound_manifest()).expect("a manifest is text");
    stopped::journal(&manifest, 2).into_bytes()
}

/// 101 is the exit code of a panic.
fn check(output: &Output) {
    let code = output.status.code();
    assert!(matches!(code, Some(0..=2)), "exit {code:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn manifest(bytes: &[u8]) {
    let folder = folder();
    std::fs::write(folder.join("changed.json"), bytes).expect("written");
    check(&program(folder, &["verify", "out", "--manifest", "changed.json"]));
}

/// A run resumes with this journal, and must end with both copies.
fn journal(bytes: &[u8]) {
    let folder = folder();
    let out = folder.join("resumed");
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(&out).expect("a folder");
    std::fs::write(out.join("run.journal"), bytes).expect("written");
    let output = program(folder, &["batch", "a.yaml", "--records", "r.csv", "-d", "resumed", "--resume"]);
    check(&output);
    if output.status.success() {
        let verified = program(folder, &["verify", "resumed", "--manifest", "resumed/run.json"]);
        assert!(verified.status.success(), "a copy is missing or wrong after a run that succeeded");
    }
}
