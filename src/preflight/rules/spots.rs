//! Spot inks: each is another plate.

use std::collections::BTreeSet;

use super::{Check, Job, Rule};
use crate::content::shorten;
use crate::diag::Severity;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;

/// Names that are looked at on a page.
const MOST: usize = 64;

pub(super) const COUNT: Rule = Rule {
    code: "spot-colors",
    severity: Severity::Error,
    about: "there are no more spot inks than ordered",
    source: "the profile's `spot_colors`",
    check: Check::Page(count),
};

pub(super) const AMBIGUOUS: Rule = Rule {
    code: "spot-ambiguous",
    severity: Severity::Error,
    about: "no spot ink has two names",
    source: "Ghent Workgroup 2015, `Spot Color Naming`",
    check: Check::Page(ambiguous),
};

fn names(page: &Page) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for mark in page.printed_marks() {
        let spots = mark.inks.iter().flat_map(|inks| &inks.spots).filter(|(_, tint)| *tint > 0.0);
        for (name, _) in spots {
            if names.len() < MOST {
                names.insert(name.as_str());
            }
        }
    }
    names
}

fn count(page: &Page, job: &Job<'_>, report: &mut Report) {
    let (most, names) = (job.profile.number("spot_colors") as usize, names(page));
    if names.len() > most {
        let listed = names.iter().take(4).map(|name| format!("`{}`", shorten(name))).collect::<Vec<_>>().join(", ");
        let message = format!("spot inks on this page: {listed}; ordered: {most}");
        report.add(None, message, "convert them to CMYK, or order them");
    }
}

fn ambiguous(page: &Page, _: &Job<'_>, report: &mut Report) {
    let plain =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut seen: Vec<(String, &str)> = Vec::new();
    for name in names(page) {
        match seen.iter().find(|(known, _)| *known == plain(name)) {
            Some((_, other)) => {
                let message = format!("one spot ink has two names: `{}`, `{}`", shorten(other), shorten(name));
                report.add(None, message, "use one name: each name is a plate");
            }
            None => seen.push((plain(name), name)),
        }
    }
}
