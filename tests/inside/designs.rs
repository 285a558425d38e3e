//! Designs: spaces from one scale, in every size; the patient's name once on page 1; bullets of one size.

use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Content, TextLine};
use handout::paginate::Pages;
use handout::style::{DESIGNS, LARGE_PRINT, Scale, Step, Styles, TextLook, Theme};
use handout::text::RunContent;

use super::layout::{SMALL, pages_of};
use super::support::merge_parts;

const RECORD: [(&str, &str); 2] = [("name", "Ana Díaz"), ("mrn", "00418-2273")];

fn looks(styles: &Styles) -> [TextLook; 12] {
    [
        styles.title,
        styles.heading,
        styles.subheading,
        styles.body,
        styles.fine_print,
        styles.caption,
        styles.note_title,
        styles.warning_title,
        styles.danger_title,
        styles.label,
        styles.furniture,
        styles.notice,
    ]
}

fn is_step(scale: Scale, length: Length) -> bool {
    scale.up(length) == length
}

#[test]
fn every_space_and_line_is_a_step_of_the_scale() {
    for design in DESIGNS {
        for size in 8..=36 {
            let theme = Theme { size: Length::pt(size), ..Theme::of(design) };
            let styles = Styles::new(&theme);
            let spaces = [styles.furniture_gap, styles.around, styles.item, styles.padding, styles.side, styles.cell];
            for length in spaces.into_iter().chain(looks(&styles).iter().flat_map(|l| [l.leading, l.above, l.below])) {
                assert!(is_step(styles.scale, length), "{} {size} pt: {length:?}", design.name);
            }
            let large = theme.size >= LARGE_PRINT;
            for look in looks(&styles) {
                assert!(look.leading >= look.size, "{} {size} pt: {look:?}", design.name);
                let is_large = look.size >= LARGE_PRINT && look.leading * 2 >= look.size * 3 && look.upright;
                assert!(!large || is_large, "{} {size} pt: {look:?}", design.name);
            }
            // Headings are larger the higher they are, and closer to their text than to what is before them.
            let [title, heading, subheading, body, ..] = looks(&styles);
            let sizes = [title.size, heading.size, subheading.size, body.size];
            assert!(sizes.is_sorted_by(|a, b| a > b), "{} {size} pt: {sizes:?}", design.name);
            assert!(heading.below < heading.above && subheading.below < subheading.above, "{}", design.name);
        }
    }
}

#[test]
fn the_clear_design_is_roomier() {
    let [standard, clear] = DESIGNS.map(|design| Styles::new(&Theme::of(design)));
    for (tight, roomy) in looks(&standard).into_iter().zip(looks(&clear)) {
        assert!(tight.size <= roomy.size && tight.leading <= roomy.leading, "{tight:?} {roomy:?}");
        assert!(tight.above <= roomy.above && tight.below <= roomy.below, "{tight:?} {roomy:?}");
    }
    assert!(standard.space(Step::Line) < clear.space(Step::Line));
}

fn lines(pages: &Pages, page: usize) -> impl Iterator<Item = &TextLine> {
    pages.pages[page].items.iter().filter_map(|item| match &item.content {
        Content::Line(line) => Some(line),
        _ => None,
    })
}

fn text(line: &TextLine) -> String {
    line.runs.iter().map(|run| &line.shaped.text[run.run.range.clone()]).collect()
}

#[test]
fn pictures_and_tables_do_not_disturb_the_lines() {
    let body = "  - First\n  - table: {header: [A, B], rows: [[a, b], [c, \"d\\n\\ne\"]], row_height: 1cm}\n  - Second\n  \
        - table: {header: [A], rows: [[a]], rules: grid, size: small}\n  - Third\n  - note: Fourth\n  - Fifth\n";
    for site in ["site: 1\nname: A\n", "site: 1\nname: A\ntheme: clear\n"] {
        let (pages, _) = pages_of("en", site, body, &[]);
        let named = ["First", "Second", "Third", "Fourth", "Fifth"];
        let baseline = |name: &str| lines(&pages, 0).find(|line| text(line) == name).expect("a line").baseline;
        let scale = if site.contains("clear") { DESIGNS[1] } else { DESIGNS[0] };
        let scale = Styles::new(&Theme::of(scale)).scale;
        for pair in named.windows(2) {
            let distance = baseline(pair[1]) - baseline(pair[0]);
            assert!(is_step(scale, distance), "{site}: from {} to {}: {distance:?}", pair[0], pair[1]);
        }
    }
}

