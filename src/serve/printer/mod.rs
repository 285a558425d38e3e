//! Printers that copies go to without the browser's window: queues that speak IPP (RFC 8011), as CUPS and most printers in
//! a network do.
//!
//! Input: the printers that the program was started with, and what a form says of them: a name, never an address. Output:
//! what each can do, as part of the page; and jobs. A job is named after its handout: nothing of a patient is outside its PDF.

mod abilities;
pub(super) mod answers;
mod failure;
mod http;
mod job;
pub(super) mod page;
mod paper;
mod queue;
mod trust;

pub(super) use answers::{Ready, Sent, ready};
pub(super) use failure::Failure;
pub(crate) use queue::Printers;
