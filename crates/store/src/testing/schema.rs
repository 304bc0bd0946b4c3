//! Whether a schema is the same on both engines.

use super::TestDb;
use crate::{Engine, Schema, Tx, V, introspect, migrate};
use kernel::Result;
use std::collections::BTreeSet;

/// What differs between the two engines in columns, nullability, defaults, keys, unique constraints, indexes and foreign
/// keys; one line each. Empty when they agree. Tables of [`Schema::not_backed_up`] may differ.
///
/// # Panics
/// When a database cannot be made.
pub fn schema_difference(schema: &Schema) -> Vec<String> {
    let [sqlite, postgres] = [Engine::Sqlite, Engine::Postgres].map(|engine| {
        let db = TestDb::on(engine, schema);
        db.read(|tx| describe(tx, schema)).expect("describing a database")
    });
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>, whose: &str| {
        a.difference(b).map(|line| format!("only on {whose}: {line}")).collect::<Vec<_>>()
    };
    [only(&sqlite, &postgres, "SQLite"), only(&postgres, &sqlite, "PostgreSQL")].concat()
}

fn describe(tx: &mut Tx<'_>, schema: &Schema) -> Result<BTreeSet<String>> {
    let mut lines = BTreeSet::new();
    for table in migrate::table_names(tx)? {
        if crate::schema::listed(&schema.not_backed_up, &table) {
            continue;
        }
        for column in introspect::columns(tx, &table)? {
            let null = if column.nullable { "null" } else { "not null" };
            let default = if column.has_default { ", default" } else { "" };
            let key = if column.key > 0 { format!(", key {}", column.key) } else { String::new() };
            lines.insert(format!("{table}.{}: {:?}, {null}{default}{key}", column.name, column.kind));
        }
        lines.extend(indexes(tx, &table)?);
        lines.extend(foreign_keys(tx, &table)?);
    }
    Ok(lines)
}

/// `index name on table (a, b desc), unique, partial`; the ones that a constraint makes have no name.
fn indexes(tx: &mut Tx<'_>, table: &str) -> Result<Vec<String>> {
    let text = match tx.engine() {
        Engine::Sqlite => {
            "SELECT CASE WHEN l.origin = 'c' THEN l.name ELSE '' END, l.\"unique\", l.partial, \
             (SELECT group_concat(x.name || CASE WHEN x.\"desc\" THEN ' desc' ELSE '' END, ', ') FROM \
             (SELECT i.name, i.\"desc\" FROM pragma_index_xinfo(l.name) i WHERE i.key = 1 ORDER BY i.seqno) x) \
             FROM pragma_index_list($1) l WHERE l.origin <> 'pk'"
        }
        Engine::Postgres => {
            "SELECT CASE WHEN k.oid IS NULL THEN c.relname::text ELSE '' END, i.indisunique, i.indpred IS NOT NULL, \
             (SELECT string_agg(a.attname || CASE WHEN i.indoption[n - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY n) \
             FROM generate_series(1, i.indnkeyatts) n JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[n - 1]) \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
             JOIN pg_namespace s ON s.oid = t.relnamespace LEFT JOIN pg_constraint k ON k.conindid = c.oid AND k.contype = 'u' \
             JOIN pg_am m ON m.oid = c.relam \
             WHERE s.nspname = current_schema() AND t.relname = $1 AND NOT i.indisprimary AND m.amname = 'btree'"
        }
    };
    tx.unrecorded(text, &[V::Text(table)], |row| {
        let (name, unique, partial, columns) = (row.text()?, row.bool()?, row.bool()?, row.opt_text()?);
        let unique = if unique { ", unique" } else { "" };
        let partial = if partial { ", partial" } else { "" };
        Ok(format!("index {name} on {table} ({}){unique}{partial}", columns.unwrap_or_default()))
    })
}

fn foreign_keys(tx: &mut Tx<'_>, table: &str) -> Result<Vec<String>> {
    let text = match tx.engine() {
        Engine::Sqlite => {
            "SELECT group_concat(x.\"from\", ', '), x.\"table\", coalesce(group_concat(x.\"to\", ', '), '') FROM \
             (SELECT id, \"table\", \"from\", coalesce(\"to\", 'its key') AS \"to\" FROM pragma_foreign_key_list($1) \
             ORDER BY id, seq) x GROUP BY x.id, x.\"table\""
        }
        Engine::Postgres => {
            "SELECT (SELECT string_agg(a.attname, ', ' ORDER BY n) FROM generate_subscripts(k.conkey, 1) n \
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[n]), f.relname::text, \
             (SELECT string_agg(a.attname, ', ' ORDER BY n) FROM generate_subscripts(k.confkey, 1) n \
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = k.confkey[n]) \
             FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_namespace s ON s.oid = t.relnamespace \
             JOIN pg_class f ON f.oid = k.confrelid \
             WHERE k.contype = 'f' AND s.nspname = current_schema() AND t.relname = $1"
        }
    };
    tx.unrecorded(text, &[V::Text(table)], |row| {
        Ok(format!("{table} ({}) references {} ({})", row.text()?, row.text()?, row.text()?))
    })
}
