//! Finds phone numbers typed directly into text.
//!
//! Works on shapes, not on search patterns: groups of digits and what is between them. A shape that only a phone number
//! has is one, and an error if no such number exists; a shape that other things share (spaces between groups, three
//! digits alone) counts only if the number exists or a word before it says that it is dialed.

use std::ops::Range;

use super::super::identifiers::units::is_unit;
use super::number::{Invalid, Number, digit, digits_of, is_north_american, spelled};
use super::{Phone, grouped, invalid_number, turned_round, turned_round_number};
use crate::content::types::PhoneFormat;
use crate::diag::Diagnostic;
use crate::lang::callers::before_extensions;
use crate::source::Origin;

/// What was found in a text.
pub(crate) struct Found {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// The number, or what is wrong with it; the diagnostic has no place yet.
    pub phone: Result<Phone, Diagnostic>,
}

/// A separator between two groups of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Hyphen,
    Dot,
    Space,
    /// A parenthesis, alone or with a space or hyphen.
    Parenthesis,
}

/// Groups of digits with one separator between each two.
struct Chain {
    /// Whether there is a `+` before the first group.
    plus: bool,
    /// Each group's digits, as 0 to 9, and the byte after it, including a closing parenthesis.
    groups: Vec<(String, usize)>,
    separators: Vec<Separator>,
    /// Whether a group is in parentheses.
    parentheses: bool,
}

/// No shape of a number has more groups.
const MOST_GROUPS: usize = 8;

/// Looks for a number that starts at byte `start` of `text`. `origin` is where that byte was written.
pub(crate) fn number_at(text: &str, start: usize, region: &str, origin: Origin) -> Option<Found> {
    let first = text[start..].chars().next()?;
    if !(digit(first).is_some() || matches!(first, '+' | '＋' | '(')) || !may_start(text, start) {
        return None;
    }
    let chain = chain_at(text, start)?;
    let north_american = is_north_american(region);
    if let Some(found) = vanity_at(text, start, &chain, origin) {
        return Some(found);
    }
    if chain.plus {
        return international_at(text, start, &chain, region, origin);
    }
    if !north_american {
        return None;
    }
    short_at(text, start, &chain, origin)
        .or_else(|| national_at(text, start, &chain, region, origin))
        .or_else(|| mistaken_at(text, start, &chain, region))
}

/// Whether a number may start at this byte: not inside a word or another number.
fn may_start(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    match before.next() {
        None => true,
        Some(c) if is_word(c) || matches!(c, '$' | '€' | '£' | '¥' | '+' | '@' | '=' | '_') => false,
        Some('-' | '‐' | '‑' | '–' | '.' | ',' | '/' | ':') => before.next().is_none_or(|c| !is_word(c)),
        Some(_) => true,
    }
}

/// Whether a number may end before this byte.
fn may_end(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    match after.next() {
        None => true,
        Some(c) if is_word(c) || matches!(c, '%' | '@' | '_') => false,
        Some('-' | '‐' | '‑' | '–' | '.' | ',' | '/' | ':') => after.next().is_none_or(|c| digit(c).is_none()),
        Some(_) => true,
    }
}

/// Letters and digits that cannot be next to a number. Scripts that join words to numbers, or write no spaces, begin
/// with Hebrew: "ب911" is a number after a prefix.
fn is_word(c: char) -> bool {
    digit(c).is_some() || (c.is_alphanumeric() && c < '\u{590}')
}

/// The groups of digits from byte `start` on, as far as single separators reach.
fn chain_at(text: &str, start: usize) -> Option<Chain> {
    let mut chain = Chain { plus: false, groups: vec![], separators: vec![], parentheses: false };
    let mut at = start;
    if let Some(rest) = text[at..].strip_prefix(['+', '＋']) {
        chain.plus = true;
        at = text.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    }
    if text[at..].starts_with('(') {
        chain.parentheses = true;
        at += 1;
    }
    while chain.groups.len() < MOST_GROUPS {
        let run: String = text[at..].chars().map_while(digit).collect();
        let length: usize = text[at..].chars().take_while(|&c| digit(c).is_some()).map(char::len_utf8).sum();
        if run.is_empty() {
            break;
        }
        at += length;
        chain.groups.push((run, at));
        let Some((separator, length)) = separator_at(&text[at..]) else { break };
        at += length;
        chain.separators.push(separator);
    }
    chain.separators.truncate(chain.groups.len().saturating_sub(1));
    let (_, first_end) = chain.groups.first()?;
    if text[start..].starts_with('(') && (chain.groups.len() == 1 || !text[*first_end..].starts_with(')')) {
        return None; // The parentheses belong to the sentence: the number starts after this one.
    }
    let (_, end) = chain.groups.last_mut()?;
    let inside = &text[start..*end];
    if text[*end..].starts_with(')') && inside.matches('(').count() > inside.matches(')').count() {
        *end += 1;
    }
    chain.parentheses |= chain.separators.contains(&Separator::Parenthesis);
    Some(chain)
}

