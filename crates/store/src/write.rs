//! Audited writes: rows change only inside an action, and the action says which and to what.

use crate::audit::codec::{self, AuditRow};
use crate::sql::Sql;
use crate::work::Acting;
use crate::{Table, Tx, V, digest};
use kernel::{Error, Fault, Instant, PersonId, Result};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Who does what, when. One action is one row of the audit.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The person; 0 is the program itself.
    pub actor: PersonId,
    /// Whose absence he fills, where the rights are not his own.
    pub behalf: Option<PersonId>,
    /// Stable and dotted: `dossier.accept`.
    pub name: &'static str,
    /// When, in business time.
    pub at: Instant,
}

const INSERT: u64 = 0;
const DELETE: u64 = 1 << 63;

fn refuse(what: impl Into<String>) -> Error {
    Fault::new(what).into()
}

impl Tx<'_> {
    /// Runs `f` as one action; what it changes is written into one row of the audit.
    ///
    /// On `Err` nothing is audited. If rows had changed by then, the transaction is doomed: the rows must not
    /// stay without their audit. Wrap the call in [`attempt`](Self::attempt) to live with that.
    ///
    /// # Errors
    /// What `f` returned, a fault of the database, or a fault when an action is running already.
    pub fn action<T>(&mut self, who: &Action, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.begin(who)?;
        let done = f(self);
        let acted = self.work.acting.take();
        match done {
            Ok(value) => {
                let id = self.shared.ids.next(who.at);
                self.append_audit(id, who)?;
                Ok(value)
            }
            Err(error) => {
                self.work.doomed |= acted.is_some_and(|a| a.changed);
                Err(error)
            }
        }
    }

    /// The same under an id of the caller's; an `Err` always dooms the transaction.
    pub(crate) fn action_as(
        &mut self,
        id: i64,
        who: &Action,
        f: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.begin(who)?;
        let done = f(self);
        self.work.acting = None;
        self.work.doomed |= done.is_err();
        done.and_then(|()| self.append_audit(id, who))
    }

    fn begin(&mut self, who: &Action) -> Result<()> {
        if self.work.acting.is_some() {
            return Err(refuse(format!("{}: an action inside an action", who.name)));
        }
        self.work.changes.clear();
        self.work.acting = Some(Acting { changed: false });
        Ok(())
    }

    pub(crate) fn append_audit(&mut self, id: i64, who: &Action) -> Result<()> {
        let recorded_at = self.recorded_at();
        let changes = std::mem::take(&mut self.work.changes);
        let row = AuditRow {
            id,
            at: who.at.0,
            recorded_at: recorded_at.0,
            actor: who.actor.0,
            action: who.name,
            changes: &changes,
            behalf: who.behalf.map(|p| p.0),
        };
        let digest = row.digest(&mut self.work.canonical);
        let args = [
            V::Int(id),
            V::Int(who.at.0),
            V::Int(recorded_at.0),
            V::Int(who.actor.0),
            V::Text(who.name),
            V::Bytes(&changes),
            V::Bytes(&digest),
            who.behalf.map_or(V::Null, |p| V::Int(p.0)),
        ];
        let done = self.exec(
            "INSERT INTO audit (id, at, recorded_at, actor, action, changes, digest, behalf) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &args,
        );
        self.work.changes = changes;
        self.work.audited.push(id);
        done.map(|_| ())
    }

    /// Notes the audit rows of this transaction for the sealer.
    pub(crate) fn queue_for_sealing(&mut self) -> Result<()> {
        if self.work.audited.is_empty() {
            return Ok(());
        }
        let mut ids = std::mem::take(&mut self.work.audited);
        ids.sort_unstable();
        let members = codec::encode_members(&ids);
        self.exec(
            "INSERT INTO audit_unsealed (first_id, members) VALUES ($1, $2)",
            &[V::Int(ids[0]), V::Bytes(&members)],
        )?;
        ids.clear();
        self.work.audited = ids;
        Ok(())
    }

    /// Inserts a row; `values` in the order of the table's columns.
    ///
    /// # Errors
    /// A fault outside an action, when a value does not fit its column, or of the database (a key that is taken).
    pub fn insert(&mut self, table: &'static Table, values: &[V<'_>]) -> Result<()> {
        self.check(table, values)?;
        let text = Sql::Fixed(self.work.text(table, INSERT));
        self.exec_iter(&text, values.iter().copied())?;
        self.note(table, values, false)
    }

    /// Changes a row from `old` to `new`, both whole; writes only the columns that differ. `false`: somebody was
    /// first, the row has another version by now or is gone, and nothing was changed.
    ///
    /// # Errors
    /// A fault outside an action, when a value does not fit its column, when the key differs or the version does
    /// not go up by one, or of the database.
    pub fn update(&mut self, table: &'static Table, old: &[V<'_>], new: &[V<'_>]) -> Result<bool> {
        self.check(table, new)?;
        let Some(version) = table.version else {
            return Err(refuse(format!("{} has no version, so its rows do not change", table.name)));
        };
        let mut mask = 0u64;
        if old.len() != new.len() {
            return Err(refuse(format!("{}: {} old values", table.name, old.len())));
        }
        for (i, (a, b)) in old.iter().zip(new).enumerate() {
            mask |= u64::from(a != b) << i;
        }
        let counted =
            matches!((old[version], new[version]), (V::Int(a), V::Int(b)) if a.checked_add(1) == Some(b));
        if !counted || table.key.iter().any(|k| mask & (1 << k) != 0) {
            return Err(refuse(format!("{}: the version must go up by one and the key stay", table.name)));
        }
        let mut args = [V::Null; 2 * crate::schema::MAX_COLUMNS + 1];
        let mut n = 0;
        let mut left = mask;
        while left != 0 {
            args[n] = new[left.trailing_zeros() as usize];
            left &= left - 1;
            n += 1;
        }
        for value in table.key.iter().map(|k| old[*k]).chain([old[version]]) {
            args[n] = value;
            n += 1;
        }
        let text = Sql::Fixed(self.work.text(table, mask));
        match self.exec_iter(&text, args[..n].iter().copied())? {
            0 => Ok(false),
            _ => self.note(table, new, false).map(|()| true),
        }
    }

    /// Deletes a row as it stood. `false`: somebody was first, and nothing was deleted.
    ///
    /// A key that was deleted may come back only in a table with a version, and with a higher one.
    ///
    /// # Errors
    /// A fault outside an action, when a value does not fit its column, or of the database.
    pub fn delete(&mut self, table: &'static Table, old: &[V<'_>]) -> Result<bool> {
        self.check(table, old)?;
        let mut args = [V::Null; crate::schema::MAX_COLUMNS + 1];
        let mut n = 0;
        for at in table.key.iter().chain(&table.version) {
            args[n] = old[*at];
            n += 1;
        }
        let text = Sql::Fixed(self.work.text(table, DELETE));
        match self.exec_iter(&text, args[..n].iter().copied())? {
            0 => Ok(false),
            _ => self.note(table, old, true).map(|()| true),
        }
    }

    fn check(&self, table: &'static Table, values: &[V<'_>]) -> Result<()> {
        if self.work.acting.is_none() {
            return Err(refuse(format!("{} is written outside an action", table.name)));
        }
        if values.len() != table.columns.len() {
            let (name, wanted) = (table.name, table.columns.len());
            return Err(refuse(format!("{name}: {} values for {wanted} columns", values.len())));
        }
        match table.columns.iter().zip(values).find(|(column, value)| !value.fits(column.kind)) {
            None => Ok(()),
            Some((column, _)) => {
                Err(refuse(format!("{}.{} holds {:?}", table.name, column.name, column.kind)))
            }
        }
    }

    fn note(&mut self, table: &'static Table, row: &[V<'_>], deleted: bool) -> Result<()> {
        let work = &mut self.work;
        if let Some(acting) = &mut work.acting {
            acting.changed = true;
        }
        encode(&mut work.changes, &mut work.canonical, table, row, deleted)
    }
}

