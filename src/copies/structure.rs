//! The structure shared by copies whose own content is tagged the same, ready to be written for each of them.

use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::fonts::BuiltFont;
use super::master::Master;
use super::variant::{Variant, VariantSide};
use crate::manifest::page::Hash;
use crate::pdf::assemble::{PageObject, Whole, write_document, write_whole};
use crate::pdf::content::STATES;
use crate::pdf::font::codes::write_encoding;
use crate::pdf::fonts::FontTable;
use crate::pdf::images::ImageTable;
use crate::pdf::metadata::{About, Filling};
use crate::pdf::object::{Beginning, Body, File, Program, Recording, Ref, Sink, Value};
use crate::pdf::spots::{space_name, write_spots};
use crate::pdf::tags::{Tags, Trunk};
use crate::sheet::sides::Stack;

/// Copies of one structure differ only in their own content streams.
pub(crate) struct SharedStructure {
    /// What determines it.
    key: Vec<u8>,
    tags: Tags,
    /// By side, the fonts and images that it names.
    pages: Vec<PageNames>,
    /// How many objects each of the copy's own fonts takes.
    own_fonts: Vec<i32>,
    annotations: OnceLock<Vec<Vec<Hash>>>,
    separate: OnceLock<SeparateFile>,
    merged: OnceLock<CopyObjects>,
}

/// What a page's resources name.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageNames {
    /// Indices of the master's fonts.
    pub fonts: Vec<usize>,
    /// The name and index of each of the copy's own fonts.
    pub own_fonts: Vec<(usize, usize)>,
    /// Indices of images.
    pub images: Vec<usize>,
}

/// The beginning of copies' files.
#[derive(Debug)]
pub(crate) struct SharedBeginning {
    /// The beginning.
    pub file: Beginning,
    /// The state of a hash of its bytes, to continue from.
    pub hash: Sha256,
}

/// Everything in a file except one copy's own part.
pub(crate) struct SeparateFile {
    /// The shared beginning.
    pub beginning: Arc<SharedBeginning>,
    /// The CMap of all fonts.
    pub encoding: Ref,
    /// The numbers of the copy's own content streams.
    pub contents: Vec<Ref>,
    /// By own font: the number before its first object's.
    pub own_fonts: Vec<i32>,
    /// What the file is reached from.
    pub whole: Whole,
}

/// A copy's objects in a file of many.
pub(crate) struct CopyObjects {
    /// The objects.
    pub program: Program,
    /// By page: its number.
    pub pages: Vec<i32>,
    /// By page: the number of its own content stream.
    pub contents: Vec<Ref>,
    /// The number of the first element.
    pub document: i32,
    /// How many numbers an element has that is below others only.
    pub leaf_holes: usize,
    /// Entries of the parent tree, one per key.
    pub parents: Vec<Body>,
    /// Entries of the ID tree; empty without notes.
    pub ids: Body,
    /// The first and last name there, without the copy's position.
    pub names: Option<[String; 2]>,
    /// Where copies share sheets, by page: what it consists of, and the elements that own its marked content. Sheets are
    /// then the last of the shared objects.
    pub on_sheets: Vec<(PageObject, Vec<Value>)>,
}

/// Shared objects by their index among those that [`CopyObjects`] refers to.
mod place {
    /// The node of the page tree.
    pub(super) const TREE: usize = 0;
    /// What the copy's document is below.
    pub(super) const ABOVE: usize = 1;
    /// The namespace of structure types.
    pub(super) const NAMESPACE: usize = 2;
    /// The graphics states.
    pub(super) const STATES: usize = 3;
    /// The copy's leaf of the document part hierarchy, if there is one.
    pub(super) const PART: usize = 5;
    /// The first of the shared content streams; after them, the master's fonts, images, spot inks, own fonts.
    pub(super) const CONTENTS: usize = 6;
}

impl SharedStructure {
    /// The structure of copies with these tags, fonts and images.
    pub(crate) fn new(key: Vec<u8>, tags: Tags, pages: Vec<PageNames>, own_fonts: Vec<i32>) -> SharedStructure {
        let (annotations, separate, merged) = Default::default();
        SharedStructure { key, tags, pages, own_fonts, annotations, separate, merged }
    }

