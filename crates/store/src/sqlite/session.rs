//! Statements on one SQLite connection.

use crate::fill::Sink;
use crate::sql::Sql;
use crate::tx::short;
use crate::{Engine, Row, V, record, sql};
use kernel::{Fault, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode};
use rustc_hash::FxHashMap;

/// A connection in use, with its prepared statements.
///
/// Texts that live in the program are found by their address: hashing a text of 500 letters costs more than the
/// statement. Those built at run time go through the connection's own cache.
pub(crate) struct Session<'c> {
    conn: &'c Connection,
    kept: FxHashMap<(usize, usize), CachedStatement<'c>>,
    scope: record::Scope,
}

fn fault(sql: &str, error: rusqlite::Error) -> kernel::Error {
    let doing = plain(&error).map_or_else(|| format!("running: {}", short(sql)), str::to_owned);
    Fault::because(doing, error).into()
}

/// What people can do about an error, if anything.
pub(super) fn plain(error: &rusqlite::Error) -> Option<&'static str> {
    match error.sqlite_error_code()? {
        ErrorCode::DiskFull => Some("the disk is full; make room and try again"),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Some("the database is locked by another program; stop that one and try again")
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Some("the database file is damaged; restore a backup")
        }
        _ => None,
    }
}

impl<'c> Session<'c> {
    pub(crate) fn new(conn: &'c Connection, scope: record::Scope) -> Self {
        Self { conn, kept: FxHashMap::default(), scope }
    }

    /// Whether no transaction is open: SQLite ends one by itself after some errors (a full disk, say).
    pub(crate) fn is_autocommit(&self) -> bool {
        self.conn.is_autocommit()
    }

    pub(crate) fn prepare(&self, text: &str) -> Result<CachedStatement<'c>> {
        let own = sql::statement(Engine::Sqlite, text);
        let statement = self.conn.prepare_cached(&own).map_err(|e| fault(text, e))?;
        record::statement(&self.scope, Engine::Sqlite, text);
        Ok(statement)
    }

    fn with<T>(&mut self, text: &Sql, f: impl FnOnce(&mut CachedStatement<'c>) -> Result<T>) -> Result<T> {
        let Sql::Fixed(fixed) = text else {
            return f(&mut self.prepare(text)?);
        };
        let key = (fixed.as_ptr() as usize, fixed.len());
        if let Some(statement) = self.kept.get_mut(&key) {
            return f(statement);
        }
        let statement = self.prepare(fixed)?;
        f(self.kept.entry(key).or_insert(statement))
    }

    pub(crate) fn each(
        &mut self,
        text: &Sql,
        args: &[V<'_>],
        f: &mut dyn FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.with(text, |statement| {
            bind(statement, text, args.iter().copied())?;
            let mut rows = statement.raw_query();
            loop {
                match rows.next() {
                    Ok(Some(row)) => f(&mut Row::sqlite(row))?,
                    Ok(None) => return Ok(()),
                    Err(e) => return Err(fault(text, e)),
                }
            }
        })
    }

    pub(crate) fn exec<'v>(&mut self, text: &Sql, args: impl ExactSizeIterator<Item = V<'v>>) -> Result<u64> {
        self.with(text, |statement| {
            bind(statement, text, args)?;
            statement.raw_execute().map(|n| n as u64).map_err(|e| fault(text, e))
        })
    }

    /// Runs `f` without recording its statements.
    pub(crate) fn silently<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let scope = std::mem::take(&mut self.scope);
        let done = f(self);
        self.scope = scope;
        done
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<()> {
        self.conn.execute_batch(text).map_err(|e| fault(text, e))
    }

    /// Runs one statement for every row of a source.
    pub(crate) fn fill(
        &mut self,
        text: &str,
        source: &mut dyn FnMut(&mut Sink<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement =
            self.conn.prepare_cached(&sql::statement(Engine::Sqlite, text)).map_err(|e| fault(text, e))?;
        source(&mut |row| {
            bind(&mut statement, text, row.iter().copied())?;
            statement.raw_execute().map(|_| ()).map_err(|e| fault(text, e))
        })
    }

    /// A fixed statement of transaction control, prepared once and not recorded.
    pub(crate) fn control(&mut self, text: &'static str) -> Result<(), rusqlite::Error> {
        let key = (text.as_ptr() as usize, text.len());
        let statement = match self.kept.entry(key) {
            std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => free.insert(self.conn.prepare_cached(text)?),
        };
        statement.raw_execute().map(|_| ())
    }
}

fn bind<'v>(
    statement: &mut CachedStatement<'_>,
    text: &str,
    args: impl ExactSizeIterator<Item = V<'v>>,
) -> Result<()> {
    let wanted = statement.parameter_count();
    if wanted != args.len() {
        let what = format!("{} arguments for {wanted} places: {}", args.len(), short(text));
        return Err(Fault::new(what).into());
    }
    for (i, arg) in args.enumerate() {
        let value = match arg {
            V::Int(x) => ValueRef::Integer(x),
            // PostgreSQL has no such texts; a dossier must not be refused only after the move to it.
            V::Text(x) if x.as_bytes().contains(&0) => {
                return Err(Fault::new(format!("a text with a NUL character: {}", short(text))).into());
            }
            V::Text(x) => ValueRef::Text(x.as_bytes()),
            V::Bytes(x) => ValueRef::Blob(x),
            V::Null => ValueRef::Null,
        };
        statement.raw_bind_parameter(i + 1, ToSqlOutput::Borrowed(value)).map_err(|e| fault(text, e))?;
    }
    Ok(())
}
