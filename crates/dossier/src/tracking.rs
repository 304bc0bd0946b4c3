//! What somebody outside may read of a dossier: with its code, which can be guessed, state and dates; with the slip,
//! which cannot, everything that concerns the applicant.

use crate::model::{Dossier, DossierId};
use crate::reference::Reference;
use crate::referral::{self, ReferralKind};
use crate::row;
use crate::words::{EventKind, PauseReason, StateName};
use catalogue::Revision;
use kernel::{Day, Fault, Instant, Result, UnitId};
use std::sync::Arc;
use store::{Row, Tx, vals};

/// State and dates of an accepted dossier: nothing of whose it is, of what, or how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// The code, as the desk wrote it.
    pub code: String,
    /// The competent unit: for counting days, not for showing.
    pub unit: UnitId,
    /// The state.
    pub state: StateName,
    /// What is waited for while the clock stands.
    pub why: Option<PauseReason>,
    /// When it was accepted.
    pub accepted: Instant,
    /// The date on the slip.
    pub promised: Day,
    /// The lawful due date.
    pub due: Day,
    /// The date of the apology.
    pub announced: Option<Day>,
    /// When it was settled.
    pub settled: Option<Instant>,
    /// When its result was handed over.
    pub delivered: Option<Instant>,
}

/// The dossier with this code, however its letters and blanks were typed. Asks the database the same for anything
/// typed, so that how long it takes tells nothing.
///
/// # Errors
/// A fault of the database.
pub fn by_code(tx: &mut Tx, typed: &str) -> Result<Option<Glance>> {
    // No engine stores it, and PostgreSQL refuses to look for it.
    let plain: String = typed.chars().filter(|c| !c.is_control()).take(CODE).collect();
    let close: String = plain.split_whitespace().collect();
    let found = tx.query(
        "SELECT code, unit_id, state, pause_reason, accepted_at, promised_day, due_day, announced_day, settled_at, \
         delivered_at FROM dossier WHERE code = $1 OR code = $2 OR code = $3",
        &vals![plain.trim(), &close, &close.to_uppercase()],
        glance,
    )?;
    // What was typed letter by letter goes before what only looks like it.
    let exact = found.iter().position(|g| g.as_ref().is_some_and(|g| g.code == plain.trim())).unwrap_or(0);
    Ok(found.into_iter().nth(exact).flatten())
}

/// Letters of a code that are looked at.
const CODE: usize = 100;

fn glance(row: &mut Row<'_>) -> Result<Option<Glance>> {
    let (code, unit) = (row.text()?, UnitId(row.int()?));
    let broken = |what: &str| Fault::new(format!("dossier {code}: {what}"));
    let state = StateName::from_word(row.str()?).ok_or_else(|| broken("state"))?;
    let why = match row.opt_text()? {
        Some(word) => Some(PauseReason::from_word(&word).ok_or_else(|| broken("pause_reason"))?),
        None => None,
    };
    let (accepted, promised) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Day));
    let (due, announced) = (row.opt_int()?.map(Day), row.opt_int()?.map(Day));
    let (settled, delivered) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Instant));
    let dates = accepted.zip(promised);
    Ok(dates.map(|(accepted, promised)| Glance {
        unit,
        state,
        why: why.filter(|_| state == StateName::Paused),
        accepted,
        promised,
        // A voided one has none.
        due: due.unwrap_or(promised),
        announced,
        settled,
        delivered,
        code,
    }))
}

/// Something that happened to a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: EventKind,
    /// The step in which it lay afterwards.
    pub step: i64,
    /// The unit in which it lay afterwards.
    pub unit: UnitId,
}

/// A dossier as its applicant follows it.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The dossier.
    pub dossier: Dossier,
    /// The procedure as it was filed under.
    pub procedure: Arc<Revision>,
    /// What happened, in order.
    pub history: Vec<Happened>,
    /// What the applicant is asked for while the clock stands.
    pub asked: Option<String>,
    /// Whose opinions are gathered where it stands.
    pub gathered: Vec<Gathered>,
}

/// An opinion that is gathered. What it says is between the units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gathered {
    /// The unit asked.
    pub unit: UnitId,
    /// When it answered.
    pub answered: Option<Instant>,
}

impl Followed {
    /// When a step was done for the last time.
    pub fn left(&self, step: i64) -> Option<Instant> {
        self.left_group(step, step)
    }

    /// When steps that run at once were done for the last time.
    pub fn left_group(&self, first: i64, last: i64) -> Option<Instant> {
        let done = |h: &&Happened| match h.kind {
            EventKind::Forwarded => h.step == last + 1,
            EventKind::Settled => h.step == first,
            _ => false,
        };
        self.history.iter().rev().find(done).map(|h| h.at)
    }
}