    /// What distinguishes it from others of the variant.
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// What a side's resources name.
    pub(crate) fn names(&self, side: usize) -> &PageNames {
        &self.pages[side]
    }

    /// The hashes of a page's annotations, for its digest.
    pub(crate) fn annotations(&self, page: usize) -> &[Hash] {
        let annotations = self.annotations.get_or_init(|| {
            let mut recording = Recording::default();
            let annotations = self.tags.write_links(&mut recording);
            annotations.iter().map(|ids| ids.iter().map(|id| recording.hash(*id, &[])).collect()).collect()
        });
        annotations.get(page).map_or(&[], Vec::as_slice)
    }

    /// The file of a single copy.
    pub(crate) fn separate(&self, master: &Master<'_>, variant: &Variant<'_>, epoch: Option<i64>) -> &SeparateFile {
        self.separate.get_or_init(|| self.make_separate(master, variant, epoch))
    }

    fn make_separate(&self, master: &Master<'_>, variant: &Variant<'_>, epoch: Option<i64>) -> SeparateFile {
        let mut file = File::thorough(master.intent.standards.form);
        let states = master.intent.write_states(&mut file);
        let spots = write_spots(&mut file, &master.intent.inks);
        let output = master.output.write_profile(&mut file);
        let encoding = write_encoding(&mut file);
        let place = |font: &Arc<BuiltFont>| Ref::Own(file.place(&font.program, &[encoding.number()]) + 1);
        let fonts: Vec<Ref> = master.fonts.iter().map(place).collect();
        let images = master.images.write_shown(&mut file, &master.intent.inks, &master.shown);
        let shared: Vec<Ref> = variant
            .contents()
            .map(|content| {
                let id = file.alloc();
                file.add_deflated(id, &content.deflated);
                id
            })
            .collect();
        file.flush();
        let contents: Vec<Ref> = variant.pages.iter().map(|_| file.alloc()).collect();
        let own_fonts: Vec<i32> = self.own_fonts.iter().map(|count| file.alloc_many(*count)).collect();
        let refs = Resources {
            contents: &|page| [shared[page], contents[page]],
            frame: &|at| shared[variant.pages.len() + at],
            font: &|at| fonts[at],
            own_font: &|at| Ref::Own(own_fonts[at] + 1),
            image: &|at| images[at],
            states: &states,
            stack: master.intent.stack,
            part: None,
            spots: &spots,
        };
        let pages = self.page_parts(variant, &refs);
        let about = About::new(&master.document, &master.intent, epoch);
        let whole = write_whole(&mut file, &pages, &self.tags, about, &output, Filling::Filled);
        let file = file.into_beginning();
        let hash = Sha256::new_with_prefix(&file.bytes);
        SeparateFile { beginning: Arc::new(SharedBeginning { file, hash }), encoding, contents, own_fonts, whole }
    }

    /// A copy in a file of many.
    pub(crate) fn merged(&self, master: &Master<'_>, variant: &Variant<'_>) -> &CopyObjects {
        self.merged.get_or_init(|| self.make_merged(master, variant))
    }

