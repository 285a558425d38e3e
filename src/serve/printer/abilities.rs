//! What a queue can do, and how it is, as it says itself (Get-Printer-Attributes).

use ipp::attribute::IppAttributes;
use ipp::model::DelimiterTag;
use ipp::value::IppValue;

use super::failure::{Failure, Trouble};
use super::paper::Paper;
use crate::serve::form::Form;

/// What is asked about a queue.
pub(super) const ASKED: [&str; 12] = [
    "printer-is-accepting-jobs",
    "printer-state",
    "printer-state-reasons",
    "document-format-supported",
    "sides-supported",
    "sides-default",
    "finishings-supported",
    "media-supported",
    "media-col-supported",
    "media-source-supported",
    "media-source-default",
    "print-scaling-supported",
];

/// Staples in any place, at the top left, and at the top right (RFC 8011, 5.2.6; PWG 5100.1).
const STAPLE: i32 = 4;
const STAPLE_TOP_LEFT: i32 = 20;
const STAPLE_TOP_RIGHT: i32 = 22;

/// The state of a printer that is stopped (RFC 8011, 5.4.11).
const STOPPED: i32 = 5;

/// What a queue can do.
#[derive(Default)]
pub(in crate::serve) struct Abilities {
    /// Whether it takes jobs now.
    pub accepting: bool,
    /// Whether it prints PDFs.
    pub pdf: bool,
    /// Whether it prints on both sides.
    pub both_sides: bool,
    /// Whether it does so if nobody says anything.
    pub usually_both: bool,
    /// Its trays, by keyword.
    pub trays: Vec<String>,
    /// What somebody has to do at it.
    pub troubles: Vec<Trouble>,
    /// Its ways of finishing, by number.
    finishings: Vec<i32>,
    /// Its paper; empty if it does not say.
    papers: Vec<String>,
    /// Whether pages can be printed as large as they are.
    unscaled: bool,
}

/// What is asked of a queue for one job, and what it can do of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::serve) struct Options {
    /// On both sides, or on one; `None` leaves it to the queue.
    pub both_sides: Option<bool>,
    /// With a staple.
    pub staple: bool,
    /// From a tray.
    pub tray: Option<String>,
}

impl Options {
    /// Reads what a form asks for.
    pub(in crate::serve) fn of(form: &Form) -> Options {
        let both_sides = match form.get("printer-sides") {
            Some("both") => Some(true),
            Some("one") => Some(false),
            _ => None,
        };
        let tray = form.get("printer-tray").filter(|tray| !tray.is_empty()).map(str::to_owned);
        Options { both_sides, staple: form.get("printer-staple") == Some("on"), tray }
    }
}

impl Abilities {
    /// Reads what a queue says.
    pub(super) fn of(told: &IppAttributes) -> Abilities {
        let words = |name: &str| strings(told, DelimiterTag::PrinterAttributes, name);
        let sides = words("sides-supported");
        let has_trays = words("media-col-supported").iter().any(|member| member == "media-source");
        let mut troubles = troubles(&words("printer-state-reasons"));
        let state = numbers(told, DelimiterTag::PrinterAttributes, "printer-state");
        if state.contains(&STOPPED) && troubles.is_empty() {
            troubles.push(Trouble::Stopped);
        }
        let accepting = values(told, DelimiterTag::PrinterAttributes, "printer-is-accepting-jobs");
        let formats = words("document-format-supported");
        Abilities {
            accepting: !matches!(accepting[..], [IppValue::Boolean(false)]),
            // A queue that says nothing of formats is tried.
            pdf: formats.is_empty() || formats.iter().any(|format| format == "application/pdf"),
            both_sides: sides.iter().any(|sides| sides == BOTH_SIDES),
            usually_both: words("sides-default").iter().any(|sides| sides.starts_with("two-sided")),
            trays: if has_trays { words("media-source-supported") } else { vec![] },
            troubles,
            finishings: numbers(told, DelimiterTag::PrinterAttributes, "finishings-supported"),
            papers: words("media-supported"),
            unscaled: words("print-scaling-supported").iter().any(|scaling| scaling == "none"),
        }
    }

    /// Whether it can staple.
    pub(in crate::serve) fn staples(&self) -> bool {
        self.staple(false).is_some()
    }

    /// The staple where a reader begins: at the right in a language that is written from there.
    fn staple(&self, from_right: bool) -> Option<i32> {
        let best = if from_right { STAPLE_TOP_RIGHT } else { STAPLE_TOP_LEFT };
        [best, STAPLE].into_iter().find(|way| self.finishings.contains(way))
    }

    /// Why no PDF of this paper can be printed, if none can.
    pub(in crate::serve) fn refuses(&self, paper: Option<Paper>) -> Option<Failure> {
        if !self.accepting {
            return Some(Failure::Closed);
        }
        if !self.pdf {
            return Some(Failure::NoPdf);
        }
        // A queue that takes paper by its measurements need not name each.
        let is_any = self.papers.is_empty() || self.papers.iter().any(|known| known.starts_with("custom_max"));
        let lacks = |paper: Paper| !is_any && !self.papers.iter().any(|known| known == paper.name);
        paper.is_some_and(lacks).then_some(Failure::NoPaper)
    }

