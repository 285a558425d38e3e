//! All copies in one file: what they share once, their own parts as they come.
//!
//! Copies are processed in groups. The objects of a group alternate: the first of every copy, then the second of every
//! copy, so that neighboring objects are similar and take little room. Groups are added to the file in order: nothing
//! depends on which thread did what.

mod ends;
mod parts;
pub(crate) mod stacks;

use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::parts::{GroupParts, Parts, Record};
use super::fonts::BuiltFont;
use super::prepared::Prepared;
use super::structure::CopyObjects;
use super::variable::{OwnContent, SetCopy};
use crate::color::{ColorSpaces, Spot};
use crate::manifest::page::Hash;
use crate::manifest::sound::Hashing;
use crate::pdf::assemble::{PageObject, write_page_object};
use crate::pdf::font::codes::write_encoding;
use crate::pdf::intent::{Intent, WrittenOutput};
use crate::pdf::object::pack::MOST_PACKED;
use crate::pdf::object::recording::ProgramObject;
use crate::pdf::object::{Body, File, Pack, Place, Ref, Sink, Value};
use crate::pdf::spots::write_spot;
use crate::pdf::tags::Trunk;
use crate::pdf::trees::{LEAF, Leaf, PageNode};
use stacks::Blank;

/// Copies in a group. From one object of a copy to the next, numbers then differ in one digit, the third from the end,
/// and from one copy to the next in the last digit.
pub(crate) const GROUP: usize = 100;

/// A master's images by their hashes, and which of them are shown.
type ShownImages = (Vec<Option<Hash>>, Vec<bool>);

/// A file of copies in progress.
pub(crate) struct MergedFile<'f, W> {
    out: Hashing<W>,
    file: File,
    epoch: Option<i64>,
    duplex: bool,
    /// The master of the first copy, for the file's own metadata.
    first: Option<Arc<Prepared<'f>>>,
    /// Whether any copy is read in another direction than the first. Readers take a file's direction for that of every
    /// page: PDFium then returns the lines of left-to-right pages backward.
    is_mixed: bool,
    intent: Intent,
    /// Numbers of the graphics states, if pages name any.
    states: [i32; 2],
    output: WrittenOutput,
    encoding: Ref,
    root: Ref,
    /// What the copies' documents are below.
    trunk: Trunk,
    /// Numbers of the master's fonts, images and spot inks, by its key.
    masters: FxHashMap<[u8; 32], [Vec<i32>; 3]>,
    /// Numbers of images, by their hashes and which of them are shown: most masters of one handout have the same.
    images: FxHashMap<ShownImages, Vec<i32>>,
    /// Numbers of the images that are in the file, by their hashes.
    written: FxHashMap<Hash, i32>,
    /// Numbers of shared content streams, by the variant's key.
    variants: FxHashMap<[u8; 32], Vec<i32>>,
    fonts: FxHashMap<[u8; 32], i32>,
    spots: FxHashMap<Spot, i32>,
    /// Where copies share sheets, what is around them on a front and on a back.
    sides: Vec<Blank>,
    /// The page tree nodes that hold pages; the last is being filled.
    nodes: Vec<PageNode>,
    /// How many pages there are.
    pages: u32,
    /// By copy: the record's number, and its first element.
    documents: Vec<(u64, Ref)>,
    /// By copy: what the outline says of it, if not the record's number.
    pub(super) titles: Vec<String>,
    /// By copy: the record's number, its first page's index and number.
    copies: Vec<(u64, u32, Ref)>,
    /// The index of the blank back of each copy that has one.
    blanks: Vec<u32>,
    keys: i32,
    /// Leaves of the parent tree and of the ID tree.
    parents: Vec<Leaf>,
    ids: Vec<Leaf>,
    /// The document part hierarchy, if the file has one.
    parts: Option<Parts>,
}

