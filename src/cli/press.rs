//! Arguments of press files, of one handout and of copies.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::geom::Length;
use crate::pdf::edition::Edition;
use crate::press::{Condition, Ink, MOST_BLEED, Press, Standard};
use crate::source;
use crate::source::limits::MAX_ASSET_BYTES;
use crate::style::parse_length;

/// What a PDF is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum For {
    /// Screens and office printers
    #[default]
    Screen,
    /// A press: PDF/X, black text in black ink alone
    Press,
}

/// The standards that a PDF meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Standards {
    /// For a press: PDF/X-4, with PDF/UA-1 and PDF/A-2a
    X4,
    /// For a press: PDF/X-1a, with the same
    X1a,
    /// PDF 2.0: PDF/UA-2, PDF/A-4, Well-Tagged PDF; for a press, PDF/X-6, too
    #[value(name = "2.0")]
    Pdf2,
}

impl Standards {
    /// Of a press file.
    fn of_press(self) -> Standard {
        match self {
            Standards::X4 => Standard::X4,
            Standards::X1a => Standard::X1a,
            Standards::Pdf2 => Standard::X6,
        }
    }
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
    /// Standards; by default PDF/UA-1 and PDF/A-2a, and PDF/X-4 for a press
    #[arg(long, value_name = "STANDARD", help_heading = "Press")]
    pub standard: Option<Standards>,
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

/// A bleed.
pub(crate) fn bleed(text: &str) -> Result<Length, String> {
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
    /// The standards of a file that is not for a press.
    pub(crate) fn edition(&self) -> Edition {
        if self.standard == Some(Standards::Pdf2) { Edition::Pdf2 } else { Edition::Pdf1 }
    }

    /// How the file is printed, if it is for a press.
    pub(crate) fn press(&self) -> anyhow::Result<Option<Arc<Press>>> {
        if self.purpose == For::Screen {
            let given = [
                ("--standard x4", self.standard == Some(Standards::X4)),
                ("--standard x1a", self.standard == Some(Standards::X1a)),
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
            standard: self.standard.map(Standards::of_press),
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
