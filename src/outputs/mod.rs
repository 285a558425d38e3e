//! Where files may be written: under valid file names, and never over an input.
//!
//! Knows what is on disk and writes nothing.

pub(crate) mod inputs;

use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

use anyhow::bail;

/// Bytes (in Windows: UTF-16 units) allowed in a file name on common file systems.
const LONGEST_NAME: usize = 255;

/// Extensions of files that are certainly not PDFs: images, documents, data, fonts, archives.
const OTHER_KINDS: [&str; 47] = [
    "png", "jpg", "jpeg", "jpe", "gif", "tif", "tiff", "bmp", "webp", "svg", "svgz", "heic", "eps", "ps", "ai", "doc",
    "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "pages", "html", "htm", "xhtml", "epub", "md",
    "txt", "tex", "xml", "yaml", "yml", "json", "ndjson", "jsonl", "toml", "csv", "tsv", "ttf", "otf", "ttc", "zip",
    "gz",
];

/// Stops before a PDF gets the extension of another kind of file, so that nothing would open it.
pub(crate) fn refuse_other_kind(path: &Path) -> anyhow::Result<()> {
    let Some(extension) = path.extension() else { return Ok(()) };
    if OTHER_KINDS.iter().any(|kind| extension.eq_ignore_ascii_case(kind)) {
        bail!(
            "`{}` is the name of another kind of file, but the output is a PDF; name it `{}`",
            path.display(),
            path.with_extension("pdf").display()
        );
    }
    Ok(())
}

/// Stops before anything is made for an invalid file name.
pub(crate) fn check_length(path: &Path) -> anyhow::Result<()> {
    if is_too_long(path) {
        bail!("the file name `{}` is too long for the file system; choose a shorter one", path.display());
    }
    Ok(())
}

/// Whether the file system would reject this name.
pub(crate) fn is_too_long(path: &Path) -> bool {
    // A file system may allow less, and says so when the file is created.
    let refused = || fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::InvalidFilename);
    name_length(path.file_name().unwrap_or_default()) > LONGEST_NAME || refused()
}

/// The length of a file's name as file systems count it.
pub(crate) fn name_length(name: &OsStr) -> usize {
    match cfg!(windows) {
        true => name.to_string_lossy().encode_utf16().count(),
        false => name.as_encoded_bytes().len(),
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