/// A separator at the start of a text, before a digit, and its length in bytes.
fn separator_at(text: &str) -> Option<(Separator, usize)> {
    let mut kind = None;
    let mut length = 0;
    for (count, c) in text.chars().enumerate() {
        let this = match c {
            '-' | '‐' | '‑' | '–' | '\u{2212}' => Separator::Hyphen,
            '.' | '·' => Separator::Dot,
            ' ' | '\u{a0}' | '\u{202f}' => Separator::Space,
            '(' | ')' => Separator::Parenthesis,
            _ if digit(c).is_some() => return kind.map(|kind| (kind, length)),
            _ => return None,
        };
        kind = match (kind, this) {
            (None | Some(Separator::Space), this) => Some(this),
            (Some(kind), Separator::Space) if count < 3 => Some(kind),
            (Some(Separator::Parenthesis), Separator::Hyphen | Separator::Dot) => Some(Separator::Parenthesis),
            (Some(Separator::Hyphen), Separator::Parenthesis) => Some(Separator::Parenthesis),
            _ => return None,
        };
        length += c.len_utf8();
    }
    None
}

impl Chain {
    /// How many digits each group has.
    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|(group, _)| group.len()).collect()
    }

    /// The digits of the groups up to `count`.
    fn digits(&self, count: usize) -> String {
        self.groups[..count].iter().map(|(group, _)| group.as_str()).collect()
    }
}

/// A North American number as typed there: three, three and four digits, optionally with a 1 before them.
fn national_at(text: &str, start: usize, chain: &Chain, region: &str, origin: Origin) -> Option<Found> {
    let lengths = chain.lengths();
    let long_distance = chain.groups[0].0 == "1" && lengths.len() > 3 && lengths[1..4] == [3, 3, 4];
    let count = match lengths.as_slice() {
        _ if long_distance => 4,
        [3, 3, 4, ..] => 3,
        _ => return None,
    };
    let end = chain.groups[count - 1].1;
    let digits = chain.digits(count);
    let national = &digits[digits.len() - 10..];
    let format = if long_distance { PhoneFormat::LongDistance } else { PhoneFormat::National };
    let (extra, end) = extra_at(text, end);
    if !may_end(text, end) && !chain_goes_on_with_space(chain, count) {
        return None;
    }
    if is_measured(&text[end..]) || (is_labelled(text, start) && !is_dialled(text, start)) {
        return None;
    }
    let typed = &text[start..end];
    let phone = match Number::north_american(national) {
        Ok(number) => Ok(extra.apply(&number, number.printed(format, region), origin)),
        Err(invalid) => {
            let plain = long_distance
                || chain.parentheses
                || chain.separators[..count - 1].iter().all(|&separator| separator == Separator::Hyphen);
            if !plain && !is_dialled(text, start) {
                return None;
            }
            Err(invalid_number(typed, invalid, region))
        }
    };
    Some(Found { range: start..end, phone })
}

/// Whether the text after the first `count` groups is another number after a space.
fn chain_goes_on_with_space(chain: &Chain, count: usize) -> bool {
    chain.separators.get(count - 1).is_some_and(|&separator| separator == Separator::Space)
}

/// A number with a `+`: the longest row of groups that is one.
fn international_at(text: &str, start: usize, chain: &Chain, region: &str, origin: Origin) -> Option<Found> {
    if chain.digits(chain.groups.len()).len() < 7 {
        return None;
    }
    for count in (1..=chain.groups.len()).rev() {
        let Ok(number) = Number::parse(&format!("+{}", chain.digits(count)), region) else { continue };
        let (extra, end) = extra_at(text, chain.groups[count - 1].1);
        let printed = number.printed(PhoneFormat::International, region);
        return Some(Found { range: start..end, phone: Ok(extra.apply(&number, printed, origin)) });
    }
    let end = chain.groups.last().map(|(_, end)| *end)?;
    let typed = &text[start..end];
    let invalid = Number::parse(typed, region).err()?;
    Some(Found { range: start..end, phone: Err(invalid_number(typed, invalid, region)) })
}

