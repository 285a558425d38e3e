//! Blocks with forms of their own: what they print, where, and as which structure elements.

use std::path::Path;

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::{Length, Rect};
use handout::layout::display::{Content, Owner, Page};
use handout::model::document::Block;
use handout::paginate::Pages;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::source::{Sources, Tree};
use handout::style::{DANGER, DANGER_TINT, DESIGNS, Styles, Theme, WARNING, WARNING_TINT};

use super::layout::pages_of;
use super::structure::{check, tree};
use super::support::{Merged, merge_files, merge_parts};

const SITE: &str = "site: 1\nname: Clinic\ntheme: {margin: 1in}\n";

/// A picture of 200 by 100 units.
const PICTURE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><path d='M0 0H200V100H0z'/></svg>";

/// A handout with pictures beside it, in another folder than its site.
fn merged(language: &str, site: &str, body: &str, pictures: &[(&str, &[u8])]) -> Merged {
    let yaml = format!("handout: 1\nid: a\ntitle: T\nlanguage: {language}\nsite: ../site.yaml\nbody:\n{body}");
    let mut files = vec![
        ("a/a.yaml", yaml.as_bytes().to_vec()),
        ("site.yaml", site.as_bytes().to_vec()),
        ("a/hip.svg", PICTURE.as_bytes().to_vec()),
    ];
    files.extend(pictures.iter().map(|(name, bytes)| (*name, bytes.to_vec())));
    let mut sources = Sources::new(files.into_iter().collect::<Tree>());
    let mut load = |path: &str| sources.load(Path::new(path)).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let (handout, site) = (load("a/a.yaml"), load("site.yaml"));
    merge_files(&sources, handout, Some(site), None, &[], &mut Diagnostics::default())
}

fn laid_out(language: &str, site: &str, body: &str) -> (Pages, Vec<&'static str>) {
    let merged = merged(language, site, body, &[]);
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics).expect("laid out");
    (pages, diagnostics.0.iter().map(|d| d.code).collect())
}

/// Where images and codes are that are not decoration.
fn pictures(page: &Page) -> Vec<Rect> {
    let picture = |item: &handout::layout::display::Item| match (&item.content, item.owner) {
        (Content::Picture { rect, .. } | Content::Symbol { rect, .. }, Owner::Element(_)) => Some(*rect),
        _ => None,
    };
    page.items.iter().filter_map(picture).collect()
}

/// Left and right edge and baseline of the line with these words, in whole points.
fn line_of(page: &Page, words: &str) -> [i64; 3] {
    let line = page.items.iter().find_map(|item| match &item.content {
        Content::Line(line) if line.shaped.text.contains(words) => Some(line),
        _ => None,
    });
    let line = line.unwrap_or_else(|| panic!("no {words}"));
    let left = line.runs.iter().map(|run| run.x).min().unwrap_or_default();
    let right = line.runs.iter().map(|run| run.x + run.width).max().unwrap_or_default();
    [left, right, line.baseline].map(|length| length.to_pt().round() as i64)
}

