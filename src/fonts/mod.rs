//! Bytes in, faces out: the bundled fonts, the user's own, and which face serves which text.
//!
//! Faces are chosen by the **language and script** of a run, never by walking a fallback list character by character:
//! that would cut Arabic words at spaces and split a phone number between two fonts. System fonts are never used, so
//! the same input gives the same pages everywhere.

mod alphabets;
mod bundled;
mod face;
mod missing;
mod select;
mod theme;

use std::ops::Index;
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

pub(crate) use bundled::manifest;
pub(crate) use face::{Face, OutlineKind, Problem, is_never_drawn};
pub(crate) use missing::{advice, code_and_name, script_name};
pub(crate) use select::Style;

use crate::lang::Language;
use crate::style::ThemeFontId;
use theme::ThemeFonts;

/// The index of a face in a [`Fonts`]; bundled faces come first, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// Font errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// A font file that cannot be used.
    #[error("cannot use the font `{file}`: {problem}")]
    Unusable {
        /// The file's name, as the user gave it.
        file: String,
        /// Why not.
        problem: Problem,
    },
    /// More faces than ids.
    #[error("cannot use the font `{file}`: there are too many fonts")]
    TooMany {
        /// The file's name, as the user gave it.
        file: String,
    },
}

/// All faces available to a run of the program.
#[derive(Debug)]
pub struct Fonts {
    faces: Vec<Face>,
    bundled: usize,
    /// Fonts of themes, each used only in documents that name it.
    themes: ThemeFonts,
    /// Orders already computed; a document requests the same few thousands of times.
    orders: RwLock<Vec<(select::Request, Arc<[FaceId]>)>>,
}

/// A face as `handout fonts` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FontRow {
    /// PostScript name.
    pub name: String,
    /// The family's name.
    pub family: String,
    /// Regular, Bold, Italic, Bold Italic.
    pub style: &'static str,
    /// The version according to the font; empty for a user's font.
    pub version: &'static str,
    /// SPDX name of the license; empty for a user's font.
    pub license: &'static str,
    /// Languages served, as tags, or a word for another purpose; for a user's font, the scripts it takes over.
    pub serves: String,
}

impl Default for Fonts {
    fn default() -> Fonts {
        Fonts::bundled()
    }
}

impl Fonts {
    /// The bundled faces. Cheap: no face is read before it is used.
    pub fn bundled() -> Fonts {
        let faces = bundled::faces();
        Fonts { bundled: faces.len(), faces, themes: ThemeFonts::default(), orders: RwLock::default() }
    }

    /// Adds a font of your own (TrueType or OpenType); `file` identifies it in errors. Its family then comes before the
    /// bundled ones for every script whose letters it has.
    pub fn add(&mut self, bytes: Vec<u8>, file: &str) -> Result<(), FontError> {
        self.add_face(bytes, file).map(|_| ())
    }

    /// Adds a user's face; `file` identifies it in errors. Its family then comes before the bundled ones for every
    /// script whose letters it has, in languages whose alphabet it has completely; see [`Fonts::select`].
    pub(crate) fn add_face(&mut self, bytes: Vec<u8>, file: &str) -> Result<FaceId, FontError> {
        let face = Face::from_user(bytes, file)?;
        let id = u16::try_from(self.faces.len()).map_err(|_| FontError::TooMany { file: file.to_owned() })?;
        self.faces.push(face);
        self.orders.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(FaceId(id))
    }

    /// The face of an id issued by this collection.
    pub(crate) fn face(&self, id: FaceId) -> &Face {
        let index = usize::from(id.0);
        match self.faces.get(index) {
            Some(face) => face,
            None => self.themes.face(index - self.faces.len()),
        }
    }

    /// All faces with their ids, but for those of themes.
    pub(crate) fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.faces.iter().enumerate().map(|(index, face)| (FaceId(index as u16), face))
    }

    /// All faces, those of themes included.
    pub(crate) fn all_faces(&self) -> impl Iterator<Item = &Face> {
        self.faces.iter().chain(self.themes.faces())
    }

    /// The faces to try for a run of text, best first, each family in the style closest to the desired one. The caller
    /// takes the first face that [covers](Face::covers) a whole cluster, or better, a whole word.
    ///
    /// `script` is the run's resolved script, an ISO 15924 code; `Zyyy` and `Zinh` (digits, punctuation by itself)
    /// stand for the language's own script.
    ///
    /// Order: the user's families that serve this script and language; the bundled families made for them; companions
    /// for stray characters; symbols; all others, so that a character is never reported missing if any face has it.
    pub(crate) fn select(
        &self,
        language: &Language,
        script: [u8; 4],
        bold: bool,
        italic: bool,
    ) -> impl Iterator<Item = FaceId> + use<> {
        self.select_with(None, language, script, Style { bold, italic })
    }

    /// Likewise, in a document whose theme names a font: its faces come first where they serve.
    pub(crate) fn select_with(
        &self,
        theme: Option<ThemeFontId>,
        language: &Language,
        script: [u8; 4],
        style: Style,
    ) -> impl Iterator<Item = FaceId> + use<> {
        let order = self.order(language, script, style, theme);
        (0..order.len()).map_while(move |index| order.get(index).copied())
    }

    /// Whether a face has the known letters of a language, in the language's own script.
    pub(crate) fn serves(&self, face: FaceId, language: &Language) -> bool {
        let script = language.script();
        // Unknown scripts have no requirements, and no bundled face has one.
        let known = usize::from(face.0) >= self.bundled || !select::families_of_script(script).is_empty();
        known && select::serves(self.face(face), language, script)
    }

    fn order(&self, language: &Language, script: [u8; 4], style: Style, theme: Option<ThemeFontId>) -> Arc<[FaceId]> {
        let known = self.orders.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, order)) = known.iter().find(|(request, _)| request.is(language, script, style, theme)) {
            return Arc::clone(order);
        }
        drop(known);
        let order: Arc<[FaceId]> = select::order(self, language, script, style, theme).into();
        let request = select::Request { language: language.clone(), script, style, theme };
        self.orders.write().unwrap_or_else(PoisonError::into_inner).push((request, Arc::clone(&order)));
        order
    }

    /// SHA-256 of the font files not bundled with the program, in the order in which they were found.
    pub(crate) fn own_sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (_, face) in self.faces().skip(self.bundled) {
            hash.update((face.bytes().len() as u64).to_be_bytes());
            hash.update(face.bytes());
        }
        hash.finalize().into()
    }

    /// Rows for a list of all faces: the user's first, then the bundled ones.
    pub(crate) fn list(&self) -> Vec<FontRow> {
        let ids = |range: std::ops::Range<usize>| range.map(|index| FaceId(index as u16));
        ids(self.bundled..self.faces.len()).chain(ids(0..self.bundled)).map(|id| self.row(id)).collect()
    }

    /// A face as a row of a list.
    pub(crate) fn row(&self, id: FaceId) -> FontRow {
        let face = self.face(id);
        let entry = manifest().filter(|_| usize::from(id.0) < self.bundled).find(|entry| entry.is_of(face));
        FontRow {
            name: face.name().to_owned(),
            family: face.family().to_owned(),
            style: face.style(),
            version: entry.map_or("", |entry| entry.version),
            license: entry.map_or("", |entry| entry.license),
            serves: entry.map_or_else(|| face.scripts().join(" "), |entry| entry.covers.to_owned()),
        }
    }
}

impl Index<FaceId> for Fonts {
    type Output = Face;
    fn index(&self, id: FaceId) -> &Face {
        self.face(id)
    }
}
