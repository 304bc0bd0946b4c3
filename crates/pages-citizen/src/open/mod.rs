//! The whole catalogue as open data: a CSV and a JSON at addresses that stay, with what each column means. Both are made
//! once for a day and kept until something changes.

mod columns;
mod json;
mod kept;

pub(crate) use columns::{Of, csv};
pub(crate) use kept::Kept;

use crate::locale::T;
use crate::shelf::{Tiers, illustrative};
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use columns::COLUMNS;
use dossier::desk::Desk;
use kept::Form;
use webkit::component::Crumbs;
use webkit::{Answer, Layout, Link, Shell, Visit, download, words};

#[derive(Template)]
#[template(path = "open.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    day: String,
    procedures: usize,
    columns: Vec<(&'static str, &'static str)>,
    note: String,
}

/// `GET /open-data`.
pub(crate) async fn page(visit: Visit) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let (today, lang) = (visit.business_now().day(), visit.lang());
    let (procedures, note) = visit
        .kit()
        .read(move |tx| {
            Ok((desk.reference(tx)?.catalogue.all_in_force(today).len(), illustrative(tx, lang)?))
        })
        .await?;
    let t = T(lang);
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, t.open_title()),
        crumbs: Crumbs::new(t.0, vec![Link::to("/catalogue", t.catalogue_title())], ""),
        day: words::day(t.0, today),
        procedures,
        columns: COLUMNS.iter().map(|c| (c.name, (c.meaning)(t))).collect(),
        note,
        t,
    })
}

/// `GET /open-data/procedures.csv`.
pub(crate) async fn csv_file(kept: Kept, visit: Visit, headers: HeaderMap) -> Answer {
    file(kept, visit, headers, Form::Csv).await
}

/// `GET /open-data/procedures.json`.
pub(crate) async fn json_file(kept: Kept, visit: Visit, headers: HeaderMap) -> Answer {
    file(kept, visit, headers, Form::Json).await
}

async fn file(kept: Kept, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let day = visit.business_now().day();
    let file = visit
        .kit()
        .read(move |tx| {
            let (reference, tiers) = (desk.reference(tx)?, Tiers::load(tx)?);
            kept.of(tx, form, &Of { reference: &reference, tiers: &tiers, day })
        })
        .await?;
    let tag = HeaderValue::from_str(&file.tag).map_err(|e| kernel::Fault::because("an entity tag", e))?;
    // Whoever asks again learns that nothing has changed, and gets nothing else. Proxies may weaken a tag.
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    let known = known.flat_map(|all| all.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.trim_start_matches("W/") == file.tag.trim_start_matches("W/")
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        download(form.media(), form.name(), file.bytes.to_vec())
    };
    response.headers_mut().insert(header::ETAG, tag);
    // May be kept by anybody, but is asked for anew each time: that costs a line.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    Ok(response)
}
