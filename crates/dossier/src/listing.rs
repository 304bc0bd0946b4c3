//! Finding dossiers: lists of a unit, what is due next, search by name or code. Pages by key, never by offset.

use crate::desk::DossierId;
use crate::words::StateName;
use kernel::{Day, Fault, Instant, Refusal, Result, UnitId};
use std::collections::BTreeMap;
use store::{Engine, Row, Tx, V, vals};

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The dossier.
    pub id: DossierId,
    /// Its code; none before acceptance.
    pub code: Option<String>,
    /// Whose it is.
    pub name: String,
    /// The competent unit.
    pub unit: UnitId,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it is due.
    pub due_day: Option<Day>,
    /// Its state.
    pub state: StateName,
}

/// What the text index has to learn of a transaction. It is told once, at the end: SQLite's index writes itself
/// out whenever another statement follows.
#[derive(Debug, Default)]
pub(crate) struct TextIndex(BTreeMap<DossierId, Option<String>>);

impl TextIndex {
    /// A dossier is new.
    pub(crate) fn new_one(&mut self, id: DossierId) {
        self.0.insert(id, None);
    }

    /// A dossier's text was another.
    pub(crate) fn changed(&mut self, id: DossierId, was: String) {
        self.0.entry(id).or_insert(Some(was));
    }

    pub(crate) fn write(&mut self, tx: &mut Tx) -> Result<()> {
        let changes = std::mem::take(&mut self.0);
        // PostgreSQL keeps its index itself.
        if tx.engine() == Engine::Postgres || changes.is_empty() {
            return Ok(());
        }
        for (id, was) in changes.iter().filter_map(|(id, was)| was.as_ref().map(|was| (id, was))) {
            tx.exec(
                "/* sqlite */ INSERT INTO dossier_text (dossier_text, rowid, search) VALUES ('delete', $1, $2)",
                &vals![id.0, was],
            )?;
        }
        let ids: Vec<i64> = changes.into_keys().map(|id| id.0).collect();
        for some in ids.chunks(CHUNK) {
            let ids: Vec<V<'_>> = some.iter().map(|id| V::Int(*id)).collect();
            tx.exec(
                format!(
                    "/* sqlite */ INSERT INTO dossier_text (rowid, search) SELECT id, search FROM dossier WHERE id IN ({}) ORDER BY id",
                    store::placeholders(1, ids.len())
                ),
                &ids,
            )?;
        }
        Ok(())
    }
}

/// Ids told to the index in one statement.
const CHUNK: usize = 500;

/// Builds the text index anew, after a restore.
///
/// # Errors
/// A fault of the database.
pub fn rebuild_index(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.exec("/* sqlite */ INSERT INTO dossier_text (dossier_text) VALUES ('rebuild')", &[])?;
    }
    Ok(())
}

fn item(row: &mut Row<'_>) -> Result<Item> {
    let (id, code, name, unit) = (DossierId(row.int()?), row.opt_text()?, row.text()?, UnitId(row.int()?));
    let (accepted_at, due_day) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Day));
    let state = StateName::from_word(row.str()?).ok_or_else(|| Fault::new(format!("dossier {id}: state")))?;
    Ok(Item { id, code, name, unit, accepted_at, due_day, state })
}

/// A unit's dossiers, newest first, older than `before`.
///
/// # Errors
/// A fault of the database.
pub fn newest(tx: &mut Tx, unit: UnitId, before: Option<DossierId>, limit: i64) -> Result<Vec<Item>> {
    tx.query(
        "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
         WHERE unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        &vals![unit.0, before.map_or(i64::MAX, |id| id.0), limit],
        item,
    )
}

/// A unit's pending dossiers by due date, after the given place in the list.
///
/// # Errors
/// A fault of the database.
pub fn pending(tx: &mut Tx, unit: UnitId, after: Option<(Day, DossierId)>, limit: i64) -> Result<Vec<Item>> {
    let (day, id) = after.map_or((i64::MIN, i64::MIN), |(day, id)| (day.0, id.0));
    tx.query(
        "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
         WHERE due_day IS NOT NULL AND settled_at IS NULL AND unit_id = $1 AND (due_day, id) > ($2, $3) \
         ORDER BY due_day, id LIMIT $4",
        &vals![unit.0, day, id, limit],
        item,
    )
}

