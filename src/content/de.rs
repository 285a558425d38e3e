//! From a [`Tree`] to the types of the file format, through serde, without ever giving up.
//!
//! Serde's own errors stop at the first problem. Here no visitor can fail: a wrong or missing value is recorded as a
//! diagnostic, and the visitor gets a *filler* instead (empty text, an empty list, a mapping of fillers). So one pass
//! reports all problems of a file and still yields a value of the whole type, whose correct parts can be checked
//! further. A file with fillers is never built: there is an error for each one.
//!
//! This relies on two conventions about the types, which a test checks against the JSON Schema: a field that is a
//! `bool` or an enum of words has a default, and an enum with a variant named [`TEXT_VARIANT`] takes any other scalar
//! as that variant.

mod access;
mod expect;

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, Visitor};

use super::entry::ENTRY;
use super::localized::LOCALIZED;
use super::short;
use super::spanned::SPANNED;
use super::tree::{Kind, NodeId, Tree};
use super::when::ONE_OR_MORE;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;
use access::{BlockAccess, EntryAccess, ItemAccess, SpannedAccess, StructAccess, WordAccess};

/// Serde name of the variant that takes scalars matching no variant's name.
pub(super) const TEXT_VARIANT: &str = "$text";

/// Reads a value of type `T` from a node.
pub(super) fn read<'s, T: de::Deserialize<'s>>(
    tree: &'s Tree<'s>,
    root: NodeId,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let reader = Reader { tree, found: RefCell::new(vec![]), rejected: Cell::new(None) };
    let value = T::deserialize(Input { reader: &reader, value: Value::Node(root) });
    let found = reader.found.into_inner();
    let silent = found.is_empty();
    found.into_iter().for_each(|d| diagnostics.push(d));
    match value {
        Ok(value) => Some(value),
        Err(Failure(message)) => {
            // Only a type that breaks the conventions gets here; say so rather than drop the file silently.
            if silent {
                diagnostics.push(Diagnostic::error("type-mismatch", message).at(tree.span(root), "in this file"));
            }
            None
        }
    }
}

struct Reader<'s> {
    tree: &'s Tree<'s>,
    found: RefCell<Vec<Diagnostic>>,
    /// The last node of the wrong kind: what was read from it is a filler.
    rejected: Cell<Option<NodeId>>,
}

impl Reader<'_> {
    fn record(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }
}

/// What a value is read from.
#[derive(Clone, Copy)]
enum Value {
    /// A node of the file.
    Node(NodeId),
    /// A key missing from this mapping. An error only if the type turns out to require it.
    Missing { key: &'static str, mapping: NodeId },
    /// Nothing, where a problem has already been reported.
    Filler(Span),
}

/// A value about to be read.
#[derive(Clone, Copy)]
struct Input<'r, 's> {
    reader: &'r Reader<'s>,
    value: Value,
}

impl<'r, 's> Input<'r, 's> {
    fn node(&self, id: NodeId) -> Input<'r, 's> {
        Input { reader: self.reader, value: Value::Node(id) }
    }

    fn filler(&self) -> Input<'r, 's> {
        Input { reader: self.reader, value: Value::Filler(self.span()) }
    }

    /// The value's bytes; empty if it is not in the file.
    fn span(&self) -> Span {
        let empty = |span: Span| Span { end: span.start, ..span };
        match self.value {
            Value::Node(id) => self.reader.tree.span(id),
            Value::Missing { mapping, .. } => empty(self.reader.tree.span(mapping)),
            Value::Filler(span) => empty(span),
        }
    }

    /// The value's bytes once it has been read, and whether a filler was read instead.
    fn place_after_reading(&self) -> (Span, bool) {
        match self.value {
            Value::Node(id) if self.reader.rejected.get() != Some(id) => (self.span(), false),
            _ => (self.filler().span(), true),
        }
    }

    /// The scalar's text, if this is a scalar from the file.
    fn scalar(&self) -> Option<&'s str> {
        match self.value {
            Value::Node(id) if !self.reader.tree.is_null(id) => self.reader.tree.scalar(id),
            _ => None,
        }
    }

    /// Records a value of the wrong kind, unless that is already known.
    fn reject(&self, wanted: expect::Wanted) {
        match self.value {
            Value::Node(id) => {
                self.reader.rejected.set(Some(id));
                self.reader.record(expect::mismatch(self.reader.tree, id, wanted));
            }
            Value::Missing { key, mapping } => self.reader.record(expect::missing(self.reader.tree, key, mapping)),
            Value::Filler(_) => {}
        }
    }
}