    /// The attributes of a job, without what the queue cannot do.
    pub(super) fn job(&self, options: &Options, paper: Option<Paper>, from_right: bool) -> Vec<(&'static str, Value)> {
        let mut job = Vec::new();
        match options.both_sides {
            Some(true) if self.both_sides => job.push(("sides", Value::Keyword(BOTH_SIDES.to_owned()))),
            Some(false) if self.both_sides => job.push(("sides", Value::Keyword("one-sided".to_owned()))),
            _ => {}
        }
        if let Some(staple) = self.staple(from_right).filter(|_| options.staple) {
            job.push(("finishings", Value::Number(staple)));
        }
        let tray = options.tray.as_ref().filter(|tray| self.trays.contains(tray));
        match (tray, paper) {
            // RFC 8011, 5.2.11; PWG 5100.7, 6.3: paper is named either by `media` or by `media-col`.
            (Some(tray), paper) => job.push(("media-col", Value::Tray(tray.clone(), paper))),
            (None, Some(paper)) => job.push(("media", Value::Keyword(paper.name.to_owned()))),
            (None, None) => {}
        }
        if self.unscaled {
            // Large print that is made smaller to fit between a printer's margins is not large print.
            job.push(("print-scaling", Value::Keyword("none".to_owned())));
        }
        job
    }
}

/// On both sides, like a book.
const BOTH_SIDES: &str = "two-sided-long-edge";

/// The value of a job's attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A word.
    Keyword(String),
    /// A number with a meaning.
    Number(i32),
    /// Paper from a tray.
    Tray(String, Option<Paper>),
}

/// What somebody has to do, each once.
pub(super) fn troubles(keywords: &[String]) -> Vec<Trouble> {
    let mut found = Vec::new();
    for trouble in keywords.iter().filter_map(|keyword| Trouble::of(keyword)) {
        if !found.contains(&trouble) {
            found.push(trouble);
        }
    }
    found
}

fn values(told: &IppAttributes, group: DelimiterTag, name: &str) -> Vec<IppValue> {
    let found = told.groups_of(group).find_map(|group| group.get(name));
    match found.map(|found| found.value().clone()) {
        Some(IppValue::Array(values)) => values,
        found => found.into_iter().collect(),
    }
}

/// The words of an attribute.
pub(super) fn strings(told: &IppAttributes, group: DelimiterTag, name: &str) -> Vec<String> {
    let text = |value: IppValue| match value {
        IppValue::Keyword(text) => Some(text.into_inner()),
        IppValue::MimeMediaType(text) => Some(text.into_inner().to_ascii_lowercase()),
        IppValue::NameWithoutLanguage(text) => Some(text.into_inner()),
        _ => None,
    };
    values(told, group, name).into_iter().filter_map(text).collect()
}

/// The numbers of an attribute.
pub(super) fn numbers(told: &IppAttributes, group: DelimiterTag, name: &str) -> Vec<i32> {
    let number = |value: IppValue| match value {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(number),
        _ => None,
    };
    values(told, group, name).into_iter().filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::{Abilities, Options, Value};
    use crate::serve::printer::failure::Failure;
    use crate::serve::printer::paper::Paper;

    const LETTER: Paper = Paper { name: "na_letter_8.5x11in", size: (21_590, 27_940) };

    #[test]
    fn a_job_asks_only_for_what_there_is() {
        let all = Options { both_sides: Some(true), staple: true, tray: Some("tray-2".to_owned()) };
        let plain = Abilities::default();
        let media = ("media", Value::Keyword(LETTER.name.to_owned()));
        assert_eq!(plain.job(&all, Some(LETTER), false), std::slice::from_ref(&media));
        let able = Abilities {
            both_sides: true,
            finishings: vec![3, 4, 22],
            trays: vec!["tray-1".to_owned(), "tray-2".to_owned()],
            unscaled: true,
            ..Abilities::default()
        };
        let job = able.job(&all, Some(LETTER), false);
        let names: Vec<&str> = job.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["sides", "finishings", "media-col", "print-scaling"]);
        assert_eq!(job[1].1, Value::Number(4), "a staple somewhere");
        assert_eq!(able.job(&all, Some(LETTER), true)[1].1, Value::Number(22), "where Arabic begins");
        let job = able.job(&Options::default(), Some(LETTER), false);
        assert_eq!(job[0], media);
    }

    #[test]
    fn what_cannot_be_printed_is_not_sent() {
        let able = Abilities { accepting: true, pdf: true, ..Abilities::default() };
        assert_eq!(able.refuses(Some(LETTER)), None, "a queue that does not name its paper is tried");
        let a4 = Abilities { papers: vec!["iso_a4_210x297mm".to_owned()], ..able };
        assert_eq!(a4.refuses(Some(LETTER)), Some(Failure::NoPaper));
        let any = Abilities { papers: vec!["custom_max_330x482mm".to_owned()], ..a4 };
        assert_eq!(any.refuses(Some(LETTER)), None);
        assert_eq!(Abilities { pdf: false, ..any }.refuses(None), Some(Failure::NoPdf));
    }
}
