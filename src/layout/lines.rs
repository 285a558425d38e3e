//! Lines: choose the breaks of a paragraph for a measure, and place each line's runs in visual order.

use std::ops::Range;
use std::sync::Arc;

use unicode_bidi::{BidiInfo, Level};

use crate::fonts::Fonts;
use crate::geom::Length;
use crate::lang::Language;
use crate::style::LARGE_PRINT_LEADING;
use crate::text::{BreakKind, Run, RunContent, Shaped, Shaper};

/// A line of a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct LineBox {
    /// Runs with their left edges from the line's left edge, in logical order.
    pub runs: Vec<LineRun>,
    /// Width without the white space at its end.
    pub width: Length,
    /// How much it exceeds the measure, if it could not be broken.
    pub overfull: Option<Length>,
    /// Its bytes of the text.
    pub range: Range<usize>,
    /// Its index among the lines.
    pub index: usize,
    /// How wide it may be.
    pub measure: Length,
}

/// A run on a line.
#[derive(Clone, Debug)]
pub(crate) struct LineRun {
    /// Left edge from the line's left edge at the measure's left.
    pub x: Length,
    /// Extent to the right.
    pub width: Length,
    /// The part of the run on this line.
    pub run: Run,
    /// Whether the line ends after it with a hyphen.
    pub hyphen: bool,
}

/// A possible line end, with the data for evaluating it.
struct Candidate {
    at: usize,
    kind: BreakKind,
    /// Width of all before it.
    width: Length,
    /// Width of what hangs outside a line that ends here: white space, or the blank half of a full-width character.
    space: Length,
    /// Width of all before the first ink of a line that starts here.
    next: Length,
    /// Width of its hyphen.
    hyphen: Length,
}

/// Breaks a paragraph into lines of at most `measure`.
///
/// Ragged lines as even as possible, over the least possible number of lines: the sum of the squared slacks is minimal
/// (the last line's slack is free).
pub(crate) fn break_lines(
    shaper: &mut Shaper<'_>,
    shaped: &Shaped,
    language: &Language,
    measure: Length,
) -> Vec<LineBox> {
    let candidates = candidates(shaped, shaper, language);
    let mut lines = Vec::new();
    let mut start = 0;
    let first = shaped.blank_at_start(0, language, shaper.fonts());
    for end in choose(&candidates, first, measure) {
        let candidate = &candidates[end];
        let from = if start == 0 { 0 } else { candidates[start - 1].at };
        let before = if start == 0 { first } else { candidates[start - 1].next };
        let mut line = place_line(shaper, shaped, language, from..candidate.at, candidate, measure);
        // Measured by the sums used to choose the breaks: whole-run sums differ by rounding.
        let width = candidate.width - candidate.space - before + candidate.hyphen;
        line.overfull = (width > measure).then(|| width - measure);
        line.index = lines.len();
        lines.push(line);
        start = end + 1;
    }
    lines
}

/// The width of a paragraph with only mandatory line breaks.
pub(crate) fn natural_width(shaper: &Shaper<'_>, shaped: &Shaped) -> Length {
    let mut forced = shaped.breaks.iter().filter(|b| b.kind == BreakKind::Mandatory).map(|b| b.at).peekable();
    let (mut widest, mut width, mut space) = (Length::ZERO, Length::ZERO, Length::ZERO);
    for (start, piece_width, is_space, _) in pieces(shaped, shaper.fonts()) {
        while forced.next_if(|&at| at <= start).is_some() {
            widest = widest.max(width - space);
            (width, space) = (Length::ZERO, Length::ZERO);
        }
        width += piece_width;
        space = if is_space { space + piece_width } else { Length::ZERO };
    }
    widest.max(width - space)
}

