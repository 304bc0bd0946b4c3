//! Opening a schema of a PostgreSQL database, and the pool of connections on it.

use super::Conn;
use crate::db::{Shared, panic_text};
use crate::migrate;
use crate::open_error::OpenError;
use crate::record::Scope;
use crate::tx::{Driver, Tx};
use crate::{Open, Schema};
use kernel::{Clock, Fault, Result};
use postgres::config::SslMode;
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use r2d2::ManageConnection;
use r2d2_postgres::PostgresConnectionManager;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Connections at most; more writers wait for one.
const MOST_CONNECTIONS: u32 = 16;
/// How long somebody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// A process that stops in the middle of a transaction must not keep others waiting for ever.
const IDLE_IN_TRANSACTION: &str = "60s";

/// An open PostgreSQL schema.
pub(crate) struct PgDb {
    pool: r2d2::Pool<Manager>,
    /// Holds the advisory lock that makes this process node 0; nothing else runs on it.
    _node: Option<Mutex<Client>>,
}

/// Makes connections that know their schema.
struct Manager {
    inner: PostgresConnectionManager<NoTls>,
    setup: String,
    scope: Scope,
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = postgres::Error;

    fn connect(&self) -> Result<Conn, postgres::Error> {
        let mut client = self.inner.connect()?;
        client.batch_execute(&self.setup)?;
        Ok(Conn::new(client, self.scope.clone()))
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), postgres::Error> {
        conn.client.is_valid(Duration::from_secs(5))
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.broken || conn.client.is_closed()
    }
}

/// Ends the transaction whatever happens.
struct Transaction<'a> {
    conn: &'a mut Conn,
    open: bool,
}

impl<'a> Transaction<'a> {
    fn begin(conn: &'a mut Conn, text: &str) -> Result<Self> {
        conn.batch(text)?;
        Ok(Self { conn, open: true })
    }

    fn commit(mut self) -> Result<()> {
        self.open = false;
        let done = self.conn.client.batch_execute("COMMIT");
        self.conn.broken |= done.is_err();
        done.map_err(|e| match e.as_db_error() {
            Some(db) => Fault::because(format!("COMMIT: {}; nothing was kept", db.message()), e).into(),
            None => {
                Fault::because("the connection broke during the COMMIT; it may or may not have been kept", e)
                    .into()
            }
        })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.conn.broken |= self.conn.client.batch_execute("ROLLBACK").is_err();
        }
    }
}

impl PgDb {
    pub(crate) fn open(
        url: &str,
        name: &str,
        schema: &Schema,
        how: Open,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Arc<Shared>), OpenError> {
        let config = config(url, name)?;
        let at = place(&config, name);
        let mut client = connect(&config, &at)?;
        let node = claim_node(&mut client, name)?;
        let shared = Arc::new(Shared::new(schema, node, clock));
        let client = bring_up(client, &shared, name, &at, how)?;
        let manager = Manager {
            inner: PostgresConnectionManager::new(config, NoTls),
            setup: setup(name),
            scope: Scope::of(&shared),
        };
        let pool = r2d2::Pool::builder()
            .max_size(MOST_CONNECTIONS)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            // A round trip per use would cost more than most statements; a broken connection shows by itself.
            .test_on_check_out(false)
            .build(manager)
            .map_err(|e| OpenError::Unreachable(at, e.to_string()))?;
        Ok((Self { pool, _node: (node == 0).then(|| Mutex::new(client)) }, shared))
    }

    pub(crate) fn write<T>(
        &self,
        shared: &Arc<Shared>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.transaction("BEGIN ISOLATION LEVEL READ COMMITTED", shared, |tx| {
            let value = f(tx)?;
            tx.finish()?;
            Ok(value)
        })
    }

    pub(crate) fn read<T>(
        &self,
        shared: &Arc<Shared>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", shared, f)
    }

    fn transaction<T>(
        &self,
        begin: &str,
        shared: &Arc<Shared>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = self.pool.get().map_err(|e| Fault::because("waiting for a database connection", e))?;
        let transaction = Transaction::begin(&mut conn, begin)?;
        let mut tx = Tx::new(Driver::Pg(&mut *transaction.conn), shared.clone());
        let done = catch_unwind(AssertUnwindSafe(|| f(&mut tx)));
        drop(tx);
        match done {
            Ok(Ok(value)) => transaction.commit().map(|()| value),
            Ok(Err(e)) => Err(e),
            Err(panic) => Err(Fault::new(format!("a panic: {}", panic_text(&*panic))).into()),
        }
    }
}

/// Reads the URL; refuses what we do not speak.
fn config(url: &str, name: &str) -> Result<Config, OpenError> {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain
        || name.is_empty()
        || name.len() > 63
        || name.as_bytes()[0].is_ascii_digit()
        || name.starts_with("pg_")
    {
        return Err(OpenError::BadUrl(format!("'{name}' is no schema name: use a-z, 0-9 and _")));
    }
    let mut config: Config = match url.parse() {
        Ok(config) => config,
        Err(_) if url.contains("sslmode=verify") => return Err(OpenError::Tls),
        Err(e) => return Err(OpenError::BadUrl(reason(&e))),
    };
    if config.get_ssl_mode() == SslMode::Require {
        return Err(OpenError::Tls);
    }
    if config.get_application_name().is_none() {
        config.application_name("motcua");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    Ok(config)
}

fn reason(error: &postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    }
}

