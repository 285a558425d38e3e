//! A record from what a file says: values under fields, and what chooses the copy's language, paper and size.

use super::columns::Target;
use super::dialect::iso_date;
use super::objects::flat_list;
use super::plan::Plan;
use super::reading_mode;
use super::{At, FieldValue, Fields, Record, Reject};
use crate::content::lists::{ItemName, is_field};
use crate::content::types::FieldKind;
use crate::lang::{Language, lookup};
use crate::source::limits::MAX_LIST_ITEMS;
use crate::style::{LARGE_PRINT, parse_paper, parse_text_size};

/// A record from a JSON object.
pub(super) fn json(at: At, text: &str, plan: &Plan) -> Result<Record, Reject> {
    let fields: Fields = serde_json::from_str(text).map_err(|error| broken_object(at, &error))?;
    let mut pairs = Vec::new();
    for (index, (key, value)) in fields.0.into_iter().enumerate() {
        let target = plan.columns.target(&key);
        let target =
            target.map_err(|unmatched| at.reject(None, unmatched.of(&format!("key {} of the object", index + 1))))?;
        match value {
            _ if target == Target::Nothing => {}
            FieldValue::Text(text) => pairs.push((target, text)),
            FieldValue::Null => {}
            FieldValue::List(items) if target.name().is_some_and(|name| plan.kind(name) == FieldKind::List) => {
                let list = target.name().unwrap_or_default();
                let values = flat_list(list, items).map_err(|why| at.reject(Some(list), why))?;
                for (name, value) in values {
                    // What appears in place of a name may be a value, so it is not repeated.
                    let number = ItemName::parse(&name).map_or(0, |item| item.number);
                    if number > MAX_LIST_ITEMS {
                        return Err(at.reject(Some(list), format!("more than {MAX_LIST_ITEMS} items")));
                    }
                    if !is_field(&plan.columns.fields, &name) {
                        let why = format!("item {number} has a key that is not among the fields of the list's items");
                        return Err(at.reject(Some(list), why));
                    }
                    pairs.push((Target::Field(name), value));
                }
            }
            FieldValue::List(_) | FieldValue::Other => {
                return Err(at.reject(target.name(), "not text; put the value in double quotes"));
            }
        }
    }
    assemble(at, pairs, plan)
}

/// The parser's own message may quote the input.
pub(super) fn broken_object(at: At, error: &serde_json::Error) -> Reject {
    let what = match error.is_data() {
        true => "an element has the wrong type",
        false => "not JSON",
    };
    // The parser counts lines from the object's first.
    let line = at.line + (error.line() as u64).saturating_sub(1);
    At { line, ..at }.reject(None, format!("{what} (column {})", error.column()))
}

/// A record from values and what they fill.
pub(super) fn assemble(at: At, pairs: Vec<(Target, String)>, plan: &Plan) -> Result<Record, Reject> {
    let mut record = Record { number: at.number, line: at.line, ..Record::default() };
    let mut mode = None;
    for (target, value) in pairs {
        let trimmed = value.trim();
        if trimmed.is_empty() {
            continue;
        }
        match target {
            Target::Nothing => {}
            Target::Field(name) => {
                if record.values.iter().any(|(field, _)| *field == name) {
                    return Err(at.reject(Some(&name), "the field is given twice"));
                }
                let date = match plan.kind(&name) {
                    FieldKind::Date => iso_date(trimmed, plan.dialect.date_order),
                    _ => None,
                };
                record.values.push((name, date.unwrap_or(value)));
            }
            Target::Language => {
                let wanted = Language::parse(trimmed)
                    .ok_or_else(|| at.reject(Some("language"), "not a language tag; write `es`, `zh-Hant`"))?;
                let found = lookup(&plan.languages, &wanted)
                    .ok_or_else(|| at.reject(Some("language"), "there is no handout in this language"))?;
                record.language = Some(plan.languages[found].clone());
            }
            Target::Paper => {
                let paper = parse_paper(trimmed)
                    .ok_or_else(|| at.reject(Some("paper"), "not a paper size; write `letter` or `a4`"))?;
                record.paper = Some(paper);
            }
            Target::Size => {
                let size = match trimmed.to_lowercase().as_str() {
                    "large" | "large-print" | "large print" => Ok(LARGE_PRINT),
                    size => parse_text_size(size),
                };
                let size = size.map_err(|hint| at.reject(Some("size"), format!("not a text size; {hint}")))?;
                record.size = Some(size);
            }
            Target::ReadingMode => {
                let size = reading_mode::size_of(trimmed).map_err(|why| at.reject(Some("reading_mode"), why))?;
                mode = mode.or(size);
            }
        }
    }
    // A patient who needs large print and asks for 20 points gets 20.
    if let Some(large) = mode {
        match record.size {
            Some(size) if size < large => {
                return Err(at.reject(Some("size"), "smaller than large print, which `reading_mode` asks for"));
            }
            // The run's own size may be larger still.
            None if plan.size.is_some_and(|size| size >= large) => {}
            size => record.size = size.or(mode),
        }
    }
    for (field, value) in &plan.constants {
        if record.values.iter().any(|(name, _)| name == field) {
            return Err(at.reject(Some(field), "the record has a value, but `--set` gives one to all copies"));
        }
        record.values.push((field.clone(), value.clone()));
    }
    Ok(record)
}
