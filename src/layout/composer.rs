//! Composing: adds rows to a flow, with the spaces that blocks request, and records what is asked about variable texts.

use super::display::{Content, ElementId, Item, SlotLine};
use super::flow::{Area, BreakBefore, Flow, Row};
use super::lines::{LineBox, break_lines, longest_word, natural_width, rhythm};
use super::place::{self, Owners};
use super::questions::{Asked, Typesetter};
use super::shaped::{ShapedBlock, Words};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::Length;
use crate::lang::Language;
use crate::model::document::Align;
use crate::source::Origin;
use crate::style::{Styles, Tightness};

/// What composing blocks needs and builds.
pub(crate) struct Composer<'a, 'f> {
    /// Reshapes where a line break cuts a run, and records what is asked about a copy's own texts.
    pub typesetter: &'a mut Typesetter<'f>,
    /// The document's styles, tightened.
    pub styles: Styles,
    /// Language of the current blocks; it sets their direction.
    pub language: Language,
    /// Width of the text.
    pub measure: Length,
    /// The height of a page's rows: anything taller is divided.
    pub room: Length,
    /// What has been built.
    pub flow: Flow,
    /// Where overfull lines are reported.
    pub diagnostics: &'a mut Diagnostics,
    /// Space below the last block.
    pub(super) below: Length,
    /// Where lines are between their edges.
    pub(super) align: Align,
    /// Whether the next row stays with the last.
    pub(super) keep: BreakBefore,
    /// The box being filled.
    pub(super) frame: Option<usize>,
    /// How much spaces and leading are reduced.
    pub tightness: Tightness,
    /// Stacks blocks inside boxes, lists and cells: the same function that stacks the body's.
    nested: Nested,
}

/// Stacks blocks in an area, below an element.
pub(crate) type Nested = fn(&mut Composer<'_, '_>, &[ShapedBlock], Area, ElementId);

impl<'a, 'f> Composer<'a, 'f> {
    /// A composer that continues a flow.
    pub(crate) fn over(
        typesetter: &'a mut Typesetter<'f>,
        styles: &Styles,
        language: &Language,
        measure: Length,
        flow: Flow,
        diagnostics: &'a mut Diagnostics,
    ) -> Composer<'a, 'f> {
        Composer {
            typesetter,
            styles: styles.clone(),
            language: language.clone(),
            measure,
            room: Length(i64::MAX),
            flow,
            diagnostics,
            below: Length::ZERO,
            align: Align::Start,
            keep: BreakBefore::Allowed,
            frame: None,
            tightness: Tightness::STEPS[0],
            // Furniture has no blocks.
            nested: |_, _, _, _| {},
        }
    }

    /// The same, for blocks stacked by this function.
    pub(super) fn with_blocks(self, nested: Nested) -> Composer<'a, 'f> {
        Composer { nested, ..self }
    }

    /// Stacks blocks, including those in boxes, lists and cells.
    pub(super) fn blocks(&mut self, blocks: &[ShapedBlock], area: Area, parent: ElementId) {
        (self.nested)(self, blocks, area, parent);
    }

    /// Whether the current blocks run from right to left.
    pub(crate) fn rtl(&self) -> bool {
        self.language.is_rtl()
    }

    /// The left edge of an area.
    pub(crate) fn left(&self, area: Area) -> Length {
        if self.rtl() { self.measure - area.start - area.width } else { area.start }
    }

    /// Adds a row; the space before it is the larger of those requested by the block above and this one.
    pub(super) fn push(
        &mut self,
        height: Length,
        above: Length,
        items: Vec<Item>,
        head: Option<usize>,
        origin: Origin,
    ) {
        self.flow.rows.push(Row {
            height,
            space_before: above.max(self.below),
            break_before: self.keep,
            items,
            baseline: None,
            frame: self.frame,
            head,
            origin,
        });
        self.below = Length::ZERO;
        self.keep = BreakBefore::Allowed;
    }

