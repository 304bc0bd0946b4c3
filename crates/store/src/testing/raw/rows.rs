//! Every row of a database, in memory by the thousand.

use super::Cells;
use crate::{Db, introspect, migrate, schema};
use kernel::Result;

/// A table, and the statement that puts one of its rows in.
#[derive(Clone, Debug)]
pub struct TableRows {
    /// Its name.
    pub table: String,
    /// Its columns in order.
    pub columns: Vec<String>,
    /// `INSERT INTO … VALUES ($1, …)`.
    pub insert: String,
    /// How many rows it has.
    pub rows: u64,
    select: String,
}

/// All tables of a database with what is in them; those a backup leaves out are not among them.
///
/// # Errors
/// A fault of the database.
pub fn table_rows(db: &Db) -> Result<Vec<TableRows>> {
    let left_out = db.schema().not_backed_up.clone();
    db.read(|tx| {
        let mut found = Vec::new();
        for table in migrate::table_names(tx)? {
            if schema::listed(&left_out, &table) {
                continue;
            }
            let columns = introspect::columns(tx, &table)?;
            let key = introspect::key(&columns).join(", ");
            let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
            let list = names.join(", ");
            let places = crate::placeholders(1, names.len());
            let rows = tx.unrecorded(format!("SELECT COUNT(*) FROM {table}"), &[], |row| row.int())?;
            found.push(TableRows {
                select: format!("SELECT {list} FROM {table} ORDER BY {key}"),
                insert: format!("INSERT INTO {table} ({list}) VALUES ({places})"),
                columns: names,
                rows: rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
                table,
            });
        }
        Ok(found)
    })
}

/// Shows all rows of a table in the order of its key, so many at a time.
///
/// # Errors
/// A fault of the database, or what `f` returned.
pub fn each_chunk(
    db: &Db,
    table: &TableRows,
    size: usize,
    mut f: impl FnMut(&[Cells]) -> Result<()>,
) -> Result<()> {
    db.read(|tx| {
        let mut chunk: Vec<Cells> = Vec::with_capacity(size);
        tx.each(table.select.clone(), &[], |row| {
            let cells = (0..table.columns.len()).map(|_| row.value().map(Into::into));
            chunk.push(cells.collect::<Result<Cells>>()?);
            if chunk.len() == size {
                f(&chunk)?;
                chunk.clear();
            }
            Ok(())
        })?;
        if chunk.is_empty() { Ok(()) } else { f(&chunk) }
    })
}
