//! A province loaded into a database, and its plan.

use crate::open;
use crate::out::Done;
use province::Province;
use replay::Plan;
use store::testing::raw::{Raw, TableRows, each_chunk, table_rows};
use store::{Db, Engine, Open, Target};

const FOLDER: &str = "provinces/ca-mau-2020";
/// How SQLite's text index learns of a dossier; PostgreSQL keeps its own.
pub(crate) const TELL_TEXT: &str = "INSERT INTO dossier_text (rowid, search) VALUES ($1, $2)";

/// Loads the demo province into an empty place.
pub(crate) fn load(target: &Target, sample: u32) -> Done<(Db, Plan)> {
    let province =
        Province::read(std::path::Path::new(FOLDER)).map_err(|_| format!("{FOLDER} cannot be read"))?;
    let db = open(target, Open::Create)?;
    motcua::load::load(&db, &province)?;
    let plan = motcua::year::plan(&db, &province, None, sample)?;
    Ok((db, plan))
}

/// An empty place with all tables and indexes, behind a bare connection.
pub(crate) fn bare(target: &Target) -> Done<Raw> {
    if let Target::Sqlite(file) = target {
        std::fs::create_dir_all(file.parent().ok_or("a file in a folder")?)?;
    }
    Ok(Raw::create(target, &motcua::domains::schema())?)
}

/// Tables with those of the dossiers last: dossiers point to the others, events to dossiers.
pub(crate) fn in_order(db: &Db) -> Done<Vec<TableRows>> {
    let mut tables = table_rows(db)?;
    let last = ["dossier", "dossier_event"];
    tables.sort_by_key(|t| last.iter().position(|name| *name == t.table).map_or(0, |at| at + 1));
    Ok(tables)
}

/// Copies everything.
pub(crate) fn copy(db: &Db, raw: &mut Raw) -> Done<()> {
    check_keys(raw, false)?;
    for table in in_order(db)? {
        each_chunk(db, &table, 2_000, |rows| raw.insert(&[(&table.insert, rows)]))?;
    }
    Ok(())
}

/// Whether foreign keys are checked from now on.
pub(crate) fn check_keys(raw: &mut Raw, checked: bool) -> kernel::Result<()> {
    raw.batch(match (raw.engine(), checked) {
        (Engine::Postgres, false) => "SET session_replication_role = replica",
        (Engine::Postgres, true) => "SET session_replication_role = origin",
        (Engine::Sqlite, false) => "PRAGMA foreign_keys = OFF",
        (Engine::Sqlite, true) => "PRAGMA foreign_keys = ON",
    })
}
