//! Pages on the sides of sheets: one on each, or several, with their transformations and what is around them.

use super::boxes::PageBoxes;
use super::marks::{Edges, marks};
use super::schemes::{Slot, grid, sides, stacked};
use crate::geom::{Length, Rect, Size};
use crate::imposition::{Binding, Imposition, Scheme};
use crate::layout::display::{Item, Page};
use crate::press::{MARKS, Press};

/// What is printed: sides of sheets, and where pages are on them.
#[derive(Clone, Debug)]
pub(crate) struct Sheets {
    /// The sides, each of them a page of the file.
    pub sides: Vec<Side>,
    /// By page: its side, and its place there.
    homes: Vec<(usize, Placed)>,
    /// By page: its boxes by itself.
    cells: Vec<PageBoxes>,
    /// Whether pages are put on sheets. If not, a side is nothing but its page.
    pub imposed: bool,
}

/// A side of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// Its boxes.
    pub boxes: PageBoxes,
    /// What is on it.
    pub places: Vec<Placed>,
    /// Marks around all of it.
    pub marks: Vec<Item>,
}

/// A page on a side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// The page's index.
    pub page: usize,
    /// From the page's coordinates to the side's.
    pub transform: Transform,
    /// What is seen of it, in the side's coordinates.
    pub clip: Option<Rect>,
    /// Whether it is on the side already, and must not be read again.
    pub repeated: bool,
    /// Whether its top is at the top of the side, where there is room for its slug line.
    pub on_top: bool,
}

/// What is on a side, in order: each page between the frames around it. `pages` has the pieces of each page.
pub(crate) fn in_order<T>(
    frames: impl IntoIterator<Item = T>,
    pages: impl IntoIterator<Item = impl IntoIterator<Item = T>>,
) -> Vec<T> {
    let mut frames = frames.into_iter();
    let mut pieces: Vec<T> = Vec::new();
    for page in pages {
        pieces.extend(frames.next());
        pieces.extend(page);
    }
    pieces.extend(frames);
    pieces
}

/// Which of the stacks side by side a copy is in, where copies share sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stack {
    /// Its index.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

impl Stack {
    /// The sheets are the copy's own.
    pub(crate) const ALONE: Stack = Stack { index: 0, of: 1 };

    /// A name in the resources of a side, which its other copies do not use.
    pub(crate) fn name(self, kind: &str, index: usize) -> String {
        match self.index {
            0 => format!("{kind}{index}"),
            stack => format!("{kind}{index}.{stack}"),
        }
    }

    /// The id of the marked content that is this far among its copy's on a side: copies take turns.
    pub(crate) fn mcid(self, index: usize) -> i32 {
        (index * self.of + self.index) as i32
    }
}

/// A turn and a move, in PDF coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transform {
    turn: Turn,
    at: [Length; 2],
}

/// Counterclockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Placed {
    /// A page that is a side by itself.
    fn alone(page: usize) -> Placed {
        Placed { page, transform: Transform::IDENTITY, clip: None, repeated: false, on_top: true }
    }
}

impl Transform {
    /// Nothing changes.
    pub(crate) const IDENTITY: Transform = Transform { turn: Turn::None, at: [Length::ZERO; 2] };

    /// The matrix (ISO 32000-1, 8.3.3).
    pub(crate) fn matrix(&self) -> [f32; 6] {
        let [a, b, c, d] = match self.turn {
            Turn::None => [1.0, 0.0, 0.0, 1.0],
            Turn::Quarter => [0.0, 1.0, -1.0, 0.0],
            Turn::Half => [-1.0, 0.0, 0.0, -1.0],
            Turn::ThreeQuarters => [0.0, -1.0, 1.0, 0.0],
        };
        [a, b, c, d, self.at[0].to_pt(), self.at[1].to_pt()]
    }

    /// A rectangle (left, bottom, right, top) where it goes.
    pub(crate) fn apply(&self, rect: [f32; 4]) -> [f32; 4] {
        if *self == Transform::IDENTITY {
            return rect;
        }
        let [a, b, c, d, e, f] = self.matrix();
        let corner = |x: f32, y: f32| [a * x + c * y + e, b * x + d * y + f];
        let ([x, y], [u, v]) = (corner(rect[0], rect[1]), corner(rect[2], rect[3]));
        [x.min(u), y.min(v), x.max(u), y.max(v)]
    }
}

impl Sheets {
    /// Sheets for pages of these sizes. `rtl` says whether they are read from right to left.
    pub(crate) fn new(sizes: &[Size], press: Option<&Press>, imposition: Option<&Imposition>, rtl: bool) -> Sheets {
        match imposition {
            Some(imposition) => Sheets::imposed(sizes, press, imposition, rtl),
            None => {
                let cells: Vec<PageBoxes> = sizes.iter().map(|size| PageBoxes::new(*size, press)).collect();
                let side = |(page, boxes): (usize, &PageBoxes)| {
                    let edges = Edges::of(boxes.trim);
                    let marks = if press.is_some_and(Press::marks) { marks(boxes, &edges) } else { Vec::new() };
                    Side { boxes: *boxes, places: vec![Placed::alone(page)], marks }
                };
                let sides = cells.iter().enumerate().map(side).collect();
                let homes = (0..sizes.len()).map(|page| (page, Placed::alone(page))).collect();
                Sheets { sides, homes, cells, imposed: false }
            }
        }
    }

