//! The fonts of `--font-dir`.

use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::fonts::Fonts;
use crate::source;
use crate::source::limits::{MAX_FONT_BYTES, MAX_FONTS_BYTES};

/// The fonts in the folders, in file name order.
pub(super) fn font_files(folders: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        let context = || format!("cannot read `{}`", folder.display());
        let entries = std::fs::read_dir(folder).with_context(context)?;
        let mut paths = entries.map(|entry| entry.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.retain(|path| {
            let extension = path.extension().map(|e| e.to_ascii_lowercase());
            extension.is_some_and(|e| e == "ttf" || e == "otf" || e == "ttc")
        });
        if paths.is_empty() {
            bail!("there are no fonts (.ttf, .otf) in `{}`", folder.display());
        }
        paths.sort();
        files.append(&mut paths);
    }
    Ok(files)
}

/// The bundled fonts plus these files.
pub(super) fn load_fonts(files: &[PathBuf]) -> anyhow::Result<Fonts> {
    let mut fonts = Fonts::bundled();
    let mut left = MAX_FONTS_BYTES;
    for path in files {
        let bytes = match source::read_limited(path, MAX_FONT_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => bail!("cannot use the font `{}`: {error}", path.display()),
        };
        let Some(rest) = left.checked_sub(bytes.len() as u64) else {
            let (path, limit) = (path.display(), MAX_FONTS_BYTES >> 20);
            bail!("the fonts up to `{path}` exceed {limit} MB in total; leave out those that are not needed");
        };
        left = rest;
        fonts.add_face(bytes, &path.display().to_string())?;
    }
    Ok(fonts)
}