#[test]
fn the_name_is_on_page_1_once_and_at_the_top_of_the_others() {
    for site in ["site: 1\nname: A\n", "site: 1\nname: A\ntheme: {name: clear, size: large}\n"] {
        let (pages, _) = pages_of("en", site, "  - One\n  - page_break\n  - Two\n  - page_break\n  - Three\n", &RECORD);
        let named = |page: usize| lines(&pages, page).filter(|line| text(line).contains("Ana Díaz")).count();
        assert_eq!((0..3).map(named).collect::<Vec<_>>(), [1, 1, 1], "{site}");
        let identified = |page: usize| lines(&pages, page).any(|line| text(line).contains("Patient: Ana Díaz"));
        assert_eq!((0..3).map(identified).collect::<Vec<_>>(), [false, true, true], "{site}");
        // What follows starts where it does on a blank.
        let (blank, _) = pages_of("en", site, "  - One\n", &[]);
        let one = |pages: &Pages| lines(pages, 0).find(|line| text(line) == "One").expect("a line").baseline;
        assert_eq!(one(&pages), one(&blank), "{site}");
    }
}

/// Where the patient box goes on to page 2, page 1 alone does not say everything.
#[test]
fn a_box_over_two_pages_is_repeated_at_the_top_of_both() {
    let name = |n: usize| if n == 0 { "mrn".to_owned() } else { format!("field_{n}") };
    let fields: String = (0..14).map(|n| format!("  {}: {{label: Field {n}}}\n", name(n))).collect();
    let yaml = format!("handout: 1\nid: a\ntitle: A\nlanguage: en\nsite: site.yaml\npatient:\n{fields}body: [One]\n");
    let record: Vec<(String, String)> = (0..14).map(|n| (name(n), format!("value-{n}"))).collect();
    let record: Vec<(&str, &str)> = record.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let site = "site: 1\nname: A\ntheme: {paper: half-letter, size: 30pt}\n";
    let merged = merge_parts(&yaml, Some(site), None, &record);
    let mut problems = handout::diag::Diagnostics::default();
    let pages = handout::engine::lay_out(merged.document(), &Fonts::bundled(), &mut problems).expect("laid out");
    assert!(pages.pages.len() > 1);
    for page in 0..pages.pages.len() {
        // The number is in the header of all pages, and in the box on page 1.
        let shown = lines(&pages, page).filter(|line| text(line).contains("value-0")).count();
        assert_eq!(shown, if page == 0 { 2 } else { 1 }, "page {page}");
    }
}

/// No word is alone on the last line of a title.
#[test]
fn titles_are_balanced() {
    let words = "Bone marrow aspiration and biopsy for children who are awake during all of it";
    for language in ["en", "ar"] {
        let (pages, _) = pages_of(language, SMALL, &format!("  - heading: {words}\n  - One\n"), &[]);
        let widths: Vec<f32> = lines(&pages, 0)
            .filter(|line| line.shaped.text == words)
            .map(|line| line.runs.iter().map(|run| run.width.to_pt()).sum())
            .collect();
        let (least, most) =
            (widths.iter().copied().fold(f32::MAX, f32::min), widths.iter().copied().fold(0.0, f32::max));
        assert!(widths.len() >= 2 && least > most * 0.75, "{language}: {widths:?}");
    }
}

/// The fonts of most scripts have a bullet two thirds as large as that of Latin text.
#[test]
fn bullets_are_equally_large_in_all_languages() {
    let fonts = Fonts::bundled();
    for language in ["en", "vi", "km", "zh-Hans", "ar", "ur", "hi", "th", "he", "ru"] {
        let (pages, _) = pages_of(language, "site: 1\nname: A\n", "  - list: [\"1\", \"2\"]\n", &[]);
        let bullets: Vec<_> = lines(&pages, 0)
            .flat_map(|line| line.runs.iter().map(move |run| (line, run)))
            .filter(|(line, run)| line.shaped.text[run.run.range.clone()].starts_with('•'))
            .collect();
        assert_eq!(bullets.len(), 2, "{language}");
        for (_, run) in bullets {
            let RunContent::Glyphs { face, .. } = &run.run.content else { panic!("{language}: no glyphs") };
            assert_eq!(fonts.face(*face).family(), "Atkinson Hyperlegible Next", "{language}");
        }
    }
}
