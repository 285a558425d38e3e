//! Copies: the same bytes in any run, the right texts in the right places, and nothing of a patient outside the pages.

use std::io;
use std::path::Path;

use handout::content;
use handout::copies::parallel::in_order;
use handout::copies::{Copy, Run, RunOptions, trace, trace_line};
use handout::diag::Diagnostics;
use handout::engine::{self, Files};
use handout::fonts::Fonts;
use handout::geom::{Length, Size};
use handout::lang::Language;
use handout::manifest::Finished;
use handout::model::document::{Isolate, Text};
use handout::pdf::edition::Edition;
use handout::pdf::intent::Purpose;
use handout::records::{Record, Reject};
use handout::source::Sources;
use handout::verify::{Document, ReadPage};
use hayro_syntax::Pdf;

const NAMES: [&str; 9] = [
    "Ana Ruiz",
    "Nguyễn Thị Ánh",
    "Юлия Щербакова",
    "محمد الخطيب",
    "प्रिया शर्मा",
    "Łukasz Żak",
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh de la Fuente y Villanueva of Upper Tooting on the Hill",
    "Ana Ruiz",
    "Ὀδυσσεύς",
];

fn record(number: u64, name: &str) -> Record {
    let fields = [("name", name), ("mrn", "0047113"), ("test_date", "2026-10-01"), ("arrive_at", "14:30")].into_iter();
    let values = fields.map(|(field, value)| (field.to_owned(), value.to_owned())).collect();
    Record { number, values, ..Record::default() }
}

fn records() -> Vec<Record> {
    (1..).zip(NAMES).map(|(number, name)| record(number, name)).collect()
}

