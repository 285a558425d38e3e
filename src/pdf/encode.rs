//! From a glyph run to strings of codes, one code per source character, so that readers return the text in order.
//!
//! A cluster of several characters is drawn by one composite glyph under the code that comes first in drawing order;
//! its other characters are blank glyphs. Left-to-right runs show their codes in logical order. In right-to-left runs
//! the words are in reading order and the codes within each word in visual order, as ISO 32000-1, 14.8.2.3.3
//! (`ReversedChars`) describes; the space before a word is part of its first letter's code.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use unicode_bidi::{BidiClass, bidi_class};

use super::font::codes::written;
use super::font::{Codes, Component, Outline};
use crate::layout::display::PlacedRun;
use crate::text::{Cluster, Glyph, RunContent};

/// What one `TJ` operator shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Show {
    /// Left edge from the run's left edge, in font units.
    pub left: i32,
    /// Extent to the right, in font units.
    pub width: i32,
    /// Strings of codes, each followed by a movement to the right in font units that its codes do not make.
    pub strings: Vec<(Vec<u8>, i32)>,
}

/// A run's surroundings, which decide which invisible marks it needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbours {
    /// Whether the paragraph runs from right to left.
    pub rtl_paragraph: bool,
    /// Whether the run before it on the line runs from right to left.
    pub after_rtl: bool,
    /// Whether only white space follows it on the line.
    pub ends_line: bool,
}

const LRM: &str = "\u{200E}";
const RLM: &str = "\u{200F}";

/// The end of an embedding, without a beginning: text without direction or meaning (UAX #9, X7).
const PDF: &str = "\u{202C}";
/// How far back, in hundredths of an em, a jump must go for MuPDF to treat it as a new line, with room to spare. It
/// reverses each of its lines as a whole, so that two short words would trade places: a character without direction
/// keeps them apart.
const NEW_LINE: i32 = 90;
/// How far before a word that character is, in hundredths of an em: beyond the distance at which Poppler assumes that
/// two codes overlap (10), within the distance at which MuPDF takes the gap for a space (15).
const PAD: i32 = 12;

/// A code in progress.
struct Code {
    outline: Outline,
    advance: i32,
    text: String,
    /// Movement to the right after it, beyond its advance: kerning.
    kern: i32,
}

/// Encodes a run.
pub(crate) fn encode_run(
    encoder: &mut impl Codes,
    text: &str,
    placed: &PlacedRun,
    neighbours: Neighbours,
) -> Vec<Show> {
    let RunContent::Glyphs { clusters, glyphs, .. } = &placed.run.content else {
        return Vec::new();
    };
    let mut shows = if placed.run.is_rtl() {
        rtl_words(encoder, text, clusters, glyphs)
    } else {
        vec![ltr_run(encoder, text, clusters, glyphs, neighbours)]
    };
    if let (Some(hyphen), Some(show)) = (placed.hyphen, shows.last_mut()) {
        // The hyphen that ends a divided word reads as the soft hyphen that it represents.
        let advance = encoder.face().advance(hyphen.id);
        let code = encoder.code(&Outline::Glyph(hyphen.id), advance, "\u{00AD}");
        show.push(code, 0);
        show.width += advance;
    }
    shows
}

fn ltr_run(
    encoder: &mut impl Codes,
    text: &str,
    clusters: &[Cluster],
    glyphs: &[Glyph],
    neighbours: Neighbours,
) -> Show {
    let mut show = Show::default();
    // Without these marks a reader's own bidi algorithm would move the run, or what follows it.
    let mark = match (neighbours.rtl_paragraph, neighbours.after_rtl) {
        (true, _) => Some(RLM),
        (false, true) => Some(LRM),
        (false, false) => None,
    };
    if let Some(mark) = mark {
        let code = encoder.code(&Outline::Blank, 0, mark);
        show.push(code, 0);
    }
    let mut carried = String::new();
    // Texts of zero-width codes at the pen position.
    let mut stacked: Vec<String> = Vec::new();
    for cluster in clusters {
        show.width += cluster.advance;
        if let Some((glyph, character)) = plain(text, cluster, glyphs).filter(|_| carried.is_empty()) {
            let own = encoder.face().advance(glyph);
            let mut utf8 = [0; 4];
            let cid = encoder.code(&Outline::Glyph(glyph), own, character.encode_utf8(&mut utf8));
            show.push(cid, cluster.advance - own);
            continue;
        }
        for mut code in cluster_codes(encoder, text, cluster, glyphs, false, &mut carried) {
            if code.advance != 0 {
                stacked.clear();
            } else {
                // PDFium drops a code that recurs within seven hundredths of an em, such as the second virama in a
                // stack of three consonants. Another advance makes another code.
                let again = stacked.iter().filter(|text| **text == code.text).count() as i32;
                stacked.push(code.text.clone());
                code.advance += again;
                code.kern -= again;
            }
            let cid = encoder.code(&code.outline, code.advance, &code.text);
            show.push(cid, code.kern);
        }
    }
    if neighbours.rtl_paragraph && neighbours.ends_line {
        // The following white space hangs at the other side of the line: here it is text without width.
        let code = encoder.code(&Outline::Blank, 0, " ");
        show.push(code, 0);
    }
    show
}

