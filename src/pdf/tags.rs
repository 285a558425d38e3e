//! Tags: which marked content belongs to which structure element, collected while pages are written, and the resulting
//! structure tree, link annotations and outline (ISO 32000-1, 14.7, 12.5.6.5, 12.3.3).

mod own;

pub(crate) use own::OwnTags;

use super::edition::Edition;
use super::object::{Dict, Ref, Sink, Value, name, text};
use super::outline::{self, Heading, Target};
use crate::lang::Language;
use crate::layout::display::{Element, ElementId, Numbering, Owner, Role, Structure};
use crate::sheet::sides::Stack;

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
pub(crate) struct Tags {
    edition: Edition,
    elements: Vec<Element>,
    kids: Vec<Vec<Kid>>,
    attached: Vec<bool>,
    /// The positions of links, headings and figures.
    places: Vec<Vec<Placed>>,
    /// By page: the element that owns each marked content.
    owners: Vec<Vec<ElementId>>,
    /// How many slots have been left open.
    open: usize,
    /// The stack of a copy that shares sheets with others.
    stack: Stack,
}

/// Receives content: which element owns which marked content.
pub(crate) trait Marks {
    /// A new piece of marked content of an element; returns its id on the page.
    fn begin_content(&mut self, element: ElementId, page: usize) -> i32;
    /// Records the position of an element's content.
    fn place(&mut self, element: ElementId, page: usize, rect: [f32; 4]);
    /// The name of an element's structure type.
    fn role_name(&self, element: ElementId) -> &'static str;
}

impl Tags {
    /// Tags for a structure whose content is still to come.
    pub(crate) fn new(structure: Structure, pages: usize, edition: Edition) -> Tags {
        let count = structure.elements.len();
        Tags {
            edition,
            elements: structure.elements,
            kids: vec![Vec::new(); count],
            attached: vec![false; count],
            places: vec![Vec::new(); count],
            owners: vec![Vec::new(); pages],
            open: 0,
            stack: Stack::ALONE,
        }
    }

    /// The same for a copy in one of several stacks.
    pub(crate) fn in_stack(self, stack: Stack) -> Tags {
        Tags { stack, ..self }
    }

    /// The edition in whose terms they are written.
    pub(crate) fn edition(&self) -> Edition {
        self.edition
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Leaves the next slot open in its element, or in none if it is an artifact.
    pub(crate) fn leave_open(&mut self, owner: Owner) {
        if let Owner::Element(element) = owner {
            self.attach(element);
            self.kids[element.0].push(Kid::Open(self.open));
        }
        self.open += 1;
    }

    /// Sets the language of the whole, for a file that also contains others.
    pub(crate) fn set_language(&mut self, language: Language) {
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
        let mcid = self.stack.mcid(self.owners[page].len());
        self.owners[page].push(element);
        self.kids[element.0].push(Kid::Content { page, mcid });
        mcid
    }

    fn place(&mut self, element: ElementId, page: usize, rect: [f32; 4]) {
        if self.elements[element.0].is_placed() {
            self.places[element.0].push((page, rect));
        }
    }

    fn role_name(&self, element: ElementId) -> &'static str {
        role_name(self.elements[element.0].role, self.edition)
    }
}

impl Tags {
    /// Adds an element to its parent's children at its first content, so that children are in reading order.
    fn attach(&mut self, element: ElementId) {
        if self.attached[element.0] {
            return;
        }
        if let Some(parent) = self.elements[element.0].parent {
            self.attach(parent);
            // A row comes with its cells.
            if self.attached[element.0] {
                return;
            }
            self.kids[parent.0].push(Kid::Element(element));
        }
        self.attached[element.0] = true;
        if self.elements[element.0].role == Role::Tr {
            self.attach_cells(element);
        }
    }

    /// Adds all cells of a row: without the empty ones, the others would be in the wrong columns.
    fn attach_cells(&mut self, row: ElementId) {
        // What is in the row was composed with it.
        let inside = |element: &&Element| element.parent.is_some_and(|parent| parent >= row);
        let count = self.elements[row.0 + 1..].iter().take_while(inside).count();
        for cell in row.0 + 1..=row.0 + count {
            if self.elements[cell].parent == Some(row) {
                self.attach(ElementId(cell));
            }
        }
    }

    /// Writes only links, for their appearance: their annotations, by page.
    pub(crate) fn write_links(&self, sink: &mut impl Sink) -> Vec<Vec<Ref>> {
        let mut annotations = vec![Vec::new(); self.owners.len()];
        for (index, element) in self.elements.iter().enumerate().filter(|(index, _)| self.attached[*index]) {
            let Some((target, said)) = &element.link else { continue };
            for (page, rects) in by_page(&self.places[index]) {
                annotations[page].push(write_link(sink, &rects, target, said, 0));
            }
        }
        annotations
    }