    fn imposed(sizes: &[Size], press: Option<&Press>, imposition: &Imposition, rtl: bool) -> Sheets {
        let layout = Layout::new(sizes, press, imposition);
        let rtl = imposition.binding.map_or(rtl, |binding| binding == Binding::Right);
        let cells: Vec<PageBoxes> = sizes.iter().map(|size| PageBoxes::with_bleed(*size, layout.bleed)).collect();
        let mut homes: Vec<(usize, Placed)> = (0..sizes.len()).map(|page| (0, Placed::alone(page))).collect();
        let mut made = Vec::new();
        for (index, slots) in sides(imposition, sizes.len(), rtl).into_iter().enumerate() {
            let places: Vec<Placed> = slots.iter().map(|slot| layout.place(slot, &cells[slot.page])).collect();
            for placed in places.iter().filter(|placed| !placed.repeated) {
                homes[placed.page] = (index, *placed);
            }
            made.push(Side { boxes: layout.boxes, places, marks: layout.marks(press) });
        }
        Sheets { sides: made, homes, cells, imposed: true }
    }

    /// A front and a back for copies that share sheets, all of them with pages of this size. Pages are numbered by their
    /// stacks.
    pub(crate) fn of_stacks(size: Size, press: Option<&Press>, imposition: &Imposition) -> [Side; 2] {
        let layout = Layout::new(&[size], press, imposition);
        let cell = PageBoxes::with_bleed(size, layout.bleed);
        let side = |page: usize| {
            let place = |index: usize| layout.place(&stacked(imposition, index, page), &cell);
            let places = (0..grid(imposition.scheme).places()).map(|stack| Placed { page: stack, ..place(stack) });
            Side { boxes: layout.boxes, places: places.collect(), marks: layout.marks(press) }
        };
        [0, 1].map(side)
    }

    /// The sides of one copy's pages among those of other copies, without what is around them.
    pub(crate) fn in_stack(sizes: &[Size], press: Option<&Press>, imposition: &Imposition, stack: Stack) -> Sheets {
        let layout = Layout::new(sizes, press, imposition);
        let cells: Vec<PageBoxes> = sizes.iter().map(|size| PageBoxes::with_bleed(*size, layout.bleed)).collect();
        let place = |page: usize| layout.place(&stacked(imposition, stack.index, page), &cells[page]);
        let placed: Vec<Placed> = (0..sizes.len()).map(place).collect();
        let side = |placed: &Placed| Side { boxes: layout.boxes, places: vec![*placed], marks: Vec::new() };
        let sides = placed.iter().map(side).collect();
        let homes = placed.iter().map(|placed| (placed.page, *placed)).collect();
        Sheets { sides, homes, cells, imposed: false }
    }

    /// Moves a page's items to where they are in its own boxes. A slug line goes if another page, or nothing, is above it.
    /// What is around a page that is alone on its side becomes part of it.
    pub(crate) fn place(&self, index: usize, page: &mut Page) {
        if !self.homes[index].1.on_top {
            page.items.retain(|item| !item.is_above_page());
        }
        self.cells[index].place(page);
        if !self.imposed {
            page.items.extend(self.sides[index].marks.iter().cloned());
        }
    }

    /// The side of a page, and its transformation there.
    pub(crate) fn home(&self, page: usize) -> (usize, Transform) {
        let (side, placed) = self.homes[page];
        (side, placed.transform)
    }

    /// A page's boxes by itself.
    pub(crate) fn cell(&self, page: usize) -> PageBoxes {
        self.cells[page]
    }
}

/// The sheet that pages of a size are put on.
pub(crate) fn sheet_size(page: Size, press: Option<&Press>, imposition: &Imposition) -> Size {
    Layout::new(&[page], press, imposition).boxes.media
}

/// The least sheet for pages of a size, with bleed and marks, if theirs is smaller.
pub(crate) fn lacking(page: Size, press: Option<&Press>, imposition: &Imposition) -> Option<Size> {
    let sheet = imposition.sheet?;
    let least = Layout::new(&[page], press, &Imposition { sheet: None, ..imposition.clone() }).boxes.media;
    let holds = |width: Length, height: Length| width >= least.width && height >= least.height;
    (!holds(sheet.width, sheet.height) && !holds(sheet.height, sheet.width)).then_some(least)
}

/// The geometry of a side.
struct Layout<'i> {
    imposition: &'i Imposition,
    /// A place, without bleed.
    cell: Size,
    gutter: Length,
    bleed: Length,
    /// Room for marks around all of it.
    marks: Length,
    boxes: PageBoxes,
}

