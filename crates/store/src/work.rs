//! What a transaction has gathered and writes at its end, with the way back to an earlier moment.

use crate::schema::MAX_KEY;
use crate::{CounterTable, Table};
use kernel::Instant;
use rustc_hash::FxHashMap;

/// Everything that belongs to one closure.
#[derive(Default)]
pub(crate) struct Work {
    /// Something failed that must not be committed.
    pub(crate) doomed: bool,
    /// Technical time, once asked for.
    pub(crate) recorded_at: Option<Instant>,
    /// The action that is running.
    pub(crate) acting: Option<Acting>,
    /// Changes of the running action, encoded.
    pub(crate) changes: Vec<u8>,
    /// Audit rows of this transaction, not yet queued for the sealer.
    pub(crate) audited: Vec<i64>,
    /// Counters, the innermost attempt last.
    counters: Vec<Counters>,
    /// Texts of the audited writes, by table and changed columns. Survives [`reset`](Self::reset).
    pub(crate) texts: FxHashMap<(usize, u64), &'static str>,
    /// Room for hashing a row.
    pub(crate) canonical: Vec<u8>,
}

#[derive(Clone, Copy)]
pub(crate) struct Acting {
    /// Whether rows have changed.
    pub(crate) changed: bool,
}

/// Where a transaction stood.
pub(crate) struct Mark {
    doomed: bool,
    acting: Option<Acting>,
    changes: usize,
    audited: usize,
    counters: usize,
}

pub(crate) type CounterKey = [i64; MAX_KEY];

/// Buffered counts.
#[derive(Default)]
pub(crate) struct Counters {
    tables: Vec<Buffer>,
}

pub(crate) struct Buffer {
    pub(crate) table: &'static CounterTable,
    /// Where the measures of a key begin.
    pub(crate) rows: FxHashMap<CounterKey, usize>,
    /// Measures, one stride per key.
    pub(crate) deltas: Vec<i64>,
}

impl Counters {
    /// The measures of a key, zero at first.
    pub(crate) fn row(&mut self, table: &'static CounterTable, key: CounterKey) -> &mut [i64] {
        let i = match self.tables.iter().position(|b| std::ptr::eq(b.table, table)) {
            Some(i) => i,
            None => {
                self.tables.push(Buffer { table, rows: FxHashMap::default(), deltas: Vec::new() });
                self.tables.len() - 1
            }
        };
        let buffer = &mut self.tables[i];
        let stride = table.measures.len();
        let start = *buffer.rows.entry(key).or_insert_with(|| {
            let start = buffer.deltas.len();
            buffer.deltas.resize(start + stride, 0);
            start
        });
        &mut buffer.deltas[start..start + stride]
    }

    /// Everything in key order; tables by name.
    pub(crate) fn into_sorted(mut self) -> Vec<(Buffer, Vec<(CounterKey, usize)>)> {
        self.tables.sort_by_key(|b| b.table.name);
        self.tables
            .into_iter()
            .map(|b| {
                let mut keys: Vec<_> = b.rows.iter().map(|(k, at)| (*k, *at)).collect();
                keys.sort_unstable();
                (b, keys)
            })
            .collect()
    }
}

impl Work {
    /// Forgets everything but the texts and the room it already has.
    pub(crate) fn reset(&mut self) {
        self.doomed = false;
        self.recorded_at = None;
        self.acting = None;
        self.changes.clear();
        self.audited.clear();
        self.counters.clear();
    }

    /// The counters to add to.
    pub(crate) fn counters(&mut self) -> &mut Counters {
        if self.counters.is_empty() {
            self.counters.push(Counters::default());
        }
        self.counters.last_mut().expect("one was pushed just now")
    }

    /// All counters gathered so far; none remain.
    pub(crate) fn take_counters(&mut self) -> Option<Counters> {
        debug_assert!(self.counters.len() <= 1, "attempts end before the transaction does");
        self.counters.pop()
    }

    pub(crate) fn mark(&mut self) -> Mark {
        let mark = Mark {
            doomed: self.doomed,
            acting: self.acting,
            changes: self.changes.len(),
            audited: self.audited.len(),
            counters: self.counters.len(),
        };
        self.counters.push(Counters::default());
        mark
    }

    /// The innermost attempt went well: its counters join those around it.
    pub(crate) fn keep(&mut self) {
        let Some(inner) = self.counters.pop() else { return };
        if self.counters.is_empty() {
            self.counters.push(inner);
            return;
        }
        let outer = self.counters();
        for buffer in inner.tables {
            for (key, start) in buffer.rows {
                let stride = buffer.table.measures.len();
                for (sum, delta) in
                    outer.row(buffer.table, key).iter_mut().zip(&buffer.deltas[start..start + stride])
                {
                    *sum = sum.wrapping_add(*delta);
                }
            }
        }
    }

    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.doomed = mark.doomed;
        self.acting = mark.acting;
        self.changes.truncate(mark.changes);
        self.audited.truncate(mark.audited);
        self.counters.truncate(mark.counters);
    }

    /// The text of a write, made once per process for each table and set of columns.
    pub(crate) fn text(&mut self, table: &'static Table, mask: u64) -> &'static str {
        let key = (std::ptr::from_ref(table) as usize, mask);
        self.texts.entry(key).or_insert_with(|| crate::write::text(table, mask))
    }
}
