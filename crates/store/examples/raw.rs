//! Inserts and updates through the store against the same through prepared statements of the driver alone:
//! `cargo run --release -p store --example raw [ROWS]`.
//!
//! A use case here is one select, one update of a wide row, one insert of an event, two counters; through the store it
//! is audited and queued for sealing as well.

use kernel::{Actor, Instant};
use rusqlite::Connection;
use std::io::Write as _;
use store::{Action, CounterTable, Db, Domain, Migration, Open, Schema, Target, V, table, vals};

const BATCH: i64 = 1_000;

table! {
    /// A wide row.
    pub static ITEM = 100 "item" key(id) version(version) {
        id: Int, code: Text, name: Text, phone: Text, address: Text, content: Text, unit_id: Int, state: Text,
        step: Int, step_since: Int, due_day: Int, due_at: Int, settled_at: Int, outcome: Text, version: Int,
    }
}
table! {
    /// What happened to it.
    pub static ITEM_EVENT = 101 "item_event" key(item_id, seq) {
        item_id: Int, seq: Int, at: Int, kind: Text, actor_id: Int, body: Text,
    }
}
static TALLY: CounterTable =
    CounterTable { name: "tally", keys: &["day", "unit_id"], measures: &["received", "settled", "late"] };

const SQL: &str = "
CREATE TABLE item (id {int} PRIMARY KEY, code {text} NOT NULL, name {text} NOT NULL, phone {text} NOT NULL,
  address {text} NOT NULL, content {text} NOT NULL, unit_id {int} NOT NULL, state {text} NOT NULL, step {int} NOT NULL,
  step_since {int} NOT NULL, due_day {int}, due_at {int}, settled_at {int}, outcome {text}, version {int} NOT NULL) {strict};
CREATE UNIQUE INDEX item_code ON item (code);
CREATE INDEX item_unit ON item (unit_id, id);
CREATE INDEX item_open ON item (due_day, id) WHERE settled_at IS NULL;
CREATE TABLE item_event (item_id {int} NOT NULL, seq {int} NOT NULL, at {int} NOT NULL, kind {text} NOT NULL,
  actor_id {int} NOT NULL, body {text}, PRIMARY KEY (item_id, seq)) {norowid};
CREATE TABLE tally (day {int} NOT NULL, unit_id {int} NOT NULL, received {int} NOT NULL DEFAULT 0,
  settled {int} NOT NULL DEFAULT 0, late {int} NOT NULL DEFAULT 0, PRIMARY KEY (day, unit_id)) {norowid};
";

static DOMAIN: Domain = Domain {
    name: "raw",
    migrations: &[Migration { no: 100, name: "raw", sql: SQL }],
    tables: &[&ITEM, &ITEM_EVENT],
    counters: &[&TALLY],
};

type Row<'a> = [V<'a>; 15];

fn item<'a>(id: i64, code: &'a str, settled: bool, version: i64) -> Row<'a> {
    vals![
        id,
        code,
        "Nguyễn Văn An",
        "0912345678",
        "12 Lý Bôn, phường 2",
        "Cấp bản sao trích lục khai sinh",
        id % 133,
        if settled { "settled" } else { "in_step" },
        version,
        1_600_000_000_000_000i64 + id,
        18_600 + id % 300,
        Some(1_600_000_000_000_000i64 + id),
        settled.then_some(1_600_000_000_000_000i64),
        settled.then_some("granted"),
        version
    ]
}

fn event<'a>(id: i64, seq: i64, kind: &'a str) -> [V<'a>; 6] {
    vals![id, seq, 1_600_000_000_000_000i64 + id, kind, 7, None::<&str>]
}

const SELECT: &str = "SELECT id, code, unit_id, state, version FROM item WHERE id = $1";

fn through_the_store(db: &Db, rows: i64) -> f64 {
    let clock = kernel::clock::Stopwatch::start();
    for insert in [true, false] {
        for batch in 0..rows / BATCH {
            db.write(move |tx| {
                for id in batch * BATCH..(batch + 1) * BATCH {
                    let code = format!("000.00.{id:08}");
                    let who = Action {
                        actor: Actor::SYSTEM.person,
                        behalf: None,
                        name: "item.do",
                        at: Instant(1_600_000_000_000_000 + id),
                    };
                    let found = tx.query_opt(SELECT, &vals![id], |row| {
                        Ok((row.int()?, row.text()?, row.int()?, row.text()?, row.int()?))
                    })?;
                    tx.action(&who, |tx| {
                        if insert {
                            assert!(found.is_none());
                            tx.insert(&ITEM, &item(id, &code, false, 1))?;
                        } else {
                            assert!(tx.update(
                                &ITEM,
                                &item(id, &code, false, 1),
                                &item(id, &code, true, 2)
                            )?);
                        }
                        tx.insert(&ITEM_EVENT, &event(id, i64::from(insert), "done"))?;
                        tx.count(&TALLY, &[18_600 + batch, id % 133], &[(0, 1), (1, 1)]);
                        Ok(())
                    })?;
                }
                Ok(())
            })
            .expect("a batch");
        }
    }
    clock.elapsed().as_secs_f64()
}

