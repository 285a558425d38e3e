//! Batches inside a long-lived program: one after another and side by side, with events, stopped by a flag.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use handout::Fonts;
use handout::Sources;
use handout::batch::{Batch, BatchOptions, Event, Outcome, Output, Records};

use crate::support::{ONE_WORD, printed, run};

/// More than are read ahead of the copies being made.
const COPIES: u64 = 100;

fn csv() -> String {
    (1..=COPIES).map(|number| format!("Patient {number}\n")).fold("name\n".to_owned(), |csv, row| csv + &row)
}

/// A list of patients that is not in a file.
fn records() -> Records {
    Records::new(Path::new("r.csv"), || Ok(Box::new(Cursor::new(csv())) as Box<dyn Read>))
}

fn options(folder: &Path, output: Output) -> BatchOptions {
    let name = "{record}-{id}".to_owned();
    BatchOptions { handout: folder.join("a.yaml"), output, name, threads: 1, ..BatchOptions::default() }
}

/// The outcome of a run, and how many copies it reported. With `stop_after`, the flag is set after that many.
fn batch(options: &BatchOptions, stop_after: u64) -> (anyhow::Result<Outcome>, u64) {
    let (mut sources, fonts, records) = (Sources::default(), Fonts::bundled(), records());
    let (stop, mut copied) = (AtomicBool::new(false), 0);
    let mut events = |event: Event<'_>| match event {
        Event::Copied => {
            copied += 1;
            stop.store(copied >= stop_after, Ordering::Relaxed);
        }
        Event::Problems(_, problems) => assert!(!problems.has_errors(), "{problems:?}"),
        Event::RecordsProblem { line, problem } => panic!("{line}: {problem:?}"),
        Event::Reject(reject) => panic!("{reject:?}"),
        Event::Note(_) | Event::Begun { .. } | Event::Ended => {}
    };
    let checked = Batch::check(options, &records, &mut sources, &fonts, &mut events).expect("it can be read");
    let batch = checked.expect("nothing is wrong");
    assert_eq!((batch.copies(), batch.rejected()), (COPIES, 0));
    let outcome = batch.write(&stop, &mut events);
    (outcome, copied)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// A folder with the handout, and the command's output.
fn folder() -> (tempfile::TempDir, BTreeMap<String, Vec<u8>>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("a.yaml"), ONE_WORD).expect("written");
    fs::write(folder.path().join("r.csv"), csv()).expect("written");
    let output = run(folder.path(), &["batch", "a.yaml", "--records", "r.csv", "-d", "command"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    let made = files(&folder.path().join("command"));
    (folder, made)
}

#[test]
fn runs_go_side_by_side_and_one_after_the_other() {
    let (folder, expected) = folder();
    let run = |name: &str| {
        let to = folder.path().join(name);
        let (outcome, copied) = batch(&options(folder.path(), Output::Folder(to.clone())), u64::MAX);
        assert!(matches!(outcome.expect("it is made"), Outcome::Made(made) if made.copies == COPIES));
        assert_eq!(copied, COPIES);
        assert!(files(&to) == expected, "{name}: as the command makes them");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run("one"));
        run("other");
    });
    run("later");
}

#[test]
fn a_run_that_is_stopped_goes_on() {
    let (folder, expected) = folder();
    let to = folder.path().join("stopped");
    let options = options(folder.path(), Output::Folder(to.clone()));
    let (stopped, copied) = batch(&options, 2);
    let said = format!("{:#}", stopped.expect_err("it was stopped"));
    assert!(said.contains("stopped after") && copied < COPIES, "{said}, {copied}");
    let (outcome, more) = batch(&BatchOptions { resume: true, ..options.clone() }, u64::MAX);
    assert!(matches!(outcome.expect("it is made"), Outcome::Made(made) if made.copies == COPIES));
    assert_eq!(copied + more, COPIES);
    assert!(files(&to) == expected);
    let (again, _) = batch(&BatchOptions { resume: true, ..options }, u64::MAX);
    assert!(matches!(again.expect("all is there"), Outcome::Complete { rejected: 0, .. }));
}
