//! Widths and heights that a block gives: lengths with their units, and shares of the whole in percent.

use super::document::Extent;
use crate::content::shorten;
use crate::content::spanned::Spanned;
use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::Length;
use crate::style::parse_length;

/// The least width that shows anything.
const LEAST: Length = Length::pt(9);
/// The least share of a width, in permille.
const LEAST_SHARE: f64 = 50.0;
/// The least and the greatest height of a row: a line of the smallest print, and half of the smallest paper.
const ROW_HEIGHTS: (Length, Length) = (Length::pt(10), Length::pt(300));

/// The least and the greatest height of a logo, which is on every page.
const LOGO_HEIGHTS: (Length, Length) = (Length::pt(10), Length::pt(108));

/// The widths of a table's columns.
pub(super) struct Widths;

impl Widths {
    /// Reads them; a wrong one is reported, and is then as its text needs.
    pub(super) fn read(widths: &Spanned<Vec<Scalar>>, diagnostics: &mut Diagnostics) -> Vec<Option<Extent>> {
        let read: Vec<Option<Extent>> =
            widths.iter().map(|width| if width.trim() == "auto" { None } else { extent(width, diagnostics) }).collect();
        let share = |width: &Option<Extent>| match width {
            Some(Extent::Share(share)) => *share,
            _ => 0,
        };
        let total: i32 = read.iter().map(share).sum();
        // Three thirds of 33.4% are meant well.
        if total > 1005 {
            let message = format!("the columns take {}% of the table's width", total / 10);
            let problem = Diagnostic::error("length-invalid", message).at(widths.span, "more than all of it");
            diagnostics.push(problem.hint("give shares of at most 100% together, or `auto` for some columns"));
        }
        read
    }
}

/// Reads a width: `60%` or `8cm`.
pub(super) fn extent(width: &Scalar, diagnostics: &mut Diagnostics) -> Option<Extent> {
    if width.is_filler {
        return None;
    }
    let share = width.trim().strip_suffix('%').map(|number| number.trim().parse::<f64>().ok());
    let read = match share {
        Some(percent) => percent
            .map(|percent| percent * 10.0)
            .filter(|share| (LEAST_SHARE..=1000.0).contains(share))
            .map(|share| Extent::Share(share.round() as i32)),
        None => parse_length(width).filter(|&length| length >= LEAST).map(Extent::Length),
    };
    if read.is_none() {
        report(width, "write a share from 5% to 100%, or a length such as `8cm`, `80mm` or `3in`", diagnostics);
    }
    read
}

/// Reads the least height of a table's rows.
pub(super) fn row_height(height: &Scalar, diagnostics: &mut Diagnostics) -> Length {
    let read = parse_length(height).filter(|length| (ROW_HEIGHTS.0..=ROW_HEIGHTS.1).contains(length));
    if read.is_none() && !height.is_filler {
        report(height, "write a length from 10pt to 300pt, such as `1cm`, `12mm` or `0.5in`", diagnostics);
    }
    read.unwrap_or_default()
}

/// Reads the height of a logo.
pub(super) fn logo_height(height: &Scalar, diagnostics: &mut Diagnostics) -> Length {
    let read = parse_length(height).filter(|length| (LOGO_HEIGHTS.0..=LOGO_HEIGHTS.1).contains(length));
    if read.is_none() && !height.is_filler {
        report(height, "write a length from 10pt to 108pt, such as `12mm`, `1.5cm` or `0.5in`", diagnostics);
    }
    read.unwrap_or(LOGO_HEIGHTS.0)
}

fn report(value: &Scalar, hint: &str, diagnostics: &mut Diagnostics) {
    let problem = Diagnostic::error("length-invalid", format!("`{}` is not valid here", shorten(value)));
    diagnostics.push(problem.at(value.span, "not recognized").hint(hint));
}
