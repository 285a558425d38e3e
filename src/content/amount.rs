//! Amounts of a medicine: `1`, `1/2`, `1 1/2`, `2.5`. Exact, so that they can be added up, and printed so that they cannot
//! be misread.
//!
//! ISMP's *List of Error-Prone Abbreviations, Symbols, and Dose Designations*: no zero after a decimal point (1.0 is read
//! as 10), always one before it (.5 is read as 5), fractions in small figures (1/2 is read as "1 or 2").

use std::fmt;

use crate::lang::digits;

/// How many of a medicine are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    value: Ratio,
    /// As it was typed: decimals with a comma keep it, and digits of any script stay.
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// A whole number, perhaps with a fraction after it.
    Pieces { whole: String, fraction: Option<char> },
    /// A decimal number.
    Decimal(String),
}

/// What is wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no number.
    NotANumber,
    /// It says from how many to how many.
    Range,
    /// A number, then words.
    Unit,
    /// `1.0`, `2.50`.
    ZeroAtEnd,
    /// `.5`.
    NoZeroBefore,
    /// `01`.
    ZeroBefore,
    /// Nothing is taken.
    Zero,
    /// A fraction other than halves, thirds and quarters.
    Fraction,
    /// `3/2`.
    Improper,
    /// More than anybody takes.
    TooMany,
}

/// The fractions that fonts have as one sign, which is read at a glance.
const FRACTIONS: [(u64, u64, char); 5] = [(1, 2, '½'), (1, 4, '¼'), (3, 4, '¾'), (1, 3, '⅓'), (2, 3, '⅔')];

/// Digits of a number, and after its decimal point.
const MOST_DIGITS: usize = 4;
const MOST_DECIMALS: usize = 2;

impl Amount {
    /// Reads an amount.
    pub(crate) fn parse(text: &str) -> Result<Amount, Fault> {
        let text = text.trim();
        let is_digit = |c: char| digits::value(c).is_some();
        let is_sign = |c: char| FRACTIONS.iter().any(|(.., sign)| *sign == c);
        if text.contains(['-', '–', '—', '~']) && text.chars().any(is_digit) {
            return Err(Fault::Range);
        }
        let of_number =
            |c: char| is_digit(c) || is_sign(c) || matches!(c, '.' | ',' | '/' | '⁄' | ' ' | '\u{a0}' | '٫');
        if !text.chars().all(of_number) {
            return Err(if text.starts_with(is_digit) { Fault::Unit } else { Fault::NotANumber });
        }
        if let Some((whole, decimals)) = text.split_once(['.', ',', '٫']) {
            return Amount::decimal(text, whole, decimals);
        }
        let (whole, fraction) = split_fraction(text)?;
        if whole.is_empty() && fraction.is_none() {
            return Err(Fault::NotANumber);
        }
        let value = Ratio::new(if whole.is_empty() { 0 } else { number(&whole)? }, 1);
        if fraction.is_none() && value.above == 0 {
            return Err(Fault::Zero);
        }
        if whole.chars().next().and_then(digits::value) == Some(0) {
            return Err(Fault::ZeroBefore);
        }
        let part = fraction.and_then(|sign| FRACTIONS.iter().find(|(.., known)| *known == sign));
        let value = part.map_or(value, |(above, below, _)| value.plus(Ratio::new(*above, *below)));
        Ok(Amount { value, form: Form::Pieces { whole, fraction } })
    }

    fn decimal(text: &str, whole: &str, decimals: &str) -> Result<Amount, Fault> {
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| digits::value(c).is_some());
        if whole.is_empty() && is_number(decimals) {
            return Err(Fault::NoZeroBefore);
        }
        if !is_number(whole) || !is_number(decimals) {
            return Err(Fault::NotANumber);
        }
        let value_of = |c: Option<char>| c.and_then(digits::value);
        if value_of(decimals.chars().next_back()) == Some(0) {
            return Err(Fault::ZeroAtEnd);
        }
        if whole.chars().count() > 1 && value_of(whole.chars().next()) == Some(0) {
            return Err(Fault::ZeroBefore);
        }
        if decimals.chars().count() > MOST_DECIMALS {
            return Err(Fault::NotANumber);
        }
        let below = 10_u64.pow(decimals.chars().count() as u32);
        let value = Ratio::new(number(whole)? * below + number(decimals)?, below);
        Ok(Amount { value, form: Form::Decimal(text.to_owned()) })
    }

    /// Its value.
    pub(crate) fn value(&self) -> Ratio {
        self.value
    }

    /// As it is printed. Pieces are halved and quartered; what is measured in a unit keeps its decimals.
    pub(crate) fn shown(&self, in_units: bool) -> String {
        match &self.form {
            Form::Pieces { whole, fraction } => format!("{whole}{}", fraction.map(String::from).unwrap_or_default()),
            Form::Decimal(text) => {
                let whole = text.split(['.', ',', '٫']).next().unwrap_or_default();
                let Ratio { above, below } = self.value;
                let rest = Ratio::new(above % below, below);
                match FRACTIONS.iter().find(|(above, below, _)| rest == Ratio::new(*above, *below)) {
                    Some((.., sign)) if !in_units && above < below => sign.to_string(),
                    Some((.., sign)) if !in_units => format!("{whole}{sign}"),
                    _ => text.clone(),
                }
            }
        }
    }
}

