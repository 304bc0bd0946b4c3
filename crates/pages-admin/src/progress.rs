//! How far work is that goes on behind the pages.

use crate::base::{crumbs, told};
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::HeaderName;
use axum::response::Response;
use kernel::Right;
use webkit::component::{Crumbs, Progress};
use webkit::works::{Finished, Work};
use webkit::{Access, Answer, Layout, Problem, Routes, Shell, Visit};

/// The page asks again after so many seconds, with scripts or without.
const AGAIN: HeaderValue = HeaderValue::from_static("1");

pub(crate) fn routes() -> Routes {
    Routes::of("admin").get("/admin/progress/{work}", Access::Right(Right::Administer), page)
}

/// To the page that tells how far it is.
pub(crate) fn go(visit: &Visit, work: &Work) -> Response {
    visit.go(&format!("/admin/progress/{}", work.id()))
}

/// To where it is told how it ended.
pub(crate) fn finished(visit: &Visit, finished: &Finished) -> Response {
    visit.go_saying(&finished.href, &finished.flash)
}

#[derive(Template)]
#[template(path = "progress.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    title: String,
    bar: Progress,
    done: u64,
    of: u64,
}

async fn page(visit: Visit, Path(id): Path<u64>) -> Answer {
    let own = pages_account::who(&visit)?.person().id;
    let work = visit.kit().works().of(own, id).ok_or_else(Problem::lost)?;
    match work.take() {
        Some(Ok(end)) => return Ok(finished(&visit, &end)),
        Some(Err(error)) => return told(&visit, "/admin", Err(error)),
        None => {}
    }
    let (t, (done, of)) = (T(visit.lang()), work.stand());
    let title = work.title().to_owned();
    let mut answer = visit.page(&Page {
        shell: visit.shell(Layout::Work, &title),
        crumbs: crumbs(&visit, &[], title.clone()),
        bar: Progress { percent: (done * 100).checked_div(of).unwrap_or(0), words: title.clone() },
        title,
        done,
        of,
        t,
    })?;
    answer.headers_mut().insert(HeaderName::from_static("refresh"), AGAIN);
    Ok(answer)
}
