//! The nurse's page: pick a handout, fill in a copy, see its pages, print.
//!
//! Input: a folder of handouts, and requests. Output: pages of HTML, pictures of pages, PDFs. What is printed is made by
//! `copies` and `engine`, as by the commands; what is seen is drawn from the PDF.
//!
//! Nothing of a patient outlives a request: values come in bodies, never in addresses, and go into no file, log, header or
//! cache. What is kept between requests is the handouts' own: masters, which have no values.

mod answer;
mod api;
mod assets;
mod batch;
mod catalog;
mod cds;
mod checks;
mod choose;
mod desk;
mod edit;
mod fields;
mod folder;
mod form;
mod guard;
mod handout_page;
mod home;
mod html;
mod items;
mod library;
mod list_rows;
mod listen;
mod metrics;
mod picture;
mod pool;
mod print;
mod printer;
mod routes;
mod set;
mod shared;
mod sign_in;
pub(crate) mod tls;
mod upload;
mod words;

use std::net::SocketAddr;
use std::sync::Mutex;

use jiff::Timestamp;

use crate::fonts::Fonts;
use crate::ledger::Ledger;

pub(crate) use catalog::Broken;
pub(crate) use guard::{Access, Token};
pub(crate) use library::{Library, Notice};
pub(crate) use listen::serve;
pub(crate) use printer::Printers;

/// Everything that a server is started with.
pub(crate) struct Settings {
    /// The handouts.
    pub library: Library,
    /// The faces, for as long as the program runs.
    pub fonts: &'static Fonts,
    /// Whether handouts may be written in the page.
    pub edit: bool,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Who may ask, and under which names.
    pub access: Access,
    /// How connections are encrypted, if they are.
    pub tls: Option<tls::Config>,
    /// Where prints are written down.
    pub ledger: Option<Mutex<Ledger>>,
    /// Where copies may be printed without the browser's window.
    pub printers: Printers,
    /// Threads that make copies and pictures.
    pub threads: usize,
    /// The clock: for the ledger, and to tell whether a review is overdue.
    pub clock: fn() -> Timestamp,
}
