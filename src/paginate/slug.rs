//! The slug line of a press file: outside the trimmed page, between the marks at the top, it says which job and which page
//! a sheet is. An artifact, in English and from left to right: it is for the people at the press.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::color::Color;
use crate::diag::Diagnostic;
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::layout::composer::Composer;
use crate::layout::display::{Artifact, Item};
use crate::layout::lines::break_lines;
use crate::layout::place::Owners;
use crate::layout::shaped::shape_words;
use crate::model::document::{Document, Inline, InlineKind, Slug, Text};
use crate::press::{MARKS, Press};
use crate::source::Origin;
use crate::style::{Styles, TextLook};

/// Small, and still legible in print.
const SIZE: Length = Length::pt(6);
const LEADING: Length = Length::pt(7);

/// The lines that fit between the edge of the sheet and the bleed.
const MOST_LINES: usize = 2;
/// The first baseline from the edge of the sheet.
const FIRST_BASELINE: Length = Length::pt(11);

/// From the crop mark at the left to the text, and from the text to the target in the middle.
const ASIDE: Length = Length::pt(6);
const TARGET: Length = Length::pt(14);

/// What the line says: job, version, page, and the file's date in seconds since 1970 or that of its last review. It is set
/// where there are marks.
pub(crate) fn line(document: &Document, press: &Press, epoch: Option<i64>) -> Option<Slug> {
    if !press.marks() {
        return None;
    }
    let day = |seconds| Timestamp::from_second(seconds).ok().map(|moment| Offset::UTC.to_datetime(moment).date());
    let date = match epoch {
        Some(seconds) => day(seconds).map(|day| day.to_string()),
        None => document.reviewed.clone(),
    };
    let job = press.job.clone().unwrap_or_else(|| document.id.clone());
    let before: Vec<String> = std::iter::once(job).chain(document.version.clone()).collect();
    let words = |words: String| Inline::words(words, Origin::Product);
    let number = |kind| Inline { kind, ..words(String::new()) };
    let mut spans = vec![words(format!("{} \u{b7} page ", before.join(" \u{b7} ")))];
    spans.extend([number(InlineKind::PageNumber), words(" of ".to_owned()), number(InlineKind::PageCount)]);
    spans.extend(date.map(|date| words(format!(" \u{b7} {date}"))));
    let text = Text { language: Language::parse("en")?, spans };
    Some(Slug { text, around: MARKS + press.bleed() })
}

/// The line's items on a page, from the corner of the trimmed page. If it is too long for the room, it is left out, which
/// is reported.
pub(super) fn items(
    composer: &mut Composer<'_, '_>,
    document: &Document,
    styles: &Styles,
    paper: Size,
    [page, pages]: [usize; 2],
) -> Vec<Item> {
    let Some(slug) = &document.slug else { return Vec::new() };
    let spans = slug.text.spans.iter().map(|span| {
        let kind = match &span.kind {
            InlineKind::PageNumber => InlineKind::Words(page.to_string()),
            InlineKind::PageCount => InlineKind::Words(pages.to_string()),
            kind => kind.clone(),
        };
        Inline { kind, ..span.clone() }
    });
    let text = Text { language: slug.text.language.clone(), spans: spans.collect() };
    let look =
        TextLook { font: None, size: SIZE, leading: LEADING, bold: false, color: Color::BLACK, ..styles.furniture };
    let words = shape_words(composer.typesetter, &text, look, composer.diagnostics);
    let measure = paper.width / 2 - ASIDE - TARGET;
    let lines = break_lines(&mut composer.typesetter.shaper, &words.shaped, &words.language, measure);
    if lines.len() > MOST_LINES || lines.iter().any(|line| line.overfull.is_some()) {
        let problem = Diagnostic::warning("slug-too-long", "the line beside the marks is too long, and is left out");
        composer.diagnostics.push(problem.hint("give the job a shorter name with `--job`"));
        return Vec::new();
    }
    let mut items = Vec::new();
    let mut y = FIRST_BASELINE - slug.around;
    for line in lines {
        composer.line_items(&words, line, ASIDE, y, &mut Owners::artifact(Artifact::Layout), &mut items);
        y += LEADING;
    }
    items
}
