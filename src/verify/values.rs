//! Whether a copy shows its record's values.

use unicode_bidi::{BidiClass, bidi_class};

use super::text::counts;
use crate::content::lists::unnumbered;
use crate::content::types::FieldKind;
use crate::lang::Language;
use crate::lang::compose::composed;
use crate::lang::digits::Digits;
use crate::manifest;
use crate::model::choices::print_choice;
use crate::model::fields::{clean, print_value};
use crate::records::{Columns, Plan, Record, Target};

/// How the records of a run were read and printed, by its manifest.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// How the records file is read.
    pub plan: Plan,
    region: String,
    choices: Vec<manifest::Choices>,
    unshown: Vec<String>,
}

impl Reading {
    /// The manifest's settings. `None` if one is invalid.
    pub(crate) fn new(reading: &manifest::Reading) -> Option<Reading> {
        let fields: Vec<String> = reading.fields.iter().map(|(name, _)| name.clone()).collect();
        let target = |(column, target): &(String, String)| Some((column.clone(), Target::parse(target, &fields).ok()?));
        let languages = reading.languages.iter().map(|tag| Language::parse(tag)).collect::<Option<Vec<_>>>()?;
        (!languages.is_empty()).then_some(())?;
        Some(Reading {
            plan: Plan {
                columns: Columns {
                    map: reading.map.iter().map(target).collect::<Option<_>>()?,
                    labels: reading.labels.clone(),
                    fields,
                    places: None,
                },
                languages,
                constants: vec![],
                include_deceased: reading.include_deceased,
                second_language: reading.second_language,
                kinds: reading.fields.clone(),
                region: reading.region.clone(),
                // Sizes are not compared.
                size: None,
                dialect: reading.dialect.clone(),
            },
            region: reading.region.clone(),
            choices: reading.choices.clone(),
            unshown: reading.unshown.clone(),
        })
    }

    /// The fields whose values a copy's text does not show.
    pub(crate) fn missing<'a>(&'a self, record: &'a Record, text: &'a str) -> impl Iterator<Item = &'a str> {
        record.values.iter().filter_map(move |(field, value)| {
            let known = unnumbered(field)?;
            if self.unshown.iter().any(|field| *field == known) {
                return None;
            }
            let language = record.language.as_ref().or(self.plan.languages.first())?;
            let printed = match self.plan.kind(field) {
                FieldKind::Choice => {
                    let is_it =
                        |choices: &&manifest::Choices| choices.field == known && choices.language == language.tag();
                    let choices = self.choices.iter().filter(is_it).flat_map(|choices| &choices.values);
                    print_choice(choices.map(|(value, words)| (value.as_str(), words.as_str())), value)
                }
                kind => print_value((field, kind), &clean(value), language, &self.region, Digits::LATN),
            };
            // What cannot be printed cannot be on the page either.
            (!printed.is_ok_and(|printed| shows(text, &printed))).then_some(field.as_str())
        })
    }
}

/// Whether a text as read from a page, without white space, shows a value.
///
/// A page's content has its lines in visual order. A value without right-to-left letters appears in it unchanged; of
/// other values, each word appears in the order that the surrounding text gives its parts (UAX #9): see `Part`.
pub(crate) fn shows(text: &str, value: &str) -> bool {
    let squeeze =
        |text: &str| -> Vec<char> { composed(text).chars().filter(|&c| counts(c)).map(latin_digit).collect() };
    let text = squeeze(text);
    let holds = |word: &[char]| word.is_empty() || text.windows(word.len()).any(|window| window == word);
    if holds(&squeeze(value)) {
        return true;
    }
    let has_rtl = value.chars().any(|c| is_rtl(&c));
    value.split_whitespace().map(squeeze).all(|word| match has_rtl {
        false => holds(&word),
        true => {
            let parts = Part::all(&word);
            let stands = |part: &Part<'_>| (0..text.len()).any(|at| part.length_at(&text[at..]).is_some());
            match parts.len() {
                0..=MOST_PARTS => {
                    (0..text.len()).any(|at| stand_at(&parts, &mut vec![false; parts.len()], &text[at..]))
                }
                _ => parts.iter().all(stands),
            }
        }
    })
}

/// In a word with more parts, each is searched for separately: there are too many orders.
const MOST_PARTS: usize = 12;

