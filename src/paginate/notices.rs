//! The language-assistance notices: a few as lines of the footer, many as balanced columns after the text.
//!
//! Columns are at the bottom of the last page, or on their own pages if it has no room for them. A notice is never
//! divided unless it is taller than a column can be. In large print, all are set that way, in one column.

use std::ops::Range;

use crate::color::Color;
use crate::geom::{Length, Rect};
use crate::layout::composer::Composer;
use crate::layout::display::{Artifact, Content, ElementId, Item, Owner, Role};
use crate::layout::lines::{LineBox, Rhythm, longest_word, rhythm};
use crate::layout::place::Owners;
use crate::layout::shaped::Words;
use crate::style::{Step, Styles};

/// This many notices or more are set in columns: as lines they would make a page's worth of footer.
const MANY: usize = 8;
/// Fewer are, too, if their lines take more than this share of the room between the margins, in permille.
const TALL: i32 = 250;
/// The minimum width of a column in permille of the notices' size: about thirty characters.
const COLUMN: i32 = 15_500;
/// Between two columns, likewise.
const GUTTER: i32 = 1_900;
/// The eye has to search among more columns than this.
const MOST_COLUMNS: i32 = 3;
/// Between two notices of a column, likewise; narrower spaces avoid an extra page.
const GAPS: [i32; 3] = [500, 380, 280];

/// All notices of a document, broken into lines.
pub(crate) struct Notices {
    entries: Vec<Entry>,
    setting: Setting,
    measure: Length,
    rule: Length,
    /// Above the columns.
    heading: Option<Entry>,
}

/// How notices are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    /// Below each other over the whole measure.
    Lines,
    /// In this many columns, each this wide.
    Columns { count: usize, width: Length, gutter: Length },
}

/// A notice with its lines.
struct Entry {
    words: Words,
    lines: Vec<LineBox>,
    rhythm: Rhythm,
}

/// Some lines of a notice: all of them, unless it is taller than a column.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    entry: usize,
    lines: Range<usize>,
    height: Length,
}

/// The notices of one page, column after column.
#[derive(Clone, Debug)]
pub(crate) struct NoticePage {
    columns: Vec<Vec<Piece>>,
    /// Between two notices of a column.
    gap: Length,
    /// From the rule above the notices to them; zero, without a rule, if they begin a page.
    below_rule: Length,
    /// The total height.
    pub height: Length,
}

/// A page's notices for screen readers, which must find them once.
pub(crate) enum NoticeOwners {
    /// Content: the owners of the heading's lines, until it is there, and of each notice's.
    Content(Option<Owners>, Vec<Owners>),
    /// Repeated for the eye.
    Artifact,
}

impl Notices {
    /// Breaks notices into lines; `room` is the height between the margins.
    pub(crate) fn new(composer: &mut Composer<'_, '_>, notices: Vec<Words>, room: Length) -> Notices {
        let measure = composer.measure;
        let rule = composer.styles.space(Step::Quarter);
        let columns = columns_for(composer, &notices, measure);
        let width = match columns {
            Setting::Columns { width, .. } if notices.len() >= MANY => width,
            _ => measure,
        };
        let entries = notices.into_iter().map(|words| Entry::new(composer, words, width)).collect();
        let mut all = Notices { entries, setting: Setting::Lines, measure, rule, heading: None };
        let is_large = composer.styles.large_print && !all.is_empty();
        if all.entries.len() >= MANY || is_large {
            all.setting = columns;
        } else if all.lines_height(&composer.styles) > room.permille(TALL) {
            all.setting = columns;
            if let Setting::Columns { width, .. } = columns
                && width != measure
            {
                let words = all.entries.into_iter().map(|entry| entry.words);
                all.entries = words.map(|words| Entry::new(composer, words, width)).collect();
            }
        }
        all
    }

    /// The same with a heading above columns.
    pub(crate) fn headed(self, composer: &mut Composer<'_, '_>, heading: Option<Words>) -> Notices {
        let heading = heading.filter(|_| self.in_columns()).map(|words| Entry::new(composer, words, self.measure));
        Notices { heading, ..self }
    }

