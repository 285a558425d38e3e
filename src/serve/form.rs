//! What a form or a record asks for. Its values are a patient's: nothing here is shown, logged or kept.

use super::checks::Problem;
use super::items::{as_filled_in, closed_up};
use crate::geom::{Length, Size};
use crate::style::{LARGE_PRINT, PAPERS};

/// How the browser names a patient's fields, so that none is taken for one of the page's own.
pub(super) const FIELD: &str = "field.";

/// The pairs of a form, in order.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

/// What a copy is to be.
#[derive(Clone, Default)]
pub(super) struct Wanted {
    /// The index of the translation.
    pub translation: usize,
    /// Paper, instead of the site's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's.
    pub size: Option<Length>,
    /// The nonblank values.
    pub values: Vec<(String, String)>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`, or the part of an address after `?`.
    pub(super) fn parse(bytes: &[u8]) -> Form {
        Form(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A number, if it is one.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// The nonblank values of a patient's fields, each field once. Items of lists that were left blank are not counted.
    pub(super) fn values(&self) -> Vec<(String, String)> {
        closed_up(self.filled_in())
    }

    /// Problems of these values, at the items as the form counts them.
    pub(super) fn own(&self, problems: Vec<Problem>) -> Vec<Problem> {
        as_filled_in(&self.filled_in(), problems)
    }

    fn filled_in(&self) -> Vec<(String, String)> {
        let mut values: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.0 {
            let Some(field) = name.strip_prefix(FIELD) else { continue };
            if !value.trim().is_empty() && !values.iter().any(|(known, _)| known == field) {
                values.push((field.to_owned(), value.clone()));
            }
        }
        values
    }
}

/// Paper by its name; `None` for the site's own.
pub(super) fn paper(name: Option<&str>) -> Option<Size> {
    PAPERS.iter().find(|(known, _)| Some(*known) == name).map(|(_, size)| *size)
}

/// The size of running text by its name; `None` for the site's own.
pub(super) fn text_size(name: Option<&str>) -> Option<Length> {
    (name == Some("large")).then_some(LARGE_PRINT)
}
