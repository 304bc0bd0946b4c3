//! What another domain writes in the same transaction as a use case: together or not at all.

use super::Shift;
use store::Tx;

impl<'tx> Shift<'_, 'tx> {
    /// The shift's transaction, for what another domain keeps beside a use case. Never for rows of dossiers.
    pub fn beside(&mut self) -> &mut Tx<'tx> {
        self.tx
    }
}
