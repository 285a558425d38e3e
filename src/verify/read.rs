//! Reads a PDF's pages back, with a reader that shares only the object grammar with our writer.
//!
//! Anything that readers could interpret differently is rejected: a page tree whose nodes disagree, a file that is
//! damaged anywhere.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::drawn::Drawn;
use super::file::File;
use super::parts;
use super::text::CharMap;
use super::unreadable::Unreadable;
use crate::manifest::canonical::{Hashes, Object, Objects, decode, resolve};
use crate::manifest::page::{Area, Hash, PageParts, hash};
use crate::syntax::content::canonical;
use crate::syntax::{Damage, Dict, Value};

/// Maximum depth of the page tree.
const MAX_DEPTH: usize = 60;

/// Content streams that a page of a run has: the copies' shared one and the copy's own.
const OUR_STREAMS: usize = 2;

/// A page as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadPage {
    /// The digest of everything that draws it, as manifests list it; `None` if it is not built like our pages.
    pub digest: Option<[u8; 16]>,
    /// Its MediaBox.
    pub(crate) media: Area,
    /// Its other boxes that differ from it.
    pub(crate) boxes: Vec<(&'static str, Area)>,
    /// The record that it is in, counted from 0, if the file says so.
    pub(crate) record: Option<usize>,
    /// Whether nothing is drawn on it.
    pub blank: bool,
    /// Something that no page of a run has.
    pub(crate) odd: Option<&'static str>,
    /// Whether its content is divided like that of a page of a run; another program that rewrites it divides it
    /// differently.
    pub(crate) ours: bool,
    /// The text in content order, without white space; only if requested, or if the page is unknown.
    pub text: Option<String>,
}

impl ReadPage {
    /// Whether a page has the same boxes as another, and is in the same record.
    pub(super) fn is_like(&self, other: &ReadPage) -> bool {
        (self.media, &self.boxes, self.record) == (other.media, &other.boxes, other.record)
    }
}

/// Which pages are read for their text.
pub type WantsText<'a> = &'a dyn Fn(Option<[u8; 16]>) -> bool;

/// A file whose pages can be read.
#[derive(Debug)]
pub struct Document {
    file: File,
}

impl Document {
    /// Reads a file's skeleton.
    pub fn new(bytes: Vec<u8>) -> Result<Document, Unreadable> {
        Ok(Document { file: File::new(bytes)? })
    }

    /// Reads the pages in order. `intents` are hashes of output intents that pages of the run may have.
    pub fn pages(&mut self, wants_text: WantsText, intents: &[Hash]) -> Result<Vec<ReadPage>, Unreadable> {
        let damage = |what| Damage { what, at: 0 };
        let root = self.file.root();
        let Object { value: Value::Dict(catalog), data: None } = self.file.object(root)? else {
            return Err(damage("the catalog is missing").into());
        };
        let tree = catalog.get("Pages").and_then(Value::as_reference).filter(|_| catalog.is("Type", "Catalog"));
        let tree = tree.ok_or(damage("the catalog is broken"))?;
        let mut walk = Walk {
            file: &mut self.file,
            hashes: Hashes::default(),
            contents: FxHashMap::default(),
            chars: FxHashMap::default(),
            seen: FxHashSet::default(),
            document: Vec::new(),
            wants_text,
            pages: Vec::new(),
            ids: Vec::new(),
        };
        walk.catalog(&catalog, intents)?;
        walk.node(tree, None, &Inherited::default(), 0)?;
        let Walk { mut pages, ids, .. } = walk;
        if let Some(records) = parts::records(&mut self.file, &catalog, &ids)? {
            for (page, record) in pages.iter_mut().zip(records) {
                page.record = Some(record);
            }
        }
        Ok(pages)
    }
}

/// What pages inherit from the nodes above them.
#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Value<'static>>,
    media: Option<Value<'static>>,
    crop: Option<Value<'static>>,
    rotate: Option<Value<'static>>,
}

impl Inherited {
    fn with(&self, node: &Dict<'static>) -> Inherited {
        let own = |key: &str, above: &Option<Value<'static>>| node.get(key).cloned().or_else(|| above.clone());
        Inherited {
            resources: own("Resources", &self.resources),
            media: own("MediaBox", &self.media),
            crop: own("CropBox", &self.crop),
            rotate: own("Rotate", &self.rotate),
        }
    }
}

