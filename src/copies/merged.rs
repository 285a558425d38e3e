//! All copies in one file: what they share once, their own parts as they come.
//!
//! Copies are processed in groups. The objects of a group alternate: the first of every copy, then the second of every
//! copy, so that neighboring objects are similar and take little room. Groups are added to the file in order: nothing
//! depends on which thread did what.

mod trees;

use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fonts::BuiltFont;
use super::output::{AlikePack, MOST_OBJECTS, MOST_PACKED, Output, Pack};
use super::own::{Own, OwnContent};
use super::program::{Object, Place, Program, shared};
use super::shape::{self, metadata_parts};
use super::template::Template;
use crate::manifest::sound::Hashing;
use crate::pdf::deflate::Deflater;
use crate::pdf::file::PdfFile;
use crate::pdf::font::codes::write_encoding;
use crate::pdf::metadata::{Filling, Moment, file_id, uuid, write_info};
use crate::pdf::write::{CatalogRefs, plain_title, write_catalog, write_profile};

/// Copies in a group. From one object of a copy to the next, numbers then differ in one digit, the third from the end,
/// and from one copy to the next in the last digit.
pub const GROUP: usize = 100;

/// Keys in a leaf of a page, name or number tree.
const LEAF: usize = 64;

/// A copy that has been typeset.
pub struct SetCopy<'f> {
    /// The record's number.
    pub number: u64,
    /// Its template.
    pub template: Arc<Template<'f>>,
    /// Its own part.
    pub own: Own<'f>,
}

/// A file of copies in progress.
pub struct Merged<'f, W> {
    output: Output<W>,
    deflater: Deflater,
    epoch: Option<i64>,
    duplex: bool,
    /// The template of the first copy, for the file's own metadata.
    first: Option<Arc<Template<'f>>>,
    profile: i32,
    encoding: i32,
    root: i32,
    /// Numbers of the template's fonts and images, by its key.
    templates: FxHashMap<[u8; 32], (Vec<i32>, Vec<i32>)>,
    /// Numbers of shared content streams, by the variant's key.
    variants: FxHashMap<[u8; 32], Vec<i32>>,
    fonts: FxHashMap<[u8; 32], i32>,
    /// The page tree nodes that hold pages, and how many pages each holds; the last is being filled.
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
}

