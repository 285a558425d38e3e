//! How a site's press files are printed.

use crate::content::types::{PressSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::Length;
use crate::press::{Condition, Ink, MOST_BLEED, Press, Standard};
use crate::source::Sources;
use crate::style::parse_length;

/// Reads a site's section on press files, and the profile that it names.
pub(crate) fn read_press(sources: &Sources, spec: &PressSpec, diagnostics: &mut Diagnostics) -> Press {
    let given = |entry: &Option<Scalar>| entry.clone().filter(|entry| !entry.is_filler);
    let mut wrong = |entry: &Scalar, label: String, hint: &str| {
        let problem = Diagnostic::error("press-invalid", "this press file cannot be made").at(entry.span, label);
        diagnostics.push(problem.hint(hint));
    };
    let mut press = Press { marks: Some(spec.marks), ..Press::default() };
    match (given(&spec.output_intent), given(&spec.condition)) {
        (Some(file), Some(name)) => match sources.read_asset(file.span.file, &file) {
            Ok(profile) => match Condition::new(profile, &name) {
                Ok(condition) => press.condition = Some(condition),
                Err(error) => wrong(&file, error.to_string(), "ask the print shop for the profile of its condition"),
            },
            Err(error) => wrong(&file, error.to_string(), "put the profile into the site's folder"),
        },
        (Some(only), None) | (None, Some(only)) => {
            wrong(&only, "the other is missing".to_owned(), "give `output_intent` and `condition`, or neither");
        }
        (None, None) => {}
    }
    if let Some(standard) = given(&spec.standard) {
        match standard.trim() {
            "x4" => press.standard = Some(Standard::X4),
            "x1a" => press.standard = Some(Standard::X1a),
            "2.0" => press.standard = Some(Standard::X6),
            _ => wrong(&standard, "not recognized".to_owned(), "write `x4`, `x1a` or `2.0`"),
        }
    }
    if let Some(ink) = given(&spec.ink) {
        match ink.trim() {
            "theme" => press.ink = Some(Ink::Theme),
            "k" => press.ink = Some(Ink::Black),
            _ => wrong(&ink, "not recognized".to_owned(), "write `theme`, or `k` for tints of black"),
        }
    }
    if let Some(rgb) = given(&spec.rgb) {
        match rgb.trim() {
            "convert" => {}
            "refuse" => press.refuse_rgb = true,
            _ => wrong(&rgb, "not recognized".to_owned(), "write `convert` or `refuse`"),
        }
    }
    if let Some(ppi) = given(&spec.min_ppi) {
        match ppi.trim().parse() {
            Ok(ppi @ 1..=1200) => press.min_ppi = Some(ppi),
            _ => wrong(&ppi, "not a resolution".to_owned(), "write pixels per inch, 1 to 1200, such as `150`"),
        }
    }
    if let Some(bleed) = given(&spec.bleed) {
        let length = parse_length(&bleed).filter(|length| *length >= Length::ZERO && *length <= MOST_BLEED);
        match length {
            Some(length) => press.bleed = Some(length),
            None => wrong(&bleed, "not a bleed".to_owned(), "write a length up to 1in, such as `3mm` or `0.125in`"),
        }
    }
    press
}
