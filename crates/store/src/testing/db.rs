//! A database that lives as long as a test.

use super::SERVER;
use crate::{Db, Engine, Open, Schema, Target, pg};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database of its own for one test, gone at its end. Stands for its [`Db`].
pub struct TestDb {
    db: Option<Db>,
    place: Place,
    schema: Schema,
}

/// What is cleared away at the end.
enum Place {
    Sqlite(tempfile::TempDir),
    Postgres { url: String, schema: String },
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("it is taken out only while it is reopened")
    }
}

impl TestDb {
    /// On SQLite, in a folder of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn sqlite(schema: &Schema) -> Self {
        Self::on(Engine::Sqlite, schema)
    }

    /// On PostgreSQL, in a schema of its own.
    ///
    /// # Panics
    /// When there is no server, with the remedy.
    pub fn postgres(schema: &Schema) -> Self {
        Self::on(Engine::Postgres, schema)
    }

    /// On the engine asked for.
    ///
    /// # Panics
    /// As [`postgres`](Self::postgres).
    pub fn on(engine: Engine, schema: &Schema) -> Self {
        let mut made = Self::empty(engine, schema);
        let opened = Db::open(&made.target(), schema, Open::CreateOrExisting);
        made.db = Some(opened.expect("opening a test's database"));
        made
    }

    /// A place with nothing in it, for a restore; it is there after [`reopen`](Self::reopen).
    ///
    /// # Panics
    /// As [`postgres`](Self::postgres).
    pub fn empty(engine: Engine, schema: &Schema) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let place = match engine {
            Engine::Sqlite => Place::Sqlite(tempfile::tempdir().expect("a folder for a test's database")),
            Engine::Postgres => {
                let Ok(url) = std::env::var(SERVER) else {
                    panic!("{SERVER} names no PostgreSQL server: run `cargo xtask test`, which starts one");
                };
                let n = COUNT.fetch_add(1, Ordering::Relaxed);
                Place::Postgres { url, schema: format!("t{}_{n}", std::process::id()) }
            }
        };
        let mut made = Self { db: None, place, schema: schema.clone() };
        made.wipe();
        made
    }

    /// Where it is.
    pub fn target(&self) -> Target {
        match &self.place {
            Place::Sqlite(folder) => Target::Sqlite(folder.path().join("test.sqlite")),
            Place::Postgres { url, schema } => Target::Postgres { url: url.clone(), schema: schema.clone() },
        }
    }

    /// A handle of its own, for another thread.
    pub fn handle(&self) -> Db {
        Db::clone(self)
    }

    /// Closes it and opens it again, as a new start of the program would.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn reopen(&mut self) {
        self.db = None;
        self.db = Some(Db::open(&self.target(), &self.schema, Open::Existing).expect("opening it again"));
    }

    /// Runs SQL behind the program's back: no audit, no triggers, no foreign keys. For playing the intruder.
    ///
    /// # Panics
    /// When the SQL fails.
    pub fn tamper(&self, sql: &str) {
        match &self.place {
            Place::Sqlite(folder) => tamper_sqlite(folder.path().join("test.sqlite"), sql),
            Place::Postgres { url, schema } => {
                let mut client = pg::connect_alone(url, schema).expect("connecting to tamper");
                let sql = format!("SET session_replication_role = replica; {sql}");
                client.batch_execute(&sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
            }
        }
    }

    /// From now on the database cannot grow, as on a full disk. On SQLite only; says whether it did anything.
    ///
    /// # Panics
    /// When the database does not take it.
    pub fn fill_disk(&self) -> bool {
        // A limit below the present size is the present size.
        self.engine() == Engine::Sqlite && self.limit("PRAGMA max_page_count = 1")
    }

    /// There is room again.
    ///
    /// # Panics
    /// When the database does not take it.
    pub fn make_room(&self) {
        if self.engine() == Engine::Sqlite {
            self.limit("PRAGMA max_page_count = 1000000000");
        }
    }

    fn limit(&self, pragma: &'static str) -> bool {
        self.write(move |tx| tx.unrecorded(pragma, &[], |row| row.int())).expect("limiting the size");
        true
    }

    fn wipe(&mut self) {
        if let Place::Postgres { url, schema } = &self.place
            && let Ok(mut client) = pg::connect_alone(url, schema)
        {
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE"));
        }
    }
}

fn tamper_sqlite(path: PathBuf, sql: &str) {
    let conn = rusqlite::Connection::open(path).expect("opening to tamper");
    conn.execute_batch("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN IMMEDIATE")
        .expect("beginning to tamper");
    let triggers: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("reading the triggers");
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropping a trigger");
    }
    conn.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    for (_, text) in &triggers {
        conn.execute_batch(text).expect("making the trigger again");
    }
    conn.execute_batch("COMMIT").expect("committing");
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db = None;
        self.wipe();
    }
}
