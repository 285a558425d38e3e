//! Phone numbers: a site's own, by name, and those typed directly into text.
//!
//! A number is data here: checked against phone metadata, printed in its national style, set left to right on one line
//! in any text, linked for the screen and spelled out for screen readers.

pub(crate) mod number;
mod pattern;
pub(crate) mod scan;

use std::sync::Arc;

use crate::content::spanned::{Entries, Spanned};
use crate::content::types::{PhoneFormat, PhoneKind, PhoneSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::words::Words;
use crate::model::document::{Inline, InlineKind, Isolate, isolate_all};
use crate::model::identifiers::is_rtl;
use crate::source::{Origin, Span};
use number::{Invalid, Number, digits_of, spelled, spoken};

/// A phone number ready to be printed wherever it is used.
#[derive(Clone, Debug)]
pub(crate) struct Phone {
    /// What dials it.
    uri: Arc<str>,
    /// The number's printed forms, in order: letters, then digits.
    forms: Vec<String>,
    /// Its extension, after the last of them.
    extension: Option<String>,
    /// What answers it.
    kind: PhoneKind,
    /// Where it was written.
    origin: Origin,
}

/// A site's phone numbers by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhoneBook {
    entries: Vec<(String, Option<Phone>)>,
}

impl PhoneBook {
    /// Checks the numbers of a site. Problems are reported once, here; using such a number later is not an error.
    pub(crate) fn read(
        phones: Option<&Entries<Spanned<PhoneSpec>>>,
        region: &str,
        diagnostics: &mut Diagnostics,
    ) -> PhoneBook {
        let entries = phones.map_or(&[][..], |phones| &phones.0);
        let entries =
            entries.iter().map(|(name, spec)| (name.value.clone(), read_phone(name, spec, region, diagnostics)));
        PhoneBook { entries: entries.collect() }
    }

    /// The number with this name; the inner `None` is one whose mistakes have been reported.
    pub(crate) fn get(&self, name: &str) -> Option<Option<&Phone>> {
        self.entries.iter().find(|(entry, _)| entry == name).map(|(_, phone)| phone.as_ref())
    }

    /// The names, in site file order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }
}

impl Phone {
    /// A number found in text or given as a value.
    pub(crate) fn of(number: &Number, printed: String, extension: Option<&str>, origin: Origin) -> Phone {
        let uri = number.uri(extension).into();
        let extension = extension.map(str::to_owned);
        Phone { uri, forms: vec![printed], extension, kind: PhoneKind::Voice, origin }
    }

    /// A number in letters found in text.
    pub(crate) fn of_vanity(number: &Number, printed: String, origin: Origin) -> Phone {
        Phone::of(number, printed, None, origin)
    }

    /// A short number, dialed as it is.
    pub(crate) fn short(printed: String, origin: Origin) -> Phone {
        let uri = format!("tel:{}", dialled(&printed)).into();
        Phone { uri, forms: vec![printed], extension: None, kind: PhoneKind::Voice, origin }
    }

    /// The number followed by something that is printed but not dialed: the end of a range.
    pub(crate) fn with_tail(mut self, tail: &str) -> Phone {
        if let Some(last) = self.forms.last_mut() {
            last.push_str(tail);
        }
        self
    }

    /// The printed number. A line may break only between letters and digits.
    pub(crate) fn inlines(&self, words: &Words) -> Vec<Inline> {
        let digits = self.forms.last().map_or("", String::as_str);
        let extension = |shown: &dyn Fn(&str) -> String| {
            self.extension.as_ref().map(|extension| words.extension.replace("{number}", &shown(extension)))
        };
        let said = [Some(spoken(digits)), extension(&spoken)].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let said = match self.kind {
            PhoneKind::Voice => said,
            PhoneKind::Tty => format!("{} {said}", words.tty),
            PhoneKind::Fax => format!("{} {said}", words.fax),
        };
        let link_text: Arc<str> = words.call.replace("{number}", &said).into();
        let mut inlines = Vec::new();
        for (i, form) in self.forms.iter().enumerate() {
            let text = match i {
                0 => form.clone(),
                _ => {
                    inlines.push(Inline::words(" ", self.origin));
                    format!("({form})")
                }
            };
            let number = Inline {
                link: Some(self.uri.clone()),
                link_text: Some(link_text.clone()),
                isolate: Isolate::Ltr,
                unbreakable: true,
                // "TTY:" at the end of a line makes the number below it look like another.
                glued: self.kind != PhoneKind::Voice && i == 0,
                ..Inline::words(text, self.origin)
            };
            match &self.extension {
                Some(extension) if i + 1 == self.forms.len() => {
                    inlines.extend(with_extension(number, extension, &words.extension));
                }
                _ => inlines.push(number),
            }
        }
        inlines
    }
}

