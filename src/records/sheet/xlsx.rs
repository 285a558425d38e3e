//! Office Open XML workbooks (ECMA-376): `.xlsx` and `.xlsm`, of Excel and of what imitates it.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::rc::Rc;

use jiff::civil::Date;

use super::cell::{BOOLEAN, Cell, NO_RESULT};
use super::number_format::NumberFormat;
use super::totals::{self, rows_of};
use super::xml::{Events, Node, Tag, events};
use super::{Broken, DAMAGED, Sheet, TOO_LARGE, Workbook, broken, no_sheet};
use crate::source::limits::MAX_SHEET_CELLS;

/// What the cells of a sheet refer to.
struct Book {
    strings: Vec<Rc<str>>,
    formats: Vec<Rc<NumberFormat>>,
    /// Day 0.
    from: Date,
}

/// Reads a sheet.
pub(super) fn read(workbook: &mut Workbook, wanted: Option<&str>) -> Result<Sheet, Broken> {
    if workbook.archive.index_for_name("xl/workbook.bin").is_some() {
        return Err(broken("a binary workbook (.xlsb); save it as .xlsx or “CSV UTF-8”"));
    }
    let relations = relations(workbook)?;
    let (sheets, from) = sheets(workbook)?;
    // Sheets that hold charts are no use, and neither are hidden ones unless they are named.
    let found = match wanted {
        Some(name) => sheets.iter().find(|sheet| sheet.name == name),
        None => sheets.iter().find(|sheet| !sheet.hidden && relations.contains_key(&sheet.id)),
    };
    let part = found.and_then(|sheet| relations.get(&sheet.id));
    let part = part.ok_or_else(|| if sheets.is_empty() { broken(DAMAGED) } else { no_sheet(sheets.len()) })?;
    let book = Book { strings: strings(workbook)?, formats: formats(workbook)?, from };
    let totals = totals::rows(workbook, part)?;
    let events = events(workbook, part)?.ok_or_else(|| broken(DAMAGED))?;
    let mut sheet = rows(events, &book)?;
    totals::bar(&mut sheet, &totals);
    Ok(sheet)
}

struct Named {
    name: String,
    id: String,
    hidden: bool,
}

/// The sheets in order, and the day from which the workbook counts.
fn sheets(workbook: &mut Workbook) -> Result<(Vec<Named>, Date), Broken> {
    const MOST: usize = 10_000;
    let mut events = events(workbook, "xl/workbook.xml")?.ok_or_else(|| broken(DAMAGED))?;
    let (mut sheets, mut from) = (Vec::new(), Date::constant(1899, 12, 30));
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "sheet" && sheets.len() < MOST => sheets.push(Named {
                name: tag.attribute("name").unwrap_or_default(),
                id: tag.attribute("id").unwrap_or_default(),
                hidden: tag.attribute("state").is_some_and(|state| state != "visible"),
            }),
            Node::Start(tag) if tag.name() == "workbookPr" && is_true(&tag, "date1904") => {
                from = Date::constant(1904, 1, 1);
            }
            Node::Eof => return Ok((sheets, from)),
            _ => {}
        }
    }
}

fn is_true(tag: &Tag<'_>, attribute: &str) -> bool {
    tag.attribute(attribute).is_some_and(|value| value == "1" || value == "true")
}

/// The parts of the worksheets, by the ids of their relations.
fn relations(workbook: &mut Workbook) -> Result<BTreeMap<String, String>, Broken> {
    let mut events = events(workbook, "xl/_rels/workbook.xml.rels")?.ok_or_else(|| broken(DAMAGED))?;
    let mut relations = BTreeMap::new();
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "Relationship" => {
                let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) else { continue };
                if tag.attribute("Type").is_some_and(|kind| kind.ends_with("/worksheet")) {
                    let part = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None => format!("xl/{target}"),
                    };
                    relations.insert(id, part);
                }
            }
            Node::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The shared texts. Phonetic readings of Japanese names are not part of them.
fn strings(workbook: &mut Workbook) -> Result<Vec<Rc<str>>, Broken> {
    let mut strings = Vec::new();
    let Some(mut events) = events(workbook, "xl/sharedStrings.xml")? else { return Ok(strings) };
    let mut text = Texts::default();
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "si" => {
                text = Texts::default();
                if tag.empty {
                    strings.push(Rc::from(""));
                }
            }
            Node::Start(tag) => text.start(&tag),
            Node::Text(part) => text.add(&part),
            Node::End(end) if end.name() == "si" => {
                strings.push(text.take());
            }
            Node::End(end) => text.end(end.name()),
            Node::Eof => return Ok(strings),
        }
        if strings.len() > MAX_SHEET_CELLS {
            return Err(broken(TOO_LARGE));
        }
    }
}

/// The text in the elements `t` of a shared text or of a cell.
#[derive(Default)]
struct Texts {
    text: String,
    inside: bool,
    phonetic: bool,
}

impl Texts {
    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "t" => self.inside = !tag.empty && !self.phonetic,
            "rPh" => self.phonetic = !tag.empty,
            _ => {}
        }
    }

    fn add(&mut self, part: &str) {
        if self.inside {
            self.text.push_str(part);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.inside = false,
            "rPh" => self.phonetic = false,
            _ => {}
        }
    }

    fn take(&mut self) -> Rc<str> {
        Rc::from(unescaped(&std::mem::take(&mut self.text)))
    }
}

