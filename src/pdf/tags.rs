//! Tags: which marked content belongs to which structure element, collected while pages are written, and the resulting
//! structure tree, link annotations and outline (ISO 32000-1, 14.7, 12.5.6.5, 12.3.3).

mod own;

use pdf_writer::types::{ActionType, AnnotationFlags, AnnotationType, ListNumbering, StructRole, TableHeaderScope};
use pdf_writer::{Finish, Name, Rect, Ref, Str, TextStr};

pub use own::OwnTags;

use super::file::PdfFile;
use crate::lang::Language;
use crate::layout::display::{Element, ElementId, Numbering, Owner, Role, Structure};

/// The content of an element, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kid {
    Element(ElementId),
    Content {
        page: usize,
        mcid: i32,
    },
    /// What a copy fills a slot with.
    Open(usize),
}

/// The position of an element's content: page index, and left, bottom, right, top in PDF coordinates.
type Placed = (usize, [f32; 4]);

/// The tags of a file.
#[derive(Clone, Debug)]
pub struct Tags {
    elements: Vec<Element>,
    kids: Vec<Vec<Kid>>,
    attached: Vec<bool>,
    /// The positions of links, headings and figures.
    places: Vec<Vec<Placed>>,
    /// By page: the element that owns each marked content.
    owners: Vec<Vec<ElementId>>,
    /// How many slots have been left open.
    open: usize,
}

/// Receives content: which element owns which marked content.
pub trait Marks {
    /// A new piece of marked content of an element; returns its id on the page.
    fn begin_content(&mut self, element: ElementId, page: usize) -> i32;
    /// Records the position of an element's content.
    fn place(&mut self, element: ElementId, page: usize, rect: [f32; 4]);
    /// The name of an element's structure type.
    fn role_name(&self, element: ElementId) -> Name<'static>;
}

/// What the catalog and the pages must refer to.
#[derive(Clone, Debug)]
pub struct WrittenTags {
    /// The structure tree root.
    pub root: Ref,
    /// The outline, if there are any headings.
    pub outline: Option<Ref>,
    /// By page: its link annotations.
    pub annotations: Vec<Vec<Ref>>,
}

impl Tags {
    /// Tags for a structure whose content is still to come.
    pub fn new(structure: Structure, pages: usize) -> Tags {
        let count = structure.elements.len();
        Tags {
            elements: structure.elements,
            kids: vec![Vec::new(); count],
            attached: vec![false; count],
            places: vec![Vec::new(); count],
            owners: vec![Vec::new(); pages],
            open: 0,
        }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Leaves the next slot open in its element, or in none if it is an artifact.
    pub fn leave_open(&mut self, owner: Owner) {
        if let Owner::Element(element) = owner {
            self.attach(element);
            self.kids[element.0].push(Kid::Open(self.open));
        }
        self.open += 1;
    }

    /// Sets the language of the whole, for a file that also contains others.
    pub fn set_language(&mut self, language: Language) {
        if let Some(document) = self.elements.first_mut() {
            document.language = Some(language);
        }
    }
}

impl Element {
    /// Whether the position of its content matters.
    fn is_placed(&self) -> bool {
        self.link.is_some() || self.heading.is_some() || self.role == Role::Figure
    }
}

impl Marks for Tags {
    fn begin_content(&mut self, element: ElementId, page: usize) -> i32 {
        self.attach(element);
        let mcid = self.owners[page].len() as i32;
        self.owners[page].push(element);
        self.kids[element.0].push(Kid::Content { page, mcid });
        mcid
    }

    fn place(&mut self, element: ElementId, page: usize, rect: [f32; 4]) {
        if self.elements[element.0].is_placed() {
            self.places[element.0].push((page, rect));
        }
    }

    fn role_name(&self, element: ElementId) -> Name<'static> {
        struct_role(self.elements[element.0].role).to_name()
    }
}

impl Tags {
    /// Adds an element to its parent's children at its first content, so that children are in reading order.
    fn attach(&mut self, element: ElementId) {
        if self.attached[element.0] {
            return;
        }
        self.attached[element.0] = true;
        if let Some(parent) = self.elements[element.0].parent {
            self.attach(parent);
            self.kids[parent.0].push(Kid::Element(element));
        }
    }

