//! Object streams (ISO 32000-1, 7.5.7), and the same objects for files without them.

use super::rows::{Rows, compress};
use crate::pdf::deflate::Deflater;
use crate::pdf::operators::push_number;

/// Objects for an object stream.
#[derive(Clone, Debug)]
pub(crate) struct Pack {
    ids: Vec<i32>,
    /// Where each begins.
    starts: Vec<usize>,
    index: Rows,
    kinds: Vec<Rows>,
    /// The length of the objects.
    length: usize,
    how: How,
}

/// How objects are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// By a search for anything that occurs again.
    Search,
    /// Each by the one before it.
    Alike,
    /// Not at all: each is written by itself.
    Apart,
}

/// An object stream ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    /// The numbers of its objects.
    pub ids: Vec<i32>,
    /// Where the first object begins in the decoded data.
    pub first: usize,
    /// The data, compressed.
    pub deflated: Vec<u8>,
}

/// No object stream holds many more objects than this: their cross-reference entries count them in two bytes.
pub(crate) const MOST_PACKED: usize = 30_000;

/// Objects that are alike are padded to a multiple of this: numbers in the stream's index then differ in few digits.
const PITCH: usize = 100;

impl Pack {
    /// For any objects.
    pub(crate) fn search() -> Pack {
        Pack { kinds: vec![Rows::plain()], ..Pack::empty(Rows::plain(), How::Search) }
    }

    /// For objects of many copies, the same object of each copy one after another.
    pub(crate) fn alike() -> Pack {
        // Measured on copies of the sample handout: only in the index are three repeated digits worth a reference.
        Pack::empty(Rows::new(3), How::Alike)
    }

    /// For objects that are not packed after all.
    pub(crate) fn apart() -> Pack {
        Pack::empty(Rows::plain(), How::Apart)
    }

    fn empty(index: Rows, how: How) -> Pack {
        Pack { ids: Vec::new(), starts: Vec::new(), index, kinds: Vec::new(), length: 0, how }
    }

    /// The number of objects.
    pub(crate) fn count(&self) -> usize {
        self.ids.len()
    }

    /// The objects, for a hash of them.
    pub(crate) fn data(&self) -> impl Iterator<Item = &[u8]> {
        self.kinds.iter().map(Rows::data)
    }

    /// What follows is different from what came before.
    pub(crate) fn begin_kind(&mut self) {
        self.kinds.push(if self.how == How::Alike { Rows::new(4) } else { Rows::plain() });
    }

    /// Adds an object that `write` adds to the data; if objects are alike, a dictionary.
    pub(crate) fn add(&mut self, id: i32, write: impl FnOnce(&mut Vec<u8>)) {
        self.number(id);
        let how = self.how;
        self.row(|data| {
            let start = data.len();
            write(data);
            if how == How::Alike {
                debug_assert!(data.ends_with(b">>"), "only dictionaries can be filled up");
                let length = data.len() - start + 1;
                data.truncate(data.len() - ">>".len());
                data.resize(data.len() + length.next_multiple_of(PITCH) - length, b' ');
                data.extend_from_slice(b">>");
            }
            data.push(b'\n');
        });
    }

    /// Begins an object by itself, made of rows.
    pub(crate) fn begin(&mut self, id: i32, write: impl FnOnce(&mut Vec<u8>)) {
        self.begin_kind();
        self.number(id);
        self.row(write);
    }

    /// A row of the current object.
    pub(crate) fn row(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.kinds.is_empty() {
            self.begin_kind();
        }
        let Some(kind) = self.kinds.last_mut() else { return };
        // In a list of references, the previous one.
        let period = self.ids.last().map_or(0, |id| id.ilog10() as usize + 1 + " 0 R ".len());
        let before = kind.len();
        kind.push(period, write);
        self.length += kind.len() - before;
    }

    /// Ends the current object.
    pub(crate) fn end(&mut self, text: &str) {
        self.row(|data| {
            data.extend_from_slice(text.as_bytes());
            data.push(b'\n');
        });
    }

    fn number(&mut self, id: i32) {
        self.ids.push(id);
        self.starts.push(self.length);
        let offset = self.length as u64;
        self.index.push(0, |data| {
            push_number(data, id.unsigned_abs().into());
            data.push(b' ');
            push_number(data, offset);
            data.push(b' ');
        });
    }

    /// Each object that has been added, in order.
    pub(crate) fn each(self, mut write: impl FnMut(i32, &[u8])) {
        let data = self.kinds.iter().map(Rows::data).collect::<Vec<_>>().concat();
        let ends = self.starts.iter().skip(1).copied().chain([data.len()]);
        for (id, (start, end)) in self.ids.iter().zip(self.starts.iter().zip(ends)) {
            write(*id, data[*start..end].trim_ascii_end());
        }
    }

    /// Compresses what has been added.
    pub(crate) fn finish(mut self, deflater: &mut Deflater) -> Packed {
        let first = self.index.len();
        let deflated = match self.how {
            How::Alike => {
                self.kinds.insert(0, self.index);
                compress(self.kinds)
            }
            How::Search | How::Apart => {
                let parts = std::iter::once(self.index.data()).chain(self.kinds.iter().map(Rows::data));
                deflater.deflate(&parts.collect::<Vec<_>>().concat()).bytes
            }
        };
        Packed { ids: self.ids, first, deflated }
    }
}
