//! The variable part of a copy: its texts set into shared pages, as content streams, fonts and tags.

use std::sync::Arc;

use super::fonts::BuiltFont;
use super::master::Master;
use super::prepared::{Prepared, PreparedVariant};
use super::structure::{PageNames, SharedStructure};
use super::texts::{Known, Texts};
use super::trace::{self, Codes};
use super::trace_line;
use super::variant::{Room, Variant, VariantPage, VariantSide};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::Size;
use crate::layout::composer::report_overfull;
use crate::layout::display::{ElementId, Owner, Structure};
use crate::layout::place::{Owners, line_items};
use crate::layout::questions::Typesetter;
use crate::manifest::page::{Hash, PageMark, PageParts, hash};
use crate::pdf::content::{Canvas, OwnEdges, OwnSlot, write_own_page};
use crate::pdf::deflate::deflate_short;
use crate::pdf::font::EncodeError;
use crate::pdf::fonts::FontTable;
use crate::pdf::images::ImageTable;
use crate::pdf::intent::Intent;
use crate::pdf::tags::OwnTags;

/// A copy's variable part, and what it shares with others.
pub(crate) struct VariablePart<'f> {
    /// The shared pages.
    pub pages: Arc<PreparedVariant<'f>>,
    /// The shared structure.
    pub structure: Arc<SharedStructure>,
    /// By page: its own content stream.
    pub contents: Vec<OwnContent>,
    /// Fonts that only some copies have, in the order in which pages name them.
    pub fonts: Vec<Arc<BuiltFont>>,
    /// How its pages are recognized.
    pub marks: Vec<PageMark>,
}

/// A copy that has been typeset.
pub(crate) struct SetCopy<'f> {
    /// The record's number.
    pub number: u64,
    /// Its master.
    pub prepared: Arc<Prepared<'f>>,
    /// Its variable part.
    pub part: VariablePart<'f>,
}

/// A copy's own content stream.
pub(crate) struct OwnContent {
    /// Compressed.
    pub deflated: Vec<u8>,
    /// Hash of the decoded stream.
    pub hash: Hash,
}

