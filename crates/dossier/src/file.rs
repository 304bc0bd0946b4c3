//! One dossier as the people see it who work on it: as it stands, what happened, where its time went.

use crate::desk::{Desk, DossierId, Shift, reveal};
use crate::model::{Dossier, Stage, stage_of};
use crate::reference::Reference;
use crate::referral::{self, Referral, ReferralKind};
use crate::row;
use crate::words::{EventKind, StateName};
use catalogue::Revision;
use kernel::{Day, Fault, Instant, PersonId, Refusal, Result, UnitId, Units};
use serde_json::Value;
use std::sync::Arc;
use store::{Tx, vals};

/// Looks at the numbers that are told with a file.
const LOOKS: i64 = 20;

/// A dossier with its past.
#[derive(Clone, Debug)]
pub struct File {
    /// As it stands.
    pub dossier: Dossier,
    /// The procedure as it was filed under.
    pub filed: Arc<Revision>,
    /// What happened, in order.
    pub history: Vec<Entry>,
    /// Where the time went, step by step.
    pub steps: Vec<StepTime>,
    /// What was asked of units, in the order in which it was asked.
    pub referrals: Vec<Referral>,
    /// Who saw the applicant's numbers, the latest first.
    pub looks: Vec<reveal::Look>,
    /// What was looked up for it: units, calendars, procedures.
    pub reference: Arc<Reference>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number; the version of the dossier afterwards.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// From which day on it is known.
    pub known: Day,
    /// What.
    pub kind: EventKind,
    /// By whom; 0 is the program.
    pub actor: PersonId,
    /// The state afterwards.
    pub state: StateName,
    /// The step afterwards.
    pub step: i64,
    /// Where it stood afterwards.
    pub standing: UnitId,
    /// The competent unit afterwards.
    pub unit: UnitId,
    /// What was said: a reason, a note, what was asked for.
    pub said: String,
    /// The day that was announced.
    pub day: Option<Day>,
    /// The cause of a delay, in a sentence.
    pub late: String,
    /// What stood there before, where a name was corrected.
    pub was: String,
    /// Whose opinions were asked for; of an opinion, whose it is.
    pub asked: Vec<UnitId>,
}

/// The time of a step, in working minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTime {
    /// Its number.
    pub no: i64,
    /// What is done.
    pub name: String,
    /// Who does it.
    pub role: String,
    /// Given.
    pub given: i64,
    /// Used, if it has begun. Pauses are nobody's.
    pub used: Option<i64>,
    /// It stands there now.
    pub now: bool,
}

impl Desk {
    /// The dossier with this code, or, before it has one, with this id; for somebody who sees these units. What may not
    /// be seen answers like what is not there.
    ///
    /// # Errors
    /// A refusal `dossier.unknown`, or a fault of the database.
    pub fn file(&self, code: &str, units: &Units, now: Instant) -> Result<File> {
        self.db().read(|tx| {
            let reference = self.reference(tx)?;
            let dossier = named(tx, &reference, code, units)?;
            File::of(tx, reference, dossier, now)
        })
    }
}

impl Shift<'_, '_> {
    /// The dossier alone, found as [`Desk::file`] finds it.
    ///
    /// # Errors
    /// As [`Desk::file`].
    pub fn named(&mut self, code: &str, units: &Units) -> Result<Dossier> {
        let reference = self.reference.clone();
        named(self.tx, &reference, code, units)
    }
}

pub(crate) fn named(tx: &mut Tx, reference: &Reference, code: &str, units: &Units) -> Result<Dossier> {
    let Some(id) = id_of(tx, code)? else { return Err(unknown(code)) };
    let dossier = tx.query_one(
        concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.id = $1"),
        &vals![id.0],
        |row| row::read(row, &reference.catalogue),
    )?;
    let seen = dossier.open_to(units) || referral::asked_of(tx, dossier.id, units)?;
    if seen { Ok(dossier) } else { Err(unknown(code)) }
}

fn unknown(code: &str) -> kernel::Error {
    let code: String = code.chars().take(60).collect();
    Refusal::new(
        "dossier.unknown",
        format!("Không có hồ sơ mã {code}. Hãy kiểm tra lại mã."),
        format!("There is no dossier {code}. Check the code."),
    )
    .into()
}

fn id_of(tx: &mut Tx, code: &str) -> Result<Option<DossierId>> {
    let code = code.trim();
    let found = tx.query_opt("SELECT id FROM dossier WHERE code = $1", &vals![code], |row| row.int())?;
    let found = match (found, code.parse::<i64>()) {
        (None, Ok(id)) => {
            tx.query_opt("SELECT id FROM dossier WHERE id = $1 AND code IS NULL", &vals![id], |row| {
                row.int()
            })?
        }
        (found, _) => found,
    };
    Ok(found.map(DossierId))
}

impl File {
    fn of(tx: &mut Tx, reference: Arc<Reference>, dossier: Dossier, now: Instant) -> Result<Self> {
        let filed = reference.catalogue.at_revision(dossier.procedure, dossier.revision);
        let filed = filed
            .ok_or_else(|| Fault::new(format!("dossier {}: its procedure is not there", dossier.id)))?
            .clone();
        let history = history(tx, dossier.id)?;
        let looks = reveal::looks(tx, dossier.id, LOOKS)?;
        let referrals = referral::of_dossier(tx, dossier.id)?;
        let steps = steps(&reference, &dossier, &filed, (&history, &referrals), now);
        Ok(Self { dossier, filed, history, steps, referrals, looks, reference })
    }

