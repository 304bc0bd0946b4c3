//! An independent count: reads the raw events and decides day by day, without the program's tally.

use dossier::figures::UnitRow;
use kernel::{Day, Instant, Period, UnitId};
use std::collections::BTreeMap;
use store::Db;

#[derive(Clone)]
struct Event {
    at: Day,
    /// Since when it is known: later than it happened for what was taken over from another program.
    known: Day,
    kind: String,
    state: String,
    unit: UnitId,
    armed: Option<Day>,
    verdict: Option<String>,
}

/// Every unit's row of a period as known at 00:00 of `as_of`, by walking the events.
pub(crate) fn scan(db: &Db, period: Period, as_of: Day) -> BTreeMap<UnitId, UnitRow> {
    let mut dossiers: BTreeMap<i64, (i64, i64, Vec<Event>)> = BTreeMap::new();
    db.read(|tx| {
        tx.each(
            "SELECT d.id, d.channel, d.receiving_id, e.at, e.known_day, e.kind, e.state, e.unit_id, e.armed_day, e.verdict \
             FROM dossier d JOIN dossier_event e ON e.dossier_id = d.id ORDER BY d.id, e.seq",
            &[],
            |row| {
                let entry = dossiers.entry(row.int()?).or_default();
                (entry.0, entry.1) = (row.int()?, row.int()?);
                entry.2.push(Event {
                    at: Instant(row.int()?).day(),
                    known: Day(row.int()?),
                    kind: row.text()?,
                    state: row.text()?,
                    unit: UnitId(row.int()?),
                    armed: row.opt_int()?.map(Day),
                    verdict: row.opt_text()?,
                });
                Ok(())
            },
        )
    })
    .unwrap();
    let mut rows: BTreeMap<UnitId, UnitRow> = BTreeMap::new();
    for (channel, receiving, events) in dossiers.values() {
        let known: Vec<Event> = events.iter().filter(|e| e.known < as_of).cloned().collect();
        if !known.iter().any(|e| e.kind == "voided") {
            one(&known, *channel, UnitId(*receiving), period, &mut rows);
        }
    }
    rows.retain(|_, row| *row != UnitRow::default());
    rows
}

/// How a dossier stood from an event on.
struct Stretch {
    from: Day,
    unit: UnitId,
    counted: bool,
    armed: Option<Day>,
    verdict: Option<String>,
}

/// The life as it is seen afterwards: what was corrected was so from the beginning.
fn life(events: &[Event]) -> Vec<Stretch> {
    let mut life: Vec<Stretch> = Vec::new();
    // Where the present unit's stretch begins, and where the present clock was set.
    let (mut segment, mut run) = (0, 0);
    for e in events {
        match e.kind.as_str() {
            "unit_corrected" => life[segment..].iter_mut().for_each(|s| s.unit = e.unit),
            "procedure_corrected" if e.armed.is_some() => {
                life[run..].iter_mut().for_each(|s| s.armed = e.armed)
            }
            _ => {
                // With a re-organisation, or reopened after one.
                if life.last().is_some_and(|s| s.unit != e.unit) {
                    (segment, run) = (life.len(), life.len());
                }
                if life.last().is_none_or(|s| s.armed != e.armed) {
                    run = life.len();
                }
            }
        }
        let counted = !matches!(e.state.as_str(), "submitted" | "not_accepted");
        life.push(Stretch { from: e.at, unit: e.unit, counted, armed: e.armed, verdict: e.verdict.clone() });
    }
    life
}

fn one(
    events: &[Event],
    channel: i64,
    receiving: UnitId,
    period: Period,
    rows: &mut BTreeMap<UnitId, UnitRow>,
) {
    let life = life(events);
    let pending_at = |boundary: Day| {
        life.iter().rev().find(|s| s.from < boundary).filter(|s| s.counted && s.verdict.is_none())
    };
    if let Some(s) = pending_at(period.from) {
        rows.entry(s.unit).or_default().carried_over += 1;
    }
    if let Some(s) = pending_at(period.to) {
        let row = rows.entry(s.unit).or_default();
        if s.armed.is_some_and(|due| due < period.to) { row.overdue += 1 } else { row.in_term += 1 }
    }
    let mut before: Option<&Stretch> = None;
    for s in &life {
        if period.contains(s.from) {
            between(before, s, channel, receiving, rows);
        }
        before = Some(s);
    }
}

/// What happened from one stretch to the next.
fn between(
    before: Option<&Stretch>,
    s: &Stretch,
    channel: i64,
    receiving: UnitId,
    rows: &mut BTreeMap<UnitId, UnitRow>,
) {
    let Some(b) = before.filter(|b| b.counted) else {
        if s.counted {
            let row = rows.entry(s.unit).or_default();
            row.received += 1;
            row.online += i64::from(channel == 2);
            row.post += i64::from(channel == 3);
            if receiving != s.unit {
                rows.entry(receiving).or_default().taken_for_others += 1;
            }
        }
        return;
    };
    if b.unit != s.unit && b.verdict.is_none() {
        rows.entry(b.unit).or_default().moved -= 1;
        rows.entry(s.unit).or_default().moved += 1;
    }
    let kind =
        |v: &Option<String>| v.as_ref().map(|v| v.split(':').take(2).map(str::to_owned).collect::<Vec<_>>());
    let (old, new) = (kind(&b.verdict), kind(&s.verdict));
    if old != new {
        for (words, sign) in [(old, -1), (new, 1)] {
            let Some(words) = words else { continue };
            let row = rows.entry(s.unit).or_default();
            if words[0] == "late" {
                row.late += sign
            } else {
                row.on_time_or_early += sign
            }
            if let Some(i) = ["refused", "stopped", "withdrawn"].iter().position(|w| *w == words[1]) {
                row.apart[i] += sign;
            }
        }
    }
    let posted = |v: &Option<String>| i64::from(v.as_ref().is_some_and(|v| v.ends_with(":post")));
    rows.entry(s.unit).or_default().delivered_post += posted(&s.verdict) - posted(&b.verdict);
}
