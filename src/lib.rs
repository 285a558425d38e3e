//! Patient handouts from YAML to PDF.
//!
//! # One handout
//!
//! [`build`] reads a handout with the files it names, and returns a PDF that is PDF/UA-1 and PDF/A-2a:
//!
//! ```
//! use handout::{BuildOptions, Diagnostics, Fonts, Sources, build};
//!
//! let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
//! let record = vec![("name".to_owned(), "Ana Díaz".to_owned()), ("mrn".to_owned(), "00418-2273".to_owned())];
//! let options = BuildOptions { record, ..BuildOptions::default() };
//! let path = "content/bone-marrow-test.es.yaml".as_ref();
//! let built = build(&mut sources, path, &Fonts::bundled(), &options, &mut problems).expect("no errors");
//! assert!(built.pdf.starts_with(b"%PDF-1.7"));
//! assert_eq!(built.pages, 2);
//! ```
//!
//! Files may be in memory, and a program may write the handout itself: see [`Draft`]. Problems are data, each with its
//! line and a hint, and all of them are found in one run. Where any is an error, there is no PDF:
//!
//! ```
//! use handout::{BuildOptions, Diagnostics, Fonts, Sources, build};
//!
//! let yaml = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nbody: [Call 901-595-330.]\n";
//! let mut sources = Sources::new([("visit.yaml", yaml.as_bytes().to_vec())].into_iter().collect());
//! let mut problems = Diagnostics::default();
//! let options = BuildOptions::default();
//! let built = build(&mut sources, "visit.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
//! assert!(built.is_none(), "a number with a missing digit is not printed");
//! for problem in &problems {
//!     assert!(problem.to_text(&sources).contains("visit.yaml:5:13"));
//! }
//! ```
//!
//! # A copy for each record
//!
//! A [`Run`] lays a handout out once, and then makes thousands of copies a second: each as a file of its own, or all of
//! them as one.
//!
//! ```
//! use handout::{Diagnostics, Fonts, Record, Run, RunOptions, Sources, read};
//!
//! let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
//! let path = "content/bone-marrow-test.en.yaml".as_ref();
//! let files = read(&mut sources, path, &mut problems).expect("it can be read");
//! let fonts = Fonts::bundled();
//! let run = Run::prepare(&sources, vec![files], &fonts, RunOptions::default(), &mut problems).expect("no errors");
//! let records = (1..).zip(["Ana Díaz", "Łukasz Żak"]).map(|(number, name)| {
//!     let values = vec![("name".to_owned(), name.to_owned()), ("mrn".to_owned(), format!("00418-{number:04}"))];
//!     Record { number, values, ..Record::default() }
//! });
//! let mut pages = 0;
//! let pdf = run.merged(1, records, false, Vec::new(), |made| {
//!     pages += made.expect("a copy").pages.len();
//!     Ok(())
//! });
//! assert!(pdf?.is_some());
//! assert_eq!(pages, 4);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`batch`] does what the command does: it reads records from lists and workbooks, checks all of them before it writes
//! anything, keeps a journal from which a stopped run resumes, and reports events. [`verify`] compares printed files with
//! a run's manifest.
//!
//! # Features
//!
//! `cli`, on by default, is the command line. Without it, the library depends on no argument parser and no terminal.
//!
//! # Source
//!
//! `src/README.md` is a map. Modules are listed in reading order; each uses those listed before it and never those after.

#![cfg_attr(
    not(feature = "cli"),
    expect(dead_code, unused_imports, reason = "some of it serves only the command line and its tests")
)]

mod geom;
mod color;
mod press;
mod imposition;
mod syntax;
mod source;
mod diag;
mod lang;
mod content;
mod style;
mod model;
mod checks;
mod fonts;
mod records;
mod manifest;
mod text;
mod layout;
mod paginate;
mod sheet;
mod pdf;
mod engine;
mod draft;
mod outputs;
mod ticket;
mod copies;
pub mod verify;
mod preflight;
mod reimpose;
pub mod batch;
#[cfg(feature = "cli")]
mod ledger;
#[cfg(feature = "cli")]
mod serve;
#[cfg(feature = "cli")]
pub mod cli;

pub use content::types::FieldKind;
pub use copies::separate::CopyFile;
pub use copies::{Copy, Run, RunOptions, Worker};
pub use diag::{Diagnostic, Diagnostics, Severity};
pub use draft::Draft;
pub use engine::{BuildOptions, Built, Files, build, check, read};
pub use fonts::{FontError, Fonts};
pub use geom::{Length, Size};
pub use imposition::{Binding, Grid, Imposition, Scheme};
pub use lang::Language;
pub use manifest::page::PageMark;
pub use manifest::sound::Hashing;
pub use manifest::{Finished, Manifest};
pub use pdf::edition::Edition;
pub use pdf::intent::Purpose;
pub use press::{Condition, Ink, Press, ProfileError, Standard};
pub use records::{Record, Reject};
pub use source::{Sources, Tree};

/// Targets for fuzzers, which run outside the library: not part of its public face.
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
#[path = "../tests/fuzz/targets.rs"]
pub mod fuzzing;

// Tests of what is not public can only be part of the library; as everywhere under `tests`, they call it `handout`.
#[cfg(test)]
extern crate self as handout;
#[cfg(test)]
#[path = "../tests/inside/mod.rs"]
mod inside;
