//! What blocks with keys of their own may contain.
//!
//! Some may be written as the value of their main key alone: a note as its text, a list as its items. `short` says which.

use schemars::JsonSchema;
use serde::Deserialize;

use super::lists::ItemOf;
use super::short;
use super::spanned::{Scalar, Spanned};
use super::when::When;

/// A boxed text: the text alone, or with a title.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_text_alone)]
pub(crate) struct BoxSpec {
    /// What it says.
    pub text: Scalar,
    /// Above it, in bold, on one line; after the word "Warning" or "Danger" in those boxes.
    pub title: Option<Scalar>,
}

/// Numbered steps: the items alone, or with their first number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_items_alone)]
pub(crate) struct StepsSpec {
    /// The steps.
    pub items: Vec<Spanned<ItemSpec>>,
    /// The first number, or `continue` to go on from the steps before.
    pub start: Option<Scalar>,
}

/// An item of steps or of a list: its text alone, or with steps or a list below it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_text_alone)]
pub(crate) struct ItemSpec {
    /// What it says.
    pub text: Scalar,
    /// Steps within it, numbered 1.1, 1.2.
    pub steps: Option<Vec<Spanned<ItemSpec>>>,
    /// A bulleted list within it.
    pub list: Option<Vec<Spanned<ItemSpec>>>,
    /// The condition under which it is printed: `{patient.sedation: yes}`.
    pub when: Option<Spanned<When>>,
    /// The list in the record for each of whose items it is printed: `patient.medicines`.
    pub each: Option<Scalar>,
    /// With `each`: what is printed instead for a patient whose list is known to be empty.
    pub empty: Option<Scalar>,
    /// With `each`: how many times it is printed to be filled in by hand, where the list is not known; 4 by default.
    pub blank: Option<Spanned<u32>>,
    /// Which item of a record's list it is for, once it has been repeated.
    #[serde(skip)]
    pub of: Option<ItemOf>,
}

/// A bulleted list: the items alone, or in columns.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_items_alone)]
pub(crate) struct ListSpec {
    /// The items.
    pub items: Vec<Spanned<ItemSpec>>,
    /// Columns for short items: 2 or 3. Large print has one.
    pub columns: Option<Spanned<u32>>,
}

/// Boxes to check: the lines alone, or in columns.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_items_alone)]
pub(crate) struct ChecklistSpec {
    /// One line of text for each box.
    pub items: Vec<Scalar>,
    /// Columns for short items: 2 or 3. Large print has one.
    pub columns: Option<Spanned<u32>>,
}

/// Lines to sign on: their labels alone, or with a place for the date.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_items_alone)]
pub(crate) struct SignatureSpec {
    /// Who signs, printed below each line.
    pub items: Vec<Scalar>,
    /// The label below a shorter line for the date.
    pub date: Option<Scalar>,
}

/// A table whose header row repeats on each page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableSpec {
    /// Column headings, each of one line.
    pub header: Vec<Scalar>,
    /// Rows, each as long as the header; a cell may contain paragraphs and lists.
    pub rows: Vec<Spanned<RowSpec>>,
    /// For each column, its width: `40%` of the table, `3cm`, or `auto`.
    pub widths: Option<Spanned<Vec<Scalar>>>,
    /// For each column, where its text is.
    pub align: Option<Spanned<Vec<AlignSpec>>>,
    /// Whether the first cell of each row is the row's heading; the corner above them may then be empty.
    #[serde(default)]
    pub row_heads: bool,
    /// Where there are rules.
    #[serde(default)]
    pub rules: RulesSpec,
    /// The least height of the rows, for cells that are filled in by hand: `1cm`.
    pub row_height: Option<Scalar>,
    /// The size of its text.
    #[serde(default)]
    pub size: TextSizeSpec,
}

/// A row of a table: its cells alone, or with what it depends on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = short::allow_row_alone)]
pub(crate) struct RowSpec {
    /// Its cells, one for each column.
    pub row: Vec<Scalar>,
    /// The condition under which it is printed: `{patient.sedation: yes}`.
    pub when: Option<Spanned<When>>,
    /// The list in the record for each of whose items it is printed: `patient.medicines`.
    pub each: Option<Scalar>,
    /// With `each`: what is printed instead for a patient whose list is known to be empty.
    pub empty: Option<Scalar>,
    /// With `each`: how many empty rows are printed, to be filled in by hand, where the list is not known; 4 by default.
    pub blank: Option<Spanned<u32>>,
    /// Which item of a record's list it is for, once it has been repeated.
    #[serde(skip)]
    pub of: Option<ItemOf>,
}

/// Where something is between its two edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlignSpec {
    /// Where lines begin: at the left in a left-to-right text.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Where lines end.
    End,
}

/// The rules of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RulesSpec {
    /// Below each row.
    #[default]
    Rows,
    /// Around each cell.
    Grid,
}

/// The size of a table's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TextSizeSpec {
    /// As running text.
    #[default]
    Normal,
    /// As small print. Large print stays large.
    Small,
}

/// An image.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureSpec {
    /// A PNG, JPEG or SVG file in the handout's folder or below, relative to it; or else in the site's.
    pub image: Scalar,
    /// What it shows, for people who cannot see it.
    pub alt: Scalar,
    /// Caption printed below it.
    pub caption: Option<Scalar>,
    /// Its width: `60%` of the text's, or a length such as `8cm`. By default, that of its own resolution.
    pub width: Option<Scalar>,
    /// Where it is between the edges of the text.
    #[serde(default)]
    pub align: AlignSpec,
    /// Text beside it: the image is at the start, the words after it.
    pub beside: Option<Scalar>,
}

/// One of several images in a row.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PanelSpec {
    /// A PNG, JPEG or SVG file in the handout's folder or below, relative to it; or else in the site's.
    pub image: Scalar,
    /// What it shows, for people who cannot see it.
    pub alt: Scalar,
    /// Caption printed below it.
    pub caption: Option<Scalar>,
}

/// A link as a QR code, with its address below.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QrSpec {
    /// The address: `https://www.example.org/video`.
    pub link: Scalar,
    /// What the code leads to, for people who cannot see it: "QR code: a video about home care".
    pub alt: Scalar,
    /// Caption printed below it, before the address.
    pub caption: Option<Scalar>,
}
