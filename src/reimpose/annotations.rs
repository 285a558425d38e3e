//! Annotations (ISO 32000-1, 12.5): a sheet is paper, so what shows on paper is printed as it looks, and links are left
//! out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Note;
use super::copier::Copier;
use crate::pdf::object::Ref;
use crate::preflight::document::PageNode;
use crate::preflight::geometry::{Area, Matrix};
use crate::syntax::{Dict, Value};

/// Flags (ISO 32000-1, table 165).
const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;

/// How an annotation looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// The form XObject.
    pub form: Ref,
    /// From its space to its page's.
    pub matrix: Matrix,
    /// The annotation's object; 0 if it has none.
    id: u32,
    /// The id of its marked content on the side, if an element has it.
    pub tag: Option<i64>,
}

/// The annotations of all pages.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    /// By page: what is printed.
    looks: Vec<Vec<Look>>,
    /// Where each annotation's look is.
    places: FxHashMap<u32, (usize, usize)>,
    /// All annotations.
    known: FxHashSet<u32>,
    /// Their keys in the parent tree.
    pub keys: FxHashSet<i64>,
    links: usize,
    lost: usize,
    /// How many of these are fields that have been filled in.
    pub lost_values: usize,
}

impl Annotations {
    /// Finds the annotations of a page.
    pub(super) fn read(&mut self, copier: &mut Copier<'_>, node: &PageNode, page: usize) {
        self.looks.resize_with(page + 1, Vec::new);
        for item in copier.document.array(&node.dict, "Annots") {
            let id = item.as_reference().unwrap_or_default();
            let annotation = copier.document.as_dict(Some(&item));
            if id != 0 && !self.known.insert(id) {
                continue;
            }
            self.keys.extend(copier.document.get(&annotation, "StructParent").as_int());
            let flags = copier.document.get(&annotation, "F").as_int().unwrap_or_default();
            if annotation.is("Subtype", "Link") {
                self.links += 1;
            } else if annotation.is("Subtype", "Popup") || flags & HIDDEN != 0 || flags & PRINT == 0 {
                // It is not printed in any case.
            } else if let Some((form, matrix)) = look(copier, &annotation) {
                self.places.insert(id, (page, self.looks[page].len()));
                self.looks[page].push(Look { form, matrix, id, tag: None });
            } else {
                self.lost += 1;
                self.lost_values += usize::from(has_value(copier, annotation));
            }
        }
    }

    /// What is printed of a page's annotations.
    pub(super) fn of_page(&self, page: usize) -> &[Look] {
        self.looks.get(page).map_or(&[], Vec::as_slice)
    }

    /// Whether an object is an annotation.
    pub(super) fn has(&self, id: u32) -> bool {
        self.known.contains(&id)
    }

    /// Tags what an annotation looks like, once, as `tag` says for its page. Returns the page and the tag.
    pub(super) fn tag(&mut self, id: u32, tag: impl FnOnce(usize) -> Option<i64>) -> Option<(usize, i64)> {
        let &(page, index) = self.places.get(&id)?;
        let look = &mut self.looks[page][index];
        if look.tag.is_some() || look.id == 0 {
            return None;
        }
        look.tag = tag(page);
        look.tag.map(|tag| (page, tag))
    }

    /// What is to be said about them.
    pub(super) fn notes(&self) -> Vec<Note> {
        let printed = self.looks.iter().map(Vec::len).sum();
        let all = [
            (self.links, Note::Links(self.links)),
            (printed, Note::Flattened(printed)),
            (self.lost, Note::Lost(self.lost)),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(_, note)| note).collect()
    }
}

/// Whether an annotation is a field that has been filled in (ISO 32000-1, 12.7.3.1: fields inherit their values).
fn has_value(copier: &Copier<'_>, mut field: Dict<'static>) -> bool {
    /// Fields below each other; more are a circle.
    const MOST_LEVELS: usize = 32;
    for _ in 0..MOST_LEVELS {
        match copier.document.get(&field, "V") {
            Value::Null => {}
            Value::String(text) => return !text.is_empty(),
            Value::Name(name) => return &*name != b"Off",
            _ => return true,
        }
        field = copier.document.dict(&field, "Parent");
    }
    false
}

/// The normal appearance of an annotation, and where it goes (ISO 32000-1, 12.5.5, algorithm 8.1).
fn look(copier: &mut Copier<'_>, annotation: &Dict<'_>) -> Option<(Ref, Matrix)> {
    let document = copier.document;
    let appearances = document.dict(annotation, "AP");
    let mut normal = appearances.get("N")?.clone();
    if document.stream(&normal).is_none() {
        let state = document.name(annotation, "AS");
        normal = document.as_dict(Some(&normal)).get(&state)?.clone();
    }
    let stream = document.stream(&normal)?;
    let corners = |dict: &Dict<'_>, key| {
        let numbers = document.numbers(dict, key).and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
        numbers.map(Area::of_corners)
    };
    let (area, rect) = (corners(&stream.dict, "BBox")?, corners(annotation, "Rect")?);
    let own = document.numbers(&stream.dict, "Matrix").and_then(|numbers| <[f64; 6]>::try_from(numbers).ok());
    let area = own.map_or(Matrix::IDENTITY, Matrix).area(&area);
    let is_form = stream.dict.is("Subtype", "Form");
    let has_surface = |area: &Area| area.width() > 0.0 && area.height() > 0.0;
    if !(is_form && has_surface(&area) && has_surface(&rect)) {
        return None;
    }
    let (x, y) = (rect.width() / area.width(), rect.height() / area.height());
    let matrix = Matrix([x, 0.0, 0.0, y, rect.left - area.left * x, rect.bottom - area.bottom * y]);
    Some((copier.number(normal.as_reference()?), matrix))
}
