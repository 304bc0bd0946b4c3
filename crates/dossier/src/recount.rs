//! Derives all counters anew from the events, and names every difference.

use crate::event;
use crate::statistics;
use crate::tally::{Ledger, MEASURE_NAMES, MEASURES};
use crate::words::Channel;
use catalogue::ProcedureId;
use kernel::{Day, Fault, Result, UnitId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use store::{Row, Tx, V, vals};

type Key = [i64; 4];
type Counted = [i64; MEASURES];
type ByProcedure = BTreeMap<Key, [i64; statistics::COLUMNS.len()]>;

/// A counter that is not what the events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// Its key, readable.
    pub key: String,
    /// The column.
    pub column: &'static str,
    /// What stands there; `None` when the row is missing.
    pub found: Option<i64>,
    /// What the events say; `None` when there should be no row.
    pub expected: Option<i64>,
}

/// What a recount found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Every counter that differs.
    pub differences: Vec<Difference>,
    /// Dossiers counted.
    pub dossiers: u64,
    /// Events read.
    pub events: u64,
}

/// The counters as the events say, and the codes given.
struct Derived {
    counters: FxHashMap<Key, Counted>,
    procedures: FxHashMap<Key, [i64; statistics::COLUMNS.len()]>,
    codes: BTreeMap<(i64, i64), (i64, i64)>,
}

/// Compares all counters with the events. With `fix` it writes what the events say, in the caller's transaction.
///
/// # Errors
/// A fault when an event cannot be read.
pub fn recount(tx: &mut Tx, fix: bool) -> Result<Recount> {
    let mut report = Recount::default();
    let derived = derive(tx, &mut report)?;
    let expected: BTreeMap<Key, Counted> = derived.counters.into_iter().collect();
    let found = read_table(
        tx,
        "SELECT known_day, day, unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, \
         moved, overdue, paused, delivered_post, taken FROM stat_unit_day",
        &[],
    )?;
    compare("stat_unit_day", &MEASURE_NAMES, &found, &expected, &mut report.differences);
    let procedures: ByProcedure = derived.procedures.into_iter().collect();
    let found = statistics::read(tx)?;
    compare("stat_procedure_half", &statistics::COLUMNS, &found, &procedures, &mut report.differences);
    compare_codes(tx, &derived.codes, &mut report.differences)?;
    let sealed = compare_seals(tx, &expected, &mut report.differences)?;
    if fix && !report.differences.is_empty() {
        rewrite(tx, &expected, &derived.codes, &sealed)?;
        statistics::write(tx, &procedures)?;
    }
    Ok(report)
}

/// The counters by procedure as the events say.
///
/// # Errors
/// A fault when an event cannot be read.
pub(crate) fn by_procedure(tx: &mut Tx) -> Result<ByProcedure> {
    Ok(derive(tx, &mut Recount::default())?.procedures.into_iter().collect())
}

