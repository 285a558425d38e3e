//! Checks of a schedule: that amounts are numbers which cannot be misread, that each has its column, and that a day's
//! total is what the times of day add up to.

use super::{Blocks, count};
use crate::content::amount::{Amount, Fault, Ratio};
use crate::content::schedule::{DaytimeSpec, HoursSpec, LabelsSpec, MedicineSpec, ScheduleSpec};
use crate::content::spanned::{Scalar, Spanned};
use crate::content::syntax::shorten;
use crate::diag::{Diagnostic, Place};

/// Units that were read as something else, with what to write (The Joint Commission, *Do Not Use* list; ISMP).
const UNSAFE_UNITS: [(&str, &str); 7] = [
    ("U", "units"),
    ("u", "units"),
    ("IU", "units"),
    ("UI", "the word for units"),
    ("cc", "mL"),
    ("µg", "mcg"),
    ("μg", "mcg"),
];

impl Blocks<'_> {
    pub(super) fn schedule(&mut self, schedule: &ScheduleSpec) {
        let columns = schedule.columns();
        if schedule.medicines.is_empty() && self.known {
            let problem = Diagnostic::error("list-empty", "a schedule without medicines").at(self.span, "empty");
            self.diagnostics.push(problem.hint("write each medicine after `- ` under `medicines`"));
        }
        self.times(schedule);
        let hours = schedule.hours.as_ref().map(HoursSpec::texts).unwrap_or_default();
        for (time, hour) in DaytimeSpec::ALL.into_iter().zip(hours) {
            let Some(hour) = hour else { continue };
            self.prose(hour, "the hour");
            self.column(time, &columns, hour);
        }
        for label in schedule.labels.as_ref().map(LabelsSpec::texts).into_iter().flatten().flatten() {
            self.prose(label, "the label");
        }
        for medicine in &schedule.medicines {
            self.medicine(medicine, &columns);
        }
        self.repeated_medicines(&schedule.medicines);
    }

    /// The times of day that have a column: at least one, each once.
    fn times(&mut self, schedule: &ScheduleSpec) {
        let Some(times) = schedule.times.as_ref().filter(|times| !times.is_filler && self.known) else { return };
        if times.is_empty() {
            let problem =
                Diagnostic::error("schedule-times", "a schedule without times of day").at(times.span, "empty");
            self.diagnostics.push(problem.hint("name those that have a column, `[morning, night]`, or remove the key"));
        }
        for (index, time) in times.iter().enumerate() {
            if times[..index].iter().any(|before| before.value == time.value) {
                let message = format!("`{}` has a column already", time.key());
                let problem = Diagnostic::error("schedule-times", message).at(time.span, "named twice");
                self.diagnostics.push(problem.hint("name each time of day once"));
            }
        }
    }

    /// Reports what is said about a time of day that has no column.
    fn column(&mut self, time: DaytimeSpec, columns: &[DaytimeSpec], value: &Scalar) {
        if self.known && !value.is_filler && !columns.contains(&time) {
            let message = format!("this schedule has no column for `{}`, so this would not be printed", time.key());
            let problem = Diagnostic::error("schedule-times", message).at(value.span, "without a column");
            self.diagnostics
                .push(problem.hint(format!("add `{}` to `times`, or choose another time of day", time.key())));
        }
    }

    fn medicine(&mut self, medicine: &Spanned<MedicineSpec>, columns: &[DaytimeSpec]) {
        self.prose(&medicine.name, "the medicine's name");
        self.optional(&medicine.dose, "the dose");
        self.optional(&medicine.why, "the reason");
        self.optional(&medicine.note, "the note");
        self.optional(&medicine.unit, "the unit");
        for text in [Some(&medicine.name), medicine.dose.as_ref(), medicine.note.as_ref()].into_iter().flatten() {
            self.numbers(text);
        }
        if let Some(unit) = &medicine.unit {
            self.unit(unit);
        }
        let mut sum = Some(Ratio::ZERO);
        let mut parts = Vec::new();
        for time in DaytimeSpec::ALL {
            let Some(amount) = medicine.amount(time) else { continue };
            self.column(time, columns, amount);
            sum = self.amount(amount).zip(sum).map(|(amount, sum)| sum.plus(amount.value()));
            parts.push(amount);
        }
        if parts.is_empty() && self.known {
            let problem = Diagnostic::error("schedule-untimed", "a medicine without a time of day");
            let problem = problem.at(medicine.span, "when is it taken?");
            self.diagnostics.push(problem.hint(
                "say how many at a time of day, such as `morning: 1`; a medicine taken only when needed goes into a list below",
            ));
        }
        let total = medicine.total.as_ref().and_then(|total| Some((total, self.amount(total)?)));
        let Some(((total, amount), sum)) = total.zip(sum).filter(|_| !parts.is_empty()) else { return };
        if amount.value() != sum {
            let message = format!("the times of day add up to {sum}, not to {}", amount.value());
            let mut problem = Diagnostic::error("schedule-total", message).at(total.span, "a day's total");
            problem.labels.extend(parts.iter().map(|part| (Place::Span(part.span), "taken here".into())));
            self.diagnostics.push(problem.hint("compare both with the prescription, and correct what is wrong"));
        }
    }

    /// Reads an amount; reports one that could be misread.
    fn amount(&mut self, text: &Scalar) -> Option<Amount> {
        if text.is_filler {
            return None;
        }
        let fault = match Amount::parse(text) {
            Ok(amount) => return Some(amount),
            Err(fault) => fault,
        };
        let (what, hint) = match fault {
            Fault::NotANumber => ("is not an amount", "write a number such as `1`, `1/2`, `1 1/2` or `2.5`"),
            Fault::Range => ("is not one amount", "write one number here, and under `note` when to take more or less"),
            Fault::Unit => {
                ("is more than a number", "write the number alone; what it counts goes under `unit` or `dose`")
            }
            Fault::ZeroAtEnd => {
                ("ends in a zero", "leave out the zero: if the point is overlooked, `1.0` is read as 10")
            }
            Fault::NoZeroBefore => {
                ("begins with a point", "write a zero before it: if the point is overlooked, `.5` is read as 5")
            }
            Fault::ZeroBefore => ("begins with a zero", "write whole numbers without a zero before them"),
            Fault::Zero => ("is nothing", "remove the key: the box stays empty"),
            Fault::Fraction => {
                ("is not a fraction that tablets have", "write halves, thirds or quarters: `1/2`, `2/3`")
            }
            Fault::Improper => ("is a fraction of more than one", "write the whole number first: `1 1/2`"),
            Fault::TooMany => ("is too large", "check the number; nobody takes that many"),
        };
        let message = format!("`{}` {what}", shorten(text));
        self.diagnostics.push(Diagnostic::error("schedule-amount", message).at(text.span, "how many").hint(hint));
        None
    }

    /// Reports a unit that has been read as something else.
    fn unit(&mut self, unit: &Scalar) {
        if let Some((_, instead)) = UNSAFE_UNITS.iter().find(|(unsafe_unit, _)| *unsafe_unit == unit.trim()) {
            let message = format!("the unit `{}` has been misread with harm to patients", shorten(unit));
            let problem = Diagnostic::error("schedule-dose", message).at(unit.span, "write it out");
            let instead = if instead.contains(' ') { (*instead).to_owned() } else { format!("`{instead}`") };
            self.diagnostics.push(problem.hint(format!("write {instead}")));
        }
    }

    /// Reports numbers in a text that could be read as ten times or a tenth of what they are.
    fn numbers(&mut self, text: &Scalar) {
        if let Some((number, instead)) = misread(text) {
            let message = format!("`{number}` can be read as another number if the point is overlooked");
            let problem = Diagnostic::error("schedule-dose", message).at(text.span, "in this text");
            self.diagnostics.push(problem.hint(format!("write `{instead}`")));
        }
    }

    /// Warns of a medicine that is in the schedule twice in the same form: someone may take it twice.
    fn repeated_medicines(&mut self, medicines: &[Spanned<MedicineSpec>]) {
        let text = |scalar: &Scalar| scalar.trim().to_lowercase();
        let form = |medicine: &MedicineSpec| (text(&medicine.name), medicine.dose.as_ref().map(text));
        for (index, medicine) in medicines.iter().enumerate().filter(|(_, medicine)| !medicine.name.is_filler) {
            let Some(before) = medicines[..index].iter().find(|before| form(before) == form(medicine)) else {
                continue;
            };
            let problem = Diagnostic::warning("schedule-repeated", "this medicine is in the schedule already");
            let mut problem = problem.at(medicine.name.span, "the same name and dose");
            problem.labels.push((Place::Span(before.name.span), "here, too".into()));
            let rows = count(medicines.len(), "row");
            self.diagnostics
                .push(problem.hint(format!("compare the {rows} with the prescription; give each medicine one")));
        }
    }
}

