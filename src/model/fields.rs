//! The patient's fields: what a handout declares, what a record provides, and how it prints.
//!
//! A value is never quoted in a diagnostic.

use std::ops::Range;

pub(crate) use super::choices::Wrong;
use super::choices::{NO_CHOICE, choices_of, print_choice};
use super::context::{Context, FieldValue};
use super::damage::{Damage, damage};
use super::document::{Field, FieldRef, Inline, InlineKind, Isolate, Text, isolate_all};
use super::identifiers::{self, LONGEST_UNBROKEN, is_rtl};
use super::identity::{is_birth, lacks_second_identifier, tells_apart};
use super::inline::read_line;
use super::lists::{self, ListProblem, ListState};
use super::markdown::{is_blank, is_control};
use super::phones;
use super::times::read_time;
use super::values::PrintedValues;
use crate::content::lists::{ItemName, NONE, unnumbered};
use crate::content::spanned::{Entries, Spanned};
use crate::content::suggest;
use crate::content::types::{BlockEntry, BlockSpec, FieldKind, FieldSpec, Handout, PhoneFormat, Scalar};
use crate::content::walk::all_fields;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::lang::Language;
use crate::lang::compose::composed;
use crate::lang::dates::{format_day, format_part};
use crate::lang::digits::Digits;
use crate::lang::words::Lexicon;
use crate::source::Origin;

/// The patient box, and the same values for placeholders.
pub(crate) struct Fields {
    /// The box's fields in order.
    pub fields: Vec<Field>,
    /// The values by name.
    pub values: Vec<FieldValue>,
    /// What the values print as.
    pub printed: PrintedValues,
    /// Labels and values of the fields that identify the patient, for the top of every page; `None` without values.
    pub line: Option<Text>,
}

/// Fills a handout's fields from a record.
pub(crate) fn read_fields(
    specs: Option<&Entries<FieldSpec>>,
    record: &[(String, String)],
    context: &Context,
    printings: &[Printing],
    diagnostics: &mut Diagnostics,
) -> Fields {
    let printed = print_values(specs, record, printings, context.region, diagnostics);
    let specs = specs.map_or(&[][..], |specs| &specs.0);
    let mut fields = Fields { fields: vec![], values: vec![], line: None, printed };
    let mut line = Vec::new();
    let given: Vec<bool> = fields.printed.given().collect();
    for (index, (name, spec)) in specs.iter().enumerate() {
        let label = read_line(&spec.label, context, diagnostics);
        let has_value = given.get(index) == Some(&true);
        let item = ItemName::parse(name);
        let inline = match has_value {
            true => {
                let kind = InlineKind::Field(FieldRef { field: index, language: 0 });
                Inline { kind, ..Inline::words("", Origin::Record) }
            }
            false => blank(item.map_or(name.value.as_str(), |item| item.field), spec.kind, &label.plain()),
        };
        // A list's values are where its rows are, and lists are never in the box.
        if spec.kind == FieldKind::List {
            continue;
        }
        if item.is_some() {
            fields.values.push(FieldValue { name: name.value.clone(), inlines: vec![inline] });
            continue;
        }
        if has_value && tells_apart(name, spec) {
            if !line.is_empty() {
                line.push(Inline::words(" · ", Origin::Product));
            }
            line.extend(label.spans.clone());
            line.push(Inline::words(context.words.colon.as_ref(), Origin::Product));
            line.push(inline.clone());
        }
        let language = context.language.clone();
        let value = has_value.then(|| Text { language, spans: vec![inline.clone()] });
        fields.fields.push(Field { label, value });
        fields.values.push(FieldValue { name: name.value.clone(), inlines: vec![inline] });
    }
    let given = specs.iter().zip(&given).filter(|((name, _), given)| **given && ItemName::parse(name).is_none());
    let given = given.map(|((name, spec), _)| (name.value.as_str(), spec.kind));
    if let Some((name, _)) = specs.first().filter(|_| lacks_second_identifier(given)) {
        diagnostics.push(one_identifier("this copy prints", "its record").at(name.span, "the fields of a copy"));
    }
    fields.line = (!line.is_empty()).then(|| Text { language: context.language.clone(), spans: line });
    fields
}