    /// A paragraph with one row per line, without orphans and widows. Returns the index of its first row.
    pub(super) fn paragraph(&mut self, words: &Words, area: Area, element: ElementId) -> usize {
        let first_row = self.flow.rows.len();
        let lines = self.lines(words, area.width);
        let rhythm = rhythm(&words.shaped, words.look.leading, self.typesetter.fonts());
        let leading = rhythm.leading.permille(self.tightness.leading);
        let ascent = rhythm.ascent - (rhythm.leading - leading) / 2;
        let mut owners = Owners::new(element, words);
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let above = if index == 0 { words.look.above.permille(self.tightness.spaces) } else { Length::ZERO };
            if index == 1 || (index > 0 && index + 1 == count) {
                self.keep = BreakBefore::Forbidden;
            }
            let origin = line_origin(words, &line);
            let left = self.left(area) + self.aligned(words, &line, area.width);
            let mut items = Vec::new();
            self.line_items(words, line, left, ascent, &mut owners, &mut items);
            self.push(leading, above, items, None, origin);
            if let Some(row) = self.flow.rows.last_mut() {
                row.baseline = Some(ascent);
            }
        }
        self.below = words.look.below.permille(self.tightness.spaces);
        first_row
    }

    /// How far right of its usual place a line is.
    fn aligned(&mut self, words: &Words, line: &LineBox, width: Length) -> Length {
        if self.align == Align::Start {
            return Length::ZERO;
        }
        // The width of a patient's value decides where it is.
        self.depend_on(words);
        let slack = width - line.width;
        let usual = if words.shaped.rtl { slack } else { Length::ZERO };
        let wanted = match (self.align, self.rtl()) {
            (Align::Center, _) => slack / 2,
            (Align::Start, false) | (Align::End, true) => Length::ZERO,
            (Align::Start, true) | (Align::End, false) => slack,
        };
        wanted - usual
    }

    /// Breaks a text and reports lines that could not be made to fit.
    pub(crate) fn lines(&mut self, words: &Words, width: Length) -> Vec<LineBox> {
        let lines = break_lines(&mut self.typesetter.shaper, &words.shaped, &words.language, width);
        for line in &lines {
            if line.overfull.is_some() {
                report_overfull(words, line, self.diagnostics);
            }
        }
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Lines { slot, measure: width, count: lines.len() });
        }
        lines
    }

    /// Whether a text fits on one line of a given width.
    pub(crate) fn fits(&mut self, words: &Words, room: Length) -> bool {
        let fits = natural_width(&self.typesetter.shaper, &words.shaped) <= room;
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Fits { slot, room, fits });
        }
        fits
    }

    /// Whether each word of a text fits on a line.
    pub(super) fn words_fit(&mut self, words: &Words, room: Length) -> bool {
        let fit = longest_word(&self.typesetter.shaper, &words.shaped) <= room;
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Words { slot, room, fit });
        }
        fit
    }

    /// Records that all of a text, if it includes a patient's values, decides the position of something else.
    pub(crate) fn depend_on(&mut self, words: &Words) {
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Exact { slot, text: words.shaped.text.clone() });
        }
    }

    /// The items of a line: its text, and a rule for each blank line; room for it, if it includes a patient's values.
    pub(crate) fn line_items(
        &mut self,
        words: &Words,
        line: LineBox,
        left: Length,
        baseline: Length,
        owners: &mut Owners,
        items: &mut Vec<Item>,
    ) {
        let at = [left, baseline];
        match words.slot {
            Some(slot) => {
                let slot = SlotLine { slot, words: words.clone(), line, left, baseline };
                items.push(Item { owner: owners.block, content: Content::Slot(Box::new(slot)) });
            }
            None => {
                let hairline = self.styles.hairline;
                place::line_items(
                    &self.typesetter.shaper,
                    &mut self.flow.structure,
                    hairline,
                    words,
                    line,
                    at,
                    owners,
                    items,
                );
            }
        }
    }
}

/// Where the first character of a line was written.
pub(super) fn line_origin(words: &Words, line: &LineBox) -> Origin {
    let shaped = &words.shaped;
    let index = shaped.attributes.partition_point(|a| a.range.end <= line.range.start);
    match shaped.attributes.get(index).map(|a| (a.origin, line.range.start.saturating_sub(a.range.start))) {
        Some((Origin::Scalar { scalar, offset }, into)) => Origin::Scalar { scalar, offset: offset + into as u32 },
        Some((origin, _)) => origin,
        None => Origin::Product,
    }
}

/// Reports a line that is wider than its space.
pub(crate) fn report_overfull(words: &Words, line: &LineBox, diagnostics: &mut Diagnostics) {
    let origin = line_origin(words, line);
    let text = words.shaped.text[line.range.clone()].trim_end();
    let shown =
        words.shaped.attributes.iter().filter(|a| a.range.end > line.range.start && a.range.start < line.range.end);
    // For a line with a patient's value, no word is shown.
    let origin = if shown.into_iter().any(|a| a.origin == Origin::Record) { Origin::Record } else { origin };
    let (message, len) = match origin {
        Origin::Scalar { .. } => ("text is wider than the page and cannot be broken".to_owned(), text.len()),
        Origin::Record => ("a patient's value is too wide for its space and cannot be broken".to_owned(), 0),
        Origin::Product => (format!("`{text}` is too wide for its space"), 0),
    };
    let diagnostic = Diagnostic::error("overfull", message)
        .at_text(origin, len, "does not fit on a line")
        .hint("add a space or a soft hyphen, or choose a smaller size or larger paper");
    diagnostics.push(diagnostic);
}