/// A number with its extension. A right-to-left word between the two is read in its own direction: in one isolate with
/// them, the extension would come right after the number, before the word.
fn with_extension(number: Inline, extension: &str, words: &str) -> Vec<Inline> {
    let InlineKind::Words(printed) = &number.kind else { return vec![number] };
    // The extension is inside the parentheses of a number after one in letters.
    let (printed, end) = match printed.strip_suffix(')').filter(|inside| inside.starts_with('(')) {
        Some(inside) => (inside, ")"),
        None => (printed.as_str(), ""),
    };
    let (before, after) = words.split_once("{number}").unwrap_or((words, ""));
    if !words.contains(is_rtl) {
        let kind = InlineKind::Words(format!("{printed} {before}{extension}{after}{end}"));
        return vec![Inline { kind, ..number }];
    }
    let part = |text: &str, isolate| Inline { kind: InlineKind::Words(text.to_owned()), isolate, ..number.clone() };
    let (start, digits) = printed.split_at(printed.len() - printed.trim_start_matches('(').len());
    let mut parts = vec![
        part(start, Isolate::No),
        part(digits, Isolate::Ltr),
        part(&format!(" {before}"), Isolate::No),
        part(extension, Isolate::Ltr),
        part(&format!("{after}{end}"), Isolate::No),
    ];
    parts.retain(|part| !matches!(&part.kind, InlineKind::Words(text) if text.is_empty()));
    for part in parts.iter_mut().skip(1) {
        part.glued = true;
    }
    isolate_all(&mut parts, Isolate::FirstStrong);
    parts
}

/// The link for a short number: its digits and `*`, and `#` percent-encoded, since it would begin a fragment.
fn dialled(printed: &str) -> String {
    let key = |c| match c {
        '*' => Some("*".to_owned()),
        '#' => Some("%23".to_owned()),
        c => number::digit(c).map(String::from),
    };
    printed.chars().filter_map(key).collect()
}

