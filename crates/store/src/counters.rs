//! Additive counters: buffered during the transaction, written at its end in key order.

use crate::sql::Sql;
use crate::work::CounterKey;
use crate::{CounterTable, MAX_KEY, Tx, V};
use kernel::Result;
use std::fmt::Write as _;

impl Tx<'_> {
    /// Adds to counters: `(position of the measure, by how much)`. Nothing is written before the end of the
    /// transaction, and then in key order, so that two transactions cannot wait for each other.
    ///
    /// # Panics
    /// When the key has another number of columns than the table, or a measure does not exist: mistakes of the
    /// program that every test of the caller finds.
    pub fn count(&mut self, table: &'static CounterTable, key: &[i64], deltas: &[(usize, i64)]) {
        assert_eq!(key.len(), table.keys.len(), "key of {}", table.name);
        let mut whole: CounterKey = [0; MAX_KEY];
        whole[..key.len()].copy_from_slice(key);
        let row = self.work.counters().row(table, whole);
        for &(measure, delta) in deltas {
            row[measure] += delta;
        }
    }

    /// Writes the buffered counters now, so that a query of the same transaction sees them. A row is written for
    /// every key that was counted, also when its sum is zero: so the rows do not depend on how much one
    /// transaction held.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn flush_counters(&mut self) -> Result<()> {
        let Some(counters) = self.work.take_counters() else {
            return Ok(());
        };
        for (buffer, keys) in counters.into_sorted() {
            let table = buffer.table;
            let text = Sql::Fixed(text(self, table));
            for (key, start) in keys {
                let measures = &buffer.deltas[start..start + table.measures.len()];
                let mut args = [V::Null; crate::schema::MAX_MEASURES + MAX_KEY];
                let n = table.keys.len() + measures.len();
                for (arg, x) in args.iter_mut().zip(key[..table.keys.len()].iter().chain(measures)) {
                    *arg = V::Int(*x);
                }
                self.exec_iter(&text, args[..n].iter().copied())?;
            }
        }
        Ok(())
    }
}

fn text(tx: &mut Tx<'_>, table: &'static CounterTable) -> &'static str {
    let key = (std::ptr::from_ref(table) as usize, u64::MAX);
    tx.work.texts.entry(key).or_insert_with(|| crate::write::keep_text(key, || upsert(table)))
}

fn upsert(table: &CounterTable) -> String {
    let columns: Vec<&str> = table.keys.iter().chain(table.measures).copied().collect();
    let mut sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET ",
        table.name,
        columns.join(", "),
        crate::sql::placeholders(1, columns.len()),
        table.keys.join(", ")
    );
    for (i, measure) in table.measures.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}{measure} = {}.{measure} + excluded.{measure}", table.name);
    }
    sql
}