/// Letters that spell a toll-free number: 1-866-2STJUDE, in capitals, with its 1 and hyphens (or periods) between all
/// groups. Anything looser is also the shape of a dose: "1 800 milligram", "800 CALORIES", "1. 866 patients".
fn vanity_at(text: &str, start: usize, chain: &Chain, origin: Origin) -> Option<Found> {
    let [(country, country_end), (area, area_end), ..] = chain.groups.as_slice() else { return None };
    let toll_free = matches!(area.as_str(), "800" | "833" | "844" | "855" | "866" | "877" | "888");
    if country != "1" || !toll_free || chain.parentheses {
        return None;
    }
    let joint = text[*area_end..].chars().next().filter(|c| matches!(c, '-' | '‐' | '‑' | '.'))?;
    let after_country = &text[*country_end..];
    if !(after_country.starts_with(joint) || chain.plus && after_country.starts_with(' ')) {
        return None;
    }
    let token_start = area_end + joint.len_utf8();
    let rest = &text[token_start..];
    let token = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())];
    let token = token.trim_end_matches('-');
    let letters = token.bytes().filter(u8::is_ascii_alphabetic).count();
    let signs = token.bytes().filter(u8::is_ascii_alphanumeric).count();
    let lower = token.bytes().any(|byte| byte.is_ascii_lowercase());
    let joined = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let goes_on = rest[token.len()..].starts_with(char::is_alphanumeric);
    if !joined || lower || goes_on || letters < 3 || !(7..=12).contains(&signs) {
        return None;
    }
    let end = token_start + token.len();
    let mut after = text[end..].chars();
    if matches!(after.next(), Some('.' | '@' | '_')) && after.next().is_some_and(char::is_alphanumeric) {
        return None; // 1-800-flowers.com is an address.
    }
    let spells = spelled(token);
    let national = format!("{area}{}", spells.get(..7).unwrap_or(&spells));
    let phone = match Number::north_american(&national) {
        Ok(number) => match written_beside(&text[end..]).filter(|beside| *beside != number.digits()) {
            Some(beside) => {
                let spells = grouped(number.digits());
                let message = format!("`{}` does not spell {}", &text[start..end], grouped(&beside));
                let hint = format!("`{}` spells {spells}; correct the letters or the number", &text[start..end]);
                Err(Diagnostic::error("phone-vanity-mismatch", message).hint(hint))
            }
            None => {
                let prefix = if chain.plus { "+1 " } else { "1-" };
                Ok(Phone::of_vanity(&number, format!("{prefix}{area}-{}", token.to_ascii_uppercase()), origin))
            }
        },
        Err(Invalid { why }) => {
            let message = format!("`{}` is not a valid phone number", &text[start..end]);
            let spells = format!("the letters spell {}", grouped(&format!("1{national}")));
            Err(Diagnostic::error("phone-invalid", message).hint(why).hint(spells))
        }
    };
    Some(Found { range: start..end, phone })
}

/// The number in digits after letters in parentheses, with its country code.
fn written_beside(after: &str) -> Option<String> {
    let inside = after.trim_start().strip_prefix('(')?;
    let digits = digits_of(&inside[..inside.find(')')?]);
    match digits.len() {
        10 => Some(format!("1{digits}")),
        11 if digits.starts_with('1') => Some(digits),
        _ => None,
    }
}

/// A short North American number: 911, 9-1-1 and 988, and the others where a word says that they are dialed.
fn short_at(text: &str, start: usize, chain: &Chain, origin: Origin) -> Option<Found> {
    let lengths = chain.lengths();
    let count = match lengths.as_slice() {
        [3, ..] => 1,
        [1, 1, 1, ..] if chain.separators[..2] == [Separator::Hyphen; 2] => 3,
        _ => return None,
    };
    let digits = chain.digits(count);
    let known = matches!(digits.as_str(), "911" | "988");
    let service = known || matches!(digits.as_str(), "211" | "311" | "411" | "511" | "611" | "711" | "811");
    let end = chain.groups[count - 1].1;
    let alone = may_end(text, end) && !is_measured(&text[end..]);
    let goes_on = chain.groups.len() > count && chain.separators[count - 1] != Separator::Hyphen;
    if !service || !alone || goes_on || !(known || is_dialled(text, start)) {
        return None;
    }
    let printed = match count {
        1 => digits,
        _ => digits.chars().map(String::from).collect::<Vec<_>>().join("-"),
    };
    Some(Found { range: start..end, phone: Ok(Phone::short(printed, origin)) })
}

