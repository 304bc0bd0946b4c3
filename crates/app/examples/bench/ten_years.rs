//! Ten years from one: nine copies of a lived year, each 371 days later than the one before, so that weekdays stay.
//!
//! Ids, codes, tokens, instants, days, events and counters move; days are sealed by the desk's own use case. Audit
//! rows are not copied: the database says of itself that it is for measurements.

use crate::open;
use crate::out::{Done, tell};
use dossier::desk::{Actor, Ctx, Desk, IdSource, Tokens};
use dossier::tally::MEASURE_NAMES;
use kernel::Day;
use store::testing::raw::Raw;
use store::{Db, Engine, Open, Target};

/// Copies besides the year itself.
const COPIES: i64 = 9;
/// Days from one copy to the next: whole weeks, and more than the lived year takes.
const SHIFT: i64 = 371;
const US_PER_DAY: i64 = 86_400_000_000;
/// What an id is made of: milliseconds, then 22 bits.
const ID_PER_DAY: i64 = 86_400_000 << 22;

/// The year as it was lived.
struct Year {
    last_id: i64,
    /// Days on which a dossier was accepted.
    days: Vec<Day>,
}

pub(crate) fn make(target: &Target) -> Done<()> {
    let db = open(target, Open::Existing)?;
    if db.read(|tx| catalogue::settings::get(tx, motcua::BENCH))?.is_some() {
        tell("the copies are there already");
        return seal(&db);
    }
    let year = look(&db)?;
    mark(&db)?;
    drop(db);
    let mut raw = Raw::open(target)?;
    raw.batch(match raw.engine() {
        Engine::Sqlite => {
            "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
             PRAGMA foreign_keys = OFF; PRAGMA cache_size = -1000000"
        }
        // The copies point where the originals did; checking each row again would take most of the time.
        Engine::Postgres => {
            "SET synchronous_commit = off; SET session_replication_role = replica; \
             SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'"
        }
    })?;
    scratch(&mut raw, &year)?;
    raw.without_indexes("dossier", |raw| {
        (1..=COPIES).try_for_each(|k| {
            tell(&format!("copy {k} of {COPIES}"));
            one(raw, &year, k)
        })
    })?;
    tell("indexes");
    let last: &[&str] = match raw.engine() {
        Engine::Sqlite => &[
            "INSERT INTO dossier_text (dossier_text) VALUES ('rebuild')",
            "ANALYZE",
            "PRAGMA journal_mode = WAL",
        ],
        Engine::Postgres => {
            &["VACUUM ANALYZE dossier", "VACUUM ANALYZE dossier_event", "VACUUM ANALYZE stat_unit_day"]
        }
    };
    last.iter().try_for_each(|text| raw.batch(text))?;
    drop(raw);
    seal(&open(target, Open::Existing)?)
}

fn look(db: &Db) -> Done<Year> {
    Ok(db.read(|tx| {
        let last_id = tx.query_one("SELECT MAX(id) FROM dossier", &[], |row| row.int())?;
        let days =
            tx.query("SELECT DISTINCT day FROM code_counter ORDER BY day", &[], |row| Ok(Day(row.int()?)))?;
        Ok(Year { last_id, days })
    })?)
}

fn mark(db: &Db) -> Done<()> {
    let ids = db.ids().clone();
    let now = db.technical_now();
    db.write(move |tx| {
        let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
        catalogue::settings::keep(
            tx,
            &ctx,
            motcua::BENCH,
            "ten years made of one; the copies are not audited",
        )
    })?;
    Ok(())
}

/// The part of a code that says the day.
fn in_code(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("-{:02}{month:02}{date:02}-", year % 100)
}

/// Tables of this connection alone: how the days of each copy read in a code, and the counters as they were.
fn scratch(raw: &mut Raw, year: &Year) -> Done<()> {
    raw.batch("CREATE TEMPORARY TABLE shifted (copy BIGINT, day BIGINT, was TEXT, becomes TEXT, PRIMARY KEY (copy, day))")?;
    for copy in 1..=COPIES {
        let rows: Vec<String> = year
            .days
            .iter()
            .map(|day| {
                let later = day.plus(copy * SHIFT);
                format!("({copy}, {}, '{}', '{}')", day.0, in_code(*day), in_code(later))
            })
            .collect();
        raw.batch(&format!("INSERT INTO shifted VALUES {}", rows.join(", ")))?;
    }
    raw.batch(
        "CREATE TEMPORARY TABLE tally_was AS SELECT * FROM stat_unit_day; \
         CREATE TEMPORARY TABLE codes_were AS SELECT * FROM code_counter",
    )?;
    Ok(())
}