    /// The height of the heading with the space below it.
    fn heading_height(&self) -> Length {
        self.heading.as_ref().map_or(Length::ZERO, |heading| heading.height() + heading.words.look.below)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether they are set in columns after the text rather than in the footer.
    pub(crate) fn in_columns(&self) -> bool {
        self.setting != Setting::Lines
    }

    /// All of them below each other, as in the footer.
    pub(crate) fn as_lines(&self, styles: &Styles) -> NoticePage {
        let whole = self.entries.iter().enumerate().flat_map(|(at, entry)| entry.pieces(at, entry.height()));
        let column: Vec<Piece> = whole.collect();
        let gap = styles.notice.below;
        NoticePage { columns: vec![column], gap, below_rule: self.rule, height: self.rule + self.lines_height(styles) }
    }

    /// The notices on one page with this room; `None` if they are in the footer or do not fit.
    pub(crate) fn fit(&self, room: Length, styles: &Styles) -> Option<NoticePage> {
        let column = room - self.rule - self.heading_height();
        let pieces = self.pieces(column);
        let mut gaps = GAPS.iter().map(|&gap| styles.notice.size.permille(gap));
        let mut page = gaps.find_map(|gap| self.divide(&pieces, 1, gap, column)).and_then(|mut pages| pages.pop())?;
        page.below_rule = self.rule;
        page.height += self.rule + self.heading_height();
        Some(page)
    }

    /// Divides the notices over as few pages as possible, each with this room and all equally tall.
    pub(crate) fn fill(&self, room: Length, styles: &Styles) -> Vec<NoticePage> {
        let least = self.entries.iter().map(|entry| entry.rhythm.leading).max().unwrap_or_default();
        // Where not even a line fits, the page has been reported as too small.
        let column = (room - self.heading_height()).max(least);
        let pieces = self.pieces(column);
        for pages in 1..=pieces.len() {
            for gap in GAPS {
                if let Some(mut pages) = self.divide(&pieces, pages, styles.notice.size.permille(gap), column) {
                    pages.iter_mut().for_each(|page| page.height += self.heading_height());
                    return pages;
                }
            }
        }
        Vec::new()
    }

    /// The pieces in columns of the smallest height, no more than `most`, on this many pages.
    fn divide(&self, pieces: &[Piece], pages: usize, gap: Length, most: Length) -> Option<Vec<NoticePage>> {
        let Setting::Columns { count, .. } = self.setting else { return None };
        let fits = |height| columns_needed(pieces, gap, height).is_some_and(|needed| needed <= pages * count);
        if !fits(most) {
            return None;
        }
        let (mut low, mut high) = (Length::ZERO, most);
        while low < high {
            let middle = Length(low.0 + (high.0 - low.0) / 2);
            if fits(middle) { high = middle } else { low = middle + Length(1) }
        }
        let columns = fill_columns(pieces, gap, low);
        let page = |columns: &[Vec<Piece>]| NoticePage {
            columns: columns.to_vec(),
            gap,
            below_rule: Length::ZERO,
            height: low,
        };
        Some(columns.chunks(count).map(page).collect())
    }

    fn pieces(&self, column: Length) -> Vec<Piece> {
        self.entries.iter().enumerate().flat_map(|(at, entry)| entry.pieces(at, column)).collect()
    }

    /// Owners below a new section of the document.
    pub(crate) fn owners(&self, composer: &mut Composer<'_, '_>) -> NoticeOwners {
        // The first element is the document.
        let section = composer.flow.structure.add(Role::Sect, Some(ElementId(0)));
        let heading = self.heading.as_ref().map(|entry| {
            let element = composer.flow.structure.add(Role::H2, Some(section));
            Owners::new(element, &entry.words)
        });
        let owners = self.entries.iter().map(|entry| {
            let element = composer.flow.structure.add(Role::P, Some(section));
            if entry.words.language != composer.language {
                composer.flow.structure.get_mut(element).language = Some(entry.words.language.clone());
            }
            Owners::new(element, &entry.words)
        });
        let owners = owners.collect();
        NoticeOwners::Content(heading, owners)
    }

    /// The items of a page's notices from `top` on.
    pub(crate) fn place(
        &self,
        composer: &mut Composer<'_, '_>,
        page: &NoticePage,
        top: Length,
        owners: &mut NoticeOwners,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        if page.below_rule > Length::ZERO {
            let rect = Rect { x: Length::ZERO, y: top, width: self.measure, height: composer.styles.hairline };
            let content = Content::Fill { rect, color: Color::Gray(0x66) };
            items.push(Item { owner: Owner::Artifact(Artifact::Footer), content });
        }
        let mut below_heading = top + page.below_rule;
        if let Some(Entry { words, lines, rhythm }) = &self.heading {
            let content = match owners {
                NoticeOwners::Content(heading, _) => heading.take(),
                NoticeOwners::Artifact => None,
            };
            // On a second page of notices, it is only repeated.
            let mut owners = content.unwrap_or_else(|| Owners::artifact(Artifact::Header));
            for line in lines {
                let y = below_heading + rhythm.ascent;
                composer.line_items(words, line.clone(), Length::ZERO, y, &mut owners, &mut items);
                below_heading += rhythm.leading;
            }
            below_heading += words.look.below;
        }
        for (index, column) in page.columns.iter().enumerate() {
            let left = self.column_left(index, composer.rtl());
            let mut y = below_heading;
            for piece in column {
                let Entry { words, lines, rhythm } = &self.entries[piece.entry];
                let mut artifact = Owners::artifact(Artifact::Footer);
                let owners = match owners {
                    NoticeOwners::Content(_, all) => &mut all[piece.entry],
                    NoticeOwners::Artifact => &mut artifact,
                };
                for line in &lines[piece.lines.clone()] {
                    composer.line_items(words, line.clone(), left, y + rhythm.ascent, owners, &mut items);
                    y += rhythm.leading;
                }
                y += page.gap;
            }
        }
        items
    }

    /// Columns follow each other in the document's direction.
    fn column_left(&self, index: usize, rtl: bool) -> Length {
        let Setting::Columns { width, gutter, .. } = self.setting else { return Length::ZERO };
        let start = (width + gutter) * index as i32;
        if rtl { self.measure - start - width } else { start }
    }

    fn lines_height(&self, styles: &Styles) -> Length {
        self.entries.iter().map(|entry| entry.height() + styles.notice.below).sum()
    }
}

impl Entry {
    fn new(composer: &mut Composer<'_, '_>, words: Words, width: Length) -> Entry {
        let lines = composer.lines(&words, width);
        let rhythm = rhythm(&words.shaped, words.look.leading, composer.typesetter.fonts());
        Entry { words, lines, rhythm }
    }

