//! Which objects of a linearized file use which (ISO 32000-1, F.3): those of one page, those shared by pages, those of
//! the document.
//!
//! An object in an object stream is represented by its stream, which is what a reader has to fetch.

use super::{Entry, File};
use crate::manifest::canonical::{Object, Objects, resolve};
use crate::syntax::{Damage, Dict, Value};

/// Catalog entries needed before any page (F.3.5).
const OPENING: [&str; 5] = ["ViewerPreferences", "PageMode", "Threads", "OpenAction", "AcroForm"];

/// What pages inherit from nodes of the page tree (7.7.3.4).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// The extent of an object.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    pub start: u64,
    pub end: u64,
    /// Its end, including the white space after it.
    pub after: u64,
}

/// The users of an object outside of object streams.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use {
    /// The number of pages.
    pub pages: usize,
    /// The first of these.
    pub page: usize,
    /// Whether it is the catalog, or used before any page: it is never placed with a page.
    pub opening: bool,
    /// Whether the outlines use it.
    pub outlines: bool,
    /// Whether it is used as or by a thumbnail or a page tree node.
    pub tree: bool,
    /// Whether these use it, or something else in the document.
    pub document: bool,
}

/// All objects of a file, by number.
pub(super) struct Uses {
    /// Those outside of object streams.
    pub extents: Vec<Option<Extent>>,
    pub uses: Vec<Use>,
    /// Numbers of the pages in order.
    pub pages: Vec<u32>,
    links: Vec<Links>,
    /// The object stream that contains an object, or its own number.
    holders: Vec<u32>,
    /// The last walk to visit it.
    seen: Vec<usize>,
    walks: usize,
}

#[derive(Clone, Debug, Default)]
struct Links {
    /// Other objects; for a page, without its ancestors and its thumbnail.
    to: Vec<u32>,
    thumbnail: Vec<u32>,
    /// For a page.
    contents: Vec<u32>,
    is_page: bool,
}

fn references(value: &Value<'_>) -> Vec<u32> {
    let mut found = Vec::new();
    value.references(&mut |id, _| found.push(id));
    found
}

impl Links {
    fn of(value: &Value<'_>) -> Links {
        match value {
            Value::Dict(dict) if dict.is("Type", "Page") => {
                let mut links = Links { is_page: true, ..Links::default() };
                for (key, value) in dict.entries() {
                    match key {
                        b"Parent" => {}
                        b"Thumb" => links.thumbnail = references(value),
                        b"Contents" => {
                            links.contents = references(value);
                            links.to.extend(&links.contents);
                        }
                        _ => links.to.extend(references(value)),
                    }
                }
                links
            }
            value => Links { to: references(value), ..Links::default() },
        }
    }
}

impl Uses {
    /// Reads all objects, each once, and walks from their users.
    pub(super) fn new(file: &mut File, trailer: &Dict<'static>) -> Result<Uses, Damage> {
        let count = file.entries.len();
        let mut uses = Uses {
            extents: vec![None; count],
            uses: vec![Use::default(); count],
            pages: Vec::new(),
            links: vec![Links::default(); count],
            holders: (0..count as u32).collect(),
            seen: vec![0; count],
            walks: 0,
        };
        for id in 0..count as u32 {
            if let Entry::At(offset, _) = file.entry(id) {
                uses.read(file, id, offset)?;
            }
        }
        let Object { value: Value::Dict(catalog), .. } = file.object(file.root)? else {
            return Err(Damage { what: "the catalog is missing", at: 0 });
        };
        uses.find_pages(file, &catalog)?;
        uses.walk_document(file.root, &catalog, trailer);
        // 7.7.3.3: content is named by pages alone. Otherwise, a page's own content could be placed either with the
        // page or elsewhere.
        let mut contents = uses.pages.iter().flat_map(|page| &uses.links[*page as usize].contents);
        if contents.any(|id| uses.uses.get(*id as usize).is_some_and(|used| used.document)) {
            return Err(Damage { what: "something other than a page refers to a page's content", at: 0 });
        }
        for page in 0..uses.pages.len() {
            for id in uses.of_page(page) {
                let used = &mut uses.uses[id as usize];
                if used.pages == 0 {
                    used.page = page;
                }
                used.pages += 1;
            }
        }
        Ok(uses)
    }

