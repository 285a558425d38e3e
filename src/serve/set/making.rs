//! One file of all copies for a patient.

use super::cover;
use super::parts::{Part, Parts};
use crate::copies::together::together;
use crate::copies::variable::SetCopy;
use crate::manifest::page::PageMark;
use crate::records::Record;
use crate::serve::Settings;
use crate::serve::checks::{self, Checked, Kind, Problem};
use crate::serve::desk::{self, Desk, Mark, Printed, Refused, blank, hex};
use crate::serve::items::closed_up;

/// What is made of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum What {
    /// The copies as they are seen while they are filled in.
    Draft,
    /// Copies for a patient: all fields must be right.
    Copy,
    /// Copies to be filled in by hand.
    Blank,
}

impl Parts {
    /// What is wrong with the fields, by the page's names for them.
    pub(in crate::serve) fn check(&self, settings: &Settings) -> Checked {
        let mut problems: Vec<Problem> =
            self.unknown.iter().map(|key| Problem { field: key.clone(), kind: Kind::Unknown }).collect();
        let mut one_identifier = false;
        for part in &self.list {
            let checked = checks::check(settings.fonts, part.translation(), &part.wanted.values);
            one_identifier |= checked.one_identifier;
            add(part, checked.problems, &mut problems);
        }
        Checked { problems, one_identifier }
    }
}

impl Desk {
    /// The file that a form asks for. One copy alone is the file that a run makes of its record.
    pub(in crate::serve) fn make(&self, settings: &Settings, parts: &Parts, what: What) -> Result<Printed, Refused> {
        if let ([part], false, true) = (parts.list.as_slice(), parts.cover, parts.unknown.is_empty()) {
            let Part { topic, wanted, .. } = part;
            return match what {
                What::Draft => self.draft(settings, topic, wanted),
                What::Copy => self.copy(settings, topic, wanted),
                What::Blank => blank(settings, topic, wanted).ok_or(Refused::Handout),
            }
            .map_err(|refused| named(part, refused));
        }
        if parts.list.iter().any(|part| desk::is_barred(settings, part.translation())) {
            return Err(Refused::Handout);
        }
        let mut parts = if what == What::Blank { parts.clone().blank() } else { parts.clone() };
        match what {
            What::Blank => {}
            What::Copy => {
                let problems = parts.wrong(settings);
                if !problems.is_empty() {
                    return Err(Refused::Fields(problems));
                }
            }
            What::Draft => {
                let problems = parts.check(settings).problems;
                let is_right = |key: &str| !problems.iter().any(|problem| problem.field == key);
                for part in &mut parts.list {
                    let values = std::mem::take(&mut part.wanted.values);
                    let right = values.into_iter().filter(|(field, _)| is_right(&part.key(field))).collect();
                    // An item that has nothing right would be a gap.
                    part.wanted.values = closed_up(right);
                }
            }
        }
        self.together(settings, &parts)
    }

    fn together(&self, settings: &Settings, parts: &Parts) -> Result<Printed, Refused> {
        let mut copies: Vec<SetCopy<'static>> = Vec::with_capacity(parts.list.len() + 1);
        for part in &parts.list {
            let run = self.run(settings, &part.topic).ok_or(Refused::Handout)?;
            copies.push(run.part(&desk::record(&part.topic, &part.wanted)).map_err(|_| Refused::Copy)?);
        }
        if parts.cover {
            let cover = self.covers.cover(settings.fonts, parts, &copies).ok_or(Refused::Handout)?;
            let wanted = &parts.list[0].wanted;
            let record = Record { number: 1, line: 1, values: cover::values(parts), ..Record::default() };
            let record = Record { paper: wanted.paper, size: wanted.size, ..record };
            copies.insert(0, cover.part(&record).map_err(|_| Refused::Copy)?);
        }
        let (pdf, pages) = together(&copies, parts.fronts).map_err(|_| Refused::Handout)?;
        let mark = |page| match page {
            Some((copy, PageMark { code, digest })) => {
                Mark { code: Some(code), digest: hex(&digest), copy: Some(copy) }
            }
            None => Mark { code: None, digest: "blank-back".to_owned(), copy: None },
        };
        Ok(Printed { pdf, pages: pages.into_iter().map(mark).collect() })
    }
}

impl Parts {
    /// Why the copies are not printed as they are. One without any value is for nobody, unless others in the set say for
    /// whom they are.
    fn wrong(&self, settings: &Settings) -> Vec<Problem> {
        let has_fields = |part: &&Part| !part.translation().fields.is_empty();
        let all_blank = self.list.iter().all(|part| part.wanted.values.is_empty());
        if !all_blank || !self.unknown.is_empty() {
            return self.check(settings).problems;
        }
        let mut problems: Vec<Problem> = Vec::new();
        for part in self.list.iter().filter(has_fields) {
            add(part, checks::missing(&part.translation().fields), &mut problems);
        }
        problems
    }
}

/// Adds a copy's problems by the page's names for fields. What several copies share is told once.
fn add(part: &Part, own: Vec<Problem>, problems: &mut Vec<Problem>) {
    for problem in own {
        let problem = Problem { field: part.key(&problem.field), ..problem };
        if !problems.iter().any(|known| known.field == problem.field) {
            problems.push(problem);
        }
    }
}

/// A refusal with the page's names for fields.
fn named(part: &Part, refused: Refused) -> Refused {
    match refused {
        Refused::Fields(own) => {
            let mut problems = Vec::new();
            add(part, own, &mut problems);
            Refused::Fields(problems)
        }
        other => other,
    }
}
