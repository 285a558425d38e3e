//! Codes of a run: what keeps readers from changing the order of words or dropping characters.

use handout::color::Color;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Artifact, Owner, PlacedRun};
use handout::pdf::encode::{Neighbours, Show, encode_run};
use handout::pdf::font::{FontEncoder, Outline};
use handout::text::RunContent;

use super::support::shape;

/// What is shown for a text of one run, and the code of a blank that reads as `mark`.
fn encode(language: &str, text: &str, mark: &str) -> (Vec<Show>, u16) {
    let shaped = shape(language, text);
    let [run] = shaped.runs.as_slice() else { panic!("{} runs", shaped.runs.len()) };
    let RunContent::Glyphs { face, .. } = &run.content else { panic!("no glyphs") };
    let fonts = Fonts::bundled();
    let mut encoder = FontEncoder::new(fonts.face(*face));
    let placed = PlacedRun {
        run: run.clone(),
        x: Length::ZERO,
        width: run.width(&fonts),
        owner: Owner::Artifact(Artifact::Layout),
        hyphen: None,
        color: Color::BLACK,
    };
    let neighbours = Neighbours { rtl_paragraph: shaped.rtl, after_rtl: false, ends_line: true };
    let shows = encode_run(&mut encoder, &shaped.text, &placed, neighbours);
    (shows, encoder.code(&Outline::Blank, 0, mark))
}

/// The codes of one string in order.
fn codes(show: &Show) -> Vec<u16> {
    // Few enough that each is one byte.
    let bytes = show.strings.iter().flat_map(|(string, _)| string);
    bytes.map(|byte| u16::from(*byte)).inspect(|code| assert!(*code < 0xC0)).collect()
}

/// The positions of words: the first code of each has moved nothing, whatever marks precede it.
fn right_edges(shows: &[Show]) -> Vec<i32> {
    shows.iter().map(|show| show.left + show.width).collect()
}

#[test]
fn short_right_to_left_words_are_kept_apart() {
    let (shows, mark) = encode("fa", "د ذ ر", "\u{202c}");
    assert_eq!(shows.len(), 3);
    let starts: Vec<bool> = shows.iter().map(|show| codes(show)[0] == mark).collect();
    assert_eq!(starts, [false, true, true]);
    let edges = right_edges(&shows);
    assert!(edges.windows(2).all(|pair| pair[0] > pair[1]), "{edges:?}");
    // No word overlaps the next, except for the mark's own room.
    let (first, second) = (&shows[0], &shows[1]);
    assert_eq!(second.left + second.width, first.left);
}

#[test]
fn long_right_to_left_words_need_no_mark() {
    let (shows, mark) = encode("fa", "بیمارستان پرستارها", "\u{202c}");
    assert_eq!(shows.len(), 2);
    assert!(shows.iter().all(|show| !codes(show).contains(&mark)));
}

#[test]
fn the_same_sign_twice_on_one_spot_has_two_codes() {
    // Three consonants in one stack: two viramas without width.
    let (shows, _) = encode("bn", "ন্ত্র", "\u{202c}");
    let codes = codes(&shows[0]);
    assert_eq!(codes.len(), 5);
    let mut distinct = codes.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 5, "{codes:?}");
}
