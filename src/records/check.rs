//! Whether a copy can be made of a record, as far as that can be told without typesetting it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;

use super::columns::plain;
use super::{Record, Reject};
use crate::content::lists::{ItemName, item_name, unnumbered};
use crate::content::types::{FieldKind, FieldSpec, Handout, Site};
use crate::content::walk::{all_fields, is_always_printed};
use crate::fonts::{Fonts, is_never_drawn};
use crate::lang::Language;
use crate::lang::compose::composed;
use crate::lang::digits::Digits;
use crate::model::choices::{choices_of, print_choice};
use crate::model::damage::damage;
use crate::model::fields::{CONTROL, Wrong, clean, has_control, print_value};
use crate::model::identity::lacks_second_identifier;
use crate::model::lists::{self, ListState};
use crate::model::merge::read_words;
use crate::model::shape::varies;
use crate::source::limits::MAX_VALUE_CHARS;

/// The most dates and times that are cached.
const MOST_KNOWN: usize = 10_000;

/// What one handout requires of a record.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The handout's language.
    pub language: Language,
    region: String,
    digits: Digits,
    /// Fields, those of lists' items without numbers: name, type, whether every record or item must have it.
    fields: Vec<(String, FieldKind, bool)>,
    /// Labels as headings, and their fields.
    labels: Vec<(String, String)>,
    /// By field, its choices: values and printed words.
    choices: Vec<(String, Vec<(String, String)>)>,
    /// Fields of lists' items that not every copy prints.
    unshown: Vec<String>,
    /// Whether copies differ in more than their values.
    varies: bool,
}

impl Rules {
    /// The rules of a handout; `None` if its language is unknown.
    pub(crate) fn new(handout: &Handout, site: Option<&Site>) -> Option<Rules> {
        let fields = || all_fields(handout.patient.as_ref());
        let choices = |(name, spec): (Cow<'_, str>, &FieldSpec)| {
            let choices = choices_of(spec).map(|(value, words)| (value.to_owned(), words.to_owned()));
            (spec.kind == FieldKind::Choice).then(|| (name.into_owned(), choices.collect()))
        };
        let is_unshown =
            |name: &str| name.split_once('.').is_some_and(|(list, field)| !is_always_printed(handout, list, field));
        let label = |(name, spec): &(crate::content::types::Scalar, crate::content::types::FieldSpec)| {
            (plain(&spec.label.value), name.value.clone())
        };
        let language = Language::parse(&handout.language)?;
        Some(Rules {
            digits: read_words(site.and_then(|site| site.words.as_ref())).words(&language).digits,
            language,
            region: site.and_then(|site| site.region.as_ref()).map_or_else(|| "US".to_owned(), |r| r.value.clone()),
            fields: fields().map(|(name, spec)| (name.into_owned(), spec.kind, spec.required)).collect(),
            choices: fields().filter_map(choices).collect(),
            unshown: fields().map(|(name, _)| name.into_owned()).filter(|name| is_unshown(name)).collect(),
            varies: varies(handout),
            labels: handout.patient.iter().flat_map(|fields| &fields.0).map(label).collect(),
        })
    }

