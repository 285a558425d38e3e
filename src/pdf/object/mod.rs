//! Objects and the files they are in (ISO 32000-1, 7.3 and 7.5): the only code that knows how a PDF is laid out in
//! bytes.
//!
//! Input: dictionaries, arrays, streams, in which the caller says what refers to what. They go to a [`Sink`]: a
//! [`File`], which writes them, or a [`Recording`], which becomes a [`Program`], to be written any number of times with
//! other numbers. References are known when an object is made: nothing here reads bytes back.

pub mod body;
pub mod file;
pub mod pack;
pub mod recording;
pub mod rows;
pub mod sink;
pub mod value;

pub use body::{Body, Place};
pub use file::{Beginning, File};
pub use pack::{Pack, Packed};
pub use recording::{Program, Recording};
pub use sink::{Object, Sink};
pub use value::{Dict, Ref, Value, name, text};
