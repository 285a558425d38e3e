//! Compose: stack the blocks as rows.

use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore, Flow};
use super::lines::break_lines;
use super::shaped::{ShapedBlock, ShapedDocument, Words};
use super::{boxes, figures, lists, schedules, signature, tables};
use crate::geom::{Length, Rect};
use crate::lang::Language;
use crate::source::Origin;
use crate::style::Step;

/// Blocks on pages that are turned alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'d> {
    /// Whether they are wider than the document's own are.
    pub turned: bool,
    /// The document, if its title and its patient box are above the blocks.
    opens: Option<&'d ShapedDocument>,
    blocks: &'d [ShapedBlock],
}

/// A document in parts, in reading order. If it begins with turned pages, its title is on them.
pub(crate) fn parts(document: &ShapedDocument) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut opens = Some(document);
    let mut rest = document.blocks.as_slice();
    while !rest.is_empty() || opens.is_some() {
        let (turned, blocks) = match rest {
            [ShapedBlock::Landscape(blocks), after @ ..] => {
                rest = after;
                (true, blocks.as_slice())
            }
            _ => {
                let is_turned = |block: &ShapedBlock| matches!(block, ShapedBlock::Landscape(_));
                let (upright, after) = rest.split_at(rest.iter().position(is_turned).unwrap_or(rest.len()));
                rest = after;
                (false, upright)
            }
        };
        parts.push(Part { turned, opens: opens.take(), blocks });
    }
    parts
}

/// Composes a part of a document. The flow's structure is that of the parts before it.
pub(crate) fn compose(composer: Composer<'_, '_>, part: Part<'_>) -> Flow {
    let mut composer = composer.with_blocks(stack);
    let area = Area { start: Length::ZERO, width: composer.measure };
    let root = match part.opens {
        Some(document) => {
            let root = composer.flow.structure.add(Role::Document, None);
            let title = composer.flow.structure.add(Role::H1, Some(root));
            composer.flow.structure.get_mut(title).heading = Some(outline_text(&document.title));
            let balanced = balanced(&mut composer, &document.title, area);
            composer.paragraph(&document.title, balanced, title);
            composer.keep = BreakBefore::Forbidden;
            boxes::patient_box(&mut composer, &document.fields, area, root);
            composer.flow.identified = composer.flow.rows.len();
            root
        }
        None => ElementId(composer.flow.structure.first),
    };
    composer.blocks(part.blocks, area, root);
    composer.flow
}

/// Stacks blocks.
fn stack(composer: &mut Composer<'_, '_>, blocks: &[ShapedBlock], area: Area, parent: ElementId) {
    for block in blocks {
        match block {
            ShapedBlock::Heading { level, words } => {
                let role = if *level <= 2 { Role::H2 } else { Role::H3 };
                let element = composer.flow.structure.add(role, Some(parent));
                composer.flow.structure.get_mut(element).heading = Some(outline_text(words));
                let balanced = balanced(composer, words, area);
                let first = composer.paragraph(words, balanced, element);
                if *level <= 2 {
                    rule_above(composer, first, area);
                }
                composer.keep = BreakBefore::Forbidden;
            }
            ShapedBlock::Paragraph(words) => {
                let element = composer.flow.structure.add(Role::P, Some(parent));
                composer.paragraph(words, area, element);
            }
            ShapedBlock::Framed { kind, title, blocks } => {
                boxes::framed(composer, *kind, title.as_ref(), blocks, area, parent);
            }
            ShapedBlock::List { kind, items, columns } => {
                lists::list(composer, (*kind, *columns), items, area, parent);
            }
            ShapedBlock::Definitions(entries) => lists::definitions(composer, entries, area, parent),
            ShapedBlock::Table(table) => tables::table(composer, table, area, parent),
            ShapedBlock::Schedule(schedule) => schedules::schedule(composer, schedule, area, parent),
            ShapedBlock::Figure { figure, width, align, beside } => {
                figures::figure(composer, figure, (*width, *align), beside, area, parent);
            }
            ShapedBlock::Figures(figures) => figures::figures(composer, figures, area, parent),
            ShapedBlock::Code { symbol, figure } => figures::code(composer, symbol, figure, area, parent),
            ShapedBlock::Signature { labels, date } => {
                signature::signature(composer, labels, date.as_ref(), area, parent);
            }
            ShapedBlock::PageBreak => composer.keep = BreakBefore::Forced,
            // Its pages are a part of their own; what contains it is reported when the file is read.
            ShapedBlock::Landscape(blocks) => composer.blocks(blocks, area, parent),
            ShapedBlock::InLanguage { language, blocks } => {
                in_language(composer, language, blocks, area, parent);
            }
        }
    }
}

