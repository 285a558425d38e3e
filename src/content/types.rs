//! What a handout, a site and a notices file may contain, as types: the single source of what is accepted and of the
//! JSON Schema that `handout schema` prints.

use schemars::JsonSchema;
use serde::Deserialize;

use super::blocks::{
    BoxSpec, ChecklistSpec, FigureSpec, ListSpec, PanelSpec, QrSpec, SignatureSpec, StepsSpec, TableSpec,
};
pub use super::field::FieldKind;
pub(crate) use super::field::FieldSpec;
use super::localized::Line;
use super::schedule::{LabelsSpec, ScheduleSpec};
pub(crate) use super::spanned::Scalar;
use super::spanned::{Entries, Spanned};
pub(crate) use super::theme::{FontSpec, HeadingsSpec, InkSpec, LinksSpec, ThemeInksSpec, ThemeSpec};
use super::when::When;

/// A handout (format version 1).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Handout {
    /// Format version: 1.
    #[schemars(extend("const" = 1))]
    pub handout: Spanned<u32>,
    /// Name for files and records: lowercase letters, digits and hyphens.
    #[schemars(extend("pattern" = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub id: Scalar,
    /// The title, as printed.
    pub title: Scalar,
    /// Language of the handout (BCP 47): `en`, `es-MX`, `zh-Hant`.
    pub language: Scalar,
    /// The site file with the hospital's name, phones and footer, relative to this file.
    pub site: Option<Scalar>,
    /// The handout's own version, as printed.
    pub version: Option<Scalar>,
    /// Date of the last review of the content (ISO 8601: 2026-10-01).
    #[schemars(extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub reviewed: Option<Scalar>,
    /// Date by which the content must be reviewed again (ISO 8601).
    #[schemars(extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub review_by: Option<Scalar>,
    /// What this is a translation of.
    pub translation_of: Option<Spanned<TranslationOf>>,
    /// Codes of what the handout is about, by which `handout serve` finds it.
    pub codes: Option<CodesSpec>,
    /// The fields a copy may have, in the order in which the patient box prints them.
    pub patient: Option<Entries<FieldSpec>>,
    /// The blocks, in reading order.
    pub body: Spanned<Vec<Spanned<BlockEntry>>>,
}

/// Codes of what a handout is about.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodesSpec {
    /// Diagnoses (ICD-10, in any country's edition): `C95.0`.
    pub icd10: Option<Vec<Scalar>>,
    /// SNOMED CT concepts, as numbers: `234336002`.
    pub snomed: Option<Vec<Scalar>>,
    /// LOINC terms: `33721-2`.
    pub loinc: Option<Vec<Scalar>>,
}

/// What a handout was translated from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TranslationOf {
    /// Language of the original (BCP 47).
    pub language: Scalar,
    /// Version of the original.
    pub version: Option<Scalar>,
    /// Who translated it.
    #[expect(dead_code, reason = "for people: nothing is printed from it")]
    pub translator: Option<Scalar>,
    /// Date on which a qualified translator reviewed it (ISO 8601); null until then.
    #[schemars(extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub reviewed: Option<Scalar>,
}

/// A block and its language.
#[derive(Clone, Debug)]
pub(crate) struct BlockEntry {
    /// Language of the block (BCP 47), if it differs from the surrounding text.
    pub language: Option<Scalar>,
    /// What a record must say for it to be printed.
    pub when: Option<Spanned<When>>,
    /// The block.
    pub block: BlockSpec,
}

/// A block: a string of running text, the word `page_break`, or a mapping with one of these keys; with `language` beside
/// it if the block's language differs from the surrounding text, and `when` if it depends on the patient.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(transform = super::alternatives::allow_text)]
pub(crate) enum BlockSpec {
    /// Running text (CommonMark: paragraphs, bold, italic, lists, links).
    #[serde(rename = "$text")]
    #[schemars(skip)]
    Text(Scalar),
    /// The next block starts a new page.
    PageBreak,
    /// A section heading.
    Heading(Scalar),
    /// A heading within a section.
    Subheading(Scalar),
    /// A boxed note, kept together.
    Note(BoxSpec),
    /// What may do harm: boxed with an icon and the word "Warning", kept together.
    Warning(BoxSpec),
    /// What threatens life: boxed with an icon and the word "Danger", kept together.
    Danger(BoxSpec),
    /// Numbered steps.
    Steps(StepsSpec),
    /// A bulleted list.
    List(ListSpec),
    /// Boxes to check, each with one line of text.
    Checklist(ChecklistSpec),
    /// Terms, each with its definition.
    Definitions(Entries<Scalar>),
    /// A table.
    Table(TableSpec),
    /// Medicines, and how many of each are taken at which time of day.
    Schedule(Box<ScheduleSpec>),
    /// An image.
    Figure(FigureSpec),
    /// Several images in a row: 2 to 4.
    Figures(Vec<PanelSpec>),
    /// A link as a QR code.
    Qr(QrSpec),
    /// Lines to sign on.
    Signature(SignatureSpec),
    /// Whom to call: boxed, kept together.
    Contact(Scalar),
    /// Small print.
    FinePrint(Scalar),
    /// Several blocks on pages that are turned: wide and low. They start a new page, and so does what follows.
    Landscape(Vec<Spanned<BlockEntry>>),
    /// Several blocks in the language, or under the condition, named beside this key.
    Body(Vec<Spanned<BlockEntry>>),
}