/// The whole number before a fraction, and the fraction as one sign.
fn split_fraction(text: &str) -> Result<(String, Option<char>), Fault> {
    let text = text.replace(['\u{a0}', '⁄'], " ").replace(" /", "/");
    if let Some((before, below)) = text.split_once('/') {
        let (whole, above) = before.trim().rsplit_once(' ').unwrap_or(("", before.trim()));
        let (above, below) = (number(above)?, number(below.trim())?);
        let known = FRACTIONS.iter().find(|known| (known.0, known.1) == (above, below));
        return match known {
            Some((.., sign)) => Ok((whole.trim().to_owned(), Some(*sign))),
            None if above >= below && below > 0 => Err(Fault::Improper),
            None => Err(Fault::Fraction),
        };
    }
    let sign = text.chars().next_back().filter(|c| FRACTIONS.iter().any(|(.., sign)| sign == c));
    let whole = sign.and_then(|sign| text.strip_suffix(sign)).unwrap_or(&text).trim();
    Ok((whole.to_owned(), sign))
}

/// A whole number in digits of any script.
fn number(text: &str) -> Result<u64, Fault> {
    if text.is_empty() {
        return Err(Fault::NotANumber);
    }
    if text.chars().count() > MOST_DIGITS {
        return Err(Fault::TooMany);
    }
    text.chars().try_fold(0, |sum, c| Some(sum * 10 + u64::from(digits::value(c)?))).ok_or(Fault::NotANumber)
}

/// An exact sum of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    above: u64,
    below: u64,
}

impl Ratio {
    /// Nothing.
    pub(crate) const ZERO: Ratio = Ratio { above: 0, below: 1 };

    fn new(above: u64, below: u64) -> Ratio {
        let common = gcd(above, below).max(1);
        Ratio { above: above / common, below: below / common }
    }

    /// The sum of two.
    pub(crate) fn plus(self, other: Ratio) -> Ratio {
        Ratio::new(self.above * other.below + other.above * self.below, self.below * other.below)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// As a file would say it: `1 1/2`, or `2.35` if it is no half, third or quarter.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ratio { above, below } = *self;
        let (whole, rest) = (above / below, above % below);
        match (whole, rest) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) if 100 % below == 0 && below > 4 => {
                let decimals = format!("{:02}", rest * (100 / below));
                write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
            }
            (0, rest) => write!(f, "{rest}/{below}"),
            (whole, rest) => write!(f, "{whole} {rest}/{below}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_as_they_cannot_be_misread() {
        for (typed, pieces, in_units) in [
            ("1", "1", "1"),
            ("12", "12", "12"),
            ("1/2", "½", "½"),
            ("½", "½", "½"),
            ("1 1/2", "1½", "1½"),
            ("1½", "1½", "1½"),
            ("2 3/4", "2¾", "2¾"),
            ("1/3", "⅓", "⅓"),
            ("0.5", "½", "0.5"),
            ("0,25", "¼", "0,25"),
            ("2.5", "2½", "2.5"),
            ("2.35", "2.35", "2.35"),
            ("٢", "٢", "٢"),
            (" 7 ", "7", "7"),
        ] {
            let amount = Amount::parse(typed).unwrap_or_else(|fault| panic!("{typed}: {fault:?}"));
            assert_eq!((amount.shown(false).as_str(), amount.shown(true).as_str()), (pieces, in_units), "{typed}");
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for (typed, fault) in [
            ("", Fault::NotANumber),
            ("one", Fault::NotANumber),
            ("1-2", Fault::Range),
            ("1–2", Fault::Range),
            ("1 tablet", Fault::Unit),
            ("5mL", Fault::Unit),
            ("1.0", Fault::ZeroAtEnd),
            ("2.50", Fault::ZeroAtEnd),
            ("1,000", Fault::ZeroAtEnd),
            (".5", Fault::NoZeroBefore),
            ("0", Fault::Zero),
            ("01", Fault::ZeroBefore),
            ("00.5", Fault::ZeroBefore),
            ("0 1/2", Fault::ZeroBefore),
            ("1/8", Fault::Fraction),
            ("1/0", Fault::Fraction),
            ("3/2", Fault::Improper),
            ("12345", Fault::TooMany),
            ("1.125", Fault::NotANumber),
            ("1.", Fault::NotANumber),
            ("1/2/3", Fault::NotANumber),
            ("1 2", Fault::NotANumber),
            ("½½", Fault::NotANumber),
        ] {
            assert_eq!(Amount::parse(typed), Err(fault), "{typed}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let sum = |parts: &[&str]| {
            let value = |part: &&str| Amount::parse(part).unwrap_or_else(|fault| panic!("{part}: {fault:?}")).value();
            parts.iter().map(value).fold(Ratio::ZERO, Ratio::plus)
        };
        assert_eq!(sum(&["1/2", "0.5"]), sum(&["1"]));
        assert_eq!(sum(&["1/3", "2/3", "1 1/4"]), sum(&["2.25"]));
        assert_eq!(sum(&["0.1", "0.2"]), sum(&["0.3"]));
        assert_ne!(sum(&["1", "1"]), sum(&["1"]));
        for (parts, shown) in [
            (&["1", "1/2"][..], "1 1/2"),
            (&["1/4"], "1/4"),
            (&["0.1", "0.25"], "0.35"),
            (&["2.4", "2.4"], "4.8"),
            (&["1", "2"], "3"),
        ] {
            assert_eq!(sum(parts).to_string(), shown);
        }
    }
}
