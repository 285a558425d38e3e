//! Pages as images, drawn by an independent rasterizer of an exact version, compared with those in `tests/ref/pages`.
//!
//! `ACCEPT_PAGES=1 cargo test --test pages` keeps the current images, and draws the images for README in
//! `tests/ref/readme`. For a page that differs, an image of expected | difference | actual is written to `tests/out`.
//! References that no test uses fail the run.

#[path = "pages/readme.rs"]
mod readme;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use handout::Diagnostics;
use handout::Fonts;
use handout::{BuildOptions, build};
use handout::{Sources, Tree};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Pixels per point.
const SCALE: f32 = 0.45;

/// How far a channel may be off: vector units of other widths round the last bit of coverage differently.
const TOLERANCE: u8 = 3;

/// Name, handout, values of the patient's fields, text size.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], Option<i32>);

const FILLED: &[(&str, &str)] =
    &[("name", "María Núñez"), ("mrn", "00418-2273"), ("test_date", "2026-12-03"), ("arrive_at", "14:30")];

const CASES: &[Case] = &[
    ("bone-marrow-test.en", "content/bone-marrow-test.en.yaml", &[], None),
    ("bone-marrow-test.en-filled", "content/bone-marrow-test.en.yaml", FILLED, None),
    ("bone-marrow-test.en-large", "content/bone-marrow-test.en.yaml", &[], Some(18)),
    ("bone-marrow-test.es", "content/bone-marrow-test.es.yaml", &[], None),
    ("bone-marrow-test.ar", "content/bone-marrow-test.ar.yaml", &[], None),
    ("bone-marrow-test.ar-filled", "content/bone-marrow-test.ar.yaml", FILLED, None),
    ("blocks", "tests/data/pages/blocks.yaml", &[], None),
    ("footnotes", "tests/data/pages/footnotes.yaml", &[], None),
    ("footnotes-large", "tests/data/pages/footnotes.yaml", &[], Some(18)),
    ("footnotes.ar", "tests/data/pages/footnotes.ar.yaml", &[], None),
    ("forms", "tests/data/pages/forms.yaml", &[], None),
    ("forms-large", "tests/data/pages/forms.yaml", &[], Some(18)),
    ("forms.ar", "tests/data/pages/forms.ar.yaml", &[], None),
    ("clear-bone-marrow-test.en", "content/bone-marrow-test.en.yaml", &[], None),
    ("clear-bone-marrow-test.ar-filled", "content/bone-marrow-test.ar.yaml", FILLED, None),
    ("clear-blocks", "tests/data/pages/blocks.yaml", &[], None),
    ("clear-forms", "tests/data/pages/forms.yaml", &[], None),
    ("clear-forms-large", "tests/data/pages/forms.yaml", &[], Some(18)),
    ("clear-forms.ar", "tests/data/pages/forms.ar.yaml", &[], None),
    ("schedule", "tests/data/pages/schedule.yaml", &[], None),
    ("schedule-large", "tests/data/pages/schedule.yaml", &[], Some(18)),
    ("schedule.ar", "tests/data/pages/schedule.ar.yaml", &[], None),
];

/// Cases with this name are in the design `clear`, which their site files do not ask for.
const CLEAR: &str = "clear-";

/// An image of 8-bit RGB samples.
#[derive(Clone, PartialEq, Eq)]
struct Picture {
    width: u32,
    height: u32,
    samples: Vec<u8>,
}

fn pdf_of(case: &Case) -> Vec<u8> {
    let (name, file, record, size) = case;
    let mut sources = if name.starts_with(CLEAR) { in_clear(Path::new(file)) } else { Sources::default() };
    let mut diagnostics = Diagnostics::default();
    let options = BuildOptions {
        record: record.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect(),
        size: size.map(handout::Length::pt),
        ..BuildOptions::default()
    };
    let built = build(&mut sources, Path::new(file), &Fonts::bundled(), &options, &mut diagnostics);
    built.unwrap_or_else(|| panic!("{file}: {:?}", diagnostics)).pdf
}

/// The files of a handout's folder, with a site in the design `clear`.
fn in_clear(handout: &Path) -> Sources {
    let folder = handout.parent().expect("a folder");
    let files = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("listed").path());
    let files = files.filter(|path| path.is_file());
    let read = files.map(|path| {
        let mut bytes = fs::read(&path).expect("a file");
        if path.ends_with("site.yaml") {
            bytes.extend_from_slice(b"\ntheme: clear\n");
        }
        (path, bytes)
    });
    Sources::new(read.collect::<Tree>())
}

fn draw(pdf: &[u8], scale: f32) -> Vec<Picture> {
    let pdf = Pdf::new(pdf.to_vec()).expect("the rasteriser reads the file");
    let cache = RenderCache::new();
    let look = RenderSettings { hinting: false, ..RenderSettings::default() };
    let size = PixmapSettings { x_scale: scale, y_scale: scale, ..PixmapSettings::default() };
    let draw = |page| picture(&render(page, &cache, &InterpreterSettings::default(), &look, &size));
    pdf.pages().iter().map(draw).collect()
}

