//! Internal audits: the list, an audit, its report, and what can be done.

mod forms;
mod list;
mod report;
mod show;
mod work;

use crate::base::{id_in, look, see, version};
use crate::{KEEP, SEE};
use identity::Who;
use organisation::UnitVersion;
use quality::audit::{self, AuditId, Audited};
use webkit::{Problem, Routes, Visit};

pub(crate) fn routes() -> Routes {
    Routes::of("quality")
        .get("/quality/audits", SEE, list::page)
        .get("/quality/audits.xlsx", SEE, list::xlsx)
        .get("/quality/audits.csv", SEE, list::csv)
        .get("/quality/unit/{code}/audit", KEEP, forms::plan_form)
        .post("/quality/unit/{code}/audit", KEEP, forms::plan)
        .get("/quality/audit/{id}", SEE, show::page)
        .get("/quality/audit/{id}/report", SEE, report::page)
        .post("/quality/audit/{id}/draw", KEEP, work::draw)
        .post("/quality/audit/{id}/close", KEEP, work::close)
        .get("/quality/audit/{id}/end/{deed}", KEEP, forms::end_form)
        .post("/quality/audit/{id}/end/{deed}", KEEP, forms::end)
        .get("/quality/audit/{id}/sample/{no}", KEEP, work::sample_form)
        .post("/quality/audit/{id}/sample/{no}", KEEP, work::sample)
        .get("/quality/audit/{id}/finding", KEEP, forms::finding_form)
        .post("/quality/audit/{id}/finding", KEEP, forms::finding)
        .post("/quality/audit/{id}/take-back/{no}", KEEP, work::take_back)
        .get("/quality/audit/{id}/action/{no}", KEEP, forms::action_form)
        .post("/quality/audit/{id}/action/{no}", KEEP, forms::action)
        .get("/quality/audit/{id}/step/{no}", KEEP, work::step_form)
        .post("/quality/audit/{id}/step/{no}", KEEP, work::step)
}

/// The address of an audit.
pub(crate) fn address(id: AuditId) -> String {
    format!("/quality/audit/{id}")
}

/// An audit that somebody may see, with its unit; another is told from one that does not exist by nothing.
async fn found<'v>(visit: &'v Visit, id: &str) -> Result<(&'v Who, Audited, UnitVersion), Problem> {
    let who = pages_account::who(visit)?;
    let id = AuditId(id_in(id)?);
    let (found, _) = look(visit, move |tx, _| match audit::whole(tx, id) {
        Ok(whole) => Ok(Some(whole)),
        Err(kernel::Error::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    })
    .await?;
    let whole = found.ok_or_else(Problem::lost)?;
    see(who, whole.audit.unit)?;
    let unit = version(who.directory(), whole.audit.unit, who.today()).cloned();
    Ok((who, whole, unit.ok_or_else(Problem::lost)?))
}
