//! Verification of files and manifests that were damaged, altered or rewritten: never good unless the printed content
//! is.

use std::fs;
use std::path::Path;
use std::process::Output;

use handout::verify::Document;
use lopdf::{Object, ObjectId};
use sha2::{Digest, Sha256};

use crate::stopped::hex;
use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
body:
  - Take **2 tablets** at 8:00. Call +1 901-595-3300.
  - page_break
  - Bring this sheet, {patient.name}.
";

fn make(options: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    fs::write(folder.path().join("r.csv"), "name\nAna Ruiz\nŁukasz Żak\n").expect("written");
    let output = run(folder.path(), &[&["batch", "visit.yaml", "--records", "r.csv"], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    folder
}

fn verify(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = run(folder, &[&["verify"], args].concat());
    (status.code(), printed(&stderr))
}

/// A change to a document.
type Change = Box<dyn Fn(&mut lopdf::Document)>;

/// The file with one object changed.
fn changed(bytes: &[u8], change: &dyn Fn(&mut lopdf::Document)) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(bytes).expect("a PDF");
    change(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

fn fonts(document: &lopdf::Document, key: &[u8]) -> Vec<ObjectId> {
    let has = |object: &Object| object.as_dict().is_ok_and(|dict| dict.has(key));
    document.objects.iter().filter(|(_, object)| has(object)).map(|(id, _)| *id).collect()
}

#[test]
fn names_of_two_directions_are_found_on_their_copies() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["names.yaml", "names.csv"] {
        fs::copy(Path::new("tests/data/verify").join(name), folder.path().join(name)).expect("copied");
    }
    let made = run(folder.path(), &["batch", "names.yaml", "--records", "names.csv", "-o", "names.pdf"]);
    assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
    let (code, said) = verify(folder.path(), &["names.pdf", "--manifest", "names.json", "--records", "names.csv"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn whatever_draws_a_page_is_in_its_digest() {
    let folder = make(&["-o", "run.pdf"]);
    let bytes = fs::read(folder.path().join("run.pdf")).expect("a file");
    let stream = |key: &'static [u8]| {
        move |document: &mut lopdf::Document| {
            let part = |id: ObjectId| {
                document.get_dictionary(id).and_then(|dict| dict.get(key)).and_then(Object::as_reference)
            };
            // Fonts share what is the same for them.
            let parts: std::collections::BTreeSet<_> =
                fonts(document, key).into_iter().filter_map(|id| part(id).ok()).collect();
            for part in parts {
                let stream = document.get_object_mut(part).and_then(Object::as_stream_mut).expect("a stream");
                let mut data = stream.decompressed_content().expect("decoded");
                let middle = data.len() / 2;
                data[middle] ^= 1;
                stream.set_plain_content(data);
            }
        }
    };
    let set = |holder: &'static [u8], key: &'static str, value: Object| {
        move |document: &mut lopdf::Document| {
            for id in fonts(document, holder) {
                document
                    .get_object_mut(id)
                    .and_then(Object::as_dict_mut)
                    .expect("a dictionary")
                    .set(key, value.clone());
            }
        }
    };
    let widths = Object::Array(vec![1.into(), 50.into(), 500.into()]);
    let changes: Vec<(&str, Change)> = vec![
        ("nothing", Box::new(|_| {})),
        ("CIDToGIDMap", Box::new(stream(b"CIDToGIDMap"))),
        ("ToUnicode", Box::new(stream(b"ToUnicode"))),
        ("Encoding", Box::new(stream(b"Encoding"))),
        ("FontFile2", Box::new(stream(b"FontFile2"))),
        ("W", Box::new(set(b"CIDToGIDMap", "W", widths))),
        ("DW", Box::new(set(b"CIDToGIDMap", "DW", 900.into()))),
        ("Flags", Box::new(set(b"FontFile2", "Flags", 32.into()))),
        ("UserUnit", Box::new(set(b"MediaBox", "UserUnit", 2.into()))),
        (
            "TrimBox",
            Box::new(set(b"MediaBox", "TrimBox", Object::Array([9, 9, 600, 700].map(Object::Integer).to_vec()))),
        ),
        (
            "layers",
            Box::new(set(
                b"Pages",
                "OCProperties",
                Object::Dictionary(lopdf::dictionary! { "OCGs" => Object::Array(vec![]) }),
            )),
        ),
        ("intents", Box::new(set(b"Pages", "OutputIntents", Object::Array(vec![])))),
    ];
    for (what, change) in changes {
        fs::write(folder.path().join("changed.pdf"), changed(&bytes, &*change)).expect("written");
        let (code, said) = verify(folder.path(), &["changed.pdf", "--manifest", "run.json"]);
        let wanted = if what == "nothing" { Some(0) } else { Some(1) };
        assert_eq!(code, wanted, "{what}: {said}");
        assert!(code == Some(0) || said.contains("page-altered"), "{what}: {said}");
    }
}

#[test]
fn damaged_files_are_never_good() {
    let folder = make(&["-o", "run.pdf"]);
    let good = fs::read(folder.path().join("run.pdf")).expect("a file");
    assert!(Document::new(good.clone()).is_ok());
    let at =
        |word: &[u8], from: usize| good[from..].windows(word.len()).position(|bytes| bytes == word).map(|at| at + from);
    let replaced = |from: usize, old: usize, new: &[u8]| [&good[..from], new, &good[from + old..]].concat();
    let object = at(b" 0 obj", 0).expect("an object");
    let second = at(b" 0 obj", object + 1).expect("another");
    let length = at(b"/Length ", 0).expect("a stream") + b"/Length ".len();
    let start = at(b"startxref\n", 0).expect("the end") + b"startxref\n".len();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("the number of an object", replaced(object - 1, 1, b"7")),
        ("its generation", replaced(object + 1, 1, b"1")),
        ("its end", replaced(at(b"endobj", 0).expect("an end"), 6, b"endobk")),
        ("the length of a stream", replaced(length, 1, b"9")),
        ("its data", replaced(at(b"stream\n", 0).expect("data") + 40, 1, b"\xEE")),
        ("where the cross-reference is", replaced(start, 1, b"9")),
        ("something between objects", replaced(second - 2, 0, b"7 0 obj null endobj\n")),
        ("something behind the end", [&good[..], b"more"].concat()),
        ("the last line", good[..good.len() - 4].to_vec()),
        ("the first line", [b"more\n", &good[..]].concat()),
        ("half of it", good[..good.len() / 2].to_vec()),
        ("nothing of it", Vec::new()),
    ];
    for (what, bytes) in cases {
        assert!(Document::new(bytes.clone()).is_err(), "{what}");
        fs::write(folder.path().join("damaged.pdf"), bytes).expect("written");
        let (code, said) = verify(folder.path(), &["damaged.pdf", "--manifest", "run.json"]);
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(said.contains("file-damaged") || said.contains("file-unreadable"), "{what}: {said}");
    }
}

/// Nothing of it shows on a page or is in a page's digest.
#[test]
fn what_the_trailer_and_the_catalog_name_is_of_its_type() {
    let folder = make(&["-o", "run.pdf"]);
    let bytes = fs::read(folder.path().join("run.pdf")).expect("a file");
    let in_catalog = |key: &'static str, value: Object| -> Change {
        Box::new(move |document| document.catalog_mut().expect("a catalog").set(key, value.clone()))
    };
    let changes: Vec<(&str, bool, Change)> = vec![
        ("nothing", true, Box::new(|_| {})),
        (
            "the catalog's generation",
            false,
            Box::new(|document| {
                let (id, _) = document.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog");
                document.trailer.set("Root", Object::Reference((id, 1)));
            }),
        ),
        (
            "an array for the information",
            false,
            Box::new(|document| {
                let other = document.add_object(Object::Array(vec![]));
                document.trailer.set("Info", Object::Reference(other));
            }),
        ),
        (
            "a title that is a number",
            false,
            Box::new(|document| {
                document.trailer.set("Info", Object::Dictionary(lopdf::dictionary! { "Title" => 7 }));
            }),
        ),
        ("no information", true, Box::new(|document| drop(document.trailer.remove(b"Info")))),
        ("an identifier of numbers", false, Box::new(|document| document.trailer.set("ID", vec![1.into(), 2.into()]))),
        ("outlines that are a number", false, in_catalog("Outlines", 7.into())),
        ("a language that is a name", false, in_catalog("Lang", "en".into())),
        ("metadata that are no stream", false, in_catalog("Metadata", Object::Dictionary(lopdf::dictionary! {}))),
    ];
    for (what, good, change) in changes {
        let read = Document::new(changed(&bytes, &*change));
        assert_eq!(read.is_ok(), good, "{what}: {:?}", read.err());
    }
}

/// Manifests of version 0.1 have digests that omit most of a font: they confirm files only byte for byte.
#[test]
fn old_manifests_vouch_for_whole_files_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = Path::new("tests/data/verify");
    fs::copy(data.join("run.json"), folder.path().join("run.json")).expect("copied");
    // In the first, a byte of a font's map was changed; its checksum shows it.
    let other = make(&["-o", "run.pdf"]);
    for (name, code) in [
        (data.join("cidtogid.pdf"), "error[file-damaged]"),
        (data.join("unopenable.pdf"), "error[file-damaged]"),
        (other.path().join("run.pdf"), "error[file-altered]"),
    ] {
        fs::copy(&name, folder.path().join("run.pdf")).expect("copied");
        let (exit, said) = verify(folder.path(), &["run.pdf", "--manifest", "run.json"]);
        assert_eq!(exit, Some(1), "{said}");
        assert!(said.contains(code), "{name:?}: {said}");
    }
}

#[test]
fn damaged_and_incomplete_manifests_are_refused() {
    let folder = make(&["-d", "."]);
    let good = fs::read(folder.path().join("run.json")).expect("a manifest");
    let lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    fs::write(folder.path().join("bad.json"), lines[1..].concat()).expect("written");
    let (code, said) = verify(folder.path(), &[".", "--manifest", "bad.json"]);
    assert_eq!(code, Some(2), "{said}");
    // A run with a damaged manifest is not complete.
    fs::copy(folder.path().join("bad.json"), folder.path().join("run.json")).expect("copied");
    let resumed = run(folder.path(), &["batch", "visit.yaml", "--records", "r.csv", "-d", ".", "--resume"]);
    assert_eq!(resumed.status.code(), Some(0), "{}", printed(&resumed.stderr));
    assert_eq!(fs::read(folder.path().join("run.json")).expect("a manifest"), good);
    // Without the second copy, but with a digest that matches.
    let text = String::from_utf8(good).expect("a manifest is text");
    let first = text.split(",\n{\"file\":\"2-visit.pdf\"").next().expect("a copy");
    let short = format!("{first}\n  ],\n");
    let digest = hex(&Sha256::digest(&short));
    fs::write(folder.path().join("short.json"), format!("{short}  \"digest\": \"{digest}\"\n}}\n")).expect("written");
    let (code, said) = verify(folder.path(), &[".", "--manifest", "short.json"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("it does not list copy 2"), "{said}");
}

#[test]
#[cfg(unix)]
fn links_in_the_folder_are_not_followed() {
    let folder = make(&["-d", "out"]);
    let there = folder.path().join("out/1-visit.pdf");
    fs::rename(&there, folder.path().join("elsewhere.pdf")).expect("moved");
    std::os::unix::fs::symlink(folder.path().join("elsewhere.pdf"), &there).expect("linked");
    let (code, said) = verify(folder.path(), &["out", "--manifest", "out/run.json"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("`1-visit.pdf` cannot be read: it is not a regular file"), "{said}");
}

#[test]
fn a_file_that_another_program_has_rewritten_is_compared_as_pictures() {
    let folder = make(&["-o", "run.pdf"]);
    let bytes = fs::read(folder.path().join("run.pdf")).expect("a file");
    // All content in one stream, as converters write it; `dose` changes what is printed.
    let rewrite = |dose: bool| {
        changed(&bytes, &|document| {
            for (index, page) in document.get_pages().into_values().enumerate() {
                let mut content = document.get_page_content(page);
                if dose && index == 2 {
                    let at = content.windows(4).rposition(|bytes| bytes == b"]TJ\n").expect("text");
                    content.drain(at - 2..at - 1);
                }
                let stream = document.add_object(lopdf::Stream::new(lopdf::Dictionary::new(), content));
                let page = document.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page");
                page.set("Contents", Object::Reference(stream));
            }
        })
    };
    let args = ["other.pdf", "--manifest", "run.json"];
    let looked = ["other.pdf", "--manifest", "run.json", "--pixels", "run.pdf"];
    fs::write(folder.path().join("other.pdf"), rewrite(false)).expect("written");
    let (code, said) = verify(folder.path(), &args);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error[file-rewritten]: `other.pdf`") && !said.contains("page-"), "{said}");
    let (code, said) = verify(folder.path(), &looked);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("4 of them look as they did when made"), "{said}");
    fs::write(folder.path().join("other.pdf"), rewrite(true)).expect("written");
    let (code, said) = verify(folder.path(), &looked);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error[page-differs]: `other.pdf`, page 3"), "{said}");
    // The original itself must be unaltered.
    let (code, said) = verify(folder.path(), &["run.pdf", "--manifest", "run.json", "--pixels", "other.pdf"]);
    assert_eq!(code, Some(0), "a sound file needs no picture: {said}");
    let (code, said) = verify(folder.path(), &["other.pdf", "--manifest", "run.json", "--pixels", "other.pdf"]);
    assert_eq!(code, Some(2), "{said}");
}
