//! Whoever acts says which version he has seen: nobody decides on what somebody else has changed meanwhile.

use super::Shift;
use crate::model::{Dossier, DossierId};
use kernel::Result;

impl Shift<'_, '_> {
    /// The next use case on this dossier is refused, with who did what meanwhile, unless it still has this version.
    pub fn seen(&mut self, id: DossierId, version: i64) {
        self.seen = Some((id, version));
    }

    /// Holds a dossier that was just read against what the actor has seen.
    pub(super) fn as_seen(&mut self, d: Dossier) -> Result<Dossier> {
        match self.seen.take_if(|(id, _)| *id == d.id) {
            Some((id, version)) if version != d.version => Err(self.who_was_first(super::stale(), id)),
            _ => Ok(d),
        }
    }
}
