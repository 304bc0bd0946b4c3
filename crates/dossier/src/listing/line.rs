//! A line of an officer's list: what the eye needs to choose the next dossier.

use crate::desk::DossierId;
use crate::words::{Channel, Outcome, PauseReason, ResultBy, StateName};
use catalogue::ProcedureId;
use kernel::{Day, Fault, Instant, Result, UnitId, Units};
use store::{Row, Tx, V};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The dossier.
    pub id: DossierId,
    /// Its code; none before acceptance.
    pub code: Option<String>,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The revision of the procedure it was filed under.
    pub revision: i64,
    /// Whose it is.
    pub name: String,
    /// What it is about.
    pub content: String,
    /// The desk that took it in.
    pub receiving: UnitId,
    /// The competent unit.
    pub unit: UnitId,
    /// How it came in.
    pub channel: Channel,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Its state.
    pub state: StateName,
    /// The step it stands in.
    pub step: i64,
    /// The unit it stands in.
    pub standing: UnitId,
    /// Since when.
    pub since: Instant,
    /// When the step's allotment is used up.
    pub step_due: Option<Instant>,
    /// What is waited for, while the clock stands.
    pub waits_for: Option<PauseReason>,
    /// When it was sent online.
    pub submitted_at: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// The date on the slip.
    pub promised: Option<Day>,
    /// When it is due; while the clock stands, as it was when it was stopped.
    pub due: Option<Day>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// How.
    pub outcome: Option<Outcome>,
}

/// The columns of [`Line`], of a table called `d`.
macro_rules! line_columns {
    () => {
        "d.id, d.code, d.procedure_id, d.revision, d.applicant_name, d.content, d.receiving_id, d.unit_id, \
         d.channel, d.result_by, d.state, d.step, d.step_unit_id, d.step_since, d.step_due_at, d.pause_reason, \
         d.submitted_at, d.accepted_at, d.promised_day, d.due_day, d.settled_at, d.outcome"
    };
}
pub(super) use line_columns;

/// Reads [`line_columns`].
pub(super) fn line(row: &mut Row<'_>) -> Result<Line> {
    let id = DossierId(row.int()?);
    let broken = |what: &str| Fault::new(format!("dossier {id}: {what}"));
    Ok(Line {
        id,
        code: row.opt_text()?,
        procedure: ProcedureId(row.int()?),
        revision: row.int()?,
        name: row.text()?,
        content: row.text()?,
        receiving: UnitId(row.int()?),
        unit: UnitId(row.int()?),
        channel: Channel::from_national_code(row.int()?).ok_or_else(|| broken("channel"))?,
        result_by: ResultBy::from_word(row.str()?).ok_or_else(|| broken("result_by"))?,
        state: StateName::from_word(row.str()?).ok_or_else(|| broken("state"))?,
        step: row.int()?,
        standing: UnitId(row.int()?),
        since: Instant(row.int()?),
        step_due: row.opt_int()?.map(Instant),
        waits_for: row.opt_text()?.and_then(|word| PauseReason::from_word(&word)),
        submitted_at: row.opt_int()?.map(Instant),
        accepted_at: row.opt_int()?.map(Instant),
        promised: row.opt_int()?.map(Day),
        due: row.opt_int()?.map(Day),
        settled_at: row.opt_int()?.map(Instant),
        outcome: row.opt_text()?.and_then(|word| Outcome::from_word(&word)),
    })
}

impl Line {
    /// Whether somebody who sees these units sees it.
    pub fn open_to(&self, units: &Units) -> bool {
        crate::rule::sees(units, self.unit, self.receiving, self.standing)
    }
}

/// The lines of these dossiers, in this order.
pub(crate) fn lines_of(tx: &mut Tx, ids: &[DossierId]) -> Result<Vec<Line>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let args: Vec<V<'_>> = ids.iter().map(|id| V::Int(id.0)).collect();
    let text = format!(
        "SELECT {} FROM dossier d WHERE d.id IN ({})",
        line_columns!(),
        store::placeholders(1, args.len())
    );
    let mut found = tx.query(text, &args, line)?;
    found.sort_by_key(|l| ids.iter().position(|id| *id == l.id));
    Ok(found)
}
