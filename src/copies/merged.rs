//! All copies in one file: what they share once, what is their own as it comes.
//!
//! Copies are taken in groups. A group's objects are numbered when all before it are numbered, written into object streams
//! and compressed apart from all others, and put into the file in order: nothing hangs on which thread did what.

mod trees;

use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::fonts::BuiltFont;
use super::output::{MOST_OBJECTS, Output, Pack, Packed};
use super::own::Own;
use super::program::{Place, Program, shared};
use super::shape::metadata_parts;
use super::template::Template;
use crate::pdf::deflate::Deflater;
use crate::pdf::file::PdfFile;
use crate::pdf::metadata::{Moment, uuid, write_info};
use crate::pdf::write::{CatalogRefs, plain_title, write_catalog, write_profile};

/// Copies in a group: together they make object streams of more than a thousand objects, which compress twice as well as
/// small ones.
pub const GROUP: usize = 32;

/// Keys in a leaf of a page, name or number tree.
const LEAF: usize = 64;

/// A copy that has been set.
pub struct SetCopy<'f> {
    /// The record's number.
    pub number: u64,
    /// Its template.
    pub template: Arc<Template<'f>>,
    /// Its own part.
    pub own: Own<'f>,
}

/// A group whose objects have their numbers.
pub struct Numbered<'f> {
    copies: Vec<NumberedCopy<'f>>,
    packs: [i32; 2],
}

struct NumberedCopy<'f> {
    copy: SetCopy<'f>,
    base: i32,
    key: i32,
    place: u64,
    shared: Vec<i32>,
}

/// A group ready to be written.
pub struct Ready {
    contents: Vec<(i32, Vec<u8>)>,
    packs: [(i32, Packed); 2],
    /// Entries of the parent tree: first and last key, bytes.
    parents: (i32, i32, Vec<u8>),
    /// Entries of the tree of ids: bytes; empty without notes.
    ids: Vec<u8>,
    hashes: Vec<[u8; 32]>,
}

/// A file of copies being written.
pub struct Merged<'f, W> {
    output: Output<W>,
    deflater: Deflater,
    epoch: Option<i64>,
    duplex: bool,
    /// The template of the first copy, for the file's own metadata.
    first: Option<Arc<Template<'f>>>,
    profile: i32,
    root: i32,
    /// Numbers of the template's fonts and pictures, by its key.
    templates: FxHashMap<[u8; 32], (Vec<i32>, Vec<i32>)>,
    /// Numbers of shared content streams, by the variant's key.
    variants: FxHashMap<[u8; 32], Vec<i32>>,
    fonts: FxHashMap<[u8; 32], i32>,
    /// The nodes of the page tree that hold pages, and how many pages each holds; the last is being filled.
    nodes: Vec<i32>,
    node_pages: Vec<usize>,
    pages: Vec<i32>,
    documents: Vec<i32>,
    /// By copy: the record's number, its first page's index and number.
    copies: Vec<(u64, u32, i32)>,
    /// The index of the blank back of each copy that has one.
    blanks: Vec<u32>,
    keys: i32,
    parents: Vec<(i32, i32, i32)>,
    ids: Vec<(String, String, i32)>,
    tail: Pack,
    hash: Sha256,
}

