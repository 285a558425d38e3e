//! Spot inks of a theme: their color spaces and plates in press files, and what the site may say of them.

use std::sync::Arc;

use handout::engine::{BuildOptions, build};
use handout::fonts::Fonts;
use handout::pdf::intent::Purpose;
use handout::press::{Ink, Press};
use handout::source::Sources;
use handout::{Diagnostics, Draft};
use lopdf::{Document, Object};

const SPOT: &str = "theme: {accent: \"#00609c\", ink: {accent: {spot: Kühles Blau (300), cmyk: \"100 44 0 0\"}}}";

/// What a handout of a site is built to, and the problems.
fn built(site: &str, purpose: Purpose) -> (Option<Document>, Vec<&'static str>) {
    let mut draft = Draft::new("spots", "Spots", "en");
    draft.set("site", "site.yaml").set("reviewed", "2026-10-01").heading("Section").note("A note on a tint.");
    let site = format!("site: 1\nname: Clinic\n{site}\n");
    let files = [("spots.yaml", draft.into_yaml().into_bytes()), ("site.yaml", site.into_bytes())];
    let mut sources = Sources::new(files.into_iter().collect());
    let options = BuildOptions { purpose, ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "spots.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    let document = built.map(|built| Document::load_mem(&built.pdf).expect("a PDF"));
    (document, problems.iter().map(|problem| problem.code).collect())
}

fn press() -> Purpose {
    Purpose::Press(Arc::default())
}

/// The operations of the first page that set colors, with their operands.
fn colors(document: &Document) -> Vec<String> {
    let page = document.page_iter().next().expect("a page");
    let content = document.get_and_decode_page_content(page).expect("content");
    let sets = |operator: &str| matches!(operator, "k" | "g" | "rg" | "cs" | "scn");
    let line = |operation: &lopdf::content::Operation| format!("{:?} {}", operation.operands, operation.operator);
    content.operations.iter().filter(|operation| sets(&operation.operator)).map(line).collect()
}

/// The color spaces that the first page names.
fn spaces(document: &Document) -> Vec<(String, Vec<Object>)> {
    let page = document.page_iter().next().and_then(|id| document.get_dictionary(id).ok()).expect("a page");
    let resources = page.get(b"Resources").and_then(Object::as_dict).expect("resources");
    let Ok(spaces) = resources.get(b"ColorSpace").and_then(Object::as_dict) else { return Vec::new() };
    let space =
        |id: &Object| document.dereference(id).and_then(|(_, space)| space.as_array()).expect("an array").clone();
    spaces.iter().map(|(name, id)| (String::from_utf8_lossy(name).into_owned(), space(id))).collect()
}

#[test]
fn a_spot_ink_has_a_color_space_of_its_own() {
    let (document, problems) = built(SPOT, press());
    let document = document.unwrap_or_else(|| panic!("{problems:?}"));
    let spaces = spaces(&document);
    let [(name, space)] = spaces.as_slice() else { panic!("{spaces:?}") };
    assert_eq!(name, "CS0");
    assert_eq!(space[0].as_name().ok(), Some(b"Separation".as_slice()));
    assert_eq!(space[1].as_name().ok(), Some("Kühles Blau (300)".as_bytes()));
    assert_eq!(space[2].as_name().ok(), Some(b"DeviceCMYK".as_slice()));
    let full = space[3].as_dict().and_then(|function| function.get(b"C1")).and_then(Object::as_array).expect("C1");
    let full: Vec<f32> = full.iter().map(|ink| ink.as_float().expect("a number")).collect();
    assert_eq!(full, [1.0, 0.44, 0.0, 0.0]);
    let colors = colors(&document);
    assert!(colors.contains(&"[/CS0] cs".to_owned()) && colors.contains(&"[1] scn".to_owned()), "{colors:?}");
    assert!(colors.iter().any(|color| color == "[0.09] scn"), "the tint is of the same ink: {colors:?}");
    let process = |color: &&String| color.ends_with(" k") && !color.starts_with("[0, 0, 0, ");
    assert_eq!(colors.iter().filter(process).count(), 0, "nothing is left in process inks: {colors:?}");
}

#[test]
fn headings_may_have_inks_of_their_own() {
    let site = "theme: {ink: {accent: \"0 100 100 30\", heading: {cmyk: \"100 0 0 40\", spot: Teal}}}";
    let (document, problems) = built(site, press());
    let document = document.unwrap_or_else(|| panic!("{problems:?}"));
    let colors = colors(&document);
    assert!(colors.contains(&"[1] scn".to_owned()) && colors.contains(&"[0, 1, 1, 0.3] k".to_owned()), "{colors:?}");
    assert!(colors.contains(&"[0, 0.09, 0.09, 0.027] k".to_owned()), "the tint is of the accent: {colors:?}");
}

#[test]
fn spot_inks_are_for_presses_with_more_than_black() {
    let (screen, _) = built(SPOT, Purpose::default());
    let screen = screen.expect("a file");
    assert_eq!(spaces(&screen), []);
    assert!(colors(&screen).contains(&"[0, 0.376, 0.612] rg".to_owned()), "{:?}", colors(&screen));
    let (black, _) = built(SPOT, Purpose::Press(Arc::new(Press { ink: Some(Ink::Black), ..Press::default() })));
    let black = black.expect("a file");
    assert_eq!(spaces(&black), []);
    assert!(colors(&black).iter().all(|color| color.starts_with("[0, 0, 0, ")), "{:?}", colors(&black));
}

#[test]
fn wrong_inks_are_reported() {
    for ink in [
        "{accent: {spot: Gold}}",
        "{accent: {spot: All, cmyk: \"0 20 80 60\"}}",
        "{accent: {spot: cyan, cmyk: \"100 44 0 0\"}}",
        "{accent: {spot: \"\", cmyk: \"100 44 0 0\"}}",
        "{accent: {spot: Gold, cmyk: \"0 60 80 60\"}, heading: {spot: Gold, cmyk: \"0 60 80 61\"}}",
        "{title: \"100 44 0 0\"}",
        "{heading: [100, 44, 0, 0]}",
    ] {
        let (document, problems) = built(&format!("theme: {{ink: {ink}}}"), press());
        assert!(document.is_none(), "{ink}");
        let [problem] = problems.as_slice() else { panic!("{ink}: {problems:?}") };
        assert!(["theme-invalid", "key-missing", "key-unknown", "type-mismatch"].contains(problem), "{ink}: {problem}");
    }
}

/// Only a profile knows how light inks are: the file is made.
#[test]
fn pale_headings_are_a_warning() {
    for (ink, expected) in [("100 0 0 0", ["ink-pale"].as_slice()), ("0 0 0 5", &["ink-pale"]), ("100 44 0 0", &[])] {
        let (document, problems) = built(&format!("theme: {{ink: {{heading: \"{ink}\"}}}}"), press());
        assert!(document.is_some() && problems == expected, "{ink}: {problems:?}");
    }
}
