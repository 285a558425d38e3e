//! Furniture: the running header, the footer's notices and the folio.
//!
//! Artifacts, except for the notices of the last page: they are content that a screen reader must find once.

use super::notices::{NoticeOwners, NoticePage, Notices};
use crate::color::Color;
use crate::diag::Diagnostics;
use crate::geom::{Length, Rect, Size};
use crate::lang::digits::Digits;
use crate::layout::composer::Composer;
use crate::layout::display::{Artifact, Content, Item, Owner};
use crate::layout::flow::Flow;
use crate::layout::lines::{natural_width, rhythm};
use crate::layout::place::Owners;
use crate::layout::questions::Typesetter;
use crate::layout::shaped::{Words, shape_all, shape_words, with_end};
use crate::model::document::{Align, Document, Header, Inline, InlineKind, Isolate, NoticesOn, Text};
use crate::source::Origin;
use crate::style::{Step, Styles, TextLook};

/// What every page repeats, with its heights.
pub(crate) struct Furniture<'d> {
    document: &'d Document,
    styles: &'d Styles,
    /// The notices, whether in the footer or after the text.
    pub notices: Notices,
    /// The notices as set in the footer.
    footer_notices: Option<NoticePage>,
    header: Option<[RunningText; 3]>,
    /// In place of a text that page 1 does not have.
    absent: Option<RunningText>,
    patient_line: Option<RunningText>,
    last_line: [RunningText; 2],
    /// From the page's top margin to the first row.
    pub header_height: Length,
    /// How much less that is on page 1 where the patient box, and not the header, says whose copy it is.
    pub spared_on_first: Length,
    /// The height of the footer's notices; zero if they come after the text.
    pub notices_height: Length,
    /// From the last row to the bottom margin, without notices.
    pub folio_height: Length,
    /// The trimmed page.
    pub paper: Size,
    /// Width of the text.
    pub measure: Length,
}

/// A text of the header or the last line: shaped once, unless it shows a page number.
struct RunningText {
    text: Text,
    look: TextLook,
    digits: Digits,
    shaped: Option<Words>,
}

/// What says on a page whose copy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identifies {
    /// A line in the header.
    Header,
    /// The patient box, in full: a line an inch above it would repeat it.
    Box,
}

/// Where a line of the furniture is.
#[derive(Clone, Copy)]
struct LineAt {
    /// What a logo takes of it at its start and at its end.
    sides: [Length; 2],
    /// Its top.
    y: Length,
    kind: Artifact,
}

/// From a logo to the text below it, in permille of the header's size.
const LOGO_GAP: i32 = 300;

