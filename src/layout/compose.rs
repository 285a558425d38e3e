//! Compose: stack the blocks as rows.

use super::composer::Composer;
use super::display::{ElementId, Role};
use super::flow::{Area, BreakBefore, Flow};
use super::headings::{balanced, outline_text};
use super::shaped::{ShapedBlock, ShapedDocument};
use super::{boxes, figures, footnotes, headings, lists, schedules, signature, tables};
use crate::geom::Length;
use crate::lang::Language;

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
            ShapedBlock::Heading { level, number, words } => {
                headings::heading(composer, *level, number.as_ref(), words, area, parent);
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
            ShapedBlock::Footnotes(notes) => footnotes::footnotes(composer, notes, area, parent),
            ShapedBlock::PageBreak => composer.keep = BreakBefore::Forced,
            // Its pages are a part of their own; what contains it is reported when the file is read.
            ShapedBlock::Landscape(blocks) => composer.blocks(blocks, area, parent),
            ShapedBlock::InLanguage { language, blocks } => {
                in_language(composer, language, blocks, area, parent);
            }
        }
    }
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
