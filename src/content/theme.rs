//! What a site's theme may contain.

use schemars::JsonSchema;
use serde::Deserialize;

use super::short;
use super::spanned::Scalar;

/// The look: the name of a design alone, or also sizes, paper, margins, colors.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_name_alone)]
pub(crate) struct ThemeSpec {
    /// The design: `standard`, or `clear` for more white space, larger headings and plain rules.
    pub name: Option<Scalar>,
    /// The hospital's own font: the file of its regular face alone, or the files of its faces.
    pub font: Option<FontSpec>,
    /// Size of running text: `12pt`. From `18pt` up, or with `large`, the whole handout is in large print.
    pub size: Option<Scalar>,
    /// `letter`, `a4`, `legal`, `a5`, `half-letter`.
    pub paper: Option<Scalar>,
    /// From the page's edges to the text: `0.75in`, `19mm`, `54pt`.
    pub margin: Option<Scalar>,
    /// Color of headings, rules and bars: `#1b4f8a`.
    pub accent: Option<Scalar>,
    /// A second color, of subheadings and of the rules of contact boxes: `#2e6b34`. By default, subheadings are black.
    pub second: Option<Scalar>,
    /// The colors of press files, in inks.
    pub ink: Option<ThemeInksSpec>,
    /// The corner with the barcode and trace line on the pages of a run: `bottom_start`, `bottom_end`, `top_start`,
    /// `top_end`.
    pub trace: Option<Scalar>,
    /// What is printed of the address of a link with words of its own, for readers on paper.
    #[serde(default)]
    pub links: LinksSpec,
    /// Whether headings and subheadings have numbers.
    #[serde(default)]
    pub headings: HeadingsSpec,
}

/// How headings are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeadingsSpec {
    /// As their words alone.
    #[default]
    Plain,
    /// With numbers: 1, 1.1.
    Numbered,
}

/// The hospital's own font: the file of its regular face alone, or the files of its faces.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_regular_alone)]
pub(crate) struct FontSpec {
    /// The face of running text: a `.ttf` or `.otf` file in the site file's folder or below it.
    pub regular: Scalar,
    /// The face of headings and of bold text, likewise.
    pub bold: Option<Scalar>,
    /// The face of text in italics, likewise.
    pub italic: Option<Scalar>,
    /// The face of bold text in italics, likewise.
    pub bold_italic: Option<Scalar>,
}

/// What is printed of a link's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinksSpec {
    /// Nothing: on screen, the link's words are underlined.
    #[default]
    None,
    /// After the words, in parentheses.
    After,
    /// As a numbered note at the end of its section, like a footnote.
    Notes,
}

/// The theme's colors in press files. What is not given is converted from `accent`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThemeInksSpec {
    /// Rules, bars, tints, and headings unless they have inks of their own.
    pub accent: Option<InkSpec>,
    /// The title and the headings of sections.
    pub heading: Option<InkSpec>,
    /// What has the second color.
    pub second: Option<InkSpec>,
}

/// A color in inks: `100 60 0 20` is percent of cyan, magenta, yellow and black.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_cmyk_alone)]
pub(crate) struct InkSpec {
    /// Percent of cyan, magenta, yellow and black; for a spot ink, what it looks like in these.
    pub cmyk: Scalar,
    /// The name of a spot ink, as the print shop knows it: `PANTONE 300 C`.
    pub spot: Option<Scalar>,
}
