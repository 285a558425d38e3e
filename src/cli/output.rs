//! Writing a PDF: complete or not at all, and never over a file that is not ours.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::outputs::inputs::Inputs;
use crate::outputs::{check_length, folder_of};
use crate::pdf::metadata::{BLANK_LABEL, FILLED, FILLED_LABEL};

/// How our PDFs say who made them, uncompressed in the file: this key, and a value that begins like this.
const KEY: &[u8] = b"/Producer";
const PRODUCER: &[u8] = b"(handout ";
/// In files without an information dictionary, this around a label says it instead. Nothing else counts there: other
/// programs that hide the dictionary leave the producer in the XMP packet, of filled-in copies, too.
const LABEL: [&str; 2] = ["<xmp:Label>", "</xmp:Label>"];

/// Whether a name ends as only a folder's does.
pub(super) fn is_folder_name(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&byte| std::path::is_separator(char::from(byte)))
}

/// Makes a folder for output, with those above it.
pub(super) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))
}

/// Where a PDF goes.
#[derive(Debug)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file that may be written.
    File(PathBuf),
}

/// A file to write to, if that is allowed: an existing file is checked, and not even `--force` overwrites an input.
pub(super) fn target(path: &Path, force: bool, inputs: &Inputs) -> anyhow::Result<Target> {
    let shown = path.display();
    let folder = folder_of(path);
    if !folder.is_dir() {
        bail!("there is no folder `{}`", folder.display());
    }
    check_length(path)?;
    inputs.refuse(path, &format!("`{shown}`"))?;
    // Renaming over a link would replace the link itself, not its target.
    let path = match fs::symlink_metadata(path) {
        Err(_) => return Ok(Target::File(path.to_owned())),
        Ok(metadata) if metadata.is_symlink() => {
            let to = fs::canonicalize(path).with_context(|| format!("cannot follow the link `{shown}`"))?;
            let home =
                folder.canonicalize().with_context(|| format!("cannot read the folder `{}`", folder.display()))?;
            if to.parent() != Some(home.as_path()) {
                bail!("`{shown}` is a link that leads out of its folder; give the file itself");
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

/// Writes the whole file or nothing: under a temporary name first, in the same folder.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = folder_of(path);
    let save = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".handout-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The user's umask applies, as for any file; the default would be unreadable to others.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    };
    save().with_context(|| format!("cannot write `{}`", path.display()))
}

/// The kind of file that would be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    /// Not one of our PDFs.
    Foreign,
    /// Our PDF without a patient's values. It can be made again.
    Blank,
    /// Our PDF with a patient's values.
    Filled,
}

/// The kind of file, by its own metadata.
fn existing(path: &Path) -> io::Result<Existing> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = 0;
    let mut first = true;
    let filled_key = format!("/{FILLED}");
    let labels = [(BLANK_LABEL, Existing::Blank), (FILLED_LABEL, Existing::Filled)];
    let labels = labels.map(|(label, existing)| (LABEL.join(label), existing));
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
        // The mark appears before the producer.
        filled |= data.windows(filled_key.len()).any(|window| window == filled_key.as_bytes());
        let keys = data.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
        if keys.map(|(at, _)| data[at + KEY.len()..].trim_ascii_start()).any(|rest| rest.starts_with(PRODUCER)) {
            return Ok(if filled { Existing::Filled } else { Existing::Blank });
        }
        let says = |label: &str| data.windows(label.len()).any(|window| window == label.as_bytes());
        if let Some((_, existing)) = labels.iter().find(|(label, _)| says(label)) {
            return Ok(*existing);
        }
        // The words may span two reads.
        let tail = data.len().min(4 * (KEY.len() + PRODUCER.len()));
        let from = data.len() - tail;
        buffer.copy_within(from..from + tail, 0);
        kept = tail;
    }
}