/// What all of a hospital's handouts share.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    /// Format version: 1.
    #[schemars(extend("const" = 1))]
    pub site: Spanned<u32>,
    /// The hospital's name, or its name in each language: `{en: …, es: …}`.
    pub name: Line,
    /// The hospital's logo in the running header: a file in the site file's folder or below it, alone or with its place.
    pub logo: Option<LogoSpec>,
    /// Region whose national style phone numbers follow (ISO 3166); `US` by default.
    pub region: Option<Scalar>,
    /// Phone numbers by name, for `{phone.name}`.
    pub phones: Option<Entries<Spanned<PhoneSpec>>>,
    /// The running header.
    pub header: Option<HeaderSpec>,
    /// The footer.
    pub footer: Option<FooterSpec>,
    /// How to report a handout whose `review_by` date has passed: as a `warning` (the default) or an `error`.
    #[serde(default)]
    pub review_overdue: OverdueSpec,
    /// The look: the name of a design alone, or also sizes, paper, margins, colors.
    pub theme: Option<ThemeSpec>,
    /// The words that the program itself prints and speaks, by language: for languages it has no words for, or to
    /// replace them.
    pub words: Option<Entries<WordsSpec>>,
    /// How press files are printed (`--for press`); options on the command line override it.
    pub press: Option<PressSpec>,
}

/// How to report a handout whose review date has passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OverdueSpec {
    /// It is printed, with a warning.
    #[default]
    Warning,
    /// No PDF is made.
    Error,
}

/// The words that the program itself prints and speaks in one language.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordsSpec {
    /// The page number: `Page {page} of {pages}`.
    pub page: Option<Scalar>,
    /// What a screen reader says for a phone number's link: `Call {number}`.
    pub call: Option<Scalar>,
    /// What distinguishes the copies of a run: `Copy {copy} · page {page}/{pages}`.
    pub copy: Option<Scalar>,
    /// The separator between a label and its value, with its spaces: `": "`.
    pub colon: Option<Scalar>,
    /// The number before a step: `"{number}."`.
    pub step: Option<Scalar>,
    /// The word at the head of a warning: `Warning`.
    pub warning: Option<Scalar>,
    /// The word at the head of a danger box: `Danger`.
    pub danger: Option<Scalar>,
    /// The words of medicine schedules.
    pub schedule: Option<LabelsSpec>,
    /// The extension of a phone number: `ext. {number}`.
    pub extension: Option<Scalar>,
    /// What a screen reader calls a number of kind `tty`: `TTY`.
    pub tty: Option<Scalar>,
    /// What it calls one of kind `fax`: `fax`.
    pub fax: Option<Scalar>,
    /// What is above the list of handouts in a set: `Contents`.
    pub contents: Option<Scalar>,
    /// How many pages each of them has: `Number of pages: {pages}`.
    pub page_count: Option<Scalar>,
    /// Digits in dates, times, steps and page numbers, by their CLDR names: `latn` (0 to 9), `arab`, `arabext`, `deva`,
    /// `mymr`.
    pub digits: Option<Scalar>,
}

/// A phone number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneSpec {
    /// The number with its country code: `+1 901-595-3300`.
    pub number: Option<Scalar>,
    /// The number in letters, which must spell its digits: `1-866-2STJUDE`.
    pub vanity: Option<Scalar>,
    /// A short number that works only in a place named by the text: `0`.
    pub dial: Option<Scalar>,
    /// Extension, digits only.
    pub extension: Option<Scalar>,
    /// What answers it.
    #[serde(default)]
    pub kind: PhoneKind,
    /// How it is printed.
    #[serde(default)]
    pub format: PhoneFormat,
}

