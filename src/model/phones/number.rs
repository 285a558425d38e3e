//! One phone number: read, checked against phone metadata, printed, linked, spoken.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};

use super::pattern::is_match;
use crate::content::types::PhoneFormat;
use crate::lang::digits;

/// Which numbers country code 1 has: phone metadata, one pattern per line. The library with the same data for all
/// countries takes 8 ms to start; handouts with only North American numbers need just this file.
const NANP: &str = include_str!("nanp.txt");

/// A number that exists by the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Country code and national number, digits only: `19015953300`.
    digits: String,
    /// The length of the country code, in digits.
    country: usize,
    /// Whether calls to it are free.
    toll_free: bool,
    /// National and international forms of a number outside North America.
    forms: Option<(String, String)>,
}

/// Why something is not a phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// What is wrong, for a hint.
    pub why: String,
}

impl Number {
    /// Reads a number with its country code, or without it for numbers of `region`. Digits may be written in Arabic or
    /// Persian; anything else except a leading `+` is punctuation.
    pub(crate) fn parse(text: &str, region: &str) -> Result<Number, Invalid> {
        let digits = digits_of(text);
        if text.trim_start().starts_with(['+', '＋']) {
            return match digits.strip_prefix('1') {
                Some(national) => Number::north_american(national),
                None => Number::international(&format!("+{digits}"), region),
            };
        }
        if is_north_american(region) {
            let national = digits.strip_prefix('1').filter(|_| digits.len() != 10).unwrap_or(&digits);
            return Number::north_american(national);
        }
        Number::international(&digits, region)
    }

    /// A country code 1 number by its ten digits.
    pub(crate) fn north_american(national: &str) -> Result<Number, Invalid> {
        let toll_free = kind(national).map(|kind| kind == "toll_free");
        match toll_free {
            Some(toll_free) => Ok(Number { digits: format!("1{national}"), country: 1, toll_free, forms: None }),
            None => Err(Invalid { why: why_not_north_american(national) }),
        }
    }

    /// Any other number, by the library's metadata of all regions.
    fn international(text: &str, region: &str) -> Result<Number, Invalid> {
        let region = Region::from_code(region).ok();
        let invalid = |why: &str| Invalid { why: why.to_owned() };
        let number = PHONE_NUMBER_UTIL.parse(text, region).map_err(|_| {
            invalid("it has no country code in use; write a number in another country with `+` and its code")
        })?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(invalid("no such number exists under its country code; compare its digits with the source"));
        }
        let form = |form| PHONE_NUMBER_UTIL.format(&number, form).into_owned();
        let digits = digits_of(&form(PhoneNumberFormat::E164));
        Ok(Number {
            digits,
            country: number.country_code.to_string().len(),
            toll_free: PHONE_NUMBER_UTIL.get_number_type(&number) == PhoneNumberType::TollFree,
            forms: Some((form(PhoneNumberFormat::National), form(PhoneNumberFormat::International))),
        })
    }

    /// The number as printed for readers in `region`.
    pub(crate) fn printed(&self, format: PhoneFormat, region: &str) -> String {
        if let Some((national, international)) = &self.forms {
            let at_home = Region::from_code(region)
                .ok()
                .and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region))
                .is_some_and(|code| self.digits[..self.country] == code.to_string());
            return match format {
                PhoneFormat::International => international.clone(),
                _ if !at_home => international.clone(),
                _ => national.clone(),
            };
        }
        let (area, exchange, line) = (&self.digits[1..4], &self.digits[4..7], &self.digits[7..]);
        match format {
            PhoneFormat::International => format!("+1 {area}-{exchange}-{line}"),
            _ if !is_north_american(region) => format!("+1 {area}-{exchange}-{line}"),
            PhoneFormat::LongDistance => format!("1-{area}-{exchange}-{line}"),
            PhoneFormat::National if self.toll_free => format!("1-{area}-{exchange}-{line}"),
            PhoneFormat::National => format!("{area}-{exchange}-{line}"),
        }
    }

    /// The `tel:` URI (RFC 3966).
    pub(crate) fn uri(&self, extension: Option<&str>) -> String {
        match extension {
            Some(extension) => format!("tel:+{};ext={extension}", self.digits),
            None => format!("tel:+{}", self.digits),
        }
    }

    /// Country code and national number, digits only.
    pub(crate) fn digits(&self) -> &str {
        &self.digits
    }

    /// The digits without the country code.
    pub(crate) fn national(&self) -> &str {
        &self.digits[self.country..]
    }
}

/// The number spoken digit by digit, with a pause between groups: `9 0 1, 5 9 5, 3 3 0 0`.
pub(crate) fn spoken(printed: &str) -> String {
    let mut spoken = String::new();
    let mut pause = false;
    for c in printed.chars() {
        if !c.is_ascii_alphanumeric() && c != '+' {
            pause = true;
            continue;
        }
        if !spoken.is_empty() {
            spoken.push_str(if pause { ", " } else { " " });
        }
        pause = false;
        spoken.push(c);
    }
    spoken
}

/// The digits that letters stand for on a telephone keypad (ITU-T E.161); other digits stay, the rest is dropped.
pub(crate) fn spelled(vanity: &str) -> String {
    vanity.chars().filter_map(key).collect()
}

/// The digit on whose key a character is.
fn key(c: char) -> Option<char> {
    Some(match c.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return digit(c),
    })
}

/// The decimal digit, as `0` to `9`, for a digit of any script in which handouts are typed.
pub(crate) fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\0'..'\u{660}' => None,
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10),
        _ => char::from_digit(digits::value(c)?, 10),
    }
}

/// All digits of a text, as `0` to `9`.
pub(crate) fn digits_of(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

/// What the metadata says of ten digits under country code 1: `toll_free`, `other`, or nothing.
fn kind(national: &str) -> Option<&'static str> {
    if national.len() != 10 {
        return None;
    }
    NANP.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut words = line.splitn(3, ' ').skip(1);
        let (kind, pattern) = (words.next()?, words.next()?);
        is_match(pattern, national).then_some(kind)
    })
}

/// Whether a region's numbers have country code 1.
pub(crate) fn is_north_american(region: &str) -> bool {
    NANP.lines().any(|line| line.get(..2) == Some(region) && line.as_bytes()[2] == b' ')
}

/// Why digits are not a number of country code 1.
fn why_not_north_american(national: &str) -> String {
    if national.len() != 10 {
        return format!(
            "a North American number has 10 digits without its country code; this one has {}",
            national.len()
        );
    }
    let (area, exchange) = (&national[..3], &national[3..6]);
    if exchange.starts_with(['0', '1']) {
        return format!("the three digits after the area code, `{exchange}`, cannot start with 0 or 1");
    }
    match kind(&format!("{area}2345678")) {
        Some(_) => format!("no such number exists in area code {area}; compare its digits with the source"),
        None => format!("{area} is not an area code in use; compare the digits with the source"),
    }
}
