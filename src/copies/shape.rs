//! A shape: the structure shared by copies whose own content is tagged the same, ready to be written for each of them.

use std::sync::{Arc, OnceLock};

use pdf_writer::Ref;
use sha2::{Digest, Sha256};

use super::program::{COPY_MARK, Program, Template as Bytes, shared};
use super::template::Template;
use super::variant::Variant;
use crate::manifest::canonical::Hashes;
use crate::manifest::page::Hash;
use crate::pdf::file::{Beginning, PdfFile};
use crate::pdf::font::codes::write_encoding;
use crate::pdf::fonts::FontTable;
use crate::pdf::images::ImageTable;
use crate::pdf::metadata::{Filling, Moment, write_info, write_xmp};
use crate::pdf::tags::{Parent, Tags};
use crate::pdf::write::{CatalogRefs, PageRefs, plain_title, write_catalog, write_page_object, write_profile};

/// Copies of this shape differ only in their own content streams.
pub struct Shape {
    /// What determines it.
    key: Vec<u8>,
    tags: Tags,
    /// By page, the fonts and images that it names.
    pages: Vec<PageNames>,
    /// How many objects each of the copy's own fonts takes.
    own_fonts: Vec<i32>,
    annotations: OnceLock<Vec<Vec<Hash>>>,
    separate: OnceLock<Separate>,
    merged: OnceLock<Merged>,
}

/// What a page's resources name.
#[derive(Clone, Debug, Default)]
pub struct PageNames {
    /// Indices of the template's fonts.
    pub fonts: Vec<usize>,
    /// The name and index of each of the copy's own fonts.
    pub own_fonts: Vec<(usize, usize)>,
    /// Indices of images.
    pub images: Vec<usize>,
}

/// The beginning of copies' files.
#[derive(Debug)]
pub struct SharedBeginning {
    /// The beginning.
    pub file: Beginning,
    /// The state of a hash of its bytes, to continue from.
    pub hash: Sha256,
}

/// Everything in a file except one copy's own part.
pub struct Separate {
    /// The shared beginning.
    pub beginning: Arc<SharedBeginning>,
    /// The CMap of all fonts.
    pub encoding: Ref,
    /// The numbers of the copy's own content streams.
    pub contents: Vec<Ref>,
    /// By own font: the number before its first object's.
    pub own_fonts: Vec<i32>,
    /// The number of the XMP packet, and its parts around the file's id.
    pub metadata: (Ref, Vec<Vec<u8>>),
    /// The information dictionary.
    pub info: Ref,
    /// The catalog.
    pub catalog: Ref,
}

/// A copy's objects in a file of many.
pub struct Merged {
    /// The objects.
    pub program: Program,
    /// By page: its number.
    pub pages: Vec<i32>,
    /// By page: the number of its own content stream.
    pub contents: Vec<i32>,
    /// The number of the first element.
    pub document: i32,
    /// Entries of the parent tree, one per key.
    pub parents: Vec<Bytes>,
    /// Entries of the ID tree, without brackets; empty without notes.
    pub ids: Bytes,
}

/// Shared objects by their index among those that [`Merged`] refers to.
pub mod place {
    /// The node of the page tree.
    pub const TREE: usize = 0;
    /// The structure tree root.
    pub const ROOT: usize = 1;
    /// The first of the shared content streams, one per page; after them, the template's fonts, images, own fonts.
    pub const CONTENTS: usize = 2;
}

/// Stands for the file's id while metadata are prepared.
const ID: [u8; 16] = [0xA5; 16];

impl Shape {
    /// The shape of copies with these tags, fonts and images.
    pub fn new(key: Vec<u8>, tags: Tags, pages: Vec<PageNames>, own_fonts: Vec<i32>) -> Shape {
        let (annotations, separate, merged) = Default::default();
        Shape { key, tags, pages, own_fonts, annotations, separate, merged }
    }

    /// What distinguishes it from other shapes of the variant.
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// What a page's resources name.
    pub fn names(&self, page: usize) -> &PageNames {
        &self.pages[page]
    }

    /// The hashes of a page's annotations, for its digest.
    pub fn annotations(&self, page: usize) -> &[Hash] {
        let make = || {
            let mut file = PdfFile::gathering();
            let annotations = self.tags.write_links(&mut file);
            let mut hashes = Hashes::default();
            let mut of_page = |ids: &Vec<Ref>| ids.iter().map(|id| file.hash(*id, &mut hashes)).collect();
            annotations.iter().map(&mut of_page).collect()
        };
        let annotations: &Vec<Vec<Hash>> = self.annotations.get_or_init(make);
        annotations.get(page).map_or(&[], Vec::as_slice)
    }

    /// The file of a single copy of this shape.
    pub fn separate(&self, template: &Template<'_>, variant: &Variant<'_>, epoch: Option<i64>) -> &Separate {
        self.separate.get_or_init(|| self.make_separate(template, variant, epoch))
    }

