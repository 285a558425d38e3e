//! Why a file is not read.

use crate::syntax::Damage;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not even the beginning of a PDF.
    #[error("it is not a PDF")]
    NotPdf,
    /// Encrypted, with or without a password.
    #[error("it is encrypted")]
    Encrypted,
    /// One cross-reference for old readers and another for new ones.
    #[error("it has two cross-references, so different readers may show different pages")]
    Hybrid,
    /// Broken.
    #[error("{0}")]
    Damaged(#[from] Damage),
}