    /// The names of the handout's fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, ..)| name.as_str())
    }

    /// The fields and what they accept.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&str, FieldKind)> {
        self.fields.iter().map(|(name, kind, _)| (name.as_str(), *kind))
    }

    /// The fields' labels as headings of columns: label, field.
    pub(super) fn labels(&self) -> impl Iterator<Item = &(String, String)> {
        self.labels.iter()
    }

    /// The site's region.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// The fields that every record must fill.
    pub(crate) fn required(&self) -> impl Iterator<Item = &str> {
        let required = self.fields.iter().filter(|(name, _, required)| *required && !name.contains('.'));
        required.map(|(name, ..)| name.as_str())
    }

    /// The choices of fields: values and printed words.
    pub(crate) fn choices(&self) -> &[(String, Vec<(String, String)>)] {
        &self.choices
    }

    /// Fields of lists' items that not every copy prints.
    pub(crate) fn unshown(&self) -> &[String] {
        &self.unshown
    }

    /// Whether copies differ in more than their values.
    pub(crate) fn varies(&self) -> bool {
        self.varies
    }

    /// The place of a field of a record.
    fn place(&self, field: &str) -> Option<usize> {
        let is_one = ItemName::parse(field).is_some() || !field.contains('.');
        let known = unnumbered(field).filter(|_| is_one)?;
        self.fields.iter().position(|(name, ..)| *name == known)
    }

    /// A value as it prints, if its field accepts it.
    pub(crate) fn printed(&self, field: &str, value: &str) -> Option<Result<String, Wrong>> {
        let (name, kind, _) = &self.fields[self.place(field)?];
        let value = clean(value);
        Some(match kind {
            FieldKind::Choice => {
                let choices = self.choices.iter().filter(|(known, _)| known == name).flat_map(|(_, choices)| choices);
                print_choice(choices.map(|(value, words)| (value.as_str(), words.as_str())), &value)
            }
            kind => print_value((field, *kind), &value, &self.language, &self.region, self.digits),
        })
    }

    /// What is wrong with a record's lists: field, reason.
    fn wrong_lists(&self, values: &[(String, String)]) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        for (list, ..) in self.fields.iter().filter(|(_, kind, _)| *kind == FieldKind::List) {
            let problems = lists::problems(list, values);
            wrong.extend(
                problems.into_iter().map(|problem| (problem.field, format!("{}; {}", problem.what, problem.hint))),
            );
            let ListState::Items(count) = ListState::of(list, values) else { continue };
            for (name, ..) in self.fields.iter().filter(|(_, _, required)| *required) {
                let Some((_, field)) = name.split_once('.').filter(|(of, _)| of == list) else { continue };
                let names = (1..=count).map(|number| item_name(list, number, field));
                let is_given =
                    |name: &String| values.iter().any(|(given, value)| given == name && !clean(value).is_empty());
                let blank = names.filter(|name| !is_given(name));
                wrong.extend(blank.map(|name| (name, "required, but blank".to_owned())));
            }
        }
        wrong
    }
}

/// Checks records against the handouts of a run, the run's own first.
pub(crate) struct Checker<'a> {
    rules: &'a [Rules],
    fonts: &'a Fonts,
    /// Characters met so far, and whether any font has them.
    known: BTreeMap<char, bool>,
    /// Whether values damaged by a program are printed as they are.
    allow_damaged: bool,
    /// Good records that have a name and no second identifier: how many, and the line of the first.
    named_only: Option<(u64, u64)>,
    /// Dates and times met so far, by the indices of their rules and field: patients share them.
    days_and_times: BTreeMap<(usize, usize, String), Result<(), Wrong>>,
    /// Whether the marks in a value have their base letters in a language, according to the shaper.
    keeps_order: KeepsOrder<'a>,
}

/// See [`Checker::new`].
pub(super) type KeepsOrder<'a> = Box<dyn FnMut(&Language, &str) -> bool + 'a>;

