//! What happens to what was asked when something happens to its dossier: asked, held, going on, done, lapsed, passed on.

use super::{DOSSIER_REFERRAL, Referral, ReferralKind, open_of};
use crate::desk::{circumstances, stale};
use crate::model::{Circumstances, Dossier, DossierId, Stage, out_of_calendar, stage_of};
use crate::reference::Reference;
use crate::words::EventKind;
use catalogue::{Place, Process};
use kernel::{Fault, Instant, Result, UnitId};
use serde_json::{Value, json};
use store::{Ctx, Tx, vals};

/// The rows that change with a dossier. Most dossiers have none, and then nothing was read for it either.
#[derive(Default)]
pub(crate) struct Plan {
    asked: Vec<Referral>,
    changed: Vec<(Referral, Referral)>,
}

/// Whether a dossier stands where something is asked of others.
pub(crate) fn refers(reference: &Reference, d: &Dossier) -> bool {
    let open = matches!(d.stage, Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. });
    open && process(reference, d).is_some_and(|p| {
        p.step(d.lying.step).is_some_and(|s| s.group.is_some() || matches!(s.place, Place::Unit(_)))
    })
}

fn process<'a>(reference: &'a Reference, d: &Dossier) -> Option<&'a Process> {
    reference.catalogue.at_revision(d.procedure, d.revision).map(|filed| filed.process.as_ref())
}

impl Plan {
    /// What an event does to what was asked. Of a dossier that asks nothing, nothing is read.
    pub(crate) fn of(
        tx: &mut Tx,
        reference: &Reference,
        ctx: &Ctx<'_>,
        (before, after): (Option<&Dossier>, &Dossier),
        kind: EventKind,
    ) -> Result<Self> {
        let was = before.filter(|d| refers(reference, d));
        let asks = refers(reference, after);
        let mut plan = Self::default();
        if let Some(was) = was {
            for one in open_of(tx, was.id)? {
                let then = one.clone();
                if let Some(changed) = follow(one, reference, ctx, (was, after), kind)? {
                    plan.changed.push((then, changed));
                }
            }
        }
        if asks && enters(kind) {
            plan.asked = asked(tx, reference, after, &circumstances(reference, ctx, after)?)?;
        }
        Ok(plan)
    }

    /// Writes it. Call inside the dossier's action.
    pub(crate) fn write(&self, tx: &mut Tx) -> Result<()> {
        for one in &self.asked {
            tx.insert(&DOSSIER_REFERRAL, &one.values())?;
        }
        for (then, now) in &self.changed {
            if !tx.update(&DOSSIER_REFERRAL, &then.values(), &now.values())? {
                return Err(stale());
            }
        }
        Ok(())
    }

    /// One row alone.
    pub(crate) fn one(then: Referral, now: Referral) -> Self {
        Self { asked: Vec::new(), changed: vec![(then, now)] }
    }

    /// The body of the dossier's event with whose opinions it asks for; none where it asks for none.
    pub(crate) fn told_in(&self, body: Option<&str>) -> Result<Option<String>> {
        let opinions: Vec<i64> =
            self.asked.iter().filter(|r| r.kind == ReferralKind::Opinion).map(|r| r.unit.0).collect();
        if opinions.is_empty() {
            return Ok(None);
        }
        let mut told = match body {
            Some(text) => {
                serde_json::from_str(text).map_err(|e| Fault::because("the body of an event", e))?
            }
            None => json!({}),
        };
        if let Value::Object(fields) = &mut told {
            fields.insert("asked".into(), json!(opinions));
        }
        Ok(Some(told.to_string()))
    }
}

/// Whether a dossier comes to a step anew.
fn enters(kind: EventKind) -> bool {
    use EventKind::{Accepted, Forwarded, ProcedureCorrected, Reopened, SentBack, TakenOver};
    matches!(kind, Accepted | TakenOver | Forwarded | SentBack | Reopened | ProcedureCorrected)
}