/// The widest piece between two break opportunities.
pub(crate) fn longest_word(shaper: &Shaper<'_>, shaped: &Shaped) -> Length {
    let fonts = shaper.fonts();
    // Each cluster is added to its piece in one pass: a cell may be as long as a book.
    let ends: Vec<usize> = shaped
        .breaks
        .iter()
        .filter(|b| !matches!(b.kind, BreakKind::Hyphen | BreakKind::Emergency))
        .map(|b| b.at)
        .collect();
    let mut widths = vec![Length::ZERO; ends.len()];
    let mut add = |at: usize, width: Length| {
        if let Some(piece) = widths.get_mut(ends.partition_point(|&end| end <= at)) {
            *piece += width;
        }
    };
    for run in &shaped.runs {
        match &run.content {
            RunContent::Blank { width } => add(run.range.start, *width),
            RunContent::Glyphs { face, clusters, .. } => {
                let upem = fonts.face(*face).units_per_em();
                for c in clusters.iter().filter(|c| !shaped.text[c.range.clone()].trim().is_empty()) {
                    add(c.range.start, run.size.em_units(c.advance, upem));
                }
            }
        }
    }
    widths.into_iter().max().unwrap_or_default()
}

fn candidates(shaped: &Shaped, shaper: &Shaper<'_>, language: &Language) -> Vec<Candidate> {
    let fonts = shaper.fonts();
    let mut candidates = Vec::with_capacity(shaped.breaks.len());
    let (mut width, mut space) = (Length::ZERO, Length::ZERO);
    let mut pieces = pieces(shaped, fonts).peekable();
    for b in &shaped.breaks {
        let mut hyphen = Length::ZERO;
        while let Some((_, piece_width, is_space, hyphen_width)) = pieces.next_if(|p| p.0 < b.at) {
            width += piece_width;
            space = if is_space { space + piece_width } else { Length::ZERO };
            hyphen = hyphen_width;
        }
        let hyphen = if b.kind == BreakKind::Hyphen { hyphen } else { Length::ZERO };
        let space = if space == Length::ZERO { shaped.blank_at_end(b.at, language, fonts) } else { space };
        let next = width + shaped.blank_at_start(b.at, language, fonts);
        candidates.push(Candidate { at: b.at, kind: b.kind, width, space, next, hyphen });
    }
    candidates
}

/// Start, width, whether white space, and the font's hyphen width, of each cluster in logical order.
fn pieces<'a>(shaped: &'a Shaped, fonts: &'a Fonts) -> impl Iterator<Item = (usize, Length, bool, Length)> + 'a {
    shaped.runs.iter().flat_map(move |run| -> Box<dyn Iterator<Item = (usize, Length, bool, Length)> + 'a> {
        match &run.content {
            RunContent::Blank { width } => Box::new(std::iter::once((run.range.start, *width, false, Length::ZERO))),
            RunContent::Glyphs { face, clusters, .. } => {
                let (face, size) = (fonts.face(*face), run.size);
                let upem = face.units_per_em();
                let hyphen = face.glyph('\u{2010}').or_else(|| face.glyph('-'));
                let hyphen = hyphen.map_or(Length::ZERO, |g| size.em_units(face.advance(g), upem));
                Box::new(clusters.iter().map(move |c| {
                    let is_space = shaped.text[c.range.clone()].chars().all(char::is_whitespace);
                    (c.range.start, size.em_units(c.advance, upem), is_space, hyphen)
                }))
            }
        }
    })
}

/// Cost of one more line: more than any raggedness, so that the number of lines is the least possible.
const LINE: i64 = 1 << 40;
/// Cost of a line that is too wide: only as a last resort.
const OVERFULL: i64 = 1 << 50;
/// Cost of a line that ends where it should not: more than many lines, less than one that is too wide.
const EMERGENCY: i64 = 1 << 46;
/// Cost of a divided word, on the scale of [`slack_cost`]: as bad as a line with a third of it empty.
const HYPHEN: i64 = 110_000;
/// Cost of a last line shorter than an eighth of the measure, on the same scale.
const RUNT: i64 = 40_000;

