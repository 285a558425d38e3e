//! Assemble: pages, their tags and metadata to a file that is accessible and fit for archives. The only code that writes
//! pages and catalogs; a single handout, a separate copy and a run of copies all come through here.
//!
//! Whatever every copy of a handout shares comes first in the file: color profile, fonts, images, page content.

use super::content::{PageContent, write_frames, write_page};
use super::font::EncodeError;
use super::font::codes::write_encoding;
use super::fonts::FontTable;
use super::images::ImageTable;
use super::intent::{Intent, WrittenOutput};
use super::metadata::{About, Filling, file_id, write_info, write_xmp};
use super::object::{Dict, File, Ref, Sink, Value, name, text};
use super::spots::write_spots;
use super::tags::{Root, Tags, Trunk, WrittenElements, write_root};
use super::trees::{Kind, PageNode, small, write_pages};
use crate::color::ColorSpaces;
use crate::fonts::Fonts;
use crate::geom::{Length, Rect};
use crate::model::document::Document;
use crate::paginate::Pages;
use crate::sheet::boxes::PageBoxes;
use crate::sheet::sides::{Stack, in_order};

/// Writes the pages of a document. `epoch` dates it, in seconds since 1970; the default is the date of its last review.
pub(crate) fn write_pdf(
    document: &Document,
    pages: Pages,
    fonts: &Fonts,
    intent: &Intent,
    epoch: Option<i64>,
) -> Result<Vec<u8>, EncodeError> {
    let Pages { mut pages, structure } = pages;
    let sheets = intent.sheets(&pages, document);
    pages.iter_mut().enumerate().for_each(|(index, page)| sheets.place(index, page));
    let mut fonts = FontTable::new(fonts);
    let mut images = ImageTable::default();
    let mut tags = Tags::new(structure, sheets.sides.len(), intent.standards.edition);
    let mut streams: Vec<PageContent> = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let canvas = sheets.canvas(index, Stack::ALONE, &intent.inks);
        streams.push(write_page(page, canvas, &mut fonts, &mut images, &mut tags));
    }
    let mut sides: Vec<Vec<usize>> = Vec::with_capacity(sheets.sides.len());
    for side in &sheets.sides {
        let repeated = side.places.iter().find(|placed| placed.repeated).map(|placed| {
            let canvas = sheets.canvas(placed.page, Stack::ALONE, &intent.inks);
            let page = pages[placed.page].as_artifact();
            streams.push(write_page(&page, canvas, &mut fonts, &mut images, &mut tags));
            streams.len() - 1
        });
        let frames_from = streams.len();
        if sheets.imposed {
            streams.extend(write_frames(side, &intent.inks, &mut fonts));
        }
        let on_it = side.places.iter().map(|placed| repeated.filter(|_| placed.repeated).unwrap_or(placed.page));
        sides.push(in_order(frames_from..streams.len(), on_it.map(Some)));
    }
    let programs = fonts.programs()?;
    let mut spaces = ColorSpaces::default();
    streams.iter().for_each(|content| spaces |= content.spaces);

    let mut file = File::new(intent.standards.form);
    let states = intent.write_states(&mut file);
    let spots = write_spots(&mut file, &intent.inks);
    let output = intent.output(spaces).write_profile(&mut file);
    let encoding = write_encoding(&mut file);
    let fonts: Vec<Ref> = programs.iter().map(|program| program.write(&mut file, encoding)).collect();
    let images = images.write(&mut file, &intent.inks);
    let mut ids: Vec<Option<Ref>> = vec![None; streams.len()];
    let pages: Vec<PageObject> = sheets
        .sides
        .iter()
        .zip(&sides)
        .map(|(side, pieces)| {
            let mut page =
                PageObject { boxes: side.boxes, states: states.clone(), spots: spots.clone(), ..PageObject::default() };
            for &piece in pieces {
                let content = &streams[piece];
                let id = *ids[piece].get_or_insert_with(|| {
                    let id = file.alloc();
                    file.add_stream(id, &content.bytes, |_| Dict::new());
                    id
                });
                page.contents.push(id);
                add_names(
                    &mut page.fonts,
                    content.fonts.iter().map(|&at| (FontTable::name(at, Stack::ALONE), fonts[at])),
                );
                add_names(
                    &mut page.images,
                    content.images.iter().map(|&at| (ImageTable::name(at, Stack::ALONE), images[at])),
                );
            }
            page
        })
        .collect();
    file.flush();

    let about = About::new(document, intent, epoch);
    let filling = if document.personalized { Filling::Filled } else { Filling::Blank };
    let whole = write_whole(&mut file, &pages, &tags, about, &output, filling);
    let id = file_id(file.hashed(), document);
    write_xmp(&mut file, whole.metadata, about, filling, id);
    Ok(file.finish(whole.catalog, whole.info, id).0)
}

