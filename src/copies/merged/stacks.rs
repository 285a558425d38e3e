//! Copies that share sheets: one in each stack, so that after cutting each stack is in order.
//!
//! The copies of a set are on the same sheets, however many pages each has. Their elements and content streams are written
//! like those of any copies; their pages are the sides of the sheets.

use std::io::{self, Write};

use super::{Member, MergedFile, objects_of};
use crate::copies::structure::CopyObjects;
use crate::copies::variable::{SetCopy, stacked_digest};
use crate::manifest::Finished;
use crate::manifest::page::{Hash, PageMark, hash};
use crate::pdf::assemble::{PageObject, add_names, write_page_object};
use crate::pdf::content::write_frames;
use crate::pdf::fonts::FontTable;
use crate::pdf::object::{Dict, Place, Ref, Sink, Value};
use crate::pdf::trees::{Kind, small};
use crate::sheet::boxes::PageBoxes;
use crate::sheet::sides::Sheets;

/// Copies on the same sheets, by their stacks.
pub(crate) type Set<'f> = Vec<Option<SetCopy<'f>>>;

/// A side of a sheet without the copies on it.
#[derive(Clone, Debug)]
pub(super) struct Blank {
    boxes: PageBoxes,
    /// Content streams before, between and after the places.
    frames: Vec<(Ref, Hash)>,
}

/// The sheets of a set.
struct SetSheets {
    /// Their node of the page tree.
    node: Ref,
    /// Their sides.
    sides: Vec<Ref>,
}

/// A copy on a side.
type OnSide<'c> = Option<(&'c CopyObjects, Place<'c>)>;