/// Indices of the candidates at which lines end; `first` is the blank that hangs outside the first one.
fn choose(candidates: &[Candidate], first: Length, measure: Length) -> Vec<usize> {
    // best[k]: the least cost of setting all before candidate k - 1; from[k]: where its last line starts.
    let mut best = vec![i64::MAX; candidates.len() + 1];
    let mut from = vec![0; candidates.len() + 1];
    best[0] = 0;
    let mut earliest = 0;
    for (end, candidate) in candidates.iter().enumerate() {
        for start in (earliest..=end).rev() {
            if best[start] == i64::MAX {
                continue;
            }
            let before = if start == 0 { first } else { candidates[start - 1].next };
            let width = candidate.width - candidate.space - before + candidate.hyphen;
            let mut cost = best[start] + LINE;
            if width > measure {
                if start < end {
                    // Longer lines only get wider.
                    break;
                }
                cost += OVERFULL;
            } else {
                cost += match candidate.kind {
                    BreakKind::Mandatory if start > earliest && width * 8 < measure => RUNT,
                    BreakKind::Mandatory => 0,
                    BreakKind::Allowed => slack_cost(measure - width, measure),
                    BreakKind::Hyphen | BreakKind::Reluctant => slack_cost(measure - width, measure) + HYPHEN,
                    BreakKind::Emergency => slack_cost(measure - width, measure) + EMERGENCY,
                };
            }
            if cost < best[end + 1] {
                best[end + 1] = cost;
                from[end + 1] = start;
            }
        }
        if candidate.kind == BreakKind::Mandatory {
            earliest = end + 1;
        }
    }
    let mut ends = Vec::new();
    let mut at = candidates.len();
    while at > 0 {
        ends.push(at - 1);
        at = from[at];
    }
    ends.reverse();
    ends
}

/// The square of the slack in permille of the measure.
fn slack_cost(slack: Length, measure: Length) -> i64 {
    let permille = slack.0 * 1000 / measure.0.max(1);
    permille * permille
}

fn place_line(
    shaper: &mut Shaper<'_>,
    shaped: &Shaped,
    language: &Language,
    range: Range<usize>,
    end: &Candidate,
    measure: Length,
) -> LineBox {
    let text = &shaped.text[range.clone()];
    let visible_end = range.start + text.trim_end_matches(|c: char| c.is_whitespace()).len();
    let mut runs: Vec<LineRun> = Vec::new();
    // A paragraph of many addresses has as many runs, of which a line uses a few.
    let first = shaped.runs.partition_point(|run| run.range.end <= range.start);
    for run in shaped.runs[first..].iter().take_while(|run| run.range.start < range.end) {
        let (from, to) = (run.range.start.max(range.start), run.range.end.min(range.end));
        if from >= to {
            continue;
        }
        // UAX #9 L1: white space at the end of a line takes the paragraph's level.
        let cut = if run.level == u8::from(shaped.rtl) { to } else { visible_end.clamp(from, to) };
        for (from, to, trailing) in [(from, cut, false), (cut, to, true)] {
            if from >= to {
                continue;
            }
            let mut piece = shaper.cut_run(shaped, run, from..to, language);
            if trailing {
                piece.level = u8::from(shaped.rtl);
            }
            let width = piece.width(shaper.fonts());
            runs.push(LineRun { x: Length::ZERO, width, run: piece, hyphen: false });
        }
    }
    if end.kind == BreakKind::Hyphen
        && let Some(last) = runs.last_mut()
    {
        last.hyphen = true;
        last.width += end.hyphen;
    }
    let levels: Vec<Level> = runs.iter().map(|r| Level::new(r.run.level).unwrap_or(Level::ltr())).collect();
    let total: Length = runs.iter().map(|r| r.width).sum();
    let blank = shaped.blank_at_start(range.start, language, shaper.fonts());
    let width = total - end.space - blank;
    // White space at the end hangs outside: to the right of a left-to-right line, to the left of a right-to-left one.
    let mut x = if shaped.rtl { measure - total } else { -blank };
    for index in BidiInfo::reorder_visual(&levels) {
        runs[index].x = x;
        x += runs[index].width;
    }
    LineBox { runs, width, overfull: None, range, index: 0, measure }
}

/// The positions of a paragraph's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rhythm {
    /// Distance from baseline to baseline.
    pub leading: Length,
    /// From a line's top to its baseline.
    pub ascent: Length,
}

