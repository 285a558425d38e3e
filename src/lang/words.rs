//! The words that the product itself prints or speaks, by language.
//!
//! They come from the program's own table; a site file adds missing languages, or replaces words. Where neither has a
//! word, a neutral form is used: "1 / 2" instead of "Page 1 of 2".

use std::borrow::Cow;

use super::callers;
use super::cautions;
use super::contents;
use super::digits::Digits;
use super::schedules::ScheduleWords;
use super::table;
use super::{Language, lookup};

/// One language's words, and how it writes what goes with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// "Page {page} of {pages}", with these two placeholders.
    pub page: Cow<'static, str>,
    /// The screen reader text for a phone number's link, with this placeholder: "Call {number}".
    pub call: Cow<'static, str>,
    /// What distinguishes the copies of a run, with these placeholders: "Copy {copy} · page {page}/{pages}".
    pub copy: Cow<'static, str>,
    /// The separator between a label and its value: ": ", with a space before it in French.
    pub colon: Cow<'static, str>,
    /// The number before a step, with this placeholder: "{number}. ".
    pub step: Cow<'static, str>,
    /// The word at the head of a warning, if there is one in the language.
    pub warning: Option<Cow<'static, str>>,
    /// The word at the head of a danger box, if there is one.
    pub danger: Option<Cow<'static, str>>,
    /// The words of medicine schedules.
    pub schedule: ScheduleWords,
    /// An extension of a phone number, with this placeholder: "ext. {number}".
    pub extension: Cow<'static, str>,
    /// What a teletypewriter is called.
    pub tty: Cow<'static, str>,
    /// What a fax machine is called.
    pub fax: Cow<'static, str>,
    /// What is above a list of handouts, if there is a word.
    pub contents: Option<Cow<'static, str>>,
    /// How many pages one has, with this placeholder, if there are words: "Number of pages: {pages}".
    pub page_count: Option<Cow<'static, str>>,
    /// The digits of dates, times, step and page numbers.
    pub digits: Digits,
}

/// A site file's words for a language; what it omits stays unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnWords {
    pub page: Option<String>,
    pub call: Option<String>,
    pub copy: Option<String>,
    pub colon: Option<String>,
    pub step: Option<String>,
    pub warning: Option<String>,
    pub danger: Option<String>,
    /// Of schedules: medicine, why, morning, noon, evening, night.
    pub schedule: [Option<String>; 6],
    pub extension: Option<String>,
    pub tty: Option<String>,
    pub fax: Option<String>,
    pub contents: Option<String>,
    pub page_count: Option<String>,
    pub digits: Option<Digits>,
}

/// The words of all languages: the program's, overridden by a site's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    languages: Vec<Language>,
    own: Vec<OwnWords>,
}

const NEUTRAL_PAGE: &str = "{page} / {pages}";
const NEUTRAL_CALL: &str = "{number}";
const NEUTRAL_COPY: &str = "{copy} · {page}/{pages}";

impl Lexicon {
    /// Adds a site's own words for a language.
    pub(crate) fn add(&mut self, language: Language, own: OwnWords) {
        self.languages.push(language);
        self.own.push(own);
    }

    /// The words of a language.
    pub(crate) fn words(&self, language: &Language) -> Words {
        let own = lookup(&self.languages, language).map(|place| self.own[place].clone()).unwrap_or_default();
        let row = table::row(language);
        let pick = |own: Option<String>, known: Option<&'static str>, neutral: &'static str| match own {
            Some(own) => Cow::Owned(own),
            None => Cow::Borrowed(known.unwrap_or(neutral)),
        };
        let (warning, danger) = cautions::words(language);
        let (extension, fax) = callers::words(language);
        let (contents, page_count) = contents::words(language);
        let known = |own: Option<String>, known: Option<&'static str>| own.map(Cow::Owned).or(known.map(Cow::Borrowed));
        Words {
            page: pick(own.page, row.and_then(|row| row.page), NEUTRAL_PAGE),
            call: pick(own.call, row.and_then(|row| row.call), NEUTRAL_CALL),
            copy: pick(own.copy, row.and_then(|row| row.copy), NEUTRAL_COPY),
            colon: pick(own.colon, Some(table::colon(language)), table::COLON),
            step: pick(own.step, Some(table::step(language)), table::STEP),
            warning: known(own.warning, warning),
            danger: known(own.danger, danger),
            schedule: ScheduleWords::of(language).or(own.schedule),
            extension: pick(own.extension, extension, callers::EXTENSION),
            tty: pick(own.tty, None, callers::TTY),
            fax: pick(own.fax, fax, callers::FAX),
            contents: known(own.contents, contents),
            page_count: known(own.page_count, page_count),
            digits: own.digits.unwrap_or_else(|| Digits::of(language)),
        }
    }
}

impl Words {
    /// The keys of `words:` under which a site file can supply missing words.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let forms = [("page", &self.page, NEUTRAL_PAGE), ("call", &self.call, NEUTRAL_CALL)];
        forms.into_iter().filter(|(_, form, neutral)| *form == neutral).map(|(key, ..)| key).collect()
    }

    /// Whether pages are numbered with numbers only, "1 / 2", which read from left to right in any text.
    pub(crate) fn page_is_neutral(&self) -> bool {
        self.page == NEUTRAL_PAGE
    }

    /// The label of a step, with the space that separates it from the text. A step within others has all their numbers:
    /// "2.1" is unique on the page, and is written alike in every language.
    pub(crate) fn step_label(&self, outer: &[u64], number: u64) -> String {
        if outer.is_empty() {
            let label = self.step.replace("{number}", &self.digits.write(number));
            return format!("{} ", label.trim_end());
        }
        let numbers: Vec<String> = outer.iter().chain([&number]).map(|&number| self.digits.write(number)).collect();
        format!("{} ", numbers.join("."))
    }
}
