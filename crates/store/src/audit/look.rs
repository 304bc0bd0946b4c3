//! Looking into the audit: who did what when, and which rows it changed.
//!
//! The audit has one index, its ids, which go by business time: every write pays for an index, and few look. So a look
//! goes from the latest back, over so many rows and no more, and says where it stopped; whoever wants more goes on from
//! there. A day narrows it to that day's rows at once. What was entered with an earlier time than its neighbours stands
//! where it was entered.

use super::codec::decode_changes;
use crate::{Engine, Kind, Schema, Tx, V, hex, placeholders};
use kernel::{Instant, PersonId, Result, ids};

/// Rows that are walked at once; fewer at first, since what is looked for most often is what was done last.
const STRETCH: i64 = 25_000;
/// The first stretch, and how much longer each is than the one before.
const FIRST: i64 = 1_000;
const LONGER: i64 = 5;
/// A table without a key is looked for in each row's changes, which takes so much longer.
const SLOW: i64 = 4;
/// Rows that one look walks at most, give or take a stretch.
const MOST: i64 = 250_000;
/// Rows of an entry that are named; a bulk load changes thousands in one.
const NAMED: usize = 60;
/// People that are named to the database; of more, each row is looked at here.
const PEOPLE: usize = 400;
/// How long after its time something may have been entered, in microseconds, and still be found by its day.
const LATE: i64 = 86_400_000_000;

/// What to look for. What is not said narrows nothing.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub to: Option<Instant>,
    /// Done by one of these, or for one of these; the program itself is person 0.
    pub people: Option<Vec<PersonId>>,
    /// Actions whose name begins so: `person.`, `dossier.settle`.
    pub action: String,
    /// Rows of this table.
    pub table: Option<&'static str>,
    /// Of that table, the row with this key, its columns as text joined by `, `.
    pub key: Option<String>,
}

/// Where a look goes on: entries before this id.
pub type At = i64;

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// When, in business time.
    pub at: Instant,
    /// When it was written, in technical time.
    pub recorded_at: Instant,
    /// The person who did it; 0 is the program itself.
    pub actor: PersonId,
    /// Whose absence he filled. Not known of what is older than this column.
    pub behalf: Option<PersonId>,
    /// What was done: `dossier.accept`.
    pub action: String,
    /// Which rows changed; the first of them.
    pub rows: Vec<Touched>,
    /// How many more.
    pub more: usize,
}

/// A row that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its table; a number where no table of ours has it.
    pub table: String,
    /// Its key, columns as text joined by `, `.
    pub key: String,
    /// Its version since; 0 in tables without one.
    pub version: u64,
    /// It was deleted.
    pub deleted: bool,
}

/// What a look has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The entries, the latest first.
    pub entries: Vec<Entry>,
    /// Where to go on, unless everything was looked at.
    pub next: Option<At>,
    /// How far back it has looked, in business time, if it stopped because it had walked far enough.
    pub stopped_at: Option<Instant>,
}

/// Entries that fit, the latest first, before the place where another look stopped.
///
/// # Errors
/// A fault of the database.
pub fn look(tx: &mut Tx<'_>, asked: &Look, before: Option<At>, limit: usize) -> Result<Looked> {
    let lowest = asked.from.map_or(0, ids::first_at);
    let highest = asked.to.map_or(i64::MAX, |to| ids::first_at(Instant(to.0.saturating_add(LATE))));
    let mut upper = before.unwrap_or(i64::MAX).min(highest);
    let (mut found, mut walked, mut step) = (Looked::default(), 0, FIRST);
    let weight = if asked.table.is_some() && asked.key.is_none() { SLOW } else { 1 };
    while upper > lowest {
        let lower = stretch(tx, upper, lowest, step)?;
        let entries = within(tx, asked, (lower, upper), limit + 1 - found.entries.len())?;
        found.entries.extend(entries);
        if found.entries.len() > limit {
            found.entries.truncate(limit);
            found.next = found.entries.last().map(|e| e.id);
            return Ok(found);
        }
        upper = lower;
        walked += step * weight;
        step = (step * LONGER).min(STRETCH);
        if walked >= MOST && upper > lowest {
            found.next = Some(upper);
            found.stopped_at = time_of(tx, upper)?;
            return Ok(found);
        }
    }
    Ok(found)
}

