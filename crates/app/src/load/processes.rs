//! Processes of a folder.

use super::editions::Decisions;
use super::{Loaded, of_row};
use catalogue::{Place, ProcessId, Step, desk as catalogue_desk, may_of};
use kernel::{Fault, Result, UnitId};
use organisation::Directory;
use province::Province;
use std::collections::BTreeMap;
use store::{Ctx, Tx};

const FILE: &str = "processes.csv";

/// Loads processes; answers them by code.
pub(super) fn load(
    tx: &mut Tx<'_>,
    ctx: &Ctx<'_>,
    p: &Province,
    decisions: &Decisions<'_>,
    loaded: &mut Loaded,
) -> Result<BTreeMap<String, ProcessId>> {
    let directory = Directory::load(tx)?;
    let mut ids = BTreeMap::new();
    for process in &p.processes {
        let steps = process.steps.iter().map(|row| step(&directory, row)).collect::<Result<_>>()?;
        let new = catalogue_desk::NewProcess {
            code: process.code.clone(),
            name: process.name.clone(),
            illustrative: process.illustrative,
            decision: decisions.get(process.decision.as_str()).map(|(id, _)| *id),
            default_for: Some(process.default_for.clone()).filter(|tier| !tier.is_empty()),
            steps,
        };
        let line = process.steps.first().map_or(0, |s| s.line);
        let (id, kept) = of_row(FILE, line, catalogue_desk::keep_process(tx, ctx, &new))?;
        loaded.processes += u64::from(kept);
        ids.insert(process.code.clone(), id);
    }
    Ok(ids)
}

fn step(directory: &Directory, row: &province::Step) -> Result<Step> {
    let broken = |what: &str| Fault::new(format!("{FILE}:{}: {what}", row.line));
    let unit = |code: &str| -> Result<UnitId> {
        Ok(directory.ever_by_code(code).ok_or_else(|| broken(&format!("there is no unit {code}")))?)
    };
    Ok(Step {
        name: row.name.clone(),
        role: row.role.clone(),
        place: match row.place.as_str() {
            "desk" => Place::Desk,
            "competent" => Place::Competent,
            code => Place::Unit(unit(code)?),
        },
        allotment_minutes: row.allotment_minutes,
        share: row.share,
        settles: row.settles,
        group: Some(row.group.clone()).filter(|group| !group.is_empty()),
        may: may_of(&row.may).ok_or_else(|| broken("may"))?,
        produces: row.produces.clone(),
    })
}