    /// The last thing that happened.
    pub fn last(&self) -> Option<&Entry> {
        self.history.last()
    }

    /// The step it stands in, as the process has it.
    pub fn step(&self) -> Option<&catalogue::Step> {
        self.filed.process.step(self.dossier.lying.step)
    }

    /// The steps that run at once where it stands; most run by themselves.
    pub fn stage(&self) -> std::ops::RangeInclusive<i64> {
        stage_of(&self.filed.process, self.dossier.lying.step)
    }

    /// Whether opinions are gathered where it stands.
    pub fn gathers(&self) -> bool {
        let stage = self.stage();
        stage.start() < stage.end()
    }

    /// The opinions that are waited for.
    pub fn awaited(&self) -> impl Iterator<Item = &Referral> {
        self.referrals.iter().filter(|one| one.kind == ReferralKind::Opinion && one.open())
    }

    /// What it is called in an address: its code, or its id before it has one.
    pub fn name(&self) -> String {
        match &self.dossier.intake {
            Some(intake) => intake.code.clone(),
            None => self.dossier.id.0.to_string(),
        }
    }
}

pub(crate) fn history(tx: &mut Tx, id: DossierId) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT seq, at, known_day, kind, actor_id, state, step, step_unit_id, unit_id, body FROM dossier_event \
         WHERE dossier_id = $1 ORDER BY seq",
        &vals![id.0],
        |row| {
            let (seq, at, known) = (row.int()?, Instant(row.int()?), Day(row.int()?));
            let broken = |what: &str| Fault::new(format!("event {seq} of dossier {id}: {what}"));
            let kind = EventKind::from_word(row.str()?).ok_or_else(|| broken("kind"))?;
            let actor = PersonId(row.int()?);
            let state = StateName::from_word(row.str()?).ok_or_else(|| broken("state"))?;
            let (step, standing, unit) = (row.int()?, UnitId(row.int()?), UnitId(row.int()?));
            let body = row.opt_text()?.unwrap_or_default();
            let body: Value = match body.as_str() {
                "" => Value::Null,
                text => serde_json::from_str(text).map_err(|_| broken("body"))?,
            };
            let words = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let asked = body.get("asked").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let of = body.get("of").filter(|_| kind == EventKind::OpinionGiven);
            let asked = asked.iter().chain(of).filter_map(Value::as_i64).map(UnitId).collect();
            let said = ["reason", "note"].map(words).into_iter().find(|s| !s.is_empty());
            Ok(Entry {
                seq,
                at,
                known,
                kind,
                actor,
                state,
                step,
                standing,
                unit,
                said: said.unwrap_or_default(),
                day: body.get("day").and_then(Value::as_i64).map(Day),
                late: words("late"),
                was: words("was"),
                asked,
            })
        },
    )
}

/// The working minutes of each step: what lies between one event and the next counts for the step in which the first
/// left the dossier, by the calendar of the unit it stood in, while its clock ran. Of opinions gathered at once each has
/// its own: as long as it was waited for, by the calendar of the unit asked.
fn steps(
    reference: &Reference,
    d: &Dossier,
    filed: &Revision,
    (history, referrals): (&[Entry], &[Referral]),
    now: Instant,
) -> Vec<StepTime> {
    let stage = stage_of(&filed.process, d.lying.step);
    let open = matches!(d.stage, Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. });
    let ends = history.iter().skip(1).map(|e| e.at).chain([now]);
    let mut used: Vec<Option<i64>> = vec![None; filed.process.steps.len()];
    for (entry, end) in history.iter().zip(ends) {
        if !matches!(entry.state, StateName::Accepted | StateName::InStep) {
            continue;
        }
        let opinions = referrals.iter().filter(|one| one.kind == ReferralKind::Opinion);
        let mut gathered = false;
        for one in opinions.filter(|one| one.asked <= entry.at) {
            let until = one.done.or(one.lapsed).unwrap_or(now).min(end);
            let calendar = reference.calendars.for_unit(one.unit);
            let minutes = calendar.and_then(|c| c.working_minutes(entry.at, until).ok()).unwrap_or(0);
            if let Some(place) = usize::try_from(one.no - 1).ok().and_then(|i| used.get_mut(i))
                && stage_of(&filed.process, entry.step).contains(&one.no)
            {
                *place = Some(place.unwrap_or(0) + minutes.max(0));
                gathered = true;
            }
        }
        if gathered {
            continue;
        }
        let Some(place) = usize::try_from(entry.step - 1).ok().and_then(|i| used.get_mut(i)) else {
            continue;
        };
        // Where the calendar does not reach, nothing can be said; what is known stays.
        let minutes =
            reference.calendars.for_unit(entry.standing).and_then(|c| c.working_minutes(entry.at, end).ok());
        *place = Some(place.unwrap_or(0) + minutes.unwrap_or(0).max(0));
    }
    (1..)
        .zip(&filed.process.steps)
        .zip(used)
        .map(|((no, step), used)| StepTime {
            no,
            name: step.name.clone(),
            role: step.role.clone(),
            given: step.allotment_minutes,
            used,
            now: open && stage.contains(&no),
        })
        .collect()
}