fn derive(tx: &mut Tx, report: &mut Recount) -> Result<Derived> {
    let mut derived =
        Derived { counters: FxHashMap::default(), procedures: FxHashMap::default(), codes: BTreeMap::new() };
    let mut present: Option<(i64, ProcedureId, Ledger)> = None;
    tx.each(
        "SELECT d.id, d.channel, d.receiving_id, d.accepted_at, d.number, e.seq, e.at, e.known_day, e.kind, e.state, \
         e.unit_id, e.armed_day, e.verdict, CASE WHEN e.kind = 'procedure_corrected' THEN e.body END, \
         d.procedure_id FROM dossier d JOIN dossier_event e ON e.dossier_id = d.id \
         ORDER BY d.id, e.seq",
        &[],
        |row| {
            let (id, channel, receiving) = (row.int()?, row.int()?, UnitId(row.int()?));
            let (accepted, number, seq) = (row.opt_int()?, row.opt_int()?, row.int()?);
            let event = event::read(row)
                .map_err(|e| Fault::because(format!("dossier_event ({id}, {seq})"), e.to_string()))?;
            let procedure = ProcedureId(row.int()?);
            report.events += 1;
            if present.as_ref().is_none_or(|(of, ..)| *of != id) {
                if let Some((_, procedure, ledger)) = present.take() {
                    derived.add(procedure, &ledger);
                }
                report.dossiers += 1;
                let channel = Channel::from_national_code(channel)
                    .ok_or_else(|| Fault::new(format!("dossier {id}: unknown channel {channel}")))?;
                present = Some((id, procedure, Ledger::new(channel, receiving)));
                if let (Some(at), Some(number)) = (accepted, number) {
                    let day = kernel::Instant(at).day().0;
                    let (count, last) = derived.codes.entry((receiving.0, day)).or_default();
                    *count += 1;
                    *last = (*last).max(number);
                }
            }
            match &mut present {
                Some((.., ledger)) => event.book(ledger),
                None => Ok(()),
            }
        },
    )?;
    if let Some((_, procedure, ledger)) = present {
        derived.add(procedure, &ledger);
    }
    Ok(derived)
}

impl Derived {
    /// Adds the bookings of a dossier that is of this procedure now.
    fn add(&mut self, procedure: ProcedureId, ledger: &Ledger) {
        for b in ledger.bookings() {
            if !b.by_procedure_only {
                let key = [b.known.0, b.day.0, b.unit.0, b.channel.national_code()];
                self.counters.entry(key).or_insert([0; MEASURES])[b.measure as usize] += b.delta;
            }
            if let Some((key, deltas)) = statistics::counted(b, ledger.procedure_of(b, procedure)) {
                let row = self.procedures.entry(key).or_default();
                for (column, delta) in deltas {
                    row[column] += delta;
                }
            }
        }
    }
}

fn read_table(tx: &mut Tx, sql: &'static str, args: &[V<'_>]) -> Result<BTreeMap<Key, Counted>> {
    let mut found = BTreeMap::new();
    tx.each(sql, args, |row: &mut Row<'_>| {
        let key = [row.int()?, row.int()?, row.int()?, row.int()?];
        let mut counted = [0; MEASURES];
        for n in &mut counted {
            *n = row.int()?;
        }
        found.insert(key, counted);
        Ok(())
    })?;
    Ok(found)
}