impl<'d> Furniture<'d> {
    /// Shapes and measures the furniture of pages of a size. Notices are set as on the pages of `other`, if there are pages
    /// of another size.
    pub(crate) fn new(
        typesetter: &mut Typesetter<'_>,
        document: &'d Document,
        styles: &'d Styles,
        paper: Size,
        other: Option<&Furniture<'d>>,
        diagnostics: &mut Diagnostics,
    ) -> Furniture<'d> {
        let theme = &document.theme;
        let measure = paper.width - theme.margins.left - theme.margins.right;
        let notices = shape_all(typesetter, &document.notices, styles.notice, diagnostics);
        let heading = document.notices_heading.iter();
        let heading = heading.map(|text| shape_words(typesetter, text, styles.notices_heading(), diagnostics)).next();
        let look = styles.furniture;
        let digits = |text: &Text| document.lexicon.words(&text.language).digits;
        let mut running = |text: Text, look| RunningText::new(typesetter, digits(&text), text, look, diagnostics);
        // The space after the first of two texts hangs outside; readers that join the texts on a line need it.
        let header = document.header.as_ref().map(|Header { texts: [start, center, end], .. }| {
            [with_end(start, " "), with_end(center, " "), end.clone()].map(|text| running(text, look))
        });
        let leaves_out = document.header.as_ref().filter(|header| header.not_on_first.contains(&true));
        let absent = leaves_out.map(|header| Text { spans: vec![], ..header.texts[0].clone() });
        let absent = absent.map(|text| running(text, look));
        let patient_look = TextLook { bold: true, color: Color::BLACK, ..look };
        let patient_line = document.patient_line.as_ref().map(|line| running(line.clone(), patient_look));
        // From right to left the folio is drawn before the footer's text, and needs that space itself.
        let folio = with_end(&document.folio, if document.language.is_rtl() { " " } else { "" });
        let last_line = [running(with_end(&document.footer, " "), look), running(folio, look)];
        // Measured with numbers as wide as any handout's, so no page's own can take more room.
        let mut composer =
            Composer::over(typesetter, styles, &document.language, measure, Flow::default(), diagnostics);
        let between = |paper: Size| paper.height - theme.margins.top - theme.margins.bottom;
        let room = match other {
            // Without any room, they are in columns.
            Some(other) if other.notices.in_columns() => Length::ZERO,
            Some(other) => between(other.paper),
            None => between(paper),
        };
        let mut furniture = Furniture {
            document,
            styles,
            notices: Notices::new(&mut composer, notices, room).headed(&mut composer, heading),
            footer_notices: None,
            header,
            absent,
            patient_line,
            last_line,
            header_height: Length::ZERO,
            spared_on_first: Length::ZERO,
            notices_height: Length::ZERO,
            folio_height: Length::ZERO,
            paper,
            measure,
        };
        let gap = gap(styles);
        let mut height = |index: usize, identifies: Identifies| {
            let (items, bottom) = furniture.header_items(&mut composer, [index, 888], identifies);
            if items.is_empty() { Length::ZERO } else { bottom + gap }
        };
        let header_height = height(887, Identifies::Header);
        if furniture.patient_line.is_some() {
            let first = height(0, Identifies::Box);
            furniture.spared_on_first = (header_height - first).max(Length::ZERO);
        }
        furniture.header_height = header_height;
        if !furniture.notices.is_empty() && !furniture.notices.in_columns() {
            let page = furniture.notices.as_lines(styles);
            furniture.notices_height = page.height + gap / 2;
            furniture.footer_notices = Some(page);
        }
        furniture.folio_height = furniture.folio_items(&mut composer, 887, 888, Length::ZERO).1 + gap;
        furniture
    }

    /// A page's header items, in absolute coordinates except for the left margin. `page` is its index and the number of
    /// pages.
    pub(crate) fn header(
        &self,
        composer: &mut Composer<'_, '_>,
        page: [usize; 2],
        identifies: Identifies,
    ) -> Vec<Item> {
        let (mut items, _) = self.header_items(composer, page, identifies);
        for item in &mut items {
            item.shift(Length::ZERO, self.document.theme.margins.top);
        }
        items
    }

    /// The footer's items of a page, likewise.
    pub(crate) fn footer(&self, composer: &mut Composer<'_, '_>, index: usize, count: usize) -> Vec<Item> {
        let theme = &self.document.theme;
        let last = index + 1 == count;
        let bottom = self.paper.height - theme.margins.bottom;
        let mut items = Vec::new();
        let height = self.folio_height - gap(self.styles);
        let mut folio = self.folio_items(composer, index, count, bottom - height).0;
        // The two ends of the last line are also apart in the stream, or a reader that follows it would join them.
        let at_end = folio.split_off(1.min(folio.len()));
        items.extend(folio);
        let shown = |_: &&NoticePage| last || self.document.notices_on == NoticesOn::EveryPage;
        if let Some(page) = self.footer_notices.as_ref().filter(shown) {
            let top = bottom - self.folio_height - self.notices_height + gap(self.styles);
            let mut owners = if last { self.notices.owners(composer) } else { NoticeOwners::Artifact };
            items.append(&mut self.notices.place(composer, page, top, &mut owners));
        }
        items.extend(at_end);
        items
    }

    fn header_items(
        &self,
        composer: &mut Composer<'_, '_>,
        [index, count]: [usize; 2],
        identifies: Identifies,
    ) -> (Vec<Item>, Length) {
        let look = self.styles.furniture;
        let mut items = Vec::new();
        let mut y = Length::ZERO;
        if let (Some(header), Some(texts)) = (&self.document.header, &self.header) {
            let mut sides = [Length::ZERO; 2];
            let mut least = Length::ZERO;
            if let Some(logo) = &header.logo {
                // Unless it has a height, the logo is as tall as two lines of the header.
                let height = logo.height.unwrap_or(look.leading * 2);
                let width = Length(height.0 * i64::from(logo.image.width) / i64::from(logo.image.height.max(1)));
                let end = self.measure - width;
                let (x, side) = match (logo.place, composer.rtl()) {
                    (Align::Center, _) => (end / 2, None),
                    (Align::Start, false) | (Align::End, true) => (Length::ZERO, Some(logo.place)),
                    (Align::Start, true) | (Align::End, false) => (end, Some(logo.place)),
                };
                let rect = Rect { x, y, width, height };
                let content = Content::Picture { rect, image: logo.image.clone() };
                items.push(Item { owner: Owner::Artifact(Artifact::Header), content });
                match side {
                    Some(place) => {
                        sides[usize::from(place == Align::End)] = width + look.size;
                        y = ((height - look.leading) / 2).max(Length::ZERO);
                        least = height;
                    }
                    None => y = height + look.size.permille(LOGO_GAP),
                }
            }
            let mut numbered = texts.each_ref().map(|text| text.numbered(composer, index, count));
            if let Some(absent) = self.absent.as_ref().filter(|_| index == 0) {
                for (place, _) in header.not_on_first.iter().enumerate().filter(|(_, absent)| **absent) {
                    numbered[place] = absent.numbered(composer, index, count);
                }
            }
            let line = LineAt { sides, y, kind: Artifact::Header };
            y = self.three_places(composer, &numbered, line, &mut items).max(least);
        }
        if let Some(line) = self.patient_line.as_ref().filter(|_| identifies == Identifies::Header) {
            let words = line.numbered(composer, index, count);
            y = self.lines_at(composer, &words, y, Align::Start, &mut Owners::artifact(Artifact::Header), &mut items);
        }
        if !items.is_empty() {
            let thickness = self.styles.header_rule;
            if thickness > Length::ZERO {
                y += self.styles.space(Step::Quarter);
                items.push(self.rule(y, thickness, self.styles.accent, Artifact::Header));
                y += thickness;
            }
            y = self.styles.scale.up(y);
        }
        (items, y)
    }

    /// The folio at the end edge, the footer's text at the start; also returns the height.
    fn folio_items(
        &self,
        composer: &mut Composer<'_, '_>,
        index: usize,
        count: usize,
        top: Length,
    ) -> (Vec<Item>, Length) {
        let [name, folio] = self.last_line.each_ref().map(|text| text.numbered(composer, index, count));
        let mut items = Vec::new();
        let line = LineAt { sides: [Length::ZERO; 2], y: top, kind: Artifact::Footer };
        let bottom = self.two_ends(composer, [&name, &folio], line, &mut items);
        (items, bottom - top)
    }

    /// Three texts on one line; the middle one is below the others if it has no room between them. Returns the bottom.
    fn three_places(
        &self,
        composer: &mut Composer<'_, '_>,
        [start, center, end]: &[Words; 3],
        line: LineAt,
        items: &mut Vec<Item>,
    ) -> Length {
        let mut bottom = self.two_ends(composer, [start, end], line, items);
        if center.shaped.text.trim().is_empty() {
            return bottom;
        }
        composer.depend_on(center);
        let widths = [start, center, end].map(|words| natural_width(&composer.typesetter.shaper, &words.shaped));
        let gap = self.styles.furniture.size * 2;
        let longer = (line.sides[0] + widths[0]).max(line.sides[1] + widths[2]);
        let is_between = longer * 2 + gap * 2 + widths[1] <= self.measure;
        let are_empty = [start, end].iter().all(|words| words.shaped.text.trim().is_empty());
        let top = if is_between || are_empty { line.y } else { bottom };
        let mut owners = Owners::artifact(line.kind);
        bottom = bottom.max(self.lines_at(composer, center, top, Align::Center, &mut owners, items));
        bottom
    }

    /// Two texts on one line, one at each edge; below each other if they don't fit. Returns the bottom.
    fn two_ends(
        &self,
        composer: &mut Composer<'_, '_>,
        [start, end]: [&Words; 2],
        LineAt { sides: [indent, outdent], y, kind }: LineAt,
        items: &mut Vec<Item>,
    ) -> Length {
        let gap = self.styles.furniture.size * 2;
        composer.depend_on(start);
        composer.depend_on(end);
        let [start_width, end_width] =
            [start, end].map(|words| natural_width(&composer.typesetter.shaper, &words.shaped));
        let one_line = indent + start_width + gap + end_width + outdent <= self.measure;
        let mut at_start = Vec::new();
        let bottom = self.lines_at(composer, start, y, Align::Start, &mut Owners::artifact(kind), &mut at_start);
        let [side, other_side] = if composer.rtl() { [-indent, outdent] } else { [indent, -outdent] };
        for item in &mut at_start {
            item.shift(side, Length::ZERO);
        }
        let top = if one_line { y } else { bottom };
        let mut at_end = Vec::new();
        // If it is below the other, in large print it begins at the same edge, where readers look for it.
        let below = !one_line && self.styles.large_print && indent + end_width <= self.measure;
        let edge = if below { Align::Start } else { Align::End };
        let end_bottom = self.lines_at(composer, end, top, edge, &mut Owners::artifact(kind), &mut at_end);
        let aside = if below { side } else { other_side };
        at_end.iter_mut().for_each(|item| item.shift(aside, Length::ZERO));
        // Drawn from left to right: a reader that follows the stream joins two texts if the second is to the left.
        let parts = if composer.rtl() && one_line { [at_end, at_start] } else { [at_start, at_end] };
        items.extend(parts.into_iter().flatten());
        bottom.max(end_bottom)
    }

    /// A text's lines from a given top; returns the bottom.
    fn lines_at(
        &self,
        composer: &mut Composer<'_, '_>,
        words: &Words,
        top: Length,
        place: Align,
        owners: &mut Owners,
        items: &mut Vec<Item>,
    ) -> Length {
        let rhythm = rhythm(&words.shaped, words.look.leading, composer.typesetter.fonts());
        let mut y = top;
        for line in composer.lines(words, self.measure) {
            // A line is at its own start edge; moved over, it ends at the other.
            let slack = self.measure - line.width;
            let (own, around) = (words.shaped.rtl, composer.rtl());
            let x = match (place, own == around) {
                (Align::Start, true) | (Align::End, false) => Length::ZERO,
                (Align::Center, _) => slack / 2,
                (Align::End, true) | (Align::Start, false) => slack,
            };
            let x = if own { -x } else { x };
            if x != Length::ZERO {
                composer.depend_on(words);
            }
            composer.line_items(words, line, x, y + rhythm.ascent, owners, items);
            y += rhythm.leading;
        }
        y
    }

    fn rule(&self, y: Length, thickness: Length, color: Color, kind: Artifact) -> Item {
        let rect = Rect { x: Length::ZERO, y, width: self.measure, height: thickness };
        Item { owner: Owner::Artifact(kind), content: Content::Fill { rect, color } }
    }
}

