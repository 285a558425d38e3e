//! The rules, one subject a file. A rule has a code, says where it is from, and looks at one page or at the whole file.
//!
//! Where ISO 15930 (PDF/X) is named, it is from vendors' manuals and lists of its rules: its text was not at hand.

mod actions;
mod annotations;
mod black;
mod bleed;
mod boxes;
pub(crate) mod file;
mod fonts;
mod gray;
mod hairlines;
mod images;
mod ink_total;
mod intent;
mod layers;
mod metadata;
mod objects;
mod overprint;
mod page_sizes;
mod registration;
mod rgb;
mod safe_margin;
mod spots;
mod states;
mod text_size;
mod transparency;
mod version;
mod view_area;

use super::claims::Claims;
use super::document::Document;
use super::geometry::Area;
use super::paint::Page;
use super::profile::Profile;
use super::report::Report;
use crate::diag::Severity;

/// A rule.
pub(crate) struct Rule {
    /// Its code.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// What must be true.
    pub about: &'static str,
    /// The clause, or who asks for it.
    pub source: &'static str,
    /// How it looks.
    pub check: Check,
}

/// How a rule looks.
pub(crate) enum Check {
    /// At one page after another.
    Page(fn(&Page, &Job<'_>, &mut Report)),
    /// At the file, when all pages have been looked at.
    File(fn(&Job<'_>, &mut Report)),
    /// Not by itself: another part of the program reports it.
    Elsewhere,
}

/// What rules look at, besides a page.
pub(crate) struct Job<'j> {
    /// The file.
    pub document: &'j Document,
    /// The shop's limits.
    pub profile: &'j Profile,
    /// What the file says about itself.
    pub claims: &'j Claims,
    /// The sizes of pages so far.
    pub sizes: Sizes,
    /// How many pages there are, once all of them were read.
    pub pages: usize,
}

/// Sizes of finished pages in points, with the first page of each size.
#[derive(Debug, Default)]
pub(crate) struct Sizes(pub Vec<(f64, f64, usize)>);

/// Lengths that differ by less are the same: half a point is less than a trimmer's error.
const SAME: f64 = 0.5;

/// Sizes that are told apart.
const MOST_SIZES: usize = 10;

impl Sizes {
    /// Adds a page.
    pub(crate) fn add(&mut self, page: usize, area: Option<Area>) {
        let Some(area) = area else { return };
        let (width, height) = (area.width(), area.height());
        let same = |&(w, h, _): &(f64, f64, usize)| (w - width).abs() < SAME && (h - height).abs() < SAME;
        if self.0.len() < MOST_SIZES && !self.0.iter().any(same) {
            self.0.push((width, height, page));
        }
    }
}

/// All rules, in the order in which they report.
pub(crate) const RULES: &[Rule] = &[
    file::UNREADABLE,
    file::ENCRYPTED,
    file::DAMAGED,
    file::OBJECT_DAMAGED,
    file::CUT_OFF,
    page_sizes::NONE,
    page_sizes::DIFFER,
    boxes::BROKEN,
    boxes::TRIM_MISSING,
    boxes::TRIM_AND_ART,
    boxes::NESTED,
    boxes::ORIGIN,
    boxes::CROP,
    boxes::UNIT,
    bleed::MISSING,
    bleed::REACH,
    safe_margin::RULE,
    version::MISSING,
    version::MISSPELT,
    version::UNWANTED,
    version::HEADER,
    intent::MISSING,
    intent::MANY,
    intent::CONDITION,
    intent::PROFILE,
    intent::DIFFER,
    metadata::MISSING,
    metadata::DIFFERS,
    metadata::TITLE,
    metadata::DATES,
    metadata::TRAPPED,
    metadata::IDS,
    metadata::ID,
    view_area::RULE,
    actions::RULE,
    annotations::PRINTED,
    annotations::FORM,
    layers::RULE,
    fonts::MISSING,
    fonts::NOT_EMBEDDED,
    fonts::TYPE_3,
    text_size::SMALL,
    text_size::INKS,
    rgb::RULE,
    gray::DEVICE,
    gray::FOUR_INKS,
    black::TEXT,
    black::LINE,
    ink_total::RULE,
    registration::RULE,
    spots::COUNT,
    spots::AMBIGUOUS,
    overprint::KNOCKS_OUT,
    overprint::MODE,
    overprint::WHITE,
    hairlines::STROKE,
    hairlines::FILL,
    images::RESOLUTION,
    images::LINE_ART,
    objects::ALTERNATES,
    objects::OPI,
    objects::POSTSCRIPT,
    objects::REFERENCE,
    transparency::LIVE,
    transparency::GROUP,
    states::TRANSFER,
    states::HALFTONE,
];

/// Points as a person reads them.
fn points(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded} pt")
}

/// A part of one as a percentage.
fn percent(value: f64) -> String {
    format!("{:.0} %", value * 100.0)
}
