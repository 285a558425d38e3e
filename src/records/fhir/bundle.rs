//! A FHIR R4 `Bundle`: patients, and the appointments that are theirs.
//!
//! Read whole, because an appointment may come before its patient. A record is a patient; an appointment whose patient
//! is not in the Bundle is a record that cannot be used, so that nobody is left out in silence.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Patient;
use super::appointment::{self, Appointment, bare};
use crate::records::assemble::broken_object;
use crate::records::input::Input;
use crate::records::plan::Plan;
use crate::records::{At, Broken, Record, Reject, text_of};
use crate::source::limits::MAX_BUNDLE_BYTES;

const MARK: &[u8] = b"\"resourceType\"";

/// Whether a file begins like a Bundle: other resources name their type first, too.
pub(in crate::records) fn is_bundle(beginning: &[u8]) -> bool {
    let Some(at) = beginning.windows(MARK.len()).position(|window| window == MARK) else { return false };
    let rest = beginning[at + MARK.len()..].trim_ascii_start();
    rest.strip_prefix(b":").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"Bundle\""))
}

/// The records of a Bundle.
pub(in crate::records) struct Bundle {
    entries: std::vec::IntoIter<Item>,
    visits: BTreeMap<usize, Vec<Appointment>>,
    places: BTreeMap<String, String>,
    read: usize,
}

/// What becomes a record.
enum Item {
    Patient(u64, Box<Patient>),
    Rejected(u64, String),
}

/// An entry of a Bundle.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<R> {
    full_url: Option<String>,
    resource: Option<R>,
}

/// A resource of any type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    resource_type: Option<String>,
    id: Option<String>,
    name: Option<Name>,
}

/// A name, which is text in a `Location` and a list in a `Patient`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Other(IgnoredAny),
}

impl Bundle {
    /// Reads a Bundle from its beginning.
    pub(in crate::records) fn read(input: &mut Input, plan: &Plan) -> Result<Bundle, Broken> {
        let Some(bytes) = input.whole(MAX_BUNDLE_BYTES)? else {
            return Err(Broken::row(1, "a Bundle larger than 32 MB; ask the server for smaller pages"));
        };
        let text = text_of(&bytes, 1)?;
        if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
            return Err(Broken::row(error.line() as u64, "the Bundle is not JSON here; it may be truncated"));
        }
        let mut items = Vec::new();
        // Patients by their references, and appointments by their order.
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut appointments = Vec::new();
        let mut places = BTreeMap::new();
        for (text, line) in entries(text) {
            let head: Entry<Head> = match parsed(text, line) {
                Ok(head) => head,
                Err(reason) => {
                    items.push(Item::Rejected(line, reason));
                    continue;
                }
            };
            let Some(resource) = head.resource else { continue };
            let kind = resource.resource_type.as_deref().unwrap_or_default();
            let references = references(kind, resource.id.as_deref(), head.full_url.as_deref());
            match kind {
                "Patient" => {
                    let item = match parsed::<Entry<Patient>>(text, line).map(|entry| entry.resource) {
                        Ok(Some(patient)) => Item::Patient(line, Box::new(patient)),
                        Ok(None) => continue,
                        Err(reason) => Item::Rejected(line, reason),
                    };
                    let repeated = references.iter().any(|reference| known.contains_key(reference));
                    known.extend(references.into_iter().map(|reference| (reference, items.len())));
                    items.push(match repeated {
                        true => Item::Rejected(line, "the same patient is in the Bundle twice; leave one".to_owned()),
                        false => item,
                    });
                }
                "Appointment" if appointment::is_wanted(plan) => match parsed::<Entry<Appointment>>(text, line) {
                    Ok(entry) => appointments.extend(entry.resource.map(|appointment| (line, appointment))),
                    Err(reason) => items.push(Item::Rejected(line, reason)),
                },
                "Location" => {
                    if let Some(Name::Text(name)) = resource.name {
                        places.extend(references.into_iter().map(|reference| (reference, name.clone())));
                    }
                }
                _ => {}
            }
        }
        let mut visits: BTreeMap<usize, Vec<Appointment>> = BTreeMap::new();
        for (line, appointment) in appointments {
            let patient = appointment.references("Patient").find_map(|reference| known.get(bare(reference)).copied());
            match patient {
                Some(patient) => visits.entry(patient).or_default().push(appointment),
                None => items.push(Item::Rejected(
                    line,
                    "the patient of this appointment is not in the Bundle; ask the server with \
                     `_include=Appointment:patient`"
                        .to_owned(),
                )),
            }
        }
        Ok(Bundle { entries: items.into_iter(), visits, places, read: 0 })
    }

    /// The next record.
    pub(in crate::records) fn next(&mut self, number: u64, plan: &Plan) -> Option<Result<Record, Reject>> {
        let item = self.entries.next()?;
        let visits = self.visits.remove(&self.read).unwrap_or_default();
        self.read += 1;
        Some(match item {
            Item::Rejected(line, reason) => Err(At { number, line }.reject(None, reason)),
            Item::Patient(line, patient) => {
                let at = At { number, line };
                let visits: Vec<&Appointment> = visits.iter().collect();
                let visit = appointment::visit(&visits, &self.places, plan);
                let visit = visit.map_err(|(field, reason)| at.reject(field.as_deref(), reason));
                visit.and_then(|visit| patient.record(at, visit, plan))
            }
        })
    }
}

fn parsed<T: DeserializeOwned>(text: &str, line: u64) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| broken_object(At { number: 0, line }, &error).reason)
}

/// How other resources refer to one: by its own address, and within its server.
fn references(kind: &str, id: Option<&str>, url: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = url.map(|url| bare(url).to_owned()).into_iter().collect();
    if let Some(id) = id {
        let local = format!("{kind}/{id}");
        if url != Some(local.as_str()) {
            all.push(local);
        }
    }
    all
}

/// The entries of a Bundle that is sound JSON, with their lines.
fn entries(text: &str) -> Vec<(&str, u64)> {
    let mut entries = Vec::new();
    let (mut depth, mut line, mut at_line) = (0_usize, 1_u64, 1_u64);
    let (mut quoted, mut escaped, mut from, mut start) = (false, false, 0, 0);
    let (mut key, mut inside) = ("", false);
    for (at, byte) in text.bytes().enumerate() {
        line += u64::from(byte == b'\n');
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            if !quoted && depth == 1 {
                key = &text[from..at];
            }
            continue;
        }
        match byte {
            b'"' => (quoted, from) = (true, at + 1),
            b'{' | b'[' => {
                inside |= depth == 1 && byte == b'[' && key == "entry";
                depth += 1;
                if inside && depth == 3 {
                    (start, at_line) = (at, line);
                }
            }
            b'}' | b']' => {
                if inside && depth == 3 {
                    entries.push((&text[start..=at], at_line));
                }
                depth = depth.saturating_sub(1);
                inside &= depth > 1;
            }
            _ => {}
        }
    }
    entries
}
