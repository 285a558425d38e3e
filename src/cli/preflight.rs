//! `handout preflight`: what a print shop would say about a PDF.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ColorChoice};

use super::input::read_pdf;
use super::outcome::Outcome;
use super::output;
use super::report::{self, Reporter};
use super::stdout::print;
use super::values::MessageFormat;
use crate::diag::{Diagnostics, Severity, count};
use crate::outputs::inputs::Inputs;
use crate::preflight::geometry::Area;
use crate::preflight::profile::{BUILT_IN, Profile};
use crate::preflight::report::Finding;
use crate::preflight::rules::RULES;
use crate::preflight::{self, Sheet, picture};
use crate::source::Sources;
use crate::source::limits::MAX_SHOWN;

const EXAMPLES: &str = "\
Examples:
  handout preflight flyer.pdf
  handout preflight *.pdf --profile digital
  handout preflight flyer.pdf --profile our-shop.yaml --picture flyer.png
  handout preflight --list --profile newsprint

Exit codes: 0 nothing found; 1 findings; 2 bad usage or failure.";

/// How PNG files begin.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct PreflightArgs {
    /// PDFs to check, whoever made them; `-` for standard input
    #[arg(required_unless_present = "list", value_name = "FILE.pdf")]
    files: Vec<PathBuf>,
    /// What the shop asks for: `sheetfed-coated`, `digital`, `newsprint`, or a file with a shop's own limits
    #[arg(long, value_name = "NAME|FILE", default_value = BUILT_IN[0].0)]
    profile: String,
    /// Draw a page, with what was found ringed and numbered
    #[arg(long, value_name = "OUT.png")]
    picture: Option<PathBuf>,
    /// The page to draw, instead of the first one with findings
    #[arg(long, value_name = "N", requires = "picture")]
    page: Option<usize>,
    /// List the rules, and the profile's limits with their sources
    #[arg(long, conflicts_with_all = ["files", "picture"])]
    list: bool,
    /// How findings are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: MessageFormat,
}

/// Checks the files.
pub(super) fn run(args: &PreflightArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    let Some(profile) = profile(args, color)? else { return Ok(Outcome::Failed) };
    if args.list {
        print(list(&profile, args.message_format).as_bytes())?;
        return Ok(Outcome::Clean);
    }
    if let Some(path) = &args.picture {
        check_picture(path, args)?;
    }
    let mut found = 0;
    for path in &args.files {
        let bytes = read_pdf(path)?;
        let outcome = preflight::check(bytes.clone(), &profile);
        let drawn = args.picture.as_ref().map(|_| args.page.unwrap_or_else(|| first_page(&outcome.findings)));
        found += outcome.findings.len();
        let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
        say(&name, &outcome, drawn, args.message_format);
        if let (Some(target), Some(page)) = (&args.picture, drawn) {
            let Some(sheet) = page.checked_sub(1).and_then(|index| outcome.sheets.get(index)) else {
                bail!("`{name}` has no page {page} to draw: it has {}", count(outcome.sheets.len() as u64, "page"));
            };
            let numbered = (1..).zip(&outcome.findings).filter(|(_, finding)| finding.page == Some(page));
            let Some(png) = picture::draw(bytes, page, sheet, numbered) else {
                bail!("page {page} of `{name}` cannot be drawn");
            };
            output::write(target, &png)?;
            report::note(&format!("wrote {} (page {page})", target.display()));
        }
    }
    if found == 0 && args.message_format == MessageFormat::Human {
        let files = count(args.files.len() as u64, "file");
        report::note(&format!("{files}: nothing found with the profile `{}`", profile.name));
    }
    Ok(Outcome::clean_if(found == 0))
}