fn rtl_words(encoder: &mut impl Codes, text: &str, clusters: &[Cluster], glyphs: &[Glyph]) -> Vec<Show> {
    let is_space = |cluster: &Cluster| text[cluster.range.clone()].chars().all(char::is_whitespace);
    let total: i32 = clusters.iter().map(|c| c.advance).sum();
    let run_end = clusters.last().map_or(0, |c| c.range.end);
    let upem = i32::from(encoder.face().units_per_em());
    let mut shows = Vec::new();
    let mut shown = 0;
    let mut from = 0;
    // Advances of the preceding word, without its last code.
    let mut before: Option<i32> = None;
    while from < clusters.len() {
        // Spaces, then letters; spaces at the end of the run go with its last word.
        let letters = from + clusters[from..].iter().take_while(|c| is_space(c)).count();
        let mut to = letters + clusters[letters..].iter().take_while(|c| !is_space(c)).count();
        if clusters[to..].iter().all(is_space) {
            to = clusters.len();
        }
        let word = &clusters[from..to];
        shown += word.iter().map(|c| c.advance).sum::<i32>();
        // The space that starts a run is text of its first letter but not part of its width: readers that use geometry
        // must see a gap to the preceding left-to-right run.
        let glue: i32 = if from == 0 { 0 } else { clusters[from..letters].iter().map(|c| c.advance).sum() };
        let spaces: String = clusters[from..letters].iter().map(|c| &text[c.range.clone()]).collect();
        let body = &clusters[letters..to];
        let width = body.iter().map(|c| c.advance).sum::<i32>() + glue;
        let mut show = Show { left: total - shown, width, strings: Vec::new() };
        let mut codes: Vec<Code> = Vec::new();
        let mut carried = String::new();
        for cluster in body.iter().rev() {
            if is_space(cluster) {
                // White space at the end of the run: the mark before it keeps readers from dropping it as a string's
                // first character.
                let text = format!("{RLM}{}", &text[cluster.range.clone()]);
                codes.push(Code { outline: Outline::Blank, advance: cluster.advance, text, kern: 0 });
                continue;
            }
            if needs_mark(text, cluster, run_end) {
                codes.push(Code { outline: Outline::Blank, advance: 0, text: RLM.to_owned(), kern: 0 });
            }
            codes.extend(cluster_codes(encoder, text, cluster, glyphs, true, &mut carried));
        }
        if !spaces.is_empty()
            && let Some(first_letter) = codes.last_mut()
        {
            first_letter.advance += glue;
            first_letter.text.push_str(&spaces);
        }
        let advances: i32 = codes.iter().map(|code| code.advance).sum();
        let first = codes.first().map_or(0, |code| code.advance);
        let is_close = before.is_some_and(|before| before + advances - first < upem * NEW_LINE / 100);
        before = Some(advances - codes.last().map_or(0, |code| code.advance));
        let starts_with_mark = codes.first().is_some_and(|code| code.text.chars().all(is_nonspacing));
        if starts_with_mark || (codes.len() == 1 && !is_close) {
            // A mark that starts a string would be taken as part of the preceding word, and a string of one code is not
            // reversed.
            codes.insert(0, Code { outline: Outline::Blank, advance: 0, text: RLM.to_owned(), kern: 0 });
        }
        if is_close {
            // A code at the same position as another would end the word for Poppler, and leave its first letter by
            // itself.
            let pad = if codes.len() > 1 { upem * PAD / 100 } else { 0 };
            show.left -= pad;
            show.width += pad;
            codes.insert(0, Code { outline: Outline::Blank, advance: 0, text: PDF.to_owned(), kern: pad });
        }
        for code in codes {
            let cid = encoder.code(&code.outline, code.advance, &code.text);
            show.push(cid, code.kern);
        }
        shows.push(show);
        from = to;
    }
    shows
}