impl<'f, W: Write> Merged<'f, W> {
    /// Begins a file. With `duplex`, each copy starts on a front: where one ends on a front, a blank back follows.
    pub fn new(out: W, duplex: bool, epoch: Option<i64>) -> io::Result<Merged<'f, W>> {
        let mut output = Output::new(out)?;
        let mut file = PdfFile::gathering();
        // Records may ask for templates that are coloured: black alone prints the same under either profile.
        write_profile(&mut file, true);
        let profile = add_program(&mut output, &mut Pack::default(), &Program::compile(file))?;
        let root = output.alloc();
        Ok(Merged {
            output,
            deflater: Deflater::default(),
            epoch,
            duplex,
            first: None,
            profile,
            root,
            templates: FxHashMap::default(),
            variants: FxHashMap::default(),
            fonts: FxHashMap::default(),
            nodes: Vec::new(),
            node_pages: Vec::new(),
            pages: Vec::new(),
            documents: Vec::new(),
            copies: Vec::new(),
            blanks: Vec::new(),
            keys: 0,
            parents: Vec::new(),
            ids: Vec::new(),
            tail: Pack::default(),
            hash: Sha256::new(),
        })
    }

    /// Gives a group's objects their numbers, and writes what it is the first to share.
    pub fn number(&mut self, copies: Vec<SetCopy<'f>>) -> io::Result<Numbered<'f>> {
        let mut numbered = Vec::with_capacity(copies.len());
        for copy in copies {
            self.begin_copy();
            let shared = self.share(&copy)?;
            let merged = copy.own.shape.merged(&copy.template, &copy.own.variant);
            let base = self.output.alloc_many(merged.program.count);
            let first_page = self.pages.len() as u32;
            for page in &merged.pages {
                self.add_page(base + page);
            }
            self.copies.push((copy.number, first_page, base + merged.pages.first().copied().unwrap_or_default()));
            self.documents.push(base + merged.document);
            let key = self.keys;
            self.keys += merged.parents.1;
            let number = self.copies.len() as u64;
            if self.duplex && merged.pages.len() % 2 == 1 {
                self.add_blank(&copy)?;
            }
            numbered.push(NumberedCopy { copy, base, key, place: number, shared });
        }
        let packs = [self.output.alloc(), self.output.alloc()];
        if self.output.last() > MOST_OBJECTS - 100_000 {
            return Err(io::Error::other("too many copies for one file; choose smaller volumes with `--volume`"));
        }
        Ok(Numbered { copies: numbered, packs })
    }

    /// Writes a group.
    pub fn write(&mut self, ready: &Ready) -> io::Result<()> {
        for (id, deflated) in &ready.contents {
            self.output.stream(*id, b"", deflated)?;
        }
        for (id, packed) in &ready.packs {
            self.output.packed(*id, packed)?;
        }
        let (first, last, nums) = &ready.parents;
        let leaf = self.output.alloc();
        self.tail.add(leaf, |data| {
            data.extend_from_slice(format!("<</Limits[{first} {last}]/Nums[").as_bytes());
            data.extend_from_slice(nums);
            data.extend_from_slice(b"]>>");
        });
        self.parents.push((*first, *last, leaf));
        if let Some((first, last)) = name_limits(&ready.ids) {
            let leaf = self.output.alloc();
            self.tail.add(leaf, |data| {
                data.extend_from_slice(format!("<</Limits[{first}{last}]/Names[").as_bytes());
                data.extend_from_slice(&ready.ids);
                data.extend_from_slice(b"]>>");
            });
            self.ids.push((first, last, leaf));
        }
        ready.hashes.iter().for_each(|hash| self.hash.update(hash));
        self.flush_tail(TAIL)
    }

    /// Ends the file: the trees over all copies, the outline, the metadata. An empty run has no file.
    pub fn finish(mut self) -> io::Result<Option<W>> {
        let Some(template) = self.first.take() else { return Ok(None) };
        let pages = self.write_page_tree()?;
        let parents: Vec<(String, String, i32)> = std::mem::take(&mut self.parents)
            .into_iter()
            .map(|(first, last, leaf)| (first.to_string(), format!(" {last}"), leaf))
            .collect();
        let parents = self.write_tree(parents)?;
        let ids = std::mem::take(&mut self.ids);
        let ids = if ids.is_empty() { None } else { Some(self.write_tree(ids)?) };
        self.write_root(parents, ids);
        let labels = self.write_labels()?;
        let outline = self.write_outline()?;

        let mut id = [0; 16];
        id.copy_from_slice(&self.hash.clone().finalize()[..16]);
        let metadata = self.output.alloc();
        let document = &template.document;
        let mut file = PdfFile::gathering();
        let info = write_info(&mut file, document, &plain_title(document), Moment::of(document, self.epoch));
        let refs = CatalogRefs {
            tree: shared(0),
            metadata: shared(1),
            structure: shared(2),
            outline: Some(shared(3)),
            labels: Some(shared(4)),
            profile: shared(5),
        };
        let catalog = write_catalog(&mut file, document, refs, true);
        let program = Program::compile(file);
        let base = self.output.alloc_many(program.count);
        let shared = [pages, metadata, self.root, outline, labels, self.profile];
        let place = Place { base, shared: &shared, key: 0, copy: 0 };
        for object in &program.objects {
            let id = base + object.local;
            if object.local == info.get() {
                let mut body = Vec::new();
                object.body.fill(place, &mut body);
                self.output.object(id, &body)?;
            } else {
                self.tail.add(id, |data| object.body.fill(place, data));
            }
        }
        self.flush_tail(1)?;
        let packet = metadata_parts(&template, self.epoch).join(uuid(id).as_bytes());
        self.output.object(metadata, &packet)?;
        self.output.finish(base + catalog.get(), base + info.get(), id).map(Some)
    }

    /// The numbers that a copy's objects use of what copies share, in the order of [`super::shape::place`].
    fn share(&mut self, copy: &SetCopy<'f>) -> io::Result<Vec<i32>> {
        let (template, own) = (&copy.template, &copy.own);
        self.first.get_or_insert_with(|| template.clone());
        if !self.templates.contains_key(&template.key) {
            let fonts = template.fonts.iter().map(|font| self.font(font)).collect::<io::Result<Vec<_>>>()?;
            let mut images = Vec::new();
            let mut file = PdfFile::gathering();
            let refs = template.images.write(&mut file);
            let base = add_program(&mut self.output, &mut self.tail, &Program::compile(file))? - 1;
            images.extend(refs.iter().map(|id| base + id.get()));
            self.templates.insert(template.key, (fonts, images));
        }
        if !self.variants.contains_key(&own.variant.key) {
            let mut contents = Vec::new();
            for page in &own.variant.pages {
                let id = self.output.alloc();
                self.output.stream(id, b"", &page.deflated)?;
                contents.push(id);
            }
            self.variants.insert(own.variant.key, contents);
        }
        let fonts = own.fonts.iter().map(|font| self.font(font)).collect::<io::Result<Vec<_>>>()?;
        let (template_fonts, images) = &self.templates[&template.key];
        let contents = &self.variants[&own.variant.key];
        let mut shared = vec![self.nodes.last().copied().unwrap_or_default(), self.root];
        for numbers in [contents, template_fonts, images, &fonts] {
            shared.extend(numbers);
        }
        Ok(shared)
    }

    /// The number of a font, which is written when it is first named.
    fn font(&mut self, font: &BuiltFont) -> io::Result<i32> {
        if let Some(id) = self.fonts.get(&font.key) {
            return Ok(*id);
        }
        let id = add_program(&mut self.output, &mut self.tail, &font.program)?;
        self.fonts.insert(font.key, id);
        Ok(id)
    }

    /// Begins a new node of the page tree when the one being filled is full: all pages of a copy are in one.
    fn begin_copy(&mut self) {
        if self.node_pages.last().is_none_or(|count| *count >= LEAF) {
            self.nodes.push(self.output.alloc());
            self.node_pages.push(0);
        }
    }

    fn add_page(&mut self, id: i32) {
        if let Some(count) = self.node_pages.last_mut() {
            *count += 1;
        }
        self.pages.push(id);
    }

    /// A page that shows nothing, as large as the copy's last.
    fn add_blank(&mut self, copy: &SetCopy<'f>) -> io::Result<()> {
        let id = self.output.alloc();
        self.blanks.push(self.pages.len() as u32);
        self.add_page(id);
        let size = copy.own.variant.pages.last().map(|page| page.size).unwrap_or_default();
        let (width, height, node) =
            (size.width.to_pt(), size.height.to_pt(), self.nodes.last().copied().unwrap_or_default());
        let body = format!(
            "<</Type/Page/Parent {node} 0 R/MediaBox[0 0 {width} {height}]/TrimBox[0 0 {width} {height}]/Resources<<>>>>"
        );
        self.tail.add(id, |data| data.extend_from_slice(body.as_bytes()));
        Ok(())
    }

    /// Writes what has gathered of objects that no group holds, if it is so many.
    fn flush_tail(&mut self, least: usize) -> io::Result<()> {
        if self.tail.count() < least {
            return Ok(());
        }
        let id = self.output.alloc();
        let packed = self.tail.take(&mut self.deflater);
        self.output.packed(id, &packed)
    }

    /// Adds an object to those that no group holds.
    fn add(&mut self, id: i32, body: &[u8]) -> io::Result<()> {
        self.tail.add(id, |data| data.extend_from_slice(body));
        self.flush_tail(TAIL)
    }
}

