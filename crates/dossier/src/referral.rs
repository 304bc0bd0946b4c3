//! What a process asks of a unit with a clock of its own: opinions gathered at once, and whole steps in linked units.
//!
//! Each has its due time by the calendar of the unit that is asked, stands still while the dossier's clock does, and
//! passes to the heir where its unit ends. None of it is counted: the dossier counts once, under its competent unit.

mod ask;
mod linked;
mod waiting;

pub(crate) use ask::{Plan, refers};
pub use linked::{LinkedRow, linked_rows};
pub use waiting::{Waiting, count_waiting, waiting};

use crate::model::DossierId;
use kernel::timeliness::Timeliness;
use kernel::{Fault, Instant, PersonId, Result, UnitId, Units};
use store::{Row, Tx, V, placeholders, table, vals};

table! {
    /// What was asked of units.
    pub static DOSSIER_REFERRAL = 70 "dossier_referral" key(dossier_id, no, round) version(version) {
        dossier_id: Int, no: Int, round: Int, kind: Text, linked: Int, unit_id: Int, asked_at: Int, allotted: Int,
        due_at: Int, held_left: Int, done_at: Int, actor_id: Int, behalf_id: Int, answer: Text, lapsed_at: Int,
        version: Int,
    }
}

kernel::words!(
    /// What is asked of a unit.
    ReferralKind {
        /// Its opinion, with those of others at once.
        Opinion = "opinion",
        /// A step of the process, by itself; the dossier lies there meanwhile.
        Step = "step",
    }
);

/// What was asked of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// The dossier.
    pub dossier: DossierId,
    /// The step of the process, from 1.
    pub no: i64,
    /// How often it was asked in this dossier, this time included.
    pub round: i64,
    /// What is asked.
    pub kind: ReferralKind,
    /// The unit is named by the process, a partner in it.
    pub linked: bool,
    /// The unit asked, or its heir.
    pub unit: UnitId,
    /// When.
    pub asked: Instant,
    /// Working minutes allotted.
    pub allotted: i64,
    /// When they are used up, by the unit's own calendar; none while the dossier's clock stands.
    pub due: Option<Instant>,
    /// Minutes left, while the dossier's clock stands; below zero where it was overdue.
    pub held: Option<i64>,
    /// When it was answered, or the dossier left.
    pub done: Option<Instant>,
    /// Who did.
    pub actor: Option<PersonId>,
    /// In whose absence.
    pub behalf: Option<PersonId>,
    /// The opinion.
    pub answer: Option<String>,
    /// Since when nobody waits for it any more, though it was not answered.
    pub lapsed: Option<Instant>,
    version: i64,
}

impl Referral {
    /// Whether it is waited for.
    pub fn open(&self) -> bool {
        self.done.is_none() && self.lapsed.is_none()
    }

    /// How it met its due time, by date; none while it is open, and for what lapsed.
    pub fn timeliness(&self) -> Option<Timeliness> {
        Some(Timeliness::judge(self.done?.day(), self.due?.day()))
    }

    fn values(&self) -> [V<'_>; 16] {
        let at = |i: Option<Instant>| V::from(i.map(|i| i.0));
        [
            V::Int(self.dossier.0),
            V::Int(self.no),
            V::Int(self.round),
            V::Text(self.kind.word()),
            V::Int(i64::from(self.linked)),
            V::Int(self.unit.0),
            V::Int(self.asked.0),
            V::Int(self.allotted),
            at(self.due),
            V::from(self.held),
            at(self.done),
            V::from(self.actor.map(|p| p.0)),
            V::from(self.behalf.map(|p| p.0)),
            V::from(self.answer.as_ref()),
            at(self.lapsed),
            V::Int(self.version),
        ]
    }
}

/// The columns of [`DOSSIER_REFERRAL`], of a table called `r`.
macro_rules! referral_columns {
    () => {
        "r.dossier_id, r.no, r.round, r.kind, r.linked, r.unit_id, r.asked_at, r.allotted, r.due_at, r.held_left, \
         r.done_at, r.actor_id, r.behalf_id, r.answer, r.lapsed_at, r.version"
    };
}
use referral_columns;

fn read(row: &mut Row<'_>) -> Result<Referral> {
    let (dossier, no, round) = (DossierId(row.int()?), row.int()?, row.int()?);
    let kind = ReferralKind::from_word(row.str()?)
        .ok_or_else(|| Fault::new(format!("dossier_referral ({dossier}, {no}, {round}): kind")))?;
    Ok(Referral {
        dossier,
        no,
        round,
        kind,
        linked: row.bool()?,
        unit: UnitId(row.int()?),
        asked: Instant(row.int()?),
        allotted: row.int()?,
        due: row.opt_int()?.map(Instant),
        held: row.opt_int()?,
        done: row.opt_int()?.map(Instant),
        actor: row.opt_int()?.map(PersonId),
        behalf: row.opt_int()?.map(PersonId),
        answer: row.opt_text()?,
        lapsed: row.opt_int()?.map(Instant),
        version: row.int()?,
    })
}

/// Everything asked for a dossier, in the order in which it was asked.
///
/// # Errors
/// A fault of the database, or of a row that cannot be read.
pub fn of_dossier(tx: &mut Tx, id: DossierId) -> Result<Vec<Referral>> {
    tx.query(
        concat!(
            "SELECT ",
            referral_columns!(),
            " FROM dossier_referral r WHERE r.dossier_id = $1 ORDER BY r.asked_at, r.round, r.no"
        ),
        &vals![id.0],
        read,
    )
}

/// Of it what is waited for, in the order of the process.
pub(crate) fn open_of(tx: &mut Tx, id: DossierId) -> Result<Vec<Referral>> {
    tx.query(
        concat!(
            "SELECT ",
            referral_columns!(),
            " FROM dossier_referral r WHERE r.dossier_id = $1 AND r.done_at IS NULL AND r.lapsed_at IS NULL \
             ORDER BY r.no"
        ),
        &vals![id.0],
        read,
    )
}

/// Whether anything was ever asked of one of these units for a dossier: then its people see it, while they are asked and
/// afterwards.
///
/// # Errors
/// A fault of the database.
pub fn asked_of(tx: &mut Tx, id: DossierId, units: &Units) -> Result<bool> {
    let Units::Some(units) = units else { return Ok(true) };
    if units.is_empty() {
        return Ok(false);
    }
    let args: Vec<V<'_>> = std::iter::once(id.0).chain(units.iter().map(|u| u.0)).map(V::Int).collect();
    let text = format!(
        "SELECT 1 FROM dossier_referral WHERE dossier_id = $1 AND unit_id IN ({}) LIMIT 1",
        placeholders(2, units.len())
    );
    Ok(tx.query_opt(text, &args, |row| row.int())?.is_some())
}

/// The dossiers for which something is waited for from these units.
pub(crate) fn waited_for(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<DossierId>> {
    let args: Vec<V<'_>> = units.iter().map(|u| V::Int(u.0)).collect();
    let text = format!(
        "SELECT DISTINCT dossier_id FROM dossier_referral WHERE done_at IS NULL AND lapsed_at IS NULL \
         AND unit_id IN ({}) ORDER BY dossier_id",
        placeholders(1, units.len())
    );
    tx.query(text, &args, |row| Ok(DossierId(row.int()?)))
}