/// Sets the typesetter's values into pages. Problems are in `diagnostics`; if there are errors, nothing is returned.
pub(crate) fn set<'f>(
    prepared: &Prepared<'f>,
    typesetter: &mut Typesetter<'f>,
    known: &mut Known,
    number: u64,
    codes: &Codes,
    diagnostics: &mut Diagnostics,
) -> Option<VariablePart<'f>> {
    let master = &prepared.master;
    let (shared, mut texts) = find_variant(prepared, typesetter, known, diagnostics)?;
    let variant = &shared.variant;
    let mut structure = Structure { first: variant.tags.len(), ..Structure::default() };
    let hairline = master.styles.hairline;
    let mut owners: Vec<(usize, ElementId, Owners)> = Vec::new();
    let mut pages: Vec<Vec<OwnSlot>> = Vec::with_capacity(variant.pages.len());
    let mut slot = 0;
    for page in &variant.pages {
        let mut rooms = Vec::with_capacity(page.rooms.len());
        for room in &page.rooms {
            let mut items = Vec::new();
            let line = texts.lines(typesetter, room.slot, room.measure).get(room.line).cloned();
            let words = texts.words(room.slot).clone();
            if let Some(line) = line {
                if line.overfull.is_some() {
                    report_overfull(&words, &line, diagnostics);
                    return None;
                }
                let mut artifact;
                let owners = match room.owner {
                    Owner::Artifact(kind) => {
                        artifact = Owners::artifact(kind);
                        &mut artifact
                    }
                    Owner::Element(element) => {
                        let known = owners.iter().position(|(s, e, _)| (*s, *e) == (room.slot, element));
                        let index = known.unwrap_or_else(|| {
                            owners.push((room.slot, element, Owners::new(element, &words)));
                            owners.len() - 1
                        });
                        &mut owners[index].2
                    }
                };
                let Room { left, baseline, .. } = *room;
                line_items(
                    &typesetter.shaper,
                    &mut structure,
                    hairline,
                    &words,
                    line,
                    [left, baseline],
                    owners,
                    &mut items,
                );
            }
            let is_furniture = matches!(room.owner, Owner::Artifact(_));
            rooms.push(OwnSlot { slot, is_furniture, items });
            slot += 1;
        }
        pages.push(rooms);
    }

    let count = variant.pages.len();
    let mut table = FontTable::over(typesetter.fonts(), variant.encoders.clone());
    let mut tags = OwnTags::new(&variant.tags, structure.elements);
    let mut contents = Vec::with_capacity(count);
    let mut used: Vec<Vec<usize>> = Vec::with_capacity(count);
    let mut page_codes = Vec::with_capacity(count);
    for (index, (page, rooms)) in variant.pages.iter().zip(&pages).enumerate() {
        let code = codes.page(index + 1);
        let Some(symbol) = trace::symbol(&code, number, index + 1, count) else {
            let message = "the record's number does not fit the barcode";
            diagnostics.push(Diagnostic::error("trace-too-long", message));
            return None;
        };
        let (document, styles) = (&master.document, &master.styles);
        let document = (document, page.boxes.trim.size());
        let place = [number, index as u64 + 1, count as u64];
        let Some(mut line) = trace_line::place(typesetter, document, styles, &master.trace, place, &code) else {
            let message = "the line that identifies the page has no room beside the barcode";
            diagnostics.push(Diagnostic::error("trace-too-long", message));
            return None;
        };
        let trim = page.boxes.trim;
        line.iter_mut().for_each(|item| item.shift(trim.x, trim.y));
        let data = symbol.inside();
        let VariantPage { side, onto, .. } = *page;
        let Intent { stack, inks, .. } = &master.intent;
        let canvas = Canvas { side, onto, stack: *stack, height: page.boxes.media.height, inks };
        let edges = OwnEdges { symbol: (data.side, &data.modules), line: &line };
        let content = write_own_page(canvas, rooms, edges, &mut table, &mut tags);
        let deflated = deflate_short(&content.bytes);
        let mut decoded = content.bytes;
        decoded.resize(deflated.decoded_len, b'\n');
        contents.push(OwnContent { deflated: deflated.bytes, hash: hash(&decoded) });
        used.push(content.fonts);
        page_codes.push(code);
    }
    if diagnostics.has_errors() {
        return None;
    }
    let (fonts, names) = match name_fonts(master, variant, table, &used) {
        Ok(named) => named,
        Err(error) => {
            diagnostics.push(Diagnostic::error("font-unusable", error.to_string()));
            return None;
        }
    };
    let mut key = Vec::with_capacity(256);
    tags.shape(&mut key);
    key.extend_from_slice(b"fonts");
    for names in &names {
        key.extend_from_slice(format!("{:?}", names.fonts).as_bytes());
        key.extend_from_slice(format!("{:?}", names.own_fonts).as_bytes());
    }
    let counts: Vec<i32> = fonts.iter().map(|font| font.program.count).collect();
    key.extend_from_slice(format!("{counts:?}").as_bytes());
    let make = |key| SharedStructure::new(key, variant.tags.filled(&tags), names, counts);
    let structure = shared.structure(key, make);
    let digests = Digests { master, variant, contents: &contents, structure: &structure, fonts: &fonts };
    let mark = |(index, side): (usize, &VariantSide)| {
        let codes: Vec<&str> = side.pages.iter().map(|&page| page_codes[page].as_str()).collect();
        PageMark { code: codes.join(" "), digest: digests.side(index) }
    };
    let marks = variant.sides.iter().enumerate().map(mark).collect();
    Some(VariablePart { pages: shared.clone(), structure, contents, fonts, marks })
}

/// The variant that serves the typesetter's values, known or new; and the copy's texts.
fn find_variant<'f>(
    prepared: &Prepared<'f>,
    typesetter: &mut Typesetter<'f>,
    known: &mut Known,
    diagnostics: &mut Diagnostics,
) -> Option<(Arc<PreparedVariant<'f>>, Texts)> {
    let master = &prepared.master;
    let mut texts = Texts::recurring(typesetter, &master.slots, &master.recurs, known, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let known = prepared.find(|variant| {
        // Where the header names both the patient and the page, the texts depend on the number of pages.
        if texts.count() != variant.slots.len() {
            texts = Texts::new(typesetter, &variant.slots, &mut Diagnostics::default());
        }
        variant.serves(&mut texts, typesetter)
    });
    if let Some(known) = known {
        return Some((known, texts));
    }
    // A text that is too wide for a page without margins fits nowhere on it: no pages are laid out to see that.
    let Size { width, height } = master.document.theme.paper;
    let widest = width.max(height);
    for slot in 0..texts.count() {
        let overfull = texts.lines(typesetter, slot, widest).iter().find(|line| line.overfull.is_some()).cloned();
        if let Some(line) = overfull {
            report_overfull(texts.words(slot), &line, diagnostics);
            return None;
        }
    }
    match Variant::new(master, typesetter, diagnostics) {
        Ok(variant) => {
            let shared = prepared.keep(variant?);
            let texts = Texts::new(typesetter, &shared.variant.slots, diagnostics);
            Some((shared, texts))
        }
        Err(error) => {
            diagnostics.push(Diagnostic::error("font-unusable", error.to_string()));
            None
        }
    }
}

/// The fonts that this copy has but not every copy, and what each page names.
fn name_fonts<'f>(
    master: &Master<'f>,
    variant: &Variant<'f>,
    table: FontTable<'f>,
    used: &[Vec<usize>],
) -> Result<(Vec<Arc<BuiltFont>>, Vec<PageNames>), EncodeError> {
    let own = table.into_encoders();
    let mut places: Vec<usize> = Vec::new();
    let mut pages = Vec::with_capacity(used.len());
    for side in &variant.sides {
        let on_it = || side.pages.iter().map(|&page| (&variant.pages[page], &used[page]));
        let mut names = PageNames::default();
        for &image in on_it().flat_map(|(page, _)| &page.images) {
            if !names.images.contains(&image) {
                names.images.push(image);
            }
        }
        let fonts = on_it().flat_map(|(page, used)| page.fonts.iter().chain(used)).chain(&side.fonts);
        let mut all: Vec<usize> = fonts.copied().collect();
        all.sort_unstable();
        all.dedup();
        for at in all {
            if at < master.fonts.len() {
                names.fonts.push(at);
                continue;
            }
            let place = places.iter().position(|known| *known == at).unwrap_or_else(|| {
                places.push(at);
                places.len() - 1
            });
            names.own_fonts.push((at, place));
        }
        pages.push(names);
    }
    let (alphabets, lines) = (master.encoders.len(), variant.encoders.len());
    let font = |at: usize| match at {
        at if at < alphabets => master.cache.font(&master.encoders[at].1),
        at if at < lines => Ok(variant.fonts[at - alphabets].clone()),
        at => master.cache.font(&own[at - lines].1),
    };
    let fonts = places.into_iter().map(font).collect::<Result<Vec<_>, _>>()?;
    Ok((fonts, pages))
}

