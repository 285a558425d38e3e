//! A page's content stream: display items in order, each within its marked content.

mod colors;
mod shapes;

pub(crate) use colors::STATES;

use std::sync::Arc;

use super::edition::Edition;
use super::encode::Neighbours;
use super::fonts::FontTable;
use super::images::ImageTable;
use super::inks::Inks;
use super::operators::Operators;
use super::tags::{Marks, OwnTags, Tags};
use crate::color::{Color, ColorSpaces};
use crate::geom::{Length, Rect};
use crate::layout::display::{self, Artifact, ElementId, Item, Owner, Page, Structure, TextLine};
use crate::model::document::{Image, ImageData};
use crate::sheet::sides::{Sheets, Side, Stack, Transform};
use crate::text::{Run, RunContent};

/// A page's content stream and what its resources must name.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageContent {
    /// The uncompressed stream.
    pub bytes: Vec<u8>,
    /// Indices into the font table.
    pub fonts: Vec<usize>,
    /// Indices into the image table.
    pub images: Vec<usize>,
    /// Which color spaces it uses besides gray.
    pub spaces: ColorSpaces,
}

/// The open sequence of marked content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Element {
        element: ElementId,
        reversed: bool,
    },
    Artifact {
        kind: Artifact,
        reversed: bool,
    },
    /// Around all of a copy's own artifacts, including text and other content.
    Furniture {
        reversed: bool,
    },
}

/// What a page's content is written on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canvas<'c> {
    /// The index of the side that it is on: a page of the file.
    pub side: usize,
    /// Its place there.
    pub onto: Transform,
    /// The copy's stack, which its names of fonts and images depend on.
    pub stack: Stack,
    /// The page's height.
    pub height: Length,
    /// How its colors are painted.
    pub inks: &'c Inks,
}

impl Sheets {
    /// What a page's content is written on.
    pub(crate) fn canvas<'c>(&self, page: usize, stack: Stack, inks: &'c Inks) -> Canvas<'c> {
        let (side, onto) = self.home(page);
        Canvas { side, onto, stack, height: self.cell(page).media.height, inks }
    }
}

/// Writes the content of a page.
pub(crate) fn write_page(
    page: &Page,
    canvas: Canvas<'_>,
    fonts: &mut FontTable<'_>,
    images: &mut ImageTable,
    tags: &mut Tags,
) -> PageContent {
    let mut writer = PageWriter::new(canvas, fonts, images, tags);
    for item in &page.items {
        match (&item.content, item.owner) {
            (display::Content::Slot(_), owner) => {
                writer.end_text();
                writer.end_mark();
                writer.tags.leave_open(owner);
            }
            _ => writer.item(item),
        }
    }
    writer.finish()
}

/// Writes what is around the pages on a side: before the first, between each and the next, and after the last.
pub(crate) fn write_frames(side: &Side, inks: &Inks, fonts: &mut FontTable<'_>) -> Vec<PageContent> {
    let height = side.boxes.media.height;
    let mut frames = Vec::with_capacity(side.places.len() + 1);
    for (index, placed) in side.places.iter().enumerate() {
        let mut content = Operators::default();
        if index > 0 {
            content.op(&[], "Q");
        }
        content.op(&[], "q");
        if let Some(clip) = placed.clip {
            let [left, bottom, right, top] = turned(height, clip);
            content.op(&[left, bottom, right - left, top - bottom], "re");
            content.op(&[], "W n");
        }
        content.op(&placed.transform.matrix(), "cm");
        frames.push(PageContent { bytes: content.finish(), ..PageContent::default() });
    }
    // Marks are artifacts: nothing of them is in the structure.
    let (mut images, mut tags) = (ImageTable::default(), Tags::new(Structure::default(), 0, Edition::default()));
    let canvas = Canvas { side: 0, onto: Transform::IDENTITY, stack: Stack::ALONE, height, inks };
    let mut writer = PageWriter::new(canvas, fonts, &mut images, &mut tags);
    writer.content.op(&[], "Q");
    side.marks.iter().for_each(|item| writer.item(item));
    frames.push(writer.finish());
    frames
}

