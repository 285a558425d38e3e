//! From the bytes of a string to the glyphs of a composite font (ISO 32000-1, 9.7.5).

use crate::syntax::content::{Token, Tokens};

/// Ranges that are read.
const MOST_RANGES: usize = 70_000;

/// How codes are divided, and what they select.
#[derive(Clone, Debug, Default)]
pub(crate) struct CMap {
    /// Length of codes, and the first and last of a range.
    codespaces: Vec<(usize, u32, u32)>,
    /// First code, last code, number of the first glyph; by first code.
    ranges: Vec<(u32, u32, u32)>,
}

impl CMap {
    /// Two bytes for a code, which is the glyph's number: what `Identity-H` says. Other maps that are in no file are
    /// read as this one, too: their widths are roughly the same for all glyphs.
    pub(crate) fn identity() -> CMap {
        CMap { codespaces: vec![(2, 0, 0xFFFF)], ranges: vec![(0, 0xFFFF, 0)] }
    }

    /// Reads a map.
    pub(crate) fn parse(text: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut operands: Vec<(usize, u32)> = Vec::new();
        for token in Tokens::new(text) {
            match token {
                Token::Text(bytes) if bytes.len() <= 4 => operands.push((bytes.len(), code(&bytes))),
                Token::Word(word) => match word {
                    b"endcodespacerange" => {
                        let pairs = operands.chunks_exact(2).map(|pair| (pair[0].0, pair[0].1, pair[1].1));
                        map.codespaces.extend(pairs.take(100));
                        operands.clear();
                    }
                    b"endcidrange" => {
                        map.ranges.extend(operands.chunks_exact(3).map(|range| (range[0].1, range[1].1, range[2].1)));
                        operands.clear();
                    }
                    b"endcidchar" => {
                        map.ranges.extend(operands.chunks_exact(2).map(|pair| (pair[0].1, pair[0].1, pair[1].1)));
                        operands.clear();
                    }
                    word if word.starts_with(b"begin") => operands.clear(),
                    word => {
                        let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
                        operands.extend(number.map(|number| (0, number)));
                    }
                },
                _ => {}
            }
            if map.ranges.len() > MOST_RANGES || operands.len() > 3 * MOST_RANGES {
                break;
            }
        }
        map.ranges.sort_unstable();
        if map.codespaces.is_empty() { CMap::identity() } else { map }
    }

    /// Takes the next code off a string: its length in bytes, and the glyph's number.
    pub(crate) fn next(&self, text: &[u8]) -> (usize, u32) {
        for length in 1..=text.len().min(4) {
            let number = code(&text[..length]);
            if self
                .codespaces
                .iter()
                .any(|&(known, first, last)| known == length && inside(number, first, last, length))
            {
                return (length, self.glyph(number));
            }
        }
        let shortest = self.codespaces.iter().map(|(length, ..)| *length).min().unwrap_or(1);
        (shortest.clamp(1, text.len().max(1)), 0)
    }

    fn glyph(&self, number: u32) -> u32 {
        let after = self.ranges.partition_point(|(first, ..)| *first <= number);
        match after.checked_sub(1).map(|at| self.ranges[at]) {
            Some((first, last, glyph)) if number <= last => glyph.saturating_add(number - first),
            _ => 0,
        }
    }
}

/// Whether each byte of a code is in the range of that byte.
fn inside(number: u32, first: u32, last: u32, length: usize) -> bool {
    let bytes = |number: u32| number.to_be_bytes().into_iter().skip(4 - length.min(4));
    bytes(number).zip(bytes(first).zip(bytes(last))).all(|(byte, (first, last))| (first..=last).contains(&byte))
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}
