//! Finding a dossier by whatever somebody at the desk has in hand: its code, a name, a telephone or card number.

use super::line::{Line, line, line_columns, lines_of};
use super::search::search;
use crate::desk::DossierId;
use crate::{numbers, referral};
use kernel::{Result, Units};
use store::{Tx, vals};

/// Dossiers of one number that are looked through for those that may be seen.
const LOOKED_AT: i64 = 2_000;

/// Dossiers, newest first, older than `before`, that somebody who sees these units may see.
///
/// A whole code means one dossier. Eight to fifteen digits are a telephone or a card number, which must be whole: an
/// index of the numbers as they stand answers, and nobody fishes with a few digits. All else is looked for in names and
/// codes, by three letters at least; so of a unit that only took a dossier in or has it for a step, that one is found
/// by its code or its applicant's numbers alone; of one that was asked for its opinion, by its code.
///
/// # Errors
/// A refusal for fewer than three letters or digits; a fault of the database.
pub fn find(
    tx: &mut Tx,
    units: &Units,
    asked: &str,
    before: Option<DossierId>,
    limit: i64,
) -> Result<Vec<Line>> {
    let asked = asked.trim();
    if let Some(line) = by_code(tx, asked)?
        && (line.open_to(units) || referral::asked_of(tx, line.id, units)?)
    {
        return Ok(if before.is_some_and(|b| line.id >= b) { Vec::new() } else { vec![line] });
    }
    if let Some(phone) = numbers::read_phone(asked) {
        // The same digits may be a card's.
        let card = numbers::read_card(asked).unwrap_or_else(|| phone.clone());
        return by_number(tx, units, (&phone, &card), before, limit);
    }
    let mut ids: Vec<DossierId> = Vec::new();
    match units {
        Units::All => ids.extend(search(tx, None, asked, before, limit)?.iter().map(|i| i.id)),
        Units::Some(some) => {
            // Nobody who sees no unit is told more than that nothing was found.
            for unit in some.iter() {
                ids.extend(search(tx, Some(*unit), asked, before, limit)?.iter().map(|i| i.id));
            }
        }
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.truncate(usize::try_from(limit).unwrap_or(0));
    lines_of(tx, &ids)
}

fn by_code(tx: &mut Tx, asked: &str) -> Result<Option<Line>> {
    if !asked.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let found = tx.query(
        concat!("SELECT ", line_columns!(), " FROM dossier d WHERE d.code = $1 OR d.code = $2"),
        &vals![asked, &asked.to_uppercase()],
        line,
    )?;
    Ok(found.into_iter().next())
}

fn by_number(
    tx: &mut Tx,
    units: &Units,
    (phone, card): (&str, &str),
    before: Option<DossierId>,
    limit: i64,
) -> Result<Vec<Line>> {
    let mut found = tx.query(
        concat!(
            "SELECT ",
            line_columns!(),
            " FROM dossier d WHERE d.id IN (SELECT id FROM (\
             SELECT id FROM dossier WHERE applicant_phone = $1 AND id < $2 UNION \
             SELECT id FROM dossier WHERE applicant_card = $4 AND id < $2) AS found \
             ORDER BY id DESC LIMIT $3) ORDER BY d.id DESC"
        ),
        &vals![phone, before.map_or(i64::MAX, |id| id.0), LOOKED_AT, card],
        line,
    )?;
    found.retain(|l| l.open_to(units));
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}
