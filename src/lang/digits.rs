//! The digits that a language's readers expect in the product's own text: dates, times, page and step numbers. Phone
//! numbers always use 0 to 9, and author text stays as typed.

use std::fmt;

use super::Language;

/// Ten digits of one script.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Digits {
    /// CLDR's name of the numbering system: `latn`, `deva`.
    pub(crate) name: &'static str,
    zero: char,
}

/// The numbering systems that a site may ask for, by CLDR's names.
const ALL: [Digits; 22] = [
    Digits::LATN,
    Digits { name: "arab", zero: '٠' },
    Digits { name: "arabext", zero: '۰' },
    Digits { name: "beng", zero: '০' },
    Digits { name: "deva", zero: '०' },
    Digits { name: "gujr", zero: '૦' },
    Digits { name: "guru", zero: '੦' },
    Digits { name: "khmr", zero: '០' },
    Digits { name: "knda", zero: '೦' },
    Digits { name: "laoo", zero: '໐' },
    Digits { name: "mlym", zero: '൦' },
    Digits { name: "mymr", zero: '၀' },
    Digits { name: "mymrshan", zero: '႐' },
    Digits { name: "nkoo", zero: '߀' },
    Digits { name: "olck", zero: '᱐' },
    Digits { name: "orya", zero: '୦' },
    Digits { name: "tamldec", zero: '௦' },
    Digits { name: "telu", zero: '౦' },
    Digits { name: "thai", zero: '๐' },
    Digits { name: "tibt", zero: '༠' },
    Digits { name: "adlm", zero: '𞥐' },
    Digits { name: "cakm", zero: '𑄶' },
];

/// Languages that CLDR 48 writes with digits other than 0 to 9. Urdu, Hindi, Gujarati, Thai, Khmer and the others
/// missing here use 0 to 9 in print; Arabic does unless the tag contains one of the countries below.
#[rustfmt::skip]
const NATIVE: [(&[&str], &[u8; 4], &str); 9] = [
    (&["fa", "ps", "pa", "ks", "uz", "az", "lrc", "mzn", "bgn"], b"Arab", "arabext"),
    (&["ckb", "sd", "sdh"], b"Arab", "arab"),
    (&["mr", "ne", "sa", "bho", "bgc", "raj"], b"Deva", "deva"),
    (&["bn", "as", "mni"], b"Beng", "beng"),
    // S'gaw Karen is not in CLDR: its books use the same digits as Burmese ones.
    (&["my", "ksw"], b"Mymr", "mymr"),
    (&["dz"], b"Tibt", "tibt"),
    (&["ff"], b"Adlm", "adlm"),
    (&["nqo"], b"Nkoo", "nkoo"),
    (&["sat"], b"Olck", "olck"),
];

/// Countries that change a language's digits when in the tag.
#[rustfmt::skip]
const REGIONAL: [(&str, &[&str], &str); 2] = [
    ("ar", &["BH", "DJ", "EG", "ER", "IL", "IQ", "JO", "KM", "KW", "LB", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SS",
        "SY", "TD", "YE"], "arab"),
    ("ur", &["IN"], "arabext"),
];

impl Digits {
    /// 0 to 9.
    pub(crate) const LATN: Digits = Digits { name: "latn", zero: '0' };

    /// The digits of a numbering system, by CLDR's name.
    pub(crate) fn parse(name: &str) -> Option<Digits> {
        ALL.into_iter().find(|digits| digits.name == name)
    }

    /// All names that [`Digits::parse`] knows.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        ALL.into_iter().map(|digits| digits.name)
    }

    /// The digits of a language.
    pub(crate) fn of(language: &Language) -> Digits {
        let native = NATIVE.iter().find(|(languages, script, _)| language.is_any(languages, script));
        let regional = || {
            let mut subtags = language.canonical().split('-');
            let primary = subtags.next()?;
            let (_, regions, name) = REGIONAL.iter().find(|(language, ..)| *language == primary)?;
            subtags.any(|subtag| regions.contains(&subtag)).then_some(*name)
        };
        let name = native.map(|(_, _, name)| *name).or_else(regional);
        name.and_then(Digits::parse).unwrap_or(Digits::LATN)
    }

    /// A number in these digits.
    pub(crate) fn write(self, number: u64) -> String {
        self.translate(&number.to_string())
    }

    /// A text with its digits 0 to 9 replaced by these.
    pub(crate) fn translate(self, text: &str) -> String {
        if self == Digits::LATN {
            return text.to_owned();
        }
        let digit = |c: char| match c.to_digit(10) {
            Some(value) => char::from_u32(self.zero as u32 + value).unwrap_or(c),
            None => c,
        };
        text.chars().map(digit).collect()
    }
}

/// The value of a digit in any of the numbering systems here.
pub(crate) fn value(c: char) -> Option<u32> {
    let of = |digits: &Digits| (c as u32).checked_sub(digits.zero as u32).filter(|value| *value < 10);
    ALL.iter().find_map(of)
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