/// A language in which values print, with its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printing {
    /// The language of the text that uses the value.
    pub language: Language,
    /// Digits of its dates and times.
    pub digits: Digits,
}

/// The languages of a handout's texts: its own, then those of its blocks in order.
pub(crate) fn printings(handout: &Handout, language: &Language, lexicon: &Lexicon) -> Vec<Printing> {
    fn add(entries: &[Spanned<BlockEntry>], lexicon: &Lexicon, printings: &mut Vec<Printing>) {
        for entry in entries {
            let named = entry.language.as_ref().and_then(|tag| Language::parse(tag));
            if let Some(language) = named.filter(|named| !printings.iter().any(|known| known.language == *named)) {
                printings.push(Printing { digits: lexicon.words(&language).digits, language });
            }
            if let BlockSpec::Body(entries) | BlockSpec::Landscape(entries) = &entry.block {
                add(entries, lexicon, printings);
            }
        }
    }
    let mut printings = vec![Printing { language: language.clone(), digits: lexicon.words(language).digits }];
    add(&handout.body, lexicon, &mut printings);
    printings
}

/// What a record's values print as in each language. With an error among the diagnostics, some are missing.
pub(crate) fn print_values(
    specs: Option<&Entries<FieldSpec>>,
    record: &[(String, String)],
    printings: &[Printing],
    region: &str,
    diagnostics: &mut Diagnostics,
) -> PrintedValues {
    let mut printed = PrintedValues::default();
    for (index, Printing { language, digits }) in printings.iter().enumerate() {
        // A problem with a value is a problem in every language.
        let mut known = Diagnostics::default();
        let diagnostics = if index == 0 { &mut *diagnostics } else { &mut known };
        printed.push(print_values_in(specs, record, language, region, *digits, diagnostics));
    }
    printed
}