impl<'f, W: Write> MergedFile<'f, W> {
    /// Begins a file. With `duplex`, each copy starts on a front: if one ends on a front, a blank back follows.
    pub(crate) fn new(out: W, duplex: bool, intent: Intent, epoch: Option<i64>) -> MergedFile<'f, W> {
        // Records may require colored handouts: black alone prints the same with either profile.
        let mut file = File::large(intent.standards.form);
        let states = match intent.write_states(&mut file).as_slice() {
            [(_, knock_out), (_, overprint)] => [*knock_out, *overprint].map(Ref::number),
            _ => [0; 2],
        };
        let output = intent.output(ColorSpaces { rgb: true, cmyk: false }).write_profile(&mut file);
        let encoding = write_encoding(&mut file);
        let root = file.alloc();
        let edition = intent.standards.edition;
        let parent = if edition.has_one_document() { file.alloc() } else { root };
        let trunk = Trunk { parent, namespace: edition.write_namespace(&mut file) };
        let parts = intent.standards.pdfvt.map(|_| Parts::new(&mut file));
        MergedFile {
            out: Hashing::new(out),
            file,
            epoch,
            duplex,
            first: None,
            is_mixed: false,
            intent,
            states,
            output,
            encoding,
            root,
            trunk,
            masters: FxHashMap::default(),
            images: FxHashMap::default(),
            written: FxHashMap::default(),
            sides: Vec::new(),
            variants: FxHashMap::default(),
            fonts: FxHashMap::default(),
            spots: FxHashMap::default(),
            nodes: Vec::new(),
            pages: 0,
            documents: Vec::new(),
            titles: Vec::new(),
            copies: Vec::new(),
            blanks: Vec::new(),
            keys: 0,
            parents: Vec::new(),
            ids: Vec::new(),
            parts,
        }
    }

    /// Adds copies, at most [`GROUP`] of them.
    pub(crate) fn add_group(&mut self, copies: &[SetCopy<'f>]) -> io::Result<()> {
        let copies: Vec<&SetCopy> = copies.iter().collect();
        let objects: Vec<&CopyObjects> = copies.iter().map(|copy| objects_of(copy)).collect();
        let (places, most) = self.begin_group(&copies, &objects);
        let mut shared: Vec<Vec<i32>> = Vec::with_capacity(copies.len());
        let count = copies.len() as i32;
        let mut parts = self.parts.as_mut().map(|parts| parts.begin_group(&mut self.file, count));
        for ((copy, objects), place) in copies.iter().zip(&objects).zip(&places) {
            let node = self.begin_copy();
            let part = parts.as_ref().map_or(0, |parts| parts.leaf(place.turn));
            shared.push(self.share(copy, [node.number(), part]));
            let first_page = self.pages;
            objects.pages.iter().for_each(|page| self.add_page(Ref::Own(place.number(*page))));
            let page = objects.pages.first().map(|page| place.number(*page)).unwrap_or_default();
            self.copies.push((copy.number, first_page, Ref::Own(page)));
            self.documents.push((copy.number, Ref::Own(place.number(objects.document))));
            if self.duplex && objects.pages.len() % 2 == 1 {
                let part = parts.as_mut().map(|parts| (parts, place.turn));
                self.add_blank(copy, node, part);
            }
        }
        if let (Some(parts), Some(group)) = (&self.parts, &parts) {
            let mut records: Vec<Record> = Vec::with_capacity(copies.len());
            for ((copy, objects), place) in copies.iter().zip(&objects).zip(&places) {
                let page = |page: Option<&i32>| Ref::Own(place.number(page.copied().unwrap_or_default()));
                let pages = [page(objects.pages.first()), page(objects.pages.last())];
                records.push(Record { copy, turn: place.turn, pages });
            }
            parts.write_group(&mut self.file, group, &records);
        }
        let member = |at: usize| Member {
            contents: &copies[at].part.contents,
            objects: objects[at],
            place: Place { shared: &shared[at], ..places[at] },
        };
        self.write_group((0..copies.len()).map(member).collect(), most)
    }

    /// Numbers a group's objects: the places of its copies, without what they share, and the most objects that any of
    /// them has.
    fn begin_group(&mut self, copies: &[&SetCopy<'f>], objects: &[&CopyObjects]) -> (Vec<Place<'static>>, i32) {
        let count = copies.len() as i32;
        let most = objects.iter().map(|objects| objects.program.count).max().unwrap_or_default();
        let base = self.file.alloc_many(most * count);
        let place = |(copy, turn)| Place { turns: count, turn, key: self.keys, copy, ..Place::alone(base, &[]) };
        ((self.copies.len() as u64 + 1..).zip(turns(copies)).map(place).collect(), most)
    }

    /// Writes a group's objects.
    fn write_group(&mut self, mut members: Vec<Member<'_>>, most: i32) -> io::Result<()> {
        members.sort_by_key(|member| member.place.turn);
        self.write_contents(&members);
        self.write_objects(&members, most);
        self.hand_on()?;
        if self.file.is_full() {
            return Err(io::Error::other("too many copies for one file; choose smaller volumes with `--volume`"));
        }
        Ok(())
    }

    /// Passes on what has been written.
    fn hand_on(&mut self) -> io::Result<()> {
        self.file.pass_on(&mut self.out)
    }

    /// Writes the copies' own content streams.
    fn write_contents(&mut self, members: &[Member<'_>]) {
        let most = members.iter().map(|member| member.contents.len()).max().unwrap_or_default();
        for page in 0..most {
            for Member { contents, objects, place } in members {
                if let Some((content, id)) = contents.get(page).zip(objects.contents.get(page)) {
                    self.file.add_deflated(Ref::Own(place.resolve(*id)), &content.deflated);
                }
            }
        }
    }

    /// Writes all other objects of a group, with its leaves of the parent tree and the ID tree.
    fn write_objects(&mut self, members: &[Member<'_>], most: i32) {
        let mut pack = self.file.pack();
        for kind in [Kind::Page, Kind::Leaf, Kind::Node] {
            pack.begin_kind();
            for own in 1..=most {
                if pack.count() > MOST_PACKED {
                    let next = self.file.pack();
                    self.file.write_pack(std::mem::replace(&mut pack, next));
                    pack.begin_kind();
                }
                for Member { objects, place, .. } in members {
                    let object = objects.program.get(own).filter(|object| Kind::of(object, objects) == kind);
                    if let Some(object) = object {
                        pack.add(place.number(own), |data| object.body.fill(*place, data));
                    }
                }
            }
        }
        let keys = members.iter().map(|member| member.objects.parents.len()).max().unwrap_or_default();
        if keys > 0 {
            let (first, last) = (self.keys, self.keys + (keys * members.len()) as i32 - 1);
            let leaf = self.begin_leaf(&mut pack, "Nums", [first.into(), last.into()]);
            for key in 0..keys {
                for Member { objects, place, .. } in members {
                    if let Some(entry) = objects.parents.get(key) {
                        pack.row(|data| entry.fill(*place, data));
                    }
                }
            }
            pack.end("]>>");
            self.parents.push(leaf);
            self.keys = last + 1;
        }
        // Names count copies in file order, so they are sorted.
        let mut named: Vec<&Member> = members.iter().filter(|member| member.objects.names.is_some()).collect();
        named.sort_by_key(|member| member.place.copy);
        let limit = |member: Option<&&Member<'_>>, end: usize| {
            let member = member?;
            Some(Value::numbered(member.place.copy, &member.objects.names.as_ref()?[end]))
        };
        if let (Some(first), Some(last)) = (limit(named.first(), 0), limit(named.last(), 1)) {
            let leaf = self.begin_leaf(&mut pack, "Names", [first, last]);
            named.iter().for_each(|member| pack.row(|data| member.objects.ids.fill(member.place, data)));
            pack.end("]>>");
            self.ids.push(leaf);
        }
        self.file.write_pack(pack);
    }

    /// Begins a leaf of a name or number tree whose entries follow as rows.
    fn begin_leaf(&mut self, pack: &mut Pack, key: &str, limits: [Value; 2]) -> Leaf {
        let id = self.file.alloc();
        let mut head = Body::default();
        head.text("<</Limits");
        head.value(&limits.clone().into());
        head.text(&format!("/{key}["));
        pack.begin(id.number(), |data| head.fill(Place::alone(0, &[]), data));
        (limits, id)
    }

    /// The numbers of shared objects used by a copy's objects, in the order of [`CopyObjects`].
    fn share(&mut self, copy: &SetCopy<'f>, [node, part]: [i32; 2]) -> Vec<i32> {
        let (master, own) = (&copy.prepared.master, &copy.part);
        let first = self.first.get_or_insert_with(|| copy.prepared.clone());
        self.is_mixed |= first.master.document.language.is_rtl() != master.document.language.is_rtl();
        if !self.masters.contains_key(&master.key) {
            let fonts = master.fonts.iter().map(|font| self.font(font)).collect();
            let file = &mut self.file;
            let key = (master.image_hashes.clone(), master.shown.clone());
            let written = &mut self.written;
            let images = self.images.entry(key).or_insert_with(|| {
                // Masters of other shapes show other images; each is in the file once.
                let known = |hash: &Option<Hash>| hash.and_then(|hash| written.get(&hash).copied());
                let known: Vec<Option<i32>> = master.image_hashes.iter().map(known).collect();
                let wanted = master.shown.iter().zip(&known).map(|(shown, known)| *shown && known.is_none());
                let wanted: Vec<bool> = wanted.collect();
                let images = master.images.write_shown(file, &master.intent.inks, &wanted);
                let images: Vec<i32> =
                    images.into_iter().zip(known).map(|(id, known)| known.unwrap_or(id.number())).collect();
                let new = master.image_hashes.iter().zip(&images).zip(&wanted).filter(|(_, wanted)| **wanted);
                written.extend(new.filter_map(|((hash, id), _)| Some(((*hash)?, *id))));
                images
            });
            let images = images.clone();
            let spots = master.intent.inks.spots().iter().map(|spot| self.spot(spot)).collect();
            self.masters.insert(master.key, [fonts, images, spots]);
        }
        let variant = &own.pages.variant;
        if !self.variants.contains_key(&variant.key) {
            let mut contents = Vec::new();
            for content in variant.contents() {
                let id = self.file.alloc();
                self.file.add_deflated(id, &content.deflated);
                contents.push(id.number());
            }
            self.variants.insert(variant.key, contents);
        }
        let fonts: Vec<i32> = own.fonts.iter().map(|font| self.font(font)).collect();
        let [master_fonts, images, spots] = &self.masters[&master.key];
        let contents = &self.variants[&variant.key];
        let mut shared = vec![
            node,
            self.trunk.parent.number(),
            self.trunk.namespace.map_or(0, Ref::number),
            self.states[0],
            self.states[1],
            part,
        ];
        for numbers in [contents, master_fonts, images, spots, &fonts] {
            shared.extend(numbers);
        }
        shared
    }

    /// The number of a font, which is written when first named.
    fn font(&mut self, font: &BuiltFont) -> i32 {
        if let Some(id) = self.fonts.get(&font.key) {
            return *id;
        }
        let id = self.file.place(&font.program, &[self.encoding.number()]) + 1;
        self.fonts.insert(font.key, id);
        id
    }

    /// The number of a spot ink's color space, which is written when first named.
    fn spot(&mut self, spot: &Spot) -> i32 {
        let file = &mut self.file;
        *self.spots.entry(*spot).or_insert_with(|| write_spot(file, spot).number())
    }

    /// Begins a new page tree node when the current one is full: all pages of a copy are in one.
    fn begin_copy(&mut self) -> Ref {
        match self.nodes.last() {
            Some(node) if node.pages.len() < LEAF => node.id,
            _ => {
                let id = self.file.alloc();
                self.nodes.push(PageNode { id, pages: Vec::new() });
                id
            }
        }
    }

    fn add_page(&mut self, id: Ref) {
        self.pages += 1;
        if let Some(node) = self.nodes.last_mut() {
            node.pages.push(id);
        }
    }

    /// A blank page, the same size as the copy's last.
    fn add_blank(&mut self, copy: &SetCopy<'f>, node: Ref, part: Option<(&mut GroupParts, i32)>) {
        let id = self.file.alloc();
        let part = part.map(|(parts, turn)| parts.add_blank(&mut self.file, turn, id));
        self.blanks.push(self.pages);
        self.add_page(id);
        let boxes = copy.part.pages.variant.sides.last().map(|side| side.boxes).unwrap_or_default();
        let parts = PageObject { boxes, part, ..PageObject::default() };
        write_page_object(&mut self.file, id, node, &parts, None, &[]);
    }
}

/// A copy in its group.
struct Member<'g> {
    contents: &'g [OwnContent],
    objects: &'g CopyObjects,
    place: Place<'g>,
}

/// The order of turns: copies of the same structure follow each other.
fn turns(copies: &[&SetCopy<'_>]) -> Vec<i32> {
    let mut order: Vec<usize> = (0..copies.len()).collect();
    order.sort_by_key(|index| {
        let part = &copies[*index].part;
        (&part.pages.variant.key, part.structure.key())
    });
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
    fn of(object: &ProgramObject, objects: &CopyObjects) -> Kind {
        match object.body.holes() {
            _ if objects.pages.contains(&object.own) => Kind::Page,
            holes if holes == objects.leaf_holes => Kind::Leaf,
            _ => Kind::Node,
        }
    }
}

fn objects_of<'c>(copy: &'c SetCopy<'_>) -> &'c CopyObjects {
    copy.part.structure.merged(&copy.prepared.master, &copy.part.pages.variant)
}
