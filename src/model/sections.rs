//! Numbers of headings, if a site's theme wants them: "1", "1.1", in the digits of their language.
//!
//! Each language of a handout counts by itself: a heading and its translation have the same number.

use super::document::{Block, Inline, Isolate, Text};
use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::source::Origin;

/// Numbers the headings of a body.
pub(super) fn number(blocks: &mut [Block], lexicon: &Lexicon) {
    Sections { lexicon, counts: Vec::new() }.number(blocks);
}

struct Sections<'a> {
    lexicon: &'a Lexicon,
    /// By language: how many headings there have been, and how many subheadings since the last.
    counts: Vec<(Language, [u64; 2])>,
}

impl Sections<'_> {
    fn number(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, text, number } => *number = Some(self.next(*level, &text.language)),
                Block::InLanguage { blocks, .. } | Block::Landscape(blocks) => self.number(blocks),
                _ => {}
            }
        }
    }

    fn next(&mut self, level: u8, language: &Language) -> Text {
        let known = self.counts.iter().position(|(known, _)| known == language).unwrap_or_else(|| {
            self.counts.push((language.clone(), [0, 0]));
            self.counts.len() - 1
        });
        let count = &mut self.counts[known].1;
        // A subheading before the first heading is a section of its own.
        let numbers = match (level, &mut *count) {
            (3.., [section, part]) if *section > 0 => {
                *part += 1;
                &count[..]
            }
            (_, [section, part]) => {
                (*section, *part) = (*section + 1, 0);
                &count[..1]
            }
        };
        let digits = self.lexicon.words(language).digits;
        let written: Vec<String> = numbers.iter().map(|&number| digits.write(number)).collect();
        let words = Inline { isolate: Isolate::Ltr, ..Inline::words(written.join("."), Origin::Product) };
        // The space hangs outside; with it, readers of the text don't join number and heading.
        Text::of(language, vec![words, Inline::words(" ", Origin::Product)])
    }
}