/// The same, in one language.
fn print_values_in(
    specs: Option<&Entries<FieldSpec>>,
    record: &[(String, String)],
    language: &Language,
    region: &str,
    digits: Digits,
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<Inline>> {
    let specs = specs.map_or(&[][..], |specs| &specs.0);
    let names = || specs.iter().map(|(name, _)| name.value.as_str());
    let lists = || specs.iter().filter(|(_, spec)| spec.kind == FieldKind::List);
    for (index, (field, _)) in record.iter().enumerate() {
        let is_of_list = |list: &str| ItemName::parse(field).is_some_and(|item| item.list == list);
        // An item that is not printed is one too many, and reported with its list.
        let is_reported = lists().any(|(list, _)| is_of_list(list) && !lists::problems(list, record).is_empty());
        if is_reported || names().any(|name| name == field) {
            continue;
        }
        // What appears in place of a name may be a value, so it is not repeated.
        let message = "the record has a field that the handout does not have";
        let diagnostic =
            Diagnostic { primary: Some(Place::Field(index)), ..Diagnostic::error("record-field-unknown", message) };
        diagnostics.push(match specs.is_empty() {
            true => diagnostic.hint("declare the field under `patient` in the handout, or remove it from the record"),
            false => diagnostic.hint(suggest::hint(field, names())),
        });
    }
    let place = |name: &str| record.iter().position(|(field, _)| field == name);
    let given = |name: &str| Some(clean(&record[place(name)?].1)).filter(|value| !is_blank(value));
    let personalized = names().any(|name| given(name).is_some());

    for (list, _) in lists() {
        for ListProblem { field, what, hint } in lists::problems(list, record) {
            let problem = Diagnostic::error("record-list", format!("field `{field}` {what}")).hint(hint);
            let is_part = |(name, _): &(String, String)| {
                *name == field || ItemName::parse(name).is_some_and(|item| item.list == field)
            };
            let primary = record.iter().position(is_part).map(Place::Field);
            diagnostics.push(Diagnostic { primary, ..problem });
        }
    }
    let mut printed = Vec::with_capacity(specs.len());
    for (name, spec) in specs {
        if spec.kind == FieldKind::List {
            read_list(name, spec, (record, personalized), diagnostics);
            printed.push(Vec::new());
            continue;
        }
        let control = place(name).filter(|&index| has_control(&record[index].1));
        let value = given(name).filter(|_| control.is_none()).map(|value| {
            let printed = match spec.kind {
                FieldKind::Choice => print_choice(choices_of(spec), &value),
                kind => print_value((&name.value, kind), &value, language, region, digits),
            };
            printed.map(|printed| value_inline(printed, spec.kind))
        });
        let wrong = match (control, &value) {
            (Some(_), _) => Some(CONTROL),
            (None, Some(Err(wrong))) => Some(*wrong),
            _ => None,
        };
        if let Some(Wrong { what, hint }) = wrong {
            let message = format!("the value of field `{}` is not {what}", name.value);
            let diagnostic = Diagnostic::error("record-value-invalid", message).hint(hint);
            diagnostics.push(Diagnostic { primary: place(name).map(Place::Field), ..diagnostic });
        }
        // What an item lacks is a line to write on: it is not known, and all items are printed alike.
        let missing = || match ItemName::parse(name) {
            Some(ItemName { number: 1.., .. }) => {
                let line = blank("", spec.kind, &clean(&spec.label));
                let kind = match line.kind {
                    InlineKind::Blank { label, .. } => InlineKind::Blank { ems: MISSING_EMS, label },
                    kind => kind,
                };
                vec![Inline { kind, ..line }]
            }
            _ => Vec::new(),
        };
        printed.push(value.and_then(Result::ok).map_or_else(missing, isolated));
        if personalized && spec.required && given(name).is_none() {
            let message = format!("this copy has no value for the required field `{}`", name.value);
            let diagnostic = Diagnostic::error("record-field-missing", message).at(name.span, "required");
            let hint = format!("provide it with `--set patient.{}=…` or in the record", name.value);
            diagnostics.push(diagnostic.hint(hint));
        }
    }
    printed
}

/// How wide the line is on which an item's missing value is written: cells of tables are narrow.
const MISSING_EMS: u16 = 4;

/// Checks what a record says of a list besides its items.
fn read_list(
    name: &Scalar,
    spec: &FieldSpec,
    (record, personalized): (&[(String, String)], bool),
    diagnostics: &mut Diagnostics,
) {
    let place = record.iter().position(|(field, _)| *field == name.value);
    let value = place.map(|place| clean(&record[place].1)).filter(|value| !value.is_empty());
    if value.is_some_and(|value| !value.eq_ignore_ascii_case(NONE)) {
        let message = format!("the value of field `{}` is not {}", name.value, NO_LIST.what);
        let problem = Diagnostic::error("record-value-invalid", message).hint(NO_LIST.hint);
        diagnostics.push(Diagnostic { primary: place.map(Place::Field), ..problem });
        return;
    }
    if personalized && spec.required && ListState::of(name, record) == ListState::Unknown {
        let message = format!("this copy does not say what the required list `{}` has", name.value);
        let problem = Diagnostic::error("record-field-missing", message).at(name.span, "required");
        let hint = format!("give its items in the record, or `{NONE}` if it is known to be empty");
        diagnostics.push(problem.hint(hint));
    }
}

/// A printed value as text.
fn value_inline(printed: String, kind: FieldKind) -> Inline {
    let unbreakable = matches!(kind, FieldKind::Time | FieldKind::Phone);
    Inline { unbreakable, ..Inline::words(printed, Origin::Record) }
}

/// Reports the values of a record that a program damaged.
pub(crate) fn report_damage(
    specs: Option<&Entries<FieldSpec>>,
    record: &[(String, String)],
    diagnostics: &mut Diagnostics,
) {
    for (index, (name, value)) in record.iter().enumerate() {
        let known = unnumbered(name).is_some_and(|name| all_fields(specs).any(|(known, _)| known == name));
        let Some(Damage { what, remedy }) = damage(name, value).filter(|_| known) else { continue };
        let message = format!("the value of field `{name}` is {what}");
        let diagnostic = Diagnostic::error("value-damaged", message).hint(remedy);
        let diagnostic = diagnostic.hint("`--allow value-damaged` prints it unchanged");
        diagnostics.push(Diagnostic { primary: Some(Place::Field(index)), ..diagnostic });
    }
}

/// The warning that a copy, or some copies of a run, print a name and nothing else to identify the patient.
pub(crate) fn one_identifier(which: &str, whose: &str) -> Diagnostic {
    let message = format!("{which} a name, but neither a record number nor a birth date");
    let hint = format!(
        "two identifiers distinguish patients with the same name (Joint Commission, NPSG.01.01.01): give {whose} a field \
         such as `mrn` or `birth_date`"
    );
    Diagnostic::warning("identifier-missing", message).hint(hint)
}

/// A value as it prints in a language, region and digits, if its field, given by name and kind, accepts it. White space
/// counts: see [`clean`].
pub(crate) fn print_value(
    (field, kind): (&str, FieldKind),
    value: &str,
    language: &Language,
    region: &str,
    digits: Digits,
) -> Result<String, Wrong> {
    let (printed, what, hint) = match kind {
        FieldKind::Text => return Ok(value.to_owned()),
        // What prints for a choice is its handout's: see `print_choice`.
        FieldKind::Choice => return Err(NO_CHOICE),
        FieldKind::List if value.eq_ignore_ascii_case(NONE) => return Ok(String::new()),
        FieldKind::List => return Err(NO_LIST),
        FieldKind::Date => (
            value
                .parse()
                .ok()
                .filter(|_| value.len() == "2026-10-01".len())
                .and_then(|day| format_day(language, region, digits, day))
                // Some patients know no more, and FHIR allows it. An appointment has a day.
                .or_else(|| is_birth(field).then(|| format_part(language, region, digits, value)).flatten()),
            "a date",
            date_hint(value),
        ),
        FieldKind::Time => (
            read_time(value, language, region, digits),
            "an unambiguous time of day",
            "use the 24-hour clock, `02:30` or `14:30`, or add `am` or `pm`",
        ),
        FieldKind::Phone => (
            print_phone(value, region),
            "a valid phone number",
            "write it with its area code, or with `+` and the country code",
        ),
    };
    printed.ok_or(Wrong { what, hint })
}

/// What a list's own value is not, unless it is [`NONE`].
pub(crate) const NO_LIST: Wrong = Wrong {
    what: "a list",
    hint: "give its items in fields such as `medicines.1.name`, or `none` if it is known to be empty",
};

/// How to write a date.
fn date_hint(value: &str) -> &'static str {
    if is_serial_day(value) {
        return "this is a spreadsheet's day number: format the column as a date, year-month-day, and export it again";
    }
    let is_iso = value.len() == "2026-10-01".len() && value.as_bytes()[4] == b'-';
    match value.starts_with(|c: char| c.is_ascii_digit()) && value.contains(['/', '.', '-', ' ']) && !is_iso {
        true => {
            "write year, month and day, `2026-10-01`, or say in which order a file of records has them: `--date-format \
             mdy`, `dmy` or `ymd`, with four digits of the year"
        }
        false => "write year, month and day: `2026-10-01`",
    }
}

