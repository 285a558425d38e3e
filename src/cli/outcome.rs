//! How a command ended.

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Nothing is wrong.
    Clean,
    /// Something is wrong in the content.
    Problems,
    /// Some of the work could not be done; the reason has been printed.
    Failed,
}

impl Outcome {
    /// Clean if nothing is wrong.
    pub(super) fn clean_if(nothing_wrong: bool) -> Outcome {
        if nothing_wrong { Outcome::Clean } else { Outcome::Problems }
    }
}