/// The narrowest area in which a title has as many lines as in the whole: its lines are then about equally long, and no word
/// is alone on the last.
fn balanced(composer: &mut Composer<'_, '_>, words: &Words, area: Area) -> Area {
    // A patient's value would decide where the others' lines end.
    if words.slot.is_some() {
        return area;
    }
    let mut lines = |width: Length| {
        let lines = break_lines(&mut composer.typesetter.shaper, &words.shaped, &words.language, width);
        lines.iter().all(|line| line.overfull.is_none()).then_some(lines.len())
    };
    let count = lines(area.width);
    if count.is_none_or(|count| count < 2) {
        return area;
    }
    let (mut low, mut high) = (area.width / 2, area.width);
    while high - low > BALANCE {
        let middle = (low + high) / 2;
        if lines(middle) == count { high = middle } else { low = middle }
    }
    Area { width: high, ..area }
}

/// How exactly titles are balanced.
const BALANCE: Length = Length::pt(2);

/// A rule above a heading, if the design has one there; it stays with the heading's first line.
fn rule_above(composer: &mut Composer<'_, '_>, first: usize, area: Area) {
    let (thickness, below) = (composer.styles.heading_rule, composer.styles.space(Step::Half));
    let x = composer.left(area);
    let color = composer.styles.accent;
    let Some(row) = composer.flow.rows.get_mut(first).filter(|_| thickness > Length::ZERO) else { return };
    row.items.iter_mut().for_each(|item| item.shift(Length::ZERO, below));
    row.height += below;
    row.baseline = row.baseline.map(|baseline| baseline + below);
    let rect = Rect { x, y: Length::ZERO, width: area.width, height: thickness };
    let content = Content::Fill { rect, color };
    row.items.insert(0, Item { owner: Owner::Artifact(Artifact::Layout), content });
}

/// Stacks blocks in their own language and direction. A single block is tagged with it; several are in a section that
/// is.
fn in_language(
    composer: &mut Composer<'_, '_>,
    language: &Language,
    blocks: &[ShapedBlock],
    area: Area,
    parent: ElementId,
) {
    let outer = std::mem::replace(&mut composer.language, language.clone());
    let first = composer.flow.structure.elements.len();
    match blocks {
        [_] => {
            composer.blocks(blocks, area, parent);
            for element in &mut composer.flow.structure.elements[first..] {
                if element.parent == Some(parent) && element.language.is_none() {
                    element.language = Some(language.clone());
                }
            }
        }
        blocks => {
            let section = composer.flow.structure.add(Role::Sect, Some(parent));
            composer.flow.structure.get_mut(section).language = Some(language.clone());
            composer.blocks(blocks, area, section);
        }
    }
    composer.language = outer;
}

/// A heading's words for the outline: without a patient's values, which appear only on the page, and without blank
/// lines.
fn outline_text(words: &Words) -> String {
    let shaped = &words.shaped;
    let shown = shaped.attributes.iter().filter(|a| a.origin != Origin::Record && a.blank_ems.is_none());
    shown.map(|a| &shaped.text[a.range.clone()]).collect::<String>().replace(['\u{00AD}', '\u{2028}'], "")
}
