//! The parts of a merged file that span all its copies: the trees of pages, names and numbers, the outline and the page
//! labels.

use std::io::{self, Write};

use super::{LEAF, Merged};
use crate::copies::output::AlikePack;
use crate::pdf::operators::push_number;

/// Entries of the outline in an object stream.
const OUTLINE: usize = 1000;

impl<W: Write> Merged<'_, W> {
    /// The page tree over the nodes that hold pages; returns its root.
    pub(super) fn write_page_tree(&mut self) -> io::Result<i32> {
        let pages = std::mem::take(&mut self.pages);
        let mut rest = pages.as_slice();
        let mut level: Vec<(i32, usize, Vec<i32>)> = Vec::with_capacity(self.nodes.len());
        for (node, count) in self.nodes.drain(..).zip(self.node_pages.drain(..)) {
            let (kids, after) = rest.split_at(count);
            level.push((node, count, kids.to_vec()));
            rest = after;
        }
        while level.len() > 1 {
            let mut above = Vec::with_capacity(level.len() / LEAF + 1);
            for children in level.chunks(LEAF) {
                let parent = self.output.alloc();
                for (node, count, kids) in children {
                    let body = pages_node(*count, kids, Some(parent));
                    self.add(*node, &body)?;
                }
                let count = children.iter().map(|(_, count, _)| count).sum();
                above.push((parent, count, children.iter().map(|(node, ..)| *node).collect()));
            }
            level = above;
        }
        let Some((root, count, kids)) = level.pop() else { return Ok(self.output.alloc()) };
        self.add(root, &pages_node(count, &kids, None))?;
        Ok(root)
    }

    /// A name or number tree over leaves with their limits; returns its root.
    pub(super) fn write_tree(&mut self, leaves: Vec<(String, String, i32)>) -> io::Result<i32> {
        let mut level = leaves;
        while level.len() > LEAF {
            let mut above = Vec::with_capacity(level.len() / LEAF + 1);
            for children in level.chunks(LEAF) {
                let node = self.output.alloc();
                let first = children.first().map(|(first, ..)| first.clone()).unwrap_or_default();
                let last = children.last().map(|(_, last, _)| last.clone()).unwrap_or_default();
                let body = format!("<</Limits[{first}{last}]/Kids[{}]>>", references(children.iter().map(|c| c.2)));
                self.add(node, body.as_bytes())?;
                above.push((first, last, node));
            }
            level = above;
        }
        let root = self.output.alloc();
        let body = format!("<</Kids[{}]>>", references(level.iter().map(|leaf| leaf.2)));
        self.add(root, body.as_bytes())?;
        Ok(root)
    }

    pub(super) fn write_root(&mut self, parents: i32, ids: Option<i32>) {
        let documents = std::mem::take(&mut self.documents);
        let ids = ids.map(|ids| format!("/IDTree {ids} 0 R")).unwrap_or_default();
        let body = format!(
            "<</Type/StructTreeRoot/K[{}]/ParentTree {parents} 0 R/ParentTreeNextKey {}{ids}>>",
            references(documents.into_iter()),
            self.keys
        );
        self.tail.add(self.root, |data| data.extend_from_slice(body.as_bytes()));
    }

    /// An entry for each copy, by its number: a name would appear outside the page.
    pub(super) fn write_outline(&mut self) -> io::Result<i32> {
        let copies = std::mem::take(&mut self.copies);
        let root = self.output.alloc();
        let base = self.output.alloc_many(copies.len() as i32);
        for (chunk, copies_of_chunk) in copies.chunks(OUTLINE).enumerate() {
            let mut pack = AlikePack::default();
            for (index, (number, _, page)) in (chunk * OUTLINE..).zip(copies_of_chunk) {
                let id = base + 1 + index as i32;
                pack.add(id, |data| {
                    let mut key = |name: &str, number: u64, end: &str| {
                        data.extend_from_slice(name.as_bytes());
                        push_number(data, number);
                        data.extend_from_slice(end.as_bytes());
                    };
                    key("<</Title(Copy ", *number, ")");
                    key("/Parent ", root.unsigned_abs().into(), " 0 R");
                    if index > 0 {
                        key("/Prev ", (id - 1).unsigned_abs().into(), " 0 R");
                    }
                    if index + 1 < copies.len() {
                        key("/Next ", (id + 1).unsigned_abs().into(), " 0 R");
                    }
                    key("/Dest[", page.unsigned_abs().into(), " 0 R/Fit]>>");
                });
            }
            let id = self.output.alloc();
            self.output.packed(id, &pack.finish())?;
        }
        let (first, last, count) = (base + 1, base + copies.len() as i32, copies.len());
        self.add(root, format!("<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {count}>>").as_bytes())?;
        Ok(root)
    }

    /// Page labels: each copy counts from 1.
    pub(super) fn write_labels(&mut self) -> io::Result<i32> {
        let (numbers, blank) = (self.output.alloc(), self.output.alloc());
        self.add(numbers, b"<</S/D>>")?;
        self.add(blank, b"<</P(blank)>>")?;
        let blanks = std::mem::take(&mut self.blanks);
        let mut labels: Vec<(u32, i32)> = self.copies.iter().map(|(_, page, _)| (*page, numbers)).collect();
        labels.extend(blanks.into_iter().map(|page| (page, blank)));
        labels.sort_unstable();
        let mut leaves = Vec::new();
        for chunk in labels.chunks(4 * LEAF) {
            let leaf = self.output.alloc();
            let (first, last) = (chunk[0].0, chunk[chunk.len() - 1].0);
            let nums: String = chunk.iter().map(|(page, label)| format!("{page} {label} 0 R ")).collect();
            self.add(leaf, format!("<</Limits[{first} {last}]/Nums[{nums}]>>").as_bytes())?;
            leaves.push((first.to_string(), format!(" {last}"), leaf));
        }
        self.write_tree(leaves)
    }
}

fn pages_node(count: usize, kids: &[i32], parent: Option<i32>) -> Vec<u8> {
    let parent = parent.map(|parent| format!("/Parent {parent} 0 R")).unwrap_or_default();
    format!("<</Type/Pages{parent}/Count {count}/Kids[{}]>>", references(kids.iter().copied())).into_bytes()
}

fn references(ids: impl Iterator<Item = i32>) -> String {
    let mut text = Vec::new();
    for id in ids {
        if !text.is_empty() {
            text.push(b' ');
        }
        push_number(&mut text, id.unsigned_abs().into());
        text.extend_from_slice(b" 0 R");
    }
    String::from_utf8(text).unwrap_or_default()
}
