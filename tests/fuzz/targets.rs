//! What is fuzzed: each target takes any bytes, and must neither panic nor exceed its time and memory.
//!
//! Part of the library with its feature `fuzzing`, for `driver.rs`, which needs no other tool, and `fuzz_targets/`, which
//! cargo-fuzz builds.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::diag::Diagnostics;
use crate::diag::human::{self, Color};
use crate::diag::json;
use crate::engine::{self, BuildOptions};
use crate::fonts::Fonts;
use crate::imposition::{Imposition, Scheme};
use crate::lang::Language;
use crate::preflight::profile::Profile;
use crate::records::{Columns, Plan, Reader};
use crate::reimpose::{self, Job, Note};
use crate::source::Sources;
use crate::source::limits::MAX_SHOWN;
use crate::verify::Document;

/// A target: its name, which is also its folder of seeds, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// The in-process targets.
pub const TARGETS: &[Target] = &[
    ("yaml", yaml),
    ("markdown", markdown),
    ("records-csv", records_csv),
    ("records-json", records_json),
    ("records-sheets", records_sheets),
    ("pictures", pictures),
    ("fonts", fonts),
    ("verify", verify),
    ("preflight", preflight),
    ("page-content", page_content),
    ("impose", impose),
];

thread_local! {
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Calls with a folder specific to this thread.
fn in_folder<T>(work: impl FnOnce(&Path) -> T) -> T {
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().expect("a temporary folder"));
        work(folder.path())
    })
}

/// Builds a handout, and shows its problems as the program does: a limited number to a person, all to a program.
fn build(folder: &Path, handout: &[u8], fonts: &Fonts) {
    let path = folder.join("handout.yaml");
    std::fs::write(&path, handout).expect("the handout is written");
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let built = engine::build(&mut sources, &path, fonts, &BuildOptions::default(), &mut diagnostics);
    assert!(built.is_some() != diagnostics.has_errors(), "a PDF, or an error that says why there is none");
    diagnostics.resolve(&sources);
    for diagnostic in diagnostics.0.iter().take(MAX_SHOWN) {
        human::render(&sources, diagnostic, Color::Never);
    }
    for diagnostic in &diagnostics.0 {
        json::render(&sources, diagnostic);
    }
}

/// A handout of any bytes.
pub fn yaml(bytes: &[u8]) {
    in_folder(|folder| build(folder, bytes, &Fonts::bundled()));
}

/// A handout with one text, in the language that the first byte chooses.
pub fn markdown(bytes: &[u8]) {
    const LANGUAGES: [&str; 6] = ["en", "ar", "hi", "my", "th", "ja"];
    let Some((first, rest)) = bytes.split_first() else { return };
    let language = LANGUAGES[usize::from(*first) % LANGUAGES.len()];
    // JSON is YAML.
    let text = serde_json::Value::from(String::from_utf8_lossy(rest));
    let handout = format!("handout: 1\nid: a\ntitle: A\nlanguage: {language}\nbody: [{text}]\n");
    in_folder(|folder| build(folder, handout.as_bytes(), &Fonts::bundled()));
}

fn records(bytes: &[u8], csv: bool) {
    in_folder(|folder| {
        let path = folder.join("records");
        std::fs::write(&path, bytes).expect("the records are written");
        let fields = ["name", "mrn", "test_date", "arrive_at", "phone"].map(str::to_owned).to_vec();
        let languages = ["en", "es", "ar"].iter().filter_map(|tag| Language::parse(tag)).collect();
        let plan = Plan { columns: Columns { fields, ..Columns::default() }, languages, ..Plan::default() };
        let file = File::open(&path).expect("the records are there");
        if let Ok(mut reader) = Reader::new(file, csv, &plan) {
            while let Some(Ok(_)) = reader.next() {}
        }
    });
}

/// Records as a spreadsheet writes them.
pub fn records_csv(bytes: &[u8]) {
    records(bytes, true);
}

/// Records as JSON, one per line, FHIR, or HL7 version 2.
pub fn records_json(bytes: &[u8]) {
    records(bytes, false);
}

