//! The structure tree (ISO 32000-1, 14.7): the same elements, whose content is now in forms on sides of sheets.
//!
//! Content that was found by its page is found by its form, too (14.7.4.3: a marked-content reference with `Stm`). What
//! an annotation looked like is content of its side; a link's content stays, without the link.

mod parents;

use rustc_hash::FxHashSet;

use super::annotations::Annotations;
use super::copier::{Copier, name, reference};
use super::forms::Form;
use crate::pdf::object::Ref;
use crate::syntax::{Dict, Value};

/// The structure of a file on sheets.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// The root, if the file is tagged.
    pub root: Option<Ref>,
    /// By side: its key in the parent tree, if it has tagged content besides that of its forms.
    pub keys: Vec<Option<i32>>,
}

/// Tagged content of the sides themselves.
#[derive(Debug)]
struct Own {
    /// The key of the first side in the parent tree, if there is room for all of them.
    first: Option<i32>,
    /// By side: the elements of its marked content.
    owners: Vec<Vec<Ref>>,
}

/// What writes elements.
struct Elements<'c, 'd> {
    copier: &'c mut Copier<'d>,
    forms: &'c [Form],
    annotations: &'c mut Annotations,
    own: Own,
    /// The element that is being written, if it is an object.
    owner: Option<Ref>,
    /// Whether it has lost an annotation.
    lost: bool,
    /// Objects that are kids and no elements: each is one kid.
    seen: FxHashSet<u32>,
    depth: usize,
}

/// Elements that say what an annotation is.
const OF_ANNOTATIONS: [&str; 3] = ["Link", "Annot", "Form"];

/// Most kids inside each other that are no objects of their own.
const MAX_DEPTH: usize = 100;

/// Writes the structure tree, if there is one.
pub(super) fn write(copier: &mut Copier<'_>, forms: &[Form], annotations: &mut Annotations) -> Structure {
    let document = copier.document;
    let Some(id) = document.catalog().get("StructTreeRoot").and_then(Value::as_reference) else {
        return Structure::default();
    };
    let (Value::Dict(tree), Some(root)) = (document.object(id).value, copier.claim(id)) else {
        return Structure::default();
    };
    // Elements refer to each other in any order, so all have their numbers before the first is written.
    let elements = claim(copier, &tree);
    let entries = parents::read(document, tree.get("ParentTree"));
    let next = parents::next(&entries, document.number(&tree, "ParentTreeNextKey"));
    let sides = copier.sheets.len();
    let first = i32::try_from(next).ok().filter(|first| i64::from(*first) + sides as i64 <= i64::from(i32::MAX));
    let own = Own { first, owners: vec![Vec::new(); sides] };
    let (owner, lost, seen, depth) = Default::default();
    let mut writer = Elements { copier, forms, annotations, own, owner, lost, seen, depth };
    for (id, page) in elements {
        let Some(number) = writer.copier.claimed(id) else { continue };
        let Value::Dict(dict) = document.object(id).value else { continue };
        writer.owner = Some(number);
        let element = writer.element(&dict, page);
        writer.copier.add(number, &Value::Dict(element));
    }
    writer.owner = None;
    let kids = tree.get("K").and_then(|kids| writer.kids(kids, None));
    let Elements { copier, annotations, own, .. } = writer;
    let mut written = copier.dict(&tree, &["K", "ParentTree", "ParentTreeNextKey"]);
    if let Some(kids) = kids {
        written = written.with("K", kids);
    }
    let (parents, next) = parents::write(copier, entries, &annotations.keys, (next, &own));
    written = written.with("ParentTree", reference(parents)).with("ParentTreeNextKey", Value::Int(next));
    copier.add(root, &Value::Dict(written));
    let key = |(owners, key): (&Vec<Ref>, i32)| (!owners.is_empty()).then_some(key);
    let keys = own.owners.iter().zip(own.first.unwrap_or_default()..).map(key).collect();
    Structure { root: Some(root), keys }
}

