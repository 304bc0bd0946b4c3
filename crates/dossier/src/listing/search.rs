//! Search by name or code, newest first, a page at a time.
//!
//! What is frequent is found by walking from the newest back, what is rare by the text index; which of the two an
//! asked text is, nobody knows before. So the walk is short at first, longer only where an index alone can be walked
//! (a unit), and then the text index is asked for what is older.

use super::{Item, item};
use crate::desk::DossierId;
use kernel::{Refusal, Result, UnitId};
use store::{Engine, Tx, vals};

/// How far a search walks before it asks the text index.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Dossiers walked before anything else.
    pub stroll: i64,
    /// Dossiers of one unit walked at most, the stroll included.
    pub march: i64,
}

impl Default for Effort {
    /// A stroll fills a page with whatever one in two hundred has; a march is the whole of most units after ten
    /// years.
    fn default() -> Self {
        Self { stroll: 4_000, march: 50_000 }
    }
}

/// Trigrams that SQLite's index is asked for. Each costs a list as long as it is frequent; three rare ones leave
/// so few candidates that looking at them costs less than a fourth list.
const ASKED: usize = 3;

/// Dossiers whose name or code contains the text, newest first, older than `before`; of one unit, or of all.
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
    search_within(tx, unit, asked, before, limit, Effort::default())
}

/// The same with another effort: what is found does not depend on it, only how.
///
/// # Errors
/// As [`search`].
pub fn search_within(
    tx: &mut Tx,
    unit: Option<UnitId>,
    asked: &str,
    before: Option<DossierId>,
    limit: i64,
    effort: Effort,
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
    // The wildcards of LIKE are no letters anybody searches for.
    let text = folded.replace(['%', '_', '\\'], " ");
    let mut page = Page { unit, before: before.map_or(i64::MAX, |id| id.0), limit, found: Vec::new() };
    if let Some(one) = page.by_code(tx, asked.trim())? {
        return Ok(one);
    }
    let walks = match (unit, tx.engine()) {
        (Some(_), _) => [effort.stroll, effort.march - effort.stroll],
        (None, Engine::Postgres) => [effort.stroll, 0],
        // SQLite's index gives the newest first and stops when the page is full.
        (None, Engine::Sqlite) => [0, 0],
    };
    for most in walks.into_iter().filter(|most| *most > 0) {
        if page.walk(tx, &text, most)? {
            return Ok(page.found);
        }
    }
    page.by_index(tx, &text)?;
    Ok(page.found)
}

/// A page in the making. In its statements unit 0 stands for all units; the cast tells PostgreSQL how long an id is.
struct Page {
    unit: Option<UnitId>,
    /// What is older than this has not been looked at.
    before: i64,
    limit: i64,
    found: Vec<Item>,
}

impl Page {
    /// The dossier with this very code: a whole code means one dossier.
    fn by_code(&self, tx: &mut Tx, asked: &str) -> Result<Option<Vec<Item>>> {
        if !asked.bytes().any(|b| b.is_ascii_digit()) {
            return Ok(None);
        }
        let unit = self.unit.map_or(0, |u| u.0);
        let found = tx.query(
            "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
             WHERE (code = $1 OR code = $2) AND (CAST($3 AS BIGINT) = 0 OR unit_id = $3) AND id < $4 ORDER BY id DESC",
            &vals![asked, &asked.to_uppercase(), unit, self.before],
            item,
        )?;
        Ok((!found.is_empty()).then_some(found))
    }

    fn missing(&self) -> i64 {
        self.limit - i64::try_from(self.found.len()).unwrap_or(self.limit)
    }

