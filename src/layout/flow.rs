//! Compose: stack the blocks as rows, the smallest pieces that pagination moves.

use std::sync::Arc;

use super::display::{Artifact, Content, ElementId, Item, Owner, Role, Structure};
use super::lines::{LineBox, break_lines, natural_width, rhythm};
use super::questions::{Asked, Typesetter};
use super::shaped::{FrameKind, ShapedBlock, ShapedDocument, Words};
use super::slots::{self, SlotLine};
use super::{boxes, lists, tables};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Rect};
use crate::lang::Language;
use crate::source::Origin;
use crate::style::{Styles, TextLook, Tightness};

/// Rows in reading order, with the structure that their items belong to.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// The rows.
    pub rows: Vec<Row>,
    /// Boxes that rows stand in.
    pub frames: Vec<Frame>,
    /// Table heads that continue on a following page.
    pub heads: Vec<Row>,
    /// The structure tree so far.
    pub structure: Structure,
}

/// A piece that is never split. Coordinates of its items are relative to its top left corner at the text's left edge.
#[derive(Clone, Debug)]
pub struct Row {
    /// Extent downwards.
    pub height: Length,
    /// Space above it, unless it starts a page.
    pub space_before: Length,
    /// Whether a page may end before it.
    pub break_before: BreakBefore,
    /// What it shows.
    pub items: Vec<Item>,
    /// The baseline of its text, if it is a line of a paragraph.
    pub baseline: Option<Length>,
    /// The box that it stands in.
    pub frame: Option<usize>,
    /// The table head that is repeated above it when it starts a page.
    pub head: Option<usize>,
    /// Where its text was written.
    pub origin: Origin,
}

/// Whether a page may end before a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakBefore {
    /// It may.
    Allowed,
    /// Only where nothing else is left: widows, orphans, keep-with-next, keep-together.
    Forbidden,
    /// It must.
    Forced,
}

/// A box round rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its kind.
    pub kind: FrameKind,
    /// Left edge.
    pub x: Length,
    /// Extent to the right.
    pub width: Length,
    /// Whether its start edge is the right one.
    pub start_is_right: bool,
}

/// A part of the measure, from its start edge: the left in a left-to-right document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// From the start edge of the text.
    pub start: Length,
    /// Extent.
    pub width: Length,
}

impl Area {
    /// The area less some space at its start.
    pub fn indented(self, by: Length) -> Area {
        Area { start: self.start + by, width: self.width - by }
    }
}

/// What composing blocks needs and builds.
pub struct Composer<'a, 'f> {
    /// Shapes again where a line is cut inside a run, and takes down what is asked about a copy's own texts.
    pub typesetter: &'a mut Typesetter<'f>,
    /// The document's styles, tightened.
    pub styles: Styles,
    /// Language of the blocks at hand; its direction is theirs.
    pub language: Language,
    /// Width of the text.
    pub measure: Length,
    /// The height of a page's rows: what is taller than that is divided.
    pub room: Length,
    /// What has been built.
    pub flow: Flow,
    /// Where overfull lines are reported.
    pub diagnostics: &'a mut Diagnostics,
    /// Space below the last block.
    pub(super) below: Length,
    /// Whether the next row stays with the last.
    pub(super) keep: BreakBefore,
    /// The box being filled.
    pub(super) frame: Option<usize>,
    /// How far spaces and leading are shrunk.
    pub tightness: Tightness,
}

/// Composes a document.
pub fn compose(mut composer: Composer<'_, '_>, document: &ShapedDocument) -> Flow {
    let root = composer.flow.structure.add(Role::Document, None);
    let area = Area { start: Length::ZERO, width: composer.measure };
    let title = composer.flow.structure.add(Role::H1, Some(root));
    composer.flow.structure.get_mut(title).heading = Some(outline_text(&document.title));
    composer.paragraph(&document.title, area, title);
    composer.keep = BreakBefore::Forbidden;
    boxes::patient_box(&mut composer, &document.fields, area, root);
    composer.blocks(&document.blocks, area, root);
    composer.flow
}

