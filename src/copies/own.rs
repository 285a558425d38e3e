//! A copy's own part: its texts set into shared pages, as content streams, fonts and tags.

use std::sync::Arc;

use super::fonts::BuiltFont;
use super::shape::{PageNames, Shape};
use super::template::Template;
use super::texts::{Known, Texts};
use super::trace::{self, Codes};
use super::trace_line;
use super::variant::{Room, Variant};
use crate::diag::{Diagnostic, Diagnostics};
use crate::layout::display::{ElementId, Owner, Structure};
use crate::layout::place::{Owners, line_items};
use crate::layout::questions::Typesetter;
use crate::manifest::page::{Hash, PageMark, PageParts, hash};
use crate::pdf::content::{Furniture, OwnSlot, write_own_page};
use crate::pdf::deflate::deflate_short;
use crate::pdf::font::EncodeError;
use crate::pdf::fonts::FontTable;
use crate::pdf::images::ImageTable;
use crate::pdf::tags::OwnTags;

/// A copy's own part, and what it shares.
pub struct Own<'f> {
    /// The shared pages.
    pub variant: Arc<Variant<'f>>,
    /// The shared structure.
    pub shape: Arc<Shape>,
    /// By page: its own content stream.
    pub contents: Vec<OwnContent>,
    /// Fonts that only some copies have, in the order in which pages name them.
    pub fonts: Vec<Arc<BuiltFont>>,
    /// How its pages are recognized.
    pub marks: Vec<PageMark>,
}

/// A copy's own content stream.
pub struct OwnContent {
    /// Compressed.
    pub deflated: Vec<u8>,
    /// Hash of the decoded stream.
    pub hash: Hash,
}

/// Sets the typesetter's values into pages. Problems are in `diagnostics`; if there are errors, nothing is returned.
pub fn set<'f>(
    template: &Template<'f>,
    typesetter: &mut Typesetter<'f>,
    known: &mut Known,
    number: u64,
    codes: &Codes,
    diagnostics: &mut Diagnostics,
) -> Option<Own<'f>> {
    let (variant, mut texts) = variant(template, typesetter, known, diagnostics)?;
    let mut structure = Structure { first: variant.tags.len(), ..Structure::default() };
    let hairline = template.styles.hairline;
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
                    let message = "a patient's value is too wide for its space and cannot be broken";
                    diagnostics.push(Diagnostic::error("overfull", message));
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
        let (document, styles) = (&template.document, &template.styles);
        let place = [number, index as u64 + 1, count as u64];
        let Some(line) = trace_line::place(typesetter, document, styles, &template.trace, place, &code) else {
            let message = "the line that identifies the page has no room beside the barcode";
            diagnostics.push(Diagnostic::error("trace-too-long", message));
            return None;
        };
        let data = symbol.inside();
        let furniture = Furniture { symbol: (data.side, &data.modules), line: &line };
        let content = write_own_page(page.size.height, index, rooms, furniture, &mut table, &mut tags);
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
    let (fonts, names) = match name_fonts(template, &variant, table, &used) {
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
    let shape = variant.shape(&key, || Shape::new(key.clone(), variant.tags.filled(&tags), names, counts));
    let mark = |(index, code): (usize, String)| {
        let digest = digest(template, &variant, index, &contents[index], &shape, &fonts);
        PageMark { code, digest }
    };
    let marks = page_codes.into_iter().enumerate().map(mark).collect();
    Some(Own { variant, shape, contents, fonts, marks })
}

/// The variant that serves the typesetter's values, known or new; and the copy's texts.
fn variant<'f>(
    template: &Template<'f>,
    typesetter: &mut Typesetter<'f>,
    known: &mut Known,
    diagnostics: &mut Diagnostics,
) -> Option<(Arc<Variant<'f>>, Texts)> {
    let mut texts = Texts::of_template(typesetter, template, known, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let known = template.variant(|variant| {
        // Where the header names both the patient and the page, the texts depend on the number of pages.
        if texts.count() != variant.slots.len() {
            texts = Texts::new(typesetter, &variant.slots, &mut Diagnostics::default());
        }
        variant.serves(&mut texts, typesetter)
    });
    if let Some(known) = known {
        return Some((known, texts));
    }
    match Variant::new(template, typesetter, diagnostics) {
        Ok(variant) => {
            let variant = Arc::new(variant?);
            template.keep(&variant);
            let texts = Texts::new(typesetter, &variant.slots, diagnostics);
            Some((variant, texts))
        }
        Err(error) => {
            diagnostics.push(Diagnostic::error("font-unusable", error.to_string()));
            None
        }
    }
}

/// The fonts that this copy has but not every copy, and what each page names.
fn name_fonts<'f>(
    template: &Template<'f>,
    variant: &Variant<'f>,
    table: FontTable<'f>,
    used: &[Vec<usize>],
) -> Result<(Vec<Arc<BuiltFont>>, Vec<PageNames>), EncodeError> {
    let own = table.into_encoders();
    let mut places: Vec<usize> = Vec::new();
    let mut pages = Vec::with_capacity(used.len());
    for (page, used) in variant.pages.iter().zip(used) {
        let mut names = PageNames { images: page.images.clone(), ..PageNames::default() };
        let mut all: Vec<usize> = page.fonts.iter().chain(used).copied().collect();
        all.sort_unstable();
        all.dedup();
        for at in all {
            if at < template.fonts.len() {
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
    let (alphabets, lines) = (template.encoders.len(), variant.encoders.len());
    let font = |at: usize| match at {
        at if at < alphabets => template.cache.font(&template.encoders[at].1),
        at if at < lines => Ok(variant.fonts[at - alphabets].clone()),
        at => template.cache.font(&own[at - lines].1),
    };
    let fonts = places.into_iter().map(font).collect::<Result<Vec<_>, _>>()?;
    Ok((fonts, pages))
}

/// The digest of a page.
fn digest(
    template: &Template<'_>,
    variant: &Variant<'_>,
    index: usize,
    own: &OwnContent,
    shape: &Shape,
    fonts: &[Arc<BuiltFont>],
) -> [u8; 16] {
    let page = &variant.pages[index];
    let names = shape.names(index);
    let shared = names.fonts.iter().map(|&at| (FontTable::name(at), template.fonts[at].hash));
    let own_fonts = names.own_fonts.iter().map(|&(name, place)| (FontTable::name(name), fonts[place].hash));
    let named: Vec<(String, Hash)> = shared.chain(own_fonts).collect();
    let image = |&at: &usize| Some((ImageTable::name(at), template.image_hashes.get(at).copied().flatten()?));
    let images: Vec<(String, Hash)> = names.images.iter().filter_map(image).collect();
    let parts = PageParts {
        media: [0, 0, page.size.width.0, page.size.height.0],
        contents: vec![page.hash, own.hash],
        fonts: named.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
        xobjects: images.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
        annotations: shape.annotations(index).to_vec(),
        ..PageParts::default()
    };
    parts.digest()
}
