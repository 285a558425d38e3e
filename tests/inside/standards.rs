//! The standards that files meet: PDF/X-1a without anything that PDF 1.4 does not know, PDF 2.0 with everything that its
//! set of standards asks for, and the same pages in all of them.

use std::path::Path;
use std::sync::Arc;

use handout::copies::{Run, RunOptions};
use handout::diag::Diagnostics;
use handout::engine::{self, BuildOptions, build};
use handout::fonts::Fonts;
use handout::pdf::edition::Edition;
use handout::pdf::intent::{Intent, Purpose};
use handout::pdf::object::{Dict as NewDict, File, Form, Ref, Sink, text};
use handout::press::{Press, Standard};
use handout::records::{Record, Reject};
use handout::source::Sources;
use handout::verify::{Document as Verified, ReadPage};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Headings, a note, a list, a table and a link; a field in the text.
const HANDOUT: &str = "handout: 1\nid: standards\ntitle: Standards\nlanguage: en\nreviewed: 2026-10-01\n\
    patient: {name: {label: Name}}\nbody:\n- heading: One\n- note: Bring {patient.name} along.\n- checklist: [a, b]\n\
    - table: {header: [A, B], rows: [[c, d]]}\n- heading: Two\n- \"[A link](https://a.org).\"\n";

fn press(standard: Standard) -> Purpose {
    Purpose::Press(Arc::new(Press { standard: Some(standard), ..Press::default() }))
}

/// What files may be for, in each standard.
fn purposes() -> [Purpose; 5] {
    let [screen, modern] = [Edition::Pdf1, Edition::Pdf2].map(Purpose::Screen);
    [screen, modern, press(Standard::X4), press(Standard::X1a), press(Standard::X6)]
}

fn sources() -> Sources {
    Sources::new([("a.yaml", HANDOUT.as_bytes().to_vec())].into_iter().collect())
}

/// The blank.
fn blank(purpose: Purpose) -> Vec<u8> {
    let mut problems = Diagnostics::default();
    let options = BuildOptions { purpose, ..BuildOptions::default() };
    let built = build(&mut sources(), "a.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    built.unwrap_or_else(|| panic!("{problems:?}")).pdf
}

/// Copies for three records: in one file, and the first by itself.
fn copies(purpose: Purpose) -> [Vec<u8>; 2] {
    let (mut sources, mut problems, fonts) = (sources(), Diagnostics::default(), Fonts::bundled());
    let files = engine::read(&mut sources, Path::new("a.yaml"), &mut problems).expect("it is read");
    let options = RunOptions { purpose, ..RunOptions::default() };
    let run = Run::prepare(&sources, vec![files], &fonts, options, &mut problems);
    let run = run.unwrap_or_else(|| panic!("{problems:?}"));
    let names = ["Ana Ruiz", "Nguyễn Thị Ánh", "Юлия Щербакова"];
    let record = |(number, name): (u64, &str)| {
        let values = vec![("name".to_owned(), name.to_owned())];
        Record { number, values, ..Record::default() }
    };
    let records: Vec<Record> = (1..).zip(names).map(record).collect();
    let alone = run.copy(&mut run.worker(), &records[0]).expect("a copy").pdf.parts().concat();
    let done = |made: Result<_, Reject>| made.map(drop).map_err(|reject| std::io::Error::other(format!("{reject:?}")));
    let merged = run.merged(2, records.into_iter(), true, Vec::new(), done).expect("memory is never full");
    [merged.expect("there are copies").out, alone]
}

/// The pages as `verify` reads them, which is strict.
fn pages(pdf: &[u8], purpose: &Purpose) -> Vec<ReadPage> {
    let mut document = Verified::new(pdf.to_vec()).expect("a sound file");
    document.pages(&|_| true, &Intent::hashes(purpose)).expect("sound pages")
}

fn load(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).expect("a PDF")
}

fn has(pdf: &[u8], words: &str) -> bool {
    pdf.windows(words.len()).any(|window| window == words.as_bytes())
}

/// The metadata, as it is in the file.
fn packet(document: &Document) -> String {
    let id = document.catalog().and_then(|catalog| catalog.get(b"Metadata")).and_then(Object::as_reference);
    let stream = document.get_object(id.expect("metadata")).and_then(Object::as_stream).expect("a stream");
    String::from_utf8(stream.content.clone()).expect("text")
}