impl<'s> de::Deserializer<'s> for Input<'_, 's> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.scalar() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => {
                self.reject(expect::Wanted::Text);
                visitor.visit_borrowed_str("")
            }
        }
    }

    fn deserialize_string<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u32<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.plain().and_then(|text| text.parse().ok()) {
            Some(number) => visitor.visit_u32(number),
            None => {
                self.reject(expect::Wanted::Number);
                visitor.visit_u32(1)
            }
        }
    }

    fn deserialize_bool<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match (self.value, self.plain()) {
            (Value::Missing { .. }, _) => visitor.visit_bool(false),
            (_, Some("true")) => visitor.visit_bool(true),
            (_, Some("false")) => visitor.visit_bool(false),
            _ => {
                self.reject(expect::Wanted::Bool);
                visitor.visit_bool(false)
            }
        }
    }

    fn deserialize_option<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Node(id) if !self.reader.tree.is_null(id) => visitor.visit_some(self),
            _ => visitor.visit_none(),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'s>>(self, name: &'static str, visitor: V) -> Result<V::Value, Failure> {
        match name {
            SPANNED => visitor.visit_seq(SpannedAccess::new(self)),
            ENTRY => visitor.visit_seq(BlockAccess::new(self)),
            ONE_OR_MORE if matches!(self.kind(), Some(Kind::Sequence(_))) => self.deserialize_seq(visitor),
            LOCALIZED if matches!(self.kind(), Some(Kind::Mapping(_))) => self.deserialize_map(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Some(Kind::Sequence(items)) => visitor.visit_seq(ItemAccess::new(self, items)),
            _ => {
                self.reject(expect::Wanted::List);
                visitor.visit_seq(ItemAccess::new(self, &[]))
            }
        }
    }

    fn deserialize_map<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Some(Kind::Mapping(pairs)) => visitor.visit_map(EntryAccess::new(self, pairs)),
            _ => {
                self.reject(expect::Wanted::Mapping);
                visitor.visit_map(EntryAccess::new(self, &[]))
            }
        }
    }

    fn deserialize_struct<V: Visitor<'s>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if let Value::Node(id) = self.value
            && let Some(main) = short::main_key(name, fields, self.reader.tree, id)
        {
            let value = |key| if key == main { self.value } else { Value::Filler(self.span()) };
            return visitor
                .visit_map(StructAccess::new(self.reader, fields.iter().map(|&key| (key, value(key))).collect()));
        }
        match (self.value, self.kind()) {
            (Value::Node(id), Some(Kind::Mapping(pairs))) => {
                let mut known = vec![];
                for &(key, value) in pairs {
                    let name = self.reader.tree.scalar(key).unwrap_or_default();
                    match fields.iter().find(|f| **f == name) {
                        Some(&field) => known.push((field, Value::Node(value))),
                        None => self.reader.record(expect::unknown_key(self.reader.tree, key, fields)),
                    }
                }
                for &key in fields.iter() {
                    if !known.iter().any(|(field, _)| *field == key) {
                        known.push((key, Value::Missing { key, mapping: id }));
                    }
                }
                visitor.visit_map(StructAccess::new(self.reader, known))
            }
            _ => {
                self.reject(expect::Wanted::Keys(fields));
                let filler = self.filler().value;
                visitor.visit_map(StructAccess::new(self.reader, fields.iter().map(|&f| (f, filler)).collect()))
            }
        }
    }

    fn deserialize_enum<V: Visitor<'s>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let known = |name: &str| variants.iter().copied().find(|v| *v == name && *v != TEXT_VARIANT);
        let takes_text = variants.contains(&TEXT_VARIANT);
        let fallback = if takes_text { TEXT_VARIANT } else { variants.first().copied().unwrap_or_default() };
        let (variant, value, bare) = match (self.value, self.kind(), self.scalar()) {
            (Value::Missing { .. }, ..) if !takes_text => (fallback, self.filler(), true),
            (.., Some(word)) if known(word).is_some() => (known(word).unwrap_or_default(), self, true),
            (.., Some(_)) if takes_text => (TEXT_VARIANT, self, false),
            (_, Some(Kind::Mapping(pairs)), _) if takes_text => {
                match expect::block(self.reader.tree, pairs, variants) {
                    Ok((variant, value)) => (variant, self.node(value), false),
                    Err(problem) => {
                        self.reader.rejected.set(self.id());
                        self.reader.record(*problem(self.span()));
                        (fallback, self.filler(), false)
                    }
                }
            }
            _ => {
                self.reject(expect::Wanted::Word(variants));
                (fallback, self.filler(), !takes_text)
            }
        };
        visitor.visit_enum(WordAccess::new(variant, value, bare))
    }

    fn deserialize_identifier<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'s>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'s>>
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

impl<'s> Input<'_, 's> {
    fn id(&self) -> Option<NodeId> {
        match self.value {
            Value::Node(id) => Some(id),
            _ => None,
        }
    }

    fn kind(&self) -> Option<&'s Kind<'s>> {
        self.id().map(|id| &self.reader.tree.node(id).kind)
    }

    /// The value of a key in this mapping; a filler if the key is missing.
    fn beside(&self, key: &str) -> Self {
        let pairs = match self.kind() {
            Some(Kind::Mapping(pairs)) => pairs.as_slice(),
            _ => &[],
        };
        let found = pairs.iter().find(|pair| self.reader.tree.scalar(pair.0) == Some(key));
        found.map_or(self.filler(), |pair| self.node(pair.1))
    }

    fn plain(&self) -> Option<&'s str> {
        match self.kind() {
            Some(Kind::Plain(text)) => Some(text),
            _ => None,
        }
    }
}

/// Errors from serde's own code. Does not happen with types that follow the conventions above.
#[derive(Debug)]
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Failure {
        Failure(message.to_string())
    }
}
