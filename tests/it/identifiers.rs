//! Identifiers of files and pages: file identifiers and trace codes differ wherever files or handouts do.

use std::collections::BTreeSet;
use std::path::Path;

use handout::Diagnostics;
use handout::Fonts;
use handout::Record;
use handout::Sources;
use handout::{Run, RunOptions};

/// A handout with an image, with a hole for each thing that may differ.
fn handout(title: &str, link: &str, reviewed: &str, id: &str) -> String {
    format!(
        "handout: 1\nid: {id}\ntitle: {title}\nlanguage: en\nreviewed: {reviewed}\n\
         patient: {{name: {{label: Name}}}}\n\
         body:\n  - \"[Here](https://{link})\"\n  - figure: {{image: a.png, alt: A picture}}\n"
    )
}

fn picture(gray: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().expect("a header").write_image_data(&[gray]).expect("data");
    bytes
}

fn drawing(color: &str) -> Vec<u8> {
    let shape = format!("<rect width=\"9\" height=\"9\" fill=\"{color}\"/>");
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{shape}</svg>").into_bytes()
}

/// Handouts that differ in one thing each, with their images.
fn variations() -> Vec<(String, Vec<u8>)> {
    let plain = handout("T", "a.org", "2026-01-01", "a");
    vec![
        (plain.clone(), picture(0)),
        (plain.clone(), picture(1)),
        (plain.clone(), drawing("#000")),
        (plain, drawing("#fff")),
        (handout("T", "b.org", "2026-01-01", "a"), picture(0)),
        (handout("T", "a.org", "2026-01-02", "a"), picture(0)),
        (handout("U", "a.org", "2026-01-01", "a"), picture(0)),
        (handout("T", "a.org", "2026-01-01", "b"), picture(0)),
    ]
}

fn in_folder<T>(yaml: &str, picture: &[u8], run: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.yaml");
    std::fs::write(&path, yaml).expect("written");
    std::fs::write(folder.path().join("a.png"), picture).expect("written");
    run(&path)
}

/// The file identifier, and the one in the XMP packet.
fn ids(pdf: &[u8]) -> [Vec<u8>; 2] {
    let document = lopdf::Document::load_mem(pdf).expect("a PDF");
    let ids = document.trailer.get(b"ID").and_then(lopdf::Object::as_array).expect("an identifier");
    let start = pdf.windows(5).position(|bytes| bytes == b"uuid:").expect("an XMP packet");
    [ids[0].as_str().expect("a string").to_vec(), pdf[start..start + 41].to_vec()]
}

#[test]
fn files_that_differ_have_other_identifiers() {
    let build = |yaml: &str, picture: &[u8]| {
        in_folder(yaml, picture, |path| {
            let (mut sources, mut problems) = Default::default();
            let built = handout::build(&mut sources, path, &Fonts::bundled(), &Default::default(), &mut problems);
            built.unwrap_or_else(|| panic!("{:?}", problems)).pdf
        })
    };
    let variations = variations();
    for which in 0..2 {
        let seen: BTreeSet<_> =
            variations.iter().map(|(yaml, picture)| ids(&build(yaml, picture))[which].clone()).collect();
        assert_eq!(seen.len(), variations.len());
    }
    let (yaml, picture) = &variations[0];
    assert_eq!(ids(&build(yaml, picture)), ids(&build(yaml, picture)), "the same input, the same identifier");
}

/// A copy's separate file, the merged file, and the trace codes of its pages.
fn copies(yaml: &str, picture: &[u8], fonts: &Fonts, options: RunOptions) -> (Vec<u8>, Vec<u8>, Vec<String>) {
    in_folder(yaml, picture, |path| {
        let (mut sources, mut problems) = <(Sources, Diagnostics)>::default();
        let files = handout::read(&mut sources, path, &mut problems).expect("it is read");
        let run = Run::prepare(&sources, vec![files], fonts, options, &mut problems);
        let run = run.unwrap_or_else(|| panic!("{:?}", problems));
        let values = vec![("name".to_owned(), "Ana".to_owned())];
        let record = Record { number: 1, values, ..Record::default() };
        let copy = run.copy(&mut run.worker(), &record).expect("a copy");
        let merged = run.merged(1, std::iter::once(record), false, Vec::new(), |_| Ok(())).expect("written");
        let codes = copy.finished.pages.iter().map(|page| page.code.clone()).collect();
        (copy.pdf.parts().concat(), merged.expect("a copy").out, codes)
    })
}

#[test]
fn copies_that_differ_have_other_identifiers_and_codes() {
    let fonts = Fonts::bundled();
    let variations = variations();
    let made: Vec<_> =
        variations.iter().map(|(yaml, image)| copies(yaml, image, &fonts, RunOptions::default())).collect();
    let codes: BTreeSet<_> = made.iter().map(|(_, _, codes)| codes.clone()).collect();
    assert_eq!(codes.len(), variations.len(), "trace codes");
    for which in 0..2 {
        let separate: BTreeSet<_> = made.iter().map(|(separate, _, _)| ids(separate)[which].clone()).collect();
        let merged: BTreeSet<_> = made.iter().map(|(_, merged, _)| ids(merged)[which].clone()).collect();
        assert_eq!((separate.len(), merged.len()), (variations.len(), variations.len()), "identifiers");
    }
    let (yaml, image) = &variations[0];
    let dated = copies(yaml, image, &fonts, RunOptions { epoch: Some(86_400), ..RunOptions::default() });
    assert_ne!(ids(&dated.0), ids(&made[0].0));
    assert_ne!(ids(&dated.1), ids(&made[0].1));
    assert_eq!(dated.2, made[0].2, "what is printed is the same, and so are its codes");
}

/// Another version of a font may draw other letters under the same name.
#[test]
fn codes_depend_on_the_fonts_given() {
    let font = |last: u8| {
        let mut bytes = std::fs::read("fonts/AtkinsonHyperlegibleNext-Regular.ttf").expect("a font");
        bytes.extend([0, 0, 0, last]);
        let mut fonts = Fonts::bundled();
        fonts.add(bytes, "a.ttf").expect("a font");
        fonts
    };
    let (yaml, picture) = &variations()[0];
    let codes = |last: u8| copies(yaml, picture, &font(last), RunOptions::default()).2;
    assert_eq!(codes(1), codes(1));
    assert_ne!(codes(1), codes(2));
}
