//! HL7 version 2 messages that carry a patient: ADT, and SIU with an appointment.
//!
//! Of the segment PID this reads what FHIR's `Patient` gives. Parsed here: the format is three separators and an escape,
//! and what matters is which events are refused.

use super::assemble::assemble;
use super::dialect::{UTC, local_time, time_zone};
use super::fhir::languages::{Communication, choose};
use super::fhir::{DATE, KEYS, TIME, names};
use super::input::Input;
use super::plan::Plan;
use super::{At, Broken, Record, Reject, Target, text_of};
use crate::source::limits::MAX_BUNDLE_BYTES;

/// Whether a file begins like messages, alone or in a batch.
pub(super) fn begins(beginning: &[u8]) -> bool {
    let beginning = beginning.trim_ascii_start();
    let beginning = beginning.strip_prefix(b"\x0b").unwrap_or(beginning);
    [b"MSH", b"FHS", b"BHS"].iter().any(|name| {
        let rest = beginning.strip_prefix(*name);
        // Any sign may separate, but none that separates CSV.
        rest.and_then(|rest| rest.first()).is_some_and(|sign| b"|^~&#!".contains(sign))
    })
}

/// The messages of a file: their segments, and the line of the first.
pub(super) struct Messages(std::vec::IntoIter<(Vec<String>, u64)>);

impl Messages {
    /// Reads a file from its beginning.
    pub(super) fn read(input: &mut Input) -> Result<Messages, Broken> {
        let Some(bytes) = input.whole(MAX_BUNDLE_BYTES)? else {
            return Err(Broken::row(1, "more than 32 MB of HL7 messages; divide the file"));
        };
        let text = text_of(&bytes, 1)?;
        let mut messages: Vec<(Vec<String>, u64)> = Vec::new();
        let mut rest = text;
        let mut line = 1;
        while !rest.is_empty() {
            // A segment ends with CR, but files that passed through editors have other ends of lines.
            let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
            let segment = rest[..end].trim_matches(['\u{b}', '\u{1c}', ' ']);
            if segment.starts_with("MSH") {
                messages.push((vec![segment.to_owned()], line));
            } else if let Some((segments, _)) = messages.last_mut()
                && (segment.starts_with("PID") || segment.starts_with("SCH") || segment.starts_with("AIS"))
            {
                segments.push(segment.to_owned());
            }
            let after = &rest[end..];
            let length = if after.starts_with("\r\n") { 2 } else { 1 };
            rest = after.get(length..).unwrap_or_default();
            line += 1;
        }
        Ok(Messages(messages.into_iter()))
    }

    pub(super) fn next(&mut self) -> Option<(Vec<String>, u64)> {
        self.0.next()
    }
}

/// The separators of a message.
#[derive(Clone, Copy)]
struct Signs {
    field: char,
    component: char,
    repetition: char,
    escape: char,
    subcomponent: char,
}

impl Signs {
    fn of(header: &str) -> Option<Signs> {
        let mut signs = header.get("MSH".len()..)?.chars();
        let mut next = || signs.next().filter(|c| !c.is_alphanumeric());
        let [field, component, repetition, escape, subcomponent] = [next()?, next()?, next()?, next()?, next()?];
        Some(Signs { field, component, repetition, escape, subcomponent })
    }

    /// A component of a field, from 1, without its subcomponents after the first.
    fn component(self, field: &str, place: usize) -> Result<String, &'static str> {
        let component = field.split(self.component).nth(place - 1).unwrap_or_default();
        let first = component.split(self.subcomponent).next().unwrap_or_default();
        // Two quotes delete what was there.
        if first == "\"\"" { Ok(String::new()) } else { self.unescaped(first).map(|text| text.trim().to_owned()) }
    }

    fn unescaped(self, text: &str) -> Result<String, &'static str> {
        const UNKNOWN: &str = "an escape sequence that is not read; only \\F\\, \\S\\, \\T\\, \\R\\ and \\E\\ are";
        let mut plain = String::new();
        let mut parts = text.split(self.escape);
        plain.push_str(parts.next().unwrap_or_default());
        while let Some(code) = parts.next() {
            plain.push(match code {
                "F" => self.field,
                "S" => self.component,
                "T" => self.subcomponent,
                "R" => self.repetition,
                "E" => self.escape,
                _ => return Err(UNKNOWN),
            });
            plain.push_str(parts.next().ok_or(UNKNOWN)?);
        }
        Ok(plain)
    }
}