    /// Writes elements and links below a trunk. `note_id` makes a string of a note's name, unique in these tags,
    /// that is unique in the file.
    pub(crate) fn write_elements(
        &self,
        sink: &mut impl Sink,
        pages: &[Ref],
        trunk: Trunk,
        note_id: impl Fn(String) -> Value,
    ) -> WrittenElements {
        let refs: Vec<Option<Ref>> = self.attached.iter().map(|&used| used.then(|| sink.alloc())).collect();
        let mut parents: Vec<Value> = Vec::new();
        let mut annotations = vec![Vec::new(); pages.len()];
        let mut objects: Vec<Vec<(usize, Ref)>> = vec![Vec::new(); self.elements.len()];
        for owners in &self.owners {
            parents.push(owners.iter().filter_map(|element| refs[element.0]).collect());
        }
        for (index, element) in self.elements.iter().enumerate() {
            let (Some((target, said)), Some(element_ref)) = (&element.link, refs[index]) else { continue };
            for (page, rects) in by_page(&self.places[index]) {
                let id = write_link(sink, &rects, target, said, parents.len() as i32);
                parents.push(element_ref.into());
                annotations[page].push(id);
                objects[index].push((page, id));
            }
        }
        let mut names = Vec::new();
        for (index, element_ref) in refs.iter().enumerate() {
            let Some(id) = *element_ref else { continue };
            let element = &self.elements[index];
            let parent = element.parent.and_then(|parent| refs[parent.0]).unwrap_or(trunk.parent);
            let mut dict = self.element(index, Trunk { parent, ..trunk }, pages);
            if matches!(element.role, Role::Note | Role::Footnote) && self.edition.names_notes() {
                // PDF/UA-1 (ISO 14289-1), 7.9: every note has its own id.
                let note = format!("note{:04}", names.len() + 1);
                dict.set("ID", note_id(note.clone()));
                names.push((note, id));
            }
            if let Some(others) = self.others(element, &refs) {
                dict.set("Ref", others);
            }
            dict.set("K", self.children(index, &refs, &objects[index], pages));
            sink.add(id, dict);
        }
        WrittenElements { document: refs.first().copied().flatten(), elements: refs, parents, names, annotations }
    }

    /// The note of a mark, or the marks of a note, in an edition whose elements say so.
    fn others(&self, element: &Element, refs: &[Option<Ref>]) -> Option<Vec<Ref>> {
        element.note.filter(|_| self.edition.refers())?;
        let is_other = |other: &Element| other.note == element.note && other.role != element.role;
        let others = self.elements.iter().zip(refs).filter(|(other, _)| is_other(other));
        Some(others.filter_map(|(_, other)| *other).collect())
    }

    /// An element's dictionary (ISO 32000-1, table 323), without its id and children.
    fn element(&self, index: usize, trunk: Trunk, pages: &[Ref]) -> Dict {
        let element = &self.elements[index];
        let mut dict = trunk.element(role_name(element.role, self.edition));
        if let Some(page) = self.home(index) {
            dict.set("Pg", pages[page]);
        }
        if let Some(language) = &element.language {
            dict.set("Lang", text(language.tag()));
        }
        if let Some(alt) = &element.alt {
            dict.set("Alt", text(alt));
        }
        let attributes = |owner: &'static str| Dict::new().with("O", name(owner));
        let attributes = match element.role {
            Role::Th => {
                let scope = if element.is_row_head { "Row" } else { "Column" };
                Some(attributes("Table").with("Scope", name(scope)))
            }
            Role::L => {
                let numbering = match element.numbering {
                    Some(Numbering::Decimal) => "Decimal",
                    Some(Numbering::Square) => "Square",
                    Some(Numbering::Disc) | None => "Disc",
                    Some(Numbering::Terms) => "None",
                };
                Some(attributes("List").with("ListNumbering", name(numbering)))
            }
            Role::Figure => self.places[index].first().map(|(_, rect)| attributes("Layout").with("BBox", *rect)),
            _ => None,
        };
        if let Some(attributes) = attributes {
            dict.set("A", [attributes]);
        }
        dict
    }

    /// The page of an element's first content.
    fn home(&self, index: usize) -> Option<usize> {
        self.kids[index].iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Element(_) | Kid::Open(_) => None,
        })
    }

    fn children(&self, index: usize, refs: &[Option<Ref>], objects: &[(usize, Ref)], pages: &[Ref]) -> Value {
        let home = self.home(index);
        let mut children: Vec<Value> = Vec::new();
        for kid in &self.kids[index] {
            match *kid {
                Kid::Element(element) => children.extend(refs[element.0].map(Value::from)),
                Kid::Open(_) => {}
                Kid::Content { page, mcid } if Some(page) == home => children.push(mcid.into()),
                Kid::Content { page, mcid } => {
                    children.push(Dict::of("MCR").with("Pg", pages[page]).with("MCID", mcid).into());
                }
            }
        }
        let object = |(page, id): &(usize, Ref)| Dict::of("OBJR").with("Pg", pages[*page]).with("Obj", *id).into();
        children.extend(objects.iter().map(object));
        Value::Array(children)
    }

    /// Writes headings as a tree, each linked to its position and, if the edition asks for it, to its element; returns
    /// its root, if there are any.
    pub(crate) fn write_outline(&self, sink: &mut impl Sink, pages: &[Ref], elements: &[Option<Ref>]) -> Option<Ref> {
        let heading = |(index, (element, places)): (usize, (&Element, &Vec<Placed>))| {
            let level = match element.role {
                Role::H1 => 1,
                Role::H2 => 2,
                _ => 3,
            };
            let title = element.heading.as_deref()?.trim().to_owned();
            let (page, [left, _, _, top]) = *places.first()?;
            let element = elements.get(index).copied().flatten();
            let element = element.filter(|_| self.edition.has_structure_destinations());
            let target = Target { page: pages[page], element, position: Some([left, top]) };
            Some(Heading { level, title, target })
        };
        let headings: Vec<Heading> = self.elements.iter().zip(&self.places).enumerate().filter_map(heading).collect();
        outline::write(sink, &headings)
    }
}