/// The id of the row so many rows back, or the lowest of all.
fn stretch(tx: &mut Tx<'_>, upper: i64, lowest: i64, step: i64) -> Result<i64> {
    let far = tx.query_opt(
        "SELECT id FROM audit WHERE id < $1 AND id >= $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
        &[V::Int(upper), V::Int(lowest), V::Int(step - 1)],
        |row| row.int(),
    )?;
    Ok(far.unwrap_or(lowest))
}

fn time_of(tx: &mut Tx<'_>, id: i64) -> Result<Option<Instant>> {
    tx.query_opt("SELECT at FROM audit WHERE id = $1", &[V::Int(id)], |row| Ok(Instant(row.int()?)))
}

/// Entries that fit and have an id from `lower` up to `upper`.
fn within(tx: &mut Tx<'_>, asked: &Look, (lower, upper): (i64, i64), limit: usize) -> Result<Vec<Entry>> {
    let schema = tx.shared.schema.clone();
    let (from, to) = (asked.from.map_or(i64::MIN, |i| i.0), asked.to.map_or(i64::MAX, |i| i.0));
    // Action names are plain ASCII: nothing that begins so sorts behind this.
    let last = format!("{}~", asked.action);
    let mut args =
        vec![V::Int(lower), V::Int(upper), V::Int(from), V::Int(to), V::Text(&asked.action), V::Text(&last)];
    let mut sql = String::from(
        "SELECT id, at, recorded_at, actor, behalf, action, changes FROM audit WHERE id >= $1 AND id < $2 \
         AND at >= $3 AND at < $4 AND (action >= $5 AND action < $6)",
    );
    if let Some(people) = asked.people.as_ref().filter(|p| p.len() <= PEOPLE) {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let these = placeholders(7, people.len());
        sql.push_str(&format!(" AND (actor IN ({these}) OR behalf IN ({these}))"));
        args.extend(people.iter().map(|p| V::Int(p.0)));
    }
    let needle = match (asked.table, &asked.key) {
        (Some(table), Some(key)) => match needle(&schema, table, key) {
            Some(bytes) => bytes,
            None => return Ok(Vec::new()),
        },
        _ => Vec::new(),
    };
    if !needle.is_empty() {
        // The database passes over what cannot be it; what it lets through is read here.
        let at = args.len() + 1;
        sql.push_str(&match tx.engine() {
            Engine::Sqlite => format!(" AND instr(changes, ${at}) > 0"),
            Engine::Postgres => format!(" AND position(${at} in changes) > 0"),
        });
        sql.insert_str(0, if tx.engine() == Engine::Sqlite { "/* sqlite */ " } else { "/* postgres */ " });
        args.push(V::Bytes(&needle));
    }
    sql.push_str(" ORDER BY id DESC");
    let all_asked = asked.table.is_none() && asked.people.as_ref().is_none_or(|p| p.len() <= PEOPLE);
    if all_asked {
        sql.push_str(&format!(" LIMIT ${}", args.len() + 1));
        args.push(V::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    }
    let mut found = Vec::new();
    tx.each(sql, &args, |row| {
        if found.len() >= limit {
            return Ok(());
        }
        let (id, at, recorded_at) = (row.int()?, Instant(row.int()?), Instant(row.int()?));
        let (actor, behalf) = (PersonId(row.int()?), row.opt_int()?.map(PersonId));
        let among =
            |people: &Vec<PersonId>| people.contains(&actor) || behalf.is_some_and(|b| people.contains(&b));
        if !asked.people.as_ref().is_none_or(|people| people.len() <= PEOPLE || among(people)) {
            return Ok(());
        }
        let action = row.text()?;
        let changes = row.slice()?;
        if asked.table.is_none_or(|table| touches(&schema, changes, table, asked.key.as_deref())) {
            let (rows, more) = rows(&schema, changes);
            found.push(Entry { id, at, recorded_at, actor, behalf, action, rows, more });
        }
        Ok(())
    })?;
    Ok(found)
}

/// How a row of a table with this key stands in an entry's changes; none when no row can have the key.
fn needle(schema: &Schema, table: &str, key: &str) -> Option<Vec<u8>> {
    let table = schema.tables.iter().find(|t| t.name == table)?;
    let pieces: Vec<&str> = key.split(',').map(str::trim).collect();
    let columns: Vec<_> = table.key.iter().map(|k| &table.columns[*k]).collect();
    if pieces.len() != columns.len() {
        return None;
    }
    let values: Option<Vec<V<'_>>> = pieces
        .into_iter()
        .zip(columns)
        .map(|(piece, column)| match column.kind {
            Kind::Int => piece.parse().ok().map(V::Int),
            Kind::Text => Some(V::Text(piece)),
            Kind::Bytes => None,
        })
        .collect();
    Some(super::codec::encode_key(table.no, values?.into_iter()))
}

/// Entries of these moments, in any order, that changed this row of this table or a row under it (in a table named
/// `dossier_event`, say, with a key that begins alike), the latest first. For rows whose own history knows when they were
/// changed: nothing else is walked.
///
/// # Errors
/// A fault of the database.
pub fn look_at(tx: &mut Tx<'_>, moments: &[Instant], table: &str, key: &str) -> Result<Vec<Entry>> {
    /// Rows looked at behind a moment: others may have done something at the same millisecond.
    const BEHIND: i64 = 500;
    let schema = tx.shared.schema.clone();
    let mut found: Vec<Entry> = Vec::new();
    for at in moments {
        tx.each(
            "SELECT id, at, recorded_at, actor, behalf, action, changes FROM audit WHERE id IN \
             (SELECT id FROM audit WHERE id >= $1 ORDER BY id LIMIT $2) AND at = $3 ORDER BY id",
            &[V::Int(ids::first_at(*at)), V::Int(BEHIND), V::Int(at.0)],
            |row| {
                let (id, at, recorded_at) = (row.int()?, Instant(row.int()?), Instant(row.int()?));
                let (actor, behalf) = (PersonId(row.int()?), row.opt_int()?.map(PersonId));
                let (action, changes) = (row.text()?, row.slice()?);
                if under(&schema, changes, table, key) && !found.iter().any(|e| e.id == id) {
                    let (rows, more) = rows(&schema, changes);
                    found.push(Entry { id, at, recorded_at, actor, behalf, action, rows, more });
                }
                Ok(())
            },
        )?;
    }
    found.sort_by_key(|e| std::cmp::Reverse(e.id));
    Ok(found)
}

fn touches(schema: &Schema, changes: &[u8], table: &str, key: Option<&str>) -> bool {
    let mut found = false;
    // What cannot be read is `verify`'s to name.
    let _ = decode_changes(changes, |change| {
        found |= schema.table_of(change.table).is_some_and(|t| t.name == table)
            && key.is_none_or(|key| words(&change.key) == key);
    });
    found
}

/// Whether a row was changed, or one of another table that belongs to it.
fn under(schema: &Schema, changes: &[u8], table: &str, key: &str) -> bool {
    let mut found = false;
    let _ = decode_changes(changes, |change| {
        let name = schema.table_of(change.table).map_or("", |t| t.name);
        let below = name.strip_prefix(table).is_some_and(|rest| rest.starts_with('_'));
        let own = words(&change.key);
        found |= (name == table && own == key)
            || (below && own.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(',')));
    });
    found
}

