//! OpenDocument spreadsheets (ODF 1.3): `.ods`, of LibreOffice and of what imitates it.
//!
//! Such a file holds a number twice, as it is and as it is shown, so nothing has to be computed from a format.

use std::io::BufRead;
use std::rc::Rc;

use super::cell::{BOOLEAN, Cell};
use super::number_format::NumberFormat;
use super::xml::{Events, Node, Tag, events};
use super::{Broken, DAMAGED, Sheet, TOO_LARGE, Workbook, broken, no_sheet};
use crate::source::limits::{MAX_COLUMNS, MAX_SHEET_CELLS};

const ENCRYPTED: &str = "the workbook has a password; save it without one";

/// Reads a sheet.
pub(super) fn read(workbook: &mut Workbook, wanted: Option<&str>) -> Result<Sheet, Broken> {
    if is_encrypted(workbook)? {
        return Err(broken(ENCRYPTED));
    }
    let mut events = events(workbook, "content.xml")?.ok_or_else(|| broken(DAMAGED))?;
    let mut sheets = 0;
    let (mut style, mut hidden) = (String::new(), Vec::new());
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "style" => style = tag.attribute("name").unwrap_or_default(),
            // Sheets are hidden by their style, which comes before them.
            Node::Start(tag)
                if tag.name() == "table-properties"
                    && tag.attribute("display").as_deref() == Some("false")
                    && hidden.len() < MAX_SHEET_CELLS =>
            {
                hidden.push(style.clone());
            }
            Node::Start(tag) if tag.name() == "table" => {
                sheets += 1;
                // Hidden ones are no use unless they are named.
                let found = match wanted {
                    Some(wanted) => tag.attribute("name").as_deref() == Some(wanted),
                    None => !tag.attribute("style-name").is_some_and(|style| hidden.contains(&style)),
                };
                if found && !tag.empty {
                    return rows(&mut events);
                }
                if !tag.empty {
                    skip(&mut events)?;
                }
            }
            Node::Eof if sheets == 0 => return Err(broken(DAMAGED)),
            Node::Eof => return Err(no_sheet(sheets)),
            _ => {}
        }
    }
}