/// Adds names that are not there yet.
pub(crate) fn add_names(names: &mut Vec<(String, Ref)>, more: impl IntoIterator<Item = (String, Ref)>) {
    for (name, id) in more {
        if !names.iter().any(|(known, _)| *known == name) {
            names.push((name, id));
        }
    }
}

/// What a page consists of.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageObject {
    /// Its boxes.
    pub boxes: PageBoxes,
    /// Its content streams in order: they are read as one (ISO 32000-1, 7.8.2).
    pub contents: Vec<Ref>,
    /// The fonts that they name.
    pub fonts: Vec<(String, Ref)>,
    /// The images that they name.
    pub images: Vec<(String, Ref)>,
    /// The graphics states that they name.
    pub states: Vec<(String, Ref)>,
    /// The part of a run that it is in, if the file says so.
    pub part: Option<Ref>,
    /// The color spaces of spot inks.
    pub spots: Vec<(String, Ref)>,
    /// Its transparency group, in a file that is copied from another program's.
    pub group: Option<Ref>,
}

/// What a file that has been written is reached from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole {
    /// The catalog.
    pub catalog: Ref,
    /// The information dictionary, if there is one.
    pub info: Option<Ref>,
    /// The number of the XMP packet, which is still to be written: it has the file's id.
    pub metadata: Ref,
}

/// Writes one document: everything except what its pages consist of, and the XMP packet.
pub(crate) fn write_whole(
    sink: &mut impl Sink,
    pages: &[PageObject],
    tags: &Tags,
    about: About<'_>,
    output: &WrittenOutput,
    filling: Filling,
) -> Whole {
    let refs: Vec<Ref> = pages.iter().map(|_| sink.alloc()).collect();
    let tree = sink.alloc();
    let root = sink.alloc();
    let note = |name: String| Value::Bytes(name.into_bytes());
    let namespace = tags.edition().write_namespace(sink);
    let written = write_document(sink, (pages, &refs), tags, (tree, Trunk { parent: root, namespace }), note);
    write_pages(sink, vec![PageNode { id: tree, pages: refs.clone() }]);
    let WrittenElements { document, elements, parents, names, .. } = written;
    let next = parents.len() as i32;
    let parents = small(Kind::Nums, (0..).map(Value::Int).zip(parents)).into();
    let ids = (!names.is_empty())
        .then(|| small(Kind::Names, names.into_iter().map(|(name, id)| (note(name), id.into()))).into());
    write_root(sink, root, Root { children: document.as_slice(), parents: (parents, next), ids, namespace });
    let outline = tags.write_outline(sink, &refs, &elements);
    let trees = Trees { pages: tree, structure: root, outline, labels: None, parts: None };
    write_end(sink, trees, about, output, filling)
}

/// Writes the pages of one document, or of one copy, with the elements and links on them. They are below a node of the
/// page tree and a trunk. `note` makes the names of notes.
pub(crate) fn write_document(
    sink: &mut impl Sink,
    (pages, refs): (&[PageObject], &[Ref]),
    tags: &Tags,
    (node, trunk): (Ref, Trunk),
    note: impl Fn(String) -> Value,
) -> WrittenElements {
    let written = tags.write_elements(sink, refs, trunk, note);
    for (index, page) in pages.iter().enumerate() {
        write_page_object(sink, refs[index], node, page, Some(index as i32), &written.annotations[index]);
    }
    written
}

