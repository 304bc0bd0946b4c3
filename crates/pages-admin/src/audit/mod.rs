//! The audit: who did what when, to which rows; for whoever watches over it.

mod list;
mod names;
mod search;
mod words;

use crate::export::Form;
use kernel::Right;
use webkit::{Access, Routes};

pub(crate) fn routes() -> Routes {
    let audit = Access::Right(Right::Audit);
    Routes::of("admin")
        .get("/admin/audit", audit, list::list)
        .get("/admin/audit.xlsx", audit, move |visit, asked| list::file(visit, asked, Form::Xlsx))
        .get("/admin/audit.csv", audit, move |visit, asked| list::file(visit, asked, Form::Csv))
}