impl<'f, W: Write> MergedFile<'f, W> {
    /// Adds sets of copies, at most [`super::GROUP`] copies in all. Returns what the manifest says of them.
    pub(crate) fn add_sets(&mut self, sets: &[Set<'f>]) -> io::Result<Vec<Finished>> {
        let copies: Vec<&SetCopy> = sets.iter().flatten().flatten().collect();
        let Some(first) = copies.first() else { return Ok(Vec::new()) };
        self.begin_sides(first);
        let objects: Vec<&CopyObjects> = copies.iter().map(|copy| objects_of(copy)).collect();
        let (places, most) = self.begin_group(&copies, &objects);
        let mut shared: Vec<Vec<i32>> = Vec::with_capacity(copies.len());
        let mut sheets: Vec<SetSheets> = Vec::with_capacity(sets.len());
        for set in sets.iter().filter(|set| set.iter().any(Option::is_some)) {
            let node = self.begin_copy();
            let faces = if self.duplex { 2 } else { 1 };
            let sides: Vec<Ref> = (0..pages_of(set).next_multiple_of(faces)).map(|_| self.file.alloc()).collect();
            for copy in set.iter().flatten() {
                let (objects, place) = (objects[shared.len()], &places[shared.len()]);
                let mut numbers = self.share(copy, [node.number(), 0]);
                numbers.extend(sides.iter().take(objects.on_sheets.len()).map(|side| side.number()));
                shared.push(numbers);
                self.copies.push((copy.number, self.pages, sides[0]));
                self.documents.push((copy.number, Ref::Own(place.number(objects.document))));
            }
            sides.iter().for_each(|side| self.add_page(*side));
            sheets.push(SetSheets { node, sides });
        }
        let place = |at: usize| Place { shared: &shared[at], ..places[at] };
        let mut finished = Vec::with_capacity(copies.len());
        let mut parents = Vec::new();
        let mut at = 0;
        for (set, sheets) in sets.iter().filter(|set| set.iter().any(Option::is_some)).zip(&sheets) {
            let mut members: Vec<OnSide<'_>> = Vec::with_capacity(set.len());
            for copy in set {
                members.push(copy.as_ref().map(|_| (objects[at], place(at))));
                at += usize::from(copy.is_some());
            }
            for (page, side) in sheets.sides.iter().enumerate() {
                parents.extend(self.add_side([*side, sheets.node], page, &members));
            }
            finished.extend(self.finished(set));
        }
        self.add_parents(parents);
        let member = |at: usize| Member { contents: &copies[at].part.contents, objects: objects[at], place: place(at) };
        self.write_group((0..copies.len()).map(member).collect(), most)?;
        Ok(finished)
    }

    /// Writes what is around copies on a front and on a back.
    fn begin_sides(&mut self, copy: &SetCopy<'f>) {
        let Some(imposition) = self.intent.imposition.as_deref().filter(|_| self.sides.is_empty()) else { return };
        let master = &copy.prepared.master;
        let sides = Sheets::of_stacks(master.document.first_page(), self.intent.press.as_deref(), imposition);
        let mut fonts = FontTable::over(master.faces, master.encoders.clone());
        for side in sides {
            let mut frames = Vec::new();
            for frame in write_frames(&side, &self.intent.inks, &mut fonts) {
                let id = self.file.alloc();
                self.file.add_stream(id, &frame.bytes, |_| Dict::new());
                frames.push((id, hash(&frame.bytes)));
            }
            self.sides.push(Blank { boxes: side.boxes, frames });
        }
    }

    /// Writes a side with a page of each copy that has one; returns its entry of the parent tree. A side without any is
    /// blank.
    fn add_side(&mut self, [side, node]: [Ref; 2], page: usize, members: &[OnSide<'_>]) -> Option<(i32, Value)> {
        let blank = &self.sides[page % self.sides.len()];
        let mut parts = PageObject { boxes: blank.boxes, ..PageObject::default() };
        let mut owners: Vec<Vec<Value>> = Vec::with_capacity(members.len());
        let mut is_blank = true;
        for (member, (frame, _)) in members.iter().zip(&blank.frames) {
            parts.contents.push(*frame);
            let on_it = member.as_ref().and_then(|(objects, place)| Some((objects.on_sheets.get(page)?, place)));
            let Some(((content, of_content), place)) = on_it else {
                owners.push(Vec::new());
                continue;
            };
            is_blank = false;
            let resolve = |id: &Ref| Ref::Own(place.resolve(*id));
            let named = |names: &[(String, Ref)]| -> Vec<(String, Ref)> {
                names.iter().map(|(name, id)| (name.clone(), resolve(id))).collect()
            };
            parts.contents.extend(content.contents.iter().map(resolve));
            add_names(&mut parts.fonts, named(&content.fonts));
            add_names(&mut parts.images, named(&content.images));
            add_names(&mut parts.states, named(&content.states));
            add_names(&mut parts.spots, named(&content.spots));
            let owner = |value: &Value| match value {
                Value::Ref(id) => resolve(id).into(),
                other => other.clone(),
            };
            owners.push(of_content.iter().map(owner).collect());
        }
        if is_blank {
            parts.contents.clear();
            write_page_object(&mut self.file, side, node, &parts, None, &[]);
            return None;
        }
        parts.contents.extend(blank.frames.last().map(|(frame, _)| *frame));
        let key = self.keys;
        self.keys += 1;
        write_page_object(&mut self.file, side, node, &parts, Some(key), &[]);
        // Copies take turns: see `Stack::mcid`.
        let most = owners.iter().map(Vec::len).max().unwrap_or_default();
        let owner = |at: usize| owners.iter().map(move |owners| owners.get(at).cloned().unwrap_or(Value::Null));
        Some((key, (0..most).flat_map(owner).collect()))
    }

    /// Writes a leaf of the parent tree.
    fn add_parents(&mut self, parents: Vec<(i32, Value)>) {
        let (Some((first, _)), Some((last, _))) = (parents.first(), parents.last()) else { return };
        let limits = [*first, *last].map(|key| Value::Int(key.into()));
        let entries = parents.into_iter().map(|(key, owners)| (Value::Int(key.into()), owners));
        let leaf = Dict::new().with("Limits", limits.clone()).and(small(Kind::Nums, entries));
        let leaf = self.file.push(leaf);
        self.parents.push((limits, leaf));
    }

    /// What the manifest says of a set: all sheets are the first copy's.
    fn finished(&self, set: &Set<'f>) -> Vec<Finished> {
        let mark = |page: usize| {
            let codes = set.iter().flatten().filter_map(|copy| copy.part.marks.get(page));
            let codes: Vec<&str> = codes.map(|mark| mark.code.as_str()).collect();
            let frames: Vec<Hash> = self.sides[page % self.sides.len()].frames.iter().map(|(_, hash)| *hash).collect();
            PageMark { code: codes.join(" "), digest: stacked_digest(set, page, &frames) }
        };
        let mut pages: Vec<PageMark> = (0..pages_of(set)).map(mark).collect();
        let first = set.iter().flatten().next().map(|copy| copy.number);
        let finished = |copy: &SetCopy<'f>| Finished {
            number: copy.number,
            pages: std::mem::take(&mut pages),
            with: first.filter(|first| *first != copy.number),
        };
        set.iter().flatten().map(finished).collect()
    }
}

/// How many sides a set needs.
fn pages_of(set: &Set<'_>) -> usize {
    set.iter().flatten().map(|copy| copy.part.contents.len()).max().unwrap_or_default()
}