/// The texts of a document's boxes: titles.
fn titles(merged: &Merged) -> Vec<String> {
    let title = |block: &Block| match block {
        Block::Notice { title, .. } => title.as_ref().map(|title| title.plain()).unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    merged.document().blocks.iter().map(title).collect()
}

#[test]
fn a_warning_says_so_in_words() {
    let body = "  - note: A\n  - warning: A\n  - danger: {title: B, text: A}\n";
    for (language, expected) in [
        ("en", ["", "Warning", "Danger: B"]),
        ("fr", ["", "Avertissement", "Danger\u{a0}: B"]),
        ("ar", ["", "تحذير", "خطر: B"]),
        ("zh-Hant", ["", "警告", "危險：B"]),
    ] {
        assert_eq!(titles(&merged(language, SITE, body, &[])), expected, "{language}");
    }
    // Where there is no word, a title or the site's word is needed.
    assert!(merged("hmn", SITE, body, &[]).codes().contains(&"box-untitled"));
    let words = format!("{SITE}words: {{hmn: {{page: \"{{page}}/{{pages}} n\", warning: Ceeb toom}}}}\n");
    assert_eq!(titles(&merged("hmn", &words, body, &[])), ["", "Ceeb toom", "B"]);
}

/// WCAG 2.2, 1.4.3: 4.5:1 for text, here also for what tells the boxes apart (1.4.11 asks for 3:1).
#[test]
fn boxes_have_contrast() {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |color: Color| match color {
        Color::Rgb([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b),
        Color::Gray(gray) => linear(gray),
        other => panic!("{other:?}"),
    };
    let ratio = |a: Color, b: Color| {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    };
    for (text, ground) in DESIGNS.map(|design| Styles::new(&Theme::of(design))).iter().flat_map(|styles| {
        [
            (styles.note_title.color, styles.note_box.ground.unwrap_or(Color::WHITE)),
            (styles.heading.color, Color::WHITE),
            (styles.label.color, styles.patient_box.and_then(|style| style.ground).unwrap_or(Color::WHITE)),
            (styles.accent, styles.contact_box.ground.unwrap_or(Color::WHITE)),
            (styles.warning_title.color, WARNING_TINT),
            (styles.danger_title.color, DANGER),
            (styles.body.color, WARNING_TINT),
            (styles.body.color, DANGER_TINT),
            (styles.accent, WARNING_TINT),
            (styles.accent, DANGER_TINT),
            (WARNING, Color::WHITE),
            (DANGER, Color::WHITE),
        ]
    }) {
        assert!(ratio(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", ratio(text, ground));
    }
}

#[test]
fn structure_of_blocks() {
    let body = "
  - warning: {title: Sleepy, text: Do not drive.}
  - steps: [One, {text: Two, steps: [In two], list: [Thing]}]
  - steps: {start: continue, items: [Three]}
  - list: {columns: 2, items: [A, B, C]}
  - definitions: {Term: Its meaning.}
  - table: {row_heads: true, header: [\"\", A, B], rows: [[Row, \"\", c], [Other, d, \"\"]]}
  - figure: {image: hip.svg, alt: Hip, caption: Here, beside: Words.}
  - figures: [{image: hip.svg, alt: Left}, {image: hip.svg, alt: Right, caption: Both}]
  - qr: {link: \"https://example.org/a\", alt: A video, caption: Watch}
  - signature: {items: [Patient], date: Date}
";
    let merged = merged("en", SITE, body, &[]);
    let fonts = Fonts::bundled();
    let pages = lay_out(merged.document(), &fonts, &mut Diagnostics::default()).expect("laid out");
    let pdf = write_pdf(merged.document(), pages, &fonts, &Intent::new(&Purpose::default()), None).expect("written");
    check("forms", &tree(pdf));
}

/// Steps as printed: those within steps have all numbers, and the next go on.
#[test]
fn steps_go_on() {
    let body = "  - steps: [A, {text: B, steps: [C, {text: D, steps: [E]}]}]\n  - steps: {start: continue, items: [F]}\n  \
                - steps: {start: 7, items: [G]}\n  - note: N\n  - language: es\n    body:\n    - steps: {start: continue, \
                items: [H]}\n";
    let (pages, _) = laid_out("en", SITE, body);
    let mut labels = Vec::new();
    for item in &pages.pages[0].items {
        let Content::Line(line) = &item.content else { continue };
        let text = line.shaped.text.trim();
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            labels.push(text.to_owned());
        }
    }
    assert_eq!(labels, ["1.", "2.", "2.1", "2.2", "2.2.1", "3.", "7.", "8."]);
}

#[test]
fn figures_have_their_width() {
    // Letter paper with margins of an inch: 468 pt.
    for (spec, left, width) in [
        ("", 72.0, 150.0),
        ("width: 50%", 72.0, 234.0),
        ("width: 2in", 72.0, 144.0),
        ("width: 50%, align: center", 189.0, 234.0),
        ("width: 50%, align: end", 306.0, 234.0),
    ] {
        for (language, mirrored) in [("en", false), ("ar", true)] {
            let body = format!("  - figure: {{image: hip.svg, alt: A, {spec}}}\n");
            let (pages, codes) = laid_out(language, SITE, &body);
            let [rect] = pictures(&pages.pages[0])[..] else { panic!("one picture") };
            let left = if mirrored { 612.0 - left - width } else { left };
            assert_eq!((rect.x.to_pt(), rect.width.to_pt()), (left, width), "{language} {spec}");
            assert!((rect.height.to_pt() - width / 2.0).abs() < 0.01, "{spec}");
            assert_eq!(codes, [""; 0], "{spec}");
        }
    }
    let (pages, codes) = laid_out("en", SITE, "  - figure: {image: hip.svg, alt: A, width: 9in}\n");
    assert_eq!((codes, pictures(&pages.pages[0])[0].width), (vec!["figure-size"], Length::pt(468)));
}

/// A PNG of 10 by 10 pixels with a pHYs chunk, or none.
fn png(density: Option<(u32, u32)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 300, 150);
    encoder.set_color(png::ColorType::Grayscale);
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(density.map(|(xppu, yppu)| png::PixelDimensions { xppu, yppu, unit }));
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&vec![128; 300 * 150]).expect("samples");
    writer.finish().expect("an end");
    bytes
}

#[test]
fn a_pictures_own_resolution_is_obeyed() {
    for (density, width, height) in [
        (None, 225.0, 112.5),
        // 300 and 150 pixels per inch.
        (Some((11811, 11811)), 72.0, 36.0),
        (Some((11811, 5906)), 72.0, 72.0),
        // Nothing is printed at one pixel per inch.
        (Some((39, 39)), 225.0, 112.5),
    ] {
        let picture = png(density);
        let merged = merged("en", SITE, "  - figure: {image: a.png, alt: A}\n", &[("a/a.png", &picture)]);
        let pages = lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("laid out");
        let [rect] = pictures(&pages.pages[0])[..] else { panic!("one picture") };
        let near = |a: Length, b: f32| (a.to_pt() - b).abs() < 0.05;
        assert!(near(rect.width, width) && near(rect.height, height), "{density:?}: {rect:?}");
    }
}

#[test]
fn pictures_may_be_beside_the_site() {
    let body = "  - figure: {image: shared/b.png, alt: A}\n";
    let picture = png(None);
    let shared = merged("en", SITE, body, &[("shared/b.png", &picture)]);
    assert_eq!(shared.document().blocks.len(), 1);
    assert_eq!(merged("en", SITE, body, &[]).codes(), ["image-missing"]);
}

/// The words are after the picture, in either direction, and the picture does not overlap what follows.
#[test]
fn words_beside_a_picture() {
    let body = "  - figure: {image: hip.svg, alt: A, width: 2in, beside: Beside.}\n  - Below.\n";
    let (pages, _) = laid_out("en", SITE, body);
    let ([rect], [left, _, baseline]) = (&pictures(&pages.pages[0])[..], line_of(&pages.pages[0], "Beside.")) else {
        panic!("one picture")
    };
    assert!(left as f32 > rect.right().to_pt());
    assert!((baseline as f32 - 4.0 - (rect.y.to_pt() + rect.height.to_pt() / 2.0)).abs() < 4.0, "in the middle");
    assert!(line_of(&pages.pages[0], "Below.")[2] as f32 - 12.0 > rect.bottom().to_pt());

    let (pages, _) = laid_out("ar", SITE, &body.replace("Beside.", "كلمات."));
    let rect = pictures(&pages.pages[0])[0];
    assert_eq!(rect.right(), Length::pt(540));
    assert!((line_of(&pages.pages[0], "كلمات.")[1] as f32) < rect.x.to_pt());
    // Many words go on below the picture, on the next page if need be.
    let many = "Many words. ".repeat(500);
    let (pages, _) = laid_out("en", SITE, &body.replace("Beside.", &many));
    assert_eq!((pages.pages.len() > 1, pictures(&pages.pages[0]).len()), (true, 1));
}

#[test]
fn columns_of_tables_are_as_they_say() {
    let table = "  - table: {header: [A, Bee, Sea], widths: [25%, auto, 2in], align: [start, center, end], rows: [[d, e, f]]}\n";
    let (pages, _) = laid_out("en", SITE, table);
    let page = &pages.pages[0];
    // The gaps between columns are 12 pt, so that 25% are of 444 pt.
    assert_eq!(line_of(page, "d")[0], 72);
    assert_eq!(line_of(page, "f")[1], 540);
    let [left, right, _] = line_of(page, "e");
    assert_eq!((left + right) / 2, (72 + 111 + 12 + 540 - 144 - 12) / 2);
    let (pages, _) = laid_out("ar", SITE, table);
    assert_eq!((line_of(&pages.pages[0], "d")[1], line_of(&pages.pages[0], "f")[0]), (540, 72));
    // A tick alone is in the middle of its column, and its heading above it.
    let (pages, _) = laid_out("en", SITE, "  - table: {header: [Name, Yes], rows: [[Long words, ✓], [Words, \"\"]]}\n");
    let middle = |words: &str| line_of(&pages.pages[0], words)[..2].iter().sum::<i64>();
    assert!((middle("✓") - middle("Yes")).abs() <= 2);
}

#[test]
fn rows_to_write_in_have_room() {
    let below = |form: &str| {
        let body = format!("  - table: {{header: [A], {form}rows: [[\"\"], [\"\"]]}}\n  - Below.\n");
        line_of(&laid_out("en", SITE, &body).0.pages[0], "Below.")[2]
    };
    // Two rows of an inch, with their rules and up to the next eighth of a line, instead of two of padding alone.
    assert_eq!(below("row_height: 1in, ") - below(""), 2 * (74 - 6));
    let lines = |site: &str| {
        let rows = "rows: [[Words, Words]]";
        let (pages, _) = laid_out("en", site, &format!("  - table: {{header: [A, B], size: small, {rows}}}\n"));
        let Some(Content::Line(line)) = pages.pages[0]
            .items
            .iter()
            .map(|item| &item.content)
            .find(|content| matches!(content, Content::Line(line) if line.shaped.text == "Words"))
        else {
            panic!("no words")
        };
        line.shaped.style.size
    };
    assert_eq!(lines(SITE), Length::millipt(9600));
    assert_eq!(lines("site: 1\nname: A\ntheme: {size: large}\n"), Length::pt(18));
}

/// Items of a list in columns, left edges by line; large print has one column.
#[test]
fn columns_of_lists() {
    let body = "  - list: {columns: 2, items: [One, Two, Three]}\n";
    let (pages, _) = laid_out("en", SITE, body);
    let [one, two, three] = ["One", "Two", "Three"].map(|words| line_of(&pages.pages[0], words));
    assert!(one[0] == two[0] && three[0] > two[1] && one[2] == three[2] && two[2] > one[2]);
    let (pages, _) = laid_out("en", "site: 1\nname: A\ntheme: {size: large}\n", body);
    let [one, _, three] = ["One", "Two", "Three"].map(|words| line_of(&pages.pages[0], words));
    assert_eq!(one[0], three[0]);
    // More than a page has room for is in one column, and nothing is lost.
    let items: Vec<String> = (1..300).map(|n| format!("Item{n}.")).collect();
    let (pages, _) = laid_out("en", SITE, &format!("  - list: {{columns: 2, items: [{}]}}\n", items.join(", ")));
    let text: String = pages
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter_map(|item| match &item.content {
            Content::Line(line) => Some(line.shaped.text.as_str()),
            _ => None,
        })
        .collect();
    assert!(items.iter().all(|item| text.contains(item)));
}

/// Links with words of their own are underlined and in color on screen; on paper there are none.
#[test]
fn links_are_seen() {
    let body = "  - \"[Words](https://example.org/a), https://example.org, or 901-595-3300.\"\n";
    let (pages, _) = pages_of("en", "site: 1\nname: A\n", body, &[]);
    let accent = Styles::new(&Theme::default()).accent;
    let line = |pages: &Pages| {
        pages.pages[0].items.iter().find_map(|item| match &item.content {
            Content::Line(line) if line.shaped.text.starts_with("Words") => Some(line.clone()),
            _ => None,
        })
    };
    let colored = |pages: &Pages| -> Vec<String> {
        let line = line(pages).expect("the paragraph");
        let colored = line.runs.iter().filter(|run| run.color == accent);
        colored.map(|run| line.shaped.text[run.run.range.clone()].to_owned()).collect()
    };
    assert_eq!(colored(&pages), ["Words", "https://example.org"]);
    let underlines = |pages: &Pages| {
        let is_underline = |content: &Content| matches!(content, Content::Fill { color, rect } if *color == accent && rect.y > Length::pt(80));
        pages.pages[0].items.iter().filter(|item| is_underline(&item.content)).count()
    };
    assert_eq!(underlines(&pages), 2);
    let yaml = format!("handout: 1\nid: a\ntitle: T\nlanguage: en\nbody:\n{body}");
    let mut merged = merge_parts(&yaml, None, None, &[]);
    let document = merged.document.as_mut().expect("a document");
    Intent::new(&Purpose::Paper(Default::default())).adapt(document);
    let pages = lay_out(document, &Fonts::bundled(), &mut Diagnostics::default()).expect("laid out");
    assert_eq!((colored(&pages), underlines(&pages)), (vec![], 0));
}

#[test]
fn addresses_are_printed_after_links_if_asked() {
    let body =
        "  - \"See [our page](https://www.example.org/), **[more](https://example.org/a b)**, https://example.org, \
                [call](tel:911), [mail us](mailto:a@example.org).\"\n"
            .replace("a b", "a%20b");
    let plain = |site: &str| {
        let merged = merged("en", site, &body, &[]);
        let Some(Block::Paragraph(text)) = merged.document().blocks.first() else { panic!("a paragraph") };
        text.plain()
    };
    assert_eq!(plain(SITE), "See our page, more, https://example.org, call, mail us.");
    assert_eq!(
        plain("site: 1\nname: A\ntheme: {links: after}\n"),
        "See our page (www.example.org), more (example.org/a%20b), https://example.org, call, mail us (a@example.org)."
    );
}
