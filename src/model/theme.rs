//! A site's theme and the command-line options as a [`Theme`].

use crate::color::{Color, Spot, SpotName};
use crate::content::suggest;
use crate::content::types::{InkSpec, Scalar, ThemeInksSpec, ThemeSpec};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Sides, Size};
use crate::style::{
    DESIGNS, Design, LARGE_PRINT, PAPERS, Theme, ThemeInks, TracePlace, parse_color, parse_length, parse_paper,
};

/// Smallest and largest running text. Below 8 pt it is unreadable; above 36 pt a line holds two words.
const SIZES: (Length, Length) = (Length::pt(8), Length::pt(36));

/// Smallest margin: what common office printers leave blank.
const LEAST_MARGIN: Length = Length::pt(18);

/// Reads a site's theme; `paper` and `size` override it.
pub(super) fn read_theme(
    spec: Option<&ThemeSpec>,
    paper: Option<Size>,
    size: Option<Length>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let name = spec.and_then(|spec| spec.name.clone());
    let mut theme = Theme::of(read(&name, DESIGNS[0], design, diagnostics));
    if let Some(spec) = spec {
        theme.size = read(&spec.size, theme.size, text_size, diagnostics);
        theme.paper = read(&spec.paper, theme.paper, paper_size, diagnostics);
        theme.accent = read(&spec.accent, theme.accent, color, diagnostics);
        theme.heading = theme.accent;
        theme.second = read(&spec.second, None, |text| color(text).map(Some), diagnostics);
        theme.inks = spec.ink.as_ref().map(|spec| read_inks(spec, diagnostics)).unwrap_or_default();
        theme.trace = read(&spec.trace, theme.trace, trace_place, diagnostics);
    }
    theme.paper = paper.unwrap_or(theme.paper);
    theme.size = size.unwrap_or(theme.size);
    theme.margins = theme.design.margins_on(theme.paper);
    if let Some(spec) = spec {
        let narrow = theme.paper.width.min(theme.paper.height);
        theme.margins = read(&spec.margin, theme.margins, |text| margin(text, narrow), diagnostics);
    }
    if theme.size < SIZES.0 || theme.size > SIZES.1 {
        let message = format!("a text size of {} pt is not supported", theme.size.to_pt());
        diagnostics.push(Diagnostic::error("theme-invalid", message).hint("choose a size from 8 pt to 36 pt"));
    }
    theme
}

/// Reads one entry; a wrong one is reported and the default is kept.
fn read<T>(
    entry: &Option<Scalar>,
    default: T,
    parse: impl Fn(&str) -> Result<T, String>,
    diagnostics: &mut Diagnostics,
) -> T {
    let Some(entry) = entry.as_ref().filter(|entry| !entry.is_filler) else { return default };
    match parse(&entry.value) {
        Ok(value) => value,
        Err(hint) => {
            let message = format!("`{}` is not valid here", entry.value.chars().take(40).collect::<String>());
            let diagnostic = Diagnostic::error("theme-invalid", message);
            diagnostics.push(diagnostic.at(entry.span, "not recognized").hint(hint));
            default
        }
    }
}

fn text_size(text: &str) -> Result<Length, String> {
    if text.trim() == "large" {
        return Ok(LARGE_PRINT);
    }
    parse_length(text)
        .filter(|&size| size >= SIZES.0 && size <= SIZES.1)
        .ok_or_else(|| "write a size from 8pt to 36pt, such as `12pt`, or `large` for large print".to_owned())
}

fn paper_size(text: &str) -> Result<Size, String> {
    parse_paper(text).ok_or_else(|| suggest::hint(text, PAPERS.iter().map(|&(name, _)| name)))
}

fn design(name: &str) -> Result<&'static Design, String> {
    let named = DESIGNS.iter().copied().find(|design| design.name == name.trim());
    named.ok_or_else(|| suggest::hint(name, DESIGNS.iter().map(|design| design.name)))
}

fn trace_place(text: &str) -> Result<TracePlace, String> {
    let named = TracePlace::NAMES.iter().find(|&&(name, _)| name == text.trim());
    named.map(|&(_, place)| place).ok_or_else(|| suggest::hint(text, TracePlace::NAMES.iter().map(|&(name, _)| name)))
}

