//! Where dossiers of a unit are taken in beside its own desk: at the provincial centre, by decision (the report, I.1
//! and II.2.2); some procedures are settled there wholly.

use crate::decision::DecisionId;
use crate::model::ProcedureId;
use ::store::{Ctx, Tx, table, vals};
use kernel::{Day, Fault, Refusal, Result, UnitId};

table! {
    /// Where a unit's dossiers are taken in by decision.
    pub static RECEPTION = 69 "reception" key(procedure_id, unit_id, desk_id) version(version) {
        procedure_id: Int, unit_id: Int, desk_id: Int, decision_id: Int, wholly: Int, version: Int,
    }
}

/// A desk that takes in a unit's dossiers of a procedure, by decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reception {
    /// The procedure.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk.
    pub desk: UnitId,
    /// The decision.
    pub decision: DecisionId,
    /// Whether everything is done there: taking in, appraisal, approval, handing out.
    pub wholly: bool,
}

/// A reception with the first day it holds, as the catalogue knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Since {
    /// What holds.
    pub reception: Reception,
    /// The first day the decision is in force.
    pub from: Day,
}

/// Keeps receptions. What is known stays as it is; answers how many were written.
///
/// # Errors
/// A refusal where one is known by another decision: what is decided is not edited.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, new: &[Reception]) -> Result<u64> {
    let known = all(tx)?;
    let place = |r: &Reception| (r.procedure, r.unit, r.desk);
    let mut fresh = Vec::new();
    for reception in new {
        match known.iter().find(|k| place(k) == place(reception)) {
            None => fresh.push(reception),
            Some(same) if same == reception => {}
            Some(_) => {
                return Err(Refusal::new(
                    "catalogue.reception_known",
                    "Thủ tục này đã được giao tiếp nhận tại nơi đó theo một quyết định khác.",
                    "That procedure is taken in there already, by another decision.",
                )
                .into());
            }
        }
    }
    if !fresh.is_empty() {
        tx.action(&ctx.action("catalogue.keep_reception"), |tx| {
            for r in &fresh {
                let row = vals![r.procedure.0, r.unit.0, r.desk.0, r.decision.0, r.wholly, 1i64];
                tx.insert(&RECEPTION, &row)?;
            }
            crate::store::bump(tx)
        })?;
    }
    Ok(u64::try_from(fresh.len()).unwrap_or(u64::MAX))
}

/// All receptions.
pub(crate) fn all(tx: &mut Tx) -> Result<Vec<Reception>> {
    tx.query(
        "SELECT procedure_id, unit_id, desk_id, decision_id, wholly FROM reception \
         ORDER BY procedure_id, unit_id, desk_id",
        &[],
        |row| {
            Ok(Reception {
                procedure: ProcedureId(row.int()?),
                unit: UnitId(row.int()?),
                desk: UnitId(row.int()?),
                decision: DecisionId(row.int()?),
                wholly: row.bool()?,
            })
        },
    )
}

/// Since when each of them holds.
///
/// # Errors
/// A fault naming one whose decision is not there.
pub(crate) fn since(receptions: Vec<Reception>, decisions: &[crate::Decision]) -> Result<Vec<Since>> {
    let of = |reception: Reception| {
        let decision = decisions.iter().find(|d| d.id == reception.decision).ok_or_else(|| {
            Fault::new(format!("reception of {}: there is no such decision", reception.procedure))
        })?;
        Ok(Since { reception, from: decision.in_force_from })
    };
    receptions.into_iter().map(of).collect()
}
