//! Document parts of merged press files: which pages are whose, read back with the reader that `verify` has.

use std::sync::Arc;

use handout::content;
use handout::copies::{Run, RunOptions};
use handout::diag::Diagnostics;
use handout::engine::Files;
use handout::fonts::Fonts;
use handout::pdf::intent::Purpose;
use handout::press::Press;
use handout::records::Record;
use handout::source::Sources;
use handout::verify;
use lopdf::{Dictionary, Document, Object, ObjectId};

const YAML: &str = "handout: 1\nid: a\ntitle: A\nlanguage: en\nreviewed: 2026-10-01\n\
    patient: {name: {label: Name}}\nbody:\n  - One\n  - note: Two\n";
/// More than two batches.
const COPIES: u64 = 230;

/// A run of copies of one page, each with a blank back.
fn merged(vt: bool) -> Vec<u8> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add("test.yaml", YAML.to_owned());
    let handout = content::read_handout(&sources, file, &mut diagnostics).expect("it is read");
    let (fonts, files) = (Fonts::bundled(), Files { handout, site: None, notices: None });
    let options =
        RunOptions { purpose: Purpose::Press(Arc::new(Press { vt, ..Press::default() })), ..Default::default() };
    let run = Run::prepare(&sources, vec![files], &fonts, options, &mut diagnostics).expect("no problems");
    let record = |number| Record { values: vec![("name".into(), "Zqxv".into())], number, ..Record::default() };
    let merged = run.merged(2, (1..=COPIES).map(record), true, Vec::new(), |made| {
        made.map(drop).map_err(|reject| std::io::Error::other(reject.reason))
    });
    merged.expect("memory is never full").expect("there are copies").out
}

/// The record of each page.
fn records(pdf: Vec<u8>) -> Result<Vec<Option<usize>>, String> {
    let mut document = verify::Document::new(pdf).map_err(|error| error.to_string())?;
    let pages = document.pages(&|_| false, &[]).map_err(|error| error.to_string())?;
    Ok(pages.iter().map(|page| page.record).collect())
}

/// The same file with a change.
fn changed(pdf: &[u8], change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).expect("a PDF");
    change(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("memory is never full");
    out
}

fn reference(dict: &Dictionary, key: &[u8]) -> ObjectId {
    dict.get(key).and_then(Object::as_reference).expect("a reference")
}

/// The node of a record.
fn record(document: &Document, number: usize) -> ObjectId {
    let dict = |id| document.get_dictionary(id).expect("a dictionary");
    let child = |id, at: usize| {
        let children = dict(id).get(b"DParts").and_then(Object::as_array).expect("children")[0].as_array();
        children.expect("an array of arrays")[at].as_reference().expect("a child")
    };
    let root = dict(reference(document.catalog().expect("a catalog"), b"DPartRoot"));
    child(child(reference(root, b"DPartRootNode"), number / 100), number % 100)
}

#[test]
fn every_page_is_in_its_record() {
    let pdf = merged(true);
    let expected: Vec<Option<usize>> = (0..COPIES as usize * 2).map(|page| Some(page / 2)).collect();
    assert_eq!(records(pdf.clone()), Ok(expected));
    let document = Document::load_mem(&pdf).expect("a PDF");
    let root = document.catalog().expect("a catalog").get(b"DPartRoot").and_then(Object::as_reference).expect("a root");
    let root = document.get_dictionary(root).expect("a root");
    assert_eq!(root.get(b"RecordLevel").and_then(Object::as_i64).ok(), Some(2));
    let levels = root.get(b"NodeNameList").and_then(Object::as_array).expect("levels");
    let names: Vec<&[u8]> = levels.iter().map(|name| name.as_name().expect("a name")).collect();
    assert_eq!(names, [&b"Run"[..], b"Batch", b"Record", b"Part"]);
    let about = document.get_dictionary(record(&document, 122)).expect("a record").get(b"DPM").expect("metadata");
    let about = about.as_dict().expect("metadata");
    assert_eq!(about.get(b"Copy").and_then(Object::as_i64).ok(), Some(123));
    assert_eq!(about.get(b"Pages").and_then(Object::as_i64).ok(), Some(1));
    assert!(!format!("{about:?}").contains("Zqxv"));
}

#[test]
fn without_it_there_are_none() {
    let pdf = merged(false);
    assert!(records(pdf.clone()).is_ok_and(|records| records.iter().all(Option::is_none)));
    let document = Document::load_mem(&pdf).expect("a PDF");
    assert!(!document.catalog().expect("a catalog").has(b"DPartRoot"));
    let mut pages = document.page_iter().map(|page| document.get_dictionary(page).expect("a page"));
    assert!(pages.all(|page| !page.has(b"DPart")));
}

#[test]
fn broken_parts_are_noticed() {
    let pdf = merged(true);
    assert!(records(changed(&pdf, |_| {})).is_ok(), "rewriting alone breaks nothing");
    let broken = |what, change: &dyn Fn(&mut Document)| {
        let found = records(changed(&pdf, |document| change(document)));
        assert!(found.as_ref().is_err_and(|error| error.contains("document parts")), "{what}: {found:?}");
    };
    broken("a page that names another leaf", &|document| {
        let pages: Vec<ObjectId> = document.page_iter().collect();
        let other = reference(document.get_dictionary(pages[9]).expect("a page"), b"DPart");
        document.get_dictionary_mut(pages[3]).expect("a page").set("DPart", other);
    });
    broken("a record without its blank back", &|document| {
        let id = record(document, 3);
        let node = document.get_dictionary_mut(id).expect("a node");
        let children = node.get_mut(b"DParts").and_then(Object::as_array_mut).expect("children");
        children[0].as_array_mut().expect("children").pop();
    });
    broken("a record with another parent", &|document| {
        let (id, other) = (record(document, 3), record(document, 4));
        document.get_dictionary_mut(id).expect("a node").set("Parent", other);
    });
    broken("a record that contains itself", &|document| {
        let id = record(document, 3);
        let children = Object::Array(vec![Object::Array(vec![id.into()])]);
        document.get_dictionary_mut(id).expect("a node").set("DParts", children);
    });
    broken("records below their parts", &|document| {
        let root = reference(document.catalog().expect("a catalog"), b"DPartRoot");
        document.get_dictionary_mut(root).expect("a root").set("RecordLevel", 4);
    });
}
