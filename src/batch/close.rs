//! Records with long words, which may not fit on a line: their copies are typeset to see whether they do.
//!
//! There may be as many as there are records, so only their numbers are kept, and few are typeset: a word is no wider
//! than some number of `W`s, and where a wider word of `W`s has been seen to fit, it fits.

use crate::content::types::FieldKind;
use crate::copies::{Run, Worker};
use crate::fonts::Fonts;
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::records::{Record, Reject, Rules};

/// A word longer than this may not fit on a line.
const LONG_WORD: usize = 20;

/// The most kinds of copies for which measurements are remembered. Runs have a handful.
const MOST_KINDS: usize = 256;

/// How much wider than the sum of its letters a word may be, in thousandths: kerning.
const KERNING: u64 = 50;

/// Whether a record has a word that may not fit.
pub(crate) fn has_long_word(record: &Record) -> bool {
    record.values.iter().any(|(_, value)| long_words(value).next().is_some())
}

fn long_words(value: &str) -> impl Iterator<Item = &str> {
    value.split_whitespace().filter(|word| word.chars().nth(LONG_WORD).is_some())
}

/// A field, and everything that determines the room for its values.
#[derive(Clone, PartialEq)]
struct Kind {
    language: Option<Language>,
    paper: Option<Size>,
    size: Option<Length>,
    /// The fields that the record fills.
    filled: Vec<usize>,
    field: usize,
}

/// What is known about the room in a field, in `W`s.
struct Room {
    fits: u64,
    /// The least that does not.
    overflows: u64,
}

/// Typesets as few copies as possible.
pub(crate) struct CloseCheck<'a, 'r> {
    run: &'r Run<'a>,
    worker: Worker<'a>,
    rules: &'r [Rules],
    /// The maximum width of each ASCII letter and digit, in thousandths of a `W`.
    widths: [u64; 128],
    rooms: Vec<(Kind, Room)>,
}

impl<'a, 'r> CloseCheck<'a, 'r> {
    pub(crate) fn new(run: &'r Run<'a>, rules: &'r [Rules], fonts: &Fonts) -> CloseCheck<'a, 'r> {
        CloseCheck { run, worker: run.worker(), rules, widths: widths(fonts), rooms: Vec::new() }
    }

    /// Whether a copy can be made of a record with long words.
    pub(crate) fn check(&mut self, record: &Record) -> Result<(), Reject> {
        if self.surely_fits(record) { Ok(()) } else { self.run.check(&mut self.worker, record) }
    }

    fn surely_fits(&mut self, record: &Record) -> bool {
        for place in 0..record.values.len() {
            let (_, value) = &record.values[place];
            let widest =
                long_words(value).map(|word| self.width(word)).try_fold(0, |most, width| Some(most.max(width?)));
            match widest {
                Some(0) => {}
                Some(width) if self.fits(record, place, width) => {}
                _ => return false,
            }
        }
        true
    }

    /// The maximum width of a word in `W`s; `None` unless it has only plain letters and digits, which are never
    /// divided.
    fn width(&self, word: &str) -> Option<u64> {
        let width = word.bytes().try_fold(0, |sum, byte| {
            let width = self.widths.get(usize::from(byte)).filter(|width| **width > 0)?;
            Some(sum + width)
        });
        width.map(|width: u64| (width * (1000 + KERNING)).div_ceil(1_000_000))
    }

    /// Whether a word this many `W`s wide fits in a field of a record like this one.
    fn fits(&mut self, record: &Record, place: usize, width: u64) -> bool {
        let rules = self.rules.iter().find(|rules| record.language.as_ref().is_none_or(|own| *own == rules.language));
        // What has room in one copy has none in another, if they have different blocks.
        let rules = rules.filter(|rules| !rules.varies());
        let Some(fields) = rules.map(|rules| rules.kinds().collect::<Vec<_>>()) else { return false };
        let index = |name: &str| fields.iter().position(|(known, _)| *known == name);
        let Some(field) = index(&record.values[place].0).filter(|&field| fields[field].1 == FieldKind::Text) else {
            return false;
        };
        let mut filled: Vec<usize> = record.values.iter().filter_map(|(name, _)| index(name)).collect();
        filled.sort_unstable();
        let kind = Kind { language: record.language.clone(), paper: record.paper, size: record.size, filled, field };
        let known = self.rooms.iter().position(|(known, _)| *known == kind).or_else(|| {
            let room = Room { fits: 0, overflows: u64::MAX };
            (self.rooms.len() < MOST_KINDS).then(|| self.rooms.push((kind, room)))?;
            Some(self.rooms.len() - 1)
        });
        let Some(known) = known else { return false };
        let room = &self.rooms[known].1;
        if width <= room.fits || width >= room.overflows {
            return width <= room.fits;
        }
        let mut probe = record.clone();
        for (index, (_, value)) in probe.values.iter_mut().enumerate() {
            if index == place {
                *value = "W".repeat(width as usize);
            } else if long_words(value).next().is_some() {
                *value = "W".to_owned();
            }
        }
        let fits = self.run.check(&mut self.worker, &probe).is_ok();
        let room = &mut self.rooms[known].1;
        match fits {
            true => room.fits = width,
            false => room.overflows = width,
        }
        fits
    }
}

/// The widths of letters and digits, in the font that makes them widest relative to its `W`.
fn widths(fonts: &Fonts) -> [u64; 128] {
    let mut widths = [0; 128];
    for face in fonts.all_faces() {
        let advance = |c: char| face.glyph(c).map(|glyph| face.advance(glyph).max(0) as u64);
        let Some(w) = advance('W').filter(|&w| w > 0) else { continue };
        for byte in (b'0'..=b'z').filter(u8::is_ascii_alphanumeric) {
            let width = advance(char::from(byte)).map_or(0, |width| (width * 1000).div_ceil(w));
            let known: &mut u64 = &mut widths[usize::from(byte)];
            *known = width.max(*known);
        }
    }
    widths
}
