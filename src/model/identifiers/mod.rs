//! Finds everything that reads from left to right in any text: the names of things, quantities, Latin words with their
//! signs, and expressions whose arrows all point right. Phone numbers and addresses are found earlier, by `phones` and
//! `expressions`.
//!
//! Everything else belongs to the sentence, in the order of UAX #9: ranges, arithmetic, comparisons, boxes to check. In
//! left-to-right text, a row of any digits also reads from left to right.

mod chain;
mod latin;
mod measure;
mod numbers;
pub(super) mod units;

use std::ops::Range;

pub(super) use measure::digits_at;

use super::phones::number::digit;

/// A line may break inside longer identifiers, at a space.
pub(super) const LONGEST_UNBROKEN: usize = 20;

/// Stands in a text for a patient's field whose value is not known yet.
pub(super) const FIELD: char = '\u{FFFC}';

/// The kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Author's text: a space separates two numbers.
    Text,
    /// A patient's value: a space joins the groups of a number.
    Value,
}

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its kind.
    pub kind: Kind,
    /// Its bytes. Nothing else starts inside it.
    pub range: Range<usize>,
}

/// The kinds of things found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Reads from left to right.
    Identifier,
    /// A range of numbers, times or dates, read in the direction of the sentence.
    Range,
    /// A range of which only the first end has been read: the rest is handled separately.
    RangeOfIdentifiers {
        /// The byte after the whole range.
        end: usize,
    },
    /// A number in the direction of the sentence that stays on one line.
    Number,
    /// A word, or something else without its own direction.
    Plain,
}

impl Kind {
    /// The whole range of which `found` is all or the first end.
    pub(super) fn range_of(self, found: &Range<usize>) -> Option<Range<usize>> {
        match self {
            Kind::Range => Some(found.clone()),
            Kind::RangeOfIdentifiers { end } => Some(found.start..end),
            Kind::Identifier | Kind::Number | Kind::Plain => None,
        }
    }
}

/// Letters and signs of right-to-left scripts, except their digits and number signs.
pub(super) fn is_rtl(c: char) -> bool {
    let sign_of_numbers = matches!(c, '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}');
    !sign_of_numbers
        && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether text needs the search at all: only right-to-left letters or Arabic digits can change the order.
pub(super) fn is_mixed(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| is_rtl(c) || matches!(c, '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}'))
}

/// Looks for identifiers in one text, from start to end.
pub(super) struct Finder<'t> {
    text: &'t str,
    rtl: bool,
    source: Source,
    /// Arrows before this byte are known not to belong to an expression.
    arrows_known: usize,
    /// Up to this byte, no row has an Arabic-Indic digit.
    no_arabic: usize,
    /// The last letter seen, and where the search for it ended.
    letter: (usize, Option<char>),
}