/// A phone number as it prints, with its extension: `555-123-4567 x12`.
fn print_phone(value: &str, region: &str) -> Option<String> {
    let lower = value.to_lowercase();
    let (number, after) = match lower.find(['x', 'e', ';', '#']) {
        Some(at) => lower.split_at(at),
        None => (lower.as_str(), ""),
    };
    let words = ["extension", "ext.", "ext", ";ext=", "x.", "x", "#"];
    let word = words.iter().find_map(|word| Some(after.strip_prefix(word)?.trim_start_matches([' ', ':'])));
    // An extension has up to seven digits, as in a site's phones. Anything else is for `check` to refuse.
    let is_extension = |digits: &&str| (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let (number, extension) = match word.filter(is_extension) {
        Some(extension) => (number.trim_end_matches([' ', ',', ';', '(']), Some(extension)),
        None => (value, None),
    };
    let printed = phones::check(number, region).ok()?.printed(PhoneFormat::National, region);
    Some(extension.map_or_else(|| printed.clone(), |extension| format!("{printed} ext. {extension}")))
}

/// A value in its own isolate: left to right unless it has a right-to-left letter, and then in the direction of its
/// first letter, with its identifiers isolated in it. Nothing in it is interpreted as anything else, or changed.
pub(crate) fn isolated(value: Inline) -> Vec<Inline> {
    let InlineKind::Words(text) = &value.kind else { return vec![value] };
    if text.is_ascii() || !text.chars().any(is_rtl) {
        return vec![Inline { isolate: Isolate::Ltr, ..value }];
    }
    let rtl = text.chars().find(|c| c.is_alphabetic()).is_some_and(is_rtl);
    let part = |range: Range<usize>| Inline { kind: InlineKind::Words(text[range].to_owned()), ..value.clone() };
    let mut inlines = Vec::new();
    let mut from = 0;
    for range in identifiers::of_value(text, rtl) {
        if from < range.start {
            inlines.push(part(from..range.start));
        }
        from = range.end;
        let unbreakable = text[range.clone()].chars().count() <= LONGEST_UNBROKEN;
        inlines.push(Inline { isolate: Isolate::Ltr, unbreakable, ..part(range) });
    }
    if from < text.len() {
        inlines.push(part(from..text.len()));
    }
    isolate_all(&mut inlines, Isolate::FirstStrong);
    inlines
}

/// A blank line to write on, as wide as its answer needs.
fn blank(name: &str, kind: FieldKind, label: &str) -> Inline {
    let has = |word: &str| name.split('_').any(|part| part == word);
    let ems = match kind {
        FieldKind::Date => 9,
        FieldKind::Time => 7,
        FieldKind::Phone => 10,
        FieldKind::Text if has("mrn") || has("id") || has("room") => 8,
        FieldKind::Text if has("name") => 16,
        FieldKind::Text | FieldKind::Choice | FieldKind::List => 12,
    };
    let kind = InlineKind::Blank { ems, label: label.to_owned() };
    Inline { kind, unbreakable: true, ..Inline::words("", Origin::Product) }
}

/// The error for a value with a character of [`has_control`].
pub(crate) const CONTROL: Wrong = Wrong {
    what: "plain text: it has a control character",
    hint: "remove the character at its source; it would not appear on the page",
};

/// Whether a value has a control character, other than a tab or line ending, that leaves nothing on the page. This
/// includes overrides, which reverse the value elsewhere; direction marks change nothing, because a value has its own
/// direction.
pub(crate) fn has_control(value: &str) -> bool {
    value.chars().any(|c| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{202e}')
}

/// Whether this is a date as spreadsheets count days: of the years 1927 to 2119, which cover birth dates and
/// appointments.
fn is_serial_day(value: &str) -> bool {
    let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
    whole.len() == 5 && whole.parse().is_ok_and(|days: u32| (10_000..80_000).contains(&days))
}

/// A value on one line, in NFC, without nonprinting characters.
pub(crate) fn clean(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    if value.bytes().all(is_plain) && !value.starts_with(' ') && !value.ends_with(' ') && !value.contains("  ") {
        return value.to_owned();
    }
    let printable: String = composed(value)
        .chars()
        .map(|c| if c.is_whitespace() && c != '\u{a0}' { ' ' } else { c })
        .filter(|&c| !is_control(c))
        .collect();
    printable.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
