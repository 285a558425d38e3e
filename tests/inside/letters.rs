//! Texts in SVG drawings: set in our fonts, where the drawing has them, in the right order. What is refused is in `images`.

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::layout::letters::outline_letters;
use handout::model::document::{Drawing, DrawnPath, ImageData, Segment};
use handout::source::Sources;

use super::support::merge_files;

/// A drawing with its letters outlined, and the codes and messages of its problems.
fn drawn(content: &str) -> (Drawing, Vec<(&'static str, String)>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100">{content}</svg>"#);
    std::fs::write(folder.path().join("a.svg"), svg).expect("written");
    let yaml = "handout: 1\nid: t\ntitle: T\nlanguage: en\nbody:\n  - figure: {image: a.svg, alt: A drawing}\n";
    let mut sources = Sources::default();
    let handout = sources.add(folder.path().join("test.yaml"), yaml.to_owned());
    let merged = merge_files(&sources, handout, None, None, &[], &mut Diagnostics::default());
    let mut document = merged.document().clone();
    let mut problems = Diagnostics::default();
    outline_letters(&mut document, &Fonts::bundled(), &mut problems);
    let codes = problems.0.iter().map(|problem| (problem.code, problem.message.clone())).collect();
    let mut found = None;
    document.each_image(&mut |image| found = Some(image.clone()));
    match &found.expect("an image").data {
        ImageData::Drawing(drawing) => (drawing.clone(), codes),
        other => panic!("no drawing: {other:?}"),
    }
}

fn ends(path: &DrawnPath) -> impl Iterator<Item = [f32; 2]> {
    path.segments.iter().filter_map(|segment| match *segment {
        Segment::Move(to) | Segment::Line(to) | Segment::Cubic(_, _, to) => Some(to),
        Segment::Close => None,
    })
}

/// Left, top, right, bottom.
fn bounds(path: &DrawnPath) -> [f32; 4] {
    ends(path).fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |b, [x, y]| {
        [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)]
    })
}

/// The bounds of a drawing's only text.
fn of(content: &str) -> [f32; 4] {
    let (drawing, problems) = drawn(content);
    assert_eq!(problems, [], "{content}");
    let [path] = drawing.paths.as_slice() else { panic!("{content}: {} paths", drawing.paths.len()) };
    assert!(path.letters.is_none() && path.segments.len() > 4, "{content}");
    bounds(path)
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 1.5
}

