//! The document part hierarchy of a run (ISO 32000-2, 14.12; ISO 16612-2): which pages are whose, for a press that
//! handles records.
//!
//! The whole run, batches, records, and the parts of each record: the pages that are printed, and the blank back, if
//! the copy has one. A batch is a group of copies, so no node has many children and a group's nodes are written with
//! it. The metadata of a part say nothing that comes from a record.

use super::GROUP;
use crate::copies::variable::SetCopy;
use crate::pdf::metadata::plain_title;
use crate::pdf::object::{Body, Dict, File, Pack, Place, Ref, Sink, Value, name, text};

/// Names of the levels, from the root down (ISO 32000-2, table 408).
const LEVELS: [&str; 4] = ["Run", "Batch", "Record", "Part"];

/// The level of records.
const RECORDS: i32 = 2;

/// Children in one array of a node: no array may have more than 8191 (ISO 32000-2, 14.12.4.1).
const MOST_CHILDREN: usize = 8191;

/// The hierarchy of a file in progress.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// The node of the whole run.
    run: Ref,
    batches: Vec<Ref>,
}

/// The nodes of a group of copies.
#[derive(Clone, Debug)]
pub(super) struct GroupParts {
    batch: Ref,
    /// The number before the first record's node.
    base: i32,
    count: i32,
    /// By turn: the blank back of a copy that has one, and its leaf.
    blanks: Vec<Option<(Ref, Ref)>>,
}

/// A copy in its group.
pub(super) struct Record<'c, 'f> {
    pub copy: &'c SetCopy<'f>,
    pub turn: i32,
    /// Its first and last page, without the blank back.
    pub pages: [Ref; 2],
}

impl Parts {
    /// The hierarchy of a file without copies.
    pub(super) fn new(file: &mut File) -> Parts {
        Parts { run: file.alloc(), batches: Vec::new() }
    }

    /// Begins the nodes of a group of copies.
    pub(super) fn begin_group(&mut self, file: &mut File, count: i32) -> GroupParts {
        debug_assert!(count as usize <= GROUP, "a batch has few children");
        let batch = file.alloc();
        self.batches.push(batch);
        let blanks = vec![None; count.unsigned_abs() as usize];
        GroupParts { batch, base: file.alloc_many(2 * count), count, blanks }
    }

    /// Writes the nodes of a group; its records are in the order of the file.
    pub(super) fn write_group(&self, file: &mut File, group: &GroupParts, records: &[Record<'_, '_>]) {
        let mut by_turn: Vec<&Record> = records.iter().collect();
        by_turn.sort_by_key(|record| record.turn);
        let mut pack = Pack::alike();
        pack.begin_kind();
        for Record { turn, pages: [first, last], .. } in &by_turn {
            let mut leaf = leaf("Handout", group.record(*turn), *first);
            if first != last {
                // ISO 32000-2, table 409: not for a single page.
                leaf.set("End", *last);
            }
            add(&mut pack, group.leaf(*turn), leaf);
        }
        for (turn, (page, blank)) in (0..).zip(&group.blanks).filter_map(|(turn, blank)| Some((turn, (*blank)?))) {
            add(&mut pack, blank.number(), leaf("Blank", group.record(turn), page));
        }
        pack.begin_kind();
        for Record { copy, turn, .. } in &by_turn {
            let blank = group.blanks.get(*turn as usize).and_then(|blank| *blank).map(|(_, leaf)| leaf);
            let children: Vec<Ref> = std::iter::once(Ref::Own(group.leaf(*turn))).chain(blank).collect();
            let node = node(group.batch, &children).with("DPM", about(copy));
            add(&mut pack, group.record(*turn).number(), node);
        }
        pack.begin_kind();
        let records: Vec<Ref> = records.iter().map(|record| group.record(record.turn)).collect();
        add(&mut pack, group.batch.number(), node(self.run, &records));
        file.write_pack(pack);
    }

    /// Writes what spans the file; returns the root of the hierarchy.
    pub(super) fn finish(self, file: &mut File, copies: usize, duplex: bool) -> Ref {
        let Parts { run, batches } = self;
        let root = Dict::of("DPartRoot")
            .with("DPartRootNode", run)
            .with("RecordLevel", RECORDS)
            .with("NodeNameList", LEVELS.map(name));
        let root = file.push(root);
        let about = Dict::new().with("Copies", copies).with("Duplex", duplex);
        file.add(run, node(root, &batches).with("DPM", about));
        root
    }
}

impl GroupParts {
    /// A copy's node.
    fn record(&self, turn: i32) -> Ref {
        Ref::Own(self.base + 1 + turn)
    }

    /// The number of the leaf of a copy's pages.
    pub(super) fn leaf(&self, turn: i32) -> i32 {
        self.base + 1 + self.count + turn
    }

    /// Notes a copy's blank back; returns its leaf.
    pub(super) fn add_blank(&mut self, file: &mut File, turn: i32, page: Ref) -> Ref {
        let leaf = file.alloc();
        if let Some(blank) = self.blanks.get_mut(turn as usize) {
            *blank = Some((page, leaf));
        }
        leaf
    }
}

fn add(pack: &mut Pack, id: i32, node: Dict) {
    pack.add(id, |data| Body::of(&node.into()).fill(Place::alone(0, &[]), data));
}

/// A node with children.
fn node(parent: Ref, children: &[Ref]) -> Dict {
    let arrays: Value = children.chunks(MOST_CHILDREN).map(|chunk| Value::from(chunk.to_vec())).collect();
    Dict::of("DPart").with("Parent", parent).with("DParts", arrays)
}

/// A leaf that begins with a page.
fn leaf(part: &'static str, record: Ref, page: Ref) -> Dict {
    Dict::of("DPart").with("Parent", record).with("DPM", Dict::new().with("Part", name(part))).with("Start", page)
}

/// What is said about a copy: nothing that its record says.
fn about(copy: &SetCopy<'_>) -> Dict {
    let document = &copy.prepared.master.document;
    Dict::new()
        .with("Copy", Value::Int(copy.number as i64))
        .with("Pages", copy.part.pages.variant.sides.len())
        .with("Language", text(document.language.tag()))
        .with("Title", text(plain_title(document)))
}
