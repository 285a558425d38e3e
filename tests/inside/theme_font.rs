//! A font that a theme names: where it is used, what is said of one that cannot be, and that it decides nothing else.

use std::io::Read;
use std::path::Path;

use handout::copies::{Run, RunOptions};
use handout::diag::Diagnostics;
use handout::engine::{self, BuildOptions, Built, lay_out};
use handout::fonts::Fonts;
use handout::layout::display::Content;
use handout::model::merge::merge;
use handout::pdf::intent::Purpose;
use handout::records::Record;
use handout::source::{Sources, Tree};
use handout::text::RunContent;

/// In this font, English is not what the program's own fonts would make it.
const BRAND: &str = "theme: {font: {regular: fonts/brand.ttf, bold: fonts/brand-bold.ttf}}\n";
/// One that has most Latin letters, but not those of Vietnamese.
const NARROW: &str = "theme: {font: {regular: fonts/latin.ttf, bold: fonts/latin-bold.ttf}}\n";
const BODY: &str =
    "body:\n  - \"Plain **bold** *italic* слово\"\n  - list: [One]\n  - note: {title: Title, text: Note}\n";

fn font(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(file)).expect("a font of the repository")
}

/// A handout, its site with a theme, and fonts.
fn files(language: &str, theme: &str) -> Vec<(&'static str, Vec<u8>)> {
    let handout = format!(
        "handout: 1\nid: a\ntitle: Words\nlanguage: {language}\nsite: site.yaml\nreviewed: 2026-10-01\npatient: {{name: \
         {{label: Patient}}, mrn: {{label: MRN}}}}\n{BODY}"
    );
    vec![
        ("a.yaml", handout.into_bytes()),
        ("site.yaml", format!("site: 1\nname: Clinic\n{theme}").into_bytes()),
        ("fonts/brand.ttf", font("NotoSans-Regular.ttf")),
        ("fonts/brand-bold.ttf", font("NotoSans-Bold.ttf")),
        ("fonts/latin.ttf", font("AtkinsonHyperlegibleNext-Regular.ttf")),
        ("fonts/latin-bold.ttf", font("AtkinsonHyperlegibleNext-Bold.ttf")),
    ]
}

fn sources(files: Vec<(&'static str, Vec<u8>)>) -> Sources {
    Sources::new(files.into_iter().collect::<Tree>())
}

/// The faces that words are set in, and the problems by code and line.
fn faces(language: &str, theme: &str) -> (Vec<(String, String)>, Vec<&'static str>) {
    let fonts = Fonts::bundled();
    let (mut sources, mut problems) = (sources(files(language, theme)), Diagnostics::default());
    let read = engine::read(&mut sources, Path::new("a.yaml"), &mut problems).expect("it is read");
    let document = merge(&sources, &read.request(&[], None, None), &mut problems).expect("merged");
    let pages = lay_out(&document, &fonts, &mut problems).unwrap_or_else(|| panic!("{:?}", problems.0));
    let mut faces = Vec::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Content::Line(line) = &item.content else { continue };
        for run in &line.runs {
            let RunContent::Glyphs { face, .. } = &run.run.content else { continue };
            let text = line.shaped.text[run.run.range.clone()].trim().to_owned();
            faces.push((text, fonts.face(*face).name().to_owned()));
        }
    }
    (faces, problems.0.iter().map(|problem| problem.code).collect())
}

fn face_of<'a>(faces: &'a [(String, String)], word: &str) -> &'a str {
    let found = faces.iter().find(|(text, _)| text == word);
    found.map_or_else(|| panic!("{word} in {faces:?}"), |(_, face)| face)
}

