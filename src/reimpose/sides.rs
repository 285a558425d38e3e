//! The sides of sheets: the forms of pages in their places, with marks around them.

use super::annotations::{Annotations, Look};
use super::copier::{Copier, numbers};
use super::forms::Form;
use super::plan::Plan;
use super::structure::Structure;
use crate::fonts::Fonts;
use crate::pdf::assemble::{PageObject, write_page_object};
use crate::pdf::content::write_frames;
use crate::pdf::fonts::FontTable;
use crate::pdf::inks::Inks;
use crate::pdf::object::{Dict, Ref, Sink};
use crate::pdf::operators::Operators;
use crate::pdf::trees::{LEAF, PageNode, write_pages};
use crate::preflight::geometry::Matrix;
use crate::sheet::sides::Side;
use crate::syntax::Value;
use crate::syntax::write::push_value;

/// What is on the pages of a file.
#[derive(Clone, Copy)]
pub(super) struct Pages<'p> {
    /// By page.
    pub forms: &'p [Form],
    /// What is printed over them.
    pub annotations: &'p Annotations,
    /// The tags.
    pub structure: &'p Structure,
}

/// Writes the sides. Returns the page tree.
pub(super) fn write(copier: &mut Copier<'_>, plan: &Plan, pages: Pages<'_>) -> Ref {
    let fonts = Fonts::bundled();
    let mut fonts = FontTable::new(&fonts);
    let mut nodes: Vec<PageNode> = Vec::new();
    for (index, side) in plan.sheets.sides.iter().enumerate() {
        let id = copier.sheets[index];
        match nodes.last_mut() {
            Some(node) if node.pages.len() < LEAF => node.pages.push(id),
            _ => nodes.push(PageNode { id: copier.file.alloc(), pages: vec![id] }),
        }
        let node = nodes.last().map_or(id, |node| node.id);
        let mut content = Operators::default();
        let mut parts = PageObject { boxes: side.boxes, ..PageObject::default() };
        let frames = write_frames(side, &Inks::Screen, &mut fonts);
        for turn in 0..side.places.len().max(frames.len()) {
            content.text(frames.get(turn).map_or(&[][..], |frame| &frame.bytes));
            if turn < side.places.len() {
                place(&mut content, &mut parts, plan, (side, turn), pages);
            }
        }
        let contents = copier.file.alloc();
        copier.file.add_stream(contents, &content.finish(), |_| Dict::new());
        parts.contents.push(contents);
        let key = pages.structure.keys.get(index).copied().flatten();
        write_page_object(&mut copier.file, id, node, &parts, key, &[]);
    }
    write_pages(&mut copier.file, nodes)
}

/// Draws a page in its place, and what is printed over it.
fn place(content: &mut Operators, parts: &mut PageObject, plan: &Plan, (side, turn): (&Side, usize), pages: Pages<'_>) {
    let placed = &side.places[turn];
    let form = pages.forms[placed.page];
    parts.group = parts.group.or(form.group);
    let is_tagged = pages.structure.root.is_some();
    let is_artifact = is_tagged && placed.repeated;
    if is_artifact {
        content.text("/Artifact BMC\n");
    }
    // The way is on the side and not in the form: PDFium misplaces shadings in forms that are turned by themselves.
    let onto = plan.onto_place(placed.page);
    let mut draw = |content: &mut Operators, name: String, id: Ref, matrix: Matrix| {
        content.op(&[], "q");
        content.text(transformation(&matrix));
        content.named(&name, &[], "Do");
        content.op(&[], "Q");
        if !parts.images.iter().any(|(known, _)| *known == name) {
            parts.images.push((name, id));
        }
    };
    let (kind, id) = if placed.repeated { ("R", form.again) } else { ("P", form.first) };
    draw(content, format!("{kind}{}", placed.page), id, onto);
    for (index, Look { form, matrix, tag, .. }) in pages.annotations.of_page(placed.page).iter().enumerate() {
        match tag.filter(|_| !placed.repeated) {
            Some(tag) => content.text(format!("/Form<</MCID {tag}>>BDC\n")),
            None if is_tagged && !is_artifact => content.text("/Artifact BMC\n"),
            None => {}
        }
        draw(content, format!("A{}.{index}", placed.page), *form, matrix.then(&onto));
        if is_tagged && !is_artifact {
            content.text("EMC\n");
        }
    }
    if is_artifact {
        content.text("EMC\n");
    }
}

/// A change of space. Thousandths are too coarse for scales.
fn transformation(matrix: &Matrix) -> Vec<u8> {
    let mut syntax = Vec::new();
    if let Value::Array(numbers) = numbers(matrix.0) {
        numbers.iter().for_each(|number| push_value(&mut syntax, number));
    }
    [syntax.as_slice(), b" cm\n"].concat()
}