/// Why no copy is made for an event, by its trigger (HL7 v2.9, table 0003).
fn refused(event: &str) -> Option<&'static str> {
    Some(match event {
        "A11" | "A23" | "A27" | "A38" => "the message cancels or deletes a visit",
        "A29" => "the message deletes a patient",
        "A18" | "A24" | "A30" | "A34" | "A35" | "A36" | "A37" | "A39" | "A40" | "A41" | "A42" | "A43" | "A44"
        | "A45" | "A46" | "A47" | "A48" | "A49" | "A50" | "A51" => {
            "the message merges, links or renumbers patients; export the patient as it is now"
        }
        "S15" | "S16" | "S17" | "S22" | "S24" | "S26" => "the message cancels an appointment, or says it was missed",
        _ => return None,
    })
}

/// A record from a message.
pub(super) fn record(at: At, segments: Vec<String>, plan: &Plan) -> Result<Record, Reject> {
    let refuse = |why: &str| at.reject(None, why);
    let signs = Signs::of(&segments[0]).ok_or_else(|| refuse("the header MSH does not name its separators"))?;
    let field = |segment: &str, place: usize| -> String {
        let found = segments.iter().find(|text| text.strip_prefix(segment).is_some_and(|r| r.starts_with(signs.field)));
        // MSH counts its first separator as a field.
        let place = if segment == "MSH" { place - 1 } else { place };
        found.and_then(|text| text.split(signs.field).nth(place)).unwrap_or_default().to_owned()
    };
    let of = |segment: &str, place: usize, component: usize| {
        signs.component(&field(segment, place), component).map_err(refuse)
    };
    let event = of("MSH", 9, 2)?;
    if let Some(why) = refused(&event) {
        return Err(refuse(why));
    }
    match segments.iter().filter(|segment| segment.starts_with("PID")).count() {
        1 => {}
        0 => return Err(refuse("the message has no patient (segment PID)")),
        _ => return Err(refuse("the message has several patients (segments PID)")),
    }
    let died = of("PID", 30, 1)? == "Y" || !of("PID", 29, 1)?.is_empty();
    if died && !plan.include_deceased {
        return Err(refuse("the patient has died; `--include-deceased` makes a copy anyway"));
    }
    let said = |(field, why): (Option<&str>, &str)| at.reject(field, why);
    let (code, name) = (of("PID", 15, 1)?, of("PID", 15, 2)?);
    let spoken: Vec<_> =
        (!code.is_empty() || !name.is_empty()).then(|| Communication::of(code, name)).into_iter().collect();
    let language = choose(&spoken, &plan.languages, plan.second_language).map_err(said)?;

    let mut pairs = Vec::new();
    let values = [
        ("name", name_of(signs, &field("PID", 5)).map_err(refuse)?),
        ("mrn", number_of(signs, &field("PID", 3)).map_err(|why| at.reject(Some("mrn"), why))?),
        ("birth_date", date_of(&of("PID", 7, 1)?)),
    ];
    for ((key, usual), (_, value)) in KEYS.iter().zip(values) {
        pairs.extend(plan.target_of(key, usual).zip(value));
    }
    if event.starts_with('S') {
        let start = [of("SCH", 11, 4)?, of("AIS", 4, 1)?];
        pairs.extend(visit(&start, plan).map_err(refuse)?);
    }
    let record = assemble(at, pairs, plan)?;
    Ok(Record { language: language.or(record.language), ..record })
}

