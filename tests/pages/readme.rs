//! The images in README.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{CASES, CLEAR, Picture, draw, pdf_of};

/// Pixels per point: the images are viewed enlarged.
const SCALE: f32 = 2.0;

/// Colors in an image, the most frequent ones: with few it is small.
const COLORS: usize = 32;

/// Draws the images for README: a page in English, in Arabic and in the other design, one of a batch, and a message.
pub(crate) fn draw_pictures(folder: &Path) {
    fs::create_dir_all(folder).expect("the folder can be made");
    let work = tempfile::tempdir().expect("a temporary folder");
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let handout = |arguments: &[&str], place: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_handout"));
        command.current_dir(place).args(arguments).output().expect("the program starts")
    };
    let run = work.path().join("run.pdf");
    let run_file = run.to_str().expect("a name in UTF-8");
    let batch = ["batch", "bone-marrow-test.en.yaml", "--records", "patients.csv", "-o", run_file];
    assert!(handout(&batch, &content).status.success(), "the batch is made");
    let copies = draw(&fs::read(&run).expect("a PDF"), SCALE);
    write_small_png(&folder.join("english.png"), &draw(&pdf_of(&CASES[0]), SCALE)[0]);
    write_small_png(&folder.join("arabic.png"), &draw(&pdf_of(&CASES[4]), SCALE)[0]);
    let clear = CASES.iter().find(|case| case.0.starts_with(CLEAR)).expect("a case");
    write_small_png(&folder.join("clear.png"), &draw(&pdf_of(clear), SCALE)[0]);
    // The second patient's first page, in Spanish.
    write_small_png(&folder.join("copy.png"), &copies[2]);

    let handout_with_mistake = "handout: 1\nid: ear-tubes\ntitle: Ear tubes\nlanguage: en\nbody:\n  \
        - Your child must not eat after midnight.\n  - contact: Do you have questions? Call 1-866-278-583.\n";
    fs::write(work.path().join("ear-tubes.yaml"), handout_with_mistake).expect("written");
    let output = handout(&["build", "ear-tubes.yaml", "--color", "always"], work.path());
    let message = format!("$ handout build ear-tubes.yaml\n{}", String::from_utf8(output.stderr).expect("UTF-8"));
    fs::write(folder.join("error.svg"), terminal(&message)).expect("written");
}

/// Writes an image with a palette of few colors.
fn write_small_png(path: &Path, picture: &Picture) {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    let color = |rgb: &[u8]| [rgb[0], rgb[1], rgb[2]];
    picture.samples.chunks_exact(3).for_each(|rgb| *counts.entry(color(rgb)).or_default() += 1);
    let mut palette: Vec<[u8; 3]> = counts.keys().copied().collect();
    palette.sort_by_key(|color| std::cmp::Reverse(counts[color]));
    palette.truncate(COLORS);
    let distance = |a: &[u8; 3], b: &[u8; 3]| (0..3).map(|i| u32::from(a[i].abs_diff(b[i])).pow(2)).sum::<u32>();
    let nearest = |color| (0..palette.len()).min_by_key(|&i| distance(&palette[i], color)).expect("a color") as u8;
    let places: BTreeMap<[u8; 3], u8> = counts.keys().map(|color| (*color, nearest(color))).collect();
    let pixels: Vec<u8> = picture.samples.chunks_exact(3).map(|rgb| places[&color(rgb)]).collect();
    let mut file = std::io::BufWriter::new(fs::File::create(path).expect("created"));
    let mut encoder = png::Encoder::new(&mut file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels).expect("pixels");
    writer.finish().expect("an end");
}

/// Terminal output as an SVG drawing: only its colors and bold text.
fn terminal(text: &str) -> String {
    const CELL: (f32, f32) = (8.4, 19.0);
    let widest = text.lines().map(|line| parts(line).iter().map(|part| part.1.chars().count()).sum::<usize>()).max();
    let widest = widest.unwrap_or_default();
    let (width, height) = (CELL.0 * (widest as f32 + 4.0), CELL.1 * (text.lines().count() as f32 + 1.0));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"Menlo, Consolas, monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e2329\"/>\n"
    );
    let mut style = String::new();
    for (row, line) in text.lines().enumerate() {
        let mut column = 2.0;
        for (codes, part) in parts(line) {
            for code in codes.split(';').filter(|code| !code.is_empty()) {
                match code {
                    "1" => style += " font-weight=\"bold\"",
                    "31" | "91" => style += " fill=\"#ff7b72\"",
                    "32" | "92" => style += " fill=\"#7ee787\"",
                    "33" | "93" => style += " fill=\"#f2cc60\"",
                    "34" | "94" => style += " fill=\"#79c0ff\"",
                    "36" | "96" => style += " fill=\"#76e3ea\"",
                    _ => style.clear(),
                }
            }
            // Each character is positioned, so that carets are where they belong in any font.
            let fill = if style.contains("fill") { "" } else { " fill=\"#e6edf3\"" };
            let y = (row as f32 + 1.3) * CELL.1;
            let cells = part.chars().enumerate().filter(|(_, c)| *c != ' ').map(|(i, c)| {
                let x = (column + i as f32) * CELL.0;
                format!(
                    "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
                    c.to_string().replace('&', "&amp;").replace('<', "&lt;")
                )
            });
            let cells: String = cells.collect();
            if !cells.is_empty() {
                svg += &format!("<g{style}{fill}>{cells}</g>\n");
            }
            column += part.chars().count() as f32;
        }
    }
    svg + "</svg>\n"
}

/// A line's parts, each with the color codes before it.
fn parts(line: &str) -> Vec<(&str, &str)> {
    let first = line.split('\u{1b}').next().map(|part| ("", part));
    let others = line.split('\u{1b}').skip(1).filter_map(|part| part.trim_start_matches('[').split_once('m'));
    first.into_iter().chain(others).collect()
}