/// The place for messages: without user and password.
fn place(config: &Config, name: &str) -> String {
    let host = match config.get_hosts().first() {
        Some(postgres::config::Host::Tcp(host)) => host.clone(),
        #[cfg(unix)]
        Some(postgres::config::Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    format!("{host}:{port}/{} (schema {name})", config.get_dbname().unwrap_or("postgres"))
}

fn connect(config: &Config, at: &str) -> Result<Client, OpenError> {
    config.connect(NoTls).map_err(|e| match e.code() {
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => OpenError::Missing(at.to_owned()),
        Some(_) => OpenError::Denied(
            at.to_owned(),
            e.as_db_error().map_or_else(|| e.to_string(), |d| d.message().to_owned()),
        ),
        None => OpenError::Unreachable(at.to_owned(), reason(&e)),
    })
}

/// A connection outside any pool, set up for the schema.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn connect_alone(url: &str, name: &str) -> Result<Client, OpenError> {
    let config = config(url, name)?;
    let at = place(&config, name);
    let mut client = connect(&config, &at)?;
    client.batch_execute(&setup(name)).map_err(|e| failed(&at, e))?;
    Ok(client)
}

fn setup(name: &str) -> String {
    // Without pg_catalog last in the path nothing changes: it is searched first by itself.
    format!(
        "SET search_path TO \"{name}\"; SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}'; \
         SET timezone TO 'UTC'; SET client_min_messages TO warning"
    )
}

fn failed(at: &str, error: postgres::Error) -> OpenError {
    match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => OpenError::ReadOnly(at.to_owned()),
        Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => OpenError::ReadOnly(at.to_owned()),
        Some(code) if *code == SqlState::DISK_FULL => OpenError::Full(at.to_owned()),
        Some(_) => {
            let message = error.as_db_error().map(|d| d.message().to_owned()).unwrap_or_default();
            OpenError::Other(Fault::because(message, error))
        }
        None => OpenError::Unreachable(at.to_owned(), reason(&error)),
    }
}

/// Node 0 for the first process on a schema, so that the same work makes the same ids; another number for one
/// that joins it.
fn claim_node(client: &mut Client, name: &str) -> Result<u16, OpenError> {
    let key = format!("motcua {name}");
    let mut pid: i32 = 0;
    // The server may need a moment to see that the process before us was killed.
    for wait in [0, 20, 60, 120] {
        std::thread::sleep(Duration::from_millis(wait));
        let row = client
            .query_one("SELECT pg_try_advisory_lock(hashtextextended($1, 0)), pg_backend_pid()", &[&key])
            .map_err(|e| failed(name, e))?;
        if row.get(0) {
            return Ok(0);
        }
        pid = row.get(1);
    }
    Ok((pid.unsigned_abs() % 1023) as u16 + 1)
}

/// Makes the schema when it may, and brings it up to date.
fn bring_up(
    client: Client,
    shared: &Arc<Shared>,
    name: &str,
    at: &str,
    how: Open,
) -> Result<Client, OpenError> {
    let mut conn = Conn::new(client, Scope::default());
    let transaction = alone(&mut conn, name, at, !how.must_be_there())?;
    let mut tx = Tx::new(Driver::Pg(&mut *transaction.conn), shared.clone());
    migrate::bring_up(&mut tx, at, how)?;
    drop(tx);
    transaction.commit()?;
    Ok(conn.client)
}

/// Makes an empty schema, or takes one, and fills it in one transaction.
pub(crate) fn build<T, E: From<OpenError>>(
    url: &str,
    name: &str,
    shared: &Arc<Shared>,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let config = config(url, name)?;
    let at = place(&config, name);
    let mut conn = Conn::new(connect(&config, &at)?, Scope::default());
    let transaction = alone(&mut conn, name, &at, true)?;
    let mut tx = Tx::new(Driver::Pg(&mut *transaction.conn), shared.clone());
    if !migrate::table_names(&mut tx).map_err(OpenError::from)?.is_empty() {
        return Err(OpenError::Exists(at).into());
    }
    let value = f(&mut tx)?;
    drop(tx);
    transaction.commit().map_err(OpenError::from)?;
    Ok(value)
}

/// A transaction under a lock, so that two processes that start together do not both make the tables.
fn alone<'a>(conn: &'a mut Conn, name: &str, at: &str, create: bool) -> Result<Transaction<'a>, OpenError> {
    conn.client.batch_execute(&setup(name)).map_err(|e| failed(at, e))?;
    let transaction = Transaction::begin(conn, "BEGIN").map_err(OpenError::from)?;
    let client = &mut transaction.conn.client;
    let key = format!("motcua migration {name}");
    client
        .execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", &[&key])
        .map_err(|e| failed(at, e))?;
    let there = client.query_one("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", &[&name]);
    if !there.map_err(|e| failed(at, e))?.get::<_, bool>(0) {
        if !create {
            return Err(OpenError::Missing(at.to_owned()));
        }
        client.batch_execute(&format!("CREATE SCHEMA \"{name}\"")).map_err(|e| failed(at, e))?;
    }
    Ok(transaction)
}
