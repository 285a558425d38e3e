//! XML as it is written, element by element (XML 1.0, fifth edition).

use std::io::{self, Write};

/// An element's attributes.
type Attributes<'a> = [(&'a str, &'a str)];

/// A document in progress.
pub(super) struct Xml<W> {
    out: W,
    /// Elements that are open.
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    /// Begins a document.
    pub(super) fn new(mut out: W) -> io::Result<Xml<W>> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        Ok(Xml { out, open: Vec::new() })
    }

    /// Begins an element that contains others.
    pub(super) fn open(&mut self, name: &'static str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.tag(name, attributes, ">")?;
        self.open.push(name);
        Ok(())
    }

    /// Ends the last element that was begun.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let Some(name) = self.open.pop() else { return Ok(()) };
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    /// An element without contents.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.tag(name, attributes, "/>")
    }

    fn tag(&mut self, name: &str, attributes: &Attributes<'_>, end: &str) -> io::Result<()> {
        self.indent()?;
        write!(self.out, "<{name}")?;
        for (key, value) in attributes {
            write!(self.out, " {key}=\"{}\"", escape(value))?;
        }
        writeln!(self.out, "{end}")
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{:1$}", "", 2 * self.open.len())
    }
}

/// The value of an attribute (2.3, 2.4). What no document may contain (2.2) is replaced.
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // 3.3.3: as characters, they would be read as spaces.
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
