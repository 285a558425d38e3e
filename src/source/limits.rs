//! Input limits, all in one place.
//!
//! At each of them, a file is read or rejected within a second and 200 MB of memory. All are far above what a handout
//! needs; anything larger is a mistake or an attack, and is rejected with an error that says what to do.
//!
//! | what | limit | code of the error |
//! |---|---|---|
//! | a handout, site or notices file | 256 KB | `file-too-large` |
//! | its text with its aliases written out | 256 KB | `yaml-alias-budget` |
//! | values in it, including those of aliases | 50,000 | `file-too-large`, `yaml-alias-budget` |
//! | fields of a handout | 200 | `names-too-many` |
//! | items of a record's list | 50 | `record-rejected` |
//! | phones of a site | 1,000 | `names-too-many` |
//! | nesting in it | 32 levels | `yaml-depth` |
//! | an image file | 20 MB | `image-unreadable` |
//! | an image's pixels | 25 million | `image-unreadable` |
//! | all images of a handout, decoded | 100 MB | `image-unreadable` |
//! | an SVG file | 5 MB | `image-unreadable` |
//! | elements of an SVG image | 100,000, nested 100 deep | `image-unsupported` |
//! | style rules of an SVG image times its elements and their attributes | 30 million | `image-unsupported` |
//! | lines and curves of an SVG image | 1 million | `image-unsupported` |
//! | dashes of one of its lines | 10,000 | `image-unsupported` |
//! | a font in a folder of `--font-dir` | 40 MB | |
//! | all of them | 100 MB | |
//! | a file given with `--record` | 1 MB | |
//! | one record of a file | 1 MB | `record-rejected` |
//! | columns of a records file | 1,000 | `records-invalid` |
//! | a workbook | 32 MB, 96 MB unpacked | `records-invalid` |
//! | cells of a sheet | 1.5 million | `records-invalid` |
//! | a FHIR `Bundle` | 32 MB | `records-invalid` |
//! | records from standard input | 64 MB | |
//! | one value of a record | 500 characters | `record-rejected` |
//! | a manifest | 1 GB | |
//! | problems shown per run | 100 | |

/// Largest YAML file that is read, and the most text to which its aliases may expand. A handout of 80 pages has 250
/// KB.
pub(crate) const MAX_TEXT_BYTES: u64 = 256 * 1024;

/// Deepest nesting of YAML; a handout needs six levels.
pub(crate) const MAX_YAML_DEPTH: usize = 32;

/// Most values in a YAML file with its aliases expanded; a long handout has a thousand.
pub(crate) const MAX_YAML_NODES: usize = 50_000;

/// Most fields in a handout: a patient box is part of a page.
pub(crate) const MAX_FIELDS: usize = 200;

/// Most items in a list of a record: a patient with thirty medicines is rare, and fifty rows fill three pages.
pub(crate) const MAX_LIST_ITEMS: usize = 50;

/// Most phones in a site file.
pub(crate) const MAX_PHONES: usize = 1000;

/// Largest image that is read.
pub(crate) const MAX_ASSET_BYTES: u64 = 20 * 1024 * 1024;

/// Most pixels in an image: a page at 500 dots per inch has fewer, and they take 75 MB as RGB.
pub(crate) const MAX_PIXELS: u64 = 25_000_000;

/// Most bytes that a handout's images take when decoded, as a PDF holds them before compression.
pub(crate) const MAX_PICTURE_BYTES: u64 = 100_000_000;

/// Most bytes of coefficients of a progressive JPEG: they are kept until its last scan has been read.
pub(crate) const MAX_JPEG_COEFFICIENT_BYTES: u64 = 100_000_000;

/// Largest SVG file that is read: a map of a city is smaller.
pub(crate) const MAX_SVG_BYTES: usize = 5 * 1024 * 1024;

/// Most elements in an SVG image.
pub(crate) const MAX_SVG_ELEMENTS: u64 = 100_000;

/// Most steps in matching style rules to an SVG image's elements, since each rule is tried on each element: a rule with
/// one selector takes as many as the element has attributes, and more for long lists of classes; a drawing of 5,000
/// elements with 300 classes takes 5 million.
pub(crate) const MAX_SVG_STYLE_STEPS: u64 = 30_000_000;

/// Most lines and curves in an SVG image, including those of its outlined strokes.
pub(crate) const MAX_SVG_SEGMENTS: usize = 1_000_000;

/// Most dashes in a line of an SVG image.
pub(crate) const MAX_SVG_DASHES: f32 = 10_000.0;

/// Deepest nesting in an SVG image.
pub(crate) const MAX_SVG_DEPTH: usize = 100;

/// Largest font file of `--font-dir`: twice the largest in use, those for all of Chinese, Japanese and Korean.
pub(crate) const MAX_FONT_BYTES: u64 = 40 * 1024 * 1024;

/// Most bytes in all `--font-dir` font files: they stay in memory.
pub(crate) const MAX_FONTS_BYTES: u64 = 100 * 1024 * 1024;

/// Largest record: a row, an object, or a file with one record. A hundred fields of a page each.
pub(crate) const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Longest value of a record, in characters. A field is a line or two, not a letter.
pub(crate) const MAX_VALUE_CHARS: usize = 500;

/// Largest manifest that is read: a million copies of two pages take 129 MB of it.
pub(crate) const MAX_MANIFEST_BYTES: u64 = 1024 * 1024 * 1024;

/// Most problems shown to a person per run; programs get all of them.
pub(crate) const MAX_SHOWN: usize = 100;

/// Most columns in a records file. A handout has a dozen fields, a hospital's export about a hundred columns.
pub(crate) const MAX_COLUMNS: usize = 1000;

/// Most problems reported one by one for a heading row.
pub(crate) const MAX_HEADING_PROBLEMS: usize = 8;

/// Largest workbook that is read: it stays in memory.
pub(crate) const MAX_WORKBOOK_BYTES: u64 = 32 * 1024 * 1024;

/// Most bytes that a workbook's parts may have when unpacked. A sheet of 100,000 patients has 60 MB.
pub(crate) const MAX_UNPACKED_BYTES: u64 = 96 * 1024 * 1024;

/// Most cells of a sheet, and most texts that they share.
pub(crate) const MAX_SHEET_CELLS: usize = 1_500_000;

/// Largest FHIR Bundle that is read: it stays in memory, to join its resources.
pub(crate) const MAX_BUNDLE_BYTES: u64 = 32 * 1024 * 1024;

/// Most bytes of records from standard input: they stay in memory, and are never written to a disk.
pub(crate) const MAX_INPUT_BYTES: u64 = 64 * 1024 * 1024;