/// Reads one entry of a site's phones.
fn read_phone(
    name: &Spanned<String>,
    spec: &Spanned<PhoneSpec>,
    region: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Phone> {
    let (number, dial) = match (&spec.number, &spec.dial) {
        (Some(number), None) => (number, None),
        (None, Some(dial)) => (dial, Some(dial)),
        (Some(_), Some(dial)) => {
            let message = format!("phone `{}` has both `number` and `dial`", name.value);
            let hint = "keep `number` for a full number, or `dial` for a short one that is dialed as it is";
            diagnostics.push(Diagnostic::error("phone-invalid", message).at(dial.span, "one too many").hint(hint));
            return None;
        }
        (None, None) => {
            let message = format!("phone `{}` has no number", name.value);
            let hint = "write `number: \"+1 901-555-0100\"`, or `dial: \"0\"` for a short number";
            diagnostics.push(Diagnostic::error("phone-invalid", message).at(spec.span, "no number here").hint(hint));
            return None;
        }
    };
    let origin = Origin::Scalar { scalar: number.span, offset: 0 };
    if let Some(dial) = dial {
        return read_short(dial, spec, origin, diagnostics);
    }
    let extension = read_extension(spec.extension.as_ref(), diagnostics);
    let parsed = match check(&number.value, region) {
        Ok(parsed) => parsed,
        Err(invalid) => {
            diagnostics.push(invalid_number(&number.value, invalid, region).at(number.span, "not a phone number"));
            return None;
        }
    };
    let mut phone = Phone::of(&parsed, parsed.printed(spec.format, region), extension, origin);
    phone.kind = spec.kind;
    if let Some(vanity) = &spec.vanity {
        phone.forms.insert(0, check_vanity(vanity, number.span, &parsed, region, diagnostics)?);
    }
    Some(phone)
}

/// Reads a number that may contain only digits and phone number punctuation.
pub(crate) fn check(text: &str, region: &str) -> Result<Number, Invalid> {
    match text.chars().find(|&c| number::digit(c).is_none() && !" \u{a0}+-.()/‐‑–".contains(c)) {
        Some(c) if c.is_alphabetic() => {
            Err(Invalid { why: "write the digits here and the letters that spell them under `vanity`".to_owned() })
        }
        Some(c) => Err(Invalid { why: format!("`{c}` is not allowed in a phone number") }),
        None => Number::parse(text, region),
    }
}

/// The diagnostic for a nonexistent number, or one that exists when its groups are read from the other end.
pub(crate) fn invalid_number(text: &str, invalid: Invalid, region: &str) -> Diagnostic {
    match turned_round(text, region) {
        Some(right) => turned_round_number(text, &right),
        None => Diagnostic::error("phone-invalid", format!("`{text}` is not a valid phone number")).hint(invalid.why),
    }
}

/// The diagnostic for a number whose groups are in the wrong order.
pub(crate) fn turned_round_number(text: &str, right: &str) -> Diagnostic {
    Diagnostic::error("phone-turned-round", format!("the groups of phone number `{text}` are in reverse order"))
        .hint(format!("write `{right}`: type a number from left to right; it prints that way in text of any direction"))
}

/// The number obtained by reading the groups of digits from the other end, if it exists: the result when an editor, or
/// an eye, takes the groups of a number in right-to-left text from the right.
pub(crate) fn turned_round(text: &str, region: &str) -> Option<String> {
    let groups: Vec<String> =
        text.split(|c| number::digit(c).is_none()).filter(|group| !group.is_empty()).map(digits_of).collect();
    if groups.len() < 3 || groups[0].len() != 4 {
        return None;
    }
    let reversed: Vec<&str> = groups.iter().rev().map(String::as_str).collect();
    let lengths: Vec<usize> = reversed.iter().map(|group| group.len()).collect();
    let format = match lengths.as_slice() {
        [3, 3, 4] => PhoneFormat::National,
        [1, 3, 3, 4] if reversed[0] == "1" && text.contains('+') => PhoneFormat::International,
        [1, 3, 3, 4] if reversed[0] == "1" => PhoneFormat::LongDistance,
        _ => return None,
    };
    let number = Number::north_american(&reversed[reversed.len() - 3..].concat()).ok()?;
    Some(number.printed(format, region))
}

/// Reads a number that is dialed as it is.
fn read_short(dial: &Scalar, spec: &PhoneSpec, origin: Origin, diagnostics: &mut Diagnostics) -> Option<Phone> {
    for (key, extra) in [("vanity", &spec.vanity), ("extension", &spec.extension)] {
        if let Some(extra) = extra {
            let message = format!("a short number cannot have `{key}`");
            let hint = format!("remove `{key}`, or write the full number under `number`");
            diagnostics.push(Diagnostic::error("phone-invalid", message).at(extra.span, "not with `dial`").hint(hint));
        }
    }
    let dialled = dial.value.chars().all(|c| c.is_ascii_digit() || "*#-".contains(c));
    if !dialled || !(1..=8).contains(&dial.value.len()) {
        let message = format!("`{}` cannot be dialed as it is", dial.value);
        let hint = "write one to eight of the digits 0 to 9, `*` and `#`; a full number belongs under `number`";
        diagnostics.push(Diagnostic::error("phone-invalid", message).at(dial.span, "not a short number").hint(hint));
        return None;
    }
    let mut phone = Phone::short(dial.value.clone(), origin);
    phone.kind = spec.kind;
    Some(phone)
}

/// Reads an extension.
fn read_extension<'a>(extension: Option<&'a Scalar>, diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let extension = extension?;
    if (1..=7).contains(&extension.value.len()) && extension.value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(&extension.value);
    }
    let message = format!("`{}` is not an extension", extension.value);
    let hint = "write one to seven digits and nothing else";
    diagnostics.push(Diagnostic::error("phone-invalid", message).at(extension.span, "not an extension").hint(hint));
    None
}

/// Checks that letters spell the number's digits, and returns them as printed.
fn check_vanity(
    vanity: &Scalar,
    number: Span,
    parsed: &Number,
    region: &str,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let spells = spelled(&vanity.value);
    let national = spells.strip_prefix('1').filter(|_| spells.len() > parsed.national().len()).unwrap_or(&spells);
    if spells == parsed.digits() || national == parsed.national() {
        return Some(vanity.value.trim().to_owned());
    }
    let printed = parsed.printed(PhoneFormat::LongDistance, region);
    let message = format!("`{}` does not spell {printed}", vanity.value);
    let mut diagnostic = Diagnostic::error("phone-vanity-mismatch", message)
        .at(vanity.span, format!("spells {}", grouped(&spells)))
        .hint(format!("`{}` spells {}; correct the letters or the number", vanity.value, grouped(&spells)));
    diagnostic.labels.push((crate::diag::Place::Span(number), "the number".to_owned()));
    diagnostics.push(diagnostic);
    None
}

/// Digits in North American groups as far as they reach, for visual comparison.
pub(crate) fn grouped(digits: &str) -> String {
    let (country, rest) = match digits.strip_prefix('1') {
        Some(rest) if digits.len() > 10 => ("1-", rest),
        _ => ("", digits),
    };
    match rest.len() {
        0..=3 => format!("{country}{rest}"),
        4..=6 => format!("{country}{}-{}", &rest[..3], &rest[3..]),
        _ => format!("{country}{}-{}-{}", &rest[..3], &rest[3..6], &rest[6..]),
    }
}