/// How many of a unit's newest dossiers are looked through before the text index is asked.
const WALK: i64 = 3_000;

/// Dossiers whose name or code contains all the words, newest first, older than `before`; of one unit, or of all.
///
/// Frequent words are found by walking the newest dossiers; what is rare, by the text index.
///
/// # Errors
/// A refusal for fewer than three letters.
pub fn search(
    tx: &mut Tx,
    unit: Option<UnitId>,
    asked: &str,
    before: Option<DossierId>,
    limit: i64,
) -> Result<Vec<Item>> {
    let folded = kernel::text::fold(asked);
    if folded.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
        return Err(Refusal::new(
            "search.too_short",
            "Hãy nhập ít nhất ba ký tự.",
            "Enter at least three letters or digits.",
        )
        .into());
    }
    let pattern = format!("%{}%", folded.replace(['%', '_', '\\'], " "));
    let before = before.map_or(i64::MAX, |id| id.0);
    let (walked, last) = walk(tx, unit, &pattern, before, limit)?;
    let enough = i64::try_from(walked.len()).is_ok_and(|n| n >= limit);
    let Some(last) = last.filter(|_| !enough) else {
        return Ok(walked);
    };
    let left = limit - i64::try_from(walked.len()).unwrap_or(0);
    let mut found = walked;
    found.extend(by_index(tx, unit, &pattern, last, left)?);
    Ok(found)
}

/// Matches among the newest, and where the walk ended if there is more beyond.
fn walk(
    tx: &mut Tx,
    unit: Option<UnitId>,
    pattern: &str,
    before: i64,
    limit: i64,
) -> Result<(Vec<Item>, Option<i64>)> {
    let (mut found, mut seen, mut last) = (Vec::new(), 0i64, before);
    let needle = pattern.trim_matches('%');
    let sql = match unit {
        Some(_) => {
            "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state, search FROM dossier \
             WHERE unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
        }
        None => {
            "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state, search FROM dossier \
             WHERE $1 = 0 AND id < $2 ORDER BY id DESC LIMIT $3"
        }
    };
    let mut chunk = 100i64;
    while seen < WALK {
        let args: [V<'_>; 3] = vals![unit.map_or(0, |u| u.0), last, chunk];
        let mut read = 0i64;
        tx.each(sql, &args, |row| {
            let item = item(row)?;
            read += 1;
            last = item.id.0;
            if row.str()?.contains(needle) {
                found.push(item);
            }
            Ok(())
        })?;
        seen += read;
        if i64::try_from(found.len()).is_ok_and(|n| n >= limit) {
            found.truncate(usize::try_from(limit).unwrap_or(0));
            return Ok((found, None));
        }
        if read < chunk {
            return Ok((found, None));
        }
        chunk = (chunk * 3).min(WALK - seen).max(1);
    }
    Ok((found, Some(last)))
}

fn by_index(tx: &mut Tx, unit: Option<UnitId>, pattern: &str, before: i64, limit: i64) -> Result<Vec<Item>> {
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "/* sqlite */ SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
             WHERE id IN (SELECT rowid FROM dossier_text WHERE search LIKE $1) AND (unit_id = $2 OR $2 = 0) \
             AND id < $3 ORDER BY id DESC LIMIT $4"
        }
        // `id + 0` keeps the planner from walking the key backwards for a rare word.
        Engine::Postgres => {
            "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
             WHERE search LIKE $1 AND (unit_id = $2 OR $2 = 0) AND id < $3 ORDER BY id + 0 DESC LIMIT $4"
        }
    };
    tx.query(sql, &vals![pattern, unit.map_or(0, |u| u.0), before, limit], item)
}
