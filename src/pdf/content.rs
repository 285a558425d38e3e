//! A page's content stream: display items in order, each within its marked content.

use pdf_writer::types::{ArtifactSubtype, ArtifactType};
use pdf_writer::{Content, Finish, Name, Settings, Str};

use super::encode::Neighbours;
use super::fonts::FontTable;
use super::images::ImageTable;
use super::tags::{Marks, OwnTags, Tags};
use crate::geom::{Length, Rect};
use crate::layout::display::{self, Artifact, ElementId, Item, Owner, Page, TextLine};
use crate::model::document::{Drawing, ImageData, Segment};
use crate::text::{Run, RunContent};

/// A page's content stream and what its resources must name.
#[derive(Clone, Debug, Default)]
pub struct PageContent {
    /// The stream, not compressed.
    pub bytes: Vec<u8>,
    /// Indices into the font table.
    pub fonts: Vec<usize>,
    /// Indices into the image table.
    pub images: Vec<usize>,
    /// Whether it shows any colour but grays.
    pub colored: bool,
}

/// What is open: a sequence of marked content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Element { element: ElementId, reversed: bool },
    Artifact { kind: Artifact, reversed: bool },
}

/// Writes the content of the page with this index.
pub fn write_page(
    page: &Page,
    index: usize,
    fonts: &mut FontTable<'_>,
    images: &mut ImageTable,
    tags: &mut Tags,
) -> PageContent {
    let mut writer = PageWriter::new(page.size.height, index, fonts, images, tags);
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

/// Writes the items that a copy has of its own on the page with this index, by the slot that they fill; after the slots,
/// items that fill none.
pub fn write_own_page(
    height: Length,
    index: usize,
    own: &[(usize, Vec<Item>)],
    rest: &[Item],
    fonts: &mut FontTable<'_>,
    tags: &mut OwnTags<'_>,
) -> PageContent {
    let mut images = ImageTable::default();
    let mut writer = PageWriter::new(height, index, fonts, &mut images, tags);
    for (slot, items) in own {
        writer.end_text();
        writer.end_mark();
        writer.tags.fill(*slot);
        for item in items {
            writer.item(item);
        }
    }
    for item in rest {
        writer.item(item);
    }
    writer.finish()
}

struct PageWriter<'w, 'f, M> {
    content: Content,
    height: Length,
    page: usize,
    fonts: &'w mut FontTable<'f>,
    images: &'w mut ImageTable,
    tags: &'w mut M,
    mark: Option<Mark>,
    in_text: bool,
    font: Option<(usize, Length)>,
    fill: Option<[u8; 3]>,
    out: PageContent,
}

impl<'w, 'f, M: Marks> PageWriter<'w, 'f, M> {
    fn new(
        height: Length,
        page: usize,
        fonts: &'w mut FontTable<'f>,
        images: &'w mut ImageTable,
        tags: &'w mut M,
    ) -> PageWriter<'w, 'f, M> {
        PageWriter {
            content: Content::with_settings(Settings { pretty: false }),
            height,
            page,
            fonts,
            images,
            tags,
            mark: None,
            in_text: false,
            font: None,
            fill: None,
            out: PageContent::default(),
        }
    }

    fn finish(mut self) -> PageContent {
        self.end_text();
        self.end_mark();
        let mut out = self.out;
        out.bytes = self.content.finish().into_vec();
        out
    }

    fn item(&mut self, item: &Item) {
        match &item.content {
            display::Content::Line(line) => self.line(line),
            display::Content::Fill { rect, color } => {
                self.end_text();
                self.begin_mark(mark_of(item.owner, false));
                self.fill(*color);
                let y = self.height - rect.bottom();
                self.content.rect(rect.x.to_pt(), y.to_pt(), rect.width.to_pt(), rect.height.to_pt());
                self.content.fill_nonzero();
            }
            // Room that is left open shows nothing.
            display::Content::Slot(_) => {}
            display::Content::Symbol { rect, side, modules } => {
                self.end_text();
                self.begin_mark(mark_of(item.owner, false));
                self.symbol(*rect, *side, modules);
            }
            display::Content::Picture { rect, image } => {
                self.end_text();
                self.end_mark();
                self.begin_mark(mark_of(item.owner, false));
                if let Owner::Element(element) = item.owner {
                    self.tags.place(element, self.page, self.turned(*rect));
                }
                match &image.data {
                    ImageData::Drawing(drawing) => self.drawing(drawing, *rect, [image.width, image.height]),
                    ImageData::Pixels { .. } | ImageData::Jpeg { .. } => {
                        let index = self.images.index(image);
                        if !self.out.images.contains(&index) {
                            self.out.images.push(index);
                        }
                        self.out.colored |= self.images.is_colored(index);
                        let [left, bottom, right, top] = self.turned(*rect);
                        self.content.save_state();
                        self.content.transform([right - left, 0.0, 0.0, top - bottom, left, bottom]);
                        self.content.x_object(Name(ImageTable::name(index).as_bytes()));
                        self.content.restore_state();
                    }
                }
            }
        }
    }

    /// A rectangle as PDF counts: left, bottom, right, top, y up.
    fn turned(&self, rect: Rect) -> [f32; 4] {
        let (bottom, top) = (self.height - rect.bottom(), self.height - rect.y);
        [rect.x.to_pt(), bottom.to_pt(), rect.right().to_pt(), top.to_pt()]
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
                // Shown as text of the left-to-right run before it.
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
                self.content.set_font(Name(FontTable::name(font).as_bytes()), size.to_pt());
            }
            self.fill(line.shaped.style.color);
            for show in shows {
                let left = placed.x + size.em_units(show.left, upem);
                let jump = match pen {
                    Some(pen) => left - pen,
                    None => {
                        let y = self.height - line.baseline;
                        self.content.set_text_matrix([1.0, 0.0, 0.0, 1.0, left.to_pt(), y.to_pt()]);
                        Length::ZERO
                    }
                };
                let mut positioned = self.content.show_positioned();
                let mut items = positioned.items();
                if jump != Length::ZERO {
                    items.adjust(-thousandths(jump, size));
                }
                let last = show.strings.len().saturating_sub(1);
                for (index, (string, kern)) in show.strings.iter().enumerate() {
                    items.show(Str(string));
                    if *kern != 0 && index != last {
                        items.adjust(-(*kern as f32 * 1000.0 / f32::from(upem)));
                    }
                }
                items.finish();
                positioned.finish();
                // A movement after the last string is not written: the next jump makes up for it.
                let unwritten = show.strings.last().map_or(0, |(_, kern)| *kern);
                pen = Some(left + size.em_units(show.width - unwritten, upem));
            }
            if let Owner::Element(element) = placed.owner {
                let face = fonts.face(*face).metrics();
                let ascent = size.em_units(face.ascent, upem).min(size);
                let descent = size.em_units(face.descent, upem).min(size.permille(300));
                let (x, y) = (placed.x, line.baseline - ascent);
                let rect = Rect { x, y, width: placed.width, height: ascent + descent };
                self.tags.place(element, self.page, self.turned(rect));
            }
        }
    }

    /// A barcode's dark modules, as an image mask in black: sharp at any resolution.
    fn symbol(&mut self, rect: Rect, side: usize, modules: &[bool]) {
        self.fill([0; 3]);
        let [left, bottom, right, top] = self.turned(rect);
        self.content.save_state();
        self.content.transform([right - left, 0.0, 0.0, top - bottom, left, bottom]);
        // Zero paints (ISO 32000-1, 8.9.6.2); in hexadecimal no byte of the data can be taken for the end of it.
        let mut image = format!("BI/W {side}/H {side}/IM true/F/AHx ID ");
        for row in modules.chunks(side) {
            for eight in row.chunks(8) {
                let bits =
                    eight.iter().enumerate().fold(0xFF_u8, |bits, (i, &dark)| bits & !(u8::from(dark) << (7 - i)));
                image.push_str(&format!("{bits:02x}"));
            }
        }
        image.push_str(">\nEI");
        self.content.op(&image);
        self.content.restore_state();
    }

    fn drawing(&mut self, drawing: &Drawing, rect: Rect, [width, height]: [u32; 2]) {
        let [left, _, right, top] = self.turned(rect);
        let scale = [(right - left) / width.max(1) as f32, rect.height.to_pt() / height.max(1) as f32];
        self.content.save_state();
        self.content.transform([scale[0], 0.0, 0.0, -scale[1], left, top]);
        for path in &drawing.paths {
            if let Some(color) = path.fill {
                self.fill(color);
            }
            if let Some((color, width)) = path.stroke {
                self.out.colored |= !is_gray(color);
                let [r, g, b] = color.map(|c| f32::from(c) / 255.0);
                self.content.set_stroke_rgb(r, g, b);
                self.content.set_line_width(width);
            }
            for segment in &path.segments {
                match *segment {
                    Segment::Move([x, y]) => self.content.move_to(x, y),
                    Segment::Line([x, y]) => self.content.line_to(x, y),
                    Segment::Cubic(a, b, c) => self.content.cubic_to(a[0], a[1], b[0], b[1], c[0], c[1]),
                    Segment::Close => self.content.close_path(),
                };
            }
            match (path.fill, path.stroke, path.even_odd) {
                (Some(_), Some(_), false) => self.content.fill_nonzero_and_stroke(),
                (Some(_), Some(_), true) => self.content.fill_even_odd_and_stroke(),
                (Some(_), None, false) => self.content.fill_nonzero(),
                (Some(_), None, true) => self.content.fill_even_odd(),
                (None, Some(_), _) => self.content.stroke(),
                (None, None, _) => self.content.end_path(),
            };
        }
        self.content.restore_state();
        self.fill = None;
    }

    fn fill(&mut self, color: [u8; 3]) {
        if self.fill == Some(color) {
            return;
        }
        self.fill = Some(color);
        let [r, g, b] = color.map(|c| f32::from(c) / 255.0);
        if is_gray(color) {
            self.content.set_fill_gray(r);
        } else {
            self.out.colored = true;
            self.content.set_fill_rgb(r, g, b);
        }
    }

    fn begin_text(&mut self) {
        if !self.in_text {
            // ISO 32000-1, 14.6.1: a sequence of marked content lies whole within a text object or whole without.
            self.end_mark();
            self.content.begin_text();
            self.in_text = true;
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.end_mark();
            self.content.end_text();
            self.in_text = false;
        }
    }

    fn begin_mark(&mut self, mark: Mark) {
        if self.mark == Some(mark) {
            return;
        }
        self.end_mark();
        match mark {
            Mark::Element { element, reversed } => {
                let mcid = self.tags.begin_content(element, self.page);
                let role = self.tags.role_name(element);
                let tag = if reversed { Name(b"ReversedChars") } else { role };
                let mut sequence = self.content.begin_marked_content_with_properties(tag);
                sequence.properties().identify(mcid);
            }
            Mark::Artifact { kind, reversed } => {
                let mut sequence = self.content.begin_marked_content_with_properties(Name(b"Artifact"));
                let mut artifact = sequence.properties().artifact();
                match kind {
                    Artifact::Header => {
                        artifact.kind(ArtifactType::Pagination);
                        artifact.subtype(ArtifactSubtype::Header);
                    }
                    Artifact::Footer => {
                        artifact.kind(ArtifactType::Pagination);
                        artifact.subtype(ArtifactSubtype::Footer);
                    }
                    Artifact::Layout => {
                        artifact.kind(ArtifactType::Layout);
                    }
                }
                artifact.finish();
                sequence.finish();
                if reversed {
                    self.content.begin_marked_content(Name(b"ReversedChars"));
                }
            }
        }
        self.mark = Some(mark);
    }

    fn end_mark(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.content.end_marked_content();
            if matches!(mark, Mark::Artifact { reversed: true, .. }) {
                self.content.end_marked_content();
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

fn is_gray(color: [u8; 3]) -> bool {
    color[0] == color[1] && color[1] == color[2]
}

/// A length in thousandths of the font size, as `TJ` counts.
fn thousandths(length: Length, size: Length) -> f32 {
    length.0 as f32 * 1000.0 / size.0 as f32
}