/// What answers a phone number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhoneKind {
    /// A person or a recorded voice.
    #[default]
    Voice,
    /// A teletypewriter.
    Tty,
    /// A fax machine.
    Fax,
}

/// How a phone number is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhoneFormat {
    /// As written in its country: 901-595-3300; toll-free 1-866-278-5833.
    #[default]
    National,
    /// The same with the long-distance prefix: 1-901-595-1040.
    LongDistance,
    /// With the country code: +1 901-595-3300.
    International,
}

/// The hospital's logo: the file alone, or with its place and height.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = super::short::allow_image_alone)]
pub(crate) struct LogoSpec {
    /// An SVG, PNG or JPEG file in the site file's folder or below it.
    pub image: Scalar,
    /// Where it is.
    #[serde(default)]
    pub place: LogoPlaceSpec,
    /// Its height: `12mm`. By default, two lines of the header.
    pub height: Option<Scalar>,
}

/// Where the logo is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogoPlaceSpec {
    /// Where lines begin: at the left in a left-to-right handout, before the header's text.
    #[default]
    Start,
    /// In the middle, above the header's text.
    Center,
    /// Where lines end, after the header's text.
    End,
}

/// The running header.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderSpec {
    /// At the left edge; at the right edge in a right-to-left handout.
    pub left: Option<Line>,
    /// In the middle.
    pub center: Option<Line>,
    /// At the opposite edge.
    pub right: Option<Line>,
    /// What page 1 has of it, where the title is in large type.
    #[serde(default)]
    pub first_page: FirstPageSpec,
}

/// What the first page has of the running header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FirstPageSpec {
    /// All of it.
    #[default]
    Full,
    /// All but the texts with `{title}`.
    WithoutTitle,
}

/// The footer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FooterSpec {
    /// At the start of the last line, before the page number; `{id} · {version}` by default. It may use `{reviewed}`
    /// and `{review_by}`, the dates of the last and the next review.
    pub text: Option<Line>,
    /// Languages of the language-assistance notices, in this order; their texts are in `notices.yaml` beside the site
    /// file.
    pub notices: Option<Vec<Scalar>>,
    /// Which pages have them: `every_page` (the default) or `last_page`. Eight or more, or fewer that would fill a
    /// quarter of the page, always appear once, in columns after the text; in large print all do, in one column.
    #[serde(default)]
    pub notices_on: NoticesOnSpec,
    /// Whether each notice begins with its language's own name: "español".
    #[serde(default)]
    pub notices_labeled: bool,
    /// The heading above notices in columns, and at the top of a page of them.
    pub notices_heading: Option<Line>,
    /// How to report a notice that has not been reviewed: as a `warning` (the default) or an `error`.
    #[serde(default)]
    pub unreviewed: UnreviewedSpec,
}

/// How to report a notice that has not been reviewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnreviewedSpec {
    /// It is printed, with a warning.
    #[default]
    Warning,
    /// No PDF is made.
    Error,
}

/// Which pages have the notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticesOnSpec {
    /// All of them.
    #[default]
    EveryPage,
    /// The last.
    LastPage,
}

/// How press files are printed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PressSpec {
    /// The standard: `x4` for PDF/X-4, `x1a` for PDF/X-1a, `2.0` for PDF/X-6 in PDF 2.0.
    pub standard: Option<Scalar>,
    /// ICC profile of the printing condition, in the site's folder or below.
    pub output_intent: Option<Scalar>,
    /// The name of that condition, as the print shop knows it.
    pub condition: Option<Scalar>,
    /// `theme`, or `k` for tints of black alone.
    pub ink: Option<Scalar>,
    /// How far backgrounds go beyond the page: `3mm`, `0.125in`.
    pub bleed: Option<Scalar>,
    /// Whether there are marks around the page.
    #[serde(default)]
    pub marks: bool,
    /// `convert`, or `refuse` if pictures in red, green and blue are errors.
    pub rgb: Option<Scalar>,
    /// Pixels per inch below which there is a warning of a picture: `150`.
    pub min_ppi: Option<Scalar>,
}

/// `notices.yaml`: one language-assistance notice per language.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Notices(pub Entries<NoticeSpec>);

/// A language-assistance notice.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeSpec {
    /// The notice; `{phone.name}` and `{site.name}` are filled in.
    pub text: Scalar,
    /// Who reviewed it; null until then.
    pub reviewed_by: Option<Scalar>,
}
