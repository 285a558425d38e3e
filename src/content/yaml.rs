//! From the YAML parser's events to a [`Tree`].
//!
//! YAML is only data here: tags, several documents, merge keys and non-scalar keys are problems. Depth and size are
//! bounded during parsing, so no input can exhaust the stack or the memory.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::comments;
use super::syntax;
use super::tree::{Kind, Node, NodeId, Tree};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::limits::{MAX_TEXT_BYTES, MAX_YAML_DEPTH, MAX_YAML_NODES};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Reads a file. `None` when no tree can be made from it; all problems found are in `diagnostics`.
pub(super) fn parse<'s>(
    sources: &'s Sources,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<(Tree<'s>, NodeId)> {
    let text = &sources.file(file).text;
    let mut builder = Builder {
        text,
        offsets: CharOffsets::new(text),
        tree: Tree::new(file),
        sizes: vec![],
        stack: vec![],
        anchors: HashMap::new(),
        expanded: Extent { nodes: 0, bytes: 0, depth: 0 },
        previous_end: 0,
        root: None,
        diagnostics,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let result = match event {
            Ok((event, span)) => {
                let start = builder.offsets.byte(text, span.start.index());
                let end = builder.offsets.byte(text, span.end.index());
                builder.event(event, start, end.max(start))
            }
            Err(error) => {
                let byte = builder.offsets.byte(text, error.marker().index());
                let in_text = error.info().contains("comment intercepting").then_some(byte);
                let problem = match in_text.or_else(|| builder.comment_before(sources.file(file), byte)) {
                    Some(at) => comments::problem(file, sources.file(file), at),
                    None => syntax::explain(sources.file(file), file, error.info(), byte),
                };
                Err(stop(builder.with_open_bracket(problem)))
            }
        };
        match result {
            Ok(()) => {}
            Err(Stop::At(diagnostic)) => {
                builder.diagnostics.push(*diagnostic);
                return None;
            }
            Err(Stop::SecondDocument) => break,
        }
    }
    let root = builder.root.filter(|&root| !builder.tree.is_null(root));
    if root.is_none() {
        let span = Span { file, start: 0, end: 0 };
        let problem = Diagnostic::error("file-empty", "the file has no content").at(span, "empty");
        diagnostics.push(problem.hint("`handout new NAME` creates a handout to start from"));
        return None;
    }
    Some((builder.tree, root?))
}

/// Why reading ends early.
enum Stop {
    /// A problem after which nothing can be understood.
    At(Box<Diagnostic>),
    /// Everything relevant has been read.
    SecondDocument,
}

/// A node's size with its aliases expanded.
#[derive(Clone, Copy)]
struct Extent {
    nodes: usize,
    /// Bytes of all texts.
    bytes: usize,
    depth: usize,
}

/// A collection that has begun and not ended.
struct Open {
    node: NodeId,
    anchor: usize,
    key: Option<NodeId>,
    extent: Extent,
}

