//! Fonts that themes name. Documents bring them while others are being set, so they are kept in a list that only grows;
//! and each is used only in the documents that name it.

use std::sync::{Arc, OnceLock};

use super::face::{Face, Problem};
use super::{FaceId, Fonts, select};
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::Language;
use crate::style::{FaceFile, ThemeFont, ThemeFontId};

/// The fonts that documents have brought, in that order.
#[derive(Debug, Default)]
pub(super) struct ThemeFonts(OnceLock<Box<Link>>);

#[derive(Debug)]
struct Link {
    font: Arc<ThemeFont>,
    faces: Vec<Face>,
    next: ThemeFonts,
}

impl ThemeFonts {
    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.0.get(), |link| link.next.0.get()).map(|link| &**link)
    }

    /// All faces.
    pub(super) fn faces(&self) -> impl Iterator<Item = &Face> {
        self.links().flat_map(|link| &link.faces)
    }

    /// The face at a place among all.
    pub(super) fn face(&self, index: usize) -> &Face {
        match self.faces().nth(index) {
            Some(face) => face,
            None => unreachable!("the list of the fonts of themes only grows"),
        }
    }

    /// The faces of a font, with their places among all.
    pub(super) fn of(&self, id: ThemeFontId) -> impl Iterator<Item = (usize, &Face)> {
        let before: usize = self.links().take(id.0.into()).map(|link| link.faces.len()).sum();
        let faces = self.links().nth(id.0.into()).map_or(&[][..], |link| &link.faces);
        faces.iter().enumerate().map(move |(index, face)| (before + index, face))
    }

    fn find(&self, font: &ThemeFont) -> Option<ThemeFontId> {
        self.links().position(|link| *link.font == *font).map(|index| ThemeFontId(index as u16))
    }

    /// Adds a font, unless another thread has.
    fn add(&self, font: &Arc<ThemeFont>, faces: Vec<Face>) -> ThemeFontId {
        let mut link = Box::new(Link { font: font.clone(), faces, next: ThemeFonts::default() });
        let (mut at, mut index) = (self, 0);
        loop {
            match at.0.get() {
                Some(known) if *known.font == **font => return ThemeFontId(index),
                Some(known) => {
                    at = &known.next;
                    index += 1;
                }
                None => match at.0.set(link) {
                    Ok(()) => return ThemeFontId(index),
                    Err(mine) => link = mine,
                },
            }
        }
    }
}

impl Fonts {
    /// The font of a theme, to set a document in. What is wrong with it goes to `diagnostics`: a file that cannot be used
    /// is an error; what the font lacks, and other fonts are used for, is a warning.
    pub(crate) fn of_theme(
        &self,
        font: &Arc<ThemeFont>,
        language: &Language,
        diagnostics: &mut Diagnostics,
    ) -> Option<ThemeFontId> {
        let id = match self.themes.find(font) {
            Some(id) => id,
            None => self.themes.add(font, faces(font, diagnostics)?),
        };
        let own: Vec<&Face> = self.themes.of(id).map(|(_, face)| face).collect();
        let place = font.faces.first()?.place;
        if !own.iter().any(|face| face.is_bold() && !face.is_italic()) {
            let message = "the theme's font has no bold face: headings and bold text are in another font";
            let problem = Diagnostic::warning("font-bold-missing", message).at(place, "only this face");
            diagnostics.push(problem.hint("name its bold face, too: `font: {regular: …, bold: …}`"));
        }
        for (face, file) in own.into_iter().zip(&font.faces) {
            report_missing_letters(face, file, language, diagnostics);
        }
        Some(id)
    }

    /// The faces of a theme's font in a style, which is never drawn by slanting or thickening another.
    pub(super) fn theme_faces(&self, id: ThemeFontId) -> impl Iterator<Item = (FaceId, &Face)> {
        let first = self.faces.len();
        self.themes.of(id).map(move |(index, face)| (FaceId((first + index) as u16), face))
    }
}

/// A font's faces, all of one family; `None` if one of them cannot be used.
fn faces(font: &ThemeFont, diagnostics: &mut Diagnostics) -> Option<Vec<Face>> {
    let mut faces: Vec<Face> = Vec::new();
    let mut failed = false;
    for file in &font.faces {
        let read = Face::of_theme(file.bytes.clone(), &file.name, (file.bold, file.italic));
        let regular = faces.first().map(|face| face.metrics().weight);
        match read {
            Ok(face) if file.bold && regular.is_some_and(|regular| face.metrics().weight <= regular) => {
                // Bold that looks regular is emphasis that nobody sees.
                let message = format!("the bold face `{}` is no bolder than the regular one", shown(file));
                let problem = Diagnostic::error("font-unusable", message).at(file.place, "named as bold");
                diagnostics.push(problem.hint("name the file of the bold face, or leave it out"));
                failed = true;
            }
            Ok(face) => faces.push(face),
            Err(problem) => {
                let message = format!("cannot use the font `{}`: {problem}", shown(file));
                let hint = match problem {
                    Problem::EmbeddingForbidden => "ask whoever sold the font for a license to embed it in PDFs",
                    _ => "use another file of the font: a `.ttf` or `.otf` of one face",
                };
                diagnostics.push(Diagnostic::error("font-unusable", message).at(file.place, "named here").hint(hint));
                failed = true;
            }
        }
    }
    (!failed).then_some(faces)
}

fn shown(file: &FaceFile) -> String {
    file.name.chars().take(80).collect()
}

/// Warns of a face that has letters of the language's script, but not all that the language is written with: a word would
/// change fonts halfway, so another font sets all of it. A script that the font does not have at all is as expected.
fn report_missing_letters(face: &Face, file: &FaceFile, language: &Language, diagnostics: &mut Diagnostics) {
    let missing = select::missing_letters(face, language);
    if missing.is_empty() {
        return;
    }
    let shown_letters: Vec<String> = missing.iter().take(6).map(|letter| format!("`{letter}`")).collect();
    let more = if missing.len() > 6 { " and others" } else { "" };
    let message = format!(
        "the font `{}` is not used for `{language}`: it has no {}{more}",
        shown(file),
        shown_letters.join(", ")
    );
    let problem = Diagnostic::warning("font-incomplete", message).at(file.place, "lacks letters of the language");
    diagnostics
        .push(problem.hint("one of the program's own fonts is used; or name a version of the font that has them"));
}