impl<'a, 'f> Composer<'a, 'f> {
    /// A composer that goes on with a flow.
    pub fn over(
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
            keep: BreakBefore::Allowed,
            frame: None,
            tightness: Tightness::STEPS[0],
        }
    }

    /// Whether the blocks at hand run from right to left.
    pub fn rtl(&self) -> bool {
        self.language.is_rtl()
    }

    /// The left edge of an area.
    pub fn left(&self, area: Area) -> Length {
        if self.rtl() { self.measure - area.start - area.width } else { area.start }
    }

    /// Stacks blocks.
    pub(super) fn blocks(&mut self, blocks: &[ShapedBlock], area: Area, parent: ElementId) {
        for block in blocks {
            match block {
                ShapedBlock::Heading { level, words } => {
                    let role = if *level <= 2 { Role::H2 } else { Role::H3 };
                    let element = self.flow.structure.add(role, Some(parent));
                    self.flow.structure.get_mut(element).heading = Some(outline_text(words));
                    self.paragraph(words, area, element);
                    self.keep = BreakBefore::Forbidden;
                }
                ShapedBlock::Paragraph(words) => {
                    let element = self.flow.structure.add(Role::P, Some(parent));
                    self.paragraph(words, area, element);
                }
                ShapedBlock::Framed { kind, blocks } => {
                    boxes::framed(self, *kind, blocks, area, parent);
                }
                ShapedBlock::List { kind, items } => lists::list(self, *kind, items, area, parent),
                ShapedBlock::Table { header, rows } => tables::table(self, header, rows, area, parent),
                ShapedBlock::Figure { image, alt, caption, origin } => {
                    boxes::figure(self, image, alt, caption.as_ref(), *origin, area, parent);
                }
                ShapedBlock::PageBreak => self.keep = BreakBefore::Forced,
                ShapedBlock::InLanguage { language, blocks } => {
                    self.in_language(language, blocks, area, parent);
                }
            }
        }
    }

    /// Stacks blocks in a language and direction of their own. One block says itself which; several stand in a section
    /// that does.
    fn in_language(&mut self, language: &Language, blocks: &[ShapedBlock], area: Area, parent: ElementId) {
        let outer = std::mem::replace(&mut self.language, language.clone());
        let first = self.flow.structure.elements.len();
        match blocks {
            [_] => {
                self.blocks(blocks, area, parent);
                for element in &mut self.flow.structure.elements[first..] {
                    if element.parent == Some(parent) && element.language.is_none() {
                        element.language = Some(language.clone());
                    }
                }
            }
            blocks => {
                let section = self.flow.structure.add(Role::Sect, Some(parent));
                self.flow.structure.get_mut(section).language = Some(language.clone());
                self.blocks(blocks, area, section);
            }
        }
        self.language = outer;
    }

    /// Adds a row; space before it is the larger of what the block above and this one ask for.
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

    /// A paragraph as a row a line, with no orphan and no widow. Returns the index of its first row.
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
            let left = self.left(area);
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

    /// Breaks a text and reports lines that nothing could make fit.
    pub fn lines(&mut self, words: &Words, width: Length) -> Vec<LineBox> {
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

    /// Whether a text fits on one line of a width.
    pub fn fits(&mut self, words: &Words, room: Length) -> bool {
        let fits = natural_width(&self.typesetter.shaper, &words.shaped) <= room;
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Fits { slot, room, fits });
        }
        fits
    }

    /// Notes that all of a text, if a patient's values stand in it, decides where something else stands.
    pub fn depend_on(&mut self, words: &Words) {
        if let Some(slot) = words.slot {
            self.typesetter.questions.ask(Asked::Exact { slot, text: words.shaped.text.clone() });
        }
    }

    /// The items of a line: its text, and a rule for each line to write on; room for it, if a patient's values stand in it.
    pub fn line_items(
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
                slots::line_items(
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

/// A heading's words for the outline: without a patient's values, which stand on the page alone, and without lines to
/// write on.
fn outline_text(words: &Words) -> String {
    let shaped = &words.shaped;
    let shown = shaped.attributes.iter().filter(|a| a.origin != Origin::Record && a.blank_ems.is_none());
    shown.map(|a| &shaped.text[a.range.clone()]).collect::<String>().replace(['\u{00AD}', '\u{2028}'], "")
}

/// A rule to write on, a little below the baseline.
pub(super) fn writing_line(x: Length, width: Length, baseline: Length, look: TextLook, thickness: Length) -> Rect {
    Rect { x, y: baseline + look.size.permille(120), width, height: thickness }
}

/// The owners of a text's runs: the block's own element, and a child for each link or change of language.
pub struct Owners {
    /// Of runs that are none of these.
    pub block: Owner,
    by_attributes: Vec<Option<Owner>>,
}

impl Owners {
    /// Owners below an element.
    pub fn new(element: ElementId, words: &Words) -> Owners {
        Owners { block: Owner::Element(element), by_attributes: vec![None; words.shaped.attributes.len()] }
    }

    /// All runs are the same artifact.
    pub fn artifact(kind: Artifact) -> Owners {
        Owners { block: Owner::Artifact(kind), by_attributes: Vec::new() }
    }

    pub(super) fn of(&mut self, structure: &mut Structure, words: &Words, index: usize) -> Owner {
        let Owner::Element(block) = self.block else {
            return self.block;
        };
        if let Some(owner) = self.by_attributes[index] {
            return owner;
        }
        let attributes = &words.shaped.attributes[index];
        let owner = match (&attributes.link, &attributes.language) {
            (Some(link), language) => {
                let element = structure.add(Role::Link, Some(block));
                let said = attributes.link_text.clone().unwrap_or_else(|| link.clone());
                structure.get_mut(element).link = Some((link.clone(), said));
                structure.get_mut(element).language = language.clone();
                Owner::Element(element)
            }
            (None, Some(language)) => {
                let element = structure.add(Role::Span, Some(block));
                structure.get_mut(element).language = Some(language.clone());
                Owner::Element(element)
            }
            (None, None) => self.block,
        };
        self.by_attributes[index] = Some(owner);
        // A link whose text changes style is one link still.
        if let Some(link) = &attributes.link {
            for (i, next) in words.shaped.attributes.iter().enumerate().skip(index + 1) {
                if !next.link.as_ref().is_some_and(|l| Arc::ptr_eq(l, link)) {
                    break;
                }
                self.by_attributes[i] = Some(owner);
            }
        }
        owner
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

fn report_overfull(words: &Words, line: &LineBox, diagnostics: &mut Diagnostics) {
    let origin = line_origin(words, line);
    let text = words.shaped.text[line.range.clone()].trim_end();
    let shown =
        words.shaped.attributes.iter().filter(|a| a.range.end > line.range.start && a.range.start < line.range.end);
    // Of a line with a patient's value in it no word is shown.
    let origin = if shown.into_iter().any(|a| a.origin == Origin::Record) { Origin::Record } else { origin };
    let (message, len) = match origin {
        Origin::Scalar { .. } => ("text is wider than the page and has no place to break".to_owned(), text.len()),
        Origin::Record => ("a patient's value is wider than its place and cannot be broken".to_owned(), 0),
        Origin::Product => (format!("`{text}` is wider than its place"), 0),
    };
    let diagnostic = Diagnostic::error("overfull", message)
        .at_text(origin, len, "does not fit on a line")
        .hint("put a space or a soft hyphen in it, choose a smaller size, or larger paper");
    diagnostics.push(diagnostic);
}
