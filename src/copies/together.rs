//! Copies of different handouts in one file: what one patient is handed together.

use std::io;

use super::Run;
use super::merged::MergedFile;
use super::variable::SetCopy;
use crate::manifest::page::PageMark;
use crate::pdf::intent::{Intent, Purpose};
use crate::pdf::metadata::plain_title;
use crate::records::{Record, Reject};
use crate::sheet::sides::Stack;

impl<'a> Run<'a> {
    /// A copy that goes into one file with those of other handouts.
    pub(crate) fn part(&self, record: &Record) -> Result<SetCopy<'a>, Reject> {
        self.set(&mut self.worker(), record, Stack::ALONE)
    }
}

impl SetCopy<'_> {
    /// The handout's title as it is printed.
    pub(crate) fn title(&self) -> String {
        plain_title(&self.prepared.master.document)
    }

    /// How many pages it has.
    pub(crate) fn pages(&self) -> usize {
        self.part.marks.len()
    }
}

/// By page of a file: the copy that it belongs to, and how it is recognized; nothing for a blank back.
pub(crate) type FilePages = Vec<Option<(usize, PageMark)>>;

/// One file of copies, at most [`super::merged::GROUP`], in this order. With `fronts`, each begins on a front: a blank back
/// follows one that ends on a front. The outline has their titles. An error if there is none, or if two of them have other
/// inks by the same name.
pub(crate) fn together(copies: &[SetCopy<'_>], fronts: bool) -> io::Result<(Vec<u8>, FilePages)> {
    let mut spots = Vec::new();
    for copy in copies {
        copy.prepared.master.agree_on_spots(&mut spots, false).map_err(io::Error::other)?;
    }
    let mut file = MergedFile::new(Vec::new(), fronts, Intent::new(&Purpose::default()), None);
    file.titles = copies.iter().map(SetCopy::title).collect();
    file.add_group(copies)?;
    let file = file.finish()?.ok_or_else(|| io::Error::other("there is no copy"))?;
    let mut pages = FilePages::new();
    for (index, copy) in copies.iter().enumerate() {
        pages.extend(copy.part.marks.iter().map(|mark| Some((index, mark.clone()))));
        if fronts && copy.pages() % 2 == 1 {
            pages.push(None);
        }
    }
    Ok((file.out, pages))
}