/// What a copy puts in place of a slot.
pub(crate) struct OwnSlot {
    /// Which slot of the page.
    pub slot: usize,
    /// Whether it is an artifact.
    pub is_furniture: bool,
    /// Its content.
    pub items: Vec<Item>,
}

/// A copy's own content at the edges of a page, all of it artifacts.
pub(crate) struct OwnEdges<'i> {
    /// Modules on a side of its barcode, and the modules; its position was given to [`PageContent::open_furniture`].
    pub symbol: (usize, &'i [bool]),
    /// Content before the slots that are artifacts.
    pub line: &'i [Item],
}

impl PageContent {
    /// Ends a page's shared content with the beginning of every copy's own: artifacts, the first of them a barcode in a
    /// given place.
    ///
    /// ISO 32000-1, 7.8.2: streams of one page are read as one, divided between any two tokens.
    pub(crate) fn open_furniture(&mut self, canvas: Canvas<'_>, symbol: Rect) {
        let mut content = Operators::default();
        content.text("/Artifact<</Type/Pagination>>BDC\n");
        if canvas.inks.is_press() {
            content.named(colors::OVERPRINT, &[], "gs");
            content.op(&[0.0, 0.0, 0.0, 1.0], "k");
        } else {
            content.op(&[0.0], "g");
        }
        content.op(&[], "q");
        content.op(&onto(turned(canvas.height, symbol)), "cm");
        self.bytes.append(&mut content.finish());
    }
}

/// Writes a copy's own content of the page with this index, after content that [`PageContent::open_furniture`] ended.
pub(crate) fn write_own_page(
    canvas: Canvas<'_>,
    own: &[OwnSlot],
    edges: OwnEdges<'_>,
    fonts: &mut FontTable<'_>,
    tags: &mut OwnTags<'_>,
) -> PageContent {
    let mut images = ImageTable::default();
    let mut writer = PageWriter::new(canvas, fonts, &mut images, tags);
    writer.mark = Some(Mark::Furniture { reversed: false });
    writer.fill = Some(canvas.inks.paint(Color::BLACK));
    writer.overprint = canvas.inks.is_press().then_some(true);
    let (side, modules) = edges.symbol;
    writer.modules(side, modules);
    edges.line.iter().for_each(|item| writer.item(item));
    for slot in own.iter().filter(|slot| slot.is_furniture) {
        slot.items.iter().for_each(|item| writer.item(item));
    }
    writer.end_text();
    writer.end_mark();
    for slot in own.iter().filter(|slot| !slot.is_furniture) {
        writer.end_text();
        writer.end_mark();
        writer.tags.fill(slot.slot);
        slot.items.iter().for_each(|item| writer.item(item));
    }
    writer.finish()
}

/// A rectangle in PDF coordinates on a page of a given height: left, bottom, right, top, y up.
fn turned(height: Length, rect: Rect) -> [f32; 4] {
    let (bottom, top) = (height - rect.bottom(), height - rect.y);
    [rect.x.to_pt(), bottom.to_pt(), rect.right().to_pt(), top.to_pt()]
}

/// The matrix that maps the unit square onto a rectangle.
fn onto([left, bottom, right, top]: [f32; 4]) -> [f32; 6] {
    [right - left, 0.0, 0.0, top - bottom, left, bottom]
}

struct PageWriter<'w, 'f, M> {
    content: Operators,
    canvas: Canvas<'w>,
    fonts: &'w mut FontTable<'f>,
    images: &'w mut ImageTable,
    tags: &'w mut M,
    mark: Option<Mark>,
    in_text: bool,
    /// Where the last line of the open text began, from the page's lower left corner.
    line_start: [Length; 2],
    font: Option<(usize, Length)>,
    fill: Option<Color>,
    /// Whether what is painted overprints; unknown at first.
    overprint: Option<bool>,
    out: PageContent,
}

impl<'w, 'f, M: Marks> PageWriter<'w, 'f, M> {
    fn new(
        canvas: Canvas<'w>,
        fonts: &'w mut FontTable<'f>,
        images: &'w mut ImageTable,
        tags: &'w mut M,
    ) -> PageWriter<'w, 'f, M> {
        PageWriter {
            content: Operators::default(),
            canvas,
            fonts,
            images,
            tags,
            mark: None,
            in_text: false,
            line_start: [Length::ZERO; 2],
            font: None,
            fill: None,
            overprint: None,
            out: PageContent::default(),
        }
    }

