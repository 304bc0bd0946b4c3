//! What there is to be asked for, looked up in the database before the server starts.

use super::client::{Request, escaped};
use crate::lists::{Dice, somewhere};
use crate::out::Done;
use dossier::desk::{DossierId, UnitId};
use dossier::tracking;
use organisation::Directory;
use std::sync::Arc;
use store::{Db, Tx, vals};

/// Dossiers known from everywhere, and of each busy unit.
const KNOWN: usize = 400;
const OF_UNIT: usize = 60;

/// A dossier as far as people know it.
pub(crate) struct Known {
    pub(crate) code: String,
    slip: String,
    name: String,
    card: String,
}

impl Known {
    pub(crate) fn by_code(&self) -> Request {
        Request::get(format!("/track?code={}", escaped(&self.code)), self.code.clone())
    }

    pub(crate) fn by_slip(&self) -> Request {
        Request::get(format!("/t/{}", self.slip), self.code.clone())
    }

    pub(crate) fn page(&self) -> Request {
        Request::get(format!("/dossier/{}", escaped(&self.code)), self.code.clone())
    }
}

/// The data.
pub(crate) struct World {
    /// From everywhere.
    pub(crate) dossiers: Vec<Known>,
    /// The units with the most dossiers, and some of each.
    pub(crate) busy: Vec<(UnitId, Vec<Known>)>,
    /// Codes of procedures in force.
    pub(crate) procedures: Vec<String>,
}

impl World {
    pub(crate) fn look(db: &Db, units: i64) -> Done<Self> {
        Ok(db.read(|tx| {
            let mut dice = Dice(23);
            let (oldest, newest) = tx.query_one("SELECT MIN(id), MAX(id) FROM dossier", &[], |row| {
                Ok((row.int()?, row.int()?))
            })?;
            let busy = tx.query(
                "SELECT unit_id FROM stat_unit_day GROUP BY unit_id ORDER BY SUM(received) DESC, unit_id LIMIT $1",
                &vals![units],
                |row| Ok(UnitId(row.int()?)),
            )?;
            let directory = Directory::load(tx)?;
            let mut own = Vec::new();
            for unit in busy.into_iter().filter(|u| directory.last_version(*u).is_some_and(|v| v.valid_to.is_none())) {
                let mut some = Vec::with_capacity(OF_UNIT);
                for _ in 0..OF_UNIT {
                    let at = somewhere(&mut dice, oldest, newest);
                    some.extend(known(tx, at, Some(unit))?);
                }
                own.push((unit, some));
            }
            let mut dossiers = Vec::with_capacity(KNOWN);
            for _ in 0..KNOWN {
                let at = somewhere(&mut dice, oldest, newest);
                dossiers.extend(known(tx, at, None)?);
            }
            let reference = dossier::reference::Reference::load(tx)?;
            let today = kernel::Clock::now(&kernel::SystemClock).day();
            let revisions = reference.catalogue.revisions().iter();
            let current = revisions.filter(|r| reference.catalogue.in_force(r.procedure, today).is_some_and(|now| Arc::ptr_eq(now, r)));
            let procedures = current.map(|r| r.code.clone()).collect();
            Ok(Self { dossiers, busy: own, procedures })
        })?)
    }
}

macro_rules! columns {
    () => {
        "SELECT id, token, code, applicant_name, applicant_card FROM dossier WHERE code IS NOT NULL"
    };
}

fn known(tx: &mut Tx<'_>, at: i64, unit: Option<UnitId>) -> kernel::Result<Option<Known>> {
    let read = |row: &mut store::Row<'_>| {
        let (id, token) = (DossierId(row.int()?), row.text()?);
        Ok(Known {
            slip: tracking::slip(id, &token),
            code: row.text()?,
            name: row.text()?,
            card: row.text()?,
        })
    };
    match unit {
        None => tx.query_opt(concat!(columns!(), " AND id >= $1 ORDER BY id LIMIT 1"), &vals![at], read),
        Some(unit) => tx.query_opt(
            concat!(columns!(), " AND unit_id = $2 AND id >= $1 ORDER BY id LIMIT 1"),
            &vals![at, unit.0],
            read,
        ),
    }
}

/// Words that people look for among procedures, and letters they have typed so far.
const WORDS: [&str; 8] = [
    "đăng ký kết hôn",
    "khai sinh",
    "chứng thực bản sao",
    "dat dai",
    "giay phep xay dung",
    "ho kinh doanh",
    "bảo hiểm",
    "trich luc",
];
const LETTERS: [&str; 8] = ["dang", "khai s", "chung thuc", "đất", "giay ph", "kinh d", "bao h", "tri"];

pub(crate) fn search(dice: &mut Dice) -> Request {
    let asked = dice.one(&WORDS).unwrap_or("khai sinh");
    Request::get(format!("/search?q={}", escaped(asked)), "/procedures/")
}

pub(crate) fn suggest(dice: &mut Dice) -> Request {
    let asked = dice.one(&LETTERS).unwrap_or("khai s");
    Request::get(format!("/search/suggest?q={}", escaped(asked)), "/procedures/")
}

impl World {
    pub(crate) fn some(&self, dice: &mut Dice) -> &Known {
        pick(dice, &self.dossiers)
    }

    pub(crate) fn procedure(&self, dice: &mut Dice) -> Request {
        let code = pick(dice, &self.procedures);
        Request::get(format!("/procedures/{}", escaped(code)), code.clone())
    }
}

/// What an officer types to find a dossier of his: a name, half of it, a code, a card's number. Weighed as for the lists:
/// half of it is the commonest beginning of a name.
pub(crate) fn find(dice: &mut Dice, own: &[Known]) -> Request {
    let known = pick(dice, own);
    let asked = match dice.below(10) {
        0..5 => "nguyen van",
        5..8 => &known.name,
        8 => &known.code,
        _ => &known.card,
    };
    // A common name fills a page with others.
    let word = if asked == known.code { known.code.as_str() } else { "</html>" };
    Request::form("/find", &format!("asked={}", escaped(asked)), word)
}

pub(crate) fn pick<'a, T>(dice: &mut Dice, of: &'a [T]) -> &'a T {
    let at = usize::try_from(dice.below(u64::try_from(of.len()).unwrap_or(1))).unwrap_or(0);
    &of[at]
}