/// Elements and links that have been written, for the structure tree root, the parent tree and the ID tree.
#[derive(Clone, Debug)]
pub(crate) struct WrittenElements {
    /// The first element.
    pub document: Option<Ref>,
    /// All of them, those that have content.
    pub elements: Vec<Option<Ref>>,
    /// The parent tree: the target of each key from 0 up. For a page, the elements that own its marked content, by its
    /// id; for a link, its element.
    pub parents: Vec<Value>,
    /// The names of notes, in order.
    pub names: Vec<(String, Ref)>,
    /// By page: its link annotations.
    pub annotations: Vec<Vec<Ref>>,
}

/// What elements grow from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trunk {
    /// The parent of an element: here, of those that have no other.
    pub parent: Ref,
    /// The namespace of structure types, in an edition that has them.
    pub namespace: Option<Ref>,
}

impl Trunk {
    /// An element of this structure type. Its `Type` is optional, and left out because there are many.
    fn element(self, role: &'static str) -> Dict {
        let mut dict = Dict::new().with("S", name(role)).with("P", self.parent);
        if let Some(namespace) = self.namespace {
            dict.set("NS", namespace);
        }
        dict
    }

    /// Writes, as object `id`, a document of the documents of many copies.
    pub(crate) fn write_document(self, sink: &mut impl Sink, id: Ref, documents: &[Ref]) {
        sink.add(id, self.element("Document").with("K", documents.to_vec()));
    }
}

/// What a structure tree root refers to.
#[derive(Clone, Debug)]
pub(crate) struct Root<'r> {
    /// Its children.
    pub children: &'r [Ref],
    /// The parent tree, and the key after its last.
    pub parents: (Value, i32),
    /// The ID tree, if there are any notes with names.
    pub ids: Option<Value>,
    /// The namespace of structure types, in an edition that has them.
    pub namespace: Option<Ref>,
}

/// Writes the structure tree root as object `id`.
pub(crate) fn write_root(sink: &mut impl Sink, id: Ref, Root { children, parents, ids, namespace }: Root<'_>) {
    let children = match children {
        [only] => (*only).into(),
        _ => Value::from(children.to_vec()),
    };
    let mut root = Dict::of("StructTreeRoot").with("K", children).with("ParentTree", parents.0);
    root.set("ParentTreeNextKey", parents.1);
    if let Some(ids) = ids {
        root.set("IDTree", ids);
    }
    if let Some(namespace) = namespace {
        root.set("Namespaces", [namespace]);
    }
    sink.add(id, root);
}

/// A link over its rectangles on one page.
fn write_link(sink: &mut impl Sink, rects: &[[f32; 4]], target: &str, said: &str, key: i32) -> Ref {
    let around = rects.iter().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let mut annotation = Dict::of("Annot").with("Subtype", name("Link")).with("Rect", around.unwrap_or_default());
    if rects.len() > 1 {
        let quads = rects.iter().flat_map(|&[l, b, r, t]| [l, t, r, t, l, b, r, b]);
        annotation.set("QuadPoints", quads.collect::<Value>());
    }
    let action = Dict::of("Action").with("S", name("URI")).with("URI", Value::Bytes(target.as_bytes().to_vec()));
    // ISO 19005-2, 6.3.2: annotations print.
    const PRINT: i32 = 1 << 2;
    let annotation = annotation
        .with("Contents", text(said))
        .with("F", PRINT)
        .with("Border", [0, 0, 0])
        .with("StructParent", Value::Key(key))
        .with("A", action);
    sink.push(annotation)
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

/// The name of a structure type (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4).
fn role_name(role: Role, edition: Edition) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Sect => "Sect",
        Role::H1 => "H1",
        Role::H2 => "H2",
        Role::H3 => "H3",
        Role::P => "P",
        Role::L => "L",
        Role::Li => "LI",
        Role::Lbl => "Lbl",
        Role::LBody => "LBody",
        Role::Note => edition.note(),
        Role::Footnote => edition.footnote(),
        Role::Reference => edition.reference(),
        Role::Table => "Table",
        Role::Tr => "TR",
        Role::Th => "TH",
        Role::Td => "TD",
        Role::Figure => "Figure",
        Role::Caption => "Caption",
        Role::Link => "Link",
        Role::Span => "Span",
    }
}
