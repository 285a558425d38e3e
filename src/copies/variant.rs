//! A variant of a master: pages laid out once that serve all copies whose texts take the same room.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::fonts::BuiltFont;
use super::master::{Master, lay_out};
use super::texts::Texts;
use super::trace_line;
use crate::diag::Diagnostics;
use crate::geom::Length;
use crate::layout::display::{Content, Owner};
use crate::layout::lines::{Rhythm, longest_word, natural_width};
use crate::layout::questions::{Asked, Typesetter};
use crate::manifest::page::{Hash, hash};
use crate::model::document::Text;
use crate::paginate::Pages;
use crate::pdf::content::{write_frames, write_page};
use crate::pdf::deflate::Deflater;
use crate::pdf::font::EncodeError;
use crate::pdf::fonts::{FixedFonts, FontTable};
use crate::pdf::tags::Tags;
use crate::sheet::boxes::PageBoxes;
use crate::sheet::sides::{Side, Transform, in_order};
use crate::style::TextLook;

/// Pages with room for a copy's own texts.
pub(crate) struct Variant<'f> {
    /// What distinguishes it from other variants.
    pub key: [u8; 32],
    /// The pages.
    pub pages: Vec<VariantPage>,
    /// The sides of sheets that they are on.
    pub sides: Vec<VariantSide>,
    /// What is around pages on sides.
    pub frames: Vec<SharedContent>,
    /// The tags of the shared content.
    pub tags: Tags,
    /// The master's encoders and its own for any glyphs at the ends of this variant's lines that those lack.
    pub encoders: FixedFonts<'f>,
    /// The fonts of its own encoders.
    pub fonts: Vec<Arc<BuiltFont>>,
    /// The texts that copies fill in.
    pub slots: Vec<(Text, TextLook)>,
    rhythms: Vec<Rhythm>,
    asked: Vec<Asked>,
}

/// A side of a sheet: a page of the file.
#[derive(Clone, Debug)]
pub(crate) struct VariantSide {
    /// Its boxes.
    pub boxes: PageBoxes,
    /// The pages on it.
    pub pages: Vec<usize>,
    /// What is around them, among the variant's frames: one more than there are pages, or nothing around a page that is
    /// alone.
    pub frames: Vec<usize>,
    /// Indices of the fonts of frames in the encoders.
    pub fonts: Vec<usize>,
}

impl VariantSide {
    /// Its content streams in order, made of what is on its pages, shared and a copy's own, and around them.
    pub(crate) fn pieces<T>(&self, page: impl Fn(usize) -> [T; 2], frame: impl Fn(usize) -> T) -> Vec<T> {
        in_order(self.frames.iter().map(|&at| frame(at)), self.pages.iter().map(|&at| page(at)))
    }
}

/// A content stream that all copies share.
#[derive(Clone, Debug)]
pub(crate) struct SharedContent {
    /// Compressed.
    pub deflated: Vec<u8>,
    /// Hash of the decoded stream.
    pub hash: Hash,
}

/// What all copies share of a page.
#[derive(Clone, Debug)]
pub(crate) struct VariantPage {
    /// Its boxes.
    pub boxes: PageBoxes,
    /// The side that it is on.
    pub side: usize,
    /// Its place there.
    pub onto: Transform,
    /// The shared content stream.
    pub content: SharedContent,
    /// Indices of its fonts in the encoders.
    pub fonts: Vec<usize>,
    /// Indices of its images in the master's.
    pub images: Vec<usize>,
    /// The room it leaves.
    pub rooms: Vec<Room>,
}

/// Room for a line of a copy's own text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Which of the texts.
    pub slot: usize,
    /// Which of its lines.
    pub line: usize,
    /// Their maximum width.
    pub measure: Length,
    /// The line's left edge.
    pub left: Length,
    /// Baseline from the top.
    pub baseline: Length,
    /// The owner of its content.
    pub owner: Owner,
}

