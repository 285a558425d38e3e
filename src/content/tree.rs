//! A YAML file as a tree of nodes with their bytes, before any type is known.
//!
//! Scalars keep their raw text and style: the type that reads `no`, `0` or `2026-11` decides whether it is text.

use std::borrow::Cow;

use crate::source::{FileId, Span};

/// Index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(u32);

impl NodeId {
    /// Position in reading order.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All nodes of a file. An alias and its anchor are one node, so an expanded tree may be larger than this list.
#[derive(Debug)]
pub(super) struct Tree<'s> {
    file: FileId,
    nodes: Vec<Node<'s>>,
}

/// A value and its place.
#[derive(Debug)]
pub(super) struct Node<'s> {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: Kind<'s>,
}

/// The kind of a node.
#[derive(Debug)]
pub(super) enum Kind<'s> {
    /// A plain scalar: not quoted, on the line of its key.
    Plain(Cow<'s, str>),
    /// A quoted or block scalar, which is always text.
    Text(Cow<'s, str>),
    /// Items in order.
    Sequence(Vec<NodeId>),
    /// Distinct scalar keys with their values, in order.
    Mapping(Vec<(NodeId, NodeId)>),
}

impl<'s> Tree<'s> {
    /// A tree without nodes.
    pub(super) fn new(file: FileId) -> Tree<'s> {
        Tree { file, nodes: vec![] }
    }

    /// Adds a node.
    pub(super) fn push(&mut self, node: Node<'s>) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// The node with this id.
    pub(super) fn node(&self, id: NodeId) -> &Node<'s> {
        &self.nodes[id.index()]
    }

    /// The node added last.
    pub(super) fn last(&self) -> Option<&Node<'s>> {
        self.nodes.last()
    }

    /// A node, to change.
    pub(super) fn node_mut(&mut self, id: NodeId) -> &mut Node<'s> {
        &mut self.nodes[id.index()]
    }

    /// The place of a node.
    pub(super) fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span { file: self.file, start: node.start, end: node.end }
    }

    /// The file it was read from.
    pub(super) fn file(&self) -> FileId {
        self.file
    }

    /// The text of a scalar, whatever its style.
    pub(super) fn scalar(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            Kind::Plain(text) | Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether a node means "nothing": an empty plain scalar, `null` or `~`.
    pub(super) fn is_null(&self, id: NodeId) -> bool {
        matches!(&self.node(id).kind, Kind::Plain(text) if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// A value of the root mapping.
    pub(super) fn get(&self, root: NodeId, key: &str) -> Option<NodeId> {
        let Kind::Mapping(pairs) = &self.node(root).kind else { return None };
        pairs.iter().find(|(k, _)| self.scalar(*k) == Some(key)).map(|&(_, value)| value)
    }

    /// The node as JSON, as a YAML 1.2 reader with the core schema sees it.
    pub(super) fn to_json(&self, id: NodeId) -> serde_json::Value {
        use serde_json::Value;
        match &self.node(id).kind {
            _ if self.is_null(id) => Value::Null,
            Kind::Plain(text) => match &**text {
                "true" | "True" | "TRUE" => Value::Bool(true),
                "false" | "False" | "FALSE" => Value::Bool(false),
                number => match number.parse::<serde_json::Number>() {
                    Ok(number) => Value::Number(number),
                    Err(_) => Value::String(number.to_owned()),
                },
            },
            Kind::Text(text) => Value::String(text.to_string()),
            Kind::Sequence(items) => items.iter().map(|&item| self.to_json(item)).collect(),
            Kind::Mapping(pairs) => {
                let pair = |&(key, value)| (self.scalar(key).unwrap_or_default().to_owned(), self.to_json(value));
                Value::Object(pairs.iter().map(pair).collect())
            }
        }
    }
}
