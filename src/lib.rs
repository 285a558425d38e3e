//! Patient handouts from YAML to PDF.
//!
//! One handout, from files on the disk:
//!
//! ```
//! use std::path::Path;
//!
//! use handout::diag::Diagnostics;
//! use handout::engine::{self, Options};
//! use handout::fonts::Fonts;
//! use handout::source::Sources;
//!
//! let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
//! let record = vec![("name".to_owned(), "Ana Díaz".to_owned()), ("mrn".to_owned(), "00418-2273".to_owned())];
//! let options = Options { record, ..Options::default() };
//! let path = Path::new("content/bone-marrow-test.es.yaml");
//! let built = engine::build(&mut sources, path, &Fonts::bundled(), &options, &mut problems).expect("no errors");
//! assert!(built.pdf.starts_with(b"%PDF-1.7"));
//! assert_eq!(built.pages, 2);
//! ```
//!
//! From strings, with problems reported at their lines:
//!
//! ```
//! use std::path::Path;
//!
//! use handout::diag::{Diagnostics, human};
//! use handout::engine::{self, Options};
//! use handout::fonts::Fonts;
//! use handout::source::{Sources, Tree};
//!
//! let yaml = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nbody: [Call 901-595-330.]\n";
//! let files: Tree = [("visit.yaml", yaml.as_bytes().to_vec())].into_iter().collect();
//! let (mut sources, mut problems) = (Sources::new(files), Diagnostics::default());
//! let options = Options::default();
//! let built = engine::build(&mut sources, Path::new("visit.yaml"), &Fonts::bundled(), &options, &mut problems);
//! assert!(built.is_none(), "a number with a missing digit is not printed");
//! for problem in &problems {
//!     let said = human::render(&sources, problem, human::Color::Never);
//!     assert!(said.contains("visit.yaml:5:13"), "{said}");
//! }
//! ```
//!
//! A copy for each record, as one file:
//!
//! ```
//! use std::path::Path;
//!
//! use handout::copies::{Options, Run};
//! use handout::diag::Diagnostics;
//! use handout::engine;
//! use handout::fonts::Fonts;
//! use handout::records::Record;
//! use handout::source::Sources;
//!
//! let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
//! let path = Path::new("content/bone-marrow-test.en.yaml");
//! let files = engine::read(&mut sources, path, &mut problems).expect("it can be read");
//! let fonts = Fonts::bundled();
//! let run = Run::prepare(&sources, vec![files], &fonts, Options::default(), &mut problems).expect("no errors");
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
//! The command line is behind the feature `cli`, which is on by default.
//!
//! Modules in reading order; each uses those listed before it and never those after.

pub mod geom;
pub mod color;
pub mod syntax;
pub mod source;
pub mod diag;
pub mod lang;
pub mod content;
pub mod style;
pub mod model;
pub mod checks;
pub mod fonts;
pub mod records;
pub mod manifest;
pub mod text;
pub mod layout;
pub mod paginate;
pub mod pdf;
pub mod engine;
pub mod outputs;
pub mod copies;
pub mod verify;
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;

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
