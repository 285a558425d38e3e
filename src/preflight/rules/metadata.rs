//! Metadata that PDF/X asks for, in both places where it is (ISO 32000-1, 14.3): readers take one or the other.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::report::Report;
use crate::preflight::xmp::{DC, PDF, XMP, XMP_MM};
use crate::syntax::Value;

const fn rule(
    code: &'static str,
    severity: Severity,
    about: &'static str,
    source: &'static str,
    check: fn(&Job<'_>, &mut Report),
) -> Rule {
    Rule { code, severity, about, source, check: Check::File(check) }
}

/// What both places say, by its key in the information dictionary.
const SHARED: [(&str, &str, &str); 5] = [
    ("Title", DC, "title"),
    ("Creator", XMP, "CreatorTool"),
    ("Producer", PDF, "Producer"),
    ("CreationDate", XMP, "CreateDate"),
    ("ModDate", XMP, "ModifyDate"),
];

pub(super) const MISSING: Rule = rule(
    "metadata-missing",
    Severity::Error,
    "there is XML metadata, and it can be read",
    "ISO 15930-7: a metadata stream in the catalog",
    |job, report| {
        // Older versions have only the information dictionary.
        if job.claims.xmp.is_none() && (job.claims.has_xmp || !job.claims.forbids_transparency()) {
            let what = if job.claims.has_xmp { "the metadata is not XML" } else { "there is no metadata" };
            report.add(None, what, "export the file again, with metadata");
        }
    },
);

pub(super) const DIFFERS: Rule = rule(
    "metadata-differs",
    Severity::Error,
    "the metadata and the information dictionary say the same",
    "ISO 15930-7, ISO 19005-2, 6.6.3",
    differs,
);

fn differs(job: &Job<'_>, report: &mut Report) {
    let Some(xmp) = &job.claims.xmp else { return };
    for (key, namespace, name) in SHARED {
        let (Some(info), Some(other)) = (job.document.text(&job.claims.info, key), xmp.get(namespace, name)) else {
            continue;
        };
        let same = match key {
            "CreationDate" | "ModDate" => moment(&info).is_some() && moment(&info) == moment(other),
            _ => info.trim() == other.trim(),
        };
        if !same {
            report.add(None, format!("{key} is not the same in the metadata"), "write the same in both places");
        }
    }
    let trapped = job.document.name(&job.claims.info, "Trapped");
    if let Some(other) = xmp.get(PDF, "Trapped")
        && !trapped.is_empty()
        && trapped != other
    {
        report.add(None, "Trapped is not the same in the metadata", "write the same in both places");
    }
}

pub(super) const TITLE: Rule = rule(
    "title-missing",
    Severity::Error,
    "the file has a title",
    "ISO 15930-7: dc:title, or Title in the information dictionary",
    |job, report| {
        let in_info = job.document.text(&job.claims.info, "Title").unwrap_or_default();
        let in_xmp = job.claims.xmp.as_ref().and_then(|xmp| xmp.get(DC, "title")).unwrap_or_default();
        if in_info.trim().is_empty() && in_xmp.trim().is_empty() {
            report.add(None, "the file has no title", "give the document a title, and export it again");
        }
    },
);

pub(super) const DATES: Rule = rule(
    "dates-missing",
    Severity::Error,
    "the file says when it was made and changed",
    "ISO 15930-7: xmp:CreateDate and xmp:ModifyDate, or CreationDate and ModDate",
    |job, report| {
        for (key, namespace, name) in &SHARED[3..] {
            let in_info = job.document.text(&job.claims.info, key);
            let in_xmp = job.claims.xmp.as_ref().and_then(|xmp| xmp.get(namespace, name));
            match in_info.as_deref().or(in_xmp) {
                None => report.add(None, format!("there is no {key}"), "export the file again"),
                Some(date) if moment(date).is_none() => {
                    report.add(None, format!("{key} is not a date"), "export the file again");
                }
                Some(_) => {}
            }
        }
    },
);

pub(super) const TRAPPED: Rule = rule(
    "trapped-unknown",
    Severity::Error,
    "the file says whether it is trapped",
    "ISO 15930-7: Trapped is True or False",
    |job, report| {
        let in_info = job.document.name(&job.claims.info, "Trapped");
        let in_xmp = job.claims.xmp.as_ref().and_then(|xmp| xmp.get(PDF, "Trapped")).unwrap_or_default();
        let said = if in_info.is_empty() { in_xmp } else { &in_info };
        if !matches!(said, "True" | "False") {
            report.add(None, "nothing says whether the file is trapped", "export it with Trapped set to False");
        }
    },
);

pub(super) const IDS: Rule = rule(
    "metadata-ids",
    Severity::Warning,
    "the metadata identify the document and its version",
    "ISO 15930-7: xmpMM:DocumentID, VersionID and RenditionClass",
    |job, report| {
        let Some(xmp) = job.claims.xmp.as_ref().filter(|_| !job.claims.forbids_transparency()) else { return };
        for name in ["DocumentID", "VersionID", "RenditionClass"] {
            if xmp.get(XMP_MM, name).is_none_or(str::is_empty) {
                report.add(None, format!("the metadata have no xmpMM:{name}"), "export the file again as PDF/X-4");
            }
        }
    },
);

pub(super) const ID: Rule = rule(
    "id-missing",
    Severity::Error,
    "the file has an identifier",
    "ISO 15930-7: ID in the trailer",
    |job, report| {
        let id = job.document.array(&job.document.trailer(), "ID");
        let is_text = |part: &Value<'_>| matches!(job.document.resolve(part), Value::String(text) if !text.is_empty());
        if id.len() != 2 || !id.iter().all(is_text) {
            report.add(None, "the file has no identifier", "export it again");
        }
    },
);

/// A date of either kind as seconds: `D:20261128153600+01'00'`, `2026-11-28T15:36:00+01:00`.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim().strip_prefix("D:").unwrap_or(text.trim());
    let time = text.find('T').map_or(0, |at| at + 1);
    let zone =
        text.char_indices().skip(8).find(|&(at, c)| matches!(c, '+' | 'Z') || (c == '-' && (time == 0 || at > time)));
    let (local, zone) = text.split_at(zone.map_or(text.len(), |(at, _)| at));
    let local = local.split('.').next().unwrap_or(local);
    let digits: String = local.chars().filter(char::is_ascii_digit).collect();
    let sound = local.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T'));
    if !sound || !(4..=14).contains(&digits.len()) || digits.len() % 2 == 1 {
        return None;
    }
    let part = |from: usize, length: usize, otherwise: i64| {
        digits.get(from..from + length).map_or(Some(otherwise), |digits| digits.parse().ok())
    };
    let (year, month, day) = (part(0, 4, 0)?, part(4, 2, 1)?, part(6, 2, 1)?);
    let (hour, minute, second) = (part(8, 2, 0)?, part(10, 2, 0)?, part(12, 2, 0)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset: String = zone.chars().filter(char::is_ascii_digit).take(4).collect();
    let offset = match offset.len() {
        0 => 0,
        2 => offset.parse::<i64>().ok()? * 60,
        4 => offset[..2].parse::<i64>().ok()? * 60 + offset[2..].parse::<i64>().ok()?,
        _ => return None,
    };
    let offset = if zone.starts_with('-') { -offset } else { offset };
    // Months of 31 days keep dates apart, and nothing more is needed; but a zone may lead into another month, so days
    // are counted as a calendar does (Howard Hinnant, `days_from_civil`).
    let (y, m) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    Some(((days * 24 + hour) * 60 + minute - offset) * 60 + second)
}
