//! Arguments that put pages on sheets, of one handout and of copies.

use std::sync::Arc;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::geom::{Length, Size};
use crate::imposition::{Binding, Imposition, MOST_CREEP, MOST_GUTTER, Scheme};
use crate::style::parse_length;

/// How pages are put on sheets.
#[derive(Debug, Args)]
pub(crate) struct ImposeArgs {
    /// Put pages on sheets: booklet, 2up, 4up, 3x2 (columns by rows), cut-stack, step-and-repeat, work-and-turn or
    /// work-and-tumble; `cut-stack:2x2` has another grid
    #[arg(long, value_name = "SCHEME", value_parser = scheme, help_heading = "Imposition")]
    pub impose: Option<Scheme>,
    /// The sheet: tabloid, a3, sra3, or two lengths such as 12x18in; by default just what the pages need
    #[arg(long, value_name = "SHEET", value_parser = sheet, requires = "impose", help_heading = "Imposition")]
    pub sheet: Option<Size>,
    /// The side on which a booklet is bound; by default the side on which its language begins lines
    #[arg(long, value_name = "SIDE", requires = "impose", help_heading = "Imposition")]
    pub binding: Option<BindingSide>,
    /// How much closer to the spine the pages of each sheet of a booklet are than those of the sheet around it: 0.1mm
    #[arg(long, value_name = "LENGTH", value_parser = creep, requires = "impose", help_heading = "Imposition")]
    pub creep: Option<Length>,
    /// Room between pages; by default twice the bleed
    #[arg(long, value_name = "LENGTH", value_parser = gutter, requires = "impose", help_heading = "Imposition")]
    pub gutter: Option<Length>,
    /// Print sheets on one side only
    #[arg(long, requires = "impose", help_heading = "Imposition")]
    pub one_sided: bool,
}

/// The side on which a booklet is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BindingSide {
    /// Opens like an English book
    Left,
    /// Opens like an Arabic book
    Right,
}

fn scheme(text: &str) -> Result<Scheme, String> {
    Scheme::parse(&text.to_lowercase()).ok_or_else(|| {
        "write booklet, 2up, 4up, columns by rows such as 3x2 (at most 20x20), cut-stack, step-and-repeat, work-and-turn \
         or work-and-tumble"
            .to_owned()
    })
}

fn up_to(text: &str, most: Length) -> Option<Length> {
    parse_length(text).filter(|length| *length >= Length::ZERO && *length <= most)
}

fn creep(text: &str) -> Result<Length, String> {
    up_to(text, MOST_CREEP).ok_or_else(|| "write a length up to 0.5mm, such as `0.1mm`".to_owned())
}

fn gutter(text: &str) -> Result<Length, String> {
    up_to(text, MOST_GUTTER).ok_or_else(|| "write a length up to 2in, such as `6mm`".to_owned())
}

/// Sheets by name, upright, in points: ISO 216, ISO 217 and what North American shops stock.
const SHEETS: [(&str, [f64; 2]); 12] = [
    ("letter", [612.0, 792.0]),
    ("legal", [612.0, 1008.0]),
    ("tabloid", [792.0, 1224.0]),
    ("12x18", [864.0, 1296.0]),
    ("13x19", [936.0, 1368.0]),
    ("a4", [595.276, 841.89]),
    ("a3", [841.89, 1190.551]),
    ("a2", [1190.551, 1683.78]),
    ("a1", [1683.78, 2383.937]),
    ("ra3", [864.567, 1218.898]),
    ("sra3", [907.087, 1275.591]),
    ("sra2", [1275.591, 1814.173]),
];

/// The largest side of a sheet: the largest page of PDF 1.x (ISO 32000-1, annex C).
const MOST_SHEET: f64 = 14_400.0;

fn sheet(text: &str) -> Result<Size, String> {
    let name = text.to_lowercase();
    let size = |[width, height]: [f64; 2]| Size { width: Length::from_pt(width), height: Length::from_pt(height) };
    if let Some((_, sides)) = SHEETS.iter().find(|(known, _)| *known == name) {
        return Ok(size(*sides));
    }
    // 450x320mm: the unit counts for both.
    let sides = name.split_once(['x', '×']).and_then(|(width, height)| {
        let unit = height.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let width =
            if width.ends_with(|c: char| c.is_ascii_digit()) { format!("{width}{unit}") } else { width.to_owned() };
        Some(Size { width: parse_length(&width)?, height: parse_length(height)? })
    });
    let fits = |length: Length| length > Length::ZERO && length <= Length::from_pt(MOST_SHEET);
    sides.filter(|size| fits(size.width) && fits(size.height)).ok_or_else(|| {
        let names: Vec<&str> = SHEETS.iter().map(|(name, _)| *name).collect();
        format!("write {}, or width and height such as 450x320mm", names.join(", "))
    })
}

impl ImposeArgs {
    /// How pages are put on sheets, if they are.
    pub(crate) fn imposition(&self) -> anyhow::Result<Option<Arc<Imposition>>> {
        let Some(scheme) = self.impose else { return Ok(None) };
        let is_booklet = scheme == Scheme::Booklet;
        let only_booklets = [("--creep", self.creep.is_some()), ("--binding", self.binding.is_some())];
        if let (false, Some((option, _))) = (is_booklet, only_booklets.iter().find(|(_, given)| *given)) {
            bail!("{option} is for booklets: add --impose booklet, or leave it out");
        }
        if is_booklet && self.gutter.is_some() {
            bail!("the pages of a booklet meet at the spine: leave out --gutter");
        }
        if self.one_sided && matches!(scheme, Scheme::Booklet | Scheme::WorkAndTurn | Scheme::WorkAndTumble) {
            bail!("a {scheme} is printed on both sides: leave out --one-sided");
        }
        Ok(Some(Arc::new(Imposition {
            scheme,
            sheet: self.sheet,
            binding: self.binding.map(|side| if side == BindingSide::Left { Binding::Left } else { Binding::Right }),
            creep: self.creep.unwrap_or(Length::ZERO),
            gutter: self.gutter,
            one_sided: self.one_sided,
        })))
    }
}