fn with_run<T>(file: &str, test: impl FnOnce(&Run<'_>) -> T) -> T {
    with_options(file, RunOptions::default(), test)
}

fn with_options<T>(file: &str, options: RunOptions, test: impl FnOnce(&Run<'_>) -> T) -> T {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let files = engine::read(&mut sources, Path::new(file), &mut diagnostics).expect("it is read");
    let fonts = Fonts::bundled();
    let run = Run::prepare(&sources, vec![files], &fonts, options, &mut diagnostics);
    test(&run.unwrap_or_else(|| panic!("{:#?}", diagnostics.0)))
}

/// Merges records; returns the file and the result for each.
fn merged(run: &Run<'_>, threads: usize, records: Vec<Record>, duplex: bool) -> (Vec<u8>, Vec<Finished>) {
    let mut finished = Vec::new();
    let done = |made: Result<Finished, Reject>| {
        finished.push(made.unwrap_or_else(|reject| panic!("{reject:?}")));
        Ok(())
    };
    let pdf = run.merged(threads, records.into_iter(), duplex, Vec::new(), done).expect("memory is never full");
    (pdf.expect("there are copies").out, finished)
}

const SAMPLE: &str = "content/bone-marrow-test.en.yaml";

#[test]
fn a_copy_is_the_same_in_any_company() {
    with_run(SAMPLE, |run| {
        let all = |threads| {
            let mut copies = Vec::new();
            let done = |copy: Result<Copy, Reject>| {
                copies.push(copy.unwrap_or_else(|reject| panic!("{reject:?}")));
                Ok(())
            };
            run.separate(threads, records().into_iter(), |copy| copy, done).expect("nothing is written");
            copies
        };
        let (one, three) = (all(1), all(3));
        for ((record, one), three) in records().iter().zip(&one).zip(&three) {
            assert!(one.pdf.parts() == three.pdf.parts(), "on one thread and on three, record {}", record.number);
            if matches!(record.number, 2 | 7) {
                let alone = with_run(SAMPLE, |other| other.copy(&mut other.worker(), record).expect("a copy"));
                assert!(one.pdf.parts() == alone.pdf.parts(), "alone and in a run, record {}", record.number);
                assert_eq!(one.finished, alone.finished);
            }
        }
        assert_ne!(one[0].pdf.parts(), one[7].pdf.parts(), "the same values under another number are another copy");
        let merge = |threads| merged(run, threads, records(), false);
        let (one, three) = (merge(1), merge(3));
        assert!(one == three, "merged on one thread and on three");
    });
}

#[test]
fn merged_pages_are_those_of_separate_files() {
    with_run(SAMPLE, |run| {
        let (pdf, finished) = merged(run, 2, records(), true);
        let read_back: Vec<_> = read(&pdf).into_iter().filter(|page| !page.blank).map(|page| page.digest).collect();
        let written: Vec<_> = finished.iter().flat_map(|copy| &copy.pages).map(|page| Some(page.digest)).collect();
        assert_eq!(read_back, written, "an independent reader finds the pages that were meant");
        for (record, finished) in records().iter().zip(finished) {
            let copy = run.copy(&mut run.worker(), record).expect("a copy");
            assert_eq!(copy.finished, finished, "codes and digests, record {}", record.number);
        }
    });
}

#[test]
fn copies_for_paper_have_the_words_of_links_and_no_links() {
    let merge = |purpose| {
        with_options(SAMPLE, RunOptions { purpose, ..RunOptions::default() }, |run| merged(run, 1, records(), false).0)
    };
    let (screen, paper) = (merge(Purpose::default()), merge(Purpose::Paper(Edition::Pdf1)));
    let texts = |pdf: &[u8]| read(pdf).into_iter().map(|page| page.text).collect::<Vec<_>>();
    assert_eq!(texts(&screen), texts(&paper));
    let links = |pdf: Vec<u8>| Pdf::new(pdf).expect("a PDF").pages().iter().filter(|page| has_links(page)).count();
    assert_eq!(
        (links(screen), links(paper)),
        (NAMES.len() * 2 - NAMES.len(), 0),
        "phone numbers stand on second pages"
    );
}

fn has_links(page: &hayro_syntax::page::Page<'_>) -> bool {
    page.raw().contains_key("Annots")
}

#[test]
fn every_copy_starts_on_a_front() {
    let yaml =
        "handout: 1\nid: a\ntitle: A\nlanguage: en\npatient: {name: {label: Name}}\nbody:\n  - One\n  - note: Two\n";
    with_text(yaml, |run| {
        let names = || {
            (1..=70).map(|number| Record { values: vec![("name".into(), "Ana".into())], number, ..Record::default() })
        };
        let pages = |duplex| {
            let (pdf, finished) = merged(run, 2, names().collect(), duplex);
            assert!(finished.iter().all(|copy| copy.pages.len() == 1));
            Pdf::new(pdf).expect("a PDF").pages().len()
        };
        assert_eq!(pages(false), 70);
        assert_eq!(pages(true), 140);
    });
}

fn with_text<T>(yaml: &str, test: impl FnOnce(&Run<'_>) -> T) -> T {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add("test.yaml", yaml.to_owned());
    let handout = content::read_handout(&sources, file, &mut diagnostics).expect("it is read");
    let fonts = Fonts::bundled();
    let files = Files { handout, site: None, notices: None };
    let run = Run::prepare(&sources, vec![files], &fonts, RunOptions::default(), &mut diagnostics);
    test(&run.unwrap_or_else(|| panic!("{:#?}", diagnostics.0)))
}

/// A text with values is laid out anew for each copy, wherever it is: shared pages never show another patient's.
#[test]
fn values_stand_wherever_the_handout_names_them() {
    let yaml = "handout: 1\nid: a\ntitle: A\nlanguage: en\npatient: {name: {label: Name}, day: {label: Day, type: date}}\n\
        body:\n  - \"Dear **{patient.name}**, call 901-595-3300 before {patient.day}. {patient.name}\"\n\
        \x20 - heading: \"About {patient.name}\"\n  - list: [\"{patient.name} first\", Second]\n\
        \x20 - table: {header: [A, B], rows: [[\"{patient.name}\", \"- {patient.name}\\n- c\"]]}\n\
        \x20 - {language: ar, body: [\"قبل {patient.day} يا {patient.name}\"]}\n";
    with_text(yaml, |run| {
        let names = ["Ana", "Bartholomew Montgomery", "Юлия", "محمد", "Ana"];
        let copies: Vec<_> = (1..)
            .zip(names)
            .map(|(number, name)| {
                let values = vec![("name".to_owned(), name.to_owned()), ("day".to_owned(), "2026-10-01".to_owned())];
                run.copy(&mut run.worker(), &Record { number, values, ..Record::default() }).expect("a copy")
            })
            .collect();
        let texts: Vec<String> = copies.iter().map(|copy| text_of(&copy.pdf.parts().concat())).collect();
        // The box, and seven places in the body.
        assert_eq!(texts[0].matches("Ana").count(), 8, "{}", texts[0]);
        assert_eq!(texts[2].matches("Юлия").count(), 8, "{}", texts[2]);
        assert!(texts[1..4].iter().all(|text| !text.contains("Ana")));
        assert_eq!(texts[0].len(), texts[4].len());
    });
}

/// A thread that fails, or a caller that has had enough, ends everything: nothing waits forever.
#[test]
fn threads_end_when_one_fails() {
    let refused =
        in_order(3, 0..100, || (), |(), n| n, |n: i32| if n < 7 { Ok(()) } else { Err(io::Error::other("enough")) });
    assert_eq!(refused.expect_err("it was refused").to_string(), "enough");
    let mut sum = 0;
    let add = |n: u64| {
        sum += n;
        Ok(())
    };
    in_order(3, 0..100, || (), |(), n| n, add).expect("all went well");
    assert_eq!(sum, 4950);
    let panicked = std::panic::catch_unwind(|| {
        in_order(2, 0..100, || (), |(), n| if n == 9 { panic!("as wanted") } else { n }, |_: i32| Ok(()))
    });
    assert!(panicked.is_err());
}

/// The text of a PDF's pages, by an independent reader, without white space.
fn text_of(pdf: &[u8]) -> String {
    read(pdf).iter().filter_map(|page| page.text.clone()).collect()
}

fn read(pdf: &[u8]) -> Vec<ReadPage> {
    let intents = handout::pdf::intent::Intent::hashes(&Purpose::default());
    Document::new(pdf.to_vec()).and_then(|mut document| document.pages(&|_| true, &intents)).expect("a sound PDF")
}

#[test]
fn a_name_that_no_face_has_rejects_the_record_without_saying_it() {
    with_run(SAMPLE, |run| {
        let reject = run.copy(&mut run.worker(), &record(17, "Ana \u{13000}")).expect_err("no face has hieroglyphs");
        assert_eq!(reject.number, 17);
        assert!(!reject.reason.contains("Ana") && !reject.reason.contains("13000"), "{reject:?}");
        let nobody = Record { values: vec![("mrn".into(), "1".into())], number: 3, ..Record::default() };
        let reject = run.copy(&mut run.worker(), &nobody).expect_err("a required field");
        assert!(reject.reason.contains("name"), "{reject:?}");
    });
}

#[test]
fn barcodes_say_what_the_trace_line_says() {
    for (copy, page, pages, side) in [(17, 1, 2, 18), (99_999_999, 9, 9, 18), (999_999_999, 10, 10, 20)] {
        let symbol = trace::symbol("7K3M-9QXT-4B0D", copy, page, pages).expect("it fits");
        assert_eq!(symbol.side, side);
        let read = datamatrix::DataMatrix::decode(&symbol.modules, symbol.side).expect("it is one");
        assert_eq!(String::from_utf8(read).expect("ASCII"), format!("7K3M9QXT4B0D {copy} {page} {pages}"));
        let frame = trace::Symbol::frame(side);
        let inside = |at: usize| (1..side - 1).contains(&(at % side)) && (1..side - 1).contains(&(at / side));
        let edges = (0..side * side).filter(|at| !inside(*at));
        assert!(edges.into_iter().all(|at| frame.modules[at] == symbol.modules[at]), "every symbol has the frame");
        assert!((0..side * side).filter(|at| inside(*at)).all(|at| !frame.modules[at]), "which has nothing inside");
    }
    assert_eq!(trace::symbol("7K3M-9QXT-4B0D", u64::MAX, 1, 2), None);
}

/// If cut off, it would not identify the page.
#[test]
fn a_trace_line_without_room_rejects_the_record() {
    for language in ["en", "ar"] {
        let yaml = format!(
            "handout: 1\nid: a\ntitle: A\nlanguage: {language}\npatient: {{name: {{label: A}}}}\nbody: [One]\n"
        );
        with_text(&yaml, |run| {
            let narrow = Some(Size { width: Length::pt(150), height: Length::pt(400) });
            let values = vec![("name".to_owned(), "B".to_owned())];
            let record = |paper| Record { values: values.clone(), number: 7, paper, ..Record::default() };
            let reject = run.copy(&mut run.worker(), &record(narrow)).expect_err("no room");
            assert!(reject.reason.contains("no room"), "{language}: {reject:?}");
            run.copy(&mut run.worker(), &record(None)).expect("room enough");
        });
    }
}

#[test]
fn page_numbers_of_trace_lines_read_from_left_to_right() {
    let arabic = Language::parse("ar").expect("a language");
    let line = trace_line::line("نسخة {copy} · صفحة {page}/{pages}", &arabic, 17, [1, 5], "7K3M-9QXT-4B0D");
    let isolated: Vec<String> = line
        .spans
        .iter()
        .filter(|span| span.isolate == Isolate::Ltr)
        .map(|span| Text { language: arabic.clone(), spans: vec![span.clone()] }.plain())
        .collect();
    assert_eq!(isolated, ["17", "1/5", "7K3M-9QXT-4B0D"]);
}

#[test]
fn codes_differ_by_record_value_and_page() {
    let key = trace::HandoutKey([7; 32]);
    let code = |record: &Record, page| trace::Codes::new(&key, record).page(page);
    let first = code(&record(1, "Ana"), 1);
    assert_eq!(first, code(&record(1, "Ana"), 1));
    let others = [code(&record(1, "Ana"), 2), code(&record(2, "Ana"), 1), code(&record(1, "Anna"), 1)];
    assert!(others.iter().all(|other| *other != first), "{first} {others:?}");
    assert_eq!(first.len(), "7K3M-9QXT-4B0D".len());
}
