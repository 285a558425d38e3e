//! Findings: what rules report.

use rustc_hash::FxHashMap;

use super::geometry::Area;
use crate::diag::Severity;

/// Different messages of one rule about one page; the last one counts for the rest.
const MOST_MESSAGES: usize = 8;

/// Pages that one rule is reported for; the last one counts for the rest.
const MOST_PAGES: usize = 200;

/// Places that are kept of a finding.
const MOST_PLACES: usize = 64;

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// Whether a shop would reject it, or should look.
    pub severity: Severity,
    /// From 1; `None` for the whole file.
    pub page: Option<usize>,
    /// Where on the page, in points: the first of them.
    pub places: Vec<Area>,
    /// How often: at least once.
    pub count: usize,
    /// What was found, in lowercase and without a period.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

/// Findings as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// In the order of pages and rules.
    pub findings: Vec<Finding>,
    /// The finding with the same code, page and message.
    same: FxHashMap<(&'static str, Option<usize>, String), usize>,
    /// The messages of a code on a page, and the last of them.
    messages: FxHashMap<(&'static str, Option<usize>), (usize, usize)>,
    /// The pages of a code, and the last finding.
    pages: FxHashMap<&'static str, (usize, usize)>,
    /// What is looked at.
    pub page: Option<usize>,
    /// The rule that is looking.
    pub code: &'static str,
    /// How serious what it finds is.
    pub severity: Option<Severity>,
}

impl Report {
    /// Adds what the current rule found on the current page.
    pub(crate) fn add(&mut self, place: Option<Area>, message: impl Into<String>, hint: &'static str) {
        let (code, page, message) = (self.code, self.page, message.into());
        let place =
            place.filter(|place| !place.is_nothing() && place.width().is_finite() && place.height().is_finite());
        let key = (code, page, message);
        if let Some(&index) = self.same.get(&key) {
            self.repeat(index, place);
            return;
        }
        let (messages, last) = self.messages.get(&(code, page)).copied().unwrap_or_default();
        if messages >= MOST_MESSAGES {
            self.repeat(last, place);
            return;
        }
        let (pages, last) = self.pages.get(code).copied().unwrap_or_default();
        let new_page = usize::from(messages == 0);
        if pages + new_page > MOST_PAGES {
            self.repeat(last, None);
            return;
        }
        let index = self.findings.len();
        let severity = self.severity.unwrap_or(Severity::Error);
        let (places, message) = (place.into_iter().collect(), key.2.clone());
        self.findings.push(Finding { code, severity, page, places, count: 1, message, hint });
        self.messages.insert((code, page), (messages + 1, index));
        self.pages.insert(code, (pages + new_page, index));
        self.same.insert(key, index);
    }

    fn repeat(&mut self, index: usize, place: Option<Area>) {
        let finding = &mut self.findings[index];
        finding.count += 1;
        let room = finding.places.len() < MOST_PLACES;
        match (finding.places.last_mut(), place) {
            // Words of a line are one place.
            (Some(last), Some(place)) if follows(last, &place) => *last = last.around(&place),
            (_, place) if room => finding.places.extend(place),
            _ => {}
        }
    }
}

/// Whether a place continues a line, in either direction.
fn follows(last: &Area, next: &Area) -> bool {
    let height = last.height();
    let level = |a: f64, b: f64| (a - b).abs() < 0.1 * height;
    let gap = (next.left - last.right).max(last.left - next.right);
    level(last.top, next.top) && level(last.bottom, next.bottom) && gap < 0.6 * height
}
