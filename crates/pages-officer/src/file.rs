//! The page of a dossier: the decision of the present step first, then its facts, its time, what happened.

mod act;
pub(crate) mod correct;
mod deed;
pub(crate) mod explain;
mod facts;
mod history;
mod late;
mod opinions;
mod show;
mod undo;

pub(crate) use act::act;

use axum::extract::Path;
use webkit::{Answer, Visit};

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let form = visit.form();
    let page = show::page(&visit, code, form, None).await?;
    visit.page(&page)
}
