//! The drivers by themselves: what the store is measured against, and what fills a database for measurements.
//! Nothing here is audited.

mod group;
mod rows;

pub use group::{Job, Timed, group_commit};
pub use rows::{TableRows, each_chunk, table_rows};

use crate::db::Shared;
use crate::pg::{self, Value};
use crate::{Engine, Schema, Target, V, migrate, schema, sql, sqlite};
use kernel::{Fault, Result, SystemClock};
use postgres::types::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::sync::Arc;

/// A value that owns what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// An integer.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Nothing.
    Null,
}

impl From<V<'_>> for Cell {
    fn from(value: V<'_>) -> Self {
        match value {
            V::Int(x) => Self::Int(x),
            V::Text(x) => Self::Text(x.to_owned()),
            V::Bytes(x) => Self::Bytes(x.to_owned()),
            V::Null => Self::Null,
        }
    }
}

impl Cell {
    fn value(&self) -> V<'_> {
        match self {
            Self::Int(x) => V::Int(*x),
            Self::Text(x) => V::Text(x),
            Self::Bytes(x) => V::Bytes(x),
            Self::Null => V::Null,
        }
    }
}

/// Values of one row, or arguments of one statement.
pub type Cells = Vec<Cell>;

/// One bare connection, as durable as the store's own.
pub enum Raw {
    /// Embedded.
    Sqlite(rusqlite::Connection),
    /// A server.
    Postgres(postgres::Client),
}

fn lite(error: rusqlite::Error) -> kernel::Error {
    Fault::because("the SQLite driver", error).into()
}

fn server(error: postgres::Error) -> kernel::Error {
    let said = error.as_db_error().map_or_else(String::new, |db| format!(": {}", db.message()));
    Fault::because(format!("the PostgreSQL driver{said}"), error).into()
}

impl Raw {
    /// Makes all tables and indexes of a schema with no row in them, and connects.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn create(target: &Target, schema: &Schema) -> Result<Self> {
        let shared = Arc::new(Shared::new(schema, 0, Arc::new(SystemClock)));
        let fill = |tx: &mut crate::Tx<'_>| -> Result<(), crate::OpenError> {
            migrate::apply_texts(tx, &schema.migrations)?;
            for table in migrate::table_names(tx)? {
                if !schema::listed(&schema.not_backed_up, &table) {
                    // Append-only tables refuse a DELETE even of nothing.
                    let any =
                        tx.unrecorded(format!("SELECT 1 FROM {table} LIMIT 1"), &[], |row| row.int())?;
                    if !any.is_empty() {
                        tx.batch(&format!("DELETE FROM {table}"))?;
                    }
                }
            }
            Ok(())
        };
        let made = match target {
            Target::Sqlite(path) => sqlite::build(path, &shared, fill),
            Target::Postgres { url, schema } => pg::build(url, schema, &shared, fill),
        };
        made.map_err(|e| Fault::because("making an empty database", e))?;
        Self::open(target)
    }

    /// Connects, with the store's own settings.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn open(target: &Target) -> Result<Self> {
        match target {
            Target::Sqlite(path) => Ok(Self::Sqlite(sqlite::connect_writer(path).map_err(lite)?)),
            Target::Postgres { url, schema } => {
                let client = pg::connect_alone(url, schema).map_err(|e| Fault::because("connecting", e))?;
                Ok(Self::Postgres(client))
            }
        }
    }

    /// Which engine it is on.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs several statements without arguments.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn batch(&mut self, text: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => conn.execute_batch(text).map_err(lite),
            Self::Postgres(client) => client.batch_execute(text).map_err(server),
        }
    }

    /// The first column of every row, as texts.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn texts(&mut self, text: &str) -> Result<Vec<String>> {
        match self {
            Self::Sqlite(conn) => {
                let mut statement = conn.prepare(text).map_err(lite)?;
                let rows = statement.query_map([], |row| row.get(0)).map_err(lite)?;
                rows.collect::<rusqlite::Result<Vec<String>>>().map_err(lite)
            }
            Self::Postgres(client) => {
                let rows = client.query(text, &[]).map_err(server)?;
                rows.iter().map(|row| row.try_get(0).map_err(server)).collect()
            }
        }
    }

    /// One prepared statement for each row, all of it in one transaction.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn insert(&mut self, statements: &[(&str, &[Cells])]) -> Result<()> {
        let engine = self.engine();
        self.batch(if engine == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
        for (text, rows) in statements {
            let own = sql::statement(engine, text);
            match self {
                Self::Sqlite(conn) => {
                    let mut statement = conn.prepare_cached(&own).map_err(lite)?;
                    rows.iter().try_for_each(|row| run_sqlite(&mut statement, row))?;
                }
                Self::Postgres(client) => {
                    let statement = client.prepare(&own).map_err(server)?;
                    rows.iter().try_for_each(|row| run_postgres(client, &statement, row))?;
                }
            }
        }
        self.batch("COMMIT")
    }

    /// Runs `f` while the indexes of a table, all but its key, are away; then makes them again.
    ///
    /// # Errors
    /// What `f` returned, or a fault of the database.
    pub fn without_indexes(&mut self, table: &str, f: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let (names, texts) = match self {
            Self::Sqlite(_) => (
                format!(
                    "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL ORDER BY name"
                ),
                format!(
                    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL ORDER BY name"
                ),
            ),
            Self::Postgres(_) => {
                let from = format!(
                    "FROM pg_indexes WHERE schemaname = current_schema() AND tablename = '{table}' AND indexname <> '{table}_pkey' ORDER BY indexname"
                );
                (format!("SELECT indexname::text {from}"), format!("SELECT indexdef {from}"))
            }
        };
        let (names, texts) = (self.texts(&names)?, self.texts(&texts)?);
        for name in &names {
            self.batch(&format!("DROP INDEX {name}"))?;
        }
        let done = f(self);
        texts.iter().try_for_each(|text| self.batch(text))?;
        done
    }
}

pub(crate) fn run_sqlite(statement: &mut rusqlite::Statement<'_>, row: &[Cell]) -> Result<()> {
    for (i, cell) in row.iter().enumerate() {
        let value = match cell {
            Cell::Int(x) => ValueRef::Integer(*x),
            Cell::Text(x) => ValueRef::Text(x.as_bytes()),
            Cell::Bytes(x) => ValueRef::Blob(x),
            Cell::Null => ValueRef::Null,
        };
        statement.raw_bind_parameter(i + 1, ToSqlOutput::Borrowed(value)).map_err(lite)?;
    }
    let mut rows = statement.raw_query();
    while rows.next().map_err(lite)?.is_some() {}
    Ok(())
}

pub(crate) fn run_postgres(
    client: &mut postgres::Client,
    statement: &postgres::Statement,
    row: &[Cell],
) -> Result<()> {
    let values: Vec<Value<'_>> = row.iter().map(|cell| Value(cell.value())).collect();
    let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
    client.execute(statement, &params).map(|_| ()).map_err(server)
}
