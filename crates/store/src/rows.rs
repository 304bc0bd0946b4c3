//! Whole rows of a table, in the order of its key.

use crate::sql::Sql;
use crate::{Kind, Table, Tx, V};
use kernel::Result;

/// Shows each row of a registered table, all its columns in order.
pub(crate) fn each(
    tx: &mut Tx<'_>,
    table: &'static Table,
    f: impl FnMut(&[V<'_>]) -> Result<()>,
) -> Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let kinds: Vec<Kind> = table.columns.iter().map(|c| c.kind).collect();
    let key: Vec<&str> = table.key.iter().map(|k| table.columns[*k].name).collect();
    of(tx, table.name, &names, &kinds, &key, f)
}

/// Shows each row of any table.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    table: &str,
    columns: &[&str],
    kinds: &[Kind],
    order: &[&str],
    mut f: impl FnMut(&[V<'_>]) -> Result<()>,
) -> Result<()> {
    let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
    tx.each(Sql::Built(sql), &[], |row| {
        let mut values = [V::Null; crate::schema::MAX_COLUMNS + 1];
        for (value, kind) in values.iter_mut().zip(kinds) {
            *value = row.of_kind(*kind)?;
        }
        f(&values[..kinds.len()])
    })
}