    fn finish(mut self) -> PageContent {
        self.end_text();
        self.end_mark();
        let mut out = self.out;
        out.bytes = self.content.finish();
        out
    }

    fn item(&mut self, item: &Item) {
        match &item.content {
            display::Content::Line(line) => self.line(line),
            display::Content::Fill { rect, color } => {
                self.end_text();
                self.begin_mark(mark_of(item.owner, false));
                self.fill(*color);
                let y = self.canvas.height - rect.bottom();
                self.content.op(&[rect.x.to_pt(), y.to_pt(), rect.width.to_pt(), rect.height.to_pt()], "re");
                self.content.op(&[], "f");
            }
            // Room left open shows nothing.
            display::Content::Slot(_) => {}
            display::Content::Symbol { rect, side, modules } => {
                self.end_text();
                self.begin_mark(mark_of(item.owner, false));
                if let Owner::Element(element) = item.owner {
                    self.place(element, *rect);
                }
                self.symbol(*rect, *side, modules);
            }
            display::Content::Picture { rect, image } => {
                self.end_text();
                self.end_mark();
                self.begin_mark(mark_of(item.owner, false));
                if let Owner::Element(element) = item.owner {
                    self.place(element, *rect);
                }
                match &image.data {
                    ImageData::Drawing(drawing) => self.drawing(drawing, *rect, [image.width, image.height]),
                    ImageData::Pixels { .. } | ImageData::Jpeg { .. } => {
                        let index = self.image(image);
                        self.overprint(false);
                        self.content.op(&[], "q");
                        self.content.op(&onto(self.turned(*rect)), "cm");
                        self.content.named(&ImageTable::name(index, self.canvas.stack), &[], "Do");
                        self.content.op(&[], "Q");
                    }
                }
            }
        }
    }

    /// The index of a raster image that the page shows.
    fn image(&mut self, image: &Arc<Image>) -> usize {
        let index = self.images.index(image);
        if !self.out.images.contains(&index) {
            self.out.images.push(index);
        }
        self.out.spaces |= self.images.spaces(index, self.canvas.inks);
        index
    }

    fn turned(&self, rect: Rect) -> [f32; 4] {
        turned(self.canvas.height, rect)
    }

    /// Records where an element's content is on its side.
    fn place(&mut self, element: ElementId, rect: Rect) {
        let rect = self.canvas.onto.apply(self.turned(rect));
        self.tags.place(element, self.canvas.side, rect);
    }

    /// A line of text: one start, then a jump to each run's left edge, so that readers see one line.
    fn line(&mut self, line: &TextLine) {
        let mut pen: Option<Length> = None;
        let mut after_rtl = false;
        let text = &line.shaped.text;
        let is_white = |run: &Run| text[run.range.clone()].trim().is_empty();
        for (index, placed) in line.runs.iter().enumerate() {
            let RunContent::Glyphs { face, .. } = &placed.run.content else { continue };
            let rtl = placed.run.is_rtl();
            let size = placed.run.size;
            let ends_line = matches!(&line.runs[index + 1..], [only] if is_white(&only.run));
            if index > 0 && index + 1 == line.runs.len() && line.shaped.rtl && !after_rtl && is_white(&placed.run) {
                // Shown as text of the preceding left-to-right run.
                continue;
            }
            let neighbours = Neighbours { rtl_paragraph: line.shaped.rtl, after_rtl, ends_line };
            after_rtl = rtl;
            let fonts = self.fonts.fonts();
            let upem = fonts.face(*face).units_per_em();
            let (font, shows) = self.fonts.encode(*face, text, placed, neighbours);
            self.begin_text();
            self.begin_mark(mark_of(placed.owner, rtl));
            if !self.out.fonts.contains(&font) {
                self.out.fonts.push(font);
            }
            if self.font != Some((font, size)) {
                self.font = Some((font, size));
                self.content.named(&FontTable::name(font, self.canvas.stack), &[size.to_pt()], "Tf");
            }
            self.fill(placed.color);
            for show in shows {
                let left = placed.x + size.em_units(show.left, upem);
                let jump = match pen {
                    Some(pen) => left - pen,
                    None => {
                        let y = self.canvas.height - line.baseline;
                        let moved = [left - self.line_start[0], y - self.line_start[1]];
                        self.line_start = [left, y];
                        self.content.op(&moved.map(Length::to_pt), "Td");
                        Length::ZERO
                    }
                };
                self.content.begin_show();
                if jump != Length::ZERO {
                    self.content.adjust(-thousandths(jump, size));
                }
                let last = show.strings.len().saturating_sub(1);
                for (index, (string, kern)) in show.strings.iter().enumerate() {
                    self.content.string(string);
                    if *kern != 0 && index != last {
                        self.content.adjust(-(*kern as f32 * 1000.0 / f32::from(upem)));
                    }
                }
                self.content.end_show();
                // A movement after the last string is not written: the next jump compensates for it.
                let unwritten = show.strings.last().map_or(0, |(_, kern)| *kern);
                pen = Some(left + size.em_units(show.width - unwritten, upem));
            }
            if let Owner::Element(element) = placed.owner {
                let face = fonts.face(*face).metrics();
                let ascent = size.em_units(face.ascent, upem).min(size);
                let descent = size.em_units(face.descent, upem).min(size.permille(300));
                let (x, y) = (placed.x, line.baseline - ascent);
                let rect = Rect { x, y, width: placed.width, height: ascent + descent };
                self.place(element, rect);
            }
        }
    }

