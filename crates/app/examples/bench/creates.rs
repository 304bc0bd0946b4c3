//! Durable creates by sixteen callers through the desk's front door, each a transaction that is answered after its
//! COMMIT; and the same rows by bare statements of the driver. Turn by turn, so that both meet the same weather.

use crate::out::{Done, float, percentile, row, tell};
use crate::world::{TELL_TEXT, bare, copy, load};
use dossier::desk::{Accept, Actor, Applicant, Channel, Ctx, Desk, ResultBy, Tokens};
use dossier::tally::{MEASURE_NAMES, Measure};
use kernel::clock::Stopwatch;
use kernel::{Day, Instant};
use replay::Plan;
use std::time::Duration;
use store::testing::raw::{Cell, Cells, Job, TableRows, each_chunk, group_commit, table_rows};
use store::{Db, Engine, Target};

pub(crate) const CALLERS: usize = 16;
/// Turns that count; one before them warms up.
pub(crate) const TURNS: usize = 8;

pub(crate) fn creates(at_desk: &Target, at_bare: &Target, n: usize) -> Done<()> {
    let (db, plan) = load(at_desk, 1)?;
    copy(&db, &mut bare(at_bare)?)?;
    let desk = Desk::open(db.clone(), Tokens::System);
    let day = plan.period.from.plus(69);
    let each = n / TURNS / CALLERS;
    let (mut ours, mut theirs) = (Sum::default(), Sum::default());
    let mut seen = Seen::default();
    for turn in 0..=TURNS {
        let lists = (0..CALLERS).map(|c| filings(&plan, (turn * CALLERS + c) * each, each)).collect();
        let through = at_the_desk(&desk, lists, day.at_minute(600))?;
        let (statements, jobs) = same_rows(&db, &mut seen)?;
        let without = group_commit(at_bare, &statements, jobs)?;
        if turn > 0 {
            ours.add(through);
            theirs.add((without.whole, without.calls.clone()));
            tell(&format!(
                "turn {turn}: {:.0}/s, bare {:.0}/s in {} commits",
                ours.rate(),
                theirs.rate(),
                without.commits
            ));
        }
    }
    let which = if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    row(&format!("durable creates by {CALLERS} callers ({which})"), ours.rate(), "/s", "");
    row(&format!("  p99 of one ({which})"), percentile(&mut ours.calls, 99), "ms", "");
    row(&format!("bare group commit of the same rows ({which})"), theirs.rate(), "/s", "");
    row(&format!("  p99 of one, bare ({which})"), percentile(&mut theirs.calls, 99), "ms", "");
    row(&format!("creates to bare group commit ({which})"), ours.rate() / theirs.rate(), "", "≥ 0.6");
    Ok(())
}

#[derive(Default)]
pub(crate) struct Sum {
    whole: Duration,
    pub(crate) calls: Vec<Duration>,
}

impl Sum {
    pub(crate) fn add(&mut self, (whole, calls): (Duration, Vec<Duration>)) {
        self.whole += whole;
        self.calls.extend(calls);
    }

    pub(crate) fn rate(&self) -> f64 {
        float(u64::try_from(self.calls.len()).unwrap_or(0)) / self.whole.as_secs_f64()
    }
}

/// What a caller will file: units, procedures and names in turn.
pub(crate) fn filings(plan: &Plan, from: usize, n: usize) -> Vec<Accept> {
    let units: Vec<_> = plan.units.iter().filter(|u| !u.offers.is_empty()).collect();
    (from..from + n)
        .filter_map(|i| {
            let unit = units.get(i.wrapping_mul(7919) % units.len())?;
            let offer = unit.offers.get(i.wrapping_mul(31) % unit.offers.len())?;
            let pick = |of: &[String], step: usize| of.get((i.wrapping_mul(step) >> 3) % of.len()).cloned();
            let name = [
                pick(&plan.names.family, 2_654_435_761)?,
                pick(&plan.names.middle, 40_503)?,
                pick(&plan.names.given, 97_561)?,
            ];
            Some(Accept {
                id: None,
                procedure: offer.procedure,
                unit: unit.unit,
                receiving: unit.receiving,
                channel: Channel::Counter,
                result_by: ResultBy::Counter,
                applicant: Applicant {
                    name: name.join(" "),
                    phone: format!("09{:08}", i.wrapping_mul(48_271) % 100_000_000),
                    card: format!("{:012}", i.wrapping_mul(69_621) % 1_000_000_000_000),
                    address: unit.name.clone(),
                },
                content: offer.name.clone(),
            })
        })
        .collect()
}

pub(crate) fn at_the_desk(
    desk: &Desk,
    lists: Vec<Vec<Accept>>,
    now: Instant,
) -> Done<(Duration, Vec<Duration>)> {
    std::thread::scope(|scope| {
        let watch = Stopwatch::start();
        let threads: Vec<_> = lists
            .into_iter()
            .map(|list| {
                scope.spawn(move || -> kernel::Result<Vec<Duration>> {
                    let mut calls = Vec::with_capacity(list.len());
                    for cmd in list {
                        let ids = desk.db().ids().clone();
                        let call = Stopwatch::start();
                        desk.shift(move |shift| {
                            shift.accept(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }, cmd)
                        })?;
                        calls.push(call.elapsed());
                    }
                    Ok(calls)
                })
            })
            .collect();
        let mut calls = Vec::new();
        for thread in threads {
            calls.extend(thread.join().map_err(|_| "a caller panicked")??);
        }
        Ok((watch.elapsed(), calls))
    })
}