fn rows(schema: &Schema, changes: &[u8]) -> (Vec<Touched>, usize) {
    let (mut named, mut more) = (Vec::new(), 0);
    let _ = decode_changes(changes, |change| {
        if named.len() == NAMED {
            more += 1;
            return;
        }
        let table = schema.table_of(change.table);
        named.push(Touched {
            table: table.map_or_else(|| change.table.to_string(), |t| t.name.to_owned()),
            key: words(&change.key),
            version: change.version,
            deleted: change.digest.is_none(),
        });
    });
    (named, more)
}

/// A key as text, its columns joined.
fn words(key: &[V<'_>]) -> String {
    let one = |value: &V<'_>| match value {
        V::Null => "–".to_owned(),
        V::Int(x) => x.to_string(),
        V::Text(x) => (*x).to_owned(),
        V::Bytes(x) => hex(x),
    };
    key.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How far the chain of seals has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealState {
    /// The last seal: number, rows, when (technical time), digest in hexadecimal.
    pub last: Option<(i64, i64, Instant, String)>,
    /// Transactions that no seal covers yet.
    pub waiting: i64,
}

/// How far the chain of seals has come.
///
/// # Errors
/// A fault of the database.
pub fn seal_state(tx: &mut Tx<'_>) -> Result<SealState> {
    let last = tx.query_opt(
        "SELECT no, count, sealed_at, digest FROM audit_seal ORDER BY no DESC LIMIT 1",
        &[],
        |row| Ok((row.int()?, row.int()?, Instant(row.int()?), hex(row.slice()?))),
    )?;
    let waiting = tx.query_one("SELECT COUNT(*) FROM audit_unsealed", &[], |row| row.int())?;
    Ok(SealState { last, waiting })
}
