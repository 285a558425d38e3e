//! Which of the handouts at hand a reader of some language can read.

use crate::lang::{Language, lookup};

/// The best of the languages at hand, by [`lookup`].
pub(super) fn find(available: &[Language], wanted: &Language) -> Option<Language> {
    lookup(available, wanted).map(|place| available[place].clone())
}