    /// Writes structure, links and outline.
    pub fn write(&self, file: &mut PdfFile, pages: &[Ref]) -> WrittenTags {
        let root = file.alloc();
        let WrittenElements { document, parents, ids, annotations } = self.write_elements(file, pages, root, "");
        write_root(file, root, document, &parents, &ids);
        WrittenTags { root, outline: self.write_outline(file, pages), annotations }
    }

    /// Writes only links, for their appearance: their annotations, by page.
    pub fn write_links(&self, file: &mut PdfFile) -> Vec<Vec<Ref>> {
        let mut annotations = vec![Vec::new(); self.owners.len()];
        for (index, element) in self.elements.iter().enumerate().filter(|(index, _)| self.attached[*index]) {
            let Some((target, said)) = &element.link else { continue };
            for (page, rects) in by_page(&self.places[index]) {
                annotations[page].push(write_link(file, &rects, target, said, 0));
            }
        }
        annotations
    }

    /// Writes elements and links below a structure tree root. `mark` is a prefix for the names of notes, which must be
    /// unique in a file.
    pub fn write_elements(&self, file: &mut PdfFile, pages: &[Ref], root: Ref, mark: &str) -> WrittenElements {
        let refs: Vec<Option<Ref>> = self.attached.iter().map(|&used| used.then(|| file.alloc())).collect();
        let mut parents: Vec<(i32, Parent)> = Vec::new();
        let mut annotations = vec![Vec::new(); pages.len()];
        let mut objects: Vec<Vec<(usize, Ref)>> = vec![Vec::new(); self.elements.len()];
        for (page, owners) in self.owners.iter().enumerate() {
            let elements = owners.iter().filter_map(|e| refs[e.0]).collect();
            parents.push((page as i32, Parent::Page(elements)));
        }
        for (index, element) in self.elements.iter().enumerate() {
            let (Some((target, said)), Some(element_ref)) = (&element.link, refs[index]) else { continue };
            for (page, rects) in by_page(&self.places[index]) {
                let key = parents.len() as i32;
                let id = write_link(file, &rects, target, said, key);
                parents.push((key, Parent::Annotation(element_ref)));
                annotations[page].push(id);
                objects[index].push((page, id));
            }
        }
        let mut ids = Vec::new();
        for (index, element_ref) in refs.iter().enumerate() {
            let Some(id) = *element_ref else { continue };
            let parent = self.elements[index].parent.and_then(|p| refs[p.0]).unwrap_or(root);
            if self.elements[index].role == Role::Note {
                ids.push((format!("{mark}note{:04}", ids.len() + 1), id));
            }
            let note = ids.last().filter(|(_, note)| *note == id).map(|(name, _)| name.as_str());
            self.write_element(file, index, id, parent, note, &refs, &objects[index], pages);
        }
        WrittenElements { document: refs.first().copied().flatten(), parents, ids, annotations }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one dictionary")]
    fn write_element(
        &self,
        file: &mut PdfFile,
        index: usize,
        id: Ref,
        parent: Ref,
        note: Option<&str>,
        refs: &[Option<Ref>],
        objects: &[(usize, Ref)],
        pages: &[Ref],
    ) {
        let element = &self.elements[index];
        let kids = &self.kids[index];
        let home = kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Element(_) | Kid::Open(_) => None,
        });
        file.add(|chunk| {
            let mut object = chunk.struct_element(id);
            object.kind(struct_role(element.role));
            object.parent(parent);
            if let Some(page) = home {
                object.page(pages[page]);
            }
            if let Some(language) = &element.language {
                object.lang(TextStr(language.tag()));
            }
            if let Some(alt) = &element.alt {
                object.alt(TextStr(alt));
            }
            if let Some(note) = note {
                // PDF/UA-1 (ISO 14289-1), 7.9: every note has its own id.
                object.id(Str(note.as_bytes()));
            }
            match element.role {
                Role::Th => {
                    object.attributes().push().table().scope(TableHeaderScope::Column);
                }
                Role::L => {
                    let numbering = match element.numbering {
                        Some(Numbering::Decimal) => ListNumbering::Decimal,
                        Some(Numbering::Square) => ListNumbering::Square,
                        Some(Numbering::Disc) | None => ListNumbering::Disc,
                    };
                    object.attributes().push().list().list_numbering(numbering);
                }
                Role::Figure => {
                    if let Some((_, [left, bottom, right, top])) = self.places[index].first() {
                        object.attributes().push().layout().bbox(Rect::new(*left, *bottom, *right, *top));
                    }
                }
                _ => {}
            }
            let mut children = object.children();
            for kid in kids {
                match *kid {
                    Kid::Element(element) => {
                        if let Some(id) = refs[element.0] {
                            children.struct_element(id);
                        }
                    }
                    Kid::Open(_) => {}
                    Kid::Content { page, mcid } if Some(page) == home => {
                        children.marked_content_id(mcid);
                    }
                    Kid::Content { page, mcid } => {
                        children.marked_content_ref().page(pages[page]).marked_content_id(mcid);
                    }
                }
            }
            for (page, annotation) in objects {
                children.object_ref().page(pages[*page]).object(*annotation);
            }
            children.finish();
            object.finish();
        });
    }

    /// Headings as a tree, each linked to its position.
    fn write_outline(&self, file: &mut PdfFile, pages: &[Ref]) -> Option<Ref> {
        let headings: Vec<(usize, &str, Placed)> = self
            .elements
            .iter()
            .zip(&self.places)
            .filter_map(|(element, places)| {
                let level = match element.role {
                    Role::H1 => 1,
                    Role::H2 => 2,
                    _ => 3,
                };
                Some((level, element.heading.as_deref()?.trim(), *places.first()?))
            })
            .collect();
        if headings.is_empty() {
            return None;
        }
        let root = file.alloc();
        let ids: Vec<Ref> = headings.iter().map(|_| file.alloc()).collect();
        // The nearest preceding heading of a higher level is its parent; the open headings are on the stack.
        let mut open: Vec<usize> = Vec::new();
        let mut parents: Vec<Option<usize>> = Vec::with_capacity(headings.len());
        let mut roots: Vec<usize> = Vec::new();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); headings.len()];
        let mut places: Vec<usize> = Vec::with_capacity(headings.len());
        for (index, (level, ..)) in headings.iter().enumerate() {
            while open.last().is_some_and(|&before| headings[before].0 >= *level) {
                open.pop();
            }
            let siblings = open.last().map_or(&mut roots, |&parent| &mut children[parent]);
            places.push(siblings.len());
            siblings.push(index);
            parents.push(open.last().copied());
            open.push(index);
        }
        for (index, (_, title, (page, [left, _, _, top]))) in headings.iter().enumerate() {
            let (parent, place, own) = (parents[index], places[index], &children[index]);
            let siblings = parent.map_or(&roots, |parent| &children[parent]);
            file.add(|chunk| {
                let mut item = chunk.outline_item(ids[index]);
                item.title(TextStr(title));
                item.parent(parent.map_or(root, |p| ids[p]));
                if place > 0 {
                    item.prev(ids[siblings[place - 1]]);
                }
                if let Some(&next) = siblings.get(place + 1) {
                    item.next(ids[next]);
                }
                if let (Some(&first), Some(&last)) = (own.first(), own.last()) {
                    item.first(ids[first]).last(ids[last]).count(own.len() as i32);
                }
                item.dest().page(pages[*page]).xyz(*left, *top, None);
            });
        }
        file.add(|chunk| {
            let mut outline = chunk.outline(root);
            if let (Some(&first), Some(&last)) = (roots.first(), roots.last()) {
                outline.first(ids[first]).last(ids[last]).count(headings.len() as i32);
            }
        });
        Some(root)
    }
}

