//! Handouts written by a program. A draft is text in the file format, and is read as files are: it has the same checks,
//! and its problems the same places.

use serde_json::{Map, Value, json};

use crate::content::types::FieldKind;

/// A handout that a program writes.
///
/// ```
/// use handout::{BuildOptions, Diagnostics, Draft, FieldKind, Fonts, Sources, build};
///
/// let mut draft = Draft::new("stitches", "Caring for your stitches", "en");
/// draft.field("name", "Name", FieldKind::Text);
/// draft.heading("At home").steps(["Keep them **dry** for 24 hours.", "Call 901-595-3300 if they open."]);
/// let mut sources = Sources::new([("stitches.yaml", draft.into_yaml().into_bytes())].into_iter().collect());
///
/// let record = vec![("name".to_owned(), "Ana Díaz".to_owned())];
/// let (options, mut problems) = (BuildOptions { record, ..BuildOptions::default() }, Diagnostics::default());
/// let built = build(&mut sources, "stitches.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
/// assert_eq!(built.expect("no errors").pages, 1);
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    head: Map<String, Value>,
    patient: Map<String, Value>,
    body: Vec<Value>,
}

impl Draft {
    /// A handout without blocks: its id (lowercase letters, digits and hyphens), title, and language (BCP 47).
    pub fn new(id: &str, title: &str, language: &str) -> Draft {
        let head = json!({"handout": 1, "id": id, "title": title, "language": language});
        let Value::Object(head) = head else { unreachable!("it is written as an object") };
        Draft { head, patient: Map::new(), body: Vec::new() }
    }

    /// Any other key of a handout, such as `site`, `version` or `reviewed`.
    pub fn set(&mut self, key: &str, value: &str) -> &mut Draft {
        self.head.insert(key.to_owned(), value.into());
        self
    }

    /// A field that a copy may have, and its label in the patient box.
    pub fn field(&mut self, name: &str, label: &str, kind: FieldKind) -> &mut Draft {
        self.patient.insert(name.to_owned(), json!({"label": label, "type": kind}));
        self
    }

    /// Running text (CommonMark).
    pub fn text(&mut self, text: &str) -> &mut Draft {
        self.push(text.into())
    }

    /// A section heading.
    pub fn heading(&mut self, text: &str) -> &mut Draft {
        self.push(json!({"heading": text}))
    }

    /// A heading within a section.
    pub fn subheading(&mut self, text: &str) -> &mut Draft {
        self.push(json!({"subheading": text}))
    }

    /// A boxed note, kept together.
    pub fn note(&mut self, text: &str) -> &mut Draft {
        self.push(json!({"note": text}))
    }

    /// Whom to call: boxed, kept together.
    pub fn contact(&mut self, text: &str) -> &mut Draft {
        self.push(json!({"contact": text}))
    }

    /// Small print.
    pub fn fine_print(&mut self, text: &str) -> &mut Draft {
        self.push(json!({"fine_print": text}))
    }

    /// A bulleted list.
    pub fn list<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) -> &mut Draft {
        self.push(json!({"list": items.into_iter().collect::<Vec<_>>()}))
    }

    /// Numbered steps.
    pub fn steps<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) -> &mut Draft {
        self.push(json!({"steps": items.into_iter().collect::<Vec<_>>()}))
    }

    /// Boxes to check.
    pub fn checklist<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) -> &mut Draft {
        self.push(json!({"checklist": items.into_iter().collect::<Vec<_>>()}))
    }

    /// A table: its header row, and rows of as many cells.
    pub fn table(&mut self, header: &[&str], rows: &[&[&str]]) -> &mut Draft {
        self.push(json!({"table": {"header": header, "rows": rows}}))
    }

    /// A term and its definition, or the term alone, in another language (BCP 47) than the handout.
    #[cfg(feature = "cli")]
    pub(crate) fn entry(&mut self, term: &str, definition: Option<&str>, language: &str) -> &mut Draft {
        match definition {
            Some(definition) => self.push(json!({"language": language, "definitions": {term: definition}})),
            None => self.push(json!({"language": language, "body": [format!("**{term}**")]})),
        }
    }

    /// An image, by its path relative to the handout, and what it shows.
    pub fn figure(&mut self, image: &str, alt: &str) -> &mut Draft {
        self.push(json!({"figure": {"image": image, "alt": alt}}))
    }

    /// The next block starts a new page.
    pub fn page_break(&mut self) -> &mut Draft {
        self.push("page_break".into())
    }

    fn push(&mut self, block: Value) -> &mut Draft {
        self.body.push(block);
        self
    }

    /// The draft as a file (JSON, which is YAML).
    pub fn into_yaml(mut self) -> String {
        if !self.patient.is_empty() {
            self.head.insert("patient".to_owned(), self.patient.into());
        }
        self.head.insert("body".to_owned(), self.body.into());
        format!("{:#}\n", Value::Object(self.head))
    }
}
