//! Objects and the files they are in (ISO 32000-1, 7.3 and 7.5): the only code that knows how a PDF is laid out in
//! bytes.
//!
//! Input: dictionaries, arrays, streams, in which the caller says what refers to what. They go to a [`Sink`]: a
//! [`File`], which writes them, or a [`Recording`], which becomes a [`Program`], to be written any number of times with
//! other numbers. References are known when an object is made: nothing here reads bytes back.

pub(crate) mod body;
pub(crate) mod file;
pub(crate) mod pack;
pub(crate) mod recording;
pub(crate) mod rows;
pub(crate) mod sink;
mod table;
pub(crate) mod value;

pub(crate) use body::{Body, Place};
pub(crate) use file::{Beginning, File, Form};
pub(crate) use pack::Pack;
pub(crate) use recording::{Program, Recording};
pub(crate) use sink::Sink;
pub(crate) use value::{Dict, Ref, Value, name, text};