impl<'f> Variant<'f> {
    /// The variant that serves the typesetter's values.
    pub(crate) fn new(
        master: &Master<'f>,
        typesetter: &mut Typesetter<'f>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Variant<'f>>, EncodeError> {
        let laid_out = lay_out(typesetter, &master.document, &master.styles, diagnostics);
        let Some(Pages { mut pages, structure }) = laid_out else { return Ok(None) };
        let slots = std::mem::take(&mut typesetter.questions);
        let mut table = FontTable::over(typesetter.fonts(), master.encoders.clone());
        let mut images = master.images.clone();
        let (intent, count) = (&master.intent, pages.len());
        pages.iter_mut().for_each(|page| page.items.push(trace_line::frame(&master.document, page.size, count)));
        let sheets = intent.sheets(&pages, &master.document);
        let mut tags = Tags::new(structure, sheets.sides.len(), intent.standards.edition).in_stack(intent.stack);
        let mut deflater = Deflater::thorough();
        let mut key = Sha256::new();
        key.update(master.key);
        let mut shared = |bytes: Vec<u8>, key: &mut Sha256| {
            let deflated = deflater.deflate(&bytes);
            let mut decoded = bytes;
            decoded.resize(deflated.decoded_len, b'\n');
            let hash = hash(&decoded);
            key.update(hash);
            SharedContent { deflated: deflated.bytes, hash }
        };
        let mut written = Vec::with_capacity(pages.len());
        for (index, page) in pages.iter_mut().enumerate() {
            sheets.place(index, page);
            let (boxes, canvas) = (sheets.cell(index), sheets.canvas(index, intent.stack, &intent.inks));
            let mut content = write_page(page, canvas, &mut table, &mut images, &mut tags);
            let data =
                trace_line::data_place(&master.document, boxes.trim.size(), count).shifted(boxes.trim.x, boxes.trim.y);
            content.open_furniture(canvas, data);
            let rooms: Vec<Room> = page
                .items
                .iter()
                .filter_map(|item| match &item.content {
                    Content::Slot(slot) => Some(Room {
                        slot: slot.slot,
                        line: slot.line.index,
                        measure: slot.line.measure,
                        left: slot.left,
                        baseline: slot.baseline,
                        owner: item.owner,
                    }),
                    _ => None,
                })
                .collect();
            let (fonts, images) = (content.fonts, content.images);
            let content = shared(content.bytes, &mut key);
            key.update(format!("{rooms:?}"));
            let (side, onto) = sheets.home(index);
            written.push(VariantPage { boxes, side, onto, content, fonts, images, rooms });
        }
        let mut sides = Vec::with_capacity(sheets.sides.len());
        let mut frames: Vec<SharedContent> = Vec::new();
        for side in sheets.sides.iter().filter(|_| sheets.imposed) {
            let written = write_frames(side, &intent.inks, &mut table);
            let pages = side.places.iter().map(|placed| placed.page).collect();
            let mut made = VariantSide { boxes: side.boxes, pages, frames: Vec::new(), fonts: Vec::new() };
            for frame in written {
                made.fonts.extend(frame.fonts);
                let frame = shared(frame.bytes, &mut key);
                let known = frames.iter().position(|known| known.hash == frame.hash);
                made.frames.push(known.unwrap_or(frames.len()));
                frames.extend(known.is_none().then_some(frame));
            }
            sides.push(made);
        }
        if !sheets.imposed {
            let alone = |(page, side): (usize, &Side)| VariantSide {
                boxes: side.boxes,
                pages: vec![page],
                frames: Vec::new(),
                fonts: Vec::new(),
            };
            sides = sheets.sides.iter().enumerate().map(alone).collect();
        }
        let own = table.into_encoders();
        let fonts = own.iter().map(|(_, encoder)| master.cache.font(encoder)).collect::<Result<Vec<_>, _>>()?;
        let mut encoders = master.encoders.clone();
        if !own.is_empty() {
            encoders = Arc::new(encoders.iter().cloned().chain(own).collect());
        }
        fonts.iter().for_each(|font| key.update(font.key));
        let mut texts = Texts::new(typesetter, &slots.texts, diagnostics);
        Ok(Some(Variant {
            key: key.finalize().into(),
            pages: written,
            sides,
            frames,
            tags,
            encoders,
            fonts,
            rhythms: texts.rhythms(typesetter.fonts()).to_vec(),
            slots: slots.texts,
            asked: slots.asked,
        }))
    }

    /// The content streams that all copies share: those of pages, then those of frames.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &SharedContent> {
        self.pages.iter().map(|page| &page.content).chain(&self.frames)
    }

    /// Whether a copy's texts take the same room.
    pub(crate) fn serves(&self, texts: &mut Texts, typesetter: &mut Typesetter<'_>) -> bool {
        texts.count() == self.slots.len()
            && texts.rhythms(typesetter.fonts()) == self.rhythms.as_slice()
            && self.asked.iter().all(|asked| match asked {
                Asked::Lines { slot, measure, count } => texts.lines(typesetter, *slot, *measure).len() == *count,
                Asked::Fits { slot, room, fits } => {
                    (natural_width(&typesetter.shaper, &texts.words(*slot).shaped) <= *room) == *fits
                }
                Asked::Words { slot, room, fit } => {
                    (longest_word(&typesetter.shaper, &texts.words(*slot).shaped) <= *room) == *fit
                }
                Asked::Exact { slot, text } => texts.words(*slot).shaped.text == *text,
            })
    }
}
