//! Whether everything named by the trailer and the catalog has the required type (ISO 32000-1, 7.5.5, 7.7.2, 14.3.3).
//!
//! Most of it does not show on any page, and is in no page's digest. But readers stop at errors in it, or ignore it.

use super::File;
use crate::manifest::canonical::{Object, Objects, resolve};
use crate::syntax::{Damage, Dict, Value};

/// Types of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Array,
    Dict,
    Name,
    Stream,
    String,
    /// None of these.
    Other,
}

const CATALOG: [(&str, Kind); 16] = [
    ("AcroForm", Kind::Dict),
    ("DPartRoot", Kind::Dict),
    ("Dests", Kind::Dict),
    ("Lang", Kind::String),
    ("MarkInfo", Kind::Dict),
    ("Metadata", Kind::Stream),
    ("Names", Kind::Dict),
    ("Outlines", Kind::Dict),
    ("OutputIntents", Kind::Array),
    ("PageLabels", Kind::Dict),
    ("PageLayout", Kind::Name),
    ("PageMode", Kind::Name),
    ("Pages", Kind::Dict),
    ("StructTreeRoot", Kind::Dict),
    ("Version", Kind::Name),
    ("ViewerPreferences", Kind::Dict),
];

const INFO: [(&str, Kind); 9] = [
    ("Author", Kind::String),
    ("CreationDate", Kind::String),
    ("Creator", Kind::String),
    ("Keywords", Kind::String),
    ("ModDate", Kind::String),
    ("Producer", Kind::String),
    ("Subject", Kind::String),
    ("Title", Kind::String),
    ("Trapped", Kind::Name),
];

impl File {
    /// Checks everything the trailer names.
    pub(super) fn check_trailer(&mut self, trailer: &Dict<'static>) -> Result<(), Damage> {
        let damage = Damage { what: "the trailer is broken", at: 0 };
        // Some readers ignore a catalog with a different generation.
        self.check_references(&Value::Dict(trailer.clone()), 0)?;
        if let Some(id) = trailer.get("ID") {
            let Value::Array(parts) = resolve(self, id)?.value else { return Err(damage) };
            let texts = parts.iter().filter(|part| matches!(part, Value::String(_))).count();
            if (parts.len(), texts) != (2, 2) {
                return Err(damage);
            }
        }
        if let Some(info) = trailer.get("Info") {
            match resolve(self, info)? {
                Object { value: Value::Dict(info), data: None } => self.check_kinds(&info, &INFO)?,
                // ISO 32000-1, 7.3.10: a missing object is treated as if it were not named.
                Object { value: Value::Null, .. } => {}
                _ => return Err(damage),
            }
        }
        let Object { value: Value::Dict(catalog), data: None } = self.object(self.root)? else {
            return Err(Damage { what: "the catalog is missing", at: 0 });
        };
        self.check_kinds(&catalog, &CATALOG)
    }

    fn check_kinds(&mut self, dict: &Dict<'static>, kinds: &[(&str, Kind)]) -> Result<(), Damage> {
        for (key, kind) in kinds {
            let Some(value) = dict.get(key) else { continue };
            let found = match resolve(self, value)? {
                Object { value: Value::Null, .. } => continue,
                Object { value: Value::Dict(_), data: Some(_) } => Kind::Stream,
                Object { value: Value::Dict(_), .. } => Kind::Dict,
                Object { value: Value::Array(_), .. } => Kind::Array,
                Object { value: Value::String(_), .. } => Kind::String,
                Object { value: Value::Name(_), .. } => Kind::Name,
                _ => Kind::Other,
            };
            if found != *kind {
                return Err(Damage {
                    what: "something that the catalog or the trailer names has the wrong type",
                    at: 0,
                });
            }
        }
        Ok(())
    }
}