impl<'f, W: Write> Merged<'f, W> {
    /// Begins a file. With `duplex`, each copy starts on a front: if one ends on a front, a blank back follows.
    pub fn new(out: W, duplex: bool, epoch: Option<i64>) -> io::Result<Merged<'f, W>> {
        let mut output = Output::new(out)?;
        let mut file = PdfFile::gathering();
        // Records may require colored templates: black alone prints the same with either profile.
        write_profile(&mut file, true);
        let profile = add_program(&mut output, &mut Pack::default(), &Program::compile(file), &[])?;
        let mut file = PdfFile::gathering();
        let id = file.alloc();
        write_encoding(&mut file, id);
        let encoding = add_program(&mut output, &mut Pack::default(), &Program::compile(file), &[])?;
        let root = output.alloc();
        Ok(Merged {
            output,
            deflater: Deflater::thorough(),
            epoch,
            duplex,
            first: None,
            profile,
            encoding,
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
        })
    }

    /// Adds copies, at most [`GROUP`] of them.
    pub fn add_group(&mut self, copies: &[SetCopy<'f>]) -> io::Result<()> {
        let merged: Vec<&shape::Merged> = copies.iter().map(SetCopy::merged).collect();
        let count = copies.len() as i32;
        let most = merged.iter().map(|merged| merged.program.count).max().unwrap_or_default();
        let base = self.output.alloc_many(most * count);
        let mut shared: Vec<Vec<i32>> = Vec::with_capacity(copies.len());
        let mut places = Vec::with_capacity(copies.len());
        for (turn, (copy, merged)) in turns(copies).into_iter().zip(copies.iter().zip(&merged)) {
            let place = Place {
                turns: count,
                turn,
                key: self.keys,
                copy: self.copies.len() as u64 + 1,
                ..Place::alone(base, &[])
            };
            self.begin_copy();
            shared.push(self.share(copy)?);
            let first_page = self.pages.len() as u32;
            merged.pages.iter().for_each(|page| self.add_page(place.number(*page)));
            let page = merged.pages.first().map(|page| place.number(*page)).unwrap_or_default();
            self.copies.push((copy.number, first_page, page));
            self.documents.push(place.number(merged.document));
            if self.duplex && merged.pages.len() % 2 == 1 {
                self.add_blank(copy)?;
            }
            places.push(place);
        }
        let mut members: Vec<Member> = Vec::with_capacity(copies.len());
        for ((place, shared), (copy, merged)) in places.iter().zip(&shared).zip(copies.iter().zip(merged)) {
            members.push(Member { contents: &copy.own.contents, merged, place: Place { shared, ..*place } });
        }
        members.sort_by_key(|member| member.place.turn);
        self.write_contents(&members)?;
        self.write_objects(&members, most)?;
        if self.output.last() > MOST_OBJECTS - 100_000 {
            return Err(io::Error::other("too many copies for one file; choose smaller volumes with `--volume`"));
        }
        self.flush_tail(TAIL)
    }

    /// Writes the copies' own content streams.
    fn write_contents(&mut self, members: &[Member<'_>]) -> io::Result<()> {
        let most = members.iter().map(|member| member.contents.len()).max().unwrap_or_default();
        for page in 0..most {
            for Member { contents, merged, place } in members {
                if let Some((content, id)) = contents.get(page).zip(merged.contents.get(page)) {
                    self.output.stream(place.number(*id), b"", &content.deflated)?;
                }
            }
        }
        Ok(())
    }

    /// Writes all other objects of a group, with its leaves of the parent tree and the ID tree.
    fn write_objects(&mut self, members: &[Member<'_>], most: i32) -> io::Result<()> {
        let mut pack = AlikePack::default();
        for kind in [Kind::Page, Kind::Leaf, Kind::Node] {
            pack.begin_kind();
            for local in 1..=most {
                if pack.count() > MOST_PACKED {
                    let id = self.output.alloc();
                    self.output.packed(id, &std::mem::take(&mut pack).finish())?;
                    pack.begin_kind();
                }
                for Member { merged, place, .. } in members {
                    let object = merged.program.get(local).filter(|object| Kind::of(local, object, merged) == kind);
                    if let Some(object) = object {
                        pack.add(place.number(local), |data| object.body.fill(*place, data));
                    }
                }
            }
        }
        let keys = members.iter().map(|member| member.merged.parents.len()).max().unwrap_or_default();
        if keys > 0 {
            let limits = (self.keys, self.keys + (keys * members.len()) as i32 - 1);
            let leaf = self.output.alloc();
            pack.begin(leaf, &format!("<</Limits[{} {}]/Nums[", limits.0, limits.1));
            for key in 0..keys {
                for Member { merged, place, .. } in members {
                    if let Some(entry) = merged.parents.get(key) {
                        pack.row(|data| entry.fill(*place, data));
                    }
                }
            }
            pack.end("]>>");
            self.parents.push((limits.0, limits.1, leaf));
            self.keys = limits.1 + 1;
        }
        // Names count copies in file order, so they are sorted.
        let mut named: Vec<&Member> = members.iter().collect();
        named.sort_by_key(|member| member.place.copy);
        let mut names = Vec::new();
        named.iter().for_each(|member| member.merged.ids.fill(member.place, &mut names));
        if let Some((first, last)) = name_limits(&names) {
            let leaf = self.output.alloc();
            pack.begin(leaf, &format!("<</Limits[{first}{last}]/Names["));
            named.iter().for_each(|member| pack.row(|data| member.merged.ids.fill(member.place, data)));
            pack.end("]>>");
            self.ids.push((first, last, leaf));
        }
        let id = self.output.alloc();
        self.output.packed(id, &pack.finish())
    }

    /// Ends the file: the trees over all copies, the outline, the metadata. An empty run has no file.
    pub fn finish(mut self) -> io::Result<Option<Hashing<W>>> {
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

        let metadata = self.output.alloc();
        let document = &template.document;
        let mut file = PdfFile::gathering();
        let moment = Moment::of(document, self.epoch);
        let info = write_info(&mut file, document, &plain_title(document), moment, Filling::Filled);
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
        let place = Place::alone(base, &shared);
        for object in &program.objects {
            let id = place.number(object.local);
            if object.local == info.get() {
                let mut body = Vec::new();
                object.body.fill(place, &mut body);
                self.output.object(id, &body)?;
            } else {
                self.tail.add(id, |data| object.body.fill(place, data));
            }
        }
        self.flush_tail(1)?;
        let id = file_id(self.output.hashed(), document);
        let packet = metadata_parts(&template, self.epoch).join(uuid(id).as_bytes());
        self.output.object(metadata, &packet)?;
        self.output.finish(base + catalog.get(), base + info.get(), id).map(Some)
    }

    /// The numbers of shared objects used by a copy's objects, in the order of [`super::shape::place`].
    fn share(&mut self, copy: &SetCopy<'f>) -> io::Result<Vec<i32>> {
        let (template, own) = (&copy.template, &copy.own);
        self.first.get_or_insert_with(|| template.clone());
        if !self.templates.contains_key(&template.key) {
            let fonts = template.fonts.iter().map(|font| self.font(font)).collect::<io::Result<Vec<_>>>()?;
            let mut images = Vec::new();
            let mut file = PdfFile::gathering();
            let refs = template.images.write(&mut file);
            let base = add_program(&mut self.output, &mut self.tail, &Program::compile(file), &[])? - 1;
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

    /// The number of a font, which is written when first named.
    fn font(&mut self, font: &BuiltFont) -> io::Result<i32> {
        if let Some(id) = self.fonts.get(&font.key) {
            return Ok(*id);
        }
        let id = add_program(&mut self.output, &mut self.tail, &font.program, &[self.encoding])?;
        self.fonts.insert(font.key, id);
        Ok(id)
    }

    /// Begins a new page tree node when the current one is full: all pages of a copy are in one.
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

    /// A blank page, the same size as the copy's last.
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

    /// Writes the collected objects outside of groups, if there are this many.
    fn flush_tail(&mut self, least: usize) -> io::Result<()> {
        if self.tail.count() < least {
            return Ok(());
        }
        let id = self.output.alloc();
        let packed = self.tail.take(&mut self.deflater);
        self.output.packed(id, &packed)
    }

    /// Adds an object outside of groups.
    fn add(&mut self, id: i32, body: &[u8]) -> io::Result<()> {
        self.tail.add(id, |data| data.extend_from_slice(body));
        self.flush_tail(TAIL)
    }
}

/// Objects outside of groups, in one object stream.
const TAIL: usize = 1024;

/// A copy in its group.
struct Member<'g> {
    contents: &'g [OwnContent],
    merged: &'g shape::Merged,
    place: Place<'g>,
}

/// The order of turns: copies of the same structure follow each other.
fn turns(copies: &[SetCopy<'_>]) -> Vec<i32> {
    let mut order: Vec<usize> = (0..copies.len()).collect();
    order.sort_by_key(|index| (&copies[*index].own.variant.key, copies[*index].own.shape.key()));
    let mut turns = vec![0; copies.len()];
    for (turn, index) in (0..).zip(order) {
        turns[index] = turn;
    }
    turns
}

/// Kinds of objects with similar differences from copy to copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    /// An element with a parent and a page.
    Leaf,
    /// Anything else: elements that contain others, links.
    Node,
}

impl Kind {
    fn of(local: i32, object: &Object, merged: &shape::Merged) -> Kind {
        match object.body.holes() {
            _ if merged.pages.contains(&local) => Kind::Page,
            2 => Kind::Leaf,
            _ => Kind::Node,
        }
    }
}

impl SetCopy<'_> {
    fn merged(&self) -> &shape::Merged {
        self.own.shape.merged(&self.template, &self.own.variant)
    }
}

/// Adds objects to a file: streams immediately, all others to a pack. Returns the number of the first.
fn add_program<W: Write>(
    output: &mut Output<W>,
    pack: &mut Pack,
    program: &Program,
    shared: &[i32],
) -> io::Result<i32> {
    let base = output.alloc_many(program.count);
    let place = Place::alone(base, shared);
    for object in &program.objects {
        let id = place.number(object.local);
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
