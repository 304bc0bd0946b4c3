//! What a procedure is called, without the whole catalogue.

use crate::{Catalogue, ProcedureId};
use ::store::{Tx, vals};
use kernel::Result;

impl Catalogue {
    /// The code of a procedure.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn code_of(tx: &mut Tx, procedure: ProcedureId) -> Result<Option<String>> {
        tx.query_opt("SELECT code FROM procedure WHERE id = $1", &vals![procedure.0], |row| row.text())
    }
}