/// A workbook: as it is, or as its parts, each after a line with its name (`== xl/workbook.xml`), which are put into an
/// archive here. Changes to a finished archive would seldom get past its checksums.
pub fn records_sheets(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        return records(bytes, false);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for part in text.split("== ").skip(1) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        // Names that an archive cannot have.
        if archive.start_file(name, SimpleFileOptions::default()).is_ok() {
            archive.write_all(content.as_bytes()).expect("it is in memory");
        }
    }
    if let Ok(archive) = archive.finish() {
        records(archive.get_ref(), false);
    }
}

/// An image of any format.
pub fn pictures(bytes: &[u8]) {
    const HANDOUT: &str =
        "handout: 1\nid: a\ntitle: A\nlanguage: en\nbody:\n  - figure: {image: picture, alt: A picture}\n";
    in_folder(|folder| {
        std::fs::write(folder.join("picture"), bytes).expect("the picture is written");
        build(folder, HANDOUT.as_bytes(), &Fonts::bundled());
    });
}

/// A user's face, which sets what it has letters for.
pub fn fonts(bytes: &[u8]) {
    const HANDOUT: &str =
        "handout: 1\nid: a\ntitle: Áfi 12 mg\nlanguage: en\nbody: [\"**Bold** שלום, عربي नमस्ते 漢字\"]\n";
    let mut fonts = Fonts::bundled();
    if fonts.add_face(bytes.to_vec(), "face.otf").is_err() {
        return;
    }
    in_folder(|folder| {
        let path = folder.join("handout.yaml");
        std::fs::write(&path, HANDOUT).expect("the handout is written");
        let mut diagnostics = Diagnostics::default();
        engine::build(&mut Sources::default(), &path, &fonts, &BuildOptions::default(), &mut diagnostics);
    });
}

/// A PDF that `handout verify` reads back, with its text.
pub fn verify(bytes: &[u8]) {
    if let Ok(mut document) = Document::new(bytes.to_vec()) {
        let _ = document.pages(&|_| true, &[]);
    }
}

/// A PDF that `handout preflight` checks.
pub fn preflight(bytes: &[u8]) {
    let profile = Profile::built_in("sheetfed-coated").expect("a profile");
    let outcome = crate::preflight::check(bytes.to_vec(), &profile);
    assert!(outcome.findings.iter().all(|finding| finding.count > 0 && !finding.message.is_empty()));
}

/// A PDF whose pages `handout impose` puts on sheets, folded or many times: what comes out is read strictly.
pub fn impose(bytes: &[u8]) {
    for scheme in ["booklet", "step-and-repeat:2x2"] {
        let imposition = Imposition::new(Scheme::parse(scheme).expect("an arrangement"));
        let job = Job { imposition, bleed: None, marks: scheme == "booklet" };
        if let Ok(imposed) = reimpose::impose(bytes.to_vec(), &job) {
            let sides = imposed.sides;
            let document = crate::preflight::document::Document::new(imposed.pdf).expect("a file that can be read");
            let is_damaged = imposed.notes.iter().any(|note| matches!(note, Note::Damaged(_)));
            assert!(is_damaged || document.damage.is_none(), "{:?}", document.damage);
            let mut pages = 0;
            document.each_page(|_| {
                pages += 1;
                true
            });
            assert_eq!(pages, sides, "every side is there");
        }
    }
}

/// The content of a page that `handout preflight` checks.
pub fn page_content(bytes: &[u8]) {
    let mut pdf = b"%PDF-1.6\n".to_vec();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/TrimBox[9 9 191 191]/Contents 4 0 R/Resources 5 0 R>>"
            .to_owned(),
        format!("<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Length {}>>\nstream\n", bytes.len()),
        "<</XObject<</X 4 0 R>>/Pattern<</P 4 0 R>>/ExtGState<</G<</OP true/OPM 1/ca 0.5>>>>\
         /Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
            .to_owned(),
    ];
    for (number, object) in (1..).zip(objects) {
        pdf.extend_from_slice(format!("{number} 0 obj\n{object}").as_bytes());
        if number == 4 {
            pdf.extend_from_slice(bytes);
            pdf.extend_from_slice(b"\nendstream");
        }
        pdf.extend_from_slice(b"\nendobj\n");
    }
    // There is no cross-reference: objects are searched for.
    preflight(&pdf);
}