/// The name that the patient uses (PID-5): the legal one, or the first.
fn name_of(signs: Signs, field: &str) -> Result<Option<String>, &'static str> {
    let names: Vec<&str> = field.split(signs.repetition).collect();
    let mut kinds = Vec::new();
    for name in &names {
        kinds.push(signs.component(name, 7)?);
    }
    let wanted = ["L", "D", "", "N"].iter().find_map(|kind| kinds.iter().position(|known| known == kind));
    let Some(at) = wanted else { return Ok(None) };
    let part = |place| signs.component(names[at], place).map(|part| Vec::from_iter((!part.is_empty()).then_some(part)));
    let given = [part(2)?, part(3)?].concat();
    Ok(names::written(part(1)?, given, part(4)?))
}

/// The medical record number (PID-3): of type MR, or the only number if it has no type.
fn number_of(signs: Signs, field: &str) -> Result<Option<String>, &'static str> {
    let mut numbers = Vec::new();
    for number in field.split(signs.repetition) {
        let (value, kind) = (signs.component(number, 1)?, signs.component(number, 5)?);
        if !value.is_empty() {
            numbers.push((value, kind));
        }
    }
    if let [(value, kind)] = &numbers[..]
        && kind.is_empty()
    {
        return Ok(Some(value.clone()));
    }
    numbers.retain(|(_, kind)| kind == "MR");
    numbers.dedup();
    match numbers.len() {
        0 | 1 => Ok(numbers.pop().map(|(value, _)| value)),
        _ => Err("the message has several identifiers of type MR"),
    }
}

/// `19800501`, `198005` or `1980` as `1980-05-01`, `1980-05` or `1980`. A time of day does not matter.
fn date_of(text: &str) -> Option<String> {
    let digits = text.len().min(8);
    let text = text.get(..digits).unwrap_or(text);
    let sound = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        0 => None,
        8 if sound => Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])),
        6 if sound => Some(format!("{}-{}", &text[..4], &text[4..])),
        // For the field to accept or refuse.
        _ => Some(text.to_owned()),
    }
}

/// Date and time of an appointment on the clinic's clock: `202612010815`, `20261201081500-0600`.
fn visit(starts: &[String], plan: &Plan) -> Result<Vec<(Target, String)>, &'static str> {
    const WRONG: &str = "the appointment's start (SCH-11 or AIS-4) is not a date and time such as `202612010815`";
    let mut given = starts.iter().filter(|start| !start.is_empty());
    let Some(start) = given.next() else { return Ok(vec![]) };
    if given.any(|other| other.get(..12) != start.get(..12)) {
        return Err("the appointment has two starts (SCH-11 and AIS-4)");
    }
    let (clock, offset) = match start.find(['+', '-']) {
        Some(at) => start.split_at(at),
        None => (start.as_str(), ""),
    };
    let digits = clock.split('.').next().unwrap_or_default();
    let sound = clock.is_ascii()
        && offset.is_ascii()
        && matches!(digits.len(), 12 | 14)
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !sound {
        return Err(WRONG);
    }
    let clock = format!("{}:{}", &digits[8..10], &digits[10..12]);
    let (day, clock) = match offset.len() {
        0 => (date_of(digits), clock),
        5 => {
            let instant =
                format!("{}T{clock}:00{}:{}", date_of(digits).unwrap_or_default(), &offset[..3], &offset[3..]);
            let zone = plan.dialect.time_zone.as_deref().and_then(time_zone);
            let at = local_time(&instant, zone.as_ref()).map_err(|why| if why == UTC { UTC } else { WRONG })?;
            (Some(at.date().to_string()), at.strftime("%H:%M").to_string())
        }
        _ => return Err(WRONG),
    };
    let values =
        [plan.target_of(DATE.0, DATE.1).zip(day), plan.target_of(TIME.0, TIME.1).map(|target| (target, clock))];
    Ok(values.into_iter().flatten().collect())
}