fn margin(text: &str, narrow: Length) -> Result<Sides, String> {
    // With a third of the paper on each side there would be no room for text.
    parse_length(text).filter(|&margin| margin >= LEAST_MARGIN && margin * 3 < narrow).map(Sides::all).ok_or_else(
        || "write a length from 0.25in to less than a third of the paper, such as `0.75in` or `19mm`".to_owned(),
    )
}

/// The theme's colors on a press.
fn read_inks(spec: &ThemeInksSpec, diagnostics: &mut Diagnostics) -> ThemeInks {
    let mut read_ink = |spec: Option<&InkSpec>| {
        let spec = spec?;
        let process = read(&Some(spec.cmyk.clone()), None, |text| process_inks(text).map(Some), diagnostics)?;
        if !process.suits_headings() {
            // How light an ink is, only its profile knows: a warning, no error.
            let problem = Diagnostic::warning("ink-pale", "headings in these inks are hard to read on white paper");
            let problem = problem.at(spec.cmyk.span, "less than 3 to 1");
            diagnostics.push(problem.hint("choose more ink, or a darker one (WCAG 2.2, 1.4.3)"));
        }
        let name = read(&spec.spot, None, |text| spot_name(text).map(Some), diagnostics);
        match (name, process) {
            (Some(name), Color::Cmyk(alternate)) => Some(Color::spot(name, alternate)),
            _ => Some(process),
        }
    };
    let specs = [&spec.accent, &spec.heading, &spec.second].map(Option::as_ref);
    let [accent, heading, second] = specs.map(&mut read_ink);
    let spots = [accent, heading, second].map(|color| color.and_then(Color::spot_ink));
    for (later, spec) in specs.iter().enumerate() {
        let (Some(spec), Some(spot)) = (spec, spots[later]) else { continue };
        let same = |known: &Spot| known.name == spot.name && *known != spot;
        if let Some(earlier) = spots[..later].iter().position(|known| known.as_ref().is_some_and(same)) {
            // ISO 19005-2, 6.2.4.4: all color spaces of an ink in a file are the same.
            let message = format!("the spot ink `{}` has two looks", spot.name.as_str());
            let label = format!("not the same as under `{}`", ["accent", "heading", "second"][earlier]);
            let problem = Diagnostic::error("theme-invalid", message).at(spec.cmyk.span, label);
            diagnostics.push(problem.hint("one ink looks the same everywhere; write the same percents"));
        }
    }
    ThemeInks { accent, heading, second }
}

fn spot_name(text: &str) -> Result<SpotName, String> {
    let hint = || "write the ink's name as the print shop knows it, such as `PANTONE 300 C`".to_owned();
    let is_process = ["cyan", "magenta", "yellow", "black"].iter().any(|ink| text.trim().eq_ignore_ascii_case(ink));
    let name = SpotName::new(text.trim()).filter(|_| !text.chars().any(char::is_control)).ok_or_else(hint)?;
    match is_process {
        true => Err("cyan, magenta, yellow and black are no spot inks; write percents of them".to_owned()),
        false => Ok(name),
    }
}

/// Percents of cyan, magenta, yellow and black, with one decimal at most.
fn process_inks(text: &str) -> Result<Color, String> {
    let percent = |word: &str| -> Option<u16> {
        let value: f64 = word.parse().ok()?;
        let permille = value * 10.0;
        ((0.0..=1000.0).contains(&permille) && permille.fract() == 0.0).then_some(permille as u16)
    };
    let inks: Option<Vec<u16>> = text.split_whitespace().map(percent).collect();
    let inks = inks.and_then(|inks| <[u16; 4]>::try_from(inks).ok());
    let hint = || "write cyan, magenta, yellow and black in percent: `100 60 0 20`".to_owned();
    inks.map(Color::cmyk).ok_or_else(hint)
}

fn color(text: &str) -> Result<Color, String> {
    let color = parse_color(text)
        .ok_or_else(|| "write red, green and blue as six hexadecimal digits: `\"#1b4f8a\"`".to_owned())?;
    if color.contrasts_with_white() {
        Ok(color)
    } else {
        Err("headings in this color are too pale to read on white paper; choose a darker one".to_owned())
    }
}
