//! Finding a dossier by whatever somebody at the desk has in hand: its code, a name, a telephone or card number.

use super::line::{Line, line, line_columns, lines_of};
use super::search::search;
use crate::desk::DossierId;
use kernel::{Result, Units};
use store::{Tx, vals};

/// Fewest and most digits of a telephone or card number.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Dossiers of one number that are looked through for those that may be seen.
const LOOKED_AT: i64 = 2_000;

/// Dossiers, newest first, older than `before`, that somebody who sees these units may see.
///
/// A whole code means one dossier. Eight to fifteen digits are a telephone or a card number, which must be whole: an
/// index of the numbers as they stand answers, and nobody fishes with a few digits. All else is looked for in names and
/// codes, by three letters at least; so of a unit that only took a dossier in or has it for a step, that one is found
/// by its code or its applicant's numbers alone.
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
    if let Some(line) = by_code(tx, asked)?.filter(|l| l.open_to(units)) {
        return Ok(if before.is_some_and(|b| line.id >= b) { Vec::new() } else { vec![line] });
    }
    if let Some(number) = number(asked) {
        return by_number(tx, units, &number, before, limit);
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

/// The digits of a telephone or card number, however they are grouped; `+84` stands for the first nought.
fn number(asked: &str) -> Option<String> {
    let grouped = |c: char| matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}');
    let plain: String = asked.chars().filter(|c| !grouped(*c)).collect();
    let digits = match plain.strip_prefix("+84") {
        Some(rest) => format!("0{rest}"),
        None => plain,
    };
    (DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

fn by_number(
    tx: &mut Tx,
    units: &Units,
    number: &str,
    before: Option<DossierId>,
    limit: i64,
) -> Result<Vec<Line>> {
    let mut found = tx.query(
        concat!(
            "SELECT ",
            line_columns!(),
            " FROM dossier d WHERE d.id IN (SELECT id FROM (\
             SELECT id FROM dossier WHERE applicant_phone = $1 AND id < $2 UNION \
             SELECT id FROM dossier WHERE applicant_card = $1 AND id < $2) AS found \
             ORDER BY id DESC LIMIT $3) ORDER BY d.id DESC"
        ),
        &vals![number, before.map_or(i64::MAX, |id| id.0), LOOKED_AT],
        line,
    )?;
    found.retain(|l| l.open_to(units));
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_group_them() {
        for text in ["0912 345 678", "0912.345.678", "+84 912 345 678", "0912345678"] {
            assert_eq!(number(text).as_deref(), Some("0912345678"), "{text}");
        }
        for text in ["0912", "A0912345678", "20/11/2020", "Nguyễn Văn Thử"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
