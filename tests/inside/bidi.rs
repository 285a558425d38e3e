//! Directions: the standard's own test (UAX #9) with our paragraph code, as levels and as the order on the line.

use std::io::Read;

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::layout::lines::break_lines;
use handout::model::document::{Inline, Text};
use handout::source::Origin;
use handout::text::{Shaper, TextStyle, shape_text};

/// One case of the standard's test.
struct Case {
    text: String,
    rtl: bool,
    /// By character; `None` for characters removed from the text.
    levels: Vec<Option<u8>>,
    /// Indices of the characters from left to right.
    order: Vec<usize>,
}

/// Reads a case, with or without the column of the resolved paragraph level. `None` for one that leaves the paragraph's
/// direction to its letters: ours is set by its language.
fn read_case(line: &str) -> Option<Case> {
    let columns: Vec<&str> = line.split(';').collect();
    let [codes, direction, .., levels, order] = columns.as_slice() else { return None };
    let code = |code: &str| u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    Some(Case {
        text: codes.split(' ').filter_map(code).map(drawable).collect(),
        rtl: match *direction {
            "0" => false,
            "1" => true,
            _ => return None,
        },
        levels: levels.split(' ').map(|level| level.parse().ok()).collect(),
        order: order.split(' ').filter_map(|index| index.parse().ok()).collect(),
    })
}

/// Stand-ins of the same class for characters that no face has, and for the tab, which is a space by then.
fn drawable(c: char) -> char {
    match c {
        '\u{2680}'..='\u{2683}' => '*',
        '\u{20D6}' => '\u{0302}',
        c => c,
    }
}

/// Levels of all characters; and of those drawn, from left to right.
fn on_the_line(shaper: &mut Shaper<'_>, case: &Case) -> (Vec<Option<u8>>, Vec<usize>) {
    let language = Language::parse(if case.rtl { "he" } else { "en" }).expect("a language");
    let style = TextStyle {
        font: None,
        size: Length::pt(12),
        bold: false,
        color: Color::BLACK,
        hyphenate: false,
        coarse: false,
        upright: false,
    };
    let spans = vec![Inline::words(case.text.clone(), Origin::Product)];
    let text = Text { language: language.clone(), spans };
    let shaped = shape_text(shaper, &text, style, &mut Diagnostics::default());
    let lines = break_lines(shaper, &shaped, &language, Length::pt(9000));
    let starts: Vec<usize> = shaped.text.char_indices().map(|(at, _)| at).collect();
    let index = |byte: usize| starts.partition_point(|&start| start < byte);
    let mut levels = vec![None; starts.len()];
    let mut order = Vec::new();
    for line in &lines {
        let mut runs: Vec<_> = line.runs.iter().collect();
        runs.sort_by_key(|run| run.x);
        for run in runs {
            let chars = index(run.run.range.start)..index(run.run.range.end);
            levels[chars.clone()].fill(Some(run.run.level));
            if run.width == Length::ZERO {
                continue;
            }
            match run.run.is_rtl() {
                true => order.extend(chars.rev()),
                false => order.extend(chars),
            }
        }
    }
    (levels, order)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how this test is told of the whole file")]
fn the_standards_bidi_test() {
    // A sample of the standard's 91,679 cases with a direction; all of them if the environment names the file.
    let mut cases = String::new();
    match std::env::var_os("BIDI_CHARACTER_TEST") {
        Some(path) => cases = std::fs::read_to_string(path).expect("the file can be read"),
        None => {
            let packed: &[u8] = include_bytes!("../data/unicode/bidi-character-15.0.txt.gz");
            flate2::read::GzDecoder::new(packed).read_to_string(&mut cases).expect("the test data is whole");
        }
    }
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    let mut count = 0;
    let mut placed = 0;
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let Some(case) = read_case(line) else { continue };
        let (mut levels, mut order) = on_the_line(&mut shaper, &case);
        // Whatever the algorithm removes has no level; we keep it in its run, without a glyph.
        for (level, expected) in levels.iter_mut().zip(&case.levels) {
            *level = level.filter(|_| expected.is_some());
        }
        order.retain(|&index| case.levels[index].is_some());
        // Anything drawn without ink or width, such as an isolate's control, has no position among its neighbors.
        let drawn: Vec<usize> = case.order.iter().copied().filter(|index| order.contains(index)).collect();
        assert_eq!((&levels, &order), (&case.levels, &drawn), "{line} {:?}", case.text);
        count += 1;
        placed += order.len();
    }
    assert!(count >= 7_236 && placed >= 7 * count, "{placed} characters of {count} cases");
}