#[test]
fn pages_say_the_same_in_every_standard() {
    let texts = |pdf: &[u8], purpose: &Purpose| -> Vec<Option<String>> {
        pages(pdf, purpose).into_iter().map(|page| page.text).collect()
    };
    let said = |purpose: &Purpose| {
        let [merged, alone] = copies(purpose.clone());
        [blank(purpose.clone()), merged, alone].map(|pdf| texts(&pdf, purpose))
    };
    let usual = said(&Purpose::default());
    assert_eq!(usual.clone().map(|pages| pages.len()), [1, 6, 1], "with blank backs");
    for purpose in purposes() {
        assert_eq!(said(&purpose), usual, "{purpose:?}");
    }
}

#[test]
fn a_page_of_x1a_has_the_digest_of_one_of_x4() {
    let digests = |standard| {
        let purpose = press(standard);
        copies(purpose.clone()).map(|pdf| pages(&pdf, &purpose).iter().map(|page| page.digest).collect::<Vec<_>>())
    };
    assert_eq!(digests(Standard::X1a), digests(Standard::X4));
}

/// Where the cross-reference table says that each object is, by number.
fn table(pdf: &[u8]) -> Vec<Option<usize>> {
    let text = String::from_utf8_lossy(pdf).into_owned();
    let start = text.rsplit("startxref\n").next().and_then(|rest| rest.lines().next()).expect("a start");
    let start: usize = start.parse().expect("a number");
    assert!(pdf[start..].starts_with(b"xref\n0 "));
    let head = start + "xref\n".len();
    let line = pdf[head..].iter().position(|byte| *byte == b'\n').expect("a line");
    let count = std::str::from_utf8(&pdf[head + 2..head + line]).ok().and_then(|count| count.parse().ok());
    let entries = pdf[head + line + 1..].chunks(20).take(count.expect("a number"));
    let entry = |entry: &[u8]| {
        assert!(entry.ends_with(b" n \n") || entry == b"0000000000 65535 f \n", "{}", String::from_utf8_lossy(entry));
        entry.ends_with(b"n \n").then(|| std::str::from_utf8(&entry[..10]).expect("digits").parse().expect("a number"))
    };
    entries.map(entry).collect()
}

#[test]
fn x1a_has_nothing_that_pdf_1_4_does_not_know() {
    let purpose = press(Standard::X1a);
    let [merged, alone] = copies(purpose.clone());
    for pdf in [blank(purpose), merged, alone] {
        assert!(pdf.starts_with(b"%PDF-1.4\n"));
        assert!(!has(&pdf, "/ObjStm") && !has(&pdf, "/XRef"));
        let entries = table(&pdf);
        assert!(entries.len() > 30 && entries[0].is_none());
        for (number, at) in entries.iter().enumerate() {
            let Some(at) = at else { continue };
            assert!(pdf[*at..].starts_with(format!("{number} 0 obj\n").as_bytes()), "object {number}");
        }
        let document = load(&pdf);
        let info = document.trailer.get(b"Info").and_then(Object::as_reference).expect("an information dictionary");
        let info = document.get_dictionary(info).expect("a dictionary");
        let version = info.get(b"GTS_PDFXVersion").and_then(Object::as_str).expect("a version");
        assert_eq!(version, b"PDF/X-1a:2003");
        let packet = packet(&document);
        assert!(packet.contains("<pdfaid:part>2</pdfaid:part>") && packet.contains("<pdfuaid:part>1</pdfuaid:part>"));
        assert!(!packet.contains("pdfxid:"), "ISO 15930-4 has it in the information dictionary");
    }
}

#[test]
fn unused_numbers_are_free_in_a_table() {
    let mut file = File::new(Form { version: "1.4", packed: false });
    let (root, unused, other) = (file.alloc(), file.alloc(), file.alloc());
    assert_eq!(unused, Ref::Own(2));
    file.add(other, text("text"));
    file.add(root, NewDict::of("Catalog"));
    let last = file.alloc();
    assert_eq!(last, Ref::Own(4));
    let (pdf, _) = file.finish(root, None, [7; 16]);
    let used: Vec<bool> = table(&pdf).iter().map(Option::is_some).collect();
    assert_eq!(used, [false, true, false, true, false]);
    assert!(has(&pdf, "trailer\n<</Size 5/Root 1 0 R/ID["));
}

/// An element of the structure tree: its number and its dictionary.
type Found<'d> = (ObjectId, &'d Dictionary);

