//! Finished pages to what is printed: the page in its place, with bleed and marks around it.
//!
//! Input: finished pages. Output: the same pages, moved and completed, and their boxes. Knows nothing of PDF syntax.

pub(crate) mod boxes;
mod marks;

use crate::layout::display::Page;
use crate::press::Press;
use boxes::PageBoxes;

/// Moves a page's items to their places among what is around the page; returns its boxes.
pub(crate) fn place(page: &mut Page, press: Option<&Press>) -> PageBoxes {
    let boxes = PageBoxes::new(page.size, press);
    boxes.place(page);
    if press.is_some_and(Press::marks) {
        page.items.extend(marks::marks(&boxes));
    }
    boxes
}