/// Whether a right-to-left mark must follow a cluster: after a weak or neutral character that ends the run, or that no
/// right-to-left letter follows; and after a combining mark before one of these.
fn needs_mark(text: &str, cluster: &Cluster, run_end: usize) -> bool {
    use BidiClass as B;
    let Some(last) = text[cluster.range.clone()].chars().next_back() else { return false };
    let next = text[cluster.range.end..].chars().next().map(bidi_class);
    let weak = |class: B| matches!(class, B::ES | B::ET | B::CS | B::EN | B::AN);
    let strong = |class: B| matches!(class, B::R | B::AL);
    let class = bidi_class(last);
    if class == B::NSM {
        return cluster.range.end < run_end && next.is_some_and(weak);
    }
    let ends_run = cluster.range.end == run_end && !strong(class) && class != B::WS;
    ends_run || (weak(class) && !next.is_some_and(strong))
}

/// A cluster's codes in drawing order.
fn cluster_codes(
    encoder: &impl Codes,
    text: &str,
    cluster: &Cluster,
    glyphs: &[Glyph],
    rtl: bool,
    carried: &mut String,
) -> Vec<Code> {
    let mut chars: Vec<char> = text[cluster.range.clone()].chars().collect();
    if rtl {
        chars.reverse();
    }
    // A joiner has no code of its own: it begins the text of the next code drawn. Unused soft hyphens and break
    // opportunities are not text.
    let mut texts: Vec<(char, String)> = Vec::with_capacity(chars.len());
    for c in chars {
        match c {
            '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{200E}' | '\u{200F}' | '\u{2028}' => {}
            '\u{200C}' | '\u{200D}' | '\u{034F}' | '\u{FE00}'..='\u{FE0F}' => carried.push(c),
            c => {
                let mut string = std::mem::take(carried);
                string.push(c);
                texts.push((c, string));
            }
        }
    }
    let glyphs = &glyphs[cluster.glyphs.clone()];
    let bases = texts.iter().filter(|(c, _)| !is_nonspacing(*c)).count();
    let first_is_base = |index: usize, c: char| if bases == 0 { index == 0 } else { !is_nonspacing(c) };
    let parts = bases.max(1) as i32;
    let (share, rest) = (cluster.advance / parts, cluster.advance % parts);
    let mut outline = Some(outline_of(glyphs));
    let mut given = 0;
    let mut codes = Vec::with_capacity(texts.len());
    for (index, (c, string)) in texts.into_iter().enumerate() {
        let mut advance = 0;
        if first_is_base(index, c) {
            given += 1;
            advance = if given == parts { share + rest } else { share };
        }
        codes.push(Code { outline: outline.take().unwrap_or(Outline::Blank), advance, text: string, kern: 0 });
    }
    // A glyph of one character keeps the font's own advance, and kerning moves the pen: no glyph is added for it. In
    // right-to-left words a movement would cut the string that readers reverse.
    if let ([only], [Glyph { id, dx: 0, dy: 0 }], false) = (codes.as_mut_slice(), glyphs, rtl) {
        let own = encoder.face().advance(*id);
        only.kern = only.advance - own;
        only.advance = own;
    }
    codes
}

/// The glyph and character of a cluster with exactly one of each, the usual case: it needs no composing.
fn plain(text: &str, cluster: &Cluster, glyphs: &[Glyph]) -> Option<(u16, char)> {
    let [Glyph { id, dx: 0, dy: 0 }] = glyphs[cluster.glyphs.clone()] else { return None };
    let mut chars = text[cluster.range.clone()].chars();
    let only = chars.next().filter(|c| *c < '\u{00AD}' && chars.next().is_none())?;
    Some((id, only))
}

fn outline_of(glyphs: &[Glyph]) -> Outline {
    match glyphs {
        [] => Outline::Blank,
        [Glyph { id, dx: 0, dy: 0 }] => Outline::Glyph(*id),
        glyphs => Outline::Composite(
            glyphs.iter().map(|g| Component { glyph: g.id, dx: g.dx as i16, dy: g.dy as i16 }).collect(),
        ),
    }
}

fn is_nonspacing(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
        )
}

impl Show {
    fn push(&mut self, code: u16, kern: i32) {
        match self.strings.last_mut() {
            Some((string, 0)) => string.extend_from_slice(written(code).bytes()),
            _ => self.strings.push((written(code).bytes().to_vec(), 0)),
        }
        if let Some((_, after)) = self.strings.last_mut() {
            *after = kern;
        }
    }
}
