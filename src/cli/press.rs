//! Arguments of press files, of one handout and of copies.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::geom::Length;
use crate::press::{Condition, Ink, MOST_BLEED, Press};
use crate::source;
use crate::source::limits::MAX_ASSET_BYTES;
use crate::style::parse_length;

/// What a PDF is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum For {
    /// Screens and office printers
    #[default]
    Screen,
    /// A press: PDF/X-4, black text in black ink alone
    Press,
}

/// The inks of a press file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Inks {
    /// Black text in black, the theme's colors in process inks
    Theme,
    /// Everything in tints of black
    K,
}

/// How press files are printed.
#[derive(Debug, Args)]
pub(crate) struct PressArgs {
    /// What the PDF is for
    #[arg(long = "for", value_name = "USE", default_value = "screen", help_heading = "Press")]
    pub purpose: For,
    /// ICC profile of the printing condition; by default FOGRA39, coated paper in offset
    #[arg(long, value_name = "FILE.icc", requires = "condition", help_heading = "Press")]
    pub output_intent: Option<PathBuf>,
    /// Name of that condition, as the print shop knows it
    #[arg(long, value_name = "NAME", requires = "output_intent", help_heading = "Press")]
    pub condition: Option<String>,
    /// Inks
    #[arg(long, value_name = "INKS", help_heading = "Press")]
    pub ink: Option<Inks>,
    /// How far backgrounds go beyond the page: 3mm, 0.125in
    #[arg(long, value_name = "LENGTH", value_parser = bleed, help_heading = "Press")]
    pub bleed: Option<Length>,
    /// Marks for cutting, registration and color around the page
    #[arg(long, help_heading = "Press")]
    pub marks: bool,
    /// What the line beside the marks calls the job; by default, the handout's id
    #[arg(long, value_name = "NAME", value_parser = job, help_heading = "Press")]
    pub job: Option<String>,
}

fn bleed(text: &str) -> Result<Length, String> {
    parse_length(text)
        .filter(|length| *length >= Length::ZERO && *length <= MOST_BLEED)
        .ok_or_else(|| "write a length up to 1in, such as `3mm` or `0.125in`".to_owned())
}

/// The longest name of a job, in characters: what fits beside the marks.
const MOST_OF_A_JOB: usize = 60;

fn job(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= MOST_OF_A_JOB && !text.chars().any(char::is_control);
    let hint = || format!("write a name of up to {MOST_OF_A_JOB} characters, such as `2026-1184`");
    fits.then(|| text.to_owned()).ok_or_else(hint)
}

impl PressArgs {
    /// How the file is printed, if it is for a press.
    pub(crate) fn press(&self) -> anyhow::Result<Option<Arc<Press>>> {
        if self.purpose == For::Screen {
            let given = [
                ("--output-intent", self.output_intent.is_some()),
                ("--ink", self.ink.is_some()),
                ("--bleed", self.bleed.is_some()),
                ("--marks", self.marks),
                ("--job", self.job.is_some()),
            ];
            match given.iter().find(|(_, given)| *given) {
                Some((option, _)) => bail!("{option} is only for press files; add --for press"),
                None => return Ok(None),
            }
        }
        let mut press = Press {
            ink: self.ink.map(|ink| if ink == Inks::K { Ink::Black } else { Ink::Theme }),
            bleed: self.bleed,
            marks: self.marks.then_some(true),
            job: self.job.clone(),
            ..Press::default()
        };
        if let (Some(path), Some(name)) = (&self.output_intent, &self.condition) {
            let profile = source::read_limited(path, MAX_ASSET_BYTES);
            let profile = profile.with_context(|| format!("cannot read `{}`", path.display()))?;
            let condition = Condition::new(profile, name);
            press.condition = Some(condition.with_context(|| format!("`{}` cannot be used", path.display()))?);
        }
        Ok(Some(Arc::new(press)))
    }
}
