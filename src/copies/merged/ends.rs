//! The end of a merged file: everything that spans all its copies.

use std::io::{self, Write};

use super::MergedFile;
use crate::manifest::sound::Hashing;
use crate::pdf::assemble::{Trees, write_end};
use crate::pdf::metadata::{About, Filling, file_id, write_xmp};
use crate::pdf::object::{Body, Dict, Place, Ref, Sink, Value, name, text};
use crate::pdf::outline::{self, Around, Target};
use crate::pdf::tags::{Root, Trunk, write_root};
use crate::pdf::trees::{Kind, LEAF, small, write_over, write_pages};

/// Entries of the outline in an object stream.
const OUTLINE: usize = 1000;

impl<W: Write> MergedFile<'_, W> {
    /// Ends the file: the trees over all copies, the outline, the metadata. An empty run has no file.
    pub(crate) fn finish(mut self) -> io::Result<Option<Hashing<W>>> {
        let Some(first) = self.first.take() else { return Ok(None) };
        let document = &first.master.document;
        let pages = write_pages(&mut self.file, std::mem::take(&mut self.nodes));
        let parents = write_over(&mut self.file, std::mem::take(&mut self.parents));
        let ids = std::mem::take(&mut self.ids);
        let ids = (!ids.is_empty()).then(|| write_over(&mut self.file, ids).into());
        // Copies that share sheets are read in the order of their records.
        self.documents.sort_by_key(|(number, _)| *number);
        self.copies.sort_by_key(|(number, ..)| *number);
        let children = self.write_above();
        let namespace = self.trunk.namespace;
        let root = Root { children: &children, parents: (parents.into(), self.keys), ids, namespace };
        write_root(&mut self.file, self.root, root);
        let labels = Some(self.write_labels());
        let parts = self.parts.take().map(|parts| parts.finish(&mut self.file, self.copies.len(), self.duplex));
        let outline = Some(self.write_outline());
        let mut about = About::new(document, &self.intent, self.epoch);
        about.from_right &= !self.is_mixed;
        let trees = Trees { pages, structure: self.root, outline, labels, parts };
        let whole = write_end(&mut self.file, trees, about, &self.output, Filling::Filled);
        self.file.flush();
        self.hand_on()?;
        let id = file_id(self.out.hash.clone(), document);
        write_xmp(&mut self.file, whole.metadata, about, Filling::Filled, id);
        let (rest, _) = self.file.finish(whole.catalog, whole.info, id);
        self.out.write_all(&rest)?;
        self.out.flush()?;
        Ok(Some(self.out))
    }

    /// The children of the structure tree root: the copies' documents, or the one that they are below.
    fn write_above(&mut self) -> Vec<Ref> {
        let above = self.trunk.parent;
        let documents: Vec<Ref> = self.documents.iter().map(|(_, document)| *document).collect();
        if above == self.root {
            return documents;
        }
        let trunk = Trunk { parent: self.root, ..self.trunk };
        trunk.write_document(&mut self.file, above, &documents);
        vec![above]
    }

    /// An entry for each copy, by its number or its handout's title: a name would appear outside the page.
    fn write_outline(&mut self) -> Ref {
        let copies = std::mem::take(&mut self.copies);
        let titles = std::mem::take(&mut self.titles);
        let leads_to_elements = self.intent.standards.edition.has_structure_destinations();
        let root = self.file.alloc();
        let base = self.file.alloc_many(copies.len() as i32);
        let item = |index: usize| Ref::Own(base + 1 + index as i32);
        for (chunk, copies_of_chunk) in copies.chunks(OUTLINE).enumerate() {
            let mut pack = self.file.pack();
            for (index, (number, _, page)) in (chunk * OUTLINE..).zip(copies_of_chunk) {
                let around = Around {
                    parent: root,
                    before: index.checked_sub(1).map(item),
                    after: (index + 1 < copies.len()).then(|| item(index + 1)),
                    below: None,
                };
                let element = leads_to_elements.then(|| self.documents[index].1);
                let target = Target { page: *page, element, position: None };
                let title = titles.get(index).cloned().unwrap_or_else(|| format!("Copy {number}"));
                let entry = outline::item(&title, around, target);
                pack.add(item(index).number(), |data| Body::of(&entry.into()).fill(Place::alone(0, &[]), data));
            }
            self.file.write_pack(pack);
        }
        self.file.add(root, outline::root(Some((item(0), item(copies.len() - 1), copies.len()))));
        root
    }

    /// Page labels (ISO 32000-1, 12.4.2): each copy counts from 1.
    fn write_labels(&mut self) -> Ref {
        let numbers = self.file.push(Dict::new().with("S", name("D")));
        let blank = self.file.push(Dict::new().with("P", text("blank")));
        let mut labels: Vec<(u32, Ref)> = self.copies.iter().map(|(_, page, _)| (*page, numbers)).collect();
        labels.extend(self.blanks.drain(..).map(|page| (page, blank)));
        labels.sort_unstable();
        labels.dedup_by_key(|(page, _)| *page);
        let mut leaves = Vec::new();
        for chunk in labels.chunks(4 * LEAF) {
            let limits = [chunk[0].0, chunk[chunk.len() - 1].0].map(|page| Value::Int(page.into()));
            let entries = chunk.iter().map(|(page, label)| (Value::Int((*page).into()), (*label).into()));
            let leaf = Dict::new().with("Limits", limits.clone()).and(small(Kind::Nums, entries));
            leaves.push((limits, self.file.push(leaf)));
        }
        write_over(&mut self.file, leaves)
    }
}
