//! Pages to form XObjects (ISO 32000-1, 8.10), each with the content, resources and transparency group of its page, and
//! with its key in the parent tree.

use rustc_hash::FxHashMap;

use super::annotations::Annotations;
use super::copier::{Copier, name, numbers};
use super::plan::Plan;
use crate::pdf::object::{Ref, Sink};
use crate::preflight::document::PageNode;
use crate::syntax::write::push_value;
use crate::syntax::{Dict, Value};

/// A page's form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// With its tags.
    pub first: Ref,
    /// Without them, for second prints: the same form if it has none.
    pub again: Ref,
    /// The page's transparency group.
    pub group: Option<Ref>,
}

/// A page's content.
struct Content {
    filters: Dict<'static>,
    data: Vec<u8>,
}

/// Writes a form for each page, and finds what else is on it. Pages with equal resources share them.
pub(super) fn write(copier: &mut Copier<'_>, plan: &Plan, annotations: &mut Annotations) -> Vec<Form> {
    let repeats = plan.sheets.sides.iter().any(|side| side.places.iter().any(|placed| placed.repeated));
    let mut shared: FxHashMap<Vec<u8>, Ref> = FxHashMap::default();
    let mut forms: Vec<Form> = Vec::with_capacity(plan.leaves.len());
    let document = copier.document;
    document.each_page(|node| {
        let index = forms.len();
        let content = copier.content(&node);
        let seen = plan.leaves[index].seen(plan.bleed.to_pt().into());
        let group = match node.get("Group").map(|group| document.resolve(group)) {
            Some(Value::Dict(group)) if group.is("S", "Transparency") => {
                // ISO 32000-1, 11.4.7: a page's group is isolated, whatever it says.
                let group = Value::Dict(copier.dict(&group, &["I"]).with("I", Value::Bool(true)));
                Some(copier.share(&mut shared, &group))
            }
            _ => None,
        };
        let resources = match node.get("Resources") {
            Some(Value::Reference(id, _)) => copier.number(*id),
            direct => {
                let resources = direct.map_or_else(|| Value::Dict(Dict::default()), |value| copier.value(value));
                copier.share(&mut shared, &resources)
            }
        };
        let mut form = Dict::default()
            .with("Type", name("XObject"))
            .with("Subtype", name("Form"))
            .with("BBox", numbers([seen.left, seen.bottom, seen.right, seen.top]))
            .with("Resources", super::copier::reference(resources));
        if let Some(group) = group {
            form = form.with("Group", super::copier::reference(group));
        }
        for (key, value) in content.filters.entries() {
            let key = if key == b"Filter" { "Filter" } else { "DecodeParms" };
            form = form.with(key, value.clone().into_owned());
        }
        let key = node.dict.get("StructParents").and_then(|key| document.resolve(key).as_int());
        let first = copier.file.alloc();
        let tagged = key.map_or_else(|| form.clone(), |key| form.clone().with("StructParents", Value::Int(key)));
        copier.add_stream(first, tagged, &content.data);
        let mut again = first;
        if repeats && key.is_some() {
            again = copier.file.alloc();
            copier.add_stream(again, form, &content.data);
        }
        forms.push(Form { first, again, group });
        annotations.read(copier, &node, index);
        forms.len() < plan.leaves.len()
    });
    forms
}

impl Copier<'_> {
    /// An object that is written once however often it is wanted.
    fn share(&mut self, shared: &mut FxHashMap<Vec<u8>, Ref>, value: &Value<'_>) -> Ref {
        let mut syntax = Vec::new();
        push_value(&mut syntax, value);
        if let Some(number) = shared.get(&syntax) {
            return *number;
        }
        let number = self.file.alloc();
        self.file.add_syntax(number, syntax.clone());
        shared.insert(syntax, number);
        number
    }

    /// The content of a page in one stream: as it is if it is in one, and otherwise compressed anew.
    fn content(&mut self, node: &PageNode) -> Content {
        let document = self.document;
        let contents = node.get("Contents").cloned().unwrap_or(Value::Null);
        let parts = match document.resolve(&contents) {
            Value::Array(parts) => parts,
            _ => vec![contents],
        };
        if let [only] = parts.as_slice() {
            let Some(stream) = document.stream(only) else { return self.compressed(Vec::new()) };
            return Content { filters: self.filters(&stream), data: stream.data().to_vec() };
        }
        let mut data = Vec::new();
        for part in parts {
            let Some(decoded) = document.stream(&part).and_then(|stream| document.content(&stream)) else { continue };
            // What pages share is decoded once, and counts for each.
            if !document.spend(decoded.bytes.len()) {
                document.remember(0, "the file is too large when it is decoded");
                break;
            }
            // ISO 32000-1, 7.8.2: streams of one page are divided between tokens.
            data.extend_from_slice(&decoded.bytes);
            data.push(b'\n');
        }
        self.compressed(data)
    }

    fn compressed(&mut self, data: Vec<u8>) -> Content {
        let deflated = self.file.deflate(&data);
        Content { filters: Dict::default().with("Filter", name("FlateDecode")), data: deflated.bytes }
    }
}