/// `_x000D_` is a character that XML cannot hold (ECMA-376, 22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(c) => {
                plain.push_str(&rest[..at]);
                plain.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    plain + rest
}

/// The number formats of the cells' styles.
fn formats(workbook: &mut Workbook) -> Result<Vec<Rc<NumberFormat>>, Broken> {
    let mut formats = Vec::new();
    let Some(mut events) = events(workbook, "xl/styles.xml")? else { return Ok(formats) };
    let mut own: BTreeMap<u32, NumberFormat> = BTreeMap::new();
    let mut in_cells = false;
    loop {
        match events.next()? {
            Node::Start(tag) => match tag.name() {
                "numFmt" => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, tag.attribute("formatCode")) {
                        own.entry(id).or_insert_with(|| NumberFormat::of(&code));
                    }
                }
                "cellXfs" => in_cells = !tag.empty,
                "xf" if in_cells => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    let format = own.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id));
                    formats.push(Rc::new(format));
                }
                _ => {}
            },
            Node::End(end) if end.name() == "cellXfs" => in_cells = false,
            Node::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// A cell in progress.
#[derive(Default)]
struct Open {
    column: u32,
    kind: String,
    style: Option<usize>,
    value: String,
    in_value: bool,
    formula: bool,
    inline: Texts,
}

fn rows(mut events: Events<impl BufRead>, book: &Book) -> Result<Sheet, Broken> {
    let mut sheet = Sheet::default();
    let mut merged = Vec::new();
    let (mut number, mut hidden, mut column) = (0_u64, false, 0_u32);
    let mut open: Option<Open> = None;
    loop {
        match events.next()? {
            Node::Start(tag) => match (tag.name(), &mut open) {
                ("row", _) => {
                    let next = tag.count("r").unwrap_or(number + 1);
                    if next <= number {
                        return Err(broken(DAMAGED));
                    }
                    (number, column) = (next, 0);
                    hidden = is_true(&tag, "hidden");
                }
                ("c", _) => {
                    if let Some(place) = tag.attribute("r") {
                        column = column_of(&place).ok_or_else(|| broken(DAMAGED))?;
                    }
                    if !tag.empty {
                        let kind = tag.attribute("t").unwrap_or_default();
                        let style = tag.attribute("s").and_then(|style| style.parse().ok());
                        open = Some(Open { column, kind, style, ..Open::default() });
                    }
                    column = column.saturating_add(1);
                }
                ("mergeCell", _) => merged.extend(tag.attribute("ref").as_deref().and_then(rows_of)),
                ("v", Some(cell)) => cell.in_value = !tag.empty,
                ("f", Some(cell)) => cell.formula = true,
                (_, Some(cell)) => cell.inline.start(&tag),
                _ => {}
            },
            Node::Text(part) => {
                if let Some(cell) = &mut open {
                    match cell.in_value {
                        true => cell.value.push_str(&part),
                        false => cell.inline.add(&part),
                    }
                }
            }
            Node::End(end) => match end.name() {
                "row" => sheet.end_row(number, hidden),
                "c" => {
                    if let Some(cell) = open.take() {
                        sheet.add(cell.column, finished(cell, book)?)?;
                    }
                }
                "v" => open.iter_mut().for_each(|cell| cell.in_value = false),
                name => open.iter_mut().for_each(|cell| cell.inline.end(name)),
            },
            Node::Eof => break,
        }
    }
    sheet.check_merged(&merged)?;
    Ok(sheet)
}

fn finished(mut cell: Open, book: &Book) -> Result<Cell, Broken> {
    let value = cell.value.trim();
    Ok(match cell.kind.as_str() {
        "s" => {
            let at = value.parse::<usize>().ok().and_then(|at| book.strings.get(at));
            Cell::Text(Rc::clone(at.ok_or_else(|| broken(DAMAGED))?))
        }
        "inlineStr" => Cell::Text(cell.inline.take()),
        "str" => Cell::Text(Rc::from(unescaped(&cell.value))),
        // The errors are known as damage, and a date in ISO 8601 is read as one.
        "e" | "d" => Cell::Text(Rc::from(value)),
        "b" => Cell::Unusable(BOOLEAN),
        _ if value.is_empty() && cell.formula => Cell::Unusable(NO_RESULT),
        _ if value.is_empty() => Cell::Blank,
        _ => {
            let number: f64 = value.parse().map_err(|_| broken(DAMAGED))?;
            let format = cell.style.and_then(|style| book.formats.get(style));
            let general = || Rc::new(NumberFormat::General);
            Cell::number(number, &format.cloned().unwrap_or_else(general), book.from)
        }
    })
}

/// The column of `AB12`, from 0.
fn column_of(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.map(|byte| u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    number.take(4).fold(0, |column, letter| column * 26 + letter).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_escapes_are_read() {
        let columns = ["A1", "Z9", "AA10", "XFD1", "7", "$A$1"].map(column_of);
        assert_eq!(columns, [Some(0), Some(25), Some(26), Some(16_383), None, None]);
        assert_eq!([rows_of("A2:C5"), rows_of("A2"), rows_of("A:C")], [Some((2, 5)), None, None]);
        for (text, plain) in [
            ("Ana_x000D_B", "Ana\rB"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x_", "_x_"),
            ("a_x00", "a_x00"),
            ("_xD800_", "_xD800_"),
            ("é_xé", "é_xé"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }
}
