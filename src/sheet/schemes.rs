//! Which page is where on which side, for each arrangement.

use crate::imposition::{Grid, Imposition, Scheme};

/// A page's place on a side of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The page's index.
    pub page: usize,
    /// From the left.
    pub column: usize,
    /// From the top.
    pub row: usize,
    /// Whether it is upside down.
    pub turned: bool,
    /// Whether it is on the side already, and must not be read again.
    pub repeated: bool,
    /// How many sheets of a booklet are around its own.
    pub inside: i32,
}

/// The grid of an arrangement.
pub(super) fn grid(scheme: Scheme) -> Grid {
    match scheme {
        Scheme::Booklet | Scheme::WorkAndTurn => Grid { columns: 2, rows: 1 },
        Scheme::WorkAndTumble => Grid { columns: 1, rows: 2 },
        Scheme::Grid(grid) | Scheme::CutStack(grid) | Scheme::Repeat(grid) => grid,
    }
}

/// The sides for this many pages. `rtl` says whether the first page is at the right, or the binding is.
pub(super) fn sides(imposition: &Imposition, pages: usize, rtl: bool) -> Vec<Vec<Slot>> {
    let Grid { columns, rows } = grid(imposition.scheme);
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    let slot = |page, column, row| Slot { page, column, row, turned: false, repeated: false, inside: 0 };
    let mut sides = match imposition.scheme {
        Scheme::Booklet => booklet(pages, rtl),
        Scheme::Grid(grid) => {
            let column = |place: usize| if rtl { columns - 1 - place % columns } else { place % columns };
            let side = |pages: &[usize]| {
                pages.iter().enumerate().map(|(place, &page)| slot(page, column(place), place / columns)).collect()
            };
            (0..pages).collect::<Vec<_>>().chunks(grid.places()).map(side).collect()
        }
        Scheme::Repeat(_) => {
            let places = |page| {
                let at =
                    move |place: usize| Slot { repeated: place > 0, ..slot(page, place % columns, place / columns) };
                (0..columns * rows).map(at).collect()
            };
            (0..pages).map(places).collect()
        }
        Scheme::CutStack(grid) => {
            let faces = if imposition.one_sided { 1 } else { 2 };
            let leaves = pages.div_ceil(faces);
            let height = leaves.div_ceil(grid.places());
            let face = |sheet: usize, face: usize| {
                let at = |stack: usize| {
                    let page = (stack * height + sheet) * faces + face;
                    let column = stack % columns;
                    // A back is behind its front.
                    slot(page, if face == 1 { columns - 1 - column } else { column }, stack / columns)
                };
                let is_there = |slot: &Slot| slot.page < pages && slot.page / faces < leaves;
                let mut slots: Vec<Slot> = (0..grid.places()).map(at).filter(is_there).collect();
                slots.sort_by_key(|slot| (slot.row, slot.column));
                slots
            };
            (0..height).flat_map(|sheet| (0..faces).map(move |side| (sheet, side))).map(|(s, f)| face(s, f)).collect()
        }
        Scheme::WorkAndTurn | Scheme::WorkAndTumble => {
            let tumbled = imposition.scheme == Scheme::WorkAndTumble;
            let leaf = |leaf: usize| {
                let front = slot(2 * leaf, 0, 0);
                let back = Slot { turned: tumbled, ..slot(2 * leaf + 1, usize::from(!tumbled), usize::from(tumbled)) };
                [front, back].into_iter().filter(|slot| slot.page < pages).collect()
            };
            (0..pages.div_ceil(2)).map(leaf).collect()
        }
    };
    // Only the last side can be blank: a back. Whoever prints both sides adds it.
    while sides.last().is_some_and(Vec::is_empty) {
        sides.pop();
    }
    sides
}

/// Sheets from the outside in, the front of each and its back. Blank pages are at the end of reading.
fn booklet(pages: usize, rtl: bool) -> Vec<Vec<Slot>> {
    let all = pages.next_multiple_of(4);
    let side = |index: usize| {
        let sheet = index / 2;
        let (outer, inner) = (all - 1 - index, index);
        // On a front the later page is at the left; on a back, the earlier.
        let (left, right) = if index.is_multiple_of(2) { (outer, inner) } else { (inner, outer) };
        let (left, right) = if rtl { (right, left) } else { (left, right) };
        let slot = |(column, page)| Slot { page, column, row: 0, turned: false, repeated: false, inside: sheet as i32 };
        [(0, left), (1, right)].map(slot).into_iter().filter(|slot| slot.page < pages).collect()
    };
    (0..all / 2).map(side).collect()
}
