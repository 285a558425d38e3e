//! Checks of conditions and of repeated rows: that the fields exist, that a condition can come true, and that no table
//! or list can be left without rows in silence.

use super::blocks::{ItemSpec, ListSpec, RowSpec, StepsSpec, TableSpec};
use super::prose::prose;
use super::spanned::{Scalar, Spanned};
use super::suggest;
use super::syntax::shorten;
use super::types::{BlockEntry, BlockSpec, FieldKind, FieldSpec, Handout};
use super::when::{GIVEN, NOT_GIVEN, When};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

/// Most rows to be filled in by hand.
const MOST_BLANK: u32 = 20;

/// Checks a handout's conditions and repeated rows.
pub(super) fn check(handout: &Handout, sources: &Sources, diagnostics: &mut Diagnostics) {
    let fields = handout.patient.as_ref().map_or(&[][..], |fields| &fields.0);
    Check { fields, sources, diagnostics }.entries(&handout.body);
}

struct Check<'a> {
    fields: &'a [(Scalar, FieldSpec)],
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
}

/// What is said of a row or an item beside its texts.
struct Repeat<'s> {
    when: &'s Option<Spanned<When>>,
    each: &'s Option<Scalar>,
    empty: &'s Option<Scalar>,
    blank: &'s Option<Spanned<u32>>,
}