/// All elements below the structure tree root, in order.
fn elements(document: &Document) -> Vec<Found<'_>> {
    fn below<'d>(document: &'d Document, object: &'d Object, found: &mut Vec<Found<'d>>) {
        match object {
            Object::Array(items) => items.iter().for_each(|item| below(document, item, found)),
            Object::Reference(id) => {
                let element = document.get_dictionary(*id).expect("an element");
                found.push((*id, element));
                if let Ok(kids) = element.get(b"K") {
                    below(document, kids, found);
                }
            }
            _ => {}
        }
    }
    let root = document.catalog().and_then(|catalog| catalog.get(b"StructTreeRoot")).and_then(Object::as_reference);
    let root = document.get_dictionary(root.expect("a structure tree")).expect("a dictionary");
    let mut found = Vec::new();
    below(document, root.get(b"K").expect("children"), &mut found);
    found
}

fn role(element: &Dictionary) -> &str {
    element.get(b"S").and_then(Object::as_name).ok().and_then(|name| std::str::from_utf8(name).ok()).expect("a role")
}

/// The items of the outline, all levels.
fn outline(document: &Document) -> Vec<&Dictionary> {
    let is_item = |dict: &&Dictionary| dict.has(b"Title") && dict.has(b"Parent");
    document.objects.values().filter_map(|object| object.as_dict().ok()).filter(is_item).collect()
}

#[test]
fn pdf_2_has_what_its_standards_ask_for() {
    let mut files: Vec<(Vec<u8>, usize)> = Vec::new();
    for purpose in [Purpose::Screen(Edition::Pdf2), press(Standard::X6)] {
        let [merged, alone] = copies(purpose.clone());
        files.extend([(blank(purpose), 1), (alone, 1), (merged, 4)]);
    }
    for (pdf, documents) in files {
        assert!(pdf.starts_with(b"%PDF-2.0\n"));
        let document = load(&pdf);
        assert!(!document.trailer.has(b"Info"), "ISO 19005-4, 6.1.3");
        let packet = packet(&document);
        for claim in [
            "<pdfaid:part>4</pdfaid:part><pdfaid:rev>2020</pdfaid:rev>",
            "<pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>",
            "<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>",
            "<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo>",
        ] {
            assert!(packet.contains(claim), "{claim}");
        }
        assert!(!packet.contains("pdfaExtension:") && !packet.contains("pdfaid:conformance"));
        let elements = elements(&document);
        let roles: Vec<&str> = elements.iter().map(|(_, element)| role(element)).collect();
        let count = |name: &str| roles.iter().filter(|role| **role == name).count();
        assert_eq!((roles[0], count("Document"), count("Note")), ("Document", documents, 0), "{roles:?}");
        assert!(count("Aside") > 0 && count("Table") > 0);
        // A single Document holds everything: nothing else has the root as its parent.
        let root = elements[0].1.get(b"P").and_then(Object::as_reference).expect("a parent");
        let at_the_root = |element: &&Found<'_>| element.1.get(b"P").and_then(Object::as_reference).ok() == Some(root);
        assert_eq!(elements.iter().filter(at_the_root).count(), 1);
        for (_, element) in &elements {
            let space = element.get(b"NS").and_then(Object::as_reference).expect("a namespace");
            let space = document.get_dictionary(space).and_then(|space| space.get(b"NS")).and_then(Object::as_str);
            assert_eq!(space.expect("its name"), b"http://iso.org/pdf2/ssn");
        }
        let items = outline(&document);
        assert!(items.len() >= 3);
        for item in items {
            let action = item.get(b"A").and_then(Object::as_dict).expect("an action");
            let first = |key: &[u8]| {
                let place = action.get(key).and_then(Object::as_array).expect("a destination");
                place[0].as_reference().expect("a reference")
            };
            let led_to = elements.iter().find(|(id, _)| *id == first(b"SD")).map(|(_, element)| role(element));
            let expected: &[&str] = if documents == 1 { &["H1", "H2", "H3"] } else { &["Document"] };
            assert!(led_to.is_some_and(|role| expected.contains(&role)), "{led_to:?}");
            let page = document.get_dictionary(first(b"D")).expect("a page");
            assert_eq!(page.get(b"Type").and_then(Object::as_name).expect("a type"), b"Page");
        }
    }
}

#[test]
fn pdf_1_has_nothing_of_pdf_2() {
    for purpose in [Purpose::default(), press(Standard::X4), press(Standard::X1a)] {
        let [merged, alone] = copies(purpose.clone());
        for pdf in [blank(purpose.clone()), merged, alone] {
            let document = load(&pdf);
            let elements = elements(&document);
            assert!(elements.iter().all(|(_, element)| !element.has(b"NS")));
            assert!(elements.iter().any(|(_, element)| role(element) == "Note" && element.has(b"ID")));
            assert!(outline(&document).iter().all(|item| item.has(b"Dest") && !item.has(b"A")));
            assert!(!packet(&document).contains("pdfd:") && document.trailer.has(b"Info"));
        }
    }
}