/// What becomes of what is waited for; none where it stays as it is.
fn follow(
    mut one: Referral,
    reference: &Reference,
    ctx: &Ctx<'_>,
    (before, after): (&Dossier, &Dossier),
    kind: EventKind,
) -> Result<Option<Referral>> {
    use EventKind::{
        Forwarded, PaymentRequested, ProcedureCorrected, Reopened, Resumed, SentBack, Settled,
        SupplementRequested, Transferred, UnitCorrected, Voided,
    };
    match kind {
        // Who hands a linked unit's step on, or back, has done it; an opinion that nobody waits for has lapsed.
        Forwarded | SentBack | Settled if one.kind == ReferralKind::Step => one.finish(reference, ctx)?,
        Forwarded | SentBack | Settled | Reopened | Voided | ProcedureCorrected => one.lapse(ctx.now),
        SupplementRequested | PaymentRequested => one.hold(reference, ctx.now)?,
        Resumed => one.go_on(reference, ctx.now)?,
        UnitCorrected if !one.linked && one.unit == before.unit => one.unit = after.unit,
        Transferred => {
            let heir = reference.holder(one.unit, ctx.now.day());
            if heir == one.unit {
                return Ok(None);
            }
            one.unit = heir;
        }
        _ => return Ok(None),
    }
    one.version += 1;
    Ok(Some(one))
}

impl Referral {
    /// It is answered, or the dossier leaves.
    pub(crate) fn finish(&mut self, reference: &Reference, ctx: &Ctx<'_>) -> Result<()> {
        // Done while the clock stood: judged by what was left.
        self.go_on(reference, ctx.now)?;
        self.done = Some(ctx.now);
        self.actor = Some(ctx.actor.person);
        self.behalf = ctx.actor.behalf;
        Ok(())
    }

    pub(crate) fn answered(mut self, reference: &Reference, ctx: &Ctx<'_>, answer: &str) -> Result<Self> {
        self.finish(reference, ctx)?;
        self.answer = Some(answer.to_owned());
        self.version += 1;
        Ok(self)
    }

    fn lapse(&mut self, now: Instant) {
        self.lapsed = Some(now);
    }

    fn hold(&mut self, reference: &Reference, now: Instant) -> Result<()> {
        if let Some(due) = self.due.take() {
            let left = reference.calendar(self.unit)?.working_minutes(now, due);
            self.held = Some(left.map_err(|e| out_of_calendar(&e))?);
        }
        Ok(())
    }

    fn go_on(&mut self, reference: &Reference, now: Instant) -> Result<()> {
        if let Some(left) = self.held.take() {
            self.due = Some(due(reference, self.unit, now, left)?);
        }
        Ok(())
    }
}

fn due(reference: &Reference, unit: UnitId, from: Instant, minutes: i64) -> Result<Instant> {
    Ok(reference.calendar(unit)?.add_minutes(from, minutes).map_err(|e| out_of_calendar(&e))?)
}

/// What a dossier asks in the stage it has come to.
fn asked(tx: &mut Tx, reference: &Reference, d: &Dossier, c: &Circumstances<'_>) -> Result<Vec<Referral>> {
    let Some(process) = process(reference, d) else { return Ok(Vec::new()) };
    let stage = stage_of(process, d.lying.step);
    let gathers = stage.start() < stage.end();
    let mut asked = Vec::new();
    for no in stage {
        let Some(step) = process.step(no) else { continue };
        let linked = matches!(step.place, Place::Unit(_));
        if !gathers && !linked {
            continue;
        }
        let unit = if gathers { d.place_of(c, step.place) } else { d.lying.unit };
        let stands = matches!(d.stage, Stage::Paused { .. });
        asked.push(Referral {
            dossier: d.id,
            no,
            round: round(tx, d.id, no)?,
            kind: if gathers { ReferralKind::Opinion } else { ReferralKind::Step },
            linked,
            unit,
            asked: c.now,
            allotted: step.allotment_minutes,
            due: if stands { None } else { Some(due(reference, unit, c.now, step.allotment_minutes)?) },
            held: stands.then_some(step.allotment_minutes),
            done: None,
            actor: None,
            behalf: None,
            answer: None,
            lapsed: None,
            version: 1,
        });
    }
    Ok(asked)
}

fn round(tx: &mut Tx, id: DossierId, no: i64) -> Result<i64> {
    let last = tx.query_one(
        "SELECT MAX(round) FROM dossier_referral WHERE dossier_id = $1 AND no = $2",
        &vals![id.0, no],
        |row| row.opt_int(),
    )?;
    Ok(last.unwrap_or(0) + 1)
}
