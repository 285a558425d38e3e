//! Full-width punctuation: one half of its square is blank. Where two such characters meet, the blank between them is
//! removed once; at the start and end of a line it hangs outside (JLREQ 3.1, CLREQ 3.1).
//!
//! Only advances change, never a glyph or a character, so the extracted text is as it was written.

use super::{Cluster, Run, RunContent, Shaped};
use crate::fonts::Fonts;
use crate::geom::Length;
use crate::lang::Language;

/// Which half of a character's square is blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blank {
    Before,
    After,
}

/// The blank half of a character. In Traditional Chinese, commas and periods are centered.
fn blank(c: char, language: &Language) -> Option<Blank> {
    match c {
        '（' | '［' | '｛' | '「' | '『' | '【' | '〔' | '〈' | '《' | '〖' | '“' | '‘' => {
            Some(Blank::Before)
        }
        '）' | '］' | '｝' | '」' | '』' | '】' | '〕' | '〉' | '》' | '〗' | '”' | '’' => {
            Some(Blank::After)
        }
        '、' | '。' | '，' | '．' if language.script() != *b"Hant" => Some(Blank::After),
        _ => None,
    }
}

/// Removes half of each blank between two of them: 」「, 。」, （「.
pub(super) fn close_up(clusters: &mut [Cluster], text: &str, language: &Language, em: i32) {
    let Some((first, last)) = clusters.first().zip(clusters.last()) else { return };
    // Characters of this width take three bytes of UTF-8 starting with at least this one; most text has none.
    if !text.as_bytes()[first.range.start..last.range.end].iter().any(|&byte| (0xE2..=0xEF).contains(&byte)) {
        return;
    }
    let side = |cluster: &Cluster| {
        let c = text[cluster.range.clone()].chars().next()?;
        blank(c, language).filter(|_| cluster.advance == em)
    };
    for i in 1..clusters.len() {
        match (side(&clusters[i - 1]), side(&clusters[i])) {
            // The second of two opening characters moves half a square to the left: that is also an advance of the
            // first.
            (Some(Blank::After), Some(_)) | (Some(Blank::Before), Some(Blank::Before)) => {
                clusters[i - 1].advance = em / 2
            }
            _ => {}
        }
    }
}

impl Shaped {
    /// How much of a line that starts at this byte is the blank half of an opening character.
    pub(crate) fn blank_at_start(&self, at: usize, language: &Language, fonts: &Fonts) -> Length {
        match self.text[at..].chars().next().map(|c| blank(c, language)) {
            Some(Some(Blank::Before)) => self.half_square(at, fonts),
            _ => Length::ZERO,
        }
    }

    /// How much of a line that ends at this byte is the blank half of a closing character.
    pub(crate) fn blank_at_end(&self, at: usize, language: &Language, fonts: &Fonts) -> Length {
        match self.text[..at].chars().next_back().map(|c| (c, blank(c, language))) {
            Some((c, Some(Blank::After))) => self.half_square(at - c.len_utf8(), fonts),
            _ => Length::ZERO,
        }
    }

    /// Half the width of the character at this byte if it has its whole square, otherwise zero.
    fn half_square(&self, at: usize, fonts: &Fonts) -> Length {
        let run = self.runs.get(self.runs.partition_point(|run| run.range.end <= at));
        let Some(Run { content: RunContent::Glyphs { face, clusters, .. }, size, level: 0, .. }) = run else {
            return Length::ZERO;
        };
        let em = i32::from(fonts.face(*face).units_per_em());
        let cluster = clusters.get(clusters.partition_point(|c| c.range.end <= at));
        match cluster.is_some_and(|c| c.range.start == at && c.advance == em) {
            true => *size / 2,
            false => Length::ZERO,
        }
    }
}