/// Up to which ids the desk's rows have been taken over.
#[derive(Default)]
struct Seen {
    dossier: i64,
    audit: i64,
}

/// The rows that the desk has written since, as the statements of bare transactions, dealt to the callers.
fn same_rows(db: &Db, seen: &mut Seen) -> Done<(Vec<String>, Vec<Vec<Job>>)> {
    let tables = table_rows(db)?;
    let table = |name: &str| tables.iter().find(|t| t.table == name).ok_or(format!("no table {name}"));
    let (dossier, event) = (table("dossier")?, table("dossier_event")?);
    let (audit, unsealed) = (table("audit")?, table("audit_unsealed")?);
    if seen.audit == 0 {
        // What loading has written was copied whole; what the first turn wrote is later than the loading.
        let first = newer(db, event, "dossier_id", 0)?.len();
        let ids: Vec<i64> = newer(db, audit, "id", 0)?.iter().filter_map(|row| int(row, 0)).collect();
        seen.audit = ids.len().checked_sub(first + 1).and_then(|at| ids.get(at).copied()).unwrap_or(0);
    }
    let rows = [
        newer(db, dossier, "id", seen.dossier)?,
        newer(db, event, "dossier_id", seen.dossier)?,
        newer(db, audit, "id", seen.audit)?,
        newer(db, unsealed, "first_id", seen.audit)?,
    ];
    let same = rows.iter().all(|r| r.len() == rows[0].len());
    if !same {
        return Err("a create is one dossier, one event, one audit row".into());
    }
    let tells = db.engine() == Engine::Sqlite;
    let mut callers: Vec<Vec<Job>> = vec![Vec::new(); CALLERS];
    let [dossiers, events, audits, queue] = rows;
    let last = |rows: &[Cells]| rows.last().and_then(|row| int(row, 0));
    (seen.dossier, seen.audit) = (last(&dossiers).unwrap_or(0), last(&audits).unwrap_or(0));
    for (i, (((d, e), a), q)) in dossiers.into_iter().zip(events).zip(audits).zip(queue).enumerate() {
        let cell =
            |name: &str| dossier.columns.iter().position(|c| c == name).and_then(|at| d.get(at)).cloned();
        let need = |name: &str| cell(name).ok_or(format!("no column {name}"));
        let day = event.columns.iter().position(|c| c == "known_day").and_then(|at| int(&e, at)).unwrap_or(0);
        let code = vec![need("receiving_id")?, Cell::Int(day)];
        let of_unit = [need("unit_id")?, need("channel")?];
        let due = need("due_day")?;
        let text = vec![need("id")?, need("search")?];
        let counted = counters(day, &due, &of_unit);
        let mut job: Job = vec![(0, code), (1, d), (2, e)];
        job.extend([(3, a), (4, q)]);
        job.extend(counted.map(|cells| (5, cells)));
        job.extend(tells.then_some((6, text)));
        callers[i % CALLERS].push(job);
    }
    let mut statements = vec![
        "INSERT INTO code_counter (receiving_id, day, last) VALUES ($1, $2, 1) \
         ON CONFLICT (receiving_id, day) DO UPDATE SET last = code_counter.last + 1 RETURNING last"
            .to_owned(),
    ];
    statements.extend([dossier, event, audit, unsealed].map(|t| t.insert.clone()));
    statements.push(upsert());
    statements.extend(tells.then(|| TELL_TEXT.to_owned()));
    Ok((statements, callers))
}

fn int(row: &[Cell], at: usize) -> Option<i64> {
    match row.get(at) {
        Some(Cell::Int(x)) => Some(*x),
        _ => None,
    }
}

fn newer(db: &Db, table: &TableRows, key: &str, than: i64) -> Done<Vec<Cells>> {
    let at = table.columns.iter().position(|c| c == key).ok_or("no such key")?;
    let mut found = Vec::new();
    each_chunk(db, table, 2_000, |rows| {
        found.extend(rows.iter().filter(|row| int(row, at).is_some_and(|id| id > than)).cloned());
        Ok(())
    })?;
    Ok(found)
}

/// Received today, and overdue on the due day unless it is met.
fn counters(today: i64, due: &Cell, of_unit: &[Cell; 2]) -> [Cells; 2] {
    let due = match due {
        Cell::Int(due) => (*due).max(today),
        _ => today,
    };
    let row = |day: i64, which: Measure| {
        let [unit, channel] = of_unit.clone();
        let measures = (0..MEASURE_NAMES.len()).map(|m| Cell::Int(i64::from(m == which as usize)));
        [Cell::Int(day), Cell::Int(day), unit, channel].into_iter().chain(measures).collect::<Cells>()
    };
    [row(Day(today).0, Measure::Received), row(due, Measure::Overdue)]
}

fn upsert() -> String {
    let sets: Vec<String> =
        MEASURE_NAMES.iter().map(|m| format!("{m} = stat_unit_day.{m} + excluded.{m}")).collect();
    format!(
        "INSERT INTO stat_unit_day (known_day, day, unit_id, channel, {}) VALUES ({}) \
         ON CONFLICT (known_day, day, unit_id, channel) DO UPDATE SET {}",
        MEASURE_NAMES.join(", "),
        store::placeholders(1, 4 + MEASURE_NAMES.len()),
        sets.join(", ")
    )
}