/// The dossier of a slip.
///
/// # Errors
/// A fault of the database, or of a row that cannot be read.
pub fn by_slip(tx: &mut Tx, reference: &Reference, slip: &str) -> Result<Option<Followed>> {
    // What is no slip is looked up as one that nobody has.
    let (id, token) = read_slip(slip).unwrap_or((DossierId(0), ""));
    let found = tx.query_opt(
        concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.id = $1"),
        &vals![id.0],
        |row| row::read(row, &reference.catalogue),
    )?;
    let Some(dossier) = found.filter(|d| same(&d.token, token)) else {
        return Ok(None);
    };
    let procedure = reference.catalogue.at_revision(dossier.procedure, dossier.revision);
    let procedure = procedure
        .ok_or_else(|| Fault::new(format!("dossier {id}: its procedure is not in the catalogue")))?;
    let mut asked = None;
    let history = tx.query(
        "SELECT at, kind, step, step_unit_id, body FROM dossier_event WHERE dossier_id = $1 ORDER BY seq",
        &vals![id.0],
        |row| {
            let (at, kind) = (Instant(row.int()?), EventKind::from_word(row.str()?));
            let (step, unit, body) = (row.int()?, UnitId(row.int()?), row.opt_text()?);
            let kind = kind.ok_or_else(|| Fault::new(format!("dossier {id}: an event's kind")))?;
            match kind {
                EventKind::SupplementRequested | EventKind::PaymentRequested => asked = said(body.as_deref()),
                EventKind::Resumed => asked = None,
                _ => {}
            }
            Ok(Happened { at, kind, step, unit })
        },
    )?;
    let gathered = gathered(tx, reference, &dossier)?;
    let asked = asked.filter(|_| dossier.stage.name() == StateName::Paused);
    Ok(Some(Followed { procedure: procedure.clone(), dossier, history, asked, gathered }))
}

/// Whose opinions are gathered; of most dossiers nothing is read for it.
fn gathered(tx: &mut Tx, reference: &Reference, d: &Dossier) -> Result<Vec<Gathered>> {
    if !referral::refers(reference, d) {
        return Ok(Vec::new());
    }
    let mut all = referral::of_dossier(tx, d.id)?;
    // Those asked since it came to where it stands; of a procedure corrected there only what is not void.
    all.retain(|one| one.kind == ReferralKind::Opinion && one.asked >= d.lying.since && one.lapsed.is_none());
    Ok(all.iter().map(|one| Gathered { unit: one.unit, answered: one.done }).collect())
}

fn said(body: Option<&str>) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body?).ok()?;
    body.get("reason")?.as_str().map(str::to_owned)
}

impl Dossier {
    /// What the slip's QR code carries behind `/t/`: the dossier's id and the random part. The id finds it without an
    /// index over all tokens; who knows the id alone knows nothing.
    pub fn slip(&self) -> String {
        slip(self.id, &self.token)
    }
}

/// Letters of the id within a slip: 13 of 5 bits.
const ID: usize = 13;

/// As [`Dossier::slip`].
pub fn slip(id: DossierId, token: &str) -> String {
    let bits = id.0.cast_unsigned();
    let letter = |n: usize| {
        let five = usize::try_from(bits >> (5 * (ID - 1 - n)) & 31).unwrap_or(0);
        char::from(crate::token::ALPHABET[five])
    };
    (0..ID).map(letter).chain(token.chars()).collect()
}

fn read_slip(slip: &str) -> Option<(DossierId, &str)> {
    let (id, token) = (slip.get(..ID)?, slip.get(ID..)?);
    let mut bits: u64 = 0;
    for byte in id.bytes() {
        let five = crate::token::ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits.checked_mul(32)?.checked_add(u64::try_from(five).ok()?)?;
    }
    Some((DossierId(i64::try_from(bits).ok()?), token))
}

/// Compares without telling by the time it takes how much was right.
fn same(own: &str, given: &str) -> bool {
    let differing = own.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    own.len() == given.len() && !own.is_empty() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_reads_back_as_its_dossier() {
        for id in [1, 31, 32, 1 << 40, i64::MAX] {
            let slip = slip(DossierId(id), "0123456789abcdef");
            assert_eq!((slip.len(), read_slip(&slip)), (29, Some((DossierId(id), "0123456789abcdef"))));
        }
        for wrong in ["", "0", "zzzzzzzzzzzzzzzz", "đđđđđđđđđđđđđđ", "0000000000O00x", "\u{0}00000000000000"]
        {
            assert_eq!(read_slip(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn tokens_are_the_same_or_not() {
        assert!(same("abc", "abc"));
        for (own, given) in [("abc", "abd"), ("abc", "ab"), ("abc", "abcd"), ("", "")] {
            assert!(!same(own, given), "{own} {given}");
        }
    }
}
