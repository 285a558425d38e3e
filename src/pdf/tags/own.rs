//! A copy's own tags, over the tags that all copies share.

use super::{Kid, Marks, Placed, Tags, role_name};
use crate::layout::display::{Element, ElementId, Role};

/// A copy's own tags, over those that it shares.
#[derive(Clone, Debug)]
pub(crate) struct OwnTags<'t> {
    shared: &'t Tags,
    /// Elements that the copy adds: links and changes of language in its texts.
    elements: Vec<Element>,
    /// The slot being filled.
    slot: usize,
    marks: Vec<OwnMark>,
    places: Vec<(ElementId, Placed)>,
    /// By page: how many ids of marked content have been assigned.
    counts: Vec<usize>,
}

/// A piece of marked content in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OwnMark {
    slot: usize,
    page: usize,
    element: ElementId,
    mcid: i32,
}

impl Tags {
    /// The tags, with a copy's own in the open slots.
    pub(crate) fn filled(&self, own: &OwnTags<'_>) -> Tags {
        let mut tags = self.clone();
        let count = tags.elements.len() + own.elements.len();
        tags.elements.extend(own.elements.iter().cloned());
        tags.kids.resize(count, Vec::new());
        tags.attached.resize(count, false);
        tags.places.resize(count, Vec::new());
        let mut fillings: Vec<Vec<Kid>> = vec![Vec::new(); tags.open];
        for mark in &own.marks {
            let OwnMark { slot, page, element, mcid } = *mark;
            tags.owners[page].push(element);
            let kid = Kid::Content { page, mcid };
            if element.0 < self.elements.len() {
                fillings[slot].push(kid);
                continue;
            }
            tags.kids[element.0].push(kid);
            if !tags.attached[element.0] {
                tags.attached[element.0] = true;
                fillings[slot].push(Kid::Element(element));
            }
        }
        let mut bare = Vec::new();
        for (index, kids) in tags.kids.iter_mut().enumerate() {
            if kids.iter().any(|kid| matches!(kid, Kid::Open(_))) {
                let open = std::mem::take(kids);
                for kid in open {
                    match kid {
                        Kid::Open(slot) => kids.append(&mut fillings[slot]),
                        kid => kids.push(kid),
                    }
                }
                if kids.is_empty() {
                    bare.push(index);
                }
            }
        }
        tags.drop_bare(bare);
        for (element, place) in &own.places {
            tags.places[element.0].push(*place);
        }
        tags
    }
}

impl Tags {
    /// Drops elements without content, such as paragraphs of nothing but a line to write on, and those that have no
    /// others. Cells stay in their columns, and go with their row when none of them has content.
    fn drop_bare(&mut self, mut bare: Vec<usize>) {
        while let Some(dropped) = bare.pop() {
            let Some(parent) = self.parent(dropped) else { continue };
            if matches!(self.elements[dropped].role, Role::Td | Role::Th) {
                let is_bare = |kid: &Kid| matches!(kid, Kid::Element(cell) if self.kids[cell.0].is_empty());
                if self.kids[parent].iter().all(is_bare) {
                    bare.push(parent);
                }
                continue;
            }
            self.kids[parent].retain(|kid| !matches!(kid, Kid::Element(element) if element.0 == dropped));
            self.attached[dropped] = false;
            for kid in std::mem::take(&mut self.kids[dropped]) {
                // The cells of a row.
                if let Kid::Element(cell) = kid {
                    self.attached[cell.0] = false;
                }
            }
            if self.kids[parent].is_empty() {
                bare.push(parent);
            }
        }
    }

    /// The element that has another among its children.
    fn parent(&self, element: usize) -> Option<usize> {
        let is_it = |kid: &Kid| matches!(kid, Kid::Element(child) if child.0 == element);
        self.kids.iter().position(|kids| kids.iter().any(is_it))
    }
}

impl<'t> OwnTags<'t> {
    /// Tags of a copy without any content yet; `elements` are those that its texts add.
    pub(crate) fn new(shared: &'t Tags, elements: Vec<Element>) -> OwnTags<'t> {
        let counts = shared.owners.iter().map(Vec::len).collect();
        OwnTags { shared, elements, slot: 0, marks: Vec::new(), places: Vec::new(), counts }
    }

    /// Everything that follows fills this slot.
    pub(crate) fn fill(&mut self, slot: usize) {
        self.slot = slot;
    }

    /// Everything here that determines the structure of the file, as bytes: two copies with the same have the same
    /// structure.
    pub(crate) fn shape(&self, shape: &mut Vec<u8>) {
        for mark in &self.marks {
            for number in [mark.slot, mark.page, mark.element.0] {
                shape.extend_from_slice(&(number as u32).to_be_bytes());
            }
        }
        for (element, (page, rect)) in &self.places {
            shape.extend_from_slice(&(element.0 as u32).to_be_bytes());
            shape.extend_from_slice(&(*page as u32).to_be_bytes());
            rect.iter().for_each(|edge| shape.extend_from_slice(&edge.to_bits().to_be_bytes()));
        }
        for element in &self.elements {
            shape.extend_from_slice(format!("{element:?}").as_bytes());
        }
    }

    fn element(&self, element: ElementId) -> &Element {
        let shared = &self.shared.elements;
        shared.get(element.0).unwrap_or_else(|| &self.elements[element.0 - shared.len()])
    }
}

impl Marks for OwnTags<'_> {
    fn begin_content(&mut self, element: ElementId, page: usize) -> i32 {
        let mcid = self.shared.stack.mcid(self.counts[page]);
        self.counts[page] += 1;
        self.marks.push(OwnMark { slot: self.slot, page, element, mcid });
        mcid
    }

    fn place(&mut self, element: ElementId, page: usize, rect: [f32; 4]) {
        if self.element(element).is_placed() {
            self.places.push((element, (page, rect)));
        }
    }

    fn role_name(&self, element: ElementId) -> &'static str {
        role_name(self.element(element).role, self.shared.edition)
    }
}
