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
use crate::layout::lines::{Rhythm, natural_width};
use crate::layout::questions::{Asked, Typesetter};
use crate::manifest::page::{Hash, hash};
use crate::model::document::Text;
use crate::paginate::Pages;
use crate::pdf::content::write_page;
use crate::pdf::deflate::Deflater;
use crate::pdf::font::EncodeError;
use crate::pdf::fonts::{FixedFonts, FontTable};
use crate::pdf::tags::Tags;
use crate::sheet::boxes::PageBoxes;
use crate::sheet::place;
use crate::style::TextLook;

/// Pages with room for a copy's own texts.
pub(crate) struct Variant<'f> {
    /// What distinguishes it from other variants.
    pub key: [u8; 32],
    /// The pages.
    pub pages: Vec<VariantPage>,
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

/// What all copies share of a page.
#[derive(Clone, Debug)]
pub(crate) struct VariantPage {
    /// Its boxes.
    pub boxes: PageBoxes,
    /// The shared content stream, compressed.
    pub deflated: Vec<u8>,
    /// Hash of the decoded stream.
    pub hash: Hash,
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
        let mut tags = Tags::new(structure, pages.len());
        let mut deflater = Deflater::thorough();
        let mut key = Sha256::new();
        key.update(master.key);
        let mut written = Vec::with_capacity(pages.len());
        let count = pages.len();
        for (index, page) in pages.iter_mut().enumerate() {
            page.items.push(trace_line::frame(&master.document, count));
            let boxes = place(page, master.intent.press.as_deref());
            let inks = &master.intent.inks;
            let mut content = write_page(page, index, inks, &mut table, &mut images, &mut tags);
            let data = trace_line::data_place(&master.document, count).shifted(boxes.trim.x, boxes.trim.y);
            content.open_furniture(page.size.height, inks, data);
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
            let deflated = deflater.deflate(&content.bytes);
            let mut decoded = content.bytes;
            decoded.resize(deflated.decoded_len, b'\n');
            let hash = hash(&decoded);
            key.update(hash);
            key.update(format!("{rooms:?}"));
            let (fonts, images) = (content.fonts, content.images);
            written.push(VariantPage { boxes, deflated: deflated.bytes, hash, fonts, images, rooms });
        }
        let own = table.into_encoders();
        let fonts = own.iter().map(|(_, encoder)| master.cache.font(encoder)).collect::<Result<Vec<_>, _>>()?;
        let mut encoders = master.encoders.clone();
        if !own.is_empty() {
            encoders = Arc::new(encoders.iter().cloned().chain(own).collect());
        }
        fonts.iter().for_each(|font| key.update(font.key));
        let texts = Texts::new(typesetter, &slots.texts, diagnostics);
        Ok(Some(Variant {
            key: key.finalize().into(),
            pages: written,
            tags,
            encoders,
            fonts,
            rhythms: texts.rhythms(typesetter.fonts()),
            slots: slots.texts,
            asked: slots.asked,
        }))
    }

    /// Whether a copy's texts take the same room.
    pub(crate) fn serves(&self, texts: &mut Texts, typesetter: &mut Typesetter<'_>) -> bool {
        texts.count() == self.slots.len()
            && texts.rhythms(typesetter.fonts()) == self.rhythms
            && self.asked.iter().all(|asked| match asked {
                Asked::Lines { slot, measure, count } => texts.lines(typesetter, *slot, *measure).len() == *count,
                Asked::Fits { slot, room, fits } => {
                    (natural_width(&typesetter.shaper, &texts.words(*slot).shaped) <= *room) == *fits
                }
                Asked::Exact { slot, text } => texts.words(*slot).shaped.text == *text,
            })
    }
}