fn raw(conn: &Connection, rows: i64, audited: bool) -> rusqlite::Result<f64> {
    use rusqlite::params;
    let clock = kernel::clock::Stopwatch::start();
    let mut select = conn.prepare(SELECT)?;
    let mut insert =
        conn.prepare("INSERT INTO item VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)")?;
    let mut update = conn.prepare(
        "UPDATE item SET state = ?1, step = ?2, settled_at = ?3, outcome = ?4, version = ?5 WHERE id = ?6 AND version = ?7",
    )?;
    let mut event = conn.prepare("INSERT INTO item_event VALUES (?1,?2,?3,?4,?5,?6)")?;
    let mut audit = conn.prepare("INSERT INTO audit (id, at, recorded_at, actor, action, changes, digest) VALUES (?1,?2,?3,?4,?5,?6,?7)")?;
    let mut tally = conn.prepare(
        "INSERT INTO tally VALUES (?1,?2,?3,?4,?5) ON CONFLICT (day, unit_id) DO UPDATE SET \
         received = tally.received + excluded.received, settled = tally.settled + excluded.settled, late = tally.late + excluded.late",
    )?;
    let changes = [7u8; 60];
    for insert_now in [true, false] {
        for batch in 0..rows / BATCH {
            conn.execute_batch("BEGIN IMMEDIATE")?;
            for id in batch * BATCH..(batch + 1) * BATCH {
                let code = format!("000.00.{id:08}");
                let at = 1_600_000_000_000_000i64 + id;
                let mut rows = select.query([id])?;
                let _ =
                    rows.next()?.map(|r| (r.get::<_, i64>(0), r.get::<_, String>(1), r.get::<_, String>(3)));
                drop(rows);
                if insert_now {
                    insert.execute(params![
                        id,
                        code,
                        "Nguyễn Văn An",
                        "0912345678",
                        "12 Lý Bôn, phường 2",
                        "Cấp bản sao trích lục khai sinh",
                        id % 133,
                        "in_step",
                        1,
                        at,
                        18_600 + id % 300,
                        at,
                        None::<i64>,
                        None::<&str>,
                        1
                    ])?;
                } else {
                    update.execute(params!["settled", 2, at, "granted", 2, id, 1])?;
                }
                event.execute(params![id, i64::from(insert_now), at, "done", 7, None::<&str>])?;
                if audited {
                    let no = id * 2 + i64::from(insert_now) + (1 << 40);
                    audit.execute(params![no, at, at, 7, "item.do", &changes[..], &changes[..32]])?;
                }
            }
            for unit in 0..133 {
                tally.execute(params![18_600 + batch, unit, 7, 7, 0])?;
            }
            conn.execute_batch("COMMIT")?;
        }
    }
    Ok(clock.elapsed().as_secs_f64())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("store-raw-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let rows = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let schema = Schema::of(&[&DOMAIN]);
    let mut out = std::io::stdout().lock();
    for round in 1..=2 {
        let mut times = Vec::new();
        for (name, audited) in [("store", true), ("raw with audit rows", true), ("raw without audit", false)]
        {
            let path = folder.join(format!("{round}-{audited}-{}.sqlite", name.len()));
            let db = Db::open(&Target::Sqlite(path.clone()), &schema, Open::Create)?;
            let seconds = if name == "store" {
                let seconds = through_the_store(&db, rows);
                let clock = kernel::clock::Stopwatch::start();
                let sealed = store::seal(&db)?;
                let sealing = clock.elapsed().as_secs_f64();
                let clock = kernel::clock::Stopwatch::start();
                let report = store::verify(&db, &store::VerifyOptions::default())?;
                let verifying = clock.elapsed().as_secs_f64();
                writeln!(
                    out,
                    "seal {} rows {sealing:.2} s, verify {verifying:.2} s, clean {}",
                    sealed.rows,
                    report.is_clean()
                )?;
                seconds
            } else {
                drop(db);
                let conn = Connection::open(&path)?;
                conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456;")?;
                raw(&conn, rows, audited)?
            };
            // select, write, event, audit: four statements a use case.
            let statements = if audited { 4.0 } else { 3.0 } * 2.0 * rows as f64;
            writeln!(
                out,
                "{name:22} {seconds:6.2} s  {:8.0} use cases/s  {:5.2} µs/statement",
                2.0 * rows as f64 / seconds,
                seconds * 1e6 / statements
            )?;
            times.push(seconds);
        }
        writeln!(
            out,
            "store / raw with audit rows = {:.2}, store / raw without audit = {:.2}",
            times[0] / times[1],
            times[0] / times[2]
        )?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
