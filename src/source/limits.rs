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
//! | a picture's file | 20 MB | `image-missing` |
//! | a picture's pixels | 40 million | `image-unreadable` |
//! | elements of an SVG picture | 100,000, nested 100 deep | `image-unsupported` |
//! | style rules of an SVG picture times its elements | 1 million | `image-unsupported` |
//! | a file given with `--record` | 1 MB | |
//! | one record of a list | 1 MB | `record-rejected` |
//! | columns of a list of records | 1,000 | `records-invalid` |
//! | one value of a record | 500 characters | `record-rejected` |
//! | problems shown of one run | 100 | |

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

/// Most pixels of a picture: a page of 11 by 17 inches at 460 dots an inch.
pub const MAX_PIXELS: u64 = 40_000_000;

/// Most elements of an SVG picture.
pub const MAX_SVG_ELEMENTS: u64 = 100_000;

/// Most pairs of a style rule and an element of an SVG picture, since each rule is tried on each element. Drawing programs
/// write a hundred rules for some thousands of elements.
pub const MAX_SVG_STYLES: u64 = 1_000_000;

/// Deepest nesting of an SVG picture.
pub const MAX_SVG_DEPTH: usize = 100;

/// Largest record: a row, an object, or a file that holds one. A hundred fields of a page each.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Longest value of a record, in characters. A field is a line or two, not a letter.
pub const MAX_VALUE_CHARS: usize = 500;

/// Most problems that a person is shown of one run; programs get all.
pub const MAX_SHOWN: usize = 100;

/// Most columns of a list of records. A handout has a dozen fields, an export of a hospital some hundred columns.
pub const MAX_COLUMNS: usize = 1000;

/// Most problems of one row of headings that are told one by one.
pub const MAX_HEADING_PROBLEMS: usize = 8;
