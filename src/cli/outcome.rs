//! How a command ended.

/// The outcome of a command that was able to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// No problems.
    Clean,
    /// Problems in the content.
    Problems,
    /// Some of the work could not be done; the reason has been printed.
    Failed,
}

impl Outcome {
    /// Clean if there are no problems.
    pub(super) fn clean_if(nothing_wrong: bool) -> Outcome {
        if nothing_wrong { Outcome::Clean } else { Outcome::Problems }
    }
}
