//! Finished pages to what is printed: each page in its place, alone or among others on a sheet, with bleed and marks
//! around.
//!
//! Input: finished pages. Output: the same pages, moved and completed, and the sides of sheets that they are on, each of
//! which is a page of the file. Knows nothing of PDF syntax.

pub(crate) mod boxes;
mod marks;
mod schemes;
pub(crate) mod sides;