    fn height(&self) -> Length {
        self.rhythm.leading * self.lines.len() as i32
    }

    /// The notice whole, or in as few pieces as columns of this height allow.
    fn pieces(&self, entry: usize, column: Length) -> impl Iterator<Item = Piece> + use<> {
        let leading = self.rhythm.leading;
        let most =
            if self.height() <= column { self.lines.len() } else { (column.0 / leading.0.max(1)).max(1) as usize };
        let count = self.lines.len();
        (0..count).step_by(most.max(1)).map(move |start| {
            let lines = start..(start + most).min(count);
            Piece { entry, height: leading * lines.len() as i32, lines }
        })
    }
}

/// As many columns as possible, each wide enough to read and to hold the longest unbreakable piece.
fn columns_for(composer: &Composer<'_, '_>, notices: &[Words], measure: Length) -> Setting {
    let size = composer.styles.notice.size;
    let gutter = size.permille(GUTTER);
    let longest =
        notices.iter().map(|words| longest_word(&composer.typesetter.shaper, &words.shaped)).max().unwrap_or_default();
    let least = size.permille(COLUMN).max(longest);
    let width = |count: i32| (measure - gutter * (count - 1)) / count;
    let allowed = if composer.styles.large_print { 1 } else { MOST_COLUMNS };
    let most = (1..=allowed).rev().find(|&count| width(count) >= least).unwrap_or(1);
    Setting::Columns { count: most as usize, width: width(most), gutter }
}

/// The number of columns of a height that the pieces take; `None` if one of them is taller.
fn columns_needed(pieces: &[Piece], gap: Length, height: Length) -> Option<usize> {
    let (mut columns, mut used) = (1, None);
    for piece in pieces {
        if piece.height > height {
            return None;
        }
        let needed = used.map_or(piece.height, |used| used + gap + piece.height);
        let fits = needed <= height;
        columns += usize::from(!fits);
        used = Some(if fits { needed } else { piece.height });
    }
    Some(columns)
}

/// Fills columns of a height one after another.
fn fill_columns(pieces: &[Piece], gap: Length, height: Length) -> Vec<Vec<Piece>> {
    let mut columns: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = Length::ZERO;
    for piece in pieces {
        match columns.last_mut() {
            Some(column) if column.is_empty() || used + gap + piece.height <= height => {
                used += if column.is_empty() { piece.height } else { gap + piece.height };
                column.push(piece.clone());
            }
            _ => {
                used = piece.height;
                columns.push(vec![piece.clone()]);
            }
        }
    }
    columns
}
