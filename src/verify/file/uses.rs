//! Which objects of a linearized file use which (ISO 32000-1, F.3): what belongs to one page, what pages share, what is of the
//! document.
//!
//! An object in an object stream counts by its stream, which is what a reader has to fetch.

use super::{Entry, File};
use crate::manifest::canonical::{Object, Objects, resolve};
use crate::syntax::{Damage, Dict, Value};

/// What the catalog names that is needed before any page (F.3.5).
const OPENING: [&str; 5] = ["ViewerPreferences", "PageMode", "Threads", "OpenAction", "AcroForm"];

/// What pages take from nodes of the page tree (7.7.3.4).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// Where an object stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    pub start: u64,
    pub end: u64,
    /// Behind the white space that follows.
    pub after: u64,
}

/// By whom an object is used that is in no object stream.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use {
    /// By how many pages.
    pub pages: usize,
    /// The first of these.
    pub page: usize,
    /// Whether it is the catalog, or used before any page is: it is never placed with a page.
    pub opening: bool,
    /// Whether the outlines use it.
    pub outlines: bool,
    /// Whether it is used as or by a thumbnail or a node of the page tree.
    pub tree: bool,
    /// Whether these use it, or something else of the document.
    pub document: bool,
}

/// All objects of a file, by their numbers.
pub(super) struct Uses {
    /// Of those that are in no object stream.
    pub extents: Vec<Option<Extent>>,
    pub uses: Vec<Use>,
    /// Numbers of the pages in order.
    pub pages: Vec<u32>,
    links: Vec<Links>,
    /// The object stream that an object is in, or its own number.
    holders: Vec<u32>,
    /// The last walk that came by.
    seen: Vec<usize>,
    walks: usize,
}

#[derive(Clone, Debug, Default)]
struct Links {
    /// Other objects; of a page, without what is above it and its thumbnail.
    to: Vec<u32>,
    thumbnail: Vec<u32>,
    /// Of a page.
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
    /// Reads all objects, each once, and walks from whoever uses them.
    pub fn new(file: &mut File, trailer: &Dict<'static>) -> Result<Uses, Damage> {
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
        // 7.7.3.3: content is named by pages alone. Where it is a page's own, it could else be placed with the page or without.
        let mut contents = uses.pages.iter().flat_map(|page| &uses.links[*page as usize].contents);
        if contents.any(|id| uses.uses.get(*id as usize).is_some_and(|used| used.document)) {
            return Err(Damage { what: "something else than a page names the content of one", at: 0 });
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
            // A stream is no page, whatever it says.
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
            // F.3.7: pages say all by themselves, so that no reader needs to fetch what is above them.
            if INHERITED.iter().any(|key| node.get(key).is_some()) {
                return Err(Damage { what: "pages of the linearized file take something from above them", at: 0 });
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

    /// What a page uses, in the order of numbers.
    pub fn of_page(&mut self, page: usize) -> Vec<u32> {
        let id = self.pages[page];
        self.walk(vec![id], Some(id))
    }

    /// What can be come to from objects, without entering pages beside `page`.
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

    /// Where an object stands that is in no object stream.
    pub fn extent(&self, id: u64) -> Option<Extent> {
        self.extents.get(usize::try_from(id).ok()?).copied().flatten()
    }
}
