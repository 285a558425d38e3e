//! The files of a theme's font.

use std::sync::Arc;

use crate::content::types::{FontSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::source::limits::MAX_ASSET_BYTES;
use crate::style::{FaceFile, ThemeFont};

/// Reads the files that a theme names, relative to the site file. What is in them is checked where they are used.
pub(super) fn read_font(spec: &FontSpec, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Arc<ThemeFont>> {
    let named: [(Option<&Scalar>, bool, bool); 4] = [
        (Some(&spec.regular), false, false),
        (spec.bold.as_ref(), true, false),
        (spec.italic.as_ref(), false, true),
        (spec.bold_italic.as_ref(), true, true),
    ];
    let mut faces = Vec::new();
    for (file, bold, italic) in named {
        let Some(file) = file.filter(|file| !file.is_filler) else { continue };
        match sources.read_asset(file.span.file, file) {
            Ok(bytes) => {
                let (name, place) = (file.value.clone(), file.span);
                faces.push(FaceFile { bold, italic, name, place, bytes: Arc::new(bytes) });
            }
            Err(error) => {
                let name: String = file.chars().take(80).collect();
                let problem = Diagnostic::error("font-unusable", format!("cannot read the font `{name}`: {error}"));
                let limit = MAX_ASSET_BYTES >> 20;
                let hint = format!("put a font file (`.ttf`, `.otf`) of at most {limit} MB into the site's folder");
                diagnostics.push(problem.at(file.span, "named here").hint(hint));
            }
        }
    }
    // Without its regular face, a font is none; with another missing, no PDF is made either.
    faces.first().is_some_and(|face| !face.bold && !face.italic).then(|| Arc::new(ThemeFont { faces }))
}
