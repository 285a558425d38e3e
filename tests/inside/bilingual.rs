//! Handouts with blocks in another language: direction, words, faces and tags are the block's own.

use std::path::Path;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::model::document::{Block, Document};
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::source::Sources;

use super::layout::{check, dump};
use super::structure;
use super::support::{marked, merge_files, merge_parts};

fn document(name: &str, record: &[(&str, &str)]) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bilingual");
    let mut sources = Sources::default();
    let handout = sources.load(&folder.join(name)).expect("the handout is there");
    let site = sources.load(&folder.join("site.yaml")).expect("the site is there");
    let merged = merge_files(&sources, handout, Some(site), None, record, &mut Diagnostics::default());
    merged.document().clone()
}

fn check_both(name: &str, document: &Document) {
    let fonts = Fonts::bundled();
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(document, &fonts, &mut diagnostics);
    let pages = pages.unwrap_or_else(|| panic!("not laid out: {:?}", diagnostics.0));
    check(name, &dump(&pages));
    let pdf = write_pdf(document, pages, &fonts, &Intent::new(&Purpose::default()), None).expect("written");
    structure::check(name, &structure::tree(pdf));
}

#[test]
fn an_english_handout_with_an_arabic_half() {
    let record = [("name", "Ana Ruiz"), ("visit", "2026-10-01"), ("arrive", "14:30")];
    check_both("english-arabic", &document("english-arabic.yaml", &record));
}

#[test]
fn an_arabic_handout_with_blocks_in_other_languages() {
    check_both("arabic-english", &document("arabic-english.yaml", &[]));
}

/// By itself or in another handout, a text becomes the same spans, and its paragraph the same glyphs.
#[test]
fn a_block_reads_as_it_would_in_a_handout_of_its_language() {
    let text = "«خذوا 5–10 مل» قبل {patient.visit}، واتصلوا بالرقم {phone.nurse} (بعد 8:00).";
    let site = "site: 1\nname: Clinic\nphones:\n  nurse: {number: \"+1 901-595-3300\"}\n";
    let head = "site: site.yaml\npatient: {visit: {label: Visit, type: date}}\n";
    let record = [("visit", "2026-10-01")];
    let alone = format!("handout: 1\nid: a\ntitle: A\nlanguage: ar\n{head}body: [\"{text}\"]\n");
    let inside =
        format!("handout: 1\nid: a\ntitle: A\nlanguage: en\n{head}body: [{{language: ar, body: [\"{text}\"]}}]\n");
    let alone = merge_parts(&alone, Some(site), None, &record);
    let inside = merge_parts(&inside, Some(site), None, &record);
    let [Block::Paragraph(text)] = alone.document().blocks.as_slice() else { panic!("one paragraph") };
    let alone = marked(&alone.document().values.fill(text));
    let [Block::InLanguage { language, blocks }] = inside.document().blocks.as_slice() else { panic!("one block") };
    let [Block::Paragraph(text)] = blocks.as_slice() else { panic!("one paragraph in it") };
    assert_eq!(language.tag(), "ar");
    assert_eq!(text.language.tag(), "ar");
    let inside = marked(&inside.document().values.fill(text));
    assert_eq!(inside, alone);
    assert!(inside.contains("أكتوبر"), "the day is written in the block's language: {inside}");
}

#[test]
fn the_language_of_the_text_round_it_changes_nothing() {
    let handout = |entry: &str| {
        let yaml = format!("handout: 1\nid: a\ntitle: A\nlanguage: en\nbody: [{entry}]\n");
        format!("{:?}", merge_parts(&yaml, None, None, &[]).document().blocks).replace(|c: char| c.is_ascii_digit(), "")
    };
    assert_eq!(handout("{language: en, heading: Preguntas}"), handout("{heading: Preguntas}"));
}

#[test]
fn a_mistake_in_the_fields_is_reported_once() {
    let yaml = "handout: 1\nid: a\ntitle: A\nlanguage: en\npatient: {visit: {label: Visit, type: date}}\n\
                body: [\"{patient.visit}\", {language: es, body: [\"{patient.visit}\"]}]\n";
    let merged = merge_parts(yaml, None, None, &[("visit", "soon")]);
    assert_eq!(merged.codes(), ["record-value-invalid"]);
}
