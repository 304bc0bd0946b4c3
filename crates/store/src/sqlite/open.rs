//! Opening a SQLite file, and the connections kept on it.

use super::Session;
use super::writer::{self, Job};
use crate::db::Shared;
use crate::migrate;
use crate::open_error::OpenError;
use crate::record::Scope;
use crate::tx::{Driver, Tx};
use crate::{Open, Schema};
use kernel::{Clock, Fault, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{JoinHandle, ThreadId};

const READERS: usize = 4;
/// Says in the file's header whose it is.
const APPLICATION_ID: i32 = 0x4d43_5541;
/// Statements a connection keeps.
const STATEMENTS: usize = 1024;

/// An open SQLite database.
pub(crate) struct SqliteDb {
    jobs: Option<Sender<Box<dyn Job>>>,
    writer: Option<JoinHandle<()>>,
    writer_id: ThreadId,
    readers: Readers,
    /// Held for as long as the database is open: the first process to have it is node 0.
    _node: Option<File>,
}

struct Readers {
    path: PathBuf,
    free: Mutex<(Vec<Connection>, usize)>,
    returned: Condvar,
}

/// The sentence for an error of SQLite that people can do something about.
pub(crate) fn classify(error: &rusqlite::Error, path: &Path) -> Option<OpenError> {
    let at = path.display().to_string();
    match error.sqlite_error_code()? {
        ErrorCode::DiskFull => Some(OpenError::Full(at)),
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            Some(OpenError::ReadOnly(at))
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(OpenError::Locked(at)),
        ErrorCode::DatabaseCorrupt => Some(OpenError::Damaged(at)),
        ErrorCode::NotADatabase => Some(OpenError::Foreign(at)),
        _ => None,
    }
}

fn named(path: &Path) -> impl Fn(rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    move |error| match classify(&error, &path) {
        Some(known) => known,
        None => OpenError::Other(Fault::because(format!("opening {}", path.display()), error)),
    }
}

impl SqliteDb {
    pub(crate) fn open(
        path: &Path,
        schema: &Schema,
        how: Open,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Arc<Shared>), OpenError> {
        look(path, how)?;
        let _alone = alone(path);
        let made = !look(path, how)?;
        let opened = Self::open_file(path, schema, how, clock);
        if opened.is_err() && made {
            // Nothing half-made stays behind.
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let _ = std::fs::remove_file(beside(path, suffix));
            }
        }
        opened
    }

    fn open_file(
        path: &Path,
        schema: &Schema,
        how: Open,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Arc<Shared>), OpenError> {
        let conn = connect_writer(path).map_err(named(path))?;
        let (node, lock) = claim_node(path)?;
        let shared = Arc::new(Shared::new(schema, node, clock));
        bring_up(&conn, &shared, path, how)?;
        let (jobs, queue) = channel();
        let of_writer = shared.clone();
        let writer = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer::run(&conn, &of_writer, &queue))
            .map_err(|e| OpenError::Other(Fault::because("starting the writer thread", e)))?;
        let readers =
            Readers { path: path.to_owned(), free: Mutex::new((Vec::new(), 0)), returned: Condvar::new() };
        let writer_id = writer.thread().id();
        Ok((Self { jobs: Some(jobs), writer: Some(writer), writer_id, readers, _node: lock }, shared))
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let gone = || Fault::new("the writer thread has ended");
        if std::thread::current().id() == self.writer_id {
            return Err(Fault::new("a write inside a write would wait for itself").into());
        }
        let (job, answer) = writer::pack(f);
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    pub(crate) fn read<T>(
        &self,
        shared: &Arc<Shared>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let lent = self.readers.lend()?;
        let conn = lent.conn.as_ref().expect("it is taken out only when dropped");
        let mut tx = Tx::new(Driver::Sqlite(Session::new(conn, Scope::of(shared))), shared.clone());
        tx.batch("BEGIN")?;
        let done = f(&mut tx);
        tx.batch("ROLLBACK")?;
        done
    }
}

impl Drop for SqliteDb {
    fn drop(&mut self) {
        self.jobs = None;
        // The last clone may have lived in a closure on the writer thread, which cannot wait for itself.
        if let Some(writer) = self.writer.take().filter(|_| std::thread::current().id() != self.writer_id) {
            let _ = writer.join();
        }
    }
}

/// A reader's connection on loan; a panic of the borrower gives it back as well.
struct Lent<'a> {
    readers: &'a Readers,
    conn: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut free = self.readers.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.1 -= 1;
        // A panic may have left the snapshot open; then the connection is not used again.
        free.0.extend(self.conn.take().filter(Connection::is_autocommit));
        self.readers.returned.notify_one();
    }
}

impl Readers {
    fn lend(&self) -> Result<Lent<'_>> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while free.1 >= READERS {
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        let conn = match free.0.pop() {
            Some(conn) => conn,
            None => {
                connect_reader(&self.path).map_err(|e| Fault::because("opening a reading connection", e))?
            }
        };
        free.1 += 1;
        Ok(Lent { readers: self, conn: Some(conn) })
    }
}