/// Objects that no group holds, in one object stream.
const TAIL: usize = 1024;

impl Numbered<'_> {
    /// Writes the group's objects and compresses them.
    pub fn make_ready(self, deflater: &mut Deflater) -> Ready {
        let mut packs = [Pack::default(), Pack::default()];
        let mut contents = Vec::new();
        let mut hashes = Vec::with_capacity(self.copies.len());
        let mut nums = Vec::new();
        let mut ids = Vec::new();
        let mut limits = (i32::MAX, 0);
        for NumberedCopy { copy, base, key, place: number, shared } in self.copies {
            let SetCopy { template, own, .. } = copy;
            let merged = own.shape.merged(&template, &own.variant);
            let at = Place { base, shared: &shared, key, copy: number };
            for object in &merged.program.objects {
                // Elements are alike from one to the next, and so is all else: apart, both compress better.
                let pack = &mut packs[usize::from(!object.is_element)];
                pack.add(base + object.local, |data| object.body.fill(at, data));
            }
            merged.parents.0.fill(at, &mut nums);
            merged.ids.fill(at, &mut ids);
            limits = (limits.0.min(key), limits.1.max(key + merged.parents.1 - 1));
            let mut hash = Sha256::new();
            for (content, local) in own.contents.into_iter().zip(&merged.contents) {
                hash.update(content.hash);
                contents.push((base + local, content.deflated));
            }
            hashes.push(hash.finalize().into());
        }
        let [elements, others] = &mut packs;
        let packs = [(self.packs[0], elements.take(deflater)), (self.packs[1], others.take(deflater))];
        Ready { contents, packs, parents: (limits.0, limits.1, nums), ids, hashes }
    }
}

/// Adds objects to a file: streams at once, all others to a pack. Returns the number of the first.
fn add_program<W: Write>(output: &mut Output<W>, pack: &mut Pack, program: &Program) -> io::Result<i32> {
    let base = output.alloc_many(program.count);
    let place = Place { base, shared: &[], key: 0, copy: 0 };
    for object in &program.objects {
        let id = base + object.local;
        if object.is_stream {
            let mut body = Vec::new();
            object.body.fill(place, &mut body);
            output.object(id, &body)?;
        } else {
            pack.add(id, |data| object.body.fill(place, data));
        }
    }
    Ok(base + 1)
}

/// The first and last name of a leaf's entries, in brackets.
fn name_limits(entries: &[u8]) -> Option<(String, String)> {
    let name = |from: usize| {
        let end = from + entries[from..].iter().position(|byte| *byte == b')')?;
        String::from_utf8(entries[from..=end].to_vec()).ok()
    };
    let first = entries.iter().position(|byte| *byte == b'(')?;
    let last = entries.iter().rposition(|byte| *byte == b'(')?;
    Some((name(first)?, name(last)?))
}