/// Columns of a dossier that are instants.
const INSTANTS: [&str; 9] = [
    "submitted_at",
    "accepted_at",
    "clock_from",
    "due_at",
    "step_since",
    "step_due_at",
    "paused_at",
    "settled_at",
    "delivered_at",
];
/// Columns of a dossier that are days.
const DAYS: [&str; 3] = ["promised_day", "announced_day", "due_day"];
/// The others, which stay.
const SAME: [&str; 23] = [
    "procedure_id",
    "revision",
    "receiving_id",
    "unit_id",
    "channel",
    "result_by",
    "applicant_name",
    "applicant_phone",
    "applicant_card",
    "applicant_address",
    "content",
    "number",
    "clock_left",
    "held_left",
    "state",
    "step",
    "step_unit_id",
    "pause_reason",
    "outcome",
    "timeliness",
    "late_cause",
    "delivered_by",
    "version",
];

fn one(raw: &mut Raw, year: &Year, copy: i64) -> kernel::Result<()> {
    let days = copy * SHIFT;
    let (us, ids) = (days * US_PER_DAY, days * ID_PER_DAY);
    let mut columns = vec!["id", "code", "token", "search"];
    let mut values = vec![
        format!("d.id + {ids}"),
        "replace(d.code, s.was, s.becomes)".to_owned(),
        format!("substr(d.token, {}) || substr(d.token, 1, {copy})", copy + 1),
        "CASE WHEN s.was IS NULL THEN d.search ELSE replace(d.search, s.was, s.becomes) END".to_owned(),
    ];
    for (names, by) in [(&INSTANTS[..], us), (&DAYS[..], days)] {
        columns.extend(names);
        values.extend(names.iter().map(|name| format!("d.{name} + {by}")));
    }
    columns.extend(SAME);
    values.extend(SAME.iter().map(|name| format!("d.{name}")));
    let offset = 7 * 3_600_000_000i64;
    let dossiers = format!(
        "INSERT INTO dossier ({}) SELECT {} FROM dossier d LEFT JOIN shifted s ON s.copy = {copy} \
         AND s.day = (d.accepted_at + {offset}) / {US_PER_DAY} WHERE d.id <= {} ORDER BY d.id",
        columns.join(", "),
        values.join(", "),
        year.last_id
    );
    let events = format!(
        "INSERT INTO dossier_event (dossier_id, seq, at, known_day, kind, actor_id, state, step, step_unit_id, \
         unit_id, armed_day, verdict, body) SELECT dossier_id + {ids}, seq, at + {us}, known_day + {days}, kind, \
         actor_id, state, step, step_unit_id, unit_id, armed_day + {days}, verdict, body FROM dossier_event \
         WHERE dossier_id <= {} ORDER BY dossier_id, seq",
        year.last_id
    );
    let measures = MEASURE_NAMES.join(", ");
    let added: Vec<String> =
        MEASURE_NAMES.iter().map(|m| format!("{m} = stat_unit_day.{m} + excluded.{m}")).collect();
    // What is due after the lived year's end falls into the next copy's days.
    let counters = format!(
        "INSERT INTO stat_unit_day (known_day, day, unit_id, channel, {measures}) SELECT known_day + {days}, \
         day + {days}, unit_id, channel, {measures} FROM tally_was WHERE true \
         ON CONFLICT (known_day, day, unit_id, channel) DO UPDATE SET {}",
        added.join(", ")
    );
    let codes = format!(
        "INSERT INTO code_counter (receiving_id, day, last) SELECT receiving_id, day + {days}, last FROM codes_were"
    );
    for text in [dossiers, events, counters, codes] {
        raw.batch(&text)?;
    }
    Ok(())
}

/// Seals the days up to the last one on which anything was accepted, two months in a transaction.
fn seal(db: &Db) -> Done<()> {
    let desk = Desk::open(db.clone(), Tokens::Seeded(1));
    let (sealed, last) = db.read(|tx| {
        let sealed = tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| row.int())?;
        let last = tx.query_one("SELECT MAX(day) FROM code_counter", &[], |row| row.int())?;
        Ok((Day(sealed), Day(last)))
    })?;
    let mut day = sealed;
    while day < last {
        day = day.plus(60).min(last);
        tell(&format!("sealing up to {day} of {last}"));
        desk.shift(move |shift| {
            let ids = IdSource::new(3);
            shift.close_day(&Ctx { actor: Actor::SYSTEM, now: day.plus(1).start(), ids: &ids }, day)
        })?;
    }
    Ok(())
}
