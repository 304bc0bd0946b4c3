//! A dossier as a row, and back. Loading says which row is broken.

use crate::model::{Applicant, Dossier, DossierId, Intake, Lying, Stage, Verdict};
use crate::words::{Channel, Outcome, PauseReason, ResultBy, StateName};
use catalogue::{Catalogue, ProcedureId};
use kernel::term::{Held, Running};
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Result, UnitId};
use store::{Row, V, table};

table! {
    /// Dossiers.
    pub static DOSSIER = 30 "dossier" key(id) version(version) {
        id: Int, code: Text, token: Text, procedure_id: Int, revision: Int, receiving_id: Int, unit_id: Int,
        channel: Int, result_by: Text, applicant_name: Text, applicant_phone: Text, applicant_card: Text,
        applicant_address: Text, content: Text, search: Text, submitted_at: Int, accepted_at: Int, number: Int,
        promised_day: Int, announced_day: Int, clock_from: Int, clock_left: Int, held_left: Int, due_day: Int,
        due_at: Int, state: Text, step: Int, step_unit_id: Int, step_since: Int, step_due_at: Int,
        paused_at: Int, pause_reason: Text, settled_at: Int, outcome: Text, timeliness: Text, late_cause: Text,
        delivered_at: Int, delivered_by: Text, version: Int,
    }
}
table! {
    /// What happened to them; never changed.
    pub static DOSSIER_EVENT = 31 "dossier_event" key(dossier_id, seq) {
        dossier_id: Int, seq: Int, at: Int, known_day: Int, kind: Text, actor_id: Int, state: Text, step: Int,
        step_unit_id: Int, unit_id: Int, armed_day: Int, verdict: Text, body: Text,
    }
}

/// The columns of [`DOSSIER`], for a `SELECT`.
macro_rules! dossier_columns {
    () => {
        "d.id, d.code, d.token, d.procedure_id, d.revision, d.receiving_id, d.unit_id, d.channel, d.result_by, \
         d.applicant_name, d.applicant_phone, d.applicant_card, d.applicant_address, d.content, d.search, \
         d.submitted_at, d.accepted_at, d.number, d.promised_day, d.announced_day, d.clock_from, d.clock_left, \
         d.held_left, d.due_day, d.due_at, d.state, d.step, d.step_unit_id, d.step_since, d.step_due_at, \
         d.paused_at, d.pause_reason, d.settled_at, d.outcome, d.timeliness, d.late_cause, d.delivered_at, \
         d.delivered_by, d.version"
    };
}
pub(crate) use dossier_columns;

/// Number of columns.
pub(crate) const COLUMNS: usize = 39;

/// What people may search by, folded: the name, and the code once there is one.
pub(crate) fn search_text(applicant: &Applicant, intake: Option<&Intake>) -> String {
    let name = kernel::text::fold(&applicant.name);
    match intake {
        Some(intake) => format!("{name} {}", intake.code.to_lowercase()),
        None => name,
    }
}

/// The row of a dossier, in the order of the columns.
pub(crate) fn values<'a>(d: &'a Dossier, search: &'a str) -> [V<'a>; COLUMNS] {
    let at = |i: Option<Instant>| V::from(i.map(|i| i.0));
    let day = |d: Option<Day>| V::from(d.map(|d| d.0));
    let (clock, held) = match &d.stage {
        Stage::Accepted(r) | Stage::InStep(r) => (Some(r), None),
        Stage::Settled(r, verdict) | Stage::Delivered(r, verdict, ..) => (Some(r), verdict.held),
        Stage::Paused { held, .. } => (Some(&held.was), Some(held.left)),
        Stage::Submitted | Stage::NotAccepted | Stage::Void => (None, None),
    };
    let pause = match &d.stage {
        Stage::Paused { why, since, .. } => Some((*why, *since)),
        _ => None,
    };
    let verdict = d.stage.verdict();
    let delivered = match &d.stage {
        Stage::Delivered(_, _, at, by) => Some((*at, *by)),
        _ => None,
    };
    [
        V::Int(d.id.0),
        V::from(d.intake.as_ref().map(|i| &i.code)),
        V::Text(&d.token),
        V::Int(d.procedure.0),
        V::Int(d.revision),
        V::Int(d.receiving.0),
        V::Int(d.unit.0),
        V::Int(d.channel.national_code()),
        V::Text(d.result_by.word()),
        V::Text(&d.applicant.name),
        V::Text(&d.applicant.phone),
        V::Text(&d.applicant.card),
        V::Text(&d.applicant.address),
        V::Text(&d.content),
        V::Text(search),
        at(d.submitted_at),
        at(d.intake.as_ref().map(|i| i.at)),
        V::from(d.intake.as_ref().and_then(|i| i.number)),
        day(d.intake.as_ref().map(|i| i.promised)),
        day(d.announced),
        at(clock.map(|c| c.from)),
        V::from(clock.map(|c| c.left)),
        V::from(held),
        day(clock.map(|c| c.due_day)),
        at(clock.map(|c| c.due_at)),
        V::Text(d.stage.name().word()),
        V::Int(d.lying.step),
        V::Int(d.lying.unit.0),
        V::Int(d.lying.since.0),
        at(d.lying.due),
        at(pause.map(|p| p.1)),
        V::from(pause.map(|p| p.0.word())),
        at(verdict.map(|v| v.at)),
        V::from(verdict.map(|v| v.outcome.word())),
        V::from(verdict.map(|v| v.timeliness.word())),
        V::from(verdict.and_then(|v| v.late_cause.as_ref())),
        at(delivered.map(|d| d.0)),
        V::from(delivered.map(|d| d.1.word())),
        V::Int(d.version),
    ]
}