/// The digest of a side with the pages of several copies, between frames with these hashes.
pub(crate) fn stacked_digest(copies: &[Option<SetCopy<'_>>], page: usize, frames: &[Hash]) -> [u8; 16] {
    let mut contents = Vec::with_capacity(3 * copies.len() + 1);
    let (mut fonts, mut images) = (Vec::new(), Vec::new());
    let mut parts = PageParts::default();
    for (copy, frame) in copies.iter().zip(frames) {
        contents.push(*frame);
        let Some(copy) = copy.as_ref().filter(|copy| page < copy.part.contents.len()) else { continue };
        let digests = copy.digests();
        contents.extend([digests.variant.pages[page].content.hash, digests.contents[page].hash]);
        let [of_fonts, of_images] = digests.named(page);
        fonts.extend(of_fonts);
        images.extend(of_images);
        (parts.media, parts.boxes) = digests.variant.sides[page].boxes.areas();
        parts.more = digests.master.states_hash;
    }
    contents.extend(frames.last());
    parts.contents = contents;
    parts.fonts = fonts.iter().map(|(name, hash): &(String, Hash)| (name.as_str(), *hash)).collect();
    parts.xobjects = images.iter().map(|(name, hash): &(String, Hash)| (name.as_str(), *hash)).collect();
    parts.digest()
}

impl<'f> SetCopy<'f> {
    fn digests(&self) -> Digests<'_, 'f> {
        let VariablePart { pages, structure, contents, fonts, .. } = &self.part;
        Digests { master: &self.prepared.master, variant: &pages.variant, contents, structure, fonts }
    }
}

/// What determines the digests of a copy's pages.
struct Digests<'d, 'f> {
    master: &'d Master<'f>,
    variant: &'d Variant<'f>,
    contents: &'d [OwnContent],
    structure: &'d SharedStructure,
    fonts: &'d [Arc<BuiltFont>],
}

impl Digests<'_, '_> {
    /// The digest of a side.
    fn side(&self, index: usize) -> [u8; 16] {
        let side = &self.variant.sides[index];
        let [fonts, images] = self.named(index);
        let (media, boxes) = side.boxes.areas();
        let content = |page: usize| [self.variant.pages[page].content.hash, self.contents[page].hash];
        let parts = PageParts {
            media,
            boxes,
            contents: side.pieces(content, |at| self.variant.frames[at].hash),
            fonts: fonts.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
            xobjects: images.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
            annotations: self.structure.annotations(index).to_vec(),
            more: self.master.states_hash,
        };
        parts.digest()
    }

    /// The fonts and images that a side names.
    fn named(&self, index: usize) -> [Vec<(String, Hash)>; 2] {
        let Digests { master, structure, fonts, .. } = self;
        let (names, stack) = (structure.names(index), master.intent.stack);
        let shared = names.fonts.iter().map(|&at| (FontTable::name(at, stack), master.fonts[at].hash));
        let own = names.own_fonts.iter().map(|&(name, place)| (FontTable::name(name, stack), fonts[place].hash));
        let image = |&at: &usize| Some((ImageTable::name(at, stack), master.image_hashes.get(at).copied().flatten()?));
        [shared.chain(own).collect(), names.images.iter().filter_map(image).collect()]
    }
}
