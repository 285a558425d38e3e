//! Images that are damaged, or made to fill memory or to take hours: rejected immediately, or read without the parts
//! that expand.

#[path = "../it/png.rs"]
mod png;

use std::path::Path;
use std::time::{Duration, Instant};

use handout::diag::Diagnostics;
use handout::source::limits::{MAX_PICTURE_BYTES, MAX_PIXELS};
use handout::source::{LoadError, Sources};

use super::support::{Merged, merge_files};
use png::png;

fn picture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures").join(name);
    std::fs::read(path).expect("the picture")
}

/// Merges a handout of images, each used once.
fn merged(pictures: &[&[u8]]) -> Merged {
    let folder = tempfile::tempdir().expect("a folder");
    let mut yaml = "handout: 1\nid: t\ntitle: T\nlanguage: en\nbody:\n".to_owned();
    for (index, bytes) in pictures.iter().enumerate() {
        std::fs::write(folder.path().join(index.to_string()), bytes).expect("written");
        yaml.push_str(&format!("  - figure: {{image: \"{index}\", alt: A picture}}\n"));
    }
    let mut sources = Sources::default();
    let handout = sources.add(folder.path().join("test.yaml"), yaml);
    merge_files(&sources, handout, None, None, &[], &mut Diagnostics::default())
}

/// The message about an image, if any.
fn said(bytes: &[u8]) -> String {
    merged(&[bytes]).problems.iter().map(|(code, text)| format!("{code}: {text}")).collect()
}

/// The same, within a second.
#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is part of what is tested")]
fn said_at_once(bytes: &[u8]) -> String {
    let start = Instant::now();
    let said = said(bytes);
    assert!(start.elapsed() < Duration::from_secs(2), "{said}: {:?}", start.elapsed());
    said
}

const PHOTOS: [&str; 5] = ["baseline.jpg", "progressive.jpg", "restart.jpg", "gray.jpg", "cmyk.jpg"];

#[test]
fn damaged_jpegs_are_refused() {
    for name in PHOTOS {
        let whole = picture(name);
        assert_eq!(said(&whole), "", "{name}");
        // What cameras add after the image is not part of it.
        assert_eq!(said(&[&whole[..], &[0; 3000], &whole].concat()), "", "{name}");
        let damaged = |what: &str, bytes: &[u8]| {
            assert!(said(bytes).starts_with("image-unreadable"), "{name}: {what}");
        };
        let scan = whole.windows(2).position(|pair| pair == [0xff, 0xda]).expect("a scan") + 14;
        for cut in [scan + 10, (scan + whole.len()) / 2, whole.len() - 40] {
            damaged("cut short", &whole[..cut]);
            damaged("cut short, with an end", &[&whole[..cut], &[0xff, 0xd9]].concat());
        }
        let frame = whole.windows(2).position(|pair| matches!(pair, [0xff, 0xc0..=0xc2])).expect("a frame");
        // A header that gives a smaller height than there are data for cannot be detected: what is read is sound.
        for (what, at, value) in [("taller", frame + 6, 90), ("wider", frame + 8, 99)] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            damaged(what, &bytes);
        }
        let mut bytes = whole.clone();
        bytes.splice(scan + 20..scan + 20, [0xff, 0xc4]);
        damaged("a marker within the data", &bytes);
    }
}

#[test]
fn pictures_have_their_limits_in_pixels_and_bytes() {
    assert_eq!((MAX_PIXELS, MAX_PICTURE_BYTES), (25_000_000, 100_000_000));
    assert!(said_at_once(&png(5001, 5000, 3, &[])).contains("more than 25 million pixels"));
    let mut huge = png(2, 2, 3, &[]);
    huge[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    assert!(said_at_once(&huge).contains("image-unreadable"));
    let mut tall = picture("baseline.jpg");
    let frame = tall.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    tall[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert!(said_at_once(&tall).contains("more than 25 million pixels"));
    // Several images, each within the limit: black ones, which end up taking one byte per pixel.
    let black = png(5000, 5000, 3, &[]);
    assert_eq!(merged(&[&black, &black]).codes(), Vec::<&str>::new());
    let three = merged(&[&black, &black, &black]);
    assert_eq!(three.codes(), ["image-unreadable"]);
    assert!(three.problems[0].1.contains("together they take more than 100 MB"), "{:?}", three.problems);
}

fn svg(content: &str) -> Vec<u8> {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">{content}</svg>"#).into_bytes()
}

#[test]
fn drawings_that_take_long_are_refused_at_once() {
    let rules: String = (0..20_000).map(|i| format!(".a{i}{{fill:red}}")).collect();
    let elements = r#"<g class="b"/>"#.repeat(20_000);
    assert!(said_at_once(&svg(&format!("<style>{rules}</style>{elements}"))).contains("too many style rules"));
    let listed: String = (0..20_000).map(|i| format!(".a{i},")).collect();
    assert!(
        said_at_once(&svg(&format!("<style>{listed}b{{fill:red}}</style>{elements}"))).contains("too many style rules")
    );
    let long = "a ".repeat(500_000);
    let rules_of_one: String = (0..1000).map(|i| format!(".a{i}{{fill:red}}")).collect();
    assert!(
        said_at_once(&svg(&format!("<style>{rules_of_one}</style><g class=\"{long}\"/>")))
            .contains("too many style rules")
    );
    let deep = format!("{}{}", "<g>".repeat(80), "</g>".repeat(80));
    assert!(said_at_once(&svg(&format!("<style>g g g g g g x{{fill:red}}</style>{deep}"))).contains("style rules"));
    let dashes = r#"<path d="M0 0H60000" stroke="red" stroke-dasharray="0.1"/>"#.repeat(500);
    assert!(said_at_once(&svg(&dashes)).contains("more than 10,000 dashes"));
    let lines = format!(r#"<path d="M0 0{}"/>"#, "h1v1".repeat(600_000));
    assert!(said_at_once(&svg(&lines)).contains("more than a million lines"));
    assert!(said_at_once(&svg(&" ".repeat(6 << 20))).contains("larger than 5 MB"));
    // Typical output of a drawing program: hundreds of classes, thousands of elements.
    let rules: String = (0..300).map(|i| format!(".st{i}{{fill:#{:06x}}}\n", i * 999)).collect();
    let shapes: String =
        (0..3000).map(|i| format!(r#"<rect class="st{}" x="{}" width="1" height="2"/>"#, i % 300, i % 10)).collect();
    assert_eq!(said(&svg(&format!("<style>{rules}</style>{shapes}"))), "");
}

#[test]
fn pictures_in_memory_stay_in_their_folder_and_within_limits() {
    let files = [
        ("texts/a.yaml", b"handout: 1\n".to_vec()),
        ("texts/pictures/a.svg", b"<svg/>".to_vec()),
        ("late/pictures/a.svg", b"<svg/>".to_vec()),
        ("texts/huge.png", vec![0; 21 << 20]),
    ];
    let mut sources = Sources::new(files.into_iter().collect());
    let base = sources.load(Path::new("texts/a.yaml")).expect("a handout");
    assert_eq!(sources.read_asset(base, "./pictures/a.svg").expect("a picture"), b"<svg/>");
    assert!(matches!(sources.read_asset(base, "../late/pictures/a.svg"), Err(LoadError::Outside)));
    assert!(matches!(sources.read_asset(base, "none.svg"), Err(LoadError::Missing)));
    assert!(matches!(sources.read_asset(base, "huge.png"), Err(LoadError::TooLarge { .. })));
}