    fn make_merged(&self, master: &Master<'_>, variant: &Variant<'_>) -> CopyObjects {
        let mut recording = Recording::default();
        let count = variant.pages.len();
        let shares_sheets = master.intent.stack.of > 1;
        let mut pages: Vec<Ref> = Vec::new();
        if !shares_sheets {
            pages.extend(variant.sides.iter().map(|_| recording.alloc()));
        }
        let contents: Vec<Ref> = (0..count).map(|_| recording.alloc()).collect();
        let mut tags = self.tags.clone();
        tags.set_language(master.document.language.clone());
        let fonts_from = place::CONTENTS + variant.contents().count();
        let images_from = fonts_from + master.fonts.len();
        let spots_from = images_from + master.images.len();
        let spots = master.intent.inks.spots().len();
        let own_from = spots_from + spots;
        let spots: Vec<_> = (0..spots).map(|at| (space_name(at), Ref::Shared(spots_from + at))).collect();
        let names = STATES.iter().enumerate().filter(|_| master.intent.inks.is_press());
        let states: Vec<_> = names.map(|(at, name)| ((*name).to_owned(), Ref::Shared(place::STATES + at))).collect();
        let refs = Resources {
            contents: &|page| [Ref::Shared(place::CONTENTS + page), contents[page]],
            frame: &|at| Ref::Shared(place::CONTENTS + count + at),
            font: &|at| Ref::Shared(fonts_from + at),
            own_font: &|at| Ref::Shared(own_from + at),
            image: &|at| Ref::Shared(images_from + at),
            states: &states,
            stack: master.intent.stack,
            part: master.intent.standards.pdfvt.map(|_| Ref::Shared(place::PART)),
            spots: &spots,
        };
        let parts = self.page_parts(variant, &refs);
        let namespace = tags.edition().has_namespace().then_some(Ref::Shared(place::NAMESPACE));
        let trunk = Trunk { parent: Ref::Shared(place::ABOVE), namespace };
        let above = (Ref::Shared(place::TREE), trunk);
        let note = Value::Numbered;
        let mut written = if shares_sheets {
            let sheets_from = own_from + self.own_fonts.len();
            let sheets: Vec<Ref> = (0..count).map(|page| Ref::Shared(sheets_from + page)).collect();
            tags.write_elements(&mut recording, &sheets, trunk, note)
        } else {
            write_document(&mut recording, (&parts, &pages), &tags, above, note)
        };
        let owners = |parent: Value| match parent {
            Value::Array(owners) => owners,
            other => vec![other],
        };
        let on_sheets = match shares_sheets {
            true => parts.into_iter().zip(written.parents.drain(..).map(owners)).collect(),
            false => Vec::new(),
        };
        let parent = |(key, target): (i32, &Value)| {
            let mut entry = Body::of(&Value::Key(key));
            entry.value(target);
            // The next entry begins with a number.
            if matches!(target, Value::Ref(_)) {
                entry.text(" ");
            }
            entry
        };
        let mut ids = Body::default();
        for (name, element) in &written.names {
            ids.value(&Value::Numbered(name.clone()));
            ids.value(&Value::Ref(*element));
            ids.text(" ");
        }
        let names = written.names.first().zip(written.names.last());
        CopyObjects {
            program: recording.finish(),
            pages: pages.iter().map(|id| id.number()).collect(),
            contents,
            document: written.document.map_or(0, Ref::number),
            leaf_holes: 2 + usize::from(namespace.is_some()),
            parents: (0..).zip(&written.parents).map(parent).collect(),
            ids,
            names: names.map(|(first, last)| [first.0.clone(), last.0.clone()]),
            on_sheets,
        }
    }

    fn page_parts(&self, variant: &Variant<'_>, refs: &Resources<'_>) -> Vec<PageObject> {
        let stack = refs.stack;
        let parts = |(side, names): (&VariantSide, &PageNames)| {
            let shared = names.fonts.iter().map(|&at| (FontTable::name(at, stack), (refs.font)(at)));
            let own = names.own_fonts.iter().map(|&(name, at)| (FontTable::name(name, stack), (refs.own_font)(at)));
            PageObject {
                group: None,
                boxes: side.boxes,
                contents: side.pieces(refs.contents, refs.frame),
                fonts: shared.chain(own).collect(),
                images: names.images.iter().map(|&at| (ImageTable::name(at, stack), (refs.image)(at))).collect(),
                states: refs.states.to_vec(),
                part: refs.part,
                spots: refs.spots.to_vec(),
            }
        };
        variant.sides.iter().zip(&self.pages).map(parts).collect()
    }
}

/// Where a file has what pages name.
struct Resources<'r> {
    /// By page: its shared content stream and the copy's own.
    contents: &'r dyn Fn(usize) -> [Ref; 2],
    /// What is around pages.
    frame: &'r dyn Fn(usize) -> Ref,
    font: &'r dyn Fn(usize) -> Ref,
    own_font: &'r dyn Fn(usize) -> Ref,
    image: &'r dyn Fn(usize) -> Ref,
    states: &'r [(String, Ref)],
    /// The stack of copies that share sheets.
    stack: Stack,
    part: Option<Ref>,
    spots: &'r [(String, Ref)],
}
