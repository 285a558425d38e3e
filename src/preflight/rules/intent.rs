//! Output intents (ISO 32000-1, 14.11.5): the printing condition that colors are for.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::document::Document;
use crate::preflight::report::Report;
use crate::syntax::{Dict, Value};

const fn rule(code: &'static str, about: &'static str, source: &'static str, check: fn(&Job<'_>, &mut Report)) -> Rule {
    Rule { code, severity: Severity::Error, about, source, check: Check::File(check) }
}

/// Intents of one kind, at most this many.
const MOST: usize = 16;

fn intents(document: &Document, kind: &str) -> Vec<Dict<'static>> {
    let all = document.array(&document.catalog(), "OutputIntents");
    let all = all.iter().take(MOST).map(|intent| document.as_dict(Some(intent)));
    all.filter(|intent| document.name(intent, "S") == kind).collect()
}

pub(super) const MISSING: Rule = rule(
    "intent-missing",
    "there is an output intent for PDF/X",
    "ISO 15930-7: an OutputIntent of subtype GTS_PDFX",
    |job, report| {
        if intents(job.document, "GTS_PDFX").is_empty() {
            report.add(None, "there is no output intent for PDF/X", "export it for the shop's printing condition");
        }
    },
);

pub(super) const MANY: Rule = rule(
    "intent-many",
    "there is only one output intent for PDF/X",
    "ISO 15930-7: exactly one of subtype GTS_PDFX",
    |job, report| {
        if intents(job.document, "GTS_PDFX").len() > 1 {
            report.add(None, "there is more than one output intent for PDF/X", "leave the one for the press");
        }
    },
);

pub(super) const CONDITION: Rule = rule(
    "intent-condition",
    "the output intent names its printing condition",
    "ISO 32000-1, table 365: OutputConditionIdentifier is required",
    |job, report| {
        for intent in intents(job.document, "GTS_PDFX") {
            if job.document.text(&intent, "OutputConditionIdentifier").is_none_or(|name| name.trim().is_empty()) {
                report.add(None, "the output intent names no printing condition", "name it, for example `FOGRA39`");
            }
        }
    },
);

pub(super) const PROFILE: Rule = rule(
    "intent-profile",
    "the output intent has the profile of a press in CMYK",
    "ISO 15930-7: an ICC profile of class prtr",
    |job, report| {
        for intent in intents(job.document, "GTS_PDFX") {
            if let Some(problem) = profile_problem(job, &intent) {
                report.add(None, problem, "embed the profile of the printing condition, as the shop gives it");
            }
        }
    },
);

fn profile_problem(job: &Job<'_>, intent: &Dict<'static>) -> Option<&'static str> {
    let document = job.document;
    let by_reference = ["PDF/X-4p", "PDF/X-5pg", "PDF/X-6p"];
    let Some(value) = intent.get("DestOutputProfile") else {
        let elsewhere = job.claims.version().is_some_and(|version| by_reference.contains(&version));
        // X-1a and X-3 may name a condition of the ICC's registry instead.
        let named = job.claims.forbids_transparency()
            && document.text(intent, "RegistryName").is_some_and(|name| name.contains("color.org"));
        return (!elsewhere && !named).then_some("the output intent has no profile");
    };
    let Some(stream) = document.stream(value) else { return Some("the output intent's profile is missing") };
    let channels = document.number(&stream.dict, "N");
    let Some(data) = document.decoded(&stream) else { return Some("the output intent's profile is damaged") };
    // ICC.1, 7.2: size, class and space of a profile.
    let Some(header) = data.bytes.get(..128).filter(|header| header[36..40] == *b"acsp") else {
        return Some("the output intent's profile is not an ICC profile");
    };
    let size = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
    if size > data.bytes.len() {
        return Some("the output intent's profile is cut off");
    }
    match (&header[12..16], &header[16..20]) {
        (b"prtr", b"CMYK") if channels == Some(4.0) => None,
        (b"prtr", b"CMYK") => Some("the output intent's profile does not have the channels it says"),
        (b"prtr", _) => Some("the output intent's profile is not for CMYK"),
        _ => Some("the output intent's profile is not that of a press"),
    }
}

pub(super) const DIFFER: Rule = rule(
    "intents-differ",
    "output intents for PDF/X and PDF/A have the same profile",
    "ISO 19005-2, 6.2.3: one and the same object",
    |job, report| {
        let profile = |kind: &str| {
            let found = intents(job.document, kind);
            found.into_iter().find_map(|intent| intent.get("DestOutputProfile").and_then(Value::as_reference))
        };
        if let (Some(x), Some(a)) = (profile("GTS_PDFX"), profile("GTS_PDFA1"))
            && x != a
        {
            report.add(None, "output intents have different profiles", "refer to one profile in both");
        }
    },
);
