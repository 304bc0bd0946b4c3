//! A small domain to test with.

use kernel::{Actor, Instant, PersonId};
use store::{Action, CounterTable, Db, Domain, Migration, Schema, Tx, table, vals};

table! {
    /// Things, with a version.
    pub(crate) static THING = 100 "thing" key(id) version(version) {
        id: Int, name: Text, photo: Bytes, weight: Int, seen_at: Int volatile, version: Int,
    }
}
table! {
    /// What happened to them, never changed; a key of two columns.
    pub(crate) static THING_EVENT = 101 "thing_event" key(thing_id, seq) {
        thing_id: Int, seq: Int, note: Text,
    }
}
table! {
    /// Names, keyed by text.
    pub(crate) static LABEL = 102 "label" key(name) version(version) { name: Text, value: Text, version: Int, }
}

/// Counters.
pub(crate) static TALLY: CounterTable =
    CounterTable { name: "tally", keys: &["day", "unit_id"], measures: &["received", "settled"] };

const SQL: &str = "
CREATE TABLE thing (
  id {int} PRIMARY KEY,
  name {text} NOT NULL,
  photo {bytes},
  weight {int} CHECK (weight >= 0),
  seen_at {int},
  version {int} NOT NULL
) {strict};
CREATE INDEX thing_weight ON thing (weight, id DESC) WHERE weight > 10;
CREATE UNIQUE INDEX thing_name ON thing (name);
CREATE TABLE thing_event (
  thing_id {int} NOT NULL REFERENCES thing (id),
  seq {int} NOT NULL,
  note {text},
  PRIMARY KEY (thing_id, seq)
) {norowid};
CREATE TABLE label (name {text} PRIMARY KEY, value {text} NOT NULL, version {int} NOT NULL) {norowid};
INSERT INTO label (name, value, version) VALUES ('seeded', 'by the migration', 1);
CREATE TABLE tally (
  day {int} NOT NULL,
  unit_id {int} NOT NULL,
  received {int} NOT NULL DEFAULT 0,
  settled {int} NOT NULL DEFAULT 0,
  PRIMARY KEY (day, unit_id)
) {norowid};
CREATE TABLE side_note (id {int} PRIMARY KEY, note {text} NOT NULL) {strict};
";

/// The small domain.
pub(crate) static DOMAIN: Domain = Domain {
    name: "world",
    migrations: &[Migration { no: 100, name: "world", sql: SQL }],
    tables: &[&THING, &THING_EVENT, &LABEL],
    counters: &[&TALLY],
};

/// Its schema, with one topic listened to.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&DOMAIN]).listening(&["heard"]).exempting(&["side_note"])
}

/// Noon of a day in 2020.
pub(crate) const NOON: Instant = Instant(1_600_000_000_000_000);

/// An action of person 7.
pub(crate) fn act(name: &'static str) -> Action {
    Action { actor: PersonId(7), behalf: None, name, at: NOON }
}

/// A thing's row.
pub(crate) fn thing<'a>(id: i64, name: &'a str, weight: i64, version: i64) -> [store::V<'a>; 6] {
    vals![id, name, &[1u8, 2, 3], weight, Some(5i64), version]
}

/// Inserts a thing with one event and one count, as one action.
pub(crate) fn make(tx: &mut Tx, id: i64, name: &str) -> kernel::Result<()> {
    tx.action(&act("thing.make"), |tx| {
        tx.insert(&THING, &thing(id, name, 1, 1))?;
        tx.insert(&THING_EVENT, &vals![id, 1, "made"])?;
        tx.count(&TALLY, &[18_500, id % 3], &[(0, 1)]);
        Ok(())
    })
}

/// The same in a transaction of its own.
pub(crate) fn make_one(db: &Db, id: i64) {
    db.write(move |tx| make(tx, id, &format!("thing {id}"))).unwrap();
}

/// One number.
pub(crate) fn number(db: &Db, sql: &'static str) -> i64 {
    db.read(|tx| tx.query_one(sql, &[], |row| row.int())).unwrap()
}

/// Somebody with all rights.
pub(crate) const SYSTEM: Actor = Actor::SYSTEM;
