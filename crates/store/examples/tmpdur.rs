#![allow(clippy::unwrap_used, missing_docs, clippy::disallowed_methods, reason="tmp")]
use store::*; use kernel::*;
table! { pub static THING = 100 "thing" key(id) version(version) { id: Int, name: Text, a: Text, version: Int } }
table! { pub static EV = 101 "ev" key(id, seq) { id: Int, seq: Int, kind: Text } }
static TALLY: CounterTable = CounterTable { name: "tally", keys: &["day", "unit_id"], measures: &["n"] };
static D: Domain = Domain { name: "d", migrations: &[Migration { no: 100, name: "d", sql: "CREATE TABLE thing (id {int} PRIMARY KEY, name {text} NOT NULL, a {text}, version {int} NOT NULL) {strict};
CREATE TABLE ev (id {int} NOT NULL, seq {int} NOT NULL, kind {text}, PRIMARY KEY (id, seq)) {norowid};
CREATE TABLE tally (day {int} NOT NULL, unit_id {int} NOT NULL, n {int} NOT NULL DEFAULT 0, PRIMARY KEY (day, unit_id)) {norowid};" }], tables: &[&THING, &EV], counters: &[&TALLY] };
fn main() {
    let dir = std::env::temp_dir().join(format!("dur{}", std::process::id())); std::fs::create_dir_all(&dir).unwrap();
    let schema = Schema::of(&[&D]);
    for target in [Target::Sqlite(dir.join("a.sqlite")), Target::Postgres { url: std::fs::read_to_string("/tmp/spec/pg.url").unwrap().trim().into(), schema: format!("dur{}", std::process::id()) }] {
        let db = Db::open(&target, &schema, Open::Create).unwrap();
        for threads in [1i64, 16] {
            let n = 10_000 / threads; let t = std::time::Instant::now();
            std::thread::scope(|s| for w in 0..threads { let db = db.clone(); s.spawn(move || for i in 0..n {
                let id = threads * 100_000_000 + w * 1_000_000 + i;
                db.write(move |tx| tx.action(&Action { actor: PersonId(1), name: "x", at: Instant(1_600_000_000_000_000) }, |tx| {
                    tx.insert(&THING, &vals![id, "Nguyễn Văn An", "đất đai", 1])?;
                    tx.insert(&EV, &vals![id, 1, "made"])?;
                    tx.count(&TALLY, &[1, w], &[(0, 1)]); Ok(()) })).unwrap();
            }); });
            println!("{:?} {threads} threads: {:.0}/s", db.engine(), (n * threads) as f64 / t.elapsed().as_secs_f64());
        }
    }
    for batch in [1, 16] {
        let c = rusqlite::Connection::open(dir.join(format!("raw{batch}.sqlite"))).unwrap();
        c.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL, a TEXT, version INTEGER NOT NULL) STRICT; CREATE TABLE ev (id INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT, PRIMARY KEY (id, seq)) STRICT, WITHOUT ROWID; CREATE TABLE tally (day INTEGER NOT NULL, unit_id INTEGER NOT NULL, n INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (day, unit_id)) STRICT, WITHOUT ROWID").unwrap();
        let mut a = c.prepare("INSERT INTO thing VALUES (?1,?2,?3,?4)").unwrap(); let mut b = c.prepare("INSERT INTO ev VALUES (?1,?2,?3)").unwrap();
        let mut t3 = c.prepare("INSERT INTO tally VALUES (?1,?2,1) ON CONFLICT (day, unit_id) DO UPDATE SET n = tally.n + excluded.n").unwrap();
        let t = std::time::Instant::now();
        for k in 0..10_000 / batch { c.execute_batch("BEGIN IMMEDIATE").unwrap(); for i in 0..batch { let id = k * batch + i; a.execute((id, "Nguyễn Văn An", "đất đai", 1)).unwrap(); b.execute((id, 1, "made")).unwrap(); t3.execute((1, i)).unwrap(); } c.execute_batch("COMMIT").unwrap(); }
        println!("raw sqlite batch {batch}: {:.0}/s", 10_000.0 / t.elapsed().as_secs_f64());
    }
    std::fs::remove_dir_all(dir).unwrap();
}
