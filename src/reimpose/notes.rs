//! What is said about a file: why it is refused, and what is not as it was.

use std::fmt;

use crate::diag::count;
use crate::geom::Size;
use crate::verify::Unreadable;

/// Why no sheets are made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Refused {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// An object is damaged: what a page shows may be missing.
    #[error("part of it is damaged: {0}; have it written again by the program that made it")]
    Part(&'static str),
    /// Signed: sheets are another file, to which no signature belongs.
    #[error("it is signed, and sheets would lose the signature; take the file from before it was signed")]
    Signed,
    /// The pages only say that a form cannot be shown.
    #[error("it is an XFA form, whose pages are made by the program that shows them; print it to a PDF first")]
    Xfa,
    /// What has been filled in would be missing on paper.
    #[error("{} filled in, and the PDF does not say how {}; have the program that shows it print it to a PDF first",
        if *.0 == 1 { "a form field is".to_owned() } else { format!("{} form fields are", .0) },
        if *.0 == 1 { "it looks" } else { "they look" })]
    Fields(usize),
    /// There is nothing to print.
    #[error("it has no pages")]
    NoPages,
    /// A page has no place.
    #[error("the size of page {0} is missing or impossible")]
    Size(usize),
    /// A sheet does not hold the pages.
    #[error("a sheet of {} does not hold the pages; they need {}", inches(.sheet), inches(.least))]
    Sheet {
        /// The sheet.
        sheet: Size,
        /// What is needed.
        least: Size,
    },
    /// ISO 32000-1, annex C.
    #[error("the sheets would be {}; no PDF page is larger than 200 × 200 in", inches(.0))]
    Large(Size),
    /// No PDF has room for this.
    #[error("it has too many pages or objects")]
    TooMany,
}

/// What is not as it was, and whoever prints may want to know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Note {
    /// The file is damaged, and was read nonetheless.
    Damaged(Unreadable),
    /// Pages have several sizes.
    Sizes(Size),
    /// This page and perhaps others have less bleed than asked for.
    Bleed(usize),
    /// Marks are gray, since the file's colors are not in inks.
    GrayMarks,
    /// Links.
    Links(usize),
    /// Annotations that are printed as they look, and are annotations no longer.
    Flattened(usize),
    /// Annotations that say nothing about how they look.
    Lost(usize),
    /// Page labels, scripts and the like, which have no meaning on sheets.
    Left(Vec<&'static str>),
}

fn inches(size: &Size) -> String {
    format!("{:.2} × {:.2} in", size.width.to_pt() / 72.0, size.height.to_pt() / 72.0)
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Damaged(what) => {
                write!(f, "the file is damaged ({what}); look at the sheets before they are printed")
            }
            Note::Sizes(size) => {
                write!(f, "pages differ in size; each has {} of the sheet, smaller ones in the middle", inches(size))
            }
            Note::Bleed(page) => write!(f, "page {page} has less around it than the bleed asked for"),
            Note::GrayMarks => write!(f, "marks are black and without a color bar, since the file is not in inks"),
            Note::Links(links) => write!(f, "{} left out, since sheets are for paper", count(*links as u64, "link")),
            Note::Flattened(1) => {
                write!(f, "1 form field or comment printed as it looks, and can no longer be changed")
            }
            Note::Flattened(fields) => {
                write!(f, "{fields} form fields or comments printed as they look, and can no longer be changed")
            }
            Note::Lost(1) => write!(f, "1 form field or comment without an appearance: what it says is not printed"),
            Note::Lost(fields) => {
                write!(f, "{fields} form fields or comments without an appearance: what they say is not printed")
            }
            Note::Left(what) => write!(f, "left out: {}", what.join(", ")),
        }
    }
}