#[test]
fn letters_stand_on_their_baseline_at_their_anchor() {
    let [left, top, right, bottom] = of(r#"<text x="100" y="50" font-size="20">HHH</text>"#);
    assert!(near(left, 101.5) && near(bottom, 50.0) && near(top, 36.0), "{left} {top} {bottom}");
    let width = right - left;
    let [left, .., right, _] = of(r#"<text x="100" y="50" font-size="20" text-anchor="end">HHH</text>"#);
    assert!(near(right, 98.5) && near(right - left, width), "{left} {right}");
    let [left, _, right, _] = of(r#"<text x="100" y="50" font-size="20" text-anchor="middle">HHH</text>"#);
    assert!(near((left + right) / 2.0, 100.0), "{left} {right}");
    // Groups, units and the size of what is around count.
    let [left, top, _, bottom] = of(
        r#"<g transform="translate(10 0) scale(2)" font-size="7.5pt"><text x="20" y="40" style="font-size: 50%">H</text></g>"#,
    );
    assert!(near(left, 51.0) && near(bottom, 80.0) && near(bottom - top, 7.2), "{left} {top} {bottom}");
    let [_, top, _, bottom] = of(r#"<text x="9" y="50" font-size="20" dominant-baseline="middle">x</text>"#);
    assert!(near((top + bottom) / 2.0, 50.0), "{top} {bottom}");
}

#[test]
fn styles_and_lines_are_those_of_the_drawing() {
    let content = r##"<style>.a { fill: #f00; font: bold 20px Arial } text.b tspan { fill: #00f !important }</style>
        <rect width="9" height="9" fill="#0f0"/>
        <text class="a" x="100" y="30">HH</text>
        <text class="b" x="100" y="60" font-size="20">  H <tspan fill="#fff">I</tspan>
            <tspan x="200" dy="1em">J</tspan></text>
        <text x="300" y="30" display="none">K</text><text x="300" y="30"><tspan style="display:none">K</tspan></text>"##;
    let (drawing, problems) = drawn(content);
    assert_eq!(problems, []);
    let colors: Vec<_> = drawing.paths.iter().map(|path| path.fill.expect("a color")).collect();
    let rgb = |r, g, b| Color::rgb([r, g, b]);
    assert_eq!(colors, [rgb(0, 255, 0), rgb(255, 0, 0), rgb(0, 0, 0), rgb(0, 0, 255), rgb(0, 0, 255)]);
    let all: Vec<[f32; 4]> = drawing.paths.iter().map(bounds).collect();
    assert!(all[2][2] < all[3][0] && all[3][2] < 130.0, "I comes after H and a space: {all:?}");
    assert!(near(all[4][0], 200.5) && near(all[4][3], 80.0), "a new line: {all:?}");
    let thin = of(r#"<text x="100" y="30" font-size="20">HH</text>"#);
    assert!(all[1][2] - all[1][0] > thin[2] - thin[0], "bold is wider");
}

#[test]
fn copies_of_a_text_are_all_there() {
    let (drawing, _) =
        drawn(r##"<defs><text id="t" y="50">AB</text></defs><use href="#t" x="10"/><use href="#t" x="60"/>"##);
    let lefts: Vec<f32> = drawing.paths.iter().map(|path| bounds(path)[0]).collect();
    assert!(matches!(lefts[..], [a, b] if near(b - a, 50.0)), "{lefts:?}");
}

/// A phone number in Arabic reads from left to right, at the left of the words before it.
#[test]
fn numbers_keep_their_direction_in_arabic() {
    let of = |text: &str| {
        let (drawing, problems) = drawn(&format!(r#"<text x="20" y="50" xml:lang="ar">{text}</text>"#));
        assert_eq!(problems, [], "{text}");
        drawing.paths[0].clone()
    };
    let (number, whole) = (of("901-595-3300"), of("اتصل 901-595-3300"));
    let count = number.segments.len();
    let tail = DrawnPath { segments: whole.segments[whole.segments.len() - count..].to_vec(), ..whole.clone() };
    let words = DrawnPath { segments: whole.segments[..whole.segments.len() - count].to_vec(), ..whole.clone() };
    let shift = bounds(&tail)[0] - bounds(&number)[0];
    for (a, b) in ends(&number).zip(ends(&tail)) {
        assert!((b[0] - a[0] - shift).abs() < 0.05 && (b[1] - a[1]).abs() < 0.05, "{a:?} {b:?}");
    }
    assert!(bounds(&words)[0] > bounds(&tail)[2], "the words are at the right");
    assert!(near(bounds(&tail)[0], 20.5), "the left end is at the place");
}

#[test]
fn letters_that_no_font_has_are_errors_with_their_place() {
    let (_, problems) = drawn("\n<text y=\"50\">Take \u{1f48a} now</text>");
    let [("glyph-missing", message)] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(message.contains("U+1F48A") && message.ends_with("in line 2 of the drawing"), "{message}");
    let (_, problems) = drawn(r#"<text x="390" y="50">Too long</text>"#);
    let [("image-simplified", message)] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(message.contains("edge"), "{message}");
}

/// Of texts in several languages, one is chosen, as by a browser.
#[test]
fn a_switch_chooses_one_text() {
    let bottom = |content: &str| of(&format!("<switch>{content}</switch>"))[3];
    let texts =
        r#"<text systemLanguage="es" y="30">H</text><text systemLanguage="en" y="60">H</text><text y="90">H</text>"#;
    assert!(near(bottom(texts), 60.0));
}
