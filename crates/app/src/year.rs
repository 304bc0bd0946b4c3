//! From a province folder's plan to the year that the replay lives.

use catalogue::Place;
use dossier::desk::PersonId;
use dossier::reference::Reference;
use kernel::{Day, Fault, Period, Refusal, Result, UnitId};
use province::{PlanSettings, PlanUnit, Province};
use replay::{Ask, Cause, Elsewhere, Names, Offer, Plan, Shares, TakenIn, UnitPlan};
use std::collections::BTreeMap;
use store::Db;

/// Invented people per unit; who acts on a dossier is drawn from them.
const STAFF: i64 = 6;

/// The plan of a folder, told in the ids of the database it is loaded in.
///
/// # Errors
/// A refusal when the folder has no plan, or is not loaded.
pub fn plan(db: &Db, province: &Province, seed: Option<u64>, sample: u32) -> Result<Plan> {
    let (Some(plan), Some(names)) = (&province.plan, &province.names) else {
        return Err(Refusal::new(
            "replay.no_plan",
            "Thư mục tỉnh này không có kế hoạch (plan/) và danh sách tên (people/).",
            "This province folder has no plan (plan/) and no names (people/).",
        )
        .into());
    };
    let s = &plan.settings;
    let day = |text: &str| text.parse::<Day>().map_err(|e| Fault::because("plan/plan.toml", e));
    let (from, to) = (day(&s.from)?, day(&s.to)?);
    let period = Period::new(from, to)
        .ok_or_else(|| Fault::new("plan/plan.toml: the period ends before it begins"))?;
    let reference = db.read(Reference::load)?;
    let lived = Period::new(day(&s.warm_up_from)?, day(&s.end)?)
        .ok_or_else(|| Fault::new("plan/plan.toml: the year ends before it begins"))?;
    let mut units = Vec::new();
    for row in &plan.units {
        units.push(unit(&reference, &row.unit, Some(row), lived)?);
    }
    // Whoever inherits has work, also where the plan gives him none of his own.
    for other in &province.units {
        let id = reference.directory.ever_by_code(&other.code);
        let planned = units.iter().any(|u: &UnitPlan| Some(u.unit) == id);
        if !planned && units.iter().any(|u| u.heir.is_some() && u.heir == id) {
            units.push(unit(&reference, &other.code, None, lived)?);
        }
    }
    let mut shares = BTreeMap::new();
    for u in &units {
        shares.entry(u.tier.clone()).or_insert_with(|| shares_of(s));
    }
    Ok(Plan {
        units,
        warm_up_from: day(&s.warm_up_from)?,
        period,
        end: day(&s.end)?,
        post_in: s.post_in,
        post_out: s.post_out,
        taken_in: s
            .taken_in
            .iter()
            .map(|t| TakenIn { field: t.field.clone(), received: t.received })
            .collect(),
        wholly: s.wholly_settled,
        shares,
        months: s.months,
        causes: s.causes.iter().map(|c| Cause { code: c.code.clone(), text: c.text.clone() }).collect(),
        names: Names {
            family: names.family.clone(),
            middle: names.middle.clone(),
            given: names.given.clone(),
            places: names.places.clone(),
        },
        seed: seed.unwrap_or(s.seed),
        sample,
    })
}

fn shares_of(s: &PlanSettings) -> Shares {
    Shares {
        supplement: s.supplement,
        refused: s.refused,
        stopped: s.stopped,
        withdrawn: s.withdrawn,
        sent_back: s.sent_back,
        not_accepted: s.not_accepted,
        ..Shares::default()
    }
}

fn unit(reference: &Reference, code: &str, row: Option<&PlanUnit>, lived: Period) -> Result<UnitPlan> {
    let missing = || {
        Refusal::new(
            "replay.not_loaded",
            format!("Đơn vị {code} chưa có trong cơ sở dữ liệu. Hãy chạy motcua load trước."),
            format!("Unit {code} is not in the database. Run motcua load first."),
        )
    };
    let unit = reference.directory.ever_by_code(code).ok_or_else(missing)?;
    let versions = reference.directory.versions(unit);
    let (first, last) = versions.first().zip(versions.last()).ok_or_else(missing)?;
    let offers = reference.catalogue.offered_within(&first.code, &first.kind, &first.tier, lived);
    let calendar = reference
        .calendars
        .for_unit(unit)
        .ok_or_else(|| Fault::new(format!("{} has no calendar", first.name)))?
        .clone();
    Ok(UnitPlan {
        unit,
        code: first.code.clone(),
        name: first.name.clone(),
        tier: first.tier.clone(),
        receiving: unit,
        calendar,
        staff: (1..=STAFF).map(|n| staff(first.position, n)).collect(),
        offers: offers.into_iter().map(|held| offer(reference, unit, &held)).collect(),
        carried_over: row.map_or(0, |r| r.carried_over),
        online: row.map_or(0, |r| r.online),
        on_time_or_early: row.map_or(0, |r| r.on_time_or_early),
        late: row.map_or(0, |r| r.late),
        in_term: row.map_or(0, |r| r.in_term),
        from: Some(first.valid_from),
        to: last.valid_to,
        heir: last.valid_to.map(|day| reference.holder(unit, day)),
    })
}

/// The `n`-th invented person of the unit at a position of the list.
fn staff(position: i64, n: i64) -> PersonId {
    PersonId(position * 100 + n)
}

/// A revision as a unit offers it in the year, with the desk that takes it in by decision.
fn offer(reference: &Reference, unit: UnitId, held: &catalogue::Held<'_>) -> Offer {
    let r = held.revision;
    let here =
        |s: &&catalogue::reception::Since| s.reception.procedure == r.procedure && s.reception.unit == unit;
    let since = reference.catalogue.receptions().iter().find(here);
    let elsewhere = since.map(|since| Elsewhere {
        desk: since.reception.desk,
        person: staff(
            reference.directory.versions(since.reception.desk).first().map_or(0, |v| v.position),
            1,
        ),
        from: since.from,
        wholly: since.reception.wholly,
    });
    let stages = r.process.stages();
    let mut asks = Vec::new();
    for (stage, steps) in (1i64..).zip(&stages).filter(|(_, steps)| steps.start() < steps.end()) {
        asks.extend(steps.clone().filter_map(|no| {
            let unit = match r.process.step(no)?.place {
                Place::Unit(unit) => Some(unit),
                Place::Desk | Place::Competent => None,
            };
            Some(Ask { stage, no, unit })
        }));
    }
    Offer {
        procedure: r.procedure,
        name: r.name.clone(),
        field: r.field.clone(),
        term: r.term,
        rules: r.rules,
        steps: i64::try_from(stages.len()).unwrap_or(i64::MAX),
        asks,
        online: r.online,
        post: r.post,
        from: Some(held.from),
        to: held.to,
        elsewhere,
    }
}
