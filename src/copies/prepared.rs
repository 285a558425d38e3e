//! A master with what has been prepared for its copies so far: pages for texts of one size or another, and the structure
//! of copies that are tagged the same. What is kept only affects how fast copies are made.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::master::Master;
use super::structure::SharedStructure;
use super::variant::Variant;

/// A master and the variants of it known so far.
pub(crate) struct Prepared<'f> {
    /// The master.
    pub master: Master<'f>,
    variants: RwLock<Vec<Arc<PreparedVariant<'f>>>>,
}

/// A variant and the structures of its copies known so far.
pub(crate) struct PreparedVariant<'f> {
    /// The variant.
    pub variant: Variant<'f>,
    structures: RwLock<FxHashMap<Vec<u8>, Arc<SharedStructure>>>,
}

/// Kept separately, they would be most of a run's memory. A run has a handful: names of one line or two, of low or tall
/// script.
const MOST_VARIANTS: usize = 200;

/// How many structures of one variant are kept.
const MOST_STRUCTURES: usize = 500;

impl<'f> Prepared<'f> {
    /// A master for which nothing has been prepared.
    pub(crate) fn new(master: Master<'f>) -> Prepared<'f> {
        Prepared { master, variants: RwLock::default() }
    }

    /// The first of the variants known so far that `serves`.
    pub(crate) fn find(&self, mut serves: impl FnMut(&Variant<'f>) -> bool) -> Option<Arc<PreparedVariant<'f>>> {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        variants.iter().find(|known| serves(&known.variant)).cloned()
    }

    /// Keeps a variant for later copies.
    pub(crate) fn keep(&self, variant: Variant<'f>) -> Arc<PreparedVariant<'f>> {
        let variant = Arc::new(PreparedVariant { variant, structures: RwLock::default() });
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        // Two threads may have made the same one.
        if variants.len() < MOST_VARIANTS && !variants.iter().any(|known| known.variant.key == variant.variant.key) {
            variants.push(variant.clone());
        }
        variant
    }
}

impl PreparedVariant<'_> {
    /// The structure of copies with this key, known or made.
    pub(crate) fn structure(
        &self,
        key: Vec<u8>,
        make: impl FnOnce(Vec<u8>) -> SharedStructure,
    ) -> Arc<SharedStructure> {
        if let Some(known) = self.structures.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let structure = Arc::new(make(key.clone()));
        let mut structures = self.structures.write().unwrap_or_else(PoisonError::into_inner);
        if structures.len() >= MOST_STRUCTURES {
            structures.clear();
        }
        structures.insert(key, structure.clone());
        structure
    }
}
