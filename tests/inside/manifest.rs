//! Manifests with anything changed: refused, also if their digest matches.

use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use handout::batch::{Batch, BatchOptions, Output, Records};
use handout::fonts::Fonts;
use handout::manifest::{Entry, Manifest, sound, write};
use handout::source::{Sources, Tree};

use super::support::ONE_WORD;

/// The manifest of a run of two copies, each in its own file.
fn made() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files: Tree = [("visit.yaml", ONE_WORD.into())].into_iter().collect();
    let records = || Ok(Box::new(Cursor::new("name\nAna Ruiz\nŁukasz Żak\n")) as Box<dyn Read>);
    let records = Records::new(Path::new("r.csv"), records);
    let output = Output::Folder(folder.path().to_owned());
    let name = "{record}-visit".to_owned();
    let options = BatchOptions { handout: "visit.yaml".into(), output, name, threads: 1, ..BatchOptions::default() };
    let (mut sources, fonts) = (Sources::new(files), Fonts::bundled());
    let batch = Batch::check(&options, &records, &mut sources, &fonts, &mut |_| {}).expect("it can be read");
    batch.expect("nothing is wrong").write(&AtomicBool::new(false), &mut |_| {}).expect("it is made");
    std::fs::read(folder.path().join("run.json")).expect("a manifest")
}

#[test]
fn a_manifest_with_anything_changed_is_refused() {
    let good = made();
    assert!(sound::read(&good).is_ok());
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        assert!(sound::read(&bytes).is_err(), "byte {at}");
    }
    let lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    for at in 0..lines.len() {
        let without = [&lines[..at], &lines[at + 1..]].concat().concat();
        let twice = [&lines[..at], &[lines[at], lines[at]], &lines[at + 1..]].concat().concat();
        for bytes in [without, twice, lines[..at].concat()] {
            assert!(sound::read(&bytes).is_err(), "line {at}");
        }
    }
}

/// Errors although the digest matches: as another program could have written it.
#[test]
fn a_manifest_that_contradicts_itself_is_refused() {
    let good = made();
    let manifest = sound::read(&good).expect("a sound manifest");
    let written = |manifest: &Manifest| {
        let mut out = Vec::new();
        let entries = manifest.entries.iter().map(|entry| Ok(serde_json::to_string(entry)?));
        write(&mut out, &manifest.head, entries).expect("written");
        out
    };
    assert_eq!(written(&manifest), good);
    let file = |name: &str| {
        let mut other = manifest.clone();
        let Entry::File { file, .. } = &mut other.entries[0] else { panic!("a file comes first") };
        *file = name.to_owned();
        other
    };
    for name in ["../1-visit.pdf", "/etc/passwd", "a/b.pdf", "a\\b.pdf", "C:x.pdf", "..", "", "a\nb.pdf", "2-visit.pdf"]
    {
        assert!(sound::read(&written(&file(name))).is_err(), "{name:?}");
    }
    assert!(sound::read(&written(&file("another.pdf"))).is_ok());
    let mut other = manifest.clone();
    other.entries.swap(1, 3);
    assert!(sound::read(&written(&other)).is_err(), "numbers do not ascend");
    let mut other = manifest.clone();
    other.entries.truncate(3);
    assert!(sound::read(&written(&other)).is_err(), "a file has fewer copies");
}
