//! Bringing a database's schema up to date, inside one transaction.

use crate::db::resume_ids;
use crate::domain::SCHEMA_MIGRATION;
use crate::open_error::OpenError;
use crate::{Action, Engine, Migration, Open, Table, Tx, V, digest, introspect, rows, sql};
use kernel::{Error, Fault, Instant, PersonId, Result};

/// Looks at what is there, applies what is missing, and puts the id source behind it.
pub(crate) fn bring_up(tx: &mut Tx<'_>, at: &str, how: Open) -> Result<(), OpenError> {
    let tables = table_names(tx)?;
    let ours = tables.iter().any(|t| t == "schema_migration");
    match (ours, tables.is_empty(), how) {
        (false, false, _) => return Err(OpenError::Foreign(at.to_owned())),
        (true, _, Open::Create) => return Err(OpenError::Exists(at.to_owned())),
        (false, true, how) if how.must_be_there() => return Err(OpenError::Missing(at.to_owned())),
        _ => {}
    }
    let applied = if ours { applied(tx)? } else { Vec::new() };
    let known = tx.shared.schema.migrations.clone();
    check(&applied, &known, at)?;
    if ours {
        resume_ids(tx)?;
    }
    let missing = lacking(known, &applied);
    if missing.is_empty() || how == Open::AsItIs {
        return Ok(());
    }
    let before = shapes(tx)?;
    apply_texts(tx, &missing)?;
    record(tx, &missing)?;
    note_reshaped(tx, &before)?;
    tx.finish()?;
    Ok(())
}

/// Migrations that this program has and the database does not.
pub(crate) fn missing(tx: &mut Tx<'_>) -> Result<Vec<Migration>> {
    let applied = applied(tx)?;
    Ok(lacking(tx.shared.schema.migrations.clone(), &applied))
}

fn lacking(known: Vec<Migration>, applied: &[Applied]) -> Vec<Migration> {
    known.into_iter().filter(|m| !applied.iter().any(|a| a.0 == m.no)).collect()
}

/// Runs the texts without writing down that they ran.
pub(crate) fn apply_texts(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<()> {
    let engine = tx.engine();
    for migration in migrations {
        tx.batch(&sql::migration(engine, migration.sql)).map_err(|error| match error {
            Error::Fault(Fault { doing, cause }) => {
                let doing = format!("migration {} ({}): {doing}", migration.no, migration.name);
                Error::Fault(Fault { doing, cause })
            }
            refused @ Error::Refused(_) => refused,
        })?;
    }
    Ok(())
}

/// The SHA-256 of a migration's text before tokens are replaced, so that both engines agree.
pub(crate) fn checksum(migration: &Migration) -> [u8; 32] {
    digest::sha256(migration.sql.as_bytes())
}

type Applied = (u32, Vec<u8>);

fn applied(tx: &mut Tx<'_>) -> Result<Vec<Applied>> {
    tx.query("SELECT no, checksum FROM schema_migration ORDER BY no", &[], |row| {
        Ok((u32::try_from(row.int()?).unwrap_or(u32::MAX), row.bytes()?))
    })
}

fn check(applied: &[Applied], known: &[Migration], at: &str) -> Result<(), OpenError> {
    for (no, sum) in applied {
        match known.iter().find(|m| m.no == *no) {
            None => return Err(OpenError::Newer(at.to_owned(), *no)),
            Some(m) if checksum(m) != **sum => return Err(OpenError::Changed(at.to_owned(), *no)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// What the store does to itself. Its ids are the smallest there are: business time may stand years back, and
/// ids must not run ahead of it.
fn own_action(tx: &mut Tx<'_>, f: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
    let who = Action { actor: PersonId(0), behalf: None, name: "store.migrate", at: tx.recorded_at() };
    let id = tx.shared.ids.next(Instant(0));
    tx.action_as(id, &who, f)
}

fn record(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<()> {
    own_action(tx, |tx| {
        let now = tx.recorded_at();
        migrations.iter().try_for_each(|migration| {
            let sum = checksum(migration);
            let no = V::Int(i64::from(migration.no));
            tx.insert(&SCHEMA_MIGRATION, &[no, V::Text(migration.name), V::Bytes(&sum), V::Int(now.0)])
        })
    })
}

/// The columns of each registered table as they are.
fn shapes(tx: &mut Tx<'_>) -> Result<Vec<Vec<String>>> {
    let tables = tx.shared.schema.tables.clone();
    let names = |columns: Vec<introspect::ColumnIs>| columns.into_iter().map(|c| c.name).collect();
    tables.iter().map(|table| introspect::columns(tx, table.name).map(names)).collect()
}

/// Audits the rows of tables that are new or have other columns now: rows that a migration has put there, and
/// rows whose digest is another since they have a column more.
fn note_reshaped(tx: &mut Tx<'_>, before: &[Vec<String>]) -> Result<()> {
    let tables = tx.shared.schema.tables.clone();
    let after = shapes(tx)?;
    for (table, _) in tables.into_iter().zip(before.iter().zip(&after)).filter(|(_, (old, new))| old != new) {
        // The migrations' own rows were written through an action just now.
        if table.no != SCHEMA_MIGRATION.no {
            note_all(tx, table)?;
        }
    }
    Ok(())
}

fn note_all(tx: &mut Tx<'_>, table: &'static Table) -> Result<()> {
    /// Changes in one audit row, in bytes.
    const MOST: usize = 1 << 18;
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut room = Vec::new();
    rows::each(tx, table, |row| {
        if pieces.last().is_none_or(|piece| piece.len() > MOST) {
            pieces.push(Vec::new());
        }
        let Some(piece) = pieces.last_mut() else {
            return Ok(());
        };
        crate::write::encode(piece, &mut room, table, row, false)
    })?;
    pieces.into_iter().try_for_each(|piece| {
        own_action(tx, |tx| {
            tx.work.changes = piece;
            Ok(())
        })
    })
}

/// Names of all tables that are there, in order; SQLite's own and the parts of its text indexes left out.
pub(crate) fn table_names(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let text = match tx.engine() {
        Engine::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') \
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE \"C\""
        }
    };
    tx.unrecorded(text, &[], |row| row.text())
}
