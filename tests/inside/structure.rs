//! The structure tree, read back from the PDF's bytes with an independent parser.

use std::fmt::Write as _;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::support::merge_parts;

const SITE: &str = "
site: 1
name: Clinic
phones:
  nurse: {number: \"+1 901-595-3300\"}
header: {left: \"{site.name}\", right: \"{title}\"}
footer: {notices: [en, ar]}
";

const NOTICES: &str = "
en: {text: \"Help is free. Call {phone.nurse}.\", reviewed_by: null}
ar: {text: \"المساعدة مجانية. اتصلوا بالرقم {phone.nurse}.\", reviewed_by: null}
";

const BODY: &str = "
  - |
    A paragraph with a [link](https://example.org) and a footnote.[^a]

    [^a]: What it says.
  - heading: Section
  - subheading: Part
  - steps: [One, Two]
  - checklist: [Three]
  - table: {header: [A, B], rows: [[c, d]]}
  - note: A note.
  - contact: Call {phone.nurse}.
  - fine_print: Small.
";

fn pdf() -> Vec<u8> {
    let yaml = format!(
        "handout: 1\nid: test\ntitle: Test\nlanguage: en\nsite: site.yaml\nreviewed: 2026-10-01\n\
         patient: {{name: {{label: Patient}}}}\nbody:\n{BODY}"
    );
    let merged = merge_parts(&yaml, Some(SITE), Some(NOTICES), &[]);
    let fonts = Fonts::bundled();
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &fonts, &mut diagnostics).expect("laid out");
    write_pdf(merged.document(), pages, &fonts, &Intent::new(&Purpose::default()), None).expect("written")
}

fn text(string: &PdfString) -> String {
    let bytes = string.as_bytes();
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// An element and its children, one line each; content as the number of its pieces.
fn dump(element: &Dict, depth: usize, out: &mut String) {
    let role = element.get::<Name>("S").expect("an element has a role");
    let _ = write!(out, "{}{}", "  ".repeat(depth), role.as_str());
    for key in ["Lang", "Alt", "ID"] {
        if let Some(value) = element.get::<PdfString>(key) {
            let _ = write!(out, " {key}={}", text(&value));
        }
    }
    if let Some(attributes) = element.get::<Array>("A") {
        for attribute in attributes.iter::<Dict>() {
            for key in ["Scope", "ListNumbering"] {
                if let Some(value) = attribute.get::<Name>(key) {
                    let _ = write!(out, " {key}={}", value.as_str());
                }
            }
        }
    }
    let kids: Vec<Object> = match element.get::<Object>("K") {
        Some(Object::Array(kids)) => kids.iter::<Object>().collect(),
        Some(kid) => vec![kid],
        None => vec![],
    };
    let mut content = 0;
    let mut objects = 0;
    let mut children = Vec::new();
    for kid in kids {
        match kid {
            Object::Number(_) => content += 1,
            Object::Dict(dict) if dict.contains_key("S") => children.push(dict),
            Object::Dict(dict) if dict.contains_key("Obj") => objects += 1,
            Object::Dict(_) => content += 1,
            other => panic!("not a child: {other:?}"),
        }
    }
    if content + objects > 0 {
        let _ = write!(out, " [{content} content, {objects} annotations]");
    }
    out.push('\n');
    for child in &children {
        dump(child, depth + 1, out);
    }
}

/// The structure tree of a PDF as text.
pub(crate) fn tree(pdf: Vec<u8>) -> String {
    let pdf = Pdf::new(pdf).expect("an independent parser reads the file");
    let catalog = pdf.xref().get::<Dict>(pdf.xref().root_id()).expect("a catalog");
    let root = catalog.get::<Dict>("StructTreeRoot").expect("a structure tree");
    let document = match root.get::<Object>("K").expect("a document element") {
        Object::Dict(document) => document,
        Object::Array(kids) => kids.iter::<Dict>().next().expect("a document element"),
        other => panic!("not an element: {other:?}"),
    };
    let mut out = String::new();
    dump(&document, 0, &mut out);
    out
}

/// Compares a tree with the approved one of that name.
pub(crate) fn check(name: &str, tree: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../ref/structure");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, tree));
}

#[test]
fn structure_tree() {
    check("blocks", &tree(pdf()));
}

#[test]
fn metadata_says_what_the_standards_ask() {
    let bytes = pdf();
    let pdf = Pdf::new(bytes).expect("an independent parser reads the file");
    let catalog = pdf.xref().get::<Dict>(pdf.xref().root_id()).expect("a catalog");
    assert_eq!(text(&catalog.get::<PdfString>("Lang").expect("a language")), "en");
    let metadata = catalog.get::<Stream>("Metadata").expect("metadata");
    let xmp = String::from_utf8(metadata.decoded().expect("readable").to_vec()).expect("UTF-8");
    for wanted in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "2026-10-01",
    ] {
        assert!(xmp.contains(wanted), "{wanted} in {xmp}");
    }
}

#[test]
fn a_patients_values_stand_on_the_page_alone() {
    let yaml = "handout: 1\nid: test\ntitle: Test\nlanguage: en\nsite: site.yaml\n\
                patient: {name: {label: Patient}}\nbody: [{heading: \"For {patient.name}\"}, \"For {patient.name}.\"]\n";
    let merged = merge_parts(yaml, Some(SITE), Some(NOTICES), &[("name", "Zebulon Quixote")]);
    let fonts = Fonts::bundled();
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &fonts, &mut diagnostics).expect("laid out");
    let bytes = write_pdf(merged.document(), pages, &fonts, &Intent::new(&Purpose::default()), None).expect("written");
    let pdf = Pdf::new(bytes.clone()).expect("an independent parser reads the file");
    let contains = |haystack: &[u8], needle: &str| {
        let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_be_bytes).collect();
        haystack.windows(needle.len()).any(|w| w == needle.as_bytes())
            || haystack.windows(utf16.len()).any(|w| w == utf16)
    };
    assert!(!contains(&bytes, "Zebulon"), "raw bytes");
    let mut strings = 0;
    for object in pdf.objects() {
        let data = match &object {
            Object::Stream(stream) => stream.decoded().map(|d| d.to_vec()).unwrap_or_default(),
            Object::Dict(dict) => dict.data().to_vec(),
            _ => continue,
        };
        strings += 1;
        assert!(!contains(&data, "Zebulon"), "an object outside page content names the patient");
    }
    assert!(strings > 20, "the objects were read: {strings}");
}
