//! Events as rows, and how the counters read them.

use crate::model::{Dossier, DossierId, Stage};
use crate::tally::{Ledger, Standing};
use crate::words::{EventKind, Outcome, ResultBy, StateName};
use catalogue::ProcedureId;
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Result, UnitId};
use store::{Row, Tx, vals};

/// An event as the counters read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: Instant,
    pub(crate) known: Day,
    pub(crate) kind: EventKind,
    pub(crate) state: StateName,
    pub(crate) unit: UnitId,
    pub(crate) armed: Option<Day>,
    pub(crate) verdict: Option<String>,
    /// Of a corrected procedure: which one it was.
    pub(crate) was: Option<ProcedureId>,
}

/// What an event of a corrected procedure holds.
#[derive(serde::Deserialize)]
struct Corrected {
    was: ProcedureId,
}

fn was(body: &str) -> Result<ProcedureId> {
    let corrected: Corrected = serde_json::from_str(body)
        .map_err(|e| Fault::because("the event of a corrected procedure cannot be read", e))?;
    Ok(corrected.was)
}

/// The verdict as an event stores it: `late:granted`, and `late:granted:post` once it went out by post.
pub(crate) fn verdict_text(stage: &Stage) -> Option<String> {
    let verdict = stage.verdict()?;
    let posted = matches!(stage, Stage::Delivered(_, _, _, ResultBy::Post));
    let post = if posted { ":post" } else { "" };
    Some(format!("{}:{}{post}", verdict.timeliness.word(), verdict.outcome.word()))
}

type VerdictParts = (Option<(Timeliness, Outcome)>, bool);

fn read_verdict(text: Option<&str>) -> Option<VerdictParts> {
    let Some(text) = text else {
        return Some((None, false));
    };
    let mut words = text.split(':');
    let timeliness = Timeliness::from_word(words.next()?)?;
    let outcome = Outcome::from_word(words.next()?)?;
    let posted = match words.next() {
        None => false,
        Some("post") => true,
        Some(_) => return None,
    };
    Some((Some((timeliness, outcome)), posted))
}

impl Event {
    /// How the dossier stood after it; `None` where it is counted nowhere.
    pub(crate) fn standing(&self) -> Result<Option<Standing>> {
        let (verdict, posted) = read_verdict(self.verdict.as_deref()).ok_or_else(|| {
            Fault::new(format!("the verdict '{:?}' of an event cannot be read", self.verdict))
        })?;
        let counted = !matches!(self.state, StateName::Submitted | StateName::NotAccepted | StateName::Void);
        let paused = self.state == StateName::Paused;
        Ok(counted.then_some(Standing { unit: self.unit, armed: self.armed, paused, verdict, posted }))
    }

    /// Books it.
    pub(crate) fn book(&self, ledger: &mut Ledger) -> Result<()> {
        match (self.kind, self.standing()?) {
            (EventKind::UnitCorrected, Some(standing)) => ledger.correct_unit(standing.unit, self.known),
            (EventKind::ProcedureCorrected, standing) => {
                if let Some(was) = self.was {
                    ledger.correct_procedure(was, self.known);
                }
                if let Some(Standing { armed: Some(due), .. }) = standing {
                    ledger.correct_due(due, self.known);
                }
            }
            (EventKind::Voided, _) => ledger.void(self.known),
            (_, Some(standing)) => ledger.step(standing, self.at.day(), self.known),
            (_, None) => {}
        }
        Ok(())
    }
}

/// How a dossier stands in the counters' eyes.
pub(crate) fn standing_of(d: &Dossier) -> Option<Standing> {
    if matches!(d.stage, Stage::Submitted | Stage::NotAccepted | Stage::Void) {
        return None;
    }
    Some(Standing {
        unit: d.unit,
        armed: d.stage.running().map(|r| r.due_day),
        paused: matches!(d.stage, Stage::Paused { .. }),
        verdict: d.stage.verdict().map(|v| (v.timeliness, v.outcome)),
        posted: matches!(d.stage, Stage::Delivered(_, _, _, ResultBy::Post)),
    })
}

/// Reads `at, known_day, kind, state, unit_id, armed_day, verdict`, and the body of a corrected procedure.
pub(crate) fn read(row: &mut Row<'_>) -> Result<Event> {
    let (at, known) = (Instant(row.int()?), Day(row.int()?));
    let kind = EventKind::from_word(row.str()?);
    let state = StateName::from_word(row.str()?);
    let (unit, armed, verdict) = (UnitId(row.int()?), row.opt_int()?.map(Day), row.opt_text()?);
    let was = row.opt_text()?.as_deref().map(was).transpose()?;
    match (kind, state) {
        (Some(kind), Some(state)) => Ok(Event { at, known, kind, state, unit, armed, verdict, was }),
        _ => Err(Fault::new("an event's kind or state cannot be read").into()),
    }
}

/// All events of a dossier, in order.
pub(crate) fn of_dossier(tx: &mut Tx, id: DossierId) -> Result<Vec<Event>> {
    tx.query(
        "SELECT at, known_day, kind, state, unit_id, armed_day, verdict, \
         CASE WHEN kind = 'procedure_corrected' THEN body END FROM dossier_event \
         WHERE dossier_id = $1 ORDER BY seq",
        &vals![id.0],
        read,
    )
}

/// The ledger of a dossier's whole past.
pub(crate) fn ledger(tx: &mut Tx, d: &Dossier) -> Result<Ledger> {
    let mut ledger = Ledger::new(d.channel, d.receiving);
    for event in of_dossier(tx, d.id)? {
        event.book(&mut ledger)?;
    }
    Ok(ledger)
}
