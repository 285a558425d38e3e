//! What holds for any text: nothing is lost, nothing is wider than the measure, pagination ends, bytes are
//! reproducible.

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::layout::display::{Content, Owner};
use handout::layout::lines::break_lines;
use handout::layout::questions::Typesetter;
use handout::layout::shaped::{product_text, shape_words};
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::style::{Styles, Theme};
use proptest::prelude::*;

use super::support::merge_parts;

/// Words of several scripts, numbers, punctuation.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        "[A-Z][a-z]{2,7}[.,;:]?",
        "[0-9]{1,4}",
        Just("901-595-3300".to_owned()),
        Just("1-866-278-5833".to_owned()),
        "[بتجدرسعفقكلمنهوي]{2,7}[،.]?",
        "[а-я]{2,8}",
        "[αβγδεζηθ]{2,6}",
        Just("5–10 mL".to_owned()),
        Just("(see)".to_owned()),
        Just("soft\u{AD}hyphen".to_owned()),
    ];
    prop::collection::vec(word, 1..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A sum of as many words as a handout may hold, at the largest size, is exact.
    #[test]
    fn sums_of_lengths_are_exact(lengths in prop::collection::vec(0..200_000_i32, 1..50), times in 1..20_000_i32) {
        let exact: i128 = lengths.iter().map(|&length| i128::from(length)).sum::<i128>() * i128::from(times);
        let sum: Length = lengths.iter().map(|&length| Length::millipt(length)).sum();
        prop_assert_eq!(i128::from((sum * times).0), exact);
        prop_assert_eq!(i128::from((sum * times).permille(1500).0), (exact * 1500 + 500) / 1000);
    }

    #[test]
    fn every_character_stands_on_one_line_in_order(text in words(), rtl in any::<bool>(), measure in 90..400_i32) {
        let fonts = Fonts::bundled();
        let mut typesetter = Typesetter::new(&fonts);
        let language = Language::parse(if rtl { "ar" } else { "en" }).expect("known");
        let look = Styles::new(&Theme::default()).body;
        let mut diagnostics = Diagnostics::default();
        let words = shape_words(&mut typesetter, &product_text(&language, text.clone()), look, &mut diagnostics);
        prop_assert!(diagnostics.0.is_empty(), "{:?}", diagnostics.0);
        let measure = Length::pt(measure);
        let lines = break_lines(&mut typesetter.shaper, &words.shaped, &language, measure);
        let mut at = 0;
        for line in &lines {
            prop_assert_eq!(line.range.start, at, "lines follow each other");
            at = line.range.end;
            let mut inside = line.range.start;
            for run in &line.runs {
                prop_assert_eq!(run.run.range.start, inside, "runs follow each other");
                inside = run.run.range.end;
            }
            prop_assert_eq!(inside, line.range.end, "runs cover the line");
            // A hyphen undoes the kerning of the letters it separates, which can be a tenth of the size.
            prop_assert!(line.overfull.is_some() || line.width <= measure + look.size.permille(100));
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn all_words_reach_the_pages_and_bytes_repeat(paragraphs in prop::collection::vec(words(), 1..30), rtl in any::<bool>()) {
        let language = if rtl { "ar" } else { "en" };
        let body: String = paragraphs.iter().map(|p| format!("  - {:?}\n", p.replace('\u{AD}', ""))).collect();
        let yaml = format!("handout: 1\nid: t\ntitle: T\nlanguage: {language}\nbody:\n{body}");
        let merged = merge_parts(&yaml, None, None, &[]);
        // Random digits can look like a nonexistent phone number, which is not tested here.
        prop_assume!(merged.document.is_some());
        let document = merged.document();
        let fonts = Fonts::bundled();
        let mut diagnostics = Diagnostics::default();
        let pages = lay_out(document, &fonts, &mut diagnostics).expect("laid out");
        let mut printed = 0;
        for page in &pages.pages {
            for item in &page.items {
                if let (Content::Line(line), Owner::Element(_)) = (&item.content, item.owner) {
                    printed += line.runs.iter().map(|r| line.shaped.text[r.run.range.clone()].chars()
                        .filter(|c| !c.is_whitespace()).count()).sum::<usize>();
                    prop_assert!(line.baseline < page.size.height);
                }
            }
        }
        let wanted: usize = std::iter::once(&document.title).chain(document.blocks.iter().map(|b| match b {
            handout::model::document::Block::Paragraph(text) => text,
            other => panic!("only paragraphs: {other:?}"),
        })).map(|text| text.plain().chars().filter(|c| !c.is_whitespace()).count()).sum();
        prop_assert_eq!(printed, wanted, "every character is placed once");
        let again = lay_out(document, &Fonts::bundled(), &mut diagnostics).expect("laid out");
        let first = write_pdf(document, pages, &fonts, &Intent::new(&Purpose::default()), Some(0)).expect("written");
        let second = write_pdf(document, again, &fonts, &Intent::new(&Purpose::default()), Some(0)).expect("written");
        prop_assert_eq!(first, second, "the same input gives the same bytes");
    }
}
