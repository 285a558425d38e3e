//! The context for reading texts: their language, their site's words and phones, and what fills placeholders.

use super::phones::PhoneBook;
use super::text::Inline;
use crate::content::types::LinksSpec;
use crate::lang::Language;
use crate::lang::words::Words;

/// The context for reading a text.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// Language of the text.
    pub language: &'a Language,
    /// The product's words in that language.
    pub words: &'a Words,
    /// Region whose phone numbers are typed without a country code.
    pub region: &'a str,
    /// The site's phone numbers.
    pub phones: &'a PhoneBook,
    /// What placeholders are filled with.
    pub values: &'a Values,
    /// Where the text appears, which decides what it may name.
    pub place: Place,
    /// What is printed of the address of a link with words of its own.
    pub links: LinksSpec,
}

/// Where a text appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The title or a label, which other texts may name.
    Title,
    /// The body.
    Body,
    /// An image's alt text: not on the page, so never a place for a patient's values.
    AltText,
    /// The running header.
    Header,
    /// The footer's text.
    Footer,
    /// A notice, which belongs to the site.
    Notice,
}

/// What placeholders are filled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// The hospital's name, if there is a site.
    pub site_name: Option<Vec<Inline>>,
    /// The title.
    pub title: Option<Vec<Inline>>,
    /// What the footer may print about the handout: its `id`, `version` and review dates, as far as it has them.
    pub footer: Vec<(&'static str, Option<Vec<Inline>>)>,
    /// The patient's fields in the handout's order.
    pub fields: Vec<FieldValue>,
}

/// A patient's field and what it prints as.
#[derive(Clone, Debug)]
pub(crate) struct FieldValue {
    /// The name that placeholders use.
    pub name: String,
    /// The value, or a blank line to write on.
    pub inlines: Vec<Inline>,
}
