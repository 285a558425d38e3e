//! Paper as printers know it.

use crate::style::PAPERS;
use crate::verify::pixels::Pages;

/// Paper by its name among printers (PWG 5101.1), and its size in hundredths of a millimeter, which is a printer's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) struct Paper {
    /// Its name.
    pub name: &'static str,
    /// Its size, the smaller side first.
    pub size: (i32, i32),
}

/// In the order of `PAPERS`.
const NAMES: [Paper; PAPERS.len()] = [
    Paper { name: "na_letter_8.5x11in", size: (21_590, 27_940) },
    Paper { name: "iso_a4_210x297mm", size: (21_000, 29_700) },
    Paper { name: "na_legal_8.5x14in", size: (21_590, 35_560) },
    Paper { name: "iso_a5_148x210mm", size: (14_800, 21_000) },
    Paper { name: "na_invoice_5.5x8.5in", size: (13_970, 21_590) },
];

/// Sizes of paper differ by more.
const ROUNDING: f32 = 1.0;

/// The paper of a PDF, if all of its pages have the same. Turned pages are on the same paper.
pub(in crate::serve) fn paper_of(pdf: &[u8]) -> Option<Paper> {
    let pages = Pages::new(pdf.to_vec()).ok()?;
    let mut papers = (0..pages.count()).map(|index| named(pages.size(index)?));
    let first = papers.next()??;
    papers.all(|paper| paper == Some(first)).then_some(first)
}

/// The paper of a size in points.
fn named((width, height): (f32, f32)) -> Option<Paper> {
    let (across, down) = (width.min(height), width.max(height));
    let is = |points: f32, size: i32| (points - size as f32 * 72.0 / 2540.0).abs() < ROUNDING;
    NAMES.into_iter().find(|paper| is(across, paper.size.0) && is(down, paper.size.1))
}

#[cfg(test)]
mod tests {
    use super::{NAMES, named};
    use crate::style::PAPERS;

    #[test]
    fn every_paper_has_its_name() {
        for ((_, size), paper) in PAPERS.into_iter().zip(NAMES) {
            let (width, height) = (size.width.to_pt(), size.height.to_pt());
            assert_eq!((named((width, height)), named((height, width))), (Some(paper), Some(paper)));
        }
        assert_eq!(named((600.0, 792.0)), None);
    }
}
