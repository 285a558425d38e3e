//! The styles of a drawing's elements, as far as its texts need them: attributes, style sheets and `style`.
//!
//! `usvg` does the same for shapes, and keeps it to itself.

use std::collections::HashMap;

use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};
use usvg::roxmltree::{Document, Node, NodeId};

/// Properties that an element has from the one around it, unless it says otherwise.
const INHERITED: [&str; 14] = [
    "color",
    "direction",
    "fill",
    "fill-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "stroke",
    "text-anchor",
    "visibility",
    "word-spacing",
    "writing-mode",
];

/// What an element says about itself: name and value, the last of a name counts.
type Declared = Vec<(String, String)>;

/// Looks up styles.
pub(super) struct Styles<'d> {
    sheet: StyleSheet<'d>,
    declared: HashMap<NodeId, Declared>,
}

impl<'d> Styles<'d> {
    /// The styles of a drawing.
    pub(super) fn new(xml: &'d Document<'d>) -> Styles<'d> {
        let mut sheet = StyleSheet::new();
        for style in xml.descendants().filter(|node| node.is_element() && node.tag_name().name() == "style") {
            for text in style.descendants().filter(Node::is_text).filter_map(|node| node.text()) {
                sheet.parse_more(text);
            }
        }
        Styles { sheet, declared: HashMap::new() }
    }

    /// The value of a property of an element, which may be the value of an element around it.
    pub(super) fn get(&mut self, node: Node<'_, '_>, name: &str) -> Option<String> {
        let mut around = Some(node);
        while let Some(node) = around.filter(Node::is_element) {
            match self.own(node, name) {
                Some(value) if value != "inherit" => return Some(value),
                None if !INHERITED.contains(&name) => return None,
                _ => around = node.parent(),
            }
        }
        None
    }

    /// What an element itself says.
    pub(super) fn own(&mut self, node: Node<'_, '_>, name: &str) -> Option<String> {
        let sheet = &self.sheet;
        let declared = self.declared.entry(node.id()).or_insert_with(|| declared(sheet, node));
        declared.iter().rfind(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// Attributes count least, then style sheets, then `style`, then what is important.
fn declared(sheet: &StyleSheet<'_>, node: Node<'_, '_>) -> Declared {
    let mut declared: Declared =
        node.attributes().map(|a| (a.name().to_owned(), a.value().trim().to_owned())).collect();
    let mut important = Declared::new();
    let mut add = |name: &str, value: &str, is_important: bool| {
        let to = if is_important { &mut important } else { &mut declared };
        if name == "font" {
            to.extend(shorthand(value));
        }
        to.push((name.to_owned(), value.trim().to_owned()));
    };
    // Ordered by how specific they are.
    for rule in sheet.rules.iter().filter(|rule| rule.selector.matches(&XmlElement(node))) {
        rule.declarations.iter().for_each(|d| add(d.name, d.value, d.important));
    }
    for d in DeclarationTokenizer::from(node.attribute("style").unwrap_or_default()) {
        add(d.name, d.value, d.important);
    }
    declared.append(&mut important);
    declared
}

/// `bold 12px/1.2 Arial` as the properties that it sets.
fn shorthand(value: &str) -> Declared {
    let mut found = Declared::new();
    let mut words = value.split_whitespace();
    for word in words.by_ref() {
        match word {
            "bold" | "bolder" => found.push(("font-weight".into(), word.into())),
            "italic" | "oblique" => found.push(("font-style".into(), word.into())),
            _ if word.len() == 3 && word.ends_with("00") => found.push(("font-weight".into(), word.into())),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                let size = word.split('/').next().unwrap_or(word);
                found.push(("font-size".into(), size.into()));
                break;
            }
            _ => {}
        }
    }
    found.push(("font-family".into(), words.collect::<Vec<_>>().join(" ")));
    found
}

struct XmlElement<'a, 'i>(Node<'a, 'i>);

impl Element for XmlElement<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(XmlElement)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(XmlElement)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.0.prev_sibling_element().is_none()
    }
}
