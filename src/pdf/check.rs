//! What a press and its sheets ask of a document that is about to be written.

use std::sync::Arc;

use super::intent::Intent;
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Size};
use crate::layout::display::{Content, Item, Page};
use crate::model::document::{Document, Image, ImageData};
use crate::model::images::jpeg_samples;
use crate::press::{Ink, Press};
use crate::sheet::sides::lacking;
use crate::source::Span;

/// Below this, a picture is coarse: the least that print shops ask for is 140 to 150 pixels per inch.
const MIN_PPI: u16 = 150;

/// Reports a sheet that is too small for a document's pages.
pub(crate) fn check_sheet(document: &Document, intent: &Intent, diagnostics: &mut Diagnostics) {
    let Some((imposition, sheet)) = intent.imposition.as_deref().and_then(|all| Some((all, all.sheet?))) else {
        return;
    };
    if let Some(least) = lacking(document.theme.paper, intent.press.as_deref(), imposition) {
        let inches = |size: Size| format!("{:.2} × {:.2} in", size.width.to_pt() / 72.0, size.height.to_pt() / 72.0);
        let message = format!("a sheet of {} does not hold `{}`", inches(sheet), imposition.scheme);
        let problem = Diagnostic::error("sheet-too-small", message);
        diagnostics.push(problem.hint(format!("it needs {}", inches(least))));
    }
}

/// Reports pictures that a press cannot have, or that would look coarse on paper.
pub(crate) fn check_pictures(document: &Document, pages: &[Page], intent: &Intent, diagnostics: &mut Diagnostics) {
    let Some(press) = intent.press.as_deref() else { return };
    for (named, image) in &document.pictures {
        if let Some(problem) = colors(image, press) {
            diagnostics.push(problem.at(*named, "named here"));
        }
        let width = |item: &Item| match &item.content {
            Content::Picture { rect, image: shown } if Arc::ptr_eq(shown, image) => Some(rect.width),
            _ => None,
        };
        let widest = pages.iter().flat_map(|page| &page.items).filter_map(width).max();
        diagnostics.0.extend(widest.and_then(|width| coarse(image, *named, width, press)));
    }
}

/// What is wrong with a picture's colors.
fn colors(image: &Image, press: &Press) -> Option<Diagnostic> {
    let is_rgb = match &image.data {
        ImageData::Pixels { channels, .. } | ImageData::Jpeg { channels, .. } => *channels == 3,
        ImageData::Drawing(_) => false,
    };
    if is_rgb && press.refuse_rgb {
        let problem = Diagnostic::error("picture-rgb", "a picture is in red, green and blue, which the site refuses");
        return Some(problem.hint("save it in gray or in CMYK for the printing condition"));
    }
    // It was decoded for its brightness when it was read; some damage shows in its colors only.
    let needs_colors = |channels: u8| channels == 3 || (channels == 4 && press.ink() == Ink::Black);
    match &image.data {
        ImageData::Jpeg { bytes, channels } if needs_colors(*channels) && jpeg_samples(bytes).is_none() => {
            let problem = Diagnostic::error("image-unreadable", "a picture's colors cannot be read");
            Some(problem.hint("open it in an image program and save it again"))
        }
        _ => None,
    }
}

/// A warning, if a picture of this printed width has too few pixels.
fn coarse(image: &Image, named: Span, width: Length, press: &Press) -> Option<Diagnostic> {
    if matches!(image.data, ImageData::Drawing(_)) || width <= Length::ZERO {
        return None;
    }
    let ppi = f64::from(image.width) / (f64::from(width.to_pt()) / 72.0);
    let least = press.min_ppi.unwrap_or(MIN_PPI);
    (ppi < f64::from(least)).then(|| {
        let message = format!("a picture has {} pixels per inch in print", ppi.floor());
        let problem = Diagnostic::warning("picture-coarse", message).at(named, "named here");
        problem.hint(format!("take a larger picture, or print it smaller: {least} are asked for"))
    })
}