/// Group lengths one digit away from three, three and four.
const NEAR_SHAPES: [[usize; 3]; 6] = [[3, 3, 3], [3, 3, 5], [3, 4, 4], [4, 3, 4], [3, 2, 4], [2, 3, 4]];

/// What looks like a North American number but is not: reversed groups, or a digit too many or too few.
fn mistaken_at(text: &str, start: usize, chain: &Chain, region: &str) -> Option<Found> {
    let (_, last) = chain.groups.last()?;
    if is_measured(&text[*last..]) || (is_labelled(text, start) && !is_dialled(text, start)) {
        return None;
    }
    let lengths = chain.lengths();
    for count in [4, 3] {
        if lengths.len() < count || (lengths.len() > count && !chain_goes_on_with_space(chain, count)) {
            continue;
        }
        let mut end = chain.groups[count - 1].1;
        let spaces = chain.separators[..count - 1].iter().all(|&separator| separator == Separator::Space);
        if text[end..].starts_with('+') {
            end += 1;
        }
        if let Some(right) = turned_round(&text[start..end], region).filter(|_| !spaces || is_dialled(text, start)) {
            return Some(Found { range: start..end, phone: Err(turned_round_number(&text[start..end], &right)) });
        }
    }
    let country = usize::from(chain.groups[0].0 == "1");
    let count = country + 3;
    if lengths.len() < count || (lengths.len() > count && !chain_goes_on_with_space(chain, count)) {
        return None;
    }
    let groups = &lengths[country..count];
    let end = chain.groups[count - 1].1;
    let near = NEAR_SHAPES.iter().position(|near| near == groups)?;
    let hyphens = chain.separators[..count - 1].iter().all(|&separator| separator == Separator::Hyphen);
    // 3-2-4 is also the shape of a Social Security number, 2-3-4 of a series of doses.
    let hyphens_say_so = hyphens && near < 4 && chain.groups[0].0.as_bytes()[0] >= b'2';
    let plain = hyphens_say_so || (country == 1 && hyphens) || chain.parentheses || is_dialled(text, start);
    let ends = may_end(text, end) || lengths.len() > count;
    if !plain || !ends || is_measured(&text[end..]) {
        return None;
    }
    let national = chain.digits(count).split_off(country);
    let invalid = Number::north_american(&national)
        .err()
        .unwrap_or(Invalid { why: "write the number in groups of three, three and four digits".to_owned() });
    Some(Found { range: start..end, phone: Err(invalid_number(&text[start..end], invalid, region)) })
}

/// What may follow a number's digits and belongs to it.
enum Extra {
    Nothing,
    Extension(String),
    /// The end of a range, with its separator: `–3305`.
    Range(String),
}

impl Extra {
    fn apply(self, number: &Number, printed: String, origin: Origin) -> Phone {
        match self {
            Extra::Nothing => Phone::of(number, printed, None, origin),
            Extra::Extension(digits) => Phone::of(number, printed, Some(&digits), origin),
            Extra::Range(tail) => Phone::of(number, printed, None, origin).with_tail(&tail),
        }
    }
}

/// What follows the digits that end at `end`, and where it ends.
fn extra_at(text: &str, end: usize) -> (Extra, usize) {
    let rest = &text[end..];
    if let Some((mark, tail)) = rest.char_indices().nth(1).map(|(i, _)| rest.split_at(i))
        && matches!(mark, "-" | "–" | "/")
    {
        let digits: String = tail.chars().map_while(digit).collect();
        let length: usize = tail.chars().take(digits.len()).map(char::len_utf8).sum();
        let end = end + mark.len() + length;
        if (2..=4).contains(&digits.len()) && may_end(text, end) {
            let mark = if mark == "/" { "/" } else { "–" };
            return (Extra::Range(format!("{mark}{digits}")), end);
        }
    }
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', ',']);
    for word in ["extension", "extensión", "ext.", "ext", "x"].into_iter().chain(before_extensions()) {
        let is_word = |head: &&str| head.to_lowercase() == word.to_lowercase();
        let Some(head) = trimmed.get(..word.len()).filter(is_word) else { continue };
        let after = &trimmed[head.len()..];
        // "x 3" is a product.
        let after = if word == "x" { after } else { after.trim_start_matches([' ', '\u{a0}', ':', '.']) };
        let digits: String = after.chars().map_while(digit).collect();
        let length: usize = after.chars().take(digits.len()).map(char::len_utf8).sum();
        let end = text.len() - after.len() + length;
        if (1..=7).contains(&digits.len()) && may_end(text, end) {
            return (Extra::Extension(digits), end);
        }
    }
    (Extra::Nothing, end)
}

