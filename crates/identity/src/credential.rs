//! What a person proves himself by, as it is stored.

use crate::password::Hash;
use crate::secret::Secret;
use crate::store::{CREDENTIAL, stale};
use kernel::{Instant, PersonId, Result};
use store::{Row, Tx, vals};

/// A credential. Its parts do not show in `Debug`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Credential {
    pub(crate) person: PersonId,
    pub(crate) password: Hash,
    /// The password was given by somebody else.
    pub(crate) must_change: bool,
    /// Until when a given password opens, in technical time.
    pub(crate) expires_at: Option<Instant>,
    /// The secret of the second factor.
    pub(crate) totp: Option<Secret>,
    /// 0 while there is none stored.
    pub(crate) version: i64,
}

impl Credential {
    /// A password that was given and must be changed.
    pub(crate) fn given(person: PersonId, password: Hash, expires_at: Instant) -> Self {
        Self { person, password, must_change: true, expires_at: Some(expires_at), totp: None, version: 0 }
    }

    fn values(&self, version: i64) -> [store::V<'_>; 6] {
        let totp = self.totp.as_ref().map(Secret::expose);
        vals![self.person, self.password.text(), self.must_change, self.expires_at, totp, version]
    }

    /// Writes it in the place of what was there. Call inside an action.
    pub(crate) fn write(&self, tx: &mut Tx, before: Option<&Self>) -> Result<()> {
        let Some(before) = before else {
            return tx.insert(&CREDENTIAL, &self.values(1));
        };
        let version = before.version;
        if tx.update(&CREDENTIAL, &before.values(version), &self.values(version + 1))? {
            Ok(())
        } else {
            Err(stale())
        }
    }
}

macro_rules! credential_select {
    () => {
        "SELECT password, must_change, expires_at, totp, version FROM credential WHERE person_id = $1"
    };
}

pub(crate) fn of(tx: &mut Tx, person: PersonId) -> Result<Option<Credential>> {
    tx.query_opt(credential_select!(), &vals![person], |row| read(row, person))
}

/// The same, and nobody changes it before this transaction ends: a session must not begin by a password that is being
/// replaced.
pub(crate) fn locked(tx: &mut Tx, person: PersonId) -> Result<Option<Credential>> {
    tx.query_opt(concat!(credential_select!(), " {for_update}"), &vals![person], |row| read(row, person))
}

fn read(row: &mut Row<'_>, person: PersonId) -> Result<Credential> {
    Ok(Credential {
        person,
        password: Hash::stored(row.text()?),
        must_change: row.bool()?,
        expires_at: row.opt_int()?.map(Instant),
        totp: row.opt_text()?.map(Secret::new),
        version: row.int()?,
    })
}

/// Notes that the second factor's step was used; `false` when it, or a later one, was used already.
pub(crate) fn use_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool> {
    let used = tx.exec(
        "INSERT INTO person_use (person_id, totp_step) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE \
         SET totp_step = excluded.totp_step WHERE person_use.totp_step < excluded.totp_step",
        &vals![person, step],
    )?;
    Ok(used == 1)
}

/// Notes that an account was used.
pub(crate) fn used(tx: &mut Tx, person: PersonId, now: Instant) -> Result<()> {
    tx.exec(
        "INSERT INTO person_use (person_id, signed_in_at) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE \
         SET signed_in_at = excluded.signed_in_at",
        &vals![person, now],
    )
    .map(|_| ())
}

/// When an account was last used, in technical time.
///
/// # Errors
/// A fault of the database.
pub fn last_signed_in(tx: &mut Tx, person: PersonId) -> Result<Option<Instant>> {
    let at =
        tx.query_opt("SELECT signed_in_at FROM person_use WHERE person_id = $1", &vals![person], |row| {
            row.opt_int()
        })?;
    Ok(at.flatten().map(Instant))
}
