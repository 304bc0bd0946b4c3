//! The secret that a site's forms are sealed with, kept so that a restart forgets nothing.

use crate::secret;
use ::store::{Tx, vals};
use kernel::{Fault, Result};

/// Bytes of the secret.
const LENGTH: usize = 32;

/// The secret of this database; made the first time it is asked for.
///
/// # Errors
/// A fault of the database, or when the system gives no random numbers.
pub fn secret(tx: &mut Tx) -> Result<[u8; LENGTH]> {
    let new = secret::random::<LENGTH>()?;
    // Two servers that start at once agree on one.
    tx.exec("INSERT INTO site_secret (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", &vals![&new])?;
    let kept = tx.query_one("SELECT secret FROM site_secret WHERE id = 1", &[], |row| row.bytes())?;
    kept.try_into().map_err(|_| Fault::new("site_secret: not 32 bytes").into())
}
