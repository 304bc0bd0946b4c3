//! Telling others what happened: a message in the outbox for each event, in the same transaction, while anybody has
//! asked to be told. It holds no personal data.

use crate::model::{Dossier, Stage};
use crate::words::{EventKind, Outcome, PauseReason, StateName};
use catalogue::ProcedureId;
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Result, UnitId};
use serde::{Deserialize, Serialize};
use store::Tx;

/// The topic of the messages; a program that hands them on lists it among those it listens to.
pub const TOPIC: &str = "dossier.event";
/// Under this name it is kept whether anybody has asked.
pub(crate) const ASKED: &str = "dossier.told";

/// What happened to a dossier, and how it stands since.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The dossier.
    pub id: i64,
    /// Its code; none before acceptance.
    pub code: Option<String>,
    /// The number of the event; the dossier's version since.
    pub no: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Instant,
    /// Its state.
    pub state: StateName,
    /// What is waited for, while the clock stands.
    pub waits_for: Option<PauseReason>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How it was judged: the stored word.
    pub timeliness: Option<String>,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that took it in.
    pub receiving: UnitId,
    /// Where it stands.
    pub standing: UnitId,
    /// The step it stands in.
    pub step: i64,
    /// The date on the slip.
    pub promised: Option<Day>,
    /// The lawful due date.
    pub due: Option<Day>,
    /// The date announced in an apology.
    pub announced: Option<Day>,
}

impl Told {
    fn of(d: &Dossier, kind: EventKind, at: Instant) -> Self {
        let waits_for = match &d.stage {
            Stage::Paused { why, .. } => Some(*why),
            _ => None,
        };
        let due = match &d.stage {
            Stage::Settled(running, _) | Stage::Delivered(running, ..) => Some(running.due_day),
            stage => stage.clock().map(|c| c.due_day),
        };
        let verdict = d.stage.verdict();
        Self {
            id: d.id.0,
            code: d.intake.as_ref().map(|i| i.code.clone()),
            no: d.version,
            kind,
            at,
            state: d.stage.name(),
            waits_for,
            outcome: verdict.map(|v| v.outcome),
            timeliness: verdict.map(|v| Timeliness::word(v.timeliness).to_owned()),
            procedure: d.procedure,
            unit: d.unit,
            receiving: d.receiving,
            standing: d.lying.unit,
            step: d.lying.step,
            promised: d.intake.as_ref().map(|i| i.promised),
            due,
            announced: d.announced,
        }
    }
}

/// From the next transaction on events are told, or no more.
///
/// # Errors
/// A fault of the database.
pub fn ask(tx: &mut Tx, told: bool) -> Result<()> {
    tx.set_bookmark(ASKED, if told { "1" } else { "0" })
}

/// Leaves the message of an event. Called inside the action that writes it.
pub(super) fn tell(tx: &mut Tx, d: &Dossier, kind: EventKind, at: Instant) -> Result<()> {
    let told = Told::of(d, kind, at);
    let body = serde_json::to_string(&told).map_err(|e| Fault::because("telling an event", e))?;
    tx.emit(TOPIC, &body)
}
