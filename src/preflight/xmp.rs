//! A file's metadata in XML (ISO 16684-1), as far as it repeats what the file says elsewhere.

use usvg::roxmltree::{Document, Node, ParsingOptions};

/// Namespaces of properties.
pub(crate) const DC: &str = "http://purl.org/dc/elements/1.1/";
/// Of dates and the program.
pub(crate) const XMP: &str = "http://ns.adobe.com/xap/1.0/";
/// Of the producer and trapping.
pub(crate) const PDF: &str = "http://ns.adobe.com/pdf/1.3/";
/// Of identifiers.
pub(crate) const XMP_MM: &str = "http://ns.adobe.com/xap/1.0/mm/";
/// Of the version of PDF/X (ISO 15930-7).
pub(crate) const PDFX_ID: &str = "http://www.npes.org/pdfx/ns/id/";

/// No packet has more elements.
const MOST_NODES: u32 = 100_000;

/// Properties by namespace and name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Xmp(Vec<(String, String, String)>);

impl Xmp {
    /// Reads a packet. `None` if it is not XML.
    pub(crate) fn read(packet: &[u8]) -> Option<Xmp> {
        let text = std::str::from_utf8(packet).ok()?.trim_start_matches('\u{feff}').trim_end_matches('\0');
        let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options).ok()?;
        let mut found = Vec::new();
        let root = document.descendants().find(|node| node.tag_name().name() == "RDF")?;
        for node in root.children().filter(|node| node.tag_name().name() == "Description") {
            for attribute in node.attributes() {
                let namespace = attribute.namespace().unwrap_or_default().to_owned();
                found.push((namespace, attribute.name().to_owned(), attribute.value().to_owned()));
            }
            for child in node.children().filter(Node::is_element) {
                let namespace = child.tag_name().namespace().unwrap_or_default().to_owned();
                found.push((namespace, child.tag_name().name().to_owned(), first_text(&child)));
            }
        }
        Some(Xmp(found))
    }

    /// A property's value; of a list, the first.
    pub(crate) fn get(&self, namespace: &str, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(space, known, _)| space == namespace && known == name);
        found.map(|(.., value)| value.as_str())
    }
}

/// The text of an element; of a list, that of its first item.
fn first_text(node: &Node<'_, '_>) -> String {
    let item = node.descendants().find(|node| node.tag_name().name() == "li").unwrap_or(*node);
    item.text().unwrap_or_default().trim().to_owned()
}
