//! The XML in workbooks, event by event: texts with their references resolved, attributes by their local names.

use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::{Broken, Budget, Workbook, broken};
use crate::source::limits::MAX_RECORD_BYTES;

/// What comes next in a part.
pub(super) enum Node<'x> {
    /// An element begins.
    Start(Tag<'x>),
    /// An element ends.
    End(Name<'x>),
    /// Text.
    Text(String),
    /// The part has ended.
    Eof,
}

/// The start of an element.
pub(super) struct Tag<'x> {
    start: BytesStart<'x>,
    /// Whether it has no content, and no end.
    pub empty: bool,
}

/// The end of an element.
pub(super) struct Name<'x>(BytesEnd<'x>);

impl Name<'_> {
    /// Its local name.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// Reads a part.
pub(super) struct Events<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    budget: Budget,
}

/// The events of a part; `None` if the workbook has no such part.
pub(super) fn events(workbook: &mut Workbook, part: &str) -> Result<Option<Events<impl BufRead>>, Broken> {
    let budget = Budget::clone(&workbook.budget);
    let stream = workbook.stream(part)?.map(|stream| BufReader::with_capacity(64 * 1024, stream));
    Ok(stream.map(|stream| Events { reader: Reader::from_reader(stream), buffer: Vec::new(), budget }))
}

impl<R: BufRead> Events<R> {
    pub(super) fn next(&mut self) -> Result<Node<'_>, Broken> {
        self.buffer.clear();
        let failed = || Workbook::failure(&self.budget);
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| failed())?;
        if event.len() > MAX_RECORD_BYTES {
            return Err(broken(super::TOO_LARGE));
        }
        Ok(match event {
            Event::Start(start) => Node::Start(Tag { start, empty: false }),
            Event::Empty(start) => Node::Start(Tag { start, empty: true }),
            Event::End(end) => Node::End(Name(end)),
            Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
            Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => Node::Text(c.to_string()),
                _ => match reference.xml10_content().as_ref() {
                    "lt" => Node::Text("<".to_owned()),
                    "gt" => Node::Text(">".to_owned()),
                    "amp" => Node::Text("&".to_owned()),
                    "quot" => Node::Text("\"".to_owned()),
                    "apos" => Node::Text("'".to_owned()),
                    // No program writes entities of its own into a workbook.
                    _ => return Err(broken(super::DAMAGED)),
                },
            },
            Event::DocType(_) => return Err(broken(super::DAMAGED)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Node::Text(String::new()),
            Event::Eof => Node::Eof,
        })
    }
}

impl Tag<'_> {
    /// Its local name.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// An attribute that is a count, within reason.
    pub(super) fn count(&self, name: &str) -> Option<u64> {
        self.attribute(name)?.parse().ok()
    }

    /// An attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let mut found =
            attributes.with_checks(false).flatten().filter(|attribute| attribute.key.local_name().into_inner() == name);
        let value = found.next()?.normalized_value(XmlVersion::Explicit1_0).ok()?;
        Some(value.into_owned())
    }
}
