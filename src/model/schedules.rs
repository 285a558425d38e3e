//! Reads a schedule of medicines: its words in its language, and its amounts as they are printed.

use super::blocks::Body;
use super::document::{Block, Daytime, Inline, InlineKind, Isolate, Medicine, Schedule, Text, TimeHead, isolate_all};
use super::markdown::Holder;
use crate::content::amount::Amount;
use crate::content::schedule::{DaytimeSpec, HoursSpec, LabelsSpec, MedicineSpec, ScheduleSpec};
use crate::content::types::Scalar;
use crate::diag::Diagnostic;
use crate::source::{Origin, Span};

/// The labels of a schedule by their keys.
const KEYS: [&str; 6] = ["medicine", "why", "morning", "noon", "evening", "night"];

impl Body<'_> {
    pub(super) fn schedule(&mut self, spec: &ScheduleSpec, span: Span) -> Block {
        let columns = spec.columns();
        let place = |time: &DaytimeSpec| *time as usize;
        let mut needed = [false; 6];
        needed[0] = true;
        needed[1] = spec.medicines.iter().any(|medicine| medicine.why.is_some());
        columns.iter().for_each(|time| needed[2 + place(time)] = true);
        let labels = self.labels(spec.labels.as_ref(), needed, span);
        let hours = spec.hours.as_ref().map(HoursSpec::texts).unwrap_or_default();
        let [medicine, why, times @ ..] = labels;
        let heads = columns.iter().map(|time| TimeHead {
            time: daytime(*time),
            text: self.head(times[place(time)].clone(), hours[place(time)]),
        });
        let heads = heads.collect();
        let medicines = spec.medicines.iter().map(|medicine| self.medicine(medicine, &columns, &why)).collect();
        Block::Schedule(Box::new(Schedule { medicine, why, times: heads, medicines }))
    }

    /// The words of a schedule: the author's, the site's or the program's. Those that are needed and missing are reported.
    fn labels(&mut self, own: Option<&LabelsSpec>, needed: [bool; 6], span: Span) -> [Text; 6] {
        let known = &self.context.words.schedule;
        let [morning, noon, evening, night] = known.times.clone();
        let known = [known.medicine.clone(), known.why.clone(), morning, noon, evening, night];
        let own = own.map(LabelsSpec::texts).unwrap_or_default();
        let mut missing = Vec::new();
        let mut words = Vec::with_capacity(KEYS.len());
        for (at, word) in known.into_iter().enumerate() {
            let language = self.context.language.clone();
            words.push(match (own[at], word) {
                (Some(own), _) => self.line(own),
                (None, Some(word)) => Text { language, spans: vec![Inline::words(word, Origin::Product)] },
                (None, None) => {
                    missing.extend(needed[at].then_some(KEYS[at]));
                    Text { language, spans: Vec::new() }
                }
            });
        }
        if !missing.is_empty() {
            let language = self.context.language;
            let keys: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("handout has no word for {} in `{language}`", keys.join(", "));
            let problem = Diagnostic::error("schedule-unlabeled", message).at(span, "these words are printed");
            let all: Vec<String> = missing.iter().map(|key| format!("{key}: \"…\"")).collect();
            let all = all.join(", ");
            self.diagnostics.push(problem.hint(format!(
                "give them in the schedule, `labels: {{{all}}}`, or in the site file, `words: {{{language}: {{schedule: {{{all}}}}}}}`"
            )));
        }
        let mut words = words.into_iter();
        let language = self.context.language;
        std::array::from_fn(|_| words.next().unwrap_or_else(|| Text { language: language.clone(), spans: Vec::new() }))
    }

    /// A time of day in bold, and the hour below it.
    fn head(&mut self, mut head: Text, hour: Option<&Scalar>) -> Text {
        head.spans.iter_mut().for_each(|span| span.bold = true);
        if let Some(hour) = hour {
            let hour = self.line(hour);
            head.spans.push(Inline { kind: InlineKind::LineBreak, ..Inline::words("", Origin::Product) });
            head.spans.extend(hour.spans);
        }
        head
    }

    fn medicine(&mut self, spec: &MedicineSpec, columns: &[DaytimeSpec], why: &Text) -> Medicine {
        let name = self.line(&spec.name);
        let dose = spec.dose.as_ref().map(|dose| self.line(dose));
        let reason = spec.why.as_ref().map(|reason| self.line(reason));
        let labeled = reason.as_ref().map(|reason| {
            let colon = Inline::words(self.context.words.colon.clone(), Origin::Product);
            let spans = why.spans.iter().cloned().chain([colon]).chain(reason.spans.iter().cloned());
            Text { language: reason.language.clone(), spans: spans.collect() }
        });
        let note = spec.note.as_ref().map(|note| self.blocks_in(Holder::Cell, note)).unwrap_or_default();
        let unit = spec.unit.as_ref();
        let amounts = columns.iter().map(|time| Some(self.amount(spec.amount(*time)?, unit))).collect();
        Medicine { name, dose, why: reason.zip(labeled), note, amounts }
    }

    /// An amount, with its unit on the same line. From right to left, 1½ would be printed as ½1 without its isolate.
    fn amount(&mut self, amount: &Scalar, unit: Option<&Scalar>) -> Text {
        let number = match Amount::parse(amount) {
            Ok(parsed) => parsed.shown(unit.is_some()),
            // Reported when the file was read.
            Err(_) => amount.value.clone(),
        };
        let language = self.context.language.clone();
        let origin = Origin::Scalar { scalar: amount.span, offset: 0 };
        let number = Inline { isolate: Isolate::Ltr, unbreakable: true, ..Inline::words(number, origin) };
        let mut spans = vec![number];
        if let Some(unit) = unit {
            spans.push(Inline::words("\u{a0}", Origin::Product));
            spans.extend(self.line(unit).spans);
            isolate_all(&mut spans, Isolate::FirstStrong);
        }
        Text { language, spans }
    }
}

fn daytime(time: DaytimeSpec) -> Daytime {
    match time {
        DaytimeSpec::Morning => Daytime::Morning,
        DaytimeSpec::Noon => Daytime::Noon,
        DaytimeSpec::Evening => Daytime::Evening,
        DaytimeSpec::Night => Daytime::Night,
    }
}