/// Appends what the audit says of a row as it is now.
pub(crate) fn encode(
    changes: &mut Vec<u8>,
    room: &mut Vec<u8>,
    table: &'static Table,
    row: &[V<'_>],
    deleted: bool,
) -> Result<()> {
    let version = match table.version.map(|v| row[v]) {
        None => 0,
        Some(V::Int(x)) => u64::try_from(x).unwrap_or(0) + u64::from(deleted),
        Some(_) => return Err(refuse(format!("{} has a row without a version", table.name))),
    };
    let digest = (!deleted).then(|| digest::row(room, table, row));
    codec::encode_change(changes, table.no, table.key.iter().map(|k| row[*k]), version, digest.as_ref());
    Ok(())
}

/// The text of a write of a table: an insert, a delete, or an update of the columns in the mask.
pub(crate) fn text(table: &'static Table, mask: u64) -> &'static str {
    keep_text((std::ptr::from_ref(table) as usize, mask), || build(table, mask))
}

/// Keeps a text for the life of the process: there are as many as tables and sets of columns that change
/// together, a few hundred at most, and statements are found by the address of their text.
pub(crate) fn keep_text(key: (usize, u64), make: impl FnOnce() -> String) -> &'static str {
    static TEXTS: OnceLock<Mutex<FxHashMap<(usize, u64), &'static str>>> = OnceLock::new();
    let mut texts = TEXTS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry(key).or_insert_with(|| Box::leak(make().into_boxed_str()))
}

fn build(table: &Table, mask: u64) -> String {
    let name = |at: usize| table.columns[at].name;
    let guard = |from: usize| {
        let parts = table.key.iter().chain(&table.version).zip(from..);
        parts.map(|(at, n)| format!("{} = ${n}", name(*at))).collect::<Vec<_>>().join(" AND ")
    };
    match mask {
        INSERT => {
            let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            let places = crate::sql::placeholders(1, columns.len());
            format!("INSERT INTO {} ({}) VALUES ({places})", table.name, columns.join(", "))
        }
        DELETE => format!("DELETE FROM {} WHERE {}", table.name, guard(1)),
        _ => {
            let changed = (0..table.columns.len()).filter(|i| mask & (1 << i) != 0);
            let sets: Vec<String> = changed.zip(1..).map(|(at, n)| format!("{} = ${n}", name(at))).collect();
            format!("UPDATE {} SET {} WHERE {}", table.name, sets.join(", "), guard(sets.len() + 1))
        }
    }
}
