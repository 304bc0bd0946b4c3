//! Restoring a backup into an empty place: all of it, or nothing.

use super::BackupError;
use super::format::{Backup, Contents, TableIs, row_digest};
use super::write::{part, sync_folder};
use crate::db::Shared;
use crate::digest::{Sum, hex};
use crate::{Engine, Migration, Schema, Target, Tx, V, migrate, pg, rows, sqlite};
use kernel::{Fault, Instant, SystemClock};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Restores a backup. The place must be empty: no SQLite file, no table in the PostgreSQL schema. What was
/// restored is read back and compared with the backup before it counts. A backup of an older version is brought up
/// to date when it is next opened.
///
/// # Errors
/// See [`BackupError`]; then nothing is left behind.
pub fn restore(path: &Path, target: &Target, schema: &Schema) -> Result<Contents, BackupError> {
    let mut backup = Backup::open(path)?;
    let migrations = history(&backup, schema, &path.display().to_string())?;
    let shared = Arc::new(Shared::new(schema, 0, Arc::new(SystemClock)));
    let tables = match target {
        Target::Sqlite(file) => into_sqlite(&mut backup, file, &shared, &migrations)?,
        Target::Postgres { url, schema: name } => {
            let fill = |tx: &mut Tx<'_>| fill(tx, &mut backup, &migrations);
            pg::build(url, name, &shared, fill)?
        }
    };
    Ok(Contents { taken_at: Instant(backup.header.taken_at), tables, bytes: backup.bytes })
}

/// The migrations that the backup's database had, as this program has them.
fn history(backup: &Backup, schema: &Schema, name: &str) -> Result<Vec<Migration>, BackupError> {
    let find = |step: &super::format::Step| {
        let known = schema.migrations.iter().find(|m| m.no == step.no);
        let known = known.ok_or_else(|| BackupError::Newer(name.to_owned(), step.no))?;
        if hex(&migrate::checksum(known)) == step.checksum {
            Ok(*known)
        } else {
            Err(BackupError::Changed(name.to_owned(), step.no))
        }
    };
    backup.header.migrations.iter().map(find).collect()
}

type Filled = Vec<(String, u64)>;

fn into_sqlite(
    backup: &mut Backup,
    file: &Path,
    shared: &Arc<Shared>,
    migrations: &[Migration],
) -> Result<Filled, BackupError> {
    if std::fs::metadata(file).is_ok_and(|m| m.len() > 0) {
        return Err(BackupError::NotEmpty(file.display().to_string()));
    }
    let part = part(file);
    let _ = std::fs::remove_file(&part);
    let made = sqlite::build(&part, shared, |tx| fill(tx, backup, migrations)).and_then(|filled| {
        let io = |e| BackupError::io(file, e);
        File::open(&part).and_then(|f| f.sync_all()).map_err(io)?;
        // A log left by a database that was deleted would be taken for ours.
        for suffix in ["-wal", "-shm"] {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            let _ = std::fs::remove_file(name);
        }
        std::fs::rename(&part, file).map_err(io)?;
        sync_folder(file)?;
        Ok(filled)
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    made
}

/// Makes the tables, fills them, and reads them back.
fn fill(tx: &mut Tx<'_>, backup: &mut Backup, migrations: &[Migration]) -> Result<Filled, BackupError> {
    migrate::apply_texts(tx, migrations)?;
    for table in migrate::table_names(tx)? {
        empty(tx, &table)?;
    }
    let ties = untie(tx)?;
    let mut filled = Vec::new();
    for table in backup.header.tables.clone() {
        let sum = one_table(tx, backup, &table)?;
        if read_back(tx, &table)? != sum {
            return Err(BackupError::Mismatch(table.name));
        }
        filled.push((table.name, sum.rows));
    }
    tie(tx, &ties)?;
    tx.batch("ANALYZE")?;
    Ok(filled)
}

/// Takes away the rows that migrations have put in; the backup has them as they were last.
fn empty(tx: &mut Tx<'_>, table: &str) -> Result<(), BackupError> {
    let any =
        tx.unrecorded(format!("SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS t"), &[], |r| {
            r.int()
        })?;
    if any.first().is_some_and(|n| *n > 0) {
        tx.batch(&format!("DELETE FROM {table}"))?;
    }
    Ok(())
}

fn one_table(tx: &mut Tx<'_>, backup: &mut Backup, table: &TableIs) -> Result<Sum, BackupError> {
    let mut result = None;
    let kinds = table.kinds();
    let filled = tx.fill(&table.name, &table.names(), &kinds, &mut |sink| {
        let done = backup.table(table, |values| sink(values).map_err(BackupError::from));
        let good = done.is_ok();
        result = Some(done);
        if good { Ok(()) } else { Err(Fault::new("the backup could not be read").into()) }
    });
    match (result, filled) {
        (Some(Ok(sum)), Ok(())) => Ok(sum),
        (Some(Err(error)), _) => Err(error),
        (_, Err(error)) => Err(error.into()),
        (None, Ok(())) => Err(BackupError::Other(Fault::new("no table was filled"))),
    }
}

fn read_back(tx: &mut Tx<'_>, table: &TableIs) -> Result<Sum, BackupError> {
    let mut sum = Sum::default();
    let mut room = Vec::new();
    let key: Vec<&str> = table.key.iter().map(String::as_str).collect();
    rows::of(tx, &table.name, &table.names(), &table.kinds(), &key, |values: &[V<'_>]| {
        sum.add(&row_digest(&mut room, &table.name, values));
        Ok(())
    })?;
    Ok(sum)
}

/// Takes the foreign keys off, so that tables can be filled in any order; returns the texts that put them back.
fn untie(tx: &mut Tx<'_>) -> Result<Vec<String>, BackupError> {
    if tx.engine() == Engine::Sqlite {
        // Off for the whole connection there.
        return Ok(Vec::new());
    }
    let ties = tx.unrecorded(
        "SELECT quote_ident(t.relname), quote_ident(c.conname), pg_get_constraintdef(c.oid) FROM pg_constraint c \
         JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
         WHERE c.contype = 'f' AND n.nspname = current_schema()",
        &[],
        |row| Ok((row.text()?, row.text()?, row.text()?)),
    )?;
    let mut again = Vec::new();
    for (table, name, text) in ties {
        tx.batch(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
        again.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {text}"));
    }
    Ok(again)
}

fn tie(tx: &mut Tx<'_>, again: &[String]) -> Result<(), BackupError> {
    if tx.engine() == Engine::Sqlite {
        let broken =
            tx.unrecorded("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", &[], |r| r.text())?;
        return match broken.into_iter().next() {
            None => Ok(()),
            Some(table) => Err(BackupError::Mismatch(table)),
        };
    }
    again.iter().try_for_each(|text| tx.batch(text)).map_err(BackupError::from)
}