/// Waits for whoever else is opening a database in this folder: two that switch one new file to its log at the same
/// time refuse each other, and whoever failed would take the other's file away. Ends when it is dropped.
fn alone(path: &Path) -> Option<File> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where a folder cannot be opened or locked, SQLite's own locks have to do.
    File::open(folder).ok().filter(|folder| folder.lock().is_ok())
}

/// Whether there is a file, and whether it may be ours at first sight.
fn look(path: &Path, how: Open) -> Result<bool, OpenError> {
    let at = path.display().to_string();
    let head = match File::open(path) {
        Ok(file) => {
            let mut head = Vec::new();
            file.take(16).read_to_end(&mut head).map_err(|_| OpenError::Foreign(at.clone()))?;
            Some(head)
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => return Err(OpenError::ReadOnly(at)),
        Err(e) => return Err(OpenError::Other(Fault::because(format!("opening {at}"), e))),
    };
    match (head, how) {
        (None, how) if how.must_be_there() => Err(OpenError::Missing(at)),
        (None, _) if path.parent().is_some_and(|p| !p.as_os_str().is_empty() && !p.exists()) => {
            Err(OpenError::Missing(path.parent().unwrap_or(path).display().to_string()))
        }
        (None, _) => Ok(false),
        (Some(head), how) if how.must_be_there() && head.is_empty() => Err(OpenError::Missing(at)),
        (Some(head), _) if head.is_empty() => Ok(true),
        (Some(head), _) if head != b"SQLite format 3\0" => Err(OpenError::Foreign(at)),
        (Some(_), _) => inspect(path).map(|()| true),
    }
}

/// Refuses another program's database before anything in it is touched.
fn inspect(path: &Path) -> Result<(), OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let asked = Connection::open_with_flags(path, flags).and_then(|conn| {
        conn.execute_batch("PRAGMA busy_timeout = 2000")?;
        let whose: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let tables: i64 = conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(whose == APPLICATION_ID || (whose == 0 && tables == 0))
    });
    match asked {
        Ok(true) => Ok(()),
        Ok(false) => Err(OpenError::Foreign(path.display().to_string())),
        Err(e) => Err(named(path)(e)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Node 0 for the first process on a file, so that the same work makes the same ids; another number for one
/// that joins it.
fn claim_node(path: &Path) -> Result<(u16, Option<File>), OpenError> {
    let lock = File::options().create(true).truncate(false).write(true).open(beside(path, ".lock"));
    let Ok(lock) = lock else {
        return Err(OpenError::ReadOnly(path.display().to_string()));
    };
    match lock.try_lock() {
        Ok(()) => Ok((0, Some(lock))),
        Err(_) => Ok(((std::process::id() % 1023) as u16 + 1, None)),
    }
}

pub(crate) fn connect_writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.execute_batch(
        "PRAGMA busy_timeout = 10000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; \
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
    )?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // A checkpoint writes each page of the log once however often it changed: with 80 MB bulk work pays for
    // few of them, and single writes never notice.
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000; PRAGMA journal_size_limit = 134217728;",
    )?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// A connection that only reads.
fn connect_reader(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.execute_batch(
        "PRAGMA busy_timeout = 10000; PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456; \
         PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;",
    )?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Makes a file that nobody else knows yet and fills it in one go.
pub(crate) fn build<T, E: From<OpenError>>(
    path: &Path,
    shared: &Arc<Shared>,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let conn = Connection::open(path).map_err(named(path))?;
    conn.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(())).map_err(named(path))?;
    conn.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF; \
         PRAGMA temp_store = MEMORY; BEGIN",
    )
    .map_err(named(path))?;
    mark(&conn).map_err(named(path))?;
    let mut tx = Tx::new(Driver::Sqlite(Session::new(&conn, Scope::default())), shared.clone());
    let value = f(&mut tx)?;
    drop(tx);
    conn.execute_batch("COMMIT").map_err(named(path))?;
    conn.close().map_err(|(_, e)| named(path)(e))?;
    Ok(value)
}

fn mark(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))
}

fn bring_up(conn: &Connection, shared: &Arc<Shared>, path: &Path, how: Open) -> Result<(), OpenError> {
    let mut tx = Tx::new(Driver::Sqlite(Session::new(conn, Scope::default())), shared.clone());
    conn.execute_batch("BEGIN IMMEDIATE").map_err(named(path))?;
    let done = migrate::bring_up(&mut tx, &path.display().to_string(), how);
    let done = done.and_then(|()| {
        mark(conn).map_err(named(path))?;
        conn.execute_batch("COMMIT").map_err(named(path))
    });
    if done.is_err() && !conn.is_autocommit() {
        let _ = conn.execute_batch("ROLLBACK");
    }
    done.map_err(|e| clearer(e, path))
}

/// A fault that SQLite caused for a reason that people can mend, as that reason.
fn clearer(error: OpenError, path: &Path) -> OpenError {
    let OpenError::Other(fault) = &error else {
        return error;
    };
    let cause = fault.cause.as_ref().and_then(|c| c.downcast_ref::<rusqlite::Error>());
    match cause.and_then(|c| classify(c, path)) {
        Some(known) => known,
        None => error,
    }
}