/// Whether a word shortly before says that the number is dialed.
pub(crate) fn is_dialled(text: &str, start: usize) -> bool {
    const REACH: usize = 28;
    // Words for "number" are not included: records have numbers, too.
    const WORDS: [&str; 25] = [
        "call",
        "dial",
        "phone",
        "tel.",
        "tel:",
        "text ",
        "tty",
        "tdd",
        "fax",
        "hotline",
        "llam",
        "marque",
        "teléf",
        "اتصل",
        "الاتصال",
        "هاتف",
        "تلفون",
        "فاكس",
        "تلفن",
        "تماس",
        "فکس",
        "فون",
        "טלפון",
        "התקשר",
        "חייג",
    ];
    let from = text[..start].char_indices().rev().take(REACH).last().map_or(start, |(i, _)| i);
    let before = text[from..start].to_lowercase();
    WORDS.iter().any(|word| before.contains(word))
}

/// Whether the word before says that the number is something else: of a record, a lot, a page.
fn is_labelled(text: &str, start: usize) -> bool {
    const REACH: usize = 32;
    let from = text[..start].char_indices().rev().take(REACH).last().map_or(start, |(i, _)| i);
    let before = text[from..start].to_lowercase();
    let mut words = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let last = words.rfind(|word| !matches!(*word, "number" | "no" | "is" | "of"));
    last.is_some_and(|word| LABELS.contains(&word))
}

/// Words for things with numbers that are not dialed, in the languages whose handouts are likeliest to mention them.
#[rustfmt::skip]
const LABELS: [&str; 51] = [
    "mrn", "policy", "lot", "page", "pages", "room", "ref", "reference", "dose", "doses", "record", "account", "batch", "serial",
    "expediente", "historia", "habitación", "lote", "página", "dosis", "póliza", "cuenta", "dossier", "chambre", "prontuário",
    "quarto", "akte", "zimmer", "seite", "карта", "карты", "палата", "серия", "страница", "доза", "полис",
    "الملف", "ملف", "السجل", "الغرفة", "غرفة", "صفحة", "الجرعة", "جرعة", "پرونده", "اتاق", "کمرہ", "فائل", "תיק", "חדר", "מנה",
];

/// Words for things counted or measured, besides units, in the same languages.
#[rustfmt::skip]
const COUNTED: [&str; 63] = [
    "milligram", "milligrams", "gram", "grams", "milliliter", "milliliters", "unit", "units", "cell", "cells", "patient",
    "patients", "dose", "doses", "tablets", "calories",
    "miligramos", "gramos", "mililitros", "unidades", "células", "pacientes", "dosis", "comprimidos", "calorías",
    "milligrammes", "grammes", "millilitres", "unités", "cellules", "comprimés", "miligramas",
    "мг", "кг", "мл", "мкг", "ед", "единиц", "клеток", "пациентов", "доз", "таблеток", "од", "клітин", "пацієнтів",
    "ملغ", "مجم", "مل", "غ", "كغ", "وحدة", "خلية", "مريض", "جرعة", "قرص", "گرم", "سلول", "بیمار",
    "מג", "מל", "יחידות", "תאים", "מטופלים",
];

/// Units of scripts that write no space after them.
const COUNTED_UNSPACED: [&str; 8] = ["毫克", "毫升", "单位", "單位", "ミリグラム", "単位", "มก", "มล"];

/// Whether a unit follows: then three digits are a dose.
fn is_measured(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word = &after[..after.find(|c: char| !c.is_alphabetic() && c != '°' && c != '%').unwrap_or(after.len())];
    is_unit(word)
        || COUNTED.contains(&word.to_lowercase().as_str())
        || COUNTED_UNSPACED.iter().any(|unit| word.starts_with(unit))
}