/// The MediaBox, and any boxes that differ from it.
type Boxes = (Area, Vec<(&'static str, Area)>);

/// Values by key.
type Entries = Vec<(std::borrow::Cow<'static, [u8]>, Value<'static>)>;

struct Walk<'w> {
    file: &'w mut File,
    hashes: Hashes,
    /// Hashes of content streams.
    contents: FxHashMap<u32, Hash>,
    /// Maps to text, by font.
    chars: FxHashMap<u32, Rc<CharMap>>,
    /// Nodes of the page tree.
    seen: FxHashSet<u32>,
    /// Visible catalog entries that no catalog of a run has.
    document: Entries,
    wants_text: WantsText<'w>,
    pages: Vec<ReadPage>,
    /// Their object numbers.
    ids: Vec<u32>,
}

impl Walk<'_> {
    /// Keeps the catalog entries that may affect pages: layers, forms, scripts, how to print.
    fn catalog(&mut self, catalog: &Dict<'static>, intents: &[Hash]) -> Result<(), Damage> {
        const NOT_DRAWN: [&[u8]; 13] = [
            b"Type",
            b"Version",
            b"Extensions",
            b"Pages",
            b"PageLabels",
            b"DPartRoot",
            b"Outlines",
            b"PageMode",
            b"PageLayout",
            b"StructTreeRoot",
            b"MarkInfo",
            b"Lang",
            b"Metadata",
        ];
        for (key, value) in catalog.entries().filter(|(key, _)| !NOT_DRAWN.contains(key)) {
            let harmless = match key {
                b"OutputIntents" => intents.contains(&self.hashes.value(self.file, value)?),
                b"ViewerPreferences" => {
                    let preferences = resolve(self.file, value)?.value;
                    let shown = |(key, _): (&[u8], &Value<'_>)| matches!(key, b"DisplayDocTitle" | b"Direction");
                    preferences.as_dict().is_some_and(|dict| dict.entries().all(shown))
                }
                _ => false,
            };
            if !harmless {
                self.document.push((key.to_vec().into(), value.clone()));
            }
        }
        Ok(())
    }

    /// Reads everything below a node. Readers find a page by the counts of nodes or by walking down, and what it
    /// inherits by walking up: all must agree.
    fn node(&mut self, id: u32, parent: Option<u32>, above: &Inherited, depth: usize) -> Result<(), Damage> {
        let damage = |what| Damage { what, at: 0 };
        let Object { value: Value::Dict(node), data: None } = self.file.object(id)? else {
            return Err(damage("a node of the page tree is missing"));
        };
        if node.get("Parent").map(Value::as_reference) != parent.map(Some) {
            return Err(damage("a node of the page tree has a different parent than it says"));
        }
        let inherited = above.with(&node);
        if node.is("Type", "Page") && node.get("Kids").is_none() {
            let page = self.page(&node, &inherited)?;
            self.pages.push(page);
            self.ids.push(id);
            return Ok(());
        }
        if depth >= MAX_DEPTH || !self.seen.insert(id) {
            return Err(damage("the page tree forms a cycle"));
        }
        let before = self.pages.len();
        let kids = node.get("Kids").map(|kids| resolve(self.file, kids)).transpose()?.map(|kids| kids.value);
        let Some(Value::Array(kids)) = kids.filter(|_| node.is("Type", "Pages")) else {
            return Err(damage("a node of the page tree is broken"));
        };
        for kid in &kids {
            let kid = kid.as_reference().ok_or(damage("a node of the page tree is broken"))?;
            self.node(kid, Some(id), &inherited, depth + 1)?;
        }
        let count = node.get("Count").map(|count| resolve(self.file, count)).transpose()?.map(|count| count.value);
        match count.and_then(|count| count.as_int()) == Some((self.pages.len() - before) as i64) {
            true => Ok(()),
            false => Err(damage("a node of the page tree has a wrong page count")),
        }
    }

    fn page(&mut self, page: &Dict<'static>, inherited: &Inherited) -> Result<ReadPage, Damage> {
        let contents = match page.get("Contents") {
            None => Vec::new(),
            Some(value) => match resolve(self.file, value)? {
                Object { value: Value::Array(items), data: None } => items,
                _ => vec![value.clone()],
            },
        };
        let streams: Option<Vec<u32>> = contents.iter().map(Value::as_reference).collect();
        let mut hashes = Some(Vec::with_capacity(contents.len()));
        for id in streams.iter().flatten() {
            let hash = self.content_hash(*id)?;
            hashes = hashes.zip(hash).map(|(mut hashes, hash)| {
                hashes.push(hash);
                hashes
            });
        }
        let hashes = hashes.filter(|_| streams.is_some());

        let mut more = self.document.clone();
        let resources = self.dict(inherited.resources.as_ref())?;
        let fonts = self.dict(resources.get("Font"))?;
        let xobjects = self.dict(resources.get("XObject"))?;
        for (key, value) in resources.entries().filter(|(key, _)| !matches!(*key, b"Font" | b"XObject" | b"ProcSet")) {
            let value = resolve(self.file, value)?.value;
            if value.as_dict().is_none_or(|dict| dict.entries().next().is_some()) {
                more.push(([b"Resources/", key].concat().into(), value));
            }
        }
        more.extend(page_entries(page));
        let turned = match &inherited.rotate {
            Some(rotate) => resolve(self.file, rotate)?.value.as_int().is_none_or(|angle| angle.rem_euclid(360) != 0),
            None => false,
        };
        if turned {
            more.extend(inherited.rotate.clone().map(|rotate| (b"Rotate".as_slice().into(), rotate)));
        }
        let boxes = self.boxes(page, inherited)?;
        let annotations = match page.get("Annots").map(|annotations| resolve(self.file, annotations)).transpose()? {
            None => Vec::new(),
            Some(Object { value: Value::Array(items), .. }) => {
                items.iter().map(|item| self.hashes.value(self.file, item)).collect::<Result<Vec<_>, _>>()?
            }
            Some(_) => return Err(Damage { what: "the annotations of a page are broken", at: 0 }),
        };

        let odd = match &boxes {
            _ if turned => Some("it is rotated"),
            Some((_, boxes)) if boxes.iter().any(|(name, _)| *name == "crop") => Some("part of it is cropped"),
            Some((_, boxes)) if !boxes.is_empty() => Some("its boxes differ"),
            _ if !more.is_empty() => Some("it has something that no page of a run has"),
            _ => None,
        };
        let named = self.named(&fonts)?;
        let drawings = self.named(&xobjects)?;
        let plain = annotations.is_empty() && more.is_empty();
        let more = match more.is_empty() {
            true => None,
            false => Some(match Dict::new(more) {
                Some(more) => self.hashes.value(self.file, &Value::Dict(more))?,
                None => [0; 32],
            }),
        };
        let has_boxes = boxes.is_some();
        let (media, others) = boxes.unwrap_or_default();
        // A blank back has the boxes of the page before it, but no page of a run is cropped.
        let plain = plain && others.iter().all(|(name, _)| matches!(*name, "bleed" | "trim"));
        let others_of_page = others.clone();
        let digest = hashes.filter(|_| has_boxes).map(|contents| {
            let parts = PageParts {
                media,
                boxes: others,
                contents,
                fonts: named.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
                xobjects: drawings.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
                annotations,
                more,
            };
            parts.digest()
        });
        let wanted = (self.wants_text)(digest);
        let mut drawn = Drawn::default();
        if wanted {
            let chars = self.chars(&fonts)?;
            for id in streams.iter().flatten() {
                drawn.read(&self.content(*id)?.unwrap_or_default(), &chars);
            }
        }
        Ok(ReadPage {
            digest,
            media,
            boxes: others_of_page,
            record: None,
            blank: wanted && plain && streams.is_some() && !drawn.anything,
            odd,
            ours: contents.len() == OUR_STREAMS,
            text: wanted.then_some(drawn.text),
        })
    }

    /// The MediaBox in thousandths of a point, and any boxes that differ from it; `None` if one is invalid.
    fn boxes(&mut self, page: &Dict<'static>, inherited: &Inherited) -> Result<Option<Boxes>, Damage> {
        let Some(media) = self.area(inherited.media.as_ref())? else { return Ok(None) };
        let mut differing = Vec::new();
        let crop = inherited.crop.clone();
        let mut default = media;
        for (name, value) in [
            ("crop", crop.as_ref()),
            ("bleed", page.get("BleedBox")),
            ("trim", page.get("TrimBox")),
            ("art", page.get("ArtBox")),
        ] {
            // ISO 32000-1, 14.11.2: by default, the CropBox is the MediaBox, and the other boxes are the CropBox.
            let area = match value {
                None => default,
                Some(_) => match self.area(value)? {
                    Some(area) => area,
                    None => return Ok(None),
                },
            };
            if name == "crop" {
                default = area;
            }
            if area != media {
                differing.push((name, area));
            }
        }
        Ok(Some((media, differing)))
    }

    fn area(&mut self, value: Option<&Value<'static>>) -> Result<Option<Area>, Damage> {
        let Some(value) = value else { return Ok(None) };
        let Value::Array(items) = resolve(self.file, value)?.value else { return Ok(None) };
        let mut edges = Vec::with_capacity(items.len());
        for item in &items {
            edges.push(resolve(self.file, item)?.value.as_number());
        }
        let edges: Option<Vec<f64>> = edges.into_iter().collect();
        let area = edges.and_then(|edges| <[f64; 4]>::try_from(edges).ok());
        Ok(area.map(|area| area.map(|edge| (edge * 1000.0).round() as i64)))
    }

    /// The dictionary that a value is or refers to; an empty one if there is none.
    fn dict(&mut self, value: Option<&Value<'static>>) -> Result<Dict<'static>, Damage> {
        let Some(value) = value else { return Ok(Dict::default()) };
        match resolve(self.file, value)?.value {
            Value::Dict(dict) => Ok(dict),
            _ => Err(Damage { what: "the resources of a page are broken", at: 0 }),
        }
    }

    /// The hashes of resources by name.
    fn named(&mut self, resources: &Dict<'static>) -> Result<Vec<(String, Hash)>, Damage> {
        let mut named = Vec::new();
        for (name, value) in resources.entries() {
            let hash = self.hashes.value(self.file, value)?;
            named.push((String::from_utf8_lossy(name).into_owned(), hash));
        }
        Ok(named)
    }

    /// The decoded content of a stream; `None` if there is none.
    fn content(&mut self, id: u32) -> Result<Option<Vec<u8>>, Damage> {
        let Object { value: Value::Dict(dict), data: Some(data) } = self.file.object(id)? else { return Ok(None) };
        let decoded = decode(self.file, &dict, &data)?;
        Ok(decoded.left.is_empty().then_some(decoded.bytes))
    }

    fn content_hash(&mut self, id: u32) -> Result<Option<Hash>, Damage> {
        if let Some(known) = self.contents.get(&id) {
            return Ok(Some(*known));
        }
        let hash = self.content(id)?.map(|content| hash(&canonical(&content)));
        self.contents.extend(hash.map(|hash| (id, hash)));
        Ok(hash)
    }

    /// How to read fonts' codes, by name.
    fn chars(&mut self, fonts: &Dict<'static>) -> Result<BTreeMap<Vec<u8>, Rc<CharMap>>, Damage> {
        let mut all = BTreeMap::new();
        for (name, font) in fonts.entries() {
            let id = font.as_reference();
            let known = id.and_then(|id| self.chars.get(&id).cloned());
            let chars = match known {
                Some(chars) => chars,
                None => {
                    let font = self.dict(Some(font))?;
                    let map = font.get("ToUnicode").and_then(Value::as_reference);
                    let map = map.map(|map| self.content(map)).transpose()?.flatten();
                    Rc::new(map.map(|map| CharMap::parse(&map)).unwrap_or_default())
                }
            };
            self.chars.extend(id.map(|id| (id, Rc::clone(&chars))));
            all.insert(name.to_vec(), chars);
        }
        Ok(all)
    }
}

/// Entries of a page's dictionary beyond those checked individually and those that show on no page.
fn page_entries(page: &Dict<'static>) -> Entries {
    const KNOWN: [&[u8]; 19] = [
        b"Type",
        b"Parent",
        b"Contents",
        b"Resources",
        b"MediaBox",
        b"CropBox",
        b"BleedBox",
        b"TrimBox",
        b"ArtBox",
        b"Annots",
        b"Rotate",
        b"StructParents",
        b"DPart",
        b"Tabs",
        b"Metadata",
        b"PieceInfo",
        b"LastModified",
        b"Thumb",
        b"B",
    ];
    let more = page.entries().filter(|(key, _)| !KNOWN.contains(key));
    more.map(|(key, value)| (key.to_vec().into(), value.clone())).collect()
}
