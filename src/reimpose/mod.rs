//! Pages of a PDF on sheets: any PDF, whoever wrote it.
//!
//! Input: a file's bytes, and how its pages are arranged. Output: a file whose pages are sides of sheets, and notes about
//! what could not come along; or why the file is refused. `sheet` says what is where, as it does for our own pages.
//!
//! Each page becomes a form XObject (ISO 32000-1, 8.10), whose tags stay: its key in the parent tree moves from the page
//! to the form, and elements say which form their content is in. Everything else that is reached is copied as it is,
//! streams with their filters. Knows nothing of handouts.

mod annotations;
mod catalog;
mod copier;
mod destinations;
mod forms;
mod leaves;
mod notes;
mod plan;
mod sides;
mod structure;

pub(crate) use notes::{Note, Refused};

use annotations::Annotations;
use copier::Copier;
use plan::Plan;
use sides::Pages;

use crate::geom::Length;
use crate::imposition::Imposition;
use crate::pdf::object::File;
use crate::preflight::document::Document;

/// How pages are put on sheets.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// The arrangement.
    pub imposition: Imposition,
    /// How much of what is around the trimmed pages is kept; by default, what all of them have.
    pub bleed: Option<Length>,
    /// Whether there are marks around the pages.
    pub marks: bool,
}

/// Sheets.
#[derive(Debug)]
pub(crate) struct Imposed {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many sides it has.
    pub sides: usize,
    /// What is not as it was.
    pub notes: Vec<Note>,
}

/// Puts the pages of a file on sheets.
pub(crate) fn impose(bytes: Vec<u8>, job: &Job) -> Result<Imposed, Refused> {
    let document = Document::new(bytes)?;
    let mut notes: Vec<Note> = document.damage.map(Note::Damaged).into_iter().collect();
    catalog::refuse_bound(&document)?;
    let plan = Plan::new(&document, leaves::read(&document)?, job, &mut notes)?;
    let mut copier = Copier::new(&document, File::new(catalog::form(&document)), &plan);
    let mut annotations = Annotations::default();
    let forms = forms::write(&mut copier, &plan, &mut annotations);
    if annotations.lost_values > 0 {
        return Err(Refused::Fields(annotations.lost_values));
    }
    let structure = structure::write(&mut copier, &forms, &mut annotations);
    let pages = Pages { forms: &forms, annotations: &annotations, structure: &structure };
    let tree = sides::write(&mut copier, &plan, pages);
    notes.extend(annotations.notes());
    let end = catalog::write(&mut copier, tree, &structure, &mut notes);
    copier.copy_waiting();
    // Something of a page may be missing, and nobody would see it on a sheet in time.
    if let Some((_, what)) = document.damaged().first() {
        return Err(Refused::Part(what));
    }
    if copier.file.is_full() {
        return Err(Refused::TooMany);
    }
    Ok(Imposed { pdf: catalog::finish(copier, end), sides: plan.sheets.sides.len(), notes })
}
