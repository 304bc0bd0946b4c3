//! `verify`: whether everything is as the program left it; and the digest of the business tables.

use super::chain;
use super::expected::{Expected, key_text};
use super::report::{Anchor, Report, TableDigest, What};
use crate::digest::{RowDigest, Sum, canonical, half, hex, sha256};
use crate::schema::listed;
use crate::{CounterTable, Db, Kind, Table, Tx, V, introspect, migrate, rows};
use kernel::Result;

/// What `verify` should hold the database against, besides itself.
#[derive(Clone, Debug, Default)]
pub struct VerifyOptions {
    /// A head of the chain exported earlier, which must be part of it.
    pub anchor: Option<Anchor>,
}

/// Checks the whole database on one snapshot: the chain of seals and every audit row, every row of every
/// registered table against the audit, the migrations, and that there is no table nobody knows.
///
/// Reads everything once; keeps about 70 bytes for each row and audit row.
///
/// # Errors
/// A fault of the database. What is wrong with the data is in the report.
pub fn verify(db: &Db, options: &VerifyOptions) -> Result<Report> {
    db.read(|tx| {
        let schema = tx.shared.schema.clone();
        let mut report = Report::default();
        let mut expected = Expected::new(schema.clone());
        chain::check(tx, &mut expected, options.anchor.as_ref(), &mut report)?;
        shapes(tx, &mut report)?;
        let mut sums = Vec::new();
        for table in &schema.tables {
            let sum = scan(tx, table, |key, digest| {
                if let Some(what) = expected.meet(table.no, key.iter().copied(), digest) {
                    report.add(table.name, key_text(key.iter().copied()), what);
                }
            })?;
            if is_business(table) {
                sums.push((table.name, sum));
            }
        }
        expected.name_missing(tx, &mut report)?;
        migrations(tx, &mut report)?;
        for counter in &schema.counters {
            sums.push((counter.name, scan_counter(tx, counter)?));
        }
        let whole = BusinessDigest::of(sums);
        report.digest = whole.digest;
        report.tables = whole.tables;
        Ok(report)
    })
}

/// The digest of the business tables and counters. Does not depend on the order of rows or on the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BusinessDigest {
    /// Of all of them, hexadecimal.
    pub digest: String,
    /// By table.
    pub tables: Vec<TableDigest>,
}

impl BusinessDigest {
    fn of(mut sums: Vec<(&'static str, Sum)>) -> Self {
        sums.sort_by_key(|(name, _)| *name);
        let mut all = Vec::new();
        let mut tables = Vec::new();
        for (table, sum) in sums {
            canonical(&mut all, V::Text(table));
            canonical(&mut all, V::Bytes(&sum.bytes()));
            tables.push(TableDigest { table, rows: sum.rows, digest: hex(&sha256(&sum.bytes())) });
        }
        Self { digest: hex(&sha256(&all)), tables }
    }
}

/// Computes the [`BusinessDigest`] on one snapshot.
///
/// # Errors
/// A fault of the database.
pub fn business_digest(db: &Db) -> Result<BusinessDigest> {
    db.read(|tx| {
        let schema = tx.shared.schema.clone();
        let mut sums = Vec::new();
        for table in schema.tables.iter().copied().filter(|t| is_business(t)) {
            sums.push((table.name, scan(tx, table, |_, _| {})?));
        }
        for counter in &schema.counters {
            sums.push((counter.name, scan_counter(tx, counter)?));
        }
        Ok(BusinessDigest::of(sums))
    })
}

/// The store's own tables say nothing of the business.
fn is_business(table: &Table) -> bool {
    table.no >= 10
}

/// Shows key and digest of every row; sums up what is not volatile.
fn scan(tx: &mut Tx<'_>, table: &'static Table, mut f: impl FnMut(&[V<'_>], &RowDigest)) -> Result<Sum> {
    let mut sum = Sum::default();
    let (mut room, mut steady) = (Vec::new(), Vec::new());
    let volatile = table.columns.iter().any(|c| c.volatile);
    rows::each(tx, table, |values| {
        room.clear();
        canonical(&mut room, V::Text(table.name));
        values.iter().for_each(|v| canonical(&mut room, *v));
        let whole = sha256(&room);
        if volatile {
            steady.clear();
            canonical(&mut steady, V::Text(table.name));
            let kept = values.iter().zip(table.columns).filter(|(_, c)| !c.volatile);
            kept.for_each(|(v, _)| canonical(&mut steady, *v));
            sum.add(&sha256(&steady));
        } else {
            sum.add(&whole);
        }
        let mut key = [V::Null; crate::schema::MAX_COLUMNS];
        for (place, at) in key.iter_mut().zip(table.key) {
            *place = values[*at];
        }
        f(&key[..table.key.len()], &half(&whole));
        Ok(())
    })?;
    Ok(sum)
}

fn scan_counter(tx: &mut Tx<'_>, counter: &'static CounterTable) -> Result<Sum> {
    let columns: Vec<&str> = counter.keys.iter().chain(counter.measures).copied().collect();
    let kinds = vec![Kind::Int; columns.len()];
    let mut sum = Sum::default();
    let mut room = Vec::new();
    rows::of(tx, counter.name, &columns, &kinds, counter.keys, |values| {
        room.clear();
        canonical(&mut room, V::Text(counter.name));
        values.iter().for_each(|v| canonical(&mut room, *v));
        sum.add(&sha256(&room));
        Ok(())
    })?;
    Ok(sum)
}

/// Every table is somebody's and has the columns that its owner knows.
fn shapes(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let schema = tx.shared.schema.clone();
    for name in migrate::table_names(tx)? {
        let table = schema.tables.iter().find(|t| t.name == name);
        let counter = schema.counters.iter().find(|c| c.name == name);
        let known: Vec<&str> = match (table, counter) {
            (Some(table), _) => table.columns.iter().map(|c| c.name).collect(),
            (None, Some(counter)) => counter.keys.iter().chain(counter.measures).copied().collect(),
            (None, None) if listed(&schema.exempt, &name) => continue,
            (None, None) => {
                report.add(&name, "", What::Unregistered);
                continue;
            }
        };
        let there = introspect::columns(tx, &name)?;
        if there.len() != known.len() || !there.iter().all(|c| known.contains(&c.name.as_str())) {
            report.add(&name, "", What::Misshapen);
        }
    }
    Ok(())
}

/// The migrations on record are those of this program, from the same texts.
fn migrations(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut missing = tx.shared.schema.migrations.clone();
    tx.each("SELECT no, name, checksum FROM schema_migration ORDER BY no", &[], |row| {
        let (no, name, sum) = (row.int()?, row.str()?, row.slice()?);
        let Some(at) = missing.iter().position(|m| i64::from(m.no) == no) else {
            report.add("schema_migration", no.to_string(), What::Added);
            return Ok(());
        };
        let known = missing.remove(at);
        if known.name != name || migrate::checksum(&known) != *sum {
            report.add("schema_migration", no.to_string(), What::Edited);
        }
        Ok(())
    })?;
    for migration in missing {
        report.add("schema_migration", migration.no.to_string(), What::Deleted);
    }
    Ok(())
}
