//! What a schedule may contain: medicines, and how many of each are taken at which time of day.

use schemars::JsonSchema;
use serde::Deserialize;

use super::spanned::{Scalar, Spanned};

/// Medicines and the times of day at which they are taken.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleSpec {
    /// The medicines in the order in which they are printed; each stays whole on its page.
    pub medicines: Vec<Spanned<MedicineSpec>>,
    /// The times of day that have a column: `[morning, night]`. By default, all four.
    pub times: Option<Spanned<Vec<Spanned<DaytimeSpec>>>>,
    /// What is printed below a time of day: `{morning: 8 a.m.}`.
    pub hours: Option<HoursSpec>,
    /// Words in place of the program's own.
    pub labels: Option<LabelsSpec>,
}

/// One medicine, and how many are taken when.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MedicineSpec {
    /// Its name, on one line.
    pub name: Scalar,
    /// What one of it is: `500 mg tablet`.
    pub dose: Option<Scalar>,
    /// What it is for: `high blood pressure`.
    pub why: Option<Scalar>,
    /// How to take it: `Take with food.`
    pub note: Option<Scalar>,
    /// The unit of the amounts, if they are not pieces: `mL`, `drops`, `units`.
    pub unit: Option<Scalar>,
    /// How many in the morning: `1`, `1/2`, `1 1/2`, `2.5`.
    pub morning: Option<Scalar>,
    /// How many at noon.
    pub noon: Option<Scalar>,
    /// How many in the evening.
    pub evening: Option<Scalar>,
    /// How many at night or at bedtime.
    pub night: Option<Scalar>,
    /// How many in a day. It is not printed: it is an error if the times of day add up to something else.
    pub total: Option<Scalar>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DaytimeSpec {
    /// After getting up.
    Morning,
    /// The middle of the day.
    Noon,
    /// The end of the day.
    Evening,
    /// Before going to bed.
    Night,
}

/// What is printed below each time of day.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoursSpec {
    /// Below "Morning": `8 a.m.`, `with breakfast`.
    pub morning: Option<Scalar>,
    /// Below "Noon".
    pub noon: Option<Scalar>,
    /// Below "Evening".
    pub evening: Option<Scalar>,
    /// Below "Night".
    pub night: Option<Scalar>,
}

/// The words of a schedule.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelsSpec {
    /// In place of "Medicine".
    pub medicine: Option<Scalar>,
    /// In place of "Why".
    pub why: Option<Scalar>,
    /// In place of "Morning".
    pub morning: Option<Scalar>,
    /// In place of "Noon".
    pub noon: Option<Scalar>,
    /// In place of "Evening".
    pub evening: Option<Scalar>,
    /// In place of "Night".
    pub night: Option<Scalar>,
}

impl DaytimeSpec {
    /// All of them, in the order of the day.
    pub(crate) const ALL: [DaytimeSpec; 4] =
        [DaytimeSpec::Morning, DaytimeSpec::Noon, DaytimeSpec::Evening, DaytimeSpec::Night];

    /// The key by which a file names it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            DaytimeSpec::Morning => "morning",
            DaytimeSpec::Noon => "noon",
            DaytimeSpec::Evening => "evening",
            DaytimeSpec::Night => "night",
        }
    }
}

impl ScheduleSpec {
    /// The times of day that have a column, in the order of the day.
    pub(crate) fn columns(&self) -> Vec<DaytimeSpec> {
        let has_column = |time: &DaytimeSpec| match &self.times {
            // An empty list is reported by itself.
            Some(times) => times.is_filler || times.is_empty() || times.iter().any(|named| named.value == *time),
            None => true,
        };
        DaytimeSpec::ALL.into_iter().filter(has_column).collect()
    }

    /// All texts that are printed, with the amounts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Scalar> {
        let hours = self.hours.iter().flat_map(|hours| hours.texts()).flatten();
        let labels = self.labels.iter().flat_map(|labels| labels.texts()).flatten();
        labels.chain(hours).chain(self.medicines.iter().flat_map(|medicine| medicine.texts()))
    }
}

impl MedicineSpec {
    /// How many are taken at a time of day.
    pub(crate) fn amount(&self, time: DaytimeSpec) -> Option<&Scalar> {
        match time {
            DaytimeSpec::Morning => self.morning.as_ref(),
            DaytimeSpec::Noon => self.noon.as_ref(),
            DaytimeSpec::Evening => self.evening.as_ref(),
            DaytimeSpec::Night => self.night.as_ref(),
        }
    }

    fn texts(&self) -> impl Iterator<Item = &Scalar> {
        let words =
            std::iter::once(&self.name).chain([&self.dose, &self.why, &self.note, &self.unit].into_iter().flatten());
        words.chain(DaytimeSpec::ALL.into_iter().filter_map(|time| self.amount(time)))
    }
}

impl HoursSpec {
    /// What is below each time of day, in the order of the day.
    pub(crate) fn texts(&self) -> [Option<&Scalar>; 4] {
        [&self.morning, &self.noon, &self.evening, &self.night].map(Option::as_ref)
    }
}

impl LabelsSpec {
    /// The words: for medicines, for reasons, then for each time of day.
    pub(crate) fn texts(&self) -> [Option<&Scalar>; 6] {
        [&self.medicine, &self.why, &self.morning, &self.noon, &self.evening, &self.night].map(Option::as_ref)
    }
}
