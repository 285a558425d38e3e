//! How large input may be: the one place where the limits stand.
//!
//! At each of them a file is read, or refused, within a second and 200 MB of memory. All are far above what a handout
//! needs; what is beyond is a mistake or an attack, and is refused with an error that says what to do.
//!
//! | what | limit | code of the error |
//! |---|---|---|
//! | a handout, site or notices file | 512 KB | `file-too-large` |
//! | its text with its aliases written out | 512 KB | `yaml-alias-budget` |
//! | values in it, those of aliases included | 50,000 | `file-too-large`, `yaml-alias-budget` |
//! | fields of a handout | 200 | `names-too-many` |
//! | phones of a site | 1,000 | `names-too-many` |
//! | nesting in it | 32 levels | `yaml-depth` |
//! | a picture's file | 20 MB | `image-unreadable` |
//! | a picture's pixels | 25 million | `image-unreadable` |
//! | all pictures of a handout, decoded | 100 MB | `image-unreadable` |
//! | an SVG picture's file | 5 MB | `image-unreadable` |
//! | elements of an SVG picture | 100,000, nested 100 deep | `image-unsupported` |
//! | style rules of an SVG picture times its elements and what they say | 30 million | `image-unsupported` |
//! | lines and curves of an SVG picture | 1 million | `image-unsupported` |
//! | dashes of one of its lines | 10,000 | `image-unsupported` |
//! | a font in a folder of `--font-dir` | 40 MB | |
//! | all of them | 100 MB | |
//! | a file given with `--record` | 1 MB | |
//! | one record of a list | 1 MB | `record-rejected` |
//! | columns of a list of records | 1,000 | `records-invalid` |
//! | one value of a record | 500 characters | `record-rejected` |
//! | a manifest | 1 GB | |
//! | problems shown of one run | 100 | |
//!
//! A *good* file at the limit may take longer where line breaks need a model (Burmese, Khmer, Lao, Thai): 512 KB of Khmer,
//! a book of 400 pages, take two seconds.

/// Largest YAML file that is read, and the most text that its aliases may make of it. A handout of 100 pages has 300 KB.
pub const MAX_TEXT_BYTES: u64 = 512 * 1024;

/// Deepest nesting of YAML; a handout needs six levels.
pub const MAX_YAML_DEPTH: usize = 32;

/// Most values of a YAML file with its aliases expanded; a long handout has a thousand.
pub const MAX_YAML_NODES: usize = 50_000;

/// Most fields of a handout: a patient box is a part of a page.
pub const MAX_FIELDS: usize = 200;

/// Most phones of a site.
pub const MAX_PHONES: usize = 1000;

/// Largest picture that is read.
pub const MAX_ASSET_BYTES: u64 = 20 * 1024 * 1024;

/// Most pixels of a picture: a page at 500 dots an inch has fewer, and they take 75 MB as RGB.
pub const MAX_PIXELS: u64 = 25_000_000;

/// Most bytes that the pictures of a handout take when they are decoded, as a PDF holds them before compression.
pub const MAX_PICTURE_BYTES: u64 = 100_000_000;

/// Most bytes of coefficients of a progressive JPEG: they are kept until its last scan has been read.
pub const MAX_JPEG_COEFFICIENT_BYTES: u64 = 100_000_000;

/// Largest SVG picture that is read: a map of a city has fewer bytes.
pub const MAX_SVG_BYTES: usize = 5 * 1024 * 1024;

/// Most elements of an SVG picture.
pub const MAX_SVG_ELEMENTS: u64 = 100_000;

/// Most steps of finding the style rules of an SVG picture's elements, since each rule is tried on each element: a rule of
/// one selector takes as many as the element has attributes, and more for long lists of classes; a drawing of 5,000
/// elements with 300 classes takes 5 million.
pub const MAX_SVG_STYLE_STEPS: u64 = 30_000_000;

/// Most lines and curves of an SVG picture, those of its outlined strokes included.
pub const MAX_SVG_SEGMENTS: usize = 1_000_000;

/// Most dashes of a line of an SVG picture.
pub const MAX_SVG_DASHES: f32 = 10_000.0;

/// Deepest nesting of an SVG picture.
pub const MAX_SVG_DEPTH: usize = 100;

/// Largest font file of `--font-dir`: twice the largest in use, those for all of Chinese, Japanese and Korean.
pub const MAX_FONT_BYTES: u64 = 40 * 1024 * 1024;

/// Most bytes of all font files of `--font-dir`: they stay in memory.
pub const MAX_FONTS_BYTES: u64 = 100 * 1024 * 1024;

/// Largest record: a row, an object, or a file that holds one. A hundred fields of a page each.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Longest value of a record, in characters. A field is a line or two, not a letter.
pub const MAX_VALUE_CHARS: usize = 500;

/// Largest manifest that is read: one of a million copies has a quarter of that.
pub const MAX_MANIFEST_BYTES: u64 = 1024 * 1024 * 1024;

/// Most problems that a person is shown of one run; programs get all.
pub const MAX_SHOWN: usize = 100;

/// Most columns of a list of records. A handout has a dozen fields, an export of a hospital some hundred columns.
pub const MAX_COLUMNS: usize = 1000;

/// Most problems of one row of headings that are told one by one.
pub const MAX_HEADING_PROBLEMS: usize = 8;
