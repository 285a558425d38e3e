//! Writing a PDF: never over somebody else's file, never half.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::inputs::Inputs;
use crate::pdf::metadata::FILLED;

/// How a PDF of ours says who made it, uncompressed in the file: this key, and a text that begins so.
const KEY: &[u8] = b"/Producer";
const PRODUCER: &[u8] = b"(handout ";

/// Bytes (in Windows: UTF-16 units) that a file's name may have on the file systems in use.
const LONGEST_NAME: usize = 255;

/// Endings of files that are certainly no PDF: pictures, documents, data, fonts, archives.
const OTHER_KINDS: [&str; 47] = [
    "png", "jpg", "jpeg", "jpe", "gif", "tif", "tiff", "bmp", "webp", "svg", "svgz", "heic", "eps", "ps", "ai", "doc",
    "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "pages", "html", "htm", "xhtml", "epub", "md",
    "txt", "tex", "xml", "yaml", "yml", "json", "ndjson", "jsonl", "toml", "csv", "tsv", "ttf", "otf", "ttc", "zip",
    "gz",
];

/// Where a PDF goes.
#[derive(Debug)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file that may be written.
    File(PathBuf),
}

/// A file to write to, if that is allowed: whatever is there, and not even `--force` writes over what is read.
pub(super) fn target(path: &Path, force: bool, inputs: &Inputs) -> anyhow::Result<Target> {
    let shown = path.display();
    let folder = folder_of(path);
    if !folder.is_dir() {
        bail!("there is no folder `{}`", folder.display());
    }
    check_length(path)?;
    inputs.refuse(path, &format!("`{shown}`"))?;
    // Renaming over a link would replace the link; what it leads to is meant.
    let path = match fs::symlink_metadata(path) {
        Err(_) => return Ok(Target::File(path.to_owned())),
        Ok(metadata) if metadata.is_symlink() => {
            let to = fs::canonicalize(path).with_context(|| format!("cannot follow the link `{shown}`"))?;
            let home =
                folder.canonicalize().with_context(|| format!("cannot read the folder `{}`", folder.display()))?;
            if to.parent() != Some(home.as_path()) {
                bail!("`{shown}` is a link that leads out of its folder; name the file itself");
            }
            to
        }
        Ok(_) => path.to_owned(),
    };
    // Not even --force turns a folder or a device into a PDF.
    if !fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
        bail!("`{shown}` exists and is not a file");
    }
    if !force {
        match existing(&path).with_context(|| format!("cannot read `{shown}`"))? {
            Existing::Foreign => bail!("`{shown}` exists and was not written by handout; --force replaces it"),
            Existing::Filled => bail!("`{shown}` exists and is a filled-in copy; --force replaces it"),
            Existing::Blank => {}
        }
    }
    Ok(Target::File(path))
}

/// Stops before a PDF gets the name of another kind of file, which nothing would open.
pub(super) fn refuse_other_kind(path: &Path) -> anyhow::Result<()> {
    let Some(extension) = path.extension() else { return Ok(()) };
    if OTHER_KINDS.iter().any(|kind| extension.eq_ignore_ascii_case(kind)) {
        bail!(
            "`{}` is the name of another kind of file, and what is written is a PDF; name it `{}`",
            path.display(),
            path.with_extension("pdf").display()
        );
    }
    Ok(())
}

/// Stops before a PDF fills somebody's terminal.
pub(super) fn refuse_terminal() -> anyhow::Result<()> {
    if io::stdout().is_terminal() {
        bail!("a PDF is not for the terminal; send it on with `| …` or `> FILE`");
    }
    Ok(())
}

/// Stops before anything is made for a name that no file can have.
pub(super) fn check_length(path: &Path) -> anyhow::Result<()> {
    if is_too_long(path) {
        bail!("the file name `{}` is too long for the file system; name a shorter one", path.display());
    }
    Ok(())
}

/// Whether the file system would not take this name.
pub(super) fn is_too_long(path: &Path) -> bool {
    // A file system may take less, and says so when it is asked for the file.
    let refused = || fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::InvalidFilename);
    name_length(path.file_name().unwrap_or_default()) > LONGEST_NAME || refused()
}

/// The length of a file's name as file systems count it.
pub(super) fn name_length(name: &OsStr) -> usize {
    match cfg!(windows) {
        true => name.to_string_lossy().encode_utf16().count(),
        false => name.as_encoded_bytes().len(),
    }
}

/// Writes the whole file or nothing: under another name first, in the same folder.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = folder_of(path);
    let save = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".handout-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The user's umask decides, as for any file; the default would be unreadable to others.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    };
    save().with_context(|| format!("cannot write `{}`", path.display()))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What a file is that would be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    /// Not a PDF of ours.
    Foreign,
    /// A PDF of ours without a patient's values. It can be made again.
    Blank,
    /// A PDF of ours with them.
    Filled,
}

/// What a file is, by what it says of itself.
fn existing(path: &Path) -> io::Result<Existing> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = 0;
    let mut first = true;
    let mut filled = false;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(Existing::Foreign);
        }
        let data = &buffer[..kept + read];
        if first && !b"%PDF-".starts_with(&data[..data.len().min(5)]) {
            return Ok(Existing::Foreign);
        }
        first = false;
        // The mark stands before the producer.
        filled |= data.windows(FILLED.len()).any(|window| window == FILLED);
        let keys = data.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
        if keys.map(|(at, _)| data[at + KEY.len()..].trim_ascii_start()).any(|rest| rest.starts_with(PRODUCER)) {
            return Ok(if filled { Existing::Filled } else { Existing::Blank });
        }
        // The words may lie across two reads.
        let tail = data.len().min(4 * (KEY.len() + PRODUCER.len()));
        let from = data.len() - tail;
        buffer.copy_within(from..from + tail, 0);
        kept = tail;
    }
}
