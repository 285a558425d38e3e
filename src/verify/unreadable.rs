//! Why a file is not read.

use crate::syntax::Damage;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not even the beginning of one.
    #[error("it is not a PDF")]
    NotPdf,
    /// Encrypted, with or without a password.
    #[error("it is encrypted")]
    Encrypted,
    /// One cross-reference for old readers and another for new ones.
    #[error("it has two cross-references, which two readers may read differently")]
    Hybrid,
    /// Broken.
    #[error("{0}")]
    Damaged(#[from] Damage),
}
