//! What one patient is handed together: a handout in two languages, or several handouts under a cover that lists them.

pub(super) mod cover;
pub(super) mod making;
pub(super) mod page;
pub(super) mod parts;