/// The target of a key in the parent tree.
#[derive(Clone, Debug)]
pub enum Parent {
    /// The elements that own a page's marked content, by its id.
    Page(Vec<Ref>),
    /// The element of a link.
    Annotation(Ref),
}

/// Elements and links that have been written, for the structure tree root, the parent tree and the ID tree.
#[derive(Clone, Debug)]
pub struct WrittenElements {
    /// The first element.
    pub document: Option<Ref>,
    /// The parent tree: keys from 0 up, and their targets.
    pub parents: Vec<(i32, Parent)>,
    /// The names of notes.
    pub ids: Vec<(String, Ref)>,
    /// By page: its link annotations.
    pub annotations: Vec<Vec<Ref>>,
}

fn write_root(file: &mut PdfFile, root: Ref, document: Option<Ref>, parents: &[(i32, Parent)], ids: &[(String, Ref)]) {
    let arrays: Vec<Ref> = parents
        .iter()
        .map(|(_, parent)| match parent {
            Parent::Page(elements) => {
                let id = file.alloc();
                file.add(|chunk| {
                    chunk.indirect(id).array().items(elements.iter().copied());
                });
                id
            }
            Parent::Annotation(element) => *element,
        })
        .collect();
    file.add(|chunk| {
        let mut tree = chunk.indirect(root).start::<pdf_writer::writers::StructTreeRoot<'_>>();
        if let Some(document) = document {
            tree.child(document);
        }
        let mut parent_tree = tree.parent_tree();
        let mut nums = parent_tree.nums();
        for ((key, _), target) in parents.iter().zip(&arrays) {
            nums.insert(*key, *target);
        }
        nums.finish();
        parent_tree.finish();
        tree.parent_tree_next_key(parents.len() as i32);
        if !ids.is_empty() {
            let mut id_tree = tree.id_tree();
            let mut names = id_tree.names();
            for (name, target) in ids {
                names.insert(Str(name.as_bytes()), *target);
            }
        }
    });
}