/// Gives every element below a root its number. Returns their objects, and the page that each names or inherits.
fn claim(copier: &mut Copier<'_>, tree: &Dict<'_>) -> Vec<(u32, Option<usize>)> {
    let mut elements = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open: Vec<(Value<'static>, Option<usize>)> = Vec::new();
    open.extend(tree.get("K").map(|kids| (kids.clone().into_owned(), None)));
    while let Some((value, page)) = open.pop() {
        let (id, value) = match value {
            Value::Reference(id, _) if !seen.insert(id) || copier.claimed(id).is_some() => continue,
            Value::Reference(id, _) => (Some(id), copier.document.object(id).value),
            direct => (None, direct),
        };
        match value {
            Value::Array(items) => open.extend(items.into_iter().rev().map(|item| (item, page))),
            Value::Dict(dict) if is_element(&dict) => {
                let page = copier.page(dict.get("Pg")).or(page);
                if let Some(id) = id {
                    copier.claim(id);
                    elements.push((id, page));
                }
                open.extend(dict.get("K").map(|kids| (kids.clone(), page)));
            }
            _ => {}
        }
    }
    elements
}

fn is_element(dict: &Dict<'_>) -> bool {
    !["MCR", "OBJR", "Page", "Pages", "Catalog"].iter().any(|kind| dict.is("Type", kind))
}

impl Elements<'_, '_> {
    /// An element whose content is on this page, if it does not say where.
    fn element(&mut self, dict: &Dict<'_>, page: Option<usize>) -> Dict<'static> {
        let page = self.copier.page(dict.get("Pg")).or(page);
        let mut written = self.on_sheet(dict, page, &["K", "Pg"]);
        let before = std::mem::take(&mut self.lost);
        let kids = dict.get("K").and_then(|kids| self.kids(kids, page));
        if std::mem::replace(&mut self.lost, before) && OF_ANNOTATIONS.iter().any(|role| dict.is("S", role)) {
            // ISO 14289-2, 8.2.5.20: a link has its annotation. Its text remains, and is text.
            written = written.with("S", name("Span"));
        }
        match kids {
            Some(kids) => written.with("K", kids),
            None => written,
        }
    }

    /// A dictionary with the side of a page.
    fn on_sheet(&mut self, dict: &Dict<'_>, page: Option<usize>, without: &[&str]) -> Dict<'static> {
        let written = self.copier.dict(dict, without);
        match page {
            Some(page) => written.with("Pg", reference(self.copier.homes[page].sheet)),
            None => written,
        }
    }

    /// One kid or several.
    fn kids(&mut self, value: &Value<'_>, page: Option<usize>) -> Option<Value<'static>> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let kids = match value {
            Value::Array(items) => Some(Value::Array(items.iter().filter_map(|item| self.kids(item, page)).collect())),
            Value::Int(id) => Some(page.map_or(Value::Int(*id), |page| self.content(*id, page))),
            Value::Reference(id, _) => match self.copier.claimed(*id) {
                Some(number) => Some(reference(number)),
                None if self.seen.insert(*id) => {
                    let direct = self.copier.document.object(*id).value;
                    self.kids(&direct, page)
                }
                None => None,
            },
            Value::Dict(dict) if dict.is("Type", "MCR") => {
                let page = self.copier.page(dict.get("Pg")).or(page);
                let id = self.copier.document.get(dict, "MCID").as_int();
                match (page, id) {
                    (Some(page), Some(id)) if dict.get("Stm").is_none() => Some(self.content(id, page)),
                    _ => Some(Value::Dict(self.on_sheet(dict, page, &["Pg"]))),
                }
            }
            Value::Dict(dict) if dict.is("Type", "OBJR") => self.object(dict, page),
            Value::Dict(dict) if is_element(dict) => {
                let owner = self.owner.take();
                let element = self.element(dict, page);
                self.owner = owner;
                Some(Value::Dict(element))
            }
            _ => None,
        };
        self.depth -= 1;
        kids
    }

    /// Marked content of a page, in its form.
    fn content(&self, id: i64, page: usize) -> Value<'static> {
        let (sheet, form) = (self.copier.homes[page].sheet, self.forms[page].first);
        let content = Dict::default().with("Type", name("MCR")).with("Pg", reference(sheet));
        Value::Dict(content.with("Stm", reference(form)).with("MCID", Value::Int(id)))
    }

    /// A whole object: an annotation becomes what it looks like.
    fn object(&mut self, dict: &Dict<'_>, page: Option<usize>) -> Option<Value<'static>> {
        let page = self.copier.page(dict.get("Pg")).or(page);
        let id = dict.get("Obj").and_then(Value::as_reference)?;
        if !self.annotations.has(id) {
            return Some(Value::Dict(self.on_sheet(dict, page, &["Pg"])));
        }
        let (homes, own, owner) = (&self.copier.homes, &mut self.own, self.owner);
        let tagged = self.annotations.tag(id, |page| {
            let (_, owner) = (own.first?, owner?);
            let owners = &mut own.owners[homes[page].side];
            owners.push(owner);
            Some(owners.len() as i64 - 1)
        });
        let Some((page, id)) = tagged else {
            self.lost = true;
            return None;
        };
        let content = Dict::default().with("Type", name("MCR")).with("MCID", Value::Int(id));
        Some(Value::Dict(content.with("Pg", reference(self.copier.homes[page].sheet))))
    }
}
