//! Whether a copy shows its record's values.

use unicode_normalization::UnicodeNormalization;

use super::text::counts;
use crate::content::types::FieldKind;
use crate::lang::Language;
use crate::lang::digits::Digits;
use crate::manifest;
use crate::model::fields::{clean, print_value};
use crate::records::{Columns, Plan, Record, Target};

/// How the records of a run were read and printed, by its manifest.
#[derive(Clone, Debug)]
pub struct Reading {
    /// How the records' file is read.
    pub plan: Plan,
    fields: Vec<(String, FieldKind)>,
    region: String,
}

impl Reading {
    /// What a manifest says. `None` if it says something that cannot be.
    pub fn new(reading: &manifest::Reading) -> Option<Reading> {
        let fields: Vec<String> = reading.fields.iter().map(|(name, _)| name.clone()).collect();
        let target = |(column, target): &(String, String)| Some((column.clone(), Target::parse(target, &fields).ok()?));
        let languages = reading.languages.iter().map(|tag| Language::parse(tag)).collect::<Option<Vec<_>>>()?;
        (!languages.is_empty()).then_some(())?;
        Some(Reading {
            plan: Plan {
                columns: Columns { map: reading.map.iter().map(target).collect::<Option<_>>()?, fields },
                languages,
                constants: vec![],
                include_deceased: reading.include_deceased,
                second_language: reading.second_language,
            },
            fields: reading.fields.clone(),
            region: reading.region.clone(),
        })
    }

    /// The fields whose values a copy's text does not show.
    pub fn missing<'a>(&'a self, record: &'a Record, text: &'a str) -> impl Iterator<Item = &'a str> {
        record.values.iter().filter_map(move |(field, value)| {
            let kind = self.fields.iter().find(|(name, _)| name == field).map_or(FieldKind::Text, |(_, kind)| *kind);
            let language = record.language.as_ref().or(self.plan.languages.first())?;
            let printed = print_value(&clean(value), kind, language, &self.region, Digits::LATN);
            // What cannot be printed cannot be on the page either.
            (!printed.is_ok_and(|printed| shows(text, &printed))).then_some(field.as_str())
        })
    }
}

/// Whether a text as read from a page, without white space, shows a value: word by word, each in its order or, as
/// right-to-left words stand in a page's content, turned round.
pub fn shows(text: &str, value: &str) -> bool {
    let squeeze = |text: &str| -> String { text.nfc().filter(|&c| counts(c)).map(latin_digit).collect() };
    let text = squeeze(text);
    if text.contains(&squeeze(value)) {
        return true;
    }
    value.split_whitespace().all(|word| {
        let word = squeeze(word);
        text.contains(&word) || text.contains(&turned(&word, false)) || text.contains(&turned(&word, true))
    })
}

/// A digit of any script as 0 to 9: which of them a page has is the site's to say.
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

/// A word in visual order: its characters turned round, and numbers in it turned back if asked for.
fn turned(word: &str, numbers_back: bool) -> String {
    let mut turned: Vec<char> = word.chars().rev().collect();
    if numbers_back {
        let digit = |c: char| c.is_numeric();
        let mut at = 0;
        while at < turned.len() {
            let end = (at..turned.len()).find(|&i| digit(turned[i]) != digit(turned[at])).unwrap_or(turned.len());
            if digit(turned[at]) {
                turned[at..end].reverse();
            }
            at = end;
        }
    }
    turned.into_iter().collect()
}
