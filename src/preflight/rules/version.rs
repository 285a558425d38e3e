//! The version of PDF/X that a file claims. A misspelt one is none.

use super::{Check, Job, Rule};
use crate::content::suggest;
use crate::diag::Severity;
use crate::preflight::claims::VERSIONS;
use crate::preflight::report::Report;

const fn rule(
    code: &'static str,
    severity: Severity,
    about: &'static str,
    source: &'static str,
    check: fn(&Job<'_>, &mut Report),
) -> Rule {
    Rule { code, severity, about, source, check: Check::File(check) }
}

pub(super) const MISSING: Rule = rule(
    "version-missing",
    Severity::Error,
    "the file says which version of PDF/X it is",
    "ISO 15930-7: pdfxid:GTS_PDFXVersion in the metadata; in older versions, in the information dictionary",
    |job, report| {
        if job.claims.version().is_none() {
            report.add(None, "nothing says that this is PDF/X", "export it as PDF/X-4");
        }
    },
);

pub(super) const MISSPELT: Rule = rule(
    "version-misspelt",
    Severity::Error,
    "the version of PDF/X is one that exists, and the same in both places",
    "ISO 15930-7; no other checker that we tried finds a misspelt one",
    misspelt,
);

fn misspelt(job: &Job<'_>, report: &mut Report) {
    let (info, xmp) = (&job.claims.version_in_info, &job.claims.version_in_xmp);
    for version in [info, xmp].into_iter().flatten() {
        if !VERSIONS.contains(&version.as_str()) {
            let meant = suggest::nearest(version, VERSIONS.into_iter()).map(|name| format!("; `{name}` does"));
            let message = format!(
                "the version `{}` does not exist{}",
                crate::content::shorten(version),
                meant.unwrap_or_default()
            );
            report.add(None, message, "write it exactly as in the standard");
        }
    }
    if let (Some(info), Some(xmp)) = (info, xmp)
        && info != xmp
    {
        report.add(
            None,
            "the version in the metadata is not the one in the information dictionary",
            "write the same in both",
        );
    }
    // ISO 15930-7: in the metadata.
    let later = info.as_deref().is_some_and(|version| version.starts_with("PDF/X-4") || version.starts_with("PDF/X-6"));
    if later && xmp.is_none() {
        report.add(None, "the version is not in the metadata", "add pdfxid:GTS_PDFXVersion to the metadata");
    }
}

pub(super) const UNWANTED: Rule = rule(
    "version-unwanted",
    Severity::Warning,
    "the version of PDF/X is one that the shop takes",
    "the profile's `versions`",
    |job, report| {
        let Some(version) = job.claims.version().filter(|version| VERSIONS.contains(version)) else { return };
        // `PDF/X-1a` is also written `PDF/X-1:2001`, with the conformance in another key.
        let plain = version.replace("PDF/X-1:", "PDF/X-1a:");
        let accepts = |accepted: &str| {
            plain.strip_prefix(accepted).is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest == "p")
        };
        if !job.profile.list("versions").any(accepts) {
            let message = format!("the file is {version}; accepted are {}", job.profile.text("versions"));
            report.add(None, message, "export it as a version that the shop takes");
        }
    },
);

pub(super) const HEADER: Rule = rule(
    "version-header",
    Severity::Error,
    "the version of PDF is one that the version of PDF/X allows",
    "ISO 15930-1 and -4: PDF 1.3 or 1.4; ISO 15930-7: PDF 1.6; ISO 15930-9: PDF 2.0",
    header,
);

fn header(job: &Job<'_>, report: &mut Report) {
    let header = String::from_utf8_lossy(&job.document.header);
    let in_header = header.trim_start_matches(|c| c != '%').strip_prefix("%PDF-").map(|rest| rest.chars().take(3));
    let in_header: String = in_header.into_iter().flatten().collect();
    let in_catalog = job.document.name(&job.document.catalog(), "Version");
    let version = if in_catalog > in_header { in_catalog } else { in_header };
    let Some(claim) = job.claims.version() else { return };
    let most = match claim {
        claim if claim.starts_with("PDF/X-1") || claim.starts_with("PDF/X-3") || claim.starts_with("PDF/X-2") => "1.4",
        claim if claim.starts_with("PDF/X-6") => "2.0",
        // PDF 1.7 differs in nothing that is printed, and veraPDF, callas and Ghostscript take it.
        _ => "1.7",
    };
    let wrong = version.as_str() > most || (most == "2.0" && version.as_str() < most);
    if wrong {
        report.add(
            None,
            format!("PDF {version} is not for {}", crate::content::shorten(claim)),
            "export it as the version of PDF/X that is meant",
        );
    }
}
