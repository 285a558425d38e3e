//! Handouts whose files are not on disk: the same bytes, and the same problems.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use handout::Diagnostics;
use handout::Fonts;
use handout::batch::{Batch, BatchOptions, Event, Output, Records};
use handout::{Sources, Tree};

use crate::support::{printed, run};

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><rect width='9' height='9'/></svg>";

/// The sample content, in a folder below the site's, with an image and a field.
fn files() -> BTreeMap<PathBuf, Vec<u8>> {
    let handout = |language: &str, more: &str, text: &str| {
        format!(
            "handout: 1\nid: a\ntitle: A\nlanguage: {language}\nversion: \"2\"\nsite: ../site.yaml\n{more}\
             patient: {{name: {{label: N}}}}\nbody: [{text}, {{figure: {{image: pictures/a.svg, alt: A box}}}}]\n"
        )
    };
    let of = "translation_of: {language: en, version: \"1\", translator: T, reviewed: 2026-01-01}\n";
    let mut files = BTreeMap::from([
        ("texts/a.en.yaml".into(), handout("en", "", "Text").into_bytes()),
        ("texts/a.es.yaml".into(), handout("es", &of.replace("\"1\"", "\"2\""), "Texto").into_bytes()),
        ("late/a.en.yaml".into(), handout("en", "", "Text").into_bytes()),
        ("late/a.es.yaml".into(), handout("es", of, "Texto").into_bytes()),
        ("texts/pictures/a.svg".into(), SVG.into()),
        ("late/pictures/a.svg".into(), SVG.into()),
    ]);
    for name in ["site.yaml", "notices.yaml"] {
        files.insert(name.into(), fs::read(Path::new("content").join(name)).expect("a sample"));
    }
    files
}

fn memory() -> Sources {
    Sources::new(files().into_iter().collect::<Tree>())
}

/// The same files on disk.
fn disk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

/// A PDF, and the messages.
fn build(sources: &mut Sources, path: &Path) -> (Option<Vec<u8>>, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let built = handout::build(sources, path, &Fonts::bundled(), &handout::BuildOptions::default(), &mut diagnostics);
    (built.map(|built| built.pdf), diagnostics.iter().map(|problem| problem.code).collect())
}

#[test]
fn a_handout_is_built_wholly_from_memory() {
    let folder = disk();
    for name in ["texts/a.en.yaml", "texts/a.es.yaml", "late/a.es.yaml", "texts/none.yaml", "site.yaml"] {
        let here = build(&mut memory(), Path::new(name));
        let there = build(&mut Sources::default(), &folder.path().join(name));
        assert!(here == there, "{name}: {:?}, {:?}", here.1, there.1);
        assert_eq!(here.0.is_some(), name.starts_with("texts/a."), "{name}: {:?}", here.1);
    }
    let (_, said) = build(&mut memory(), Path::new("late/a.es.yaml"));
    assert!(said.contains(&"translation-behind"), "the original beside it was found: {said:?}");
    let (pdf, _) = build(&mut memory(), Path::new("late/../texts/./a.en.yaml"));
    assert!(pdf.is_some());
}

#[test]
fn a_batch_needs_no_file() {
    const CSV: &str = "name,language\nAna,\nEva,es\n";
    let folder = disk();
    fs::write(folder.path().join("r.csv"), CSV).expect("written");
    let expected = run(folder.path(), &["batch", "texts/a.en.yaml", "--records", "r.csv", "-o", "-"]);
    assert_eq!(expected.status.code(), Some(0), "{}", printed(&expected.stderr));
    let records = Records::new(Path::new("r.csv"), || Ok(Box::new(Cursor::new(CSV)) as Box<dyn Read>));
    let (mut sources, fonts, mut pdf) = (memory(), Fonts::bundled(), Vec::new());
    let handout = PathBuf::from("texts/a.en.yaml");
    let name = "{record}".to_owned();
    let options = BatchOptions { handout, output: Output::Stream(None), name, ..BatchOptions::default() };
    let mut events = |event: Event<'_>| {
        if let Event::Reject(reject) = event {
            panic!("{reject:?}");
        }
    };
    let checked = Batch::check(&options, &records, &mut sources, &fonts, &mut events).expect("it can be read");
    let batch = checked.expect("nothing is wrong");
    let made = batch.stream(&mut pdf, &AtomicBool::new(false), &mut events).expect("memory is never full");
    assert_eq!((made.copies, made.rejected, made.lists), (2, 0, None));
    assert!(pdf == expected.stdout);
}