    fn make_separate(&self, template: &Template<'_>, variant: &Variant<'_>, epoch: Option<i64>) -> Separate {
        let document = &template.document;
        let mut file = PdfFile::thorough();
        let profile = write_profile(&mut file, template.colored);
        let encoding = file.alloc();
        write_encoding(&mut file, encoding);
        let fonts: Vec<Ref> = template
            .fonts
            .iter()
            .map(|font| {
                let base = file.alloc_many(font.program.count);
                font.program.add_to(&mut file, base, &[encoding.get()]);
                Ref::new(base + 1)
            })
            .collect();
        let images = template.images.write(&mut file);
        let statics: Vec<Ref> = variant
            .pages
            .iter()
            .map(|page| {
                let id = file.alloc();
                file.add_deflated(id, &page.deflated);
                id
            })
            .collect();
        file.flush();
        let contents: Vec<Ref> = variant.pages.iter().map(|_| file.alloc()).collect();
        let own_fonts: Vec<i32> = self.own_fonts.iter().map(|count| file.alloc_many(*count)).collect();
        let metadata = file.alloc();
        let pages: Vec<Ref> = variant.pages.iter().map(|_| file.alloc()).collect();
        let tree = file.alloc();
        let written = self.tags.write(&mut file, &pages);
        for (index, page) in variant.pages.iter().enumerate() {
            let streams = [statics[index], contents[index]];
            let refs = PageRefs { page: pages[index], tree, contents: &streams };
            let font = |at: usize| fonts[at];
            let own = |at: usize| Ref::new(own_fonts[at] + 1);
            let names = self.pages[index].resources(font, own, |at| images[at]);
            write_page_object(&mut file, page.size, index, refs, &names, &written.annotations[index]);
        }
        file.add(|chunk| {
            chunk.pages(tree).kids(pages.iter().copied()).count(pages.len() as i32);
        });
        let moment = Moment::of(document, epoch);
        let title = plain_title(document);
        let info = write_info(&mut file, document, &title, moment, Filling::Filled);
        let (structure, outline) = (written.root, written.outline);
        let refs = CatalogRefs { tree, metadata, structure, outline, labels: None, profile };
        let catalog = write_catalog(&mut file, document, refs, template.colored);
        let parts = metadata_parts(template, epoch);
        let file = file.into_beginning();
        let hash = Sha256::new_with_prefix(&file.bytes);
        let beginning = Arc::new(SharedBeginning { file, hash });
        Separate { beginning, encoding, contents, own_fonts, metadata: (metadata, parts), info, catalog }
    }

    /// A copy of this shape in a file of many.
    pub fn merged(&self, template: &Template<'_>, variant: &Variant<'_>) -> &Merged {
        self.merged.get_or_init(|| self.make_merged(template, variant))
    }

    fn make_merged(&self, template: &Template<'_>, variant: &Variant<'_>) -> Merged {
        let mut file = PdfFile::gathering();
        let count = variant.pages.len();
        let pages: Vec<Ref> = (0..count).map(|_| file.alloc()).collect();
        let contents: Vec<Ref> = (0..count).map(|_| file.alloc()).collect();
        let mut tags = self.tags.clone();
        tags.set_language(template.document.language.clone());
        let written = tags.write_elements(&mut file, &pages, shared(place::ROOT), COPY_MARK);
        let fonts_from = place::CONTENTS + count;
        let images_from = fonts_from + template.fonts.len();
        let own_from = images_from + template.images.len();
        for (index, page) in variant.pages.iter().enumerate() {
            let streams = [shared(place::CONTENTS + index), contents[index]];
            let refs = PageRefs { page: pages[index], tree: shared(place::TREE), contents: &streams };
            let names = self.pages[index].resources(
                |at| shared(fonts_from + at),
                |at| shared(own_from + at),
                |at| shared(images_from + at),
            );
            write_page_object(&mut file, page.size, index, refs, &names, &written.annotations[index]);
        }
        let entry = |(key, parent): &(i32, Parent)| {
            let mut entry = Bytes::default();
            entry.key(*key);
            match parent {
                Parent::Page(elements) => {
                    entry.text(b"[");
                    for (index, element) in elements.iter().enumerate() {
                        if index > 0 {
                            entry.text(b" ");
                        }
                        entry.reference(*element);
                    }
                    entry.text(b"]");
                }
                Parent::Annotation(element) => {
                    entry.text(b" ");
                    entry.reference(*element);
                    entry.text(b" ");
                }
            }
            entry
        };
        let mut ids = Bytes::default();
        for (name, element) in &written.ids {
            ids.string(format!("({name})").as_bytes());
            ids.reference(*element);
            ids.text(b" ");
        }
        Merged {
            program: Program::compile(file),
            pages: pages.iter().map(|id| id.get()).collect(),
            contents: contents.iter().map(|id| id.get()).collect(),
            document: written.document.map_or(0, |id| id.get()),
            parents: written.parents.iter().map(entry).collect(),
            ids,
        }
    }
}

impl PageNames {
    fn resources(
        &self,
        font: impl Fn(usize) -> Ref,
        own_font: impl Fn(usize) -> Ref,
        image: impl Fn(usize) -> Ref,
    ) -> [Vec<(String, Ref)>; 2] {
        let shared = self.fonts.iter().map(|&at| (FontTable::name(at), font(at)));
        let own = self.own_fonts.iter().map(|&(name, at)| (FontTable::name(name), own_font(at)));
        let images = self.images.iter().map(|&at| (ImageTable::name(at), image(at)));
        [shared.chain(own).collect(), images.collect()]
    }
}

/// The XMP packet's stream object, cut at the file's id.
pub fn metadata_parts(template: &Template<'_>, epoch: Option<i64>) -> Vec<Vec<u8>> {
    let document = &template.document;
    let mut file = PdfFile::gathering();
    write_xmp(&mut file, document, &plain_title(document), Moment::of(document, epoch), ID);
    let (objects, _) = file.into_gathered();
    let body = objects.first().map(|object| object.body.as_slice()).unwrap_or_default();
    let marker = crate::pdf::metadata::uuid(ID);
    let mut parts = vec![Vec::new()];
    let mut at = 0;
    while at < body.len() {
        if body[at..].starts_with(marker.as_bytes()) {
            parts.push(Vec::new());
            at += marker.len();
        } else {
            if let Some(part) = parts.last_mut() {
                part.push(body[at]);
            }
            at += 1;
        }
    }
    parts
}