/// `clock_from`, `clock_left`, `held_left`, `due_day`, `due_at`.
type ClockParts = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// What is read before the state can be put together.
struct Parts {
    state: String,
    clock: ClockParts,
    pause: (Option<i64>, Option<String>),
    verdict: (Option<i64>, Option<String>, Option<String>, Option<String>),
    delivered: (Option<i64>, Option<String>),
}

/// Reads a row selected by [`dossier_columns`], with the clock's rules from the catalogue.
pub(crate) fn read(row: &mut Row<'_>, catalogue: &Catalogue) -> Result<Dossier> {
    let id = DossierId(row.int()?);
    let broken = |what: &str| Fault::new(format!("dossier {id}: {what}"));
    let (code, token) = (row.opt_text()?, row.text()?);
    let (procedure, revision) = (ProcedureId(row.int()?), row.int()?);
    let (receiving, unit) = (UnitId(row.int()?), UnitId(row.int()?));
    let channel = Channel::from_national_code(row.int()?).ok_or_else(|| broken("channel"))?;
    let result_by = ResultBy::from_word(row.str()?).ok_or_else(|| broken("result_by"))?;
    let applicant =
        Applicant { name: row.text()?, phone: row.text()?, card: row.text()?, address: row.text()? };
    let content = row.text()?;
    let _search = row.str()?;
    let (submitted_at, accepted_at) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Instant));
    let (number, promised, announced) = (row.opt_int()?, row.opt_int()?.map(Day), row.opt_int()?.map(Day));
    let clock = (row.opt_int()?, row.opt_int()?, row.opt_int()?, row.opt_int()?, row.opt_int()?);
    let state = row.text()?;
    let lying = Lying {
        step: row.int()?,
        unit: UnitId(row.int()?),
        since: Instant(row.int()?),
        due: row.opt_int()?.map(Instant),
    };
    let pause = (row.opt_int()?, row.opt_text()?);
    let verdict = (row.opt_int()?, row.opt_text()?, row.opt_text()?, row.opt_text()?);
    let delivered = (row.opt_int()?, row.opt_text()?);
    let version = row.int()?;
    let intake = match (code, accepted_at, promised) {
        (Some(code), Some(at), Some(promised)) => Some(Intake { code, number, at, promised }),
        (None, None, None) if number.is_none() => None,
        _ => return Err(broken("code, accepted_at and promised_day must be there together").into()),
    };
    let filed = catalogue
        .at_revision(procedure, revision)
        .ok_or_else(|| broken("its procedure's revision is not in the catalogue"))?;
    let stage = stage(Parts { state, clock, pause, verdict, delivered }, filed).map_err(broken)?;
    Ok(Dossier {
        id,
        token,
        procedure,
        revision,
        receiving,
        unit,
        channel,
        result_by,
        applicant,
        content,
        submitted_at,
        intake,
        announced,
        lying,
        stage,
        version,
    })
}

fn stage(parts: Parts, filed: &catalogue::Revision) -> std::result::Result<Stage, &'static str> {
    let running = || match parts.clock {
        (Some(from), Some(left), _, Some(due_day), Some(due_at)) => Ok(Running {
            term: filed.term,
            rules: filed.rules,
            from: Instant(from),
            left,
            due_day: Day(due_day),
            due_at: Instant(due_at),
        }),
        _ => Err("the clock is incomplete"),
    };
    let verdict = || match &parts.verdict {
        (Some(at), Some(outcome), Some(timeliness), late_cause) => Ok(Verdict {
            at: Instant(*at),
            outcome: Outcome::from_word(outcome).ok_or("outcome")?,
            timeliness: Timeliness::from_word(timeliness).ok_or("timeliness")?,
            late_cause: late_cause.clone(),
            held: parts.clock.2,
        }),
        _ => Err("the verdict is incomplete"),
    };
    Ok(match StateName::from_word(&parts.state).ok_or("state")? {
        StateName::Submitted => Stage::Submitted,
        StateName::NotAccepted => Stage::NotAccepted,
        StateName::Accepted => Stage::Accepted(running()?),
        StateName::InStep => Stage::InStep(running()?),
        StateName::Paused => match (&parts.pause, parts.clock.2) {
            ((Some(since), Some(why)), Some(left)) => Stage::Paused {
                why: PauseReason::from_word(why).ok_or("pause_reason")?,
                since: Instant(*since),
                held: Held { was: running()?, left },
            },
            _ => return Err("the pause is incomplete"),
        },
        StateName::Settled => Stage::Settled(running()?, verdict()?),
        StateName::Delivered => match &parts.delivered {
            (Some(at), Some(by)) => Stage::Delivered(
                running()?,
                verdict()?,
                Instant(*at),
                ResultBy::from_word(by).ok_or("delivered_by")?,
            ),
            _ => return Err("the delivery is incomplete"),
        },
        StateName::Void => Stage::Void,
    })
}