    fn begin_text(&mut self) {
        if !self.in_text {
            // ISO 32000-1, 14.6.1: a sequence of marked content is entirely inside or entirely outside a text object.
            self.end_inner_mark();
            self.content.op(&[], "BT");
            (self.in_text, self.line_start) = (true, [Length::ZERO; 2]);
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.end_inner_mark();
            self.content.op(&[], "ET");
            self.in_text = false;
        }
    }

    /// Ends everything that may not extend across the beginning or end of a text.
    fn end_inner_mark(&mut self) {
        match self.mark {
            Some(Mark::Furniture { .. }) => self.reverse_furniture(false),
            _ => self.end_mark(),
        }
    }

    /// Marks whether the characters of furniture are in reverse order.
    fn reverse_furniture(&mut self, reverse: bool) {
        if let Some(Mark::Furniture { reversed }) = &mut self.mark
            && *reversed != reverse
        {
            *reversed = reverse;
            match reverse {
                true => self.content.text("/ReversedChars BMC\n"),
                false => self.content.op(&[], "EMC"),
            }
        }
    }

    fn begin_mark(&mut self, mark: Mark) {
        if let (Some(Mark::Furniture { .. }), Mark::Artifact { reversed, .. }) = (self.mark, mark) {
            self.reverse_furniture(reversed);
            return;
        }
        if self.mark == Some(mark) {
            return;
        }
        self.end_mark();
        match mark {
            Mark::Element { element, reversed } => {
                let mcid = self.tags.begin_content(element, self.canvas.side);
                let role = self.tags.role_name(element);
                self.content.text("/");
                self.content.text(if reversed { "ReversedChars" } else { role });
                self.content.text(format!("<</MCID {mcid}>>BDC\n"));
            }
            Mark::Artifact { kind, reversed } => {
                self.content.text(match kind {
                    Artifact::Header => "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
                    Artifact::Footer => "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n",
                    Artifact::Layout => "/Artifact<</Type/Layout>>BDC\n",
                });
                if reversed {
                    self.content.text("/ReversedChars BMC\n");
                }
            }
            // Opened by the shared content.
            Mark::Furniture { .. } => {}
        }
        self.mark = Some(mark);
    }

    fn end_mark(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.content.op(&[], "EMC");
            if matches!(mark, Mark::Artifact { reversed: true, .. } | Mark::Furniture { reversed: true }) {
                self.content.op(&[], "EMC");
            }
        }
    }
}

fn mark_of(owner: Owner, reversed: bool) -> Mark {
    match owner {
        Owner::Element(element) => Mark::Element { element, reversed },
        Owner::Artifact(kind) => Mark::Artifact { kind, reversed },
    }
}

/// A length in thousandths of the font size, the unit of `TJ`.
fn thousandths(length: Length, size: Length) -> f32 {
    length.0 as f32 * 1000.0 / size.0 as f32
}
