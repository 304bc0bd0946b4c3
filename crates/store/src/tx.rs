//! A transaction: statements in, rows out.

use crate::db::Shared;
use crate::sql::Sql;
use crate::work::Work;
use crate::{Engine, Row, V, pg, sqlite};
use kernel::{Fault, IdSource, Instant, Result};
use std::sync::Arc;

/// An open transaction. Handed to the closures of [`Db::write`](crate::Db::write) and [`Db::read`](crate::Db::read).
///
/// A statement that fails dooms the transaction on both engines: it will not be committed even if the closure
/// goes on and returns `Ok`, unless it failed inside [`attempt`](Self::attempt).
pub struct Tx<'c> {
    pub(crate) driver: Driver<'c>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) work: Work,
}

pub(crate) enum Driver<'c> {
    Sqlite(sqlite::Session<'c>),
    Pg(&'c mut pg::Conn),
}

impl<'c> Tx<'c> {
    pub(crate) fn new(driver: Driver<'c>, shared: Arc<Shared>) -> Self {
        Self { driver, shared, work: Work::default() }
    }

    /// Which engine is underneath.
    pub fn engine(&self) -> Engine {
        match self.driver {
            Driver::Sqlite(_) => Engine::Sqlite,
            Driver::Pg(_) => Engine::Postgres,
        }
    }

    /// The source of ids for rows of business tables.
    pub fn ids(&self) -> Arc<IdSource> {
        self.shared.ids.clone()
    }

    /// Technical time of this transaction: one instant for all of it. Never for business rules.
    pub fn recorded_at(&mut self) -> Instant {
        *self.work.recorded_at.get_or_insert_with(|| self.shared.clock.now())
    }

    /// Runs a statement and collects what `f` makes of each row.
    ///
    /// # Errors
    /// A fault of the database, or whatever `f` returns.
    pub fn query<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[V<'_>],
        mut f: impl FnMut(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.each(sql, args, |row| {
            all.push(f(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// Runs a statement that answers at most one row.
    ///
    /// # Errors
    /// A fault of the database, a second row, or whatever `f` returns.
    pub fn query_opt<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[V<'_>],
        mut f: impl FnMut(&mut Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.each(sql, args, |row| {
            if found.is_some() {
                return Err(Fault::new("a statement that should answer one row answered more").into());
            }
            found = Some(f(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a statement that answers exactly one row.
    ///
    /// # Errors
    /// A fault of the database, no row, a second row, or whatever `f` returns.
    pub fn query_one<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[V<'_>],
        f: impl FnMut(&mut Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let sql = sql.into();
        match self.query_opt(sql.clone(), args, f)? {
            Some(found) => Ok(found),
            None => Err(Fault::new(format!("no row where one was expected: {}", short(&sql))).into()),
        }
    }

    /// Runs a statement and shows each row to `f` as it arrives, without collecting.
    ///
    /// # Errors
    /// A fault of the database, or whatever `f` returns; then the rest is not read.
    pub fn each(
        &mut self,
        sql: impl Into<Sql>,
        args: &[V<'_>],
        mut f: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        #[cfg(any(test, feature = "testing"))]
        crate::testing::statements::note();
        let sql = sql.into();
        let mut ours = true;
        let mut seen = |row: &mut Row<'_>| {
            let done = f(row);
            ours = done.is_ok();
            done
        };
        let done = match &mut self.driver {
            Driver::Sqlite(session) => session.each(&sql, args, &mut seen),
            Driver::Pg(conn) => conn.each(&sql, args, &mut seen),
        };
        // An error of `f` itself leaves the transaction whole.
        self.work.doomed |= done.is_err() && ours;
        done
    }

    /// Runs a statement that answers no rows; returns how many it changed.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn exec(&mut self, sql: impl Into<Sql>, args: &[V<'_>]) -> Result<u64> {
        self.exec_iter(&sql.into(), args.iter().copied())
    }

    pub(crate) fn exec_iter<'v>(
        &mut self,
        sql: &Sql,
        args: impl ExactSizeIterator<Item = V<'v>>,
    ) -> Result<u64> {
        #[cfg(any(test, feature = "testing"))]
        crate::testing::statements::note();
        let done = match &mut self.driver {
            Driver::Sqlite(session) => session.exec(sql, args),
            Driver::Pg(conn) => conn.exec(sql, args),
        };
        self.work.doomed |= done.is_err();
        done
    }

    /// Runs text with several statements, as it stands. Not recorded; for DDL and engine-specific chores.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        let done = match &mut self.driver {
            Driver::Sqlite(session) => session.batch(sql),
            Driver::Pg(conn) => conn.batch(sql),
        };
        self.work.doomed |= done.is_err();
        done
    }

    /// Runs an engine's own question that the other engine would not understand.
    pub(crate) fn unrecorded<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[V<'_>],
        mut f: impl FnMut(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        let mut each = |row: &mut Row<'_>| {
            all.push(f(row)?);
            Ok(())
        };
        let sql = sql.into();
        let done = match &mut self.driver {
            Driver::Sqlite(session) => session.silently(|s| s.each(&sql, args, &mut each)),
            Driver::Pg(conn) => conn.silently(|c| c.each(&sql, args, &mut each)),
        };
        self.work.doomed |= done.is_err();
        done.map(|()| all)
    }

    /// Whether the engine understands a text.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn prepare_only(&mut self, sql: &str) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(session) => session.silently(|s| s.prepare(sql).map(|_| ())),
            Driver::Pg(conn) => conn.silently(|c| c.prepare(sql).map(|_| ())),
        }
    }

    /// Runs `f` so that its failure can be lived with: on `Err` everything it wrote is taken back and the
    /// transaction goes on.
    ///
    /// # Errors
    /// What `f` returned, or a fault of the database.
    pub fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.batch("SAVEPOINT attempt")?;
        let mark = self.work.mark();
        let done = f(self);
        let done = if self.work.doomed && done.is_ok() {
            Err(Fault::new("a statement failed and the failure was passed over").into())
        } else {
            done
        };
        if done.is_ok() {
            self.work.keep();
            self.batch("RELEASE SAVEPOINT attempt")?;
        } else {
            self.work.back_to(mark);
            if let Err(e) = self.batch("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt") {
                self.work.doomed = true;
                return Err(e);
            }
        }
        done
    }

    /// The last statements before COMMIT: the queue for the sealer, then the counters in key order.
    pub(crate) fn finish(&mut self) -> Result<()> {
        if self.work.doomed {
            return Err(Fault::new("a statement failed in this transaction; nothing of it was kept").into());
        }
        self.queue_for_sealing()?;
        self.flush_counters()
    }

    /// How far a piece of bulk work has come, as stored by [`set_bookmark`](Self::set_bookmark).
    ///
    /// # Errors
    /// A fault of the database.
    pub fn bookmark(&mut self, name: &str) -> Result<Option<String>> {
        self.query_opt("SELECT value FROM job_bookmark WHERE name = $1", &[V::Text(name)], |row| row.text())
    }

    /// Stores how far a piece of bulk work has come, in the same transaction as the work.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn set_bookmark(&mut self, name: &str, value: &str) -> Result<()> {
        self.exec(
            "INSERT INTO job_bookmark (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[V::Text(name), V::Text(value)],
        )?;
        Ok(())
    }
}

/// The beginning of a statement, for error messages.
pub(crate) fn short(sql: &str) -> &str {
    match sql.char_indices().nth(300) {
        Some((end, _)) => &sql[..end],
        None => sql,
    }
}