impl RunningText {
    fn new(
        typesetter: &mut Typesetter<'_>,
        digits: Digits,
        text: Text,
        look: TextLook,
        diagnostics: &mut Diagnostics,
    ) -> RunningText {
        let numbered = |span: &Inline| matches!(span.kind, InlineKind::PageNumber | InlineKind::PageCount);
        let shaped = (!text.spans.iter().any(numbered)).then(|| shape_words(typesetter, &text, look, diagnostics));
        RunningText { text, look, digits, shaped }
    }

    /// The text with the page number and the number of pages filled in.
    fn numbered(&self, composer: &mut Composer<'_, '_>, index: usize, count: usize) -> Words {
        if let Some(words) = &self.shaped {
            return words.clone();
        }
        let digits = self.digits;
        let number = |kind: &InlineKind| match kind {
            InlineKind::PageNumber => InlineKind::Words(digits.write(index as u64 + 1)),
            InlineKind::PageCount => InlineKind::Words(digits.write(count as u64)),
            kind => kind.clone(),
        };
        let mut spans: Vec<Inline> = Vec::new();
        for span in &self.text.spans {
            let kind = number(&span.kind);
            match (spans.last_mut(), &kind) {
                // Parts of one expression share its isolate: two isolates would trade places in right-to-left text.
                (
                    Some(Inline {
                        kind: InlineKind::Words(before),
                        isolate: Isolate::Ltr,
                        origin: Origin::Product,
                        ..
                    }),
                    InlineKind::Words(words),
                ) if span.isolate == Isolate::Ltr && span.origin == Origin::Product => {
                    before.push_str(words);
                }
                _ => spans.push(Inline { kind, ..span.clone() }),
            }
        }
        let text = Text { language: self.text.language.clone(), spans };
        shape_words(composer.typesetter, &text, self.look, composer.diagnostics)
    }
}

/// Between the furniture and the text.
pub(crate) fn gap(styles: &Styles) -> Length {
    styles.furniture_gap
}