impl<'s> Repeat<'s> {
    fn of_row(row: &'s RowSpec) -> Repeat<'s> {
        let RowSpec { when, each, empty, blank, .. } = row;
        Repeat { when, each, empty, blank }
    }

    fn of_item(item: &'s ItemSpec) -> Repeat<'s> {
        let ItemSpec { when, each, empty, blank, .. } = item;
        Repeat { when, each, empty, blank }
    }

    /// Whether it may leave nothing behind.
    fn may_vanish(&self) -> bool {
        self.when.is_some()
    }
}

impl Check<'_> {
    fn report(&mut self, code: &'static str, message: String, span: Span, label: &str, hint: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, message).at(span, label).hint(hint.into()));
    }

    fn entries(&mut self, entries: &[Spanned<BlockEntry>]) {
        for entry in entries {
            if let Some(when) = &entry.when {
                self.condition(when);
            }
            match &entry.block {
                BlockSpec::Body(inner) | BlockSpec::Landscape(inner) => self.entries(inner),
                BlockSpec::Table(table) => self.table(table, entry.span),
                BlockSpec::Steps(StepsSpec { items, .. }) | BlockSpec::List(ListSpec { items, .. }) => {
                    self.items(items, entry.span, false);
                }
                _ => {}
            }
        }
    }

    fn table(&mut self, table: &TableSpec, span: Span) {
        let all: Vec<Repeat<'_>> = table.rows.iter().map(|row| Repeat::of_row(row)).collect();
        self.repeats(&all, "a table", "rows", span, false);
    }

    fn items(&mut self, items: &[Spanned<ItemSpec>], span: Span, is_repeated: bool) {
        let all: Vec<Repeat<'_>> = items.iter().map(|item| Repeat::of_item(item)).collect();
        self.repeats(&all, "a list", "items", span, is_repeated);
        for item in items {
            for inner in [&item.steps, &item.list].into_iter().flatten() {
                self.items(inner, item.span, is_repeated || item.each.is_some());
            }
        }
    }

    fn repeats(&mut self, all: &[Repeat<'_>], what: &str, parts: &str, span: Span, is_repeated: bool) {
        if !all.is_empty() && all.iter().all(Repeat::may_vanish) {
            let message = format!("{what} all of whose {parts} depend on conditions");
            let hint =
                format!("give the block the condition instead, or add one of its {parts} that is always printed");
            self.report("when-leaves-nothing", message, span, "may be left empty", hint);
        }
        for repeat in all {
            if let Some(when) = repeat.when {
                self.condition(when);
            }
            self.repeat(repeat, is_repeated);
        }
    }

    fn repeat(&mut self, repeat: &Repeat<'_>, is_repeated: bool) {
        let Some(each) = repeat.each else {
            let keys =
                [("empty", repeat.empty.as_ref().map(|e| e.span)), ("blank", repeat.blank.as_ref().map(|b| b.span))];
            for (key, span) in keys.into_iter().filter_map(|(key, span)| Some((key, span?))) {
                let message = format!("`{key}` without `each`");
                let hint = "add the list that is repeated: `each: patient.medicines`; or remove this key";
                self.report("each-missing", message, span, "nothing is repeated", hint);
            }
            return;
        };
        if is_repeated {
            let hint = "name all that belongs to an item in its own fields";
            self.report("each-nested", "an `each` within another".to_owned(), each.span, "the inner one", hint);
        }
        if !each.is_filler {
            self.list(each);
        }
        match repeat.empty {
            Some(empty) => prose(empty, "the text for an empty list", self.sources, self.diagnostics),
            None => {
                let hint = "add what is printed for a patient who has none: `empty: You take no medicines at home.`";
                let message = "`each` without `empty`".to_owned();
                self.report("each-empty", message, each.span, "this list may be empty", hint);
            }
        }
        if let Some(blank) = repeat.blank.as_ref().filter(|blank| !blank.is_filler)
            && !(1..=MOST_BLANK).contains(&blank.value)
        {
            let message = format!("{} rows to fill in by hand", blank.value);
            let hint = format!("write a number from 1 to {MOST_BLANK}");
            self.report("each-blank", message, blank.span, "too few or too many", hint);
        }
        if let Some(when) = repeat.when {
            let hint =
                "give the table or list the condition, or leave it out: an empty list prints the text of `empty`";
            self.report("each-when", "`when` beside `each`".to_owned(), when.span, "both of them", hint);
        }
    }

    /// Reports an `each` that names no list.
    fn list(&mut self, each: &Scalar) {
        let name = each.value.strip_prefix("patient.");
        let found = self.fields.iter().find(|(known, _)| name == Some(known.value.as_str()));
        if found.is_some_and(|(_, spec)| spec.list_of.is_some()) {
            return;
        }
        let lists: Vec<String> = self.fields.iter().filter(|(_, spec)| spec.list_of.is_some()).map(named).collect();
        let (message, hint) = match (found, lists.is_empty()) {
            (Some(_), _) => (
                format!("field `{}` is not a list", shorten(&each.value)),
                "declare what its items have: `list_of: {name: {label: Medicine}}`".to_owned(),
            ),
            (None, true) => (
                format!("there is no list `{}`", shorten(&each.value)),
                "declare it under `patient`: `medicines: {label: Medicines, list_of: {name: {label: Medicine}}}`; then \
                 write `each: patient.medicines`"
                    .to_owned(),
            ),
            (None, false) => (
                format!("there is no list `{}`", shorten(&each.value)),
                suggest::hint(&each.value, lists.iter().map(String::as_str)),
            ),
        };
        self.report("each-unknown", message, each.span, "not a list of the handout", hint);
    }

    fn condition(&mut self, when: &Spanned<When>) {
        if when.value.0.0.is_empty() && !when.is_filler {
            let hint = "write a field and its value: `when: {patient.sedation: yes}`";
            self.report("when-empty", "a condition without a test".to_owned(), when.span, "empty", hint);
        }
        for (field, values) in &when.value.0.0 {
            let known = field.value.strip_prefix("patient.");
            let found = self.fields.iter().find(|(name, _)| known == Some(name.value.as_str()));
            let Some((name, spec)) = found else {
                self.unknown_field(field);
                continue;
            };
            if values.0.is_empty() {
                let message = format!("no value for `{}`", field.value);
                let hint = "write a value, or several of which one must hold: `[oral, tube]`";
                self.report("when-empty", message, field.span, "without a value", hint);
            }
            for value in values.0.iter().filter(|value| !value.is_filler) {
                self.value(name, spec, value);
            }
        }
    }

    fn unknown_field(&mut self, field: &Scalar) {
        let names: Vec<String> = self.fields.iter().map(named).collect();
        let item = self.fields.iter().find(|(name, spec)| {
            spec.list_of.is_some() && field.value.starts_with(&format!("patient.{}.", name.value))
        });
        let hint = match item {
            Some((name, _)) => format!(
                "the items of a list differ from each other: only the list itself can be tested, `patient.{}: {GIVEN}`",
                name.value
            ),
            None if names.is_empty() => "declare the field under `patient`, with its `choices`".to_owned(),
            None => suggest::hint(&field.value, names.iter().map(String::as_str)),
        };
        let message = format!("a condition on `{}`, which is no field of the handout", shorten(&field.value));
        self.report("when-field", message, field.span, "not a field", hint);
    }

    /// Reports a value that the field never has.
    fn value(&mut self, name: &Scalar, spec: &FieldSpec, value: &Scalar) {
        let word = value.value.as_str();
        if matches!(word, GIVEN | NOT_GIVEN) {
            return;
        }
        let given = format!("`{GIVEN}` or `{NOT_GIVEN}`");
        let hint = match spec.kind {
            FieldKind::Choice => {
                let choices = spec.choices.as_ref().map_or(&[][..], |choices| &choices.0);
                if choices.iter().any(|(choice, _)| choice.value == word) {
                    return;
                }
                let words: Vec<&str> = choices.iter().map(|(choice, _)| choice.value.as_str()).collect();
                format!("{}; or write {given}", suggest::hint(word, words.iter().copied()))
            }
            FieldKind::Date => {
                let is_date = word.len() == "2026-10-01".len() && word.parse::<jiff::civil::Date>().is_ok();
                if is_date {
                    return;
                }
                format!("write year, month and day, `2026-10-01`; or {given}")
            }
            FieldKind::List => format!("write {given}"),
            FieldKind::Text | FieldKind::Time | FieldKind::Phone => format!(
                "write {given}; or, so that no typing error in a record leaves a block out, give the field `choices`"
            ),
        };
        let message = format!("field `{}` never has the value `{}`", name.value, shorten(word));
        self.report("when-value", message, value.span, "not a value of this field", hint);
    }
}

fn named((name, _): &(Scalar, FieldSpec)) -> String {
    format!("patient.{}", name.value)
}
