//! The outline (ISO 32000-1, 12.3.3).

use super::object::{Dict, Ref, Sink, Value, name, text};

/// A heading.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// 1 for the highest.
    pub level: usize,
    /// Its words.
    pub title: String,
    /// Where it is.
    pub target: Target,
}

/// Where an item leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Target {
    /// The page.
    pub page: Ref,
    /// The structure element, for an edition whose outlines lead to one, too.
    pub element: Option<Ref>,
    /// Left and top, in points from the lower left corner of the page; the whole page if not given.
    pub position: Option<[f32; 2]>,
}

impl Target {
    /// The entry that leads there: a destination (12.3.2), or an action that also has a structure destination
    /// (ISO 32000-2, 12.6.4.2).
    fn entry(&self) -> (&'static str, Value) {
        match self.element {
            None => ("Dest", self.destination(self.page)),
            Some(element) => {
                let action = Dict::of("Action").with("S", name("GoTo"));
                let action = action.with("SD", self.destination(element));
                // ISO 19005-4 wants `D`, too, and so do readers that know no other.
                ("A", action.with("D", self.destination(self.page)).into())
            }
        }
    }

    fn destination(&self, of: Ref) -> Value {
        match self.position {
            Some([left, top]) => Value::Array(vec![of.into(), name("XYZ"), left.into(), top.into(), 0.into()]),
            None => Value::Array(vec![of.into(), name("Fit")]),
        }
    }
}

/// What an item of the outline is beside and below.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    /// The item above it, or the root.
    pub parent: Ref,
    /// The item before it at its level.
    pub before: Option<Ref>,
    /// The item after it.
    pub after: Option<Ref>,
    /// The first and last item below it, and their number.
    pub below: Option<(Ref, Ref, usize)>,
}

/// An item.
pub(crate) fn item(title: &str, around: Around, target: Target) -> Dict {
    let mut item = Dict::new().with("Title", text(title)).with("Parent", around.parent);
    if let Some(before) = around.before {
        item.set("Prev", before);
    }
    if let Some(after) = around.after {
        item.set("Next", after);
    }
    let (key, value) = target.entry();
    below(item, around.below).with(key, value)
}

/// The root; the count is of all items that are shown at first.
pub(crate) fn root(items: Option<(Ref, Ref, usize)>) -> Dict {
    below(Dict::of("Outlines"), items)
}

fn below(mut item: Dict, below: Option<(Ref, Ref, usize)>) -> Dict {
    if let Some((first, last, count)) = below {
        item = item.with("First", first).with("Last", last).with("Count", count);
    }
    item
}

/// Writes headings as a tree; returns its root, if there are any.
pub(crate) fn write(sink: &mut impl Sink, headings: &[Heading]) -> Option<Ref> {
    if headings.is_empty() {
        return None;
    }
    let root_id = sink.alloc();
    let ids: Vec<Ref> = headings.iter().map(|_| sink.alloc()).collect();
    // The nearest preceding heading of a higher level is its parent; the open headings are on the stack.
    let mut open: Vec<usize> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(headings.len());
    let mut roots: Vec<usize> = Vec::new();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); headings.len()];
    let mut places: Vec<usize> = Vec::with_capacity(headings.len());
    for (index, heading) in headings.iter().enumerate() {
        while open.last().is_some_and(|&before| headings[before].level >= heading.level) {
            open.pop();
        }
        let siblings = open.last().map_or(&mut roots, |&parent| &mut children[parent]);
        places.push(siblings.len());
        siblings.push(index);
        parents.push(open.last().copied());
        open.push(index);
    }
    let ends = |items: &[usize], count: usize| Some((ids[*items.first()?], ids[*items.last()?], count));
    for (index, heading) in headings.iter().enumerate() {
        let (parent, place, own) = (parents[index], places[index], &children[index]);
        let siblings = parent.map_or(&roots, |parent| &children[parent]);
        let around = Around {
            parent: parent.map_or(root_id, |parent| ids[parent]),
            before: place.checked_sub(1).map(|before| ids[siblings[before]]),
            after: siblings.get(place + 1).map(|&after| ids[after]),
            below: ends(own, own.len()),
        };
        sink.add(ids[index], item(&heading.title, around, heading.target));
    }
    sink.add(root_id, root(ends(&roots, headings.len())));
    Some(root_id)
}
