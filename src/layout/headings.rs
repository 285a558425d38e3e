//! Headings of sections, with their numbers or without.

use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::lines::{break_lines, natural_width};
use super::lists::place_label;
use super::shaped::Words;
use crate::geom::{Length, Rect};
use crate::source::Origin;
use crate::style::Step;
use crate::text::Attributes;

/// A heading, which stays with what follows it. All its lines begin after its number.
pub(super) fn heading(
    composer: &mut Composer<'_, '_>,
    level: u8,
    number: Option<&Words>,
    words: &Words,
    area: Area,
    parent: ElementId,
) {
    // PDF/UA-1 (ISO 14289-1), 7.4.2: no level is skipped, so a subheading before the first heading is none.
    let has_section = || composer.flow.structure.elements.iter().any(|element| element.role == Role::H2);
    let role = if level <= 2 || !has_section() { Role::H2 } else { Role::H3 };
    let element = composer.flow.structure.add(role, Some(parent));
    let mut title = outline_text(words);
    let first = match number {
        None => {
            let balanced = balanced(composer, words, area);
            composer.paragraph(words, balanced, element)
        }
        Some(number) => {
            title = format!("{}{title}", outline_text(number));
            let label = composer.flow.structure.add(Role::Lbl, Some(element));
            let width = natural_width(&composer.typesetter.shaper, &number.shaped);
            let gap = words.look.size.permille(550);
            let first_row = composer.flow.rows.len();
            let balanced = balanced(composer, words, area.indented(width + gap));
            composer.paragraph(words, balanced, element);
            place_label(composer, number, label, first_row, area, width);
            first_row
        }
    };
    if level <= 2 {
        rule_above(composer, first, area);
    }
    composer.flow.structure.get_mut(element).heading = Some(title);
    composer.keep = BreakBefore::Forbidden;
}

/// The narrowest area in which a title has as many lines as in the whole: its lines are then about equally long, and no word
/// is alone on the last.
pub(super) fn balanced(composer: &mut Composer<'_, '_>, words: &Words, area: Area) -> Area {
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

/// A heading's words for the outline: without a patient's values, which appear only on the page, and without blank
/// lines and the marks of footnotes.
pub(super) fn outline_text(words: &Words) -> String {
    let shaped = &words.shaped;
    let is_shown = |a: &&Attributes| a.origin != Origin::Record && a.blank_ems.is_none() && a.mark.is_none();
    let shown = shaped.attributes.iter().filter(is_shown);
    shown.map(|a| &shaped.text[a.range.clone()]).collect::<String>().replace(['\u{00AD}', '\u{2028}'], "")
}
