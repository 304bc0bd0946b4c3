//! The database: opened once, cloned freely.

use crate::open_error::OpenError;
use crate::record::Scope;
use crate::tx::Tx;
use crate::{Migration, Schema, migrate, pg, sqlite};
use kernel::{Clock, IdSource, Instant, Result, SystemClock};
use rustc_hash::FxHashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The two engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server, one schema.
    Postgres,
}

impl Engine {
    /// `sqlite` or `postgres`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The schema's name on PostgreSQL when nobody chose one.
pub const DEFAULT_SCHEMA: &str = "motcua";

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A schema of a PostgreSQL database.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
        /// One schema is one province; see [`DEFAULT_SCHEMA`].
        schema: String,
    },
}

impl Target {
    /// The default schema behind an URL.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres { url: url.into(), schema: DEFAULT_SCHEMA.to_owned() }
    }
}

/// What to do about a database that is there, or is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Open {
    /// It must be there.
    Existing,
    /// It must be there, and its schema stays as it is: to be looked at and backed up before an upgrade. Nothing
    /// should be written through it while [`Db::pending`] names anything.
    AsItIs,
    /// It must not be there, or be empty.
    Create,
    /// Either.
    CreateOrExisting,
}

impl Open {
    /// Whether a database that is not there is a mistake.
    pub(crate) fn must_be_there(self) -> bool {
        matches!(self, Self::Existing | Self::AsItIs)
    }
}

/// A database. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    backend: Backend,
    target: Target,
    /// Write transactions asked for and not yet answered.
    writing: AtomicUsize,
}

/// One of them, for as long as it lasts.
struct Writing<'a>(&'a AtomicUsize);

impl<'a> Writing<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

enum Backend {
    Sqlite(sqlite::SqliteDb),
    Pg(pg::PgDb),
}

/// What every transaction of a database shares.
pub(crate) struct Shared {
    pub(crate) schema: Schema,
    pub(crate) topics: FxHashSet<&'static str>,
    /// Ids of business rows and audit rows, on business time.
    pub(crate) ids: Arc<IdSource>,
    /// Ids of the outbox, on technical time: one must not push the other forward.
    pub(crate) technical_ids: IdSource,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) scope: Scope,
}

impl Shared {
    pub(crate) fn new(schema: &Schema, node: u16, clock: Arc<dyn Clock>) -> Self {
        Self {
            schema: schema.clone(),
            topics: schema.topics.iter().copied().collect(),
            ids: Arc::new(IdSource::new(node)),
            technical_ids: IdSource::new(node),
            clock,
            scope: Scope::open(schema),
        }
    }
}

impl Db {
    /// Opens a database and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`]: each is one sentence for people, in both languages.
    pub fn open(target: &Target, schema: &Schema, how: Open) -> Result<Self, OpenError> {
        Self::open_with_clock(target, schema, how, Arc::new(SystemClock))
    }

    /// The same with another clock for technical times.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with_clock(
        target: &Target,
        schema: &Schema,
        how: Open,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        if let Some(mistake) = schema.mistakes().first() {
            return Err(OpenError::Declared(mistake.clone()));
        }
        let (backend, shared) = match target {
            Target::Sqlite(path) => {
                let (db, shared) = sqlite::SqliteDb::open(path, schema, how, clock)?;
                (Backend::Sqlite(db), shared)
            }
            Target::Postgres { url, schema: name } => {
                let (db, shared) = pg::PgDb::open(url, name, schema, how, clock)?;
                (Backend::Pg(db), shared)
            }
        };
        Ok(Self(Arc::new(Inner { shared, backend, target: target.clone(), writing: AtomicUsize::new(0) })))
    }

    /// Runs `f` in a transaction of its own and returns after the COMMIT. On `Err` nothing of it is kept.
    ///
    /// On SQLite `f` runs on the writer thread and shares its COMMIT with whatever waits there; on PostgreSQL
    /// it runs on this thread. A panic in `f` becomes a fault.
    ///
    /// # Errors
    /// What `f` returned, or a fault of the database: then nothing was kept, unless the connection broke during
    /// the COMMIT itself, which the fault says.
    pub fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _writing = Writing::begin(&self.0.writing);
        match &self.0.backend {
            Backend::Sqlite(db) => db.write(f),
            Backend::Pg(db) => db.write(&self.0.shared, f),
        }
    }

    /// Runs `f` on a consistent snapshot of what is committed. Writing fails.
    ///
    /// # Errors
    /// What `f` returned, or a fault of the database.
    pub fn read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        match &self.0.backend {
            Backend::Sqlite(db) => db.read(&self.0.shared, f),
            Backend::Pg(db) => db.read(&self.0.shared, f),
        }
    }

    /// Migrations that this program has and the database does not, in order; some only when it was opened
    /// [as it is](Open::AsItIs).
    ///
    /// # Errors
    /// A fault of the database.
    pub fn pending(&self) -> Result<Vec<Migration>> {
        self.read(migrate::missing)
    }

    /// How many write transactions were asked for and are not answered yet: what the writer has before it.
    pub fn writing(&self) -> usize {
        self.0.writing.load(Ordering::Relaxed)
    }

    /// The source of ids for rows of business tables, on business time.
    pub fn ids(&self) -> &Arc<IdSource> {
        &self.0.shared.ids
    }

    /// Which engine is underneath.
    pub fn engine(&self) -> Engine {
        match self.0.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Pg(_) => Engine::Postgres,
        }
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// What it holds.
    pub fn schema(&self) -> &Schema {
        &self.0.shared.schema
    }

    /// Technical time, now.
    pub fn technical_now(&self) -> Instant {
        self.0.shared.clock.now()
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

/// Puts the id source behind everything that the database holds already.
pub(crate) fn resume_ids(tx: &mut Tx<'_>) -> Result<()> {
    let last = tx.query_one("SELECT MAX(id) FROM audit", &[], |row| row.opt_int())?.unwrap_or(0);
    let (milliseconds, node, counter) = kernel::ids::parts(last);
    // An action takes its audit row's id last, so the greatest of ours is the last id we gave: a run that was killed
    // goes on with the very ids that a whole one has. Another process may have used any counter of its millisecond.
    let ours = last == 0 || node == tx.shared.ids.node();
    tx.shared.ids.resume(if ours { (milliseconds, counter) } else { (milliseconds + 1, 0) });
    Ok(())
}