/// A pixmap flattened onto white.
fn picture(pixmap: &Pixmap) -> Picture {
    let on_white = |channel: u8, alpha: u8| channel.saturating_add(255 - alpha);
    let samples = pixmap.data().iter().flat_map(|p| [p.r, p.g, p.b].map(|c| on_white(c, p.a)));
    Picture { width: pixmap.width().into(), height: pixmap.height().into(), samples: samples.collect() }
}

fn write_png(path: &Path, picture: &Picture) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&picture.samples).expect("samples");
    writer.finish().expect("an end");
    fs::write(path, bytes).expect("written");
}

fn read_png(path: &Path) -> Option<Picture> {
    let file = std::io::BufReader::new(fs::File::open(path).ok()?);
    let mut reader = png::Decoder::new(file).read_info().ok()?;
    let mut samples = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut samples).ok()?;
    Some(Picture { width: info.width, height: info.height, samples })
}

fn same(a: &Picture, b: &Picture) -> bool {
    (a.width, a.height) == (b.width, b.height)
        && a.samples.iter().zip(&b.samples).all(|(a, b)| a.abs_diff(*b) <= TOLERANCE)
}

/// Expected, difference and actual side by side.
fn comparison(expected: &Picture, actual: &Picture) -> Picture {
    let (width, height) = (expected.width.max(actual.width), expected.height.max(actual.height));
    let at = |p: &Picture, x: u32, y: u32| -> [u8; 3] {
        if x >= p.width || y >= p.height {
            return [128; 3];
        }
        let start = ((y * p.width + x) * 3) as usize;
        [p.samples[start], p.samples[start + 1], p.samples[start + 2]]
    };
    let mut samples = Vec::new();
    for y in 0..height {
        for column in 0..3 {
            for x in 0..width {
                let (a, b) = (at(expected, x, y), at(actual, x, y));
                samples.extend(match column {
                    0 => a,
                    1 => std::array::from_fn(|i| 255 - a[i].abs_diff(b[i])),
                    _ => b,
                });
            }
        }
    }
    Picture { width: width * 3, height, samples }
}

/// Draws first pages for `tests/judges/rasters.py`: `DRAW_PAGES` has a line `scale`, then a line `in.pdf=out.pgm` each.
#[test]
#[ignore = "draws what a judge names"]
fn draw_named_pages() {
    #[expect(clippy::disallowed_methods, reason = "how this test is told what to draw")]
    let named = std::env::var("DRAW_PAGES").expect("DRAW_PAGES names the files");
    let mut lines = named.lines();
    let scale: f32 = lines.next().and_then(|line| line.parse().ok()).expect("a scale");
    for line in lines {
        let (source, target) = line.split_once('=').expect("two files");
        let pages = draw(&fs::read(source).expect("a PDF"), scale);
        let page = pages.first().expect("a page");
        let mut pgm = format!("P5 {} {} 255\n", page.width, page.height).into_bytes();
        pgm.extend(page.samples.chunks_exact(3).map(|rgb| (rgb.iter().map(|&c| u32::from(c)).sum::<u32>() / 3) as u8));
        fs::write(target, pgm).expect("written");
    }
}

#[test]
fn pages_look_as_kept() {
    #[expect(clippy::disallowed_methods, reason = "how this test is told to keep what it draws")]
    let accept = std::env::var_os("ACCEPT_PAGES").is_some();
    let kept = Path::new("tests/ref/pages");
    let mut used: BTreeSet<PathBuf> = BTreeSet::new();
    let mut different = Vec::new();
    for case in CASES {
        for (index, actual) in draw(&pdf_of(case), SCALE).iter().enumerate() {
            let name = format!("{}-{}.png", case.0, index + 1);
            let path = kept.join(&name);
            used.insert(path.clone());
            match read_png(&path) {
                Some(expected) if same(&expected, actual) => {}
                _ if accept => write_png(&path, actual),
                expected => {
                    let expected = expected.unwrap_or_else(|| Picture { width: 1, height: 1, samples: vec![255; 3] });
                    write_png(&Path::new("tests/out").join(&name), &comparison(&expected, actual));
                    different.push(name);
                }
            }
        }
    }
    if accept {
        readme::draw_pictures(Path::new("tests/ref/readme"));
    }
    let found = fs::read_dir(kept).into_iter().flatten().map(|entry| entry.expect("listed").path());
    let unused: Vec<_> = found.filter(|path| !used.contains(path)).collect();
    assert!(different.is_empty(), "these pages differ (see tests/out): {different:?}");
    assert!(unused.is_empty(), "no test uses these: {unused:?}");
}