    fn read(&mut self, file: &mut File, id: u32, offset: usize) -> Result<(), Damage> {
        let object = file.indirect(offset)?;
        let space = file.bytes[object.end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (start, end) = (offset as u64, object.end as u64);
        self.extents[id as usize] = Some(Extent { start, end, after: end + space as u64 });
        let packs = object.data.is_some() && object.value.as_dict().is_some_and(|dict| dict.is("Type", "ObjStm"));
        if packs {
            let pack = file.pack(id)?;
            for (place, (inner, _)) in (0..).zip(&pack.index) {
                if file.entry(*inner) == Entry::Packed(id, place) {
                    self.holders[*inner as usize] = id;
                    self.links[*inner as usize] = Links::of(&pack.value(place)?);
                }
            }
        }
        self.links[id as usize] = match object.data {
            None => Links::of(&object.value),
            // A stream is not a page, whatever it claims.
            Some(_) => Links { to: references(&object.value), ..Links::default() },
        };
        Ok(())
    }

    fn find_pages(&mut self, file: &mut File, catalog: &Dict<'static>) -> Result<(), Damage> {
        let broken = Damage { what: "the page tree is broken", at: 0 };
        let mut open: Vec<u32> = catalog.get("Pages").and_then(Value::as_reference).into_iter().collect();
        // A tree has no more nodes than there are objects.
        let mut left = self.links.len();
        while let Some(id) = open.pop() {
            left = left.checked_sub(1).ok_or(broken)?;
            if self.links.get(id as usize).is_some_and(|links| links.is_page) {
                self.pages.push(id);
                continue;
            }
            let Object { value: Value::Dict(node), data: None } = file.object(id)? else { return Err(broken) };
            // F.3.7: pages have all entries themselves, so no reader needs to fetch their ancestors.
            if INHERITED.iter().any(|key| node.get(key).is_some()) {
                return Err(Damage { what: "pages of the linearized file inherit something from above them", at: 0 });
            }
            let kids = node.get("Kids").map(|kids| resolve(file, kids)).transpose()?.map(|kids| kids.value);
            let Some(Value::Array(kids)) = kids else { return Err(broken) };
            let kids: Option<Vec<u32>> = kids.iter().rev().map(Value::as_reference).collect();
            open.extend(kids.ok_or(broken)?);
        }
        Ok(())
    }

    fn walk_document(&mut self, root: u32, catalog: &Dict<'static>, trailer: &Dict<'static>) {
        let (mut opening, mut outlines, mut tree, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (key, value) in catalog.entries() {
            let of = match key {
                b"Outlines" => &mut outlines,
                b"Pages" => &mut tree,
                key if OPENING.iter().any(|name| name.as_bytes() == key) => &mut opening,
                _ => &mut others,
            };
            of.extend(references(value));
        }
        let named = trailer.entries().filter(|(key, _)| *key != b"Root");
        others.extend(named.flat_map(|(_, value)| references(value)));
        tree.extend(self.pages.iter().flat_map(|page| self.links[*page as usize].thumbnail.clone()));
        let root = self.holders[root as usize];
        for id in self.walk(opening, None).into_iter().chain([root]) {
            self.uses[id as usize].opening = true;
        }
        for id in self.walk(outlines, None).into_iter().filter(|id| *id != root) {
            self.uses[id as usize].outlines = true;
        }
        for id in self.walk(tree, None) {
            let used = &mut self.uses[id as usize];
            (used.tree, used.document) = (true, true);
        }
        for id in self.walk(others, None) {
            self.uses[id as usize].document = true;
        }
    }

    /// What a page uses, in number order.
    pub(super) fn of_page(&mut self, page: usize) -> Vec<u32> {
        let id = self.pages[page];
        self.walk(vec![id], Some(id))
    }

    /// Everything that can be reached from objects, without entering pages other than `page`.
    fn walk(&mut self, mut from: Vec<u32>, page: Option<u32>) -> Vec<u32> {
        self.walks += 1;
        let mut found = Vec::new();
        while let Some(id) = from.pop() {
            let at = id as usize;
            let Some(links) = self.links.get(at) else { continue };
            let known = self.extents[at].is_some() || self.holders[at] != id;
            if !known || links.is_page && page != Some(id) || self.seen[at] == self.walks {
                continue;
            }
            self.seen[at] = self.walks;
            found.push(self.holders[at]);
            from.extend(&links.to);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The extent of an object outside of object streams.
    pub(super) fn extent(&self, id: u64) -> Option<Extent> {
        self.extents.get(usize::try_from(id).ok()?).copied().flatten()
    }
}