impl<'t> Finder<'t> {
    /// A search in a text that runs from right to left, or from left to right.
    pub(super) fn new(text: &'t str, rtl: bool, source: Source) -> Finder<'t> {
        Finder { text, rtl, source, arrows_known: 0, no_arabic: 0, letter: (0, None) }
    }

    /// What starts at byte `at`, where `first` is. Bytes must be requested in order.
    pub(super) fn at(&mut self, at: usize, first: char) -> Option<Found> {
        let starts_number = is_digit(first) || matches!(first, '¼'..='¾' | '(' | FIELD) || is_sign(first);
        if !starts_number && !latin::is_letter(first) {
            return None;
        }
        if self.text[..at].chars().next_back().is_some_and(|before| is_word(before) || before == '_') {
            return None;
        }
        let operand = self.operand(at, first);
        if let Some(end) = operand.as_ref().and_then(|operand| self.arrows(at, operand.range.end)) {
            return Some(Found { kind: Kind::Identifier, range: at..end });
        }
        operand
    }

    /// One thing, whatever arrows connect it to.
    fn operand(&mut self, at: usize, first: char) -> Option<Found> {
        let text = self.text;
        let found = |kind, end| Some(Found { kind, range: at..end });
        if latin::is_letter(first) {
            let (end, plain) = latin::token(text, at)?;
            return found(if plain { Kind::Plain } else { Kind::Identifier }, end);
        }
        if !self.rtl
            && let Some(end) = self.row(at)
        {
            // With what it is part of: its unit, or letters as in 2026-10-15T14:30.
            let longer = [measure::quantity(text, at), latin::token(text, at).map(|(end, _)| end)];
            return found(Kind::Identifier, longer.into_iter().flatten().fold(end, usize::max));
        }
        if let Some(end) = measure::quantity(text, at) {
            return found(Kind::Identifier, end);
        }
        if let Some((end, false)) = latin::token(text, at) {
            return found(Kind::Identifier, end);
        }
        if let Some(end) = numbers::mixed(text, at) {
            return found(Kind::Identifier, end);
        }
        if let Some(end) = chain::phone_like(text, at, self.source) {
            return found(Kind::Identifier, end);
        }
        if !is_digit(first) && first != FIELD {
            return None;
        }
        let (kind, end) = chain::at(text, at, self.source);
        found(kind, end)
    }

    /// The end of an expression of several operands whose arrows all point right, with the first operand ending at
    /// `end`.
    fn arrows(&mut self, start: usize, end: usize) -> Option<usize> {
        if start < self.arrows_known {
            return None;
        }
        let text = self.text;
        let before = text[..start].trim_end_matches(is_space).chars().next_back();
        let mut all_right = before.is_none_or(|c| !is_arrow(c) || points_right(c));
        let (mut at, mut joined) = (end, false);
        let letter = self.letter;
        loop {
            let arrow_at = text.len() - text[at..].trim_start_matches(is_space).len();
            let Some(arrow) = text[arrow_at..].chars().next().filter(|c| is_arrow(*c)) else { break };
            let rest = text[arrow_at + arrow.len_utf8()..].trim_start_matches(is_space);
            let next = text.len() - rest.len();
            let operand = rest.chars().next().and_then(|first| self.operand(next, first));
            // An arrow to a word of the sentence belongs to the sentence.
            let Some(operand) = operand else { break };
            all_right &= points_right(arrow);
            joined = true;
            at = operand.range.end;
        }
        if joined && !all_right {
            self.arrows_known = at;
            self.letter = letter;
        }
        (joined && all_right).then_some(at)
    }

    /// The end of a row of any digits in left-to-right text.
    fn row(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let end = chain::row(text, at)?;
        if self.last_letter(at).is_some_and(is_rtl) {
            return (end.groups > 1).then_some(end.at);
        }
        // With no right-to-left letter before it, only the digits themselves could reverse the row.
        if at >= self.no_arabic {
            let stretch = &text[at..];
            let ends = |c: char| c == '\n' || c == FIELD || c.is_alphabetic();
            let stretch = &stretch[..stretch.find(ends).unwrap_or(stretch.len())];
            let stretch = stretch.trim_end_matches(|c| !is_digit(c));
            if stretch.contains(|c| matches!(c, '\u{660}'..='\u{669}')) {
                let last = at + stretch.len();
                return (end.groups > 1 || last > end.at).then_some(last.max(end.at));
            }
            self.no_arabic = at + stretch.len();
        }
        (end.groups > 1).then_some(end.at)
    }

    /// The nearest letter before byte `at`.
    fn last_letter(&mut self, at: usize) -> Option<char> {
        let (from, known) = self.letter;
        let letter = self.text[from..at].chars().rev().find(|c| c.is_alphabetic()).or(known);
        self.letter = (at, letter);
        letter
    }
}

/// The identifiers of a value, in order.
pub(super) fn of_value(value: &str, rtl: bool) -> Vec<Range<usize>> {
    let mut finder = Finder::new(value, rtl, Source::Value);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(first) = value[at..].chars().next() {
        let one = super::expressions::address_at(value, at)
            .filter(|_| first.is_ascii_alphanumeric())
            .map(|address| Found { kind: Kind::Identifier, range: address.range })
            .or_else(|| finder.at(at, first));
        match one {
            Some(Found { kind, range }) => {
                at = range.end;
                if matches!(kind, Kind::Identifier | Kind::RangeOfIdentifiers { .. }) {
                    found.push(range);
                }
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// A decimal digit of a script that writes numbers from left to right.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && digit(c).is_some() && !is_rtl(c))
}

/// Characters right after which a number or Latin word does not start.
fn is_word(c: char) -> bool {
    is_digit(c) || latin::is_letter(c) || numbers::is_raised(c)
}

/// Signs before a number that belong to it if a unit follows; and those before a Latin word.
fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−' | '±' | '$' | '€' | '£')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−')
}

fn is_arrow(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{27f0}'..='\u{27ff}' | '\u{2794}'..='\u{27be}' | '\u{2900}'..='\u{297f}'
        | '\u{2b00}'..='\u{2b11}' | '\u{2b30}'..='\u{2b4f}' | '\u{2b60}'..='\u{2b73}')
}

fn points_right(c: char) -> bool {
    matches!(c, '→' | '⇒' | '⇨' | '⟶' | '⟹' | '⟼' | '↦' | '↣' | '↠' | '⇉' | '⇢' | '⇥' | '⇾' | '⟾' | '⟿' | '⭢'
        | '\u{2794}' | '\u{2798}'..='\u{27af}' | '\u{27b1}'..='\u{27be}')
}