/// How far letters reach up and down from the baseline, and how many bytes of the text do.
struct Reach {
    up: Length,
    down: Length,
    bytes: usize,
}

/// One leading for all lines of a paragraph: the style's, or more if a script in it reaches further.
pub(crate) fn rhythm(shaped: &Arc<Shaped>, least: Length, fonts: &Fonts) -> Rhythm {
    // By reach, of which a paragraph has two or three, however many runs it has.
    let mut reaches: Vec<Reach> = Vec::new();
    for run in &shaped.runs {
        let Some((up, down)) = reach(run, fonts) else { continue };
        match reaches.iter_mut().find(|known| (known.up, known.down) == (up, down)) {
            Some(known) => known.bytes += run.range.len(),
            None => reaches.push(Reach { up, down, bytes: run.range.len() }),
        }
    }
    let total: usize = reaches.iter().map(|reach| reach.bytes).sum();
    let (mut up, mut down) = (Length::ZERO, Length::ZERO);
    let (mut guest_up, mut guest_down) = (Length::ZERO, Length::ZERO);
    for reach in &reaches {
        // A word or two in another script need room next to the paragraph's own letters, not next to each other.
        if reach.bytes * 4 >= total {
            (up, down) = (up.max(reach.up), down.max(reach.down));
        }
        (guest_up, guest_down) = (guest_up.max(reach.up), guest_down.max(reach.down));
    }
    // In large print every letter has its room, including those of scripts set larger than their style says.
    let sizes = shaped.runs.iter().filter(|_| shaped.style.upright).map(|run| run.size.permille(LARGE_PRINT_LEADING));
    let least = sizes.fold(least, Length::max);
    let leading = least.max(guest_up + down).max(up + guest_down);
    Rhythm { leading, ascent: guest_up.max(up + (leading - up - down) / 2) }
}

/// How far a run's letters reach up and down; `None` for a blank line.
fn reach(run: &Run, fonts: &Fonts) -> Option<(Length, Length)> {
    let RunContent::Glyphs { face, script, .. } = &run.content else {
        return None;
    };
    let (face, upem) = (fonts.face(*face), fonts.face(*face).units_per_em());
    let (ascent, descent) = (face.metrics().ascent, face.metrics().descent);
    Some(match tall(*script, face.family()) {
        Some((up, down)) => (run.size.permille(up), run.size.permille(down)),
        // A font's line is taller than most of its letters: what sticks out at the bottom of a line and at the top of
        // the next one seldom meets.
        None => {
            let spared = run.size.em_units(ascent + descent, upem).permille(140);
            (run.size.em_units(ascent, upem) - spared / 2, run.size.em_units(descent, upem) - spared / 2)
        }
    })
}

/// How far the letters of tall scripts reach up and down, in permille of their size: measured on running text in our
/// fonts, where the fonts' own line heights are too small (Khmer, Thai, Telugu) or made for the rarest of stacks
/// (Tibetan, Burmese). Ideographs fill their squares, and need the space between lines that other scripts have inside
/// them. A symbol in a line is no taller than its letters.
fn tall(script: [u8; 4], family: &str) -> Option<(i32, i32)> {
    if family.contains("Symbols") || family.contains("Math") {
        return Some((800, 200));
    }
    Some(match &script {
        b"Arab" if family.contains("Nastaliq") => (1640, 560),
        b"Hani" | b"Hans" | b"Hant" | b"Hira" | b"Kana" | b"Bopo" | b"Jpan" => (1020, 530),
        b"Hang" | b"Kore" => (1000, 480),
        b"Khmr" => (970, 530),
        b"Knda" | b"Telu" => (880, 540),
        // The font family for languages whose letters have two accents.
        b"Latn" if family == "Noto Sans" => (1010, 290),
        b"Laoo" => (1130, 290),
        b"Mymr" => (1040, 570),
        b"Thai" => (1140, 340),
        b"Tibt" => (1130, 620),
        _ => return None,
    })
}