/// Every column that differs; a row that is there for nothing, or missing, differs in its first column at least.
fn compare<const N: usize>(
    table: &'static str,
    columns: &[&'static str; N],
    found: &BTreeMap<Key, [i64; N]>,
    expected: &BTreeMap<Key, [i64; N]>,
    differences: &mut Vec<Difference>,
) {
    let mut keys: Vec<&Key> = found.keys().chain(expected.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (f, e) = (found.get(key), expected.get(key));
        for (i, column) in columns.iter().enumerate() {
            let (a, b) = (f.map(|c| c[i]), e.map(|c| c[i]));
            if a != b && (i == 0 || a.unwrap_or(0) != b.unwrap_or(0)) {
                differences.push(Difference {
                    table,
                    key: describe(table, key),
                    column,
                    found: f.map(|c| c[i]),
                    expected: e.map(|c| c[i]),
                });
            }
        }
    }
}

fn describe(table: &str, key: &Key) -> String {
    let [known, day, unit, of] = *key;
    match table {
        "stat_seal" => format!("day {} unit {unit} channel {of}", Day(known)),
        "stat_procedure_half" => {
            format!("known {} half {} unit {unit} procedure {of}", Day(known), Day(day))
        }
        _ => format!("known {} day {} unit {unit} channel {of}", Day(known), Day(day)),
    }
}

fn compare_codes(
    tx: &mut Tx,
    expected: &BTreeMap<(i64, i64), (i64, i64)>,
    differences: &mut Vec<Difference>,
) -> Result<()> {
    let mut found = BTreeMap::new();
    tx.each("SELECT receiving_id, day, last FROM code_counter", &[], |row| {
        found.insert((row.int()?, row.int()?), row.int()?);
        Ok(())
    })?;
    let mut keys: Vec<&(i64, i64)> = found.keys().chain(expected.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (f, e) = (found.get(key).copied(), expected.get(key).copied());
        let name = format!("unit {} day {}", key.0, Day(key.1));
        if f != e.map(|(_, last)| last) {
            let expected = e.map(|(_, last)| last);
            differences.push(Difference {
                table: "code_counter",
                key: name,
                column: "last",
                found: f,
                expected,
            });
        } else if let Some((count, last)) = e.filter(|(count, last)| count != last) {
            let (found, expected) = (Some(last), Some(count));
            differences.push(Difference { table: "dossier", key: name, column: "number", found, expected });
        }
    }
    Ok(())
}

/// The seals as they should be, told by the counters, for the days that are sealed.
fn compare_seals(
    tx: &mut Tx,
    expected: &BTreeMap<Key, Counted>,
    differences: &mut Vec<Difference>,
) -> Result<BTreeMap<Key, Counted>> {
    let sealed_to = tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| row.int())?;
    let mut sums: BTreeMap<(i64, i64), Counted> = BTreeMap::new();
    let mut seals = BTreeMap::new();
    if let Some(first) = expected.keys().next().map(|key| key[0]) {
        let mut entries = expected.iter().peekable();
        for day in first + 1..=sealed_to {
            let mut came = false;
            while let Some((key, counted)) = entries.next_if(|(key, _)| key[0] < day) {
                came = true;
                let sum = sums.entry((key[2], key[3])).or_insert([0; MEASURES]);
                for (s, n) in sum.iter_mut().zip(counted) {
                    *s += n;
                }
            }
            // A day on which nothing became known needs no seal of its own.
            if !came {
                continue;
            }
            for ((unit, channel), sum) in &sums {
                seals.insert([day, 0, *unit, *channel], *sum);
            }
        }
    }
    let found = read_table(
        tx,
        "SELECT day, 0, unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, \
         overdue, paused, delivered_post, taken FROM stat_seal",
        &[],
    )?;
    compare("stat_seal", &MEASURE_NAMES, &found, &seals, differences);
    Ok(seals)
}

fn rewrite(
    tx: &mut Tx,
    counters: &BTreeMap<Key, Counted>,
    codes: &BTreeMap<(i64, i64), (i64, i64)>,
    seals: &BTreeMap<Key, Counted>,
) -> Result<()> {
    tx.exec("DELETE FROM stat_unit_day", &[])?;
    tx.exec("DELETE FROM stat_seal", &[])?;
    tx.exec("DELETE FROM code_counter", &[])?;
    for (key, counted) in counters {
        let mut args: Vec<V<'_>> = key.iter().map(|n| V::Int(*n)).collect();
        args.extend(counted.iter().map(|n| V::Int(*n)));
        tx.exec(
            "INSERT INTO stat_unit_day (known_day, day, unit_id, channel, received, early, on_time, late, refused, \
             stopped, withdrawn, moved, overdue, paused, delivered_post, taken) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            &args,
        )?;
    }
    for (key, counted) in seals {
        let mut args: Vec<V<'_>> = vec![V::Int(key[0]), V::Int(key[2]), V::Int(key[3])];
        args.extend(counted.iter().map(|n| V::Int(*n)));
        tx.exec(
            "INSERT INTO stat_seal (day, unit_id, channel, received, early, on_time, late, refused, stopped, \
             withdrawn, moved, overdue, paused, delivered_post, taken) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            &args,
        )?;
    }
    for ((unit, day), (_, last)) in codes {
        tx.exec(
            "INSERT INTO code_counter (receiving_id, day, last) VALUES ($1, $2, $3)",
            &vals![*unit, *day, *last],
        )?;
    }
    Ok(())
}