    /// Looks through so many dossiers; whether there is nothing more to do.
    fn walk(&mut self, tx: &mut Tx, text: &str, most: i64) -> Result<bool> {
        let pattern = format!("%{text}%");
        let (unit, before, missing) = (self.unit.map_or(0, |u| u.0), self.before, self.missing());
        let (end, walk) = match self.unit {
            Some(_) => (
                "SELECT id FROM dossier WHERE unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
                // The index holds the text, so that only what is found is read from the table.
                "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier WHERE id IN \
                 (SELECT id FROM dossier WHERE unit_id = $1 AND id < $2 AND id >= $3 AND search LIKE $4 \
                 ORDER BY id DESC LIMIT $5) ORDER BY id DESC",
            ),
            None => (
                "SELECT id FROM dossier WHERE CAST($1 AS BIGINT) = 0 AND id < $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
                "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier WHERE id IN \
                 (SELECT id FROM dossier WHERE CAST($1 AS BIGINT) = 0 AND id < $2 AND id >= $3 AND search || '' LIKE $4 \
                 ORDER BY id DESC LIMIT $5) ORDER BY id DESC",
            ),
        };
        let end = tx.query_opt(end, &vals![unit, before, most - 1], |row| row.int())?;
        let found = tx.query(walk, &vals![unit, before, end.unwrap_or(i64::MIN), &pattern, missing], item)?;
        self.found.extend(found);
        self.before = end.unwrap_or(i64::MIN);
        Ok(end.is_none() || self.missing() <= 0)
    }

    fn by_index(&mut self, tx: &mut Tx, text: &str) -> Result<()> {
        let pattern = format!("%{text}%");
        let (unit, before, missing) = (self.unit.map_or(0, |u| u.0), self.before, self.missing());
        let found = match tx.engine() {
            Engine::Sqlite => tx.query(
                "/* sqlite */ SELECT d.id, code, applicant_name, unit_id, accepted_at, due_day, state \
                 FROM dossier_text CROSS JOIN dossier d ON d.id = dossier_text.rowid \
                 WHERE dossier_text MATCH $1 AND dossier_text.rowid < $2 AND (CAST($3 AS BIGINT) = 0 OR unit_id = $3) \
                 AND d.search LIKE $4 ORDER BY dossier_text.rowid DESC LIMIT $5",
                &vals![&trigrams(text), before, unit, &pattern, missing],
                item,
            )?,
            // The index knows the stretch of time a dossier is from (seven weeks of ids): stretch by stretch from
            // the newest until the page is full. `id + 0` keeps the planner from walking the key backwards.
            Engine::Postgres => tx.query(
                "/* postgres */ SELECT d.* FROM \
                 generate_series(LEAST((SELECT MAX(id) FROM dossier), $1) >> 54, (SELECT MIN(id) FROM dossier) >> 54, -1) \
                 AS stretch (no) CROSS JOIN LATERAL \
                 (SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
                 WHERE (id >> 54) = stretch.no AND search LIKE $3 AND id < $1 AND (CAST($2 AS BIGINT) = 0 OR unit_id = $2) \
                 ORDER BY id + 0 DESC LIMIT $4) d LIMIT $4",
                &vals![before, unit, &pattern, missing],
                item,
            )?,
        };
        self.found.extend(found);
        Ok(())
    }
}

/// What SQLite's index is asked for: a few trigrams that must all be there, whatever their places. In names those
/// over the gap between two words are the rarest, and the last word is rarer than the first; in codes all count.
fn trigrams(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut all: Vec<&[char]> = letters.windows(3).collect();
    if !letters.iter().any(char::is_ascii_digit) {
        let rank = |t: &[char]| if t[1] == ' ' { 0 } else { 1 + u8::from(!t.contains(&' ')) };
        all.reverse();
        all.sort_by_key(|t| rank(t));
        all.truncate(ASKED);
    }
    let quoted = all.into_iter().map(|t| format!("\"{}\"", String::from_iter(t).replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_asked_for_gaps_between_words_first() {
        assert_eq!(trigrams("ho thi hieu"), r#""i h" AND "o t" AND " hi""#);
        assert_eq!(trigrams("0002-x"), r#""000" AND "002" AND "02-" AND "2-x""#);
        assert_eq!(trigrams("a\"b"), r#""a""b""#);
    }
}