struct Builder<'s, 'd> {
    text: &'s str,
    offsets: CharOffsets,
    tree: Tree<'s>,
    /// Same indices as the tree's nodes.
    sizes: Vec<Extent>,
    stack: Vec<Open>,
    /// The parser's anchor ids. Only used for lookups, so its order does not matter.
    anchors: HashMap<usize, NodeId>,
    /// The file so far, with its aliases expanded.
    expanded: Extent,
    previous_end: usize,
    root: Option<NodeId>,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Builder<'s, '_> {
    fn event(&mut self, event: Event<'s>, start: usize, end: usize) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if tag.is_some() {
                    self.reject_tag(start);
                }
                let start = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => self.block_indicator(start),
                    _ if anchor > 0 => self.skip_anchor(start),
                    _ => start,
                };
                let end = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded | ScalarStyle::Plain => self.trim_end(start, end),
                    _ => end,
                };
                let kind = if style == ScalarStyle::Plain { Kind::Plain(text) } else { Kind::Text(text) };
                let node = self.add(Node { start: start as u32, end: end as u32, kind })?;
                self.define(anchor, node);
                self.previous_end = end;
                self.place(node)
            }
            Event::SequenceStart(anchor, tag) => self.open(Kind::Sequence(vec![]), anchor, tag.is_some(), start, end),
            Event::MappingStart(anchor, tag) => self.open(Kind::Mapping(vec![]), anchor, tag.is_some(), start, end),
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Alias(anchor) => self.alias(anchor, start, end),
            Event::DocumentStart(_) if self.root.is_some() => {
                let span = self.span(start, end.max((start + 1).min(self.text.len())));
                let problem = Diagnostic::error("yaml-documents", "a second document in one file");
                self.diagnostics.push(problem.at(span, "begins here").hint("put each handout in its own file"));
                Err(Stop::SecondDocument)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, kind: Kind<'s>, anchor: usize, tagged: bool, start: usize, end: usize) -> Result<(), Stop> {
        if tagged {
            self.reject_tag(start);
        }
        if self.stack.len() >= MAX_YAML_DEPTH {
            return Err(self.too_deep(start));
        }
        let node = self.add(Node { start: start as u32, end: end as u32, kind })?;
        self.stack.push(Open { node, anchor, key: None, extent: Extent { nodes: 1, bytes: 0, depth: 1 } });
        self.previous_end = self.previous_end.max(end);
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Stop> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        self.sizes[open.node.index()] = open.extent;
        let node = self.tree.node(open.node);
        // A block collection "ends" where the next thing begins; to a reader it ends with its last value.
        let flow = self.text[node.start as usize..].starts_with(['[', '{']);
        let last = match &node.kind {
            Kind::Sequence(items) => items.last().copied(),
            Kind::Mapping(pairs) => pairs.last().map(|pair| pair.1),
            _ => None,
        };
        let last_end = last.map_or(node.end, |last| self.tree.node(last).end).max(node.end);
        let end = if flow { end as u32 } else { last_end };
        self.tree.node_mut(open.node).end = end.max(self.tree.node(open.node).start);
        self.previous_end = self.previous_end.max(end as usize);
        if matches!(self.tree.node(open.node).kind, Kind::Mapping(_)) {
            self.check_keys(open.node);
        }
        self.define(open.anchor, open.node);
        self.place(open.node)
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Stop> {
        self.previous_end = end;
        let span = self.span(start, end);
        let Some(&node) = self.anchors.get(&anchor) else {
            let problem = Diagnostic::error("yaml-alias-unknown", "an alias inside the value it refers to");
            return Err(stop(problem.at(span, "would never end").hint("write the text again instead")));
        };
        let extent = self.sizes[node.index()];
        self.expanded.nodes += extent.nodes;
        self.expanded.bytes += extent.bytes;
        // A file of reasonable size may refer to one long text a thousand times.
        if self.expanded.nodes > MAX_YAML_NODES || self.expanded.bytes as u64 > MAX_TEXT_BYTES {
            let problem = Diagnostic::error("yaml-alias-budget", "aliases expand to more than 50,000 values or 256 KB");
            return Err(stop(problem.at(span, "one too many").hint("write the text instead of nesting aliases")));
        }
        if self.stack.len() + extent.depth > MAX_YAML_DEPTH {
            return Err(self.too_deep(start));
        }
        self.place(node)
    }

    /// Puts a finished node where it belongs: as the root, an item, a key or a value.
    fn place(&mut self, node: NodeId) -> Result<(), Stop> {
        let extent = self.sizes[node.index()];
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.extent.nodes += extent.nodes;
        open.extent.bytes += extent.bytes;
        open.extent.depth = open.extent.depth.max(extent.depth + 1);
        match (&mut self.tree.node_mut(open.node).kind, open.key.take()) {
            (Kind::Mapping(pairs), Some(key)) => pairs.push((key, node)),
            (Kind::Mapping(_), None) => open.key = Some(node),
            (Kind::Sequence(items), _) => items.push(node),
            _ => {}
        }
        Ok(())
    }

    /// Removes pairs without a valid key, and reports them.
    fn check_keys(&mut self, mapping: NodeId) {
        let Kind::Mapping(pairs) = &mut self.tree.node_mut(mapping).kind else { return };
        let pairs = std::mem::take(pairs);
        let mut kept = Vec::with_capacity(pairs.len());
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (key, value) in pairs {
            let span = self.tree.span(key);
            let plain = matches!(self.tree.node(key).kind, Kind::Plain(_));
            match self.tree.scalar(key).map(str::to_owned) {
                None => {
                    let problem = Diagnostic::error("yaml-key", "a key must be a word").at(span, "not a word");
                    let hint = "text that begins with `{`, `[` or `?` must be quoted or written after `|`";
                    self.diagnostics.push(problem.hint(hint));
                }
                Some(text) if text.is_empty() => {
                    let problem = Diagnostic::error("yaml-key", "a value without a key").at(span, "no key here");
                    self.diagnostics.push(problem.hint("write the key before the colon"));
                }
                Some(text) if text == "<<" && plain => {
                    let problem = Diagnostic::error("yaml-merge", "merge keys are not supported");
                    self.diagnostics.push(problem.at(span, "merge key").hint("write the keys themselves"));
                }
                Some(text) => match seen.get(&text) {
                    Some(&first) => {
                        let message = format!("key `{}` is given twice", syntax::shorten(&text));
                        let mut problem = Diagnostic::error("key-duplicate", message).at(span, "given again here");
                        problem.labels.push((Place::Span(first), "first given here".into()));
                        self.diagnostics.push(problem.hint("keep one of the two"));
                    }
                    None => {
                        seen.insert(text, span);
                        kept.push((key, value));
                    }
                },
            }
        }
        self.tree.node_mut(mapping).kind = Kind::Mapping(kept);
    }

    fn add(&mut self, node: Node<'s>) -> Result<NodeId, Stop> {
        let bytes = match &node.kind {
            Kind::Plain(text) | Kind::Text(text) => text.len(),
            Kind::Sequence(_) | Kind::Mapping(_) => 0,
        };
        self.expanded.nodes += 1;
        self.expanded.bytes += bytes;
        if self.expanded.nodes > MAX_YAML_NODES {
            let span = self.span(node.start as usize, node.end as usize);
            let problem = Diagnostic::error("file-too-large", "more than 50,000 values in one file");
            return Err(stop(problem.at(span, "one too many").hint("split it into several handouts")));
        }
        self.sizes.push(Extent { nodes: 1, bytes, depth: 1 });
        Ok(self.tree.push(node))
    }

    fn define(&mut self, anchor: usize, node: NodeId) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    fn reject_tag(&mut self, value_start: usize) {
        let between = self.text.get(self.previous_end..value_start).unwrap_or("");
        let start = between.find('!').map_or(value_start, |i| self.previous_end + i);
        let end = self.text[start..].find(|c: char| c.is_whitespace()).map_or(self.text.len(), |i| start + i);
        let tag = syntax::shorten(&self.text[start..end]);
        let problem = Diagnostic::error("yaml-tag", format!("tag `{tag}` is not part of the format"));
        let span = self.span(start, end);
        self.diagnostics
            .push(problem.at(span, "a YAML tag").hint("remove it; text that begins with `!` must be quoted"));
    }

    /// The `#` of a comment after the text read last, if the parser gave up right after it: on another line of the
    /// text, or at a bracket that the comment swallowed.
    fn comment_before(&self, source: &SourceFile, byte: usize) -> Option<usize> {
        let last = self.tree.last()?;
        let Kind::Plain(_) = last.kind else { return None };
        let at = comments::behind(source, last.end as usize)?;
        let (line, _) = source.line_column(at);
        let rest = source.text.get(source.line_range(line).end..byte)?;
        (rest.lines().count() <= 2).then_some(at)
    }

    /// Adds where the bracket around a problem was opened, which may be many lines above.
    fn with_open_bracket(&self, mut problem: Diagnostic) -> Diagnostic {
        let open = self.stack.last().map(|open| self.tree.node(open.node).start as usize);
        if let Some(start) = open.filter(|&start| self.text[start..].starts_with(['[', '{'])) {
            problem.labels.push((Place::Span(self.span(start, start + 1)), "opened here".into()));
        }
        problem
    }

    fn too_deep(&self, start: usize) -> Stop {
        let span = self.span(start, (start + 1).min(self.text.len()));
        let problem = Diagnostic::error("yaml-depth", format!("nested more than {MAX_YAML_DEPTH} levels deep"));
        stop(problem.at(span, "too deep").hint("text that begins with `[` or `{` must be quoted or written after `|`"))
    }

    /// The `|` or `>` of a block scalar, for which the parser reports the first line of text, or the anchor before it.
    fn block_indicator(&self, content: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.previous_end;
        while at < content || bytes[content..].starts_with(b"&") {
            match bytes.get(at).copied().unwrap_or(b'|') {
                b'|' | b'>' => return at,
                b'#' => at = self.skip(at, |c| c != '\n' && c != '\r'),
                b'&' | b'!' => at = self.skip(at, |c| !c.is_whitespace()),
                _ => at += 1,
            }
        }
        content
    }

    /// The first byte after an anchor and the space before its value.
    fn skip_anchor(&self, start: usize) -> usize {
        match self.text[start..].starts_with('&') {
            true => self.skip(self.skip(start, |c| !c.is_whitespace()), char::is_whitespace),
            false => start,
        }
    }

    fn skip(&self, from: usize, while_true: impl Fn(char) -> bool) -> usize {
        self.text[from..].find(|c| !while_true(c)).map_or(self.text.len(), |i| from + i)
    }

    fn trim_end(&self, start: usize, end: usize) -> usize {
        start + self.text.get(start..end).map_or(0, |scalar| scalar.trim_end_matches([' ', '\t', '\n', '\r']).len())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.tree.file(), start: start as u32, end: end as u32 }
    }
}

fn stop(problem: Diagnostic) -> Stop {
    Stop::At(Box::new(problem))
}

/// From the parser's character counts to bytes.
struct CharOffsets {
    /// Byte of every [`STRIDE`]th character; empty for ASCII, where both are the same.
    every: Vec<u32>,
}

/// The most characters walked to find a byte, versus four bytes kept for each of them.
const STRIDE: usize = 64;

impl CharOffsets {
    fn new(text: &str) -> CharOffsets {
        let every = match text.is_ascii() {
            true => vec![],
            false => text.char_indices().step_by(STRIDE).map(|(byte, _)| byte as u32).collect(),
        };
        CharOffsets { every }
    }

    fn byte(&self, text: &str, chars: usize) -> usize {
        if self.every.is_empty() {
            return chars.min(text.len());
        }
        let Some(&base) = self.every.get(chars / STRIDE) else { return text.len() };
        let base = base as usize;
        text[base..].char_indices().nth(chars % STRIDE).map_or(text.len(), |(byte, _)| base + byte)
    }
}