/// The first decimal number that ends in zeros or lacks the zero before its point, and how to write it.
fn misread(text: &str) -> Option<(&str, String)> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut rest = text;
    loop {
        let start = rest.find(is_of_number)?;
        let after = &rest[start..];
        let end = after.find(|c: char| !is_of_number(c)).unwrap_or(after.len());
        let number = after[..end].trim_end_matches('.');
        let is_word = rest[..start].ends_with(char::is_alphanumeric);
        if let Some((whole, decimals)) = number.split_once('.').filter(|_| !is_word) {
            let is_decimal = !decimals.is_empty() && !decimals.contains('.');
            let trimmed = decimals.trim_end_matches('0');
            if is_decimal && (whole.is_empty() || trimmed != decimals) {
                let whole = if whole.is_empty() { "0" } else { whole };
                let point = if trimmed.is_empty() { "" } else { "." };
                return Some((number, format!("{whole}{point}{trimmed}")));
            }
        }
        rest = &after[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::misread;

    #[test]
    fn numbers_that_are_misread_are_found() {
        for (text, found) in [
            ("500 mg tablet", None),
            ("2.5 mg", None),
            ("1.0 mg", Some(("1.0", "1"))),
            ("half of a 2.50 mg tablet.", Some(("2.50", "2.5"))),
            (".5 mg", Some((".5", "0.5"))),
            ("Take at 8.", None),
            ("10.05 mg, then .25 mg", Some((".25", "0.25"))),
            ("version 1.2.0", None),
            ("ABC1.0", None),
            ("1,000 mg", None),
            ("no number...", None),
        ] {
            let found = found.map(|(number, instead): (&str, &str)| (number, instead.to_owned()));
            assert_eq!(misread(text), found, "{text}");
        }
    }
}
