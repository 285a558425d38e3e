//! The font that a theme names: the files of its faces, as they were read.

use std::sync::Arc;

use crate::source::Span;

/// A hospital's own font.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ThemeFont {
    /// Its faces; the regular one first.
    pub faces: Vec<FaceFile>,
}

/// The file of a face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FaceFile {
    /// Whether it is for bold text.
    pub bold: bool,
    /// Whether it is for italic text.
    pub italic: bool,
    /// Its name, as written.
    pub name: String,
    /// Where that was written.
    pub place: Span,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
}

/// Which of the fonts that themes have brought a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ThemeFontId(pub u16);
