//! What a database really has: columns, keys, indexes. In words that both engines share.

use crate::sql::Sql;
use crate::{Engine, Kind, Tx, V};
use kernel::{Fault, Result};

/// A column as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnIs {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) has_default: bool,
    /// Place in the primary key, from 1; 0 when it is not part of it.
    pub(crate) key: i64,
}

/// The columns of a table in order.
pub(crate) fn columns(tx: &mut Tx<'_>, table: &str) -> Result<Vec<ColumnIs>> {
    let text = match tx.engine() {
        Engine::Sqlite => {
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info($1) ORDER BY cid"
        }
        Engine::Postgres => {
            "SELECT a.attname::text, format_type(a.atttypid, NULL), a.attnotnull, a.atthasdef, \
             coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) \
             FROM pg_attribute a \
             JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
             WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped \
             ORDER BY a.attnum"
        }
    };
    tx.unrecorded(Sql::Fixed(text), &[V::Text(table)], |row| {
        let name = row.text()?;
        let kind = kind(table, &name, row.str()?)?;
        let (not_null, has_default, key) = (row.bool()?, row.bool()?, row.int()?);
        Ok(ColumnIs { name, kind, nullable: !not_null && key == 0, has_default, key })
    })
}

fn kind(table: &str, column: &str, named: &str) -> Result<Kind> {
    match named.to_ascii_lowercase().as_str() {
        "integer" | "int" | "bigint" => Ok(Kind::Int),
        "text" => Ok(Kind::Text),
        "blob" | "bytea" => Ok(Kind::Bytes),
        other => {
            Err(Fault::new(format!("{table}.{column} has the type {other}, which the store does not speak"))
                .into())
        }
    }
}

/// The names of a table's key in order.
pub(crate) fn key(columns: &[ColumnIs]) -> Vec<&str> {
    let mut key: Vec<&ColumnIs> = columns.iter().filter(|c| c.key > 0).collect();
    key.sort_by_key(|c| c.key);
    key.into_iter().map(|c| c.name.as_str()).collect()
}