#[test]
fn a_theme_font_sets_the_languages_whose_letters_it_has() {
    let (english, problems) = faces("en", BRAND);
    assert_eq!(problems, [""; 0]);
    for (word, face) in [
        ("Plain", "NotoSans-Regular"),
        ("bold", "NotoSans-Bold"),
        ("Title", "NotoSans-Bold"),
        ("Note", "NotoSans-Regular"),
        // It has no italic face, and is not slanted.
        ("italic", "AtkinsonHyperlegibleNext-Italic"),
        ("Clinic", "NotoSans-Regular"),
    ] {
        assert_eq!(face_of(&english, word), face, "{word}");
    }
    // Letters that the font does not have come from another, word by word.
    let (english, problems) = faces("en", NARROW);
    assert_eq!(problems, [""; 0]);
    assert_eq!(face_of(&english, "Plain"), "AtkinsonHyperlegibleNext-Regular");
    assert_eq!(face_of(&english, "слово"), "NotoSans-Regular");
    // Where it lacks letters of the language, no word changes fonts halfway; and that is said.
    let (vietnamese, problems) = faces("vi", NARROW);
    assert_eq!(problems, ["font-incomplete", "font-incomplete"]);
    assert_eq!(face_of(&vietnamese, "Plain"), "NotoSans-Regular");
    // Of a script that it does not have, nothing is expected.
    let (arabic, problems) = faces("ar", NARROW);
    assert_eq!(problems, [""; 0]);
    assert_eq!(face_of(&arabic, "Title"), "AtkinsonHyperlegibleNext-Bold");
}

#[test]
fn bold_is_never_made_of_a_regular_face() {
    let (english, problems) = faces("en", "theme: {font: fonts/brand.ttf}\n");
    assert_eq!(problems, ["font-bold-missing"]);
    assert_eq!(face_of(&english, "Plain"), "NotoSans-Regular");
    assert_eq!(face_of(&english, "bold"), "AtkinsonHyperlegibleNext-Bold");
}

fn build(fonts: &Fonts, theme: &str, purpose: Purpose) -> Option<Built> {
    let (mut sources, mut problems) = (sources(files("en", theme)), Diagnostics::default());
    let options = BuildOptions { purpose, ..BuildOptions::default() };
    engine::build(&mut sources, Path::new("a.yaml"), fonts, &options, &mut problems)
}

#[test]
fn what_was_built_before_changes_nothing() {
    let fonts = Fonts::bundled();
    let plain = build(&Fonts::bundled(), "", Purpose::default()).expect("built").pdf;
    let alone = build(&Fonts::bundled(), BRAND, Purpose::default()).expect("built").pdf;
    assert_ne!(plain, alone);
    for theme in [NARROW, BRAND, "", BRAND, NARROW] {
        let built = build(&fonts, theme, Purpose::default()).expect("built").pdf;
        match theme {
            "" => assert!(built == plain, "a theme's font is only its own"),
            BRAND => assert!(built == alone, "the same bytes after others"),
            _ => assert!(built != alone, "another font"),
        }
    }
    let press = Purpose::Press(std::sync::Arc::default());
    assert!(build(&fonts, BRAND, press).is_some(), "a press file");
}

/// What the streams of a file hold, objects among them.
fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let starts = (0..pdf.len()).filter(|&at| pdf[at..].starts_with(b"stream\n") && !pdf[..at].ends_with(b"end"));
    let mut all = Vec::new();
    for start in starts {
        // Some are not compressed; what comes after a stream is no part of it.
        let _ = flate2::read::ZlibDecoder::new(&pdf[start + 7..]).read_to_end(&mut all);
    }
    all
}