impl<'a> Checker<'a> {
    /// A checker for a run. `keeps_order` tells whether all vowel signs and marks of a value have their base letters.
    pub(crate) fn new(
        rules: &'a [Rules],
        fonts: &'a Fonts,
        allow_damaged: bool,
        keeps_order: KeepsOrder<'a>,
    ) -> Checker<'a> {
        let (known, days_and_times) = (BTreeMap::new(), BTreeMap::new());
        Checker { rules, fonts, known, allow_damaged, named_only: None, days_and_times, keeps_order }
    }

    /// Checked and good records that print a name and nothing else to identify the patient, though the handout has a
    /// field for it: how many, and the line of the first.
    pub(crate) fn named_only(&self) -> Option<(u64, u64)> {
        self.named_only
    }

    /// All problems of a record.
    pub(crate) fn check(&mut self, record: &Record) -> Vec<Reject> {
        let wanted = |rules: &&Rules| record.language.as_ref().is_none_or(|language| *language == rules.language);
        let Some(place) = self.rules.iter().position(|rules| wanted(&rules)) else { return vec![] };
        let rules = &self.rules[place];
        let mut rejects = Vec::new();
        let mut reject = |field: &str, reason: String| {
            rejects.push(Reject { number: record.number, line: record.line, field: Some(field.to_owned()), reason });
        };
        for (field, value) in &record.values {
            // There is no need to find out what a long value is.
            if value.chars().nth(MAX_VALUE_CHARS).is_some() {
                reject(field, format!("longer than {MAX_VALUE_CHARS} characters"));
                continue;
            }
            if let Some(damage) = damage(field, value).filter(|_| !self.allow_damaged) {
                let reason = format!("{}; {}; `--allow value-damaged` prints it unchanged", damage.what, damage.remedy);
                reject(field, reason);
                continue;
            }
            let reason = match self.typed(place, field, value) {
                None => format!("the handout in `{}` has no such field", rules.language),
                Some(Err(Wrong { what, hint })) => format!("not {what}; {hint}"),
                Some(Ok(())) if has_control(value) => format!("not {}; {}", CONTROL.what, CONTROL.hint),
                Some(Ok(())) if value.contains('\u{fffd}') => {
                    "a letter was lost earlier (U+FFFD); export the records again as UTF-8".to_owned()
                }
                Some(Ok(())) => match composed(value).chars().all(|c| self.can_print(c)) && self.keeps_marks(value) {
                    true if !(self.keeps_order)(&rules.language, value) => {
                        "a vowel sign or mark without a base letter; type each after its letter, and convert \
                         Burmese in the Zawgyi encoding to Unicode"
                            .to_owned()
                    }
                    true => continue,
                    false => "no font has this character; `--font-dir` adds fonts".to_owned(),
                },
            };
            reject(field, reason);
        }
        for field in rules.required() {
            let is_part = |name: &str| ItemName::parse(name).is_some_and(|item| item.list == field);
            let is_it = |name: &str| name == field || is_part(name);
            let given = record.values.iter().any(|(name, value)| is_it(name) && !clean(value).is_empty());
            if !given {
                reject(field, "required, but blank".to_owned());
            }
        }
        for (field, reason) in rules.wrong_lists(&record.values) {
            reject(&field, reason);
        }
        if rejects.is_empty() {
            self.count_named_only(place, record);
        }
        rejects
    }

    fn count_named_only(&mut self, place: usize, record: &Record) {
        let rules = &self.rules[place];
        let given = |(field, ..): &&(String, FieldKind, bool)| record.values.iter().any(|(name, _)| name == field);
        let kinds = |(field, kind, _): &'a (String, FieldKind, bool)| (field.as_str(), *kind);
        let own = || rules.fields.iter().filter(|(field, ..)| !field.contains('.'));
        let (all, filled) = (own(), own().filter(given));
        // If the handout has no other field, its own diagnostics cover this.
        if lacks_second_identifier(filled.map(kinds)) && !lacks_second_identifier(all.map(kinds)) {
            let (count, first) = self.named_only.unwrap_or((0, record.line));
            self.named_only = Some((count + 1, first));
        }
    }

    /// Whether a field accepts a value; `None` if there is no such field.
    fn typed(&mut self, place: usize, field: &str, value: &str) -> Option<Result<(), Wrong>> {
        let rules = &self.rules[place];
        let at = rules.place(field)?;
        let (_, kind, _) = &rules.fields[at];
        if !matches!(kind, FieldKind::Date | FieldKind::Time) {
            return rules.printed(field, value).map(|printed| printed.map(|_| ()));
        }
        let key = (place, at, value.to_owned());
        if let Some(known) = self.days_and_times.get(&key) {
            return Some(*known);
        }
        let checked = rules.printed(field, value)?.map(|_| ());
        // Caching a file of distinct values would never end.
        if self.days_and_times.len() < MOST_KNOWN {
            self.days_and_times.insert(key, checked);
        }
        Some(checked)
    }

    /// Whether each word with combining marks has a font that draws it whole: another font cannot supply a mark.
    fn keeps_marks(&self, value: &str) -> bool {
        let drawn = |c: char| is_never_drawn(c) || c.is_control();
        value.split_whitespace().all(|word| {
            let word = composed(word);
            !word.chars().any(is_combining_mark)
                || self.fonts.faces().any(|(_, face)| word.chars().all(|c| drawn(c) || face.has_char(c)))
        })
    }

    fn can_print(&mut self, c: char) -> bool {
        // Cleaning a value drops control characters, white space and direction marks.
        if c.is_ascii() || c.is_whitespace() || c.is_control() || is_never_drawn(c) {
            return true;
        }
        let fonts = self.fonts;
        // Fonts without the two hyphens draw them as `-`.
        *self
            .known
            .entry(c)
            .or_insert_with(|| matches!(c, '\u{2010}' | '\u{2011}') || fonts.faces().any(|(_, face)| face.has_char(c)))
    }
}