fn profile(args: &PreflightArgs, color: ColorChoice) -> anyhow::Result<Option<Profile>> {
    if let Some(profile) = Profile::built_in(&args.profile) {
        return Ok(Some(profile));
    }
    let path = Path::new(&args.profile);
    if !path.exists() {
        let names: Vec<String> = BUILT_IN.iter().map(|(name, _)| format!("`{name}`")).collect();
        bail!("there is no profile and no file `{}`; the profiles are {}", args.profile, names.join(", "));
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.load(path).map_err(|error| anyhow::anyhow!("cannot read `{}`: {error}", path.display()))?;
    let profile = Profile::read(&sources, file, &mut diagnostics).filter(|_| !diagnostics.has_errors());
    let mut reporter = Reporter::new(args.message_format, color);
    reporter.report(&sources, diagnostics);
    reporter.finish();
    Ok(profile)
}

/// A picture is of one file, and replaces none that is no picture.
fn check_picture(path: &Path, args: &PreflightArgs) -> anyhow::Result<()> {
    if args.files.len() != 1 {
        bail!("--picture is for one file at a time");
    }
    Inputs::new(args.files.iter().map(PathBuf::as_path)).refuse(path, &format!("`{}`", path.display()))?;
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    let mut beginning = Vec::new();
    if metadata.is_file() {
        fs::File::open(path)?.take(PNG.len() as u64).read_to_end(&mut beginning)?;
    }
    if beginning != PNG {
        bail!("`{}` exists and is not a PNG file; give another name", path.display());
    }
    Ok(())
}

/// The first page with something to ring, or with anything.
fn first_page(findings: &[Finding]) -> usize {
    let ringed = findings.iter().find(|finding| !finding.places.is_empty());
    ringed
        .or_else(|| findings.iter().find(|finding| finding.page.is_some()))
        .and_then(|finding| finding.page)
        .unwrap_or(1)
}

fn say(file: &str, outcome: &preflight::Outcome, drawn: Option<usize>, format: MessageFormat) {
    let findings = &outcome.findings;
    for (number, finding) in (1..).zip(findings) {
        let sheet = finding.page.and_then(|page| outcome.sheets.get(page - 1));
        match format {
            MessageFormat::Json => report::line(&json(file, number, finding)),
            MessageFormat::Human if number <= MAX_SHOWN => {
                let tag =
                    (finding.page.is_some() && finding.page == drawn && !finding.places.is_empty()).then_some(number);
                human(file, finding, sheet, tag);
            }
            MessageFormat::Human => {}
        }
    }
    if format == MessageFormat::Human && !findings.is_empty() {
        if findings.len() > MAX_SHOWN {
            report::line(&format!("… and {} more", findings.len() - MAX_SHOWN));
        }
        let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count() as u64;
        let counts = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
        let words: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|&(n, word)| count(n, word)).collect();
        report::note(&format!("{file}: {}", words.join(", ")));
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn human(file: &str, finding: &Finding, sheet: Option<&Sheet>, tag: Option<usize>) {
    let Finding { code, severity, page, places, count: times, message, hint } = finding;
    report::line(&format!("{}[{code}]: {message}", word(*severity)));
    let mut place = file.to_owned();
    // Writing to a string cannot fail.
    if let Some(page) = page {
        let _ = write!(place, ", page {page}");
    }
    if let (Some(area), Some(sheet)) = (places.first(), sheet) {
        let _ = write!(place, ": {}", from_corner(area, &sheet.finished));
    }
    if *times > 1 {
        let _ = write!(place, " ({times} times)");
    }
    if let Some(tag) = tag {
        let _ = write!(place, " [{tag} in the picture]");
    }
    report::line(&format!(" --> {place}"));
    report::line(&format!("  = help: {hint}"));
    report::line("");
}

/// A place as one measures it on paper.
fn from_corner(area: &Area, finished: &Area) -> String {
    let mm = |points: f64| format!("{:.0}", (points * 25.4 / 72.0).round() + 0.0);
    format!("{} mm from the left, {} mm from the top", mm(area.left - finished.left), mm(finished.top - area.top))
}

fn json(file: &str, number: usize, finding: &Finding) -> String {
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    let places = finding.places.iter().map(|area| [area.left, area.bottom, area.right, area.top].map(round));
    let value = serde_json::json!({
        "code": finding.code, "severity": word(finding.severity), "message": finding.message, "file": file,
        "number": number, "page": finding.page, "places": places.collect::<Vec<_>>(), "count": finding.count,
        "hints": [finding.hint]
    });
    value.to_string()
}

fn list(profile: &Profile, format: MessageFormat) -> String {
    if format == MessageFormat::Json {
        let limits = profile.limits().map(|(name, about, limit)| {
            serde_json::json!({"name": name, "about": about, "value": limit.text, "source": limit.source})
        });
        let rules = RULES.iter().map(|rule| {
            serde_json::json!({
                "code": rule.code, "severity": word(rule.severity), "about": rule.about, "source": rule.source
            })
        });
        let (limits, rules): (Vec<_>, Vec<_>) = (limits.collect(), rules.collect());
        return format!("{}\n", serde_json::json!({"profile": profile.name, "limits": limits, "rules": rules}));
    }
    let mut out = format!("Limits of the profile `{}`: {}\n\n", profile.name, profile.about);
    for (name, about, limit) in profile.limits() {
        let _ = writeln!(out, "{name}: {}\n    {about}\n    source: {}", limit.text, limit.source);
    }
    out.push_str("\nRules\n\n");
    for rule in RULES {
        let _ =
            writeln!(out, "{} ({})\n    {}\n    source: {}", rule.code, word(rule.severity), rule.about, rule.source);
    }
    out
}