impl<'i> Layout<'i> {
    fn new(sizes: &[Size], press: Option<&Press>, imposition: &'i Imposition) -> Layout<'i> {
        let bleed = press.map_or(Length::ZERO, Press::bleed);
        let marks = if press.is_some_and(Press::marks) { MARKS } else { Length::ZERO };
        // Pages of the other orientation are turned.
        let cell = sizes.first().copied().unwrap_or_default();
        let gutter = match imposition.scheme {
            Scheme::Booklet => Length::ZERO,
            _ => imposition.gutter.unwrap_or(bleed * 2),
        };
        let grid = grid(imposition.scheme);
        let (columns, rows) = (i32::from(grid.columns), i32::from(grid.rows));
        let block = Size {
            width: cell.width * columns + gutter * (columns - 1),
            height: cell.height * rows + gutter * (rows - 1),
        };
        let boxes = PageBoxes::on_sheet(block, bleed, marks, imposition.sheet);
        Layout { imposition, cell, gutter, bleed, marks, boxes }
    }

    /// The top left corner of a place's page.
    fn corner(&self, slot: &Slot) -> [Length; 2] {
        let along = |at: usize, size: Length| (size + self.gutter) * at as i32;
        let trim = self.boxes.trim;
        [trim.x + along(slot.column, self.cell.width), trim.y + along(slot.row, self.cell.height)]
    }

    fn place(&self, slot: &Slot, page: &PageBoxes) -> Placed {
        let [mut x, y] = self.corner(slot);
        let Size { width, height } = self.cell;
        let spine = self.boxes.trim.x + width;
        if self.imposition.scheme == Scheme::Booklet {
            let creep = self.imposition.creep * slot.inside;
            x = if slot.column == 0 { x + creep } else { x - creep };
        }
        let upright = page.trim.width == width && page.trim.height == height;
        let turn = match (upright, slot.turned) {
            (true, false) => Turn::None,
            (true, true) => Turn::Half,
            (false, false) => Turn::Quarter,
            (false, true) => Turn::ThreeQuarters,
        };
        // The place with its bleed, from the side's lower left corner.
        let (left, right) = (x - self.bleed, x + width + self.bleed);
        let (bottom, top) =
            (self.boxes.media.height - (y + height + self.bleed), self.boxes.media.height - (y - self.bleed));
        let at = match turn {
            Turn::None => [left, bottom],
            Turn::Quarter => [right, bottom],
            Turn::Half => [right, top],
            Turn::ThreeQuarters => [left, top],
        };
        let on_top = slot.row == 0 && turn == Turn::None;
        let clip = self.clip(slot, [x, y], spine, on_top);
        Placed { page: slot.page, transform: Transform { turn, at }, clip, repeated: slot.repeated, on_top }
    }

    /// Bleed goes no further than the middle between two pages, no page over the spine, and a slug line is seen at the top
    /// of the side only.
    fn clip(&self, slot: &Slot, [x, y]: [Length; 2], spine: Length, on_top: bool) -> Option<Rect> {
        let is_booklet = self.imposition.scheme == Scheme::Booklet;
        let around = self.bleed + self.marks;
        if around == Length::ZERO && !(is_booklet && self.imposition.creep > Length::ZERO) {
            return None;
        }
        let grid = grid(self.imposition.scheme);
        let inner = self.bleed.min(self.gutter / 2);
        let by = |is_outer: bool| if is_outer { self.bleed } else { inner };
        let (mut left, mut right) =
            (x - by(slot.column == 0), x + self.cell.width + by(slot.column + 1 == usize::from(grid.columns)));
        if is_booklet {
            (left, right) = if slot.column == 0 { (left, right.min(spine)) } else { (left.max(spine), right) };
        }
        let top = if on_top { y - around } else { y - by(slot.row == 0) };
        let bottom = y + self.cell.height + by(slot.row + 1 == usize::from(grid.rows));
        Some(Rect { x: left, y: top, width: right - left, height: bottom - top })
    }

    fn marks(&self, press: Option<&Press>) -> Vec<Item> {
        if !press.is_some_and(Press::marks) {
            return Vec::new();
        }
        let grid = grid(self.imposition.scheme);
        let trim = self.boxes.trim;
        let edges = |count: u8, from: Length, size: Length| -> Vec<Length> {
            let begin = |at: u8| from + (size + self.gutter) * i32::from(at);
            let mut edges: Vec<Length> = (0..count).flat_map(|at| [begin(at), begin(at) + size]).collect();
            edges.dedup();
            edges
        };
        let mut across = edges(grid.columns, trim.x, self.cell.width);
        let down = edges(grid.rows, trim.y, self.cell.height);
        let mut fold = None;
        if self.imposition.scheme == Scheme::Booklet {
            fold = Some(trim.x + self.cell.width);
            across.retain(|x| Some(*x) != fold);
        }
        marks(&self.boxes, &Edges { across, down, fold })
    }
}
