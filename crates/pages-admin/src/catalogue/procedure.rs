//! A procedure through its revisions: which decision made each, and what it made different.

use super::{Line, effect_words};
use crate::base::crumbs;
use crate::locale::T;
use ::catalogue::{Catalogue, Revision};
use askama::Template;
use axum::extract::Path;
use webkit::component::Crumbs;
use webkit::{Answer, Layout, Problem, Shell, Visit, words};

struct Stage {
    no: String,
    from: String,
    tag: Option<(&'static str, &'static str)>,
    decision: Option<(String, String)>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "catalogue-procedure.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    code: String,
    name: String,
    ended: Option<String>,
    stages: Vec<Stage>,
}

pub(super) async fn show(visit: Visit, Path(code): Path<String>) -> Answer {
    let t = T(visit.lang());
    let catalogue = visit.kit().read(Catalogue::load).await?;
    let id = catalogue.by_code(&code).ok_or_else(Problem::lost)?;
    let all: Vec<&Revision> =
        catalogue.revisions().iter().filter(|r| r.procedure == id).map(|r| &**r).collect();
    let last = all.last().ok_or_else(Problem::lost)?;
    let stage = |r: &&Revision| {
        let by =
            catalogue.publications().iter().find(|p| p.procedure == id && p.revision == Some(r.revision));
        let decision = by.and_then(|p| catalogue.decision(p.decision));
        let found = catalogue.differences(id, r.revision - 1, r.revision).unwrap_or_default();
        Stage {
            no: words::number(t.0, r.revision),
            from: words::day(t.0, r.valid_from),
            tag: by.map(|p| effect_words(t, p.effect)),
            decision: decision.map(|d| (d.id.to_string(), d.number.clone())),
            lines: found.iter().map(|d| Line::of(t, d)).collect(),
        }
    };
    let page = Page {
        shell: visit.shell(Layout::Work, &last.name),
        t,
        crumbs: crumbs(&visit, &[("/admin/catalogue", t.catalogue_title())], code.clone()),
        name: last.name.clone(),
        ended: catalogue.ended(id).map(|day| t.catalogue_ended(words::day(t.0, day))),
        stages: all.iter().rev().map(stage).collect(),
        code,
    };
    visit.page(&page)
}