/// A part of a word that stays together, whatever its direction.
#[derive(Debug, PartialEq, Eq)]
enum Part<'w> {
    /// Right-to-left letters: reversed, except within a single glyph, such as a letter with its marks or a ligature.
    Rtl(&'w [char]),
    /// Left-to-right letters, and digits: unchanged.
    Ltr(&'w [char]),
    /// A symbol: possibly mirrored.
    Sign(char),
}

/// The class of a character next to others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Arabic,
    Hebrew,
    Mark,
    Ltr,
    Sign,
}

impl<'w> Part<'w> {
    fn all(word: &'w [char]) -> Vec<Part<'w>> {
        let kind = |c: &char| match bidi_class(*c) {
            BidiClass::AL => Kind::Arabic,
            BidiClass::R => Kind::Hebrew,
            BidiClass::NSM => Kind::Mark,
            BidiClass::L | BidiClass::EN | BidiClass::AN => Kind::Ltr,
            _ => Kind::Sign,
        };
        // Each symbol is its own part. Letters of two scripts are in two fonts, and so are two parts.
        let together = |a: &char, b: &char| match (kind(a), kind(b)) {
            (Kind::Sign, _) | (_, Kind::Sign) => false,
            (Kind::Mark, _) | (_, Kind::Mark) => true,
            (a, b) => a == b,
        };
        let part = |chars: &'w [char]| match kind(&chars[0]) {
            Kind::Arabic | Kind::Hebrew | Kind::Mark => Part::Rtl(chars),
            Kind::Ltr => Part::Ltr(chars),
            Kind::Sign => Part::Sign(chars[0]),
        };
        word.chunk_by(together).map(part).collect()
    }

    /// The number of characters it takes at the start of a text, if it is there.
    fn length_at(&self, text: &[char]) -> Option<usize> {
        let stands = match self {
            Part::Rtl(letters) => text.starts_with(letters) || is_turned(letters, text),
            Part::Ltr(letters) => text.starts_with(letters),
            Part::Sign(sign) => text.first().is_some_and(|c| c == sign || Some(*c) == mirrored(*sign)),
        };
        let length = match self {
            Part::Rtl(letters) | Part::Ltr(letters) => letters.len(),
            Part::Sign(_) => 1,
        };
        stands.then_some(length)
    }
}

/// Whether the unused parts are at the start of a text, in any order.
fn stand_at(parts: &[Part<'_>], used: &mut Vec<bool>, text: &[char]) -> bool {
    if used.iter().all(|used| *used) {
        return true;
    }
    (0..parts.len()).any(|at| {
        // Among identical parts, the first is as good as any.
        let tried = used[at] || (0..at).any(|before| !used[before] && parts[before] == parts[at]);
        let Some(length) = (!tried).then(|| parts[at].length_at(text)).flatten() else { return false };
        used[at] = true;
        let stands = stand_at(parts, used, &text[length..]);
        used[at] = false;
        stands
    })
}

/// The maximum number of characters in one glyph.
const MOST_IN_CLUSTER: usize = 4;

/// Whether a text begins with letters reversed by clusters, wherever these begin and end.
fn is_turned(letters: &[char], text: &[char]) -> bool {
    let count = letters.len();
    if text.len() < count {
        return false;
    }
    let mut reached = vec![false; count + 1];
    reached[0] = true;
    for at in 0..count {
        for length in 1..=MOST_IN_CLUSTER.min(count - at) {
            let end = count - at;
            reached[at + length] |= reached[at] && text[at..at + length] == letters[end - length..end];
        }
    }
    reached[count]
}

fn is_rtl(c: &char) -> bool {
    matches!(bidi_class(*c), BidiClass::R | BidiClass::AL)
}

/// The mirror image of a bracket.
fn mirrored(sign: char) -> Option<char> {
    const PAIRS: [(char, char); 6] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›')];
    PAIRS.iter().find_map(|&(open, close)| match sign {
        _ if sign == open => Some(close),
        _ if sign == close => Some(open),
        _ => None,
    })
}

/// A digit of any script as 0 to 9: the site decides which of them a page has.
fn latin_digit(c: char) -> char {
    let value = |digits: Digits| digits.translate("0123456789").chars().position(|digit| digit == c);
    match c.is_numeric() && !c.is_ascii() {
        true => {
            let found = Digits::names().filter_map(Digits::parse).find_map(value);
            found.and_then(|value| char::from_digit(value as u32, 10)).unwrap_or(c)
        }
        false => c,
    }
}