/// Writes a page as object `id`; `key` is its key in the parent tree, if it has tagged content.
pub(crate) fn write_page_object(
    sink: &mut impl Sink,
    id: Ref,
    node: Ref,
    parts: &PageObject,
    key: Option<i32>,
    annotations: &[Ref],
) {
    let mut page = Dict::of("Page").with("Parent", node).and(box_entries(&parts.boxes));
    match parts.contents.as_slice() {
        [] => {}
        [only] => page.set("Contents", *only),
        several => page.set("Contents", several.to_vec()),
    }
    if let Some(key) = key {
        page.set("StructParents", Value::Key(key));
        // ISO 14289-1, 7.18.3: annotations are visited in structure order.
        page.set("Tabs", name("S"));
    }
    if let Some(part) = parts.part {
        // ISO 32000-2, 14.12.2.
        page.set("DPart", part);
    }
    if let Some(group) = parts.group {
        page.set("Group", group);
    }
    if !annotations.is_empty() {
        page.set("Annots", annotations.to_vec());
    }
    // ISO 19005-2, 6.2.2: a page names all the resources its content uses.
    let mut resources = Dict::new();
    let PageObject { fonts, images, states, spots, .. } = parts;
    for (kind, names) in [("Font", fonts), ("XObject", images), ("ExtGState", states), ("ColorSpace", spots)] {
        if !names.is_empty() {
            let mut dict = Dict::new();
            names.iter().for_each(|(name, id)| dict.set(name.clone(), *id));
            resources.set(kind, dict);
        }
    }
    sink.add(id, page.with("Resources", resources));
}

/// The boxes of a page: the media box, and those that say more than it does.
fn box_entries(boxes: &PageBoxes) -> Dict {
    let height = boxes.media.height;
    let value = |rect: Rect| {
        let edges = [rect.x, height - rect.bottom(), rect.right(), height - rect.y];
        Value::from(edges.map(Length::to_pt))
    };
    let mut dict = Dict::new().with("MediaBox", value(boxes.whole()));
    if boxes.bleed != boxes.whole() {
        dict.set("BleedBox", value(boxes.bleed));
    }
    dict.with("TrimBox", value(boxes.trim))
}

/// The trees over all pages of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trees {
    /// The page tree.
    pub pages: Ref,
    /// The structure tree.
    pub structure: Ref,
    /// The outline, if there is any.
    pub outline: Option<Ref>,
    /// Page labels, if any.
    pub labels: Option<Ref>,
    /// The parts of a run, if the file says which they are.
    pub parts: Option<Ref>,
}

/// Writes what a file is reached from.
pub(crate) fn write_end(
    sink: &mut impl Sink,
    trees: Trees,
    about: About<'_>,
    output: &WrittenOutput,
    filling: Filling,
) -> Whole {
    let info = about.standards.edition.has_info().then(|| write_info(sink, about, filling));
    let metadata = sink.alloc();
    let language = &about.document.language;
    // ISO 14289-1, 7.1: the window shows the title, not the file name.
    let mut preferences = Dict::new().with("DisplayDocTitle", true);
    if about.from_right {
        preferences.set("Direction", name("R2L"));
    }
    let mut catalog = Dict::of("Catalog")
        .with("Pages", trees.pages)
        .with("Metadata", metadata)
        .with("Lang", text(language.tag()))
        .with("StructTreeRoot", trees.structure)
        .with("MarkInfo", Dict::new().with("Marked", true))
        .with("ViewerPreferences", preferences);
    if let Some(outline) = trees.outline {
        catalog.set("Outlines", outline);
    }
    if let Some(labels) = trees.labels {
        catalog.set("PageLabels", labels);
    }
    if let Some(parts) = trees.parts {
        catalog.set("DPartRoot", parts);
    }
    let catalog = sink.push(catalog.with("OutputIntents", output.array()));
    Whole { catalog, info, metadata }
}