/// A link over its rectangles on one page.
fn write_link(file: &mut PdfFile, rects: &[[f32; 4]], target: &str, said: &str, key: i32) -> Ref {
    let id = file.alloc();
    let around = rects.iter().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let [left, bottom, right, top] = around.unwrap_or_default();
    file.add(|chunk| {
        let mut annotation = chunk.annotation(id);
        annotation.subtype(AnnotationType::Link);
        annotation.rect(Rect::new(left, bottom, right, top));
        if rects.len() > 1 {
            annotation.quad_points(rects.iter().flat_map(|&[l, b, r, t]| [l, t, r, t, l, b, r, b]));
        }
        annotation.contents(TextStr(said));
        // ISO 19005-2, 6.3.2: annotations print.
        annotation.flags(AnnotationFlags::PRINT);
        annotation.border(0.0, 0.0, 0.0, None);
        annotation.struct_parent(key);
        annotation.action().action_type(ActionType::Uri).uri(Str(target.as_bytes()));
        annotation.finish();
    });
    id
}

/// Rectangles by page; neighbors on the same line are merged.
fn by_page(places: &[Placed]) -> Vec<(usize, Vec<[f32; 4]>)> {
    let mut pages: Vec<(usize, Vec<[f32; 4]>)> = Vec::new();
    for &(page, rect) in places {
        match pages.last_mut() {
            Some((last, rects)) if *last == page => match rects.last_mut() {
                Some(before) if before[1] == rect[1] => {
                    before[0] = before[0].min(rect[0]);
                    before[2] = before[2].max(rect[2]);
                    before[3] = before[3].max(rect[3]);
                }
                _ => rects.push(rect),
            },
            _ => pages.push((page, vec![rect])),
        }
    }
    pages
}

fn struct_role(role: Role) -> StructRole {
    match role {
        Role::Document => StructRole::Document,
        Role::Sect => StructRole::Sect,
        Role::H1 => StructRole::H1,
        Role::H2 => StructRole::H2,
        Role::H3 => StructRole::H3,
        Role::P => StructRole::P,
        Role::L => StructRole::L,
        Role::Li => StructRole::LI,
        Role::Lbl => StructRole::Lbl,
        Role::LBody => StructRole::LBody,
        Role::Note => StructRole::Note,
        Role::Table => StructRole::Table,
        Role::Tr => StructRole::TR,
        Role::Th => StructRole::TH,
        Role::Td => StructRole::TD,
        Role::Figure => StructRole::Figure,
        Role::Caption => StructRole::Caption,
        Role::Link => StructRole::Link,
        Role::Span => StructRole::Span,
    }
}
