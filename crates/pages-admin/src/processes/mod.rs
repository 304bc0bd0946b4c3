//! Processes as units define them: which are in force, what one looks like, and the way from a draft to the decision
//! that approves it.

mod draft;
mod editor;
mod fields;
mod list;
mod picture;
mod publish;
mod room;
mod sheet;
mod show;
mod simulate;
mod words;

use kernel::Right;
use webkit::{Access, Routes};

pub(crate) fn routes() -> Routes {
    let administer = Access::Right(Right::Administer);
    Routes::of("admin")
        .get("/admin/processes", administer, list::list)
        .get("/admin/processes/{id}", administer, show::show)
        .get("/admin/processes/{id}/sheet", administer, sheet::sheet)
        .get("/admin/processes/{id}/simulate", administer, simulate::of_process)
        .get("/admin/process-drafts/new", administer, draft::form)
        .post("/admin/process-drafts/new", administer, draft::begin)
        .get("/admin/process-drafts/{id}", administer, editor::show)
        .post("/admin/process-drafts/{id}", administer, editor::send)
        .post("/admin/process-drafts/{id}/discard", administer, draft::discard)
        .get("/admin/process-drafts/{id}/simulate", administer, simulate::of_draft)
        .get("/admin/process-drafts/{id}/approve", administer, publish::form)
        .post("/admin/process-drafts/{id}/approve", administer, publish::send)
}
