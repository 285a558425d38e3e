//! Trees of pages, names and numbers (ISO 32000-1, 7.7.3.2, 7.9.6, 7.9.7).

use super::object::{Dict, Ref, Sink, Value};

/// Entries in a leaf, and children of a node.
pub(crate) const LEAF: usize = 64;

/// A node of the page tree that holds pages.
#[derive(Clone, Debug)]
pub(crate) struct PageNode {
    /// The node.
    pub id: Ref,
    /// Its pages.
    pub pages: Vec<Ref>,
}

/// Writes the page tree over nodes that hold pages; returns its root: the only node itself, or a new one.
pub(crate) fn write_pages(sink: &mut impl Sink, nodes: Vec<PageNode>) -> Ref {
    let mut level: Vec<(Ref, usize, Vec<Ref>)> =
        nodes.into_iter().map(|node| (node.id, node.pages.len(), node.pages)).collect();
    while level.len() > 1 {
        let mut above = Vec::with_capacity(level.len() / LEAF + 1);
        for children in level.chunks(LEAF) {
            let parent = sink.alloc();
            for (node, count, kids) in children {
                sink.add(*node, pages_node(*count, kids, Some(parent)));
            }
            let count = children.iter().map(|(_, count, _)| count).sum();
            above.push((parent, count, children.iter().map(|(node, ..)| *node).collect()));
        }
        level = above;
    }
    let Some((root, count, kids)) = level.pop() else { return sink.alloc() };
    sink.add(root, pages_node(count, &kids, None));
    root
}

fn pages_node(count: usize, kids: &[Ref], parent: Option<Ref>) -> Dict {
    let mut node = Dict::of("Pages");
    if let Some(parent) = parent {
        node.set("Parent", parent);
    }
    node.with("Kids", kids.to_vec()).with("Count", count)
}

/// A leaf of a name or number tree: its first and last key, and the leaf.
pub(crate) type Leaf = ([Value; 2], Ref);

/// The kind of a tree, by the key of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Names.
    Names,
    /// Numbers.
    Nums,
}

/// A tree that is all in one node: keys and values by turns.
pub(crate) fn small(kind: Kind, entries: impl IntoIterator<Item = (Value, Value)>) -> Dict {
    let entries = entries.into_iter().flat_map(|(key, value)| [key, value]).collect();
    let key = match kind {
        Kind::Names => "Names",
        Kind::Nums => "Nums",
    };
    Dict::new().with(key, Value::Array(entries))
}

/// Writes a tree over leaves in order; returns its root.
pub(crate) fn write_over(sink: &mut impl Sink, leaves: Vec<Leaf>) -> Ref {
    let mut level = leaves;
    let kids = |leaves: &[Leaf]| leaves.iter().map(|(_, id)| *id).collect::<Value>();
    while level.len() > LEAF {
        let mut above = Vec::with_capacity(level.len() / LEAF + 1);
        for children in level.chunks(LEAF) {
            let ([first, _], [_, last]) = (children[0].0.clone(), children[children.len() - 1].0.clone());
            let limits = [first, last];
            let node = Dict::new().with("Limits", Value::Array(limits.to_vec())).with("Kids", kids(children));
            above.push((limits, sink.push(node)));
        }
        level = above;
    }
    sink.push(Dict::new().with("Kids", kids(&level)))
}
