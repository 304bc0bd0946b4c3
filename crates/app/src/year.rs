//! From a province folder's plan to the year that the replay lives.

use dossier::reference::Reference;
use kernel::{Day, Fault, Period, Refusal, Result};
use province::Province;
use simulate::{Cause, Names, Offer, Plan, Shares, UnitPlan};
use store::Db;

/// The plan of a folder, told in the ids of the database it is loaded in.
///
/// # Errors
/// A refusal when the folder has no plan, or is not loaded.
pub fn plan(db: &Db, province: &Province, seed: Option<u64>) -> Result<Plan> {
    let (Some(plan), Some(names)) = (&province.plan, &province.names) else {
        return Err(Refusal::new(
            "replay.no_plan",
            "Thư mục tỉnh này không có kế hoạch (plan/) và danh sách tên (people/).",
            "This province folder has no plan (plan/) and no names (people/).",
        )
        .into());
    };
    let s = &plan.settings;
    let day = |text: &str| {
        text.parse::<Day>()
            .map_err(|e| Fault::because("plan/plan.toml", e))
    };
    let (from, to) = (day(&s.from)?, day(&s.to)?);
    let period = Period::new(from, to)
        .ok_or_else(|| Fault::new("plan/plan.toml: the period ends before it begins"))?;
    let reference = db.read(Reference::load)?;
    let mut units = Vec::new();
    for row in &plan.units {
        let unit = reference.directory.ever_by_code(&row.unit).ok_or_else(|| {
            Refusal::new(
                "replay.not_loaded",
                format!(
                    "Đơn vị {} chưa có trong cơ sở dữ liệu. Hãy chạy motcua load trước.",
                    row.unit
                ),
                format!("Unit {} is not in the database. Run motcua load first.", row.unit),
            )
        })?;
        let versions = reference.directory.versions(unit);
        let (Some(first), Some(last)) = (versions.first(), versions.last()) else {
            continue;
        };
        let offers = reference
            .catalogue
            .offered_by(&first.code, &first.kind, &first.tier, from);
        let received = row.on_time_or_early + row.late + row.in_term - row.carried_over;
        units.push(UnitPlan {
            unit,
            name: first.name.clone(),
            calendar: reference
                .calendars
                .for_unit(unit)
                .ok_or_else(|| Fault::new(format!("{} has no calendar", first.name)))?
                .clone(),
            offers: offers
                .into_iter()
                .map(|r| Offer {
                    procedure: r.procedure,
                    name: r.name.clone(),
                    term: r.term,
                    rules: r.rules,
                    steps: r.process.len(),
                    online: r.online,
                    post: r.post,
                })
                .collect(),
            carried_over: row.carried_over,
            received,
            online: row.online,
            late: row.late,
            in_term: row.in_term,
            ends: last.valid_to.map(|day| (day, reference.holder(unit, day))),
        });
    }
    Ok(Plan {
        units,
        warm_up_from: day(&s.warm_up_from)?,
        period,
        end: day(&s.end)?,
        post_in: s.post_in,
        post_out: s.post_out,
        shares: Shares {
            supplement: s.supplement,
            refused: s.refused,
            stopped: s.stopped,
            withdrawn: s.withdrawn,
            sent_back: s.sent_back,
            not_accepted: s.not_accepted,
        },
        months: s.months,
        causes: s
            .causes
            .iter()
            .map(|c| Cause {
                code: c.code.clone(),
                text: c.text.clone(),
            })
            .collect(),
        names: Names {
            family: names.family.clone(),
            middle: names.middle.clone(),
            given: names.given.clone(),
            places: names.places.clone(),
        },
        seed: seed.unwrap_or(s.seed),
    })
}