#[test]
fn copies_are_set_in_the_font_and_their_codes_depend_on_it() {
    let made = |files: Vec<(&'static str, Vec<u8>)>| {
        let fonts = Fonts::bundled();
        let (mut sources, mut problems) = (sources(files), Diagnostics::default());
        let read = engine::read(&mut sources, Path::new("a.yaml"), &mut problems).expect("it is read");
        let run = Run::prepare(&sources, vec![read], &fonts, RunOptions::default(), &mut problems);
        let run = run.unwrap_or_else(|| panic!("{:?}", problems.0));
        // The last name has letters that the font lacks.
        let copies = ["Ana Díaz", "Łukasz Żak", "김민지"].map(|name| {
            let values = vec![("name".to_owned(), name.to_owned()), ("mrn".to_owned(), "0042".to_owned())];
            run.copy(&mut run.worker(), &Record { number: 1, values, ..Record::default() }).expect("a copy")
        });
        let codes: Vec<String> = copies.iter().map(|copy| copy.finished.pages[0].code.clone()).collect();
        (copies.map(|copy| copy.pdf.parts().concat()), codes)
    };
    let (copies, codes) = made(files("en", BRAND));
    let has = |pdf: &[u8], name: &str| unpacked(pdf).windows(name.len()).any(|part| part == name.as_bytes());
    assert!(copies.iter().all(|pdf| has(pdf, "+NotoSans-Regular") && has(pdf, "+NotoSans-Bold")));
    assert!(has(&copies[2], "+NotoSansCJKjp"), "letters that the font lacks");
    assert_eq!(made(files("en", BRAND)), (copies, codes.clone()), "the same bytes");
    // Another version of the font may draw other letters.
    let mut changed = files("en", BRAND);
    changed[2].1.extend([0; 4]);
    assert_ne!(made(changed).1, codes);
}

#[test]
fn fonts_that_cannot_be_used_are_errors_at_their_place() {
    let problems = |theme: &str, brand: Option<Vec<u8>>| {
        let mut files = files("en", theme);
        if let Some(brand) = brand {
            files[2].1 = brand;
        }
        let (mut sources, mut problems) = (sources(files), Diagnostics::default());
        let options = BuildOptions::default();
        let built = engine::build(&mut sources, Path::new("a.yaml"), &Fonts::bundled(), &options, &mut problems);
        assert!(built.is_none(), "{theme}");
        for problem in &problems.0 {
            assert!(problem.primary.is_some() && !problem.hints.is_empty(), "{problem:?}");
        }
        problems.0.iter().map(|problem| (problem.code, problem.message.clone())).collect::<Vec<_>>()
    };
    let alone = "theme: {font: fonts/brand.ttf}\n";
    let mut forbidden = font("NotoSans-Regular.ttf");
    let record = forbidden.windows(4).position(|tag| tag == b"OS/2").expect("the table");
    let at = u32::from_be_bytes(forbidden[record + 8..record + 12].try_into().expect("four bytes")) as usize;
    forbidden[at + 8..at + 10].copy_from_slice(&2_u16.to_be_bytes());
    for (theme, brand, said) in [
        (alone, Some(forbidden), "license"),
        (alone, Some(b"%PDF-1.7".to_vec()), "not a TrueType or OpenType font"),
        (alone, Some(b"ttcf\0\0\0\0".to_vec()), "collection"),
        (alone, Some(font("NotoSans-Regular.ttf")[..3000].to_vec()), "cannot use the font"),
        ("theme: {font: fonts/none.ttf}\n", None, "cannot read the font"),
        ("theme: {font: ../brand.ttf}\n", None, "cannot read the font"),
        ("theme: {font: {regular: fonts/brand-bold.ttf, bold: fonts/brand.ttf}}\n", None, "no bolder"),
        ("theme: {font: {regular: fonts/brand.ttf, bold: fonts/brand.ttf}}\n", None, "no bolder"),
    ] {
        let found = problems(theme, brand);
        assert!(
            matches!(&found[..], [("font-unusable", message)] if message.contains(said)),
            "{theme}{said}: {found:?}"
        );
    }
    let whole = font("NotoSans-Regular.ttf");
    for length in (0..whole.len()).step_by(50_021) {
        // A truncated file is refused, or used as far as it goes, and never causes a panic.
        let mut files = files("en", alone);
        files[2].1.truncate(length);
        let (mut sources, mut problems) = (sources(files), Diagnostics::default());
        let options = BuildOptions::default();
        let built = engine::build(&mut sources, Path::new("a.yaml"), &Fonts::bundled(), &options, &mut problems);
        assert!(built.is_some() || problems.has_errors(), "{length}");
    }
}