fn is_encrypted(workbook: &mut Workbook) -> Result<bool, Broken> {
    let Some(mut events) = events(workbook, "META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "encryption-data" => return Ok(true),
            Node::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// Skips to the end of the element that has begun.
fn skip(events: &mut Events<impl BufRead>) -> Result<(), Broken> {
    let mut depth = 1_u64;
    while depth > 0 {
        match events.next()? {
            Node::Start(tag) if !tag.empty => depth += 1,
            Node::End(_) => depth -= 1,
            Node::Eof => return Err(broken(DAMAGED)),
            _ => {}
        }
    }
    Ok(())
}

/// The rows up to the end of the table.
fn rows(events: &mut Events<impl BufRead>) -> Result<Sheet, Broken> {
    let mut sheet = Sheet::default();
    let mut merged = Vec::new();
    let mut number = 1_u64;
    loop {
        match events.next()? {
            Node::Start(tag) if tag.name() == "table-row" => {
                let times = tag.count("number-rows-repeated").unwrap_or(1).max(1);
                let hidden = tag.attribute("visibility").is_some_and(|visibility| visibility != "visible");
                let before = sheet.rows.len();
                if !tag.empty {
                    cells(events, &mut sheet, &mut merged, number)?;
                }
                sheet.end_row(number, hidden);
                if sheet.rows.len() > before {
                    sheet.repeat_row(times - 1)?;
                }
                number = number.saturating_add(times);
            }
            // Shapes and the like lie on the sheet; groups of rows are transparent.
            Node::Start(tag) if matches!(tag.name(), "shapes" | "forms" | "table") && !tag.empty => skip(events)?,
            Node::End(end) if end.name() == "table" => break,
            Node::Eof => return Err(broken(DAMAGED)),
            _ => {}
        }
    }
    sheet.check_merged(&merged)?;
    Ok(sheet)
}

fn cells(
    events: &mut Events<impl BufRead>,
    sheet: &mut Sheet,
    merged: &mut Vec<(u64, u64)>,
    row: u64,
) -> Result<(), Broken> {
    let mut column = 0_u64;
    loop {
        match events.next()? {
            Node::Start(tag) if matches!(tag.name(), "table-cell" | "covered-table-cell") => {
                let times = tag.count("number-columns-repeated").unwrap_or(1).max(1);
                if let Some(rows) = tag.count("number-rows-spanned").filter(|rows| *rows > 1) {
                    merged.push((row, row.saturating_add(rows - 1)));
                    if merged.len() > MAX_SHEET_CELLS {
                        return Err(broken(TOO_LARGE));
                    }
                }
                let (value, empty) = (Value::of(&tag), tag.empty);
                let text = if empty { String::new() } else { shown(events)? };
                let cell = value.cell(text);
                if !cell.is_blank() {
                    // Beyond the last column `add` says what is wrong.
                    for at in column..column.saturating_add(times).min(MAX_COLUMNS as u64 + 2) {
                        sheet.add(u32::try_from(at).unwrap_or(u32::MAX), cell.clone())?;
                    }
                    if column > MAX_COLUMNS as u64 {
                        sheet.add(u32::MAX, cell)?;
                    }
                }
                column = column.saturating_add(times);
            }
            Node::End(end) if end.name() == "table-row" => return Ok(()),
            Node::Eof => return Err(broken(DAMAGED)),
            _ => {}
        }
    }
}

/// What a cell shows, up to its end: paragraphs as lines, without comments.
fn shown(events: &mut Events<impl BufRead>) -> Result<String, Broken> {
    let mut text = String::new();
    let (mut paragraphs, mut depth) = (0, 0_u64);
    loop {
        match events.next()? {
            Node::Start(tag) => match tag.name() {
                "annotation" | "ruby-text" | "table" | "frame" | "custom-shape" if !tag.empty => skip(events)?,
                "s" => {
                    let spaces = tag.count("c").unwrap_or(1).min(1000) as usize;
                    text.extend(std::iter::repeat_n(' ', spaces));
                    depth += u64::from(!tag.empty);
                }
                "tab" | "line-break" => {
                    text.push(if tag.name() == "tab" { '\t' } else { '\n' });
                    depth += u64::from(!tag.empty);
                }
                "p" if depth == 0 => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    depth += u64::from(!tag.empty);
                }
                _ => depth += u64::from(!tag.empty),
            },
            // Between paragraphs there is only the file's own layout.
            Node::Text(part) if depth > 0 => text.push_str(&part),
            Node::Text(_) => {}
            Node::End(_) if depth == 0 => return Ok(text),
            Node::End(_) => depth -= 1,
            Node::Eof => return Err(broken(DAMAGED)),
        }
    }
}

/// A cell's type and value.
struct Value {
    kind: String,
    value: Option<f64>,
    /// Of a date or time.
    moment: Option<String>,
    formula: bool,
}

impl Value {
    fn of(tag: &Tag<'_>) -> Value {
        Value {
            kind: tag.attribute("value-type").unwrap_or_default(),
            value: tag.attribute("value").and_then(|value| value.parse().ok()),
            moment: tag.attribute("date-value").or_else(|| tag.attribute("time-value")),
            formula: tag.attribute("formula").is_some(),
        }
    }

    fn cell(self, text: String) -> Cell {
        let moment = self.moment.as_deref();
        match self.kind.as_str() {
            "float" => match self.value {
                Some(value) => number(value, &text),
                None => Cell::Text(Rc::from(text)),
            },
            "percentage" | "currency" => match self.value {
                Some(value) => Cell::Number(value, Rc::new(NumberFormat::Other)),
                None => Cell::Text(Rc::from(text)),
            },
            // A date is read as in a text file, and so is a time of day.
            "date" => Cell::Text(Rc::from(moment.unwrap_or(&text))),
            "time" => Cell::Text(Rc::from(moment.and_then(clock).unwrap_or(text))),
            "boolean" => Cell::Unusable(BOOLEAN),
            "" if self.formula => Cell::Unusable(super::cell::NO_RESULT),
            _ => Cell::Text(Rc::from(text)),
        }
    }
}

/// A number with the digits that are shown.
fn number(value: f64, shown: &str) -> Cell {
    let digits = !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b' ');
    let plain: String = shown.chars().filter(char::is_ascii_digit).collect();
    let same = plain.parse::<f64>().is_ok_and(|number| number == value) && !shown.starts_with('-');
    let format = match digits && same && shown.starts_with('0') && shown.len() > 1 {
        // A pattern of as many zeros shows the same again.
        true => NumberFormat::Digits(shown.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()),
        false if shown.parse::<f64>().is_ok_and(|number| number == value) => match shown.split_once('.') {
            Some((_, decimals)) => NumberFormat::Decimals(decimals.len()),
            None => NumberFormat::General,
        },
        // A decimal comma.
        false if shown.replacen(',', ".", 1).parse::<f64>().is_ok_and(|number| number == value) => {
            NumberFormat::General
        }
        false if shown.starts_with('#') || shown.starts_with("Err:") => return Cell::Text(Rc::from(shown)),
        false => NumberFormat::Other,
    };
    Cell::Number(value, Rc::new(format))
}

/// The time of day in `PT08H15M00S`; a fraction of a second is none.
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let seconds = seconds.split_once(['.', ',']).map_or(seconds, |(whole, _)| whole);
    let number = |text: &str| text.parse::<u8>().ok();
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    match seconds {
        0 => Some(format!("{hours:02}:{minutes:02}")),
        _ => Some(format!("{hours:02}:{minutes:02}:{seconds:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_is_shown() {
        use NumberFormat::{Decimals, Digits, General, Other};
        for (value, shown, expected) in [
            (418.0, "00000418", Digits("00000000".into())),
            (1_234_567.0, "001-23-4567", Digits("000-00-0000".into())),
            (418.0, "418", General),
            (0.5, "0.50", Decimals(2)),
            (0.5, "0,5", General),
            (0.0, "0", General),
            (0.25, "25%", Other),
            (1234.0, "1,234", Other),
            (0.126, "0.13", Other),
        ] {
            let Cell::Number(_, format) = number(value, shown) else { panic!("{shown}") };
            assert_eq!(*format, expected, "{shown}");
        }
        assert!(matches!(number(0.0, "#DIV/0!"), Cell::Text(_)));
    }

    #[test]
    fn durations_are_times_of_day() {
        for (duration, expected) in [
            ("PT08H15M00S", Some("08:15")),
            ("PT20H15M00.000000S", Some("20:15")),
            ("PT08H15M30S", Some("08:15:30")),
            ("PT27H15M00S", Some("27:15")),
            ("P1DT1H", None),
        ] {
            assert_eq!(clock(duration).as_deref(), expected, "{duration}");
        }
    }
}
