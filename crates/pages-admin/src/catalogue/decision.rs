//! A decision, and what it published.

use super::effect_words;
use crate::base::{crumbs, id_in};
use crate::locale::T;
use ::catalogue::{Catalogue, DecisionId};
use askama::Template;
use axum::extract::Path;
use webkit::component::Crumbs;
use webkit::{Answer, Layout, Problem, Shell, Visit, words};

struct Row {
    code: String,
    name: String,
    tag: (&'static str, &'static str),
    changes: Option<usize>,
}

#[derive(Template)]
#[template(path = "catalogue-decision.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    title: String,
    facts: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let (id, t) = (DecisionId(id_in(&id)?), T(visit.lang()));
    let catalogue = visit.kit().read(Catalogue::load).await?;
    let decision = catalogue.decision(id).ok_or_else(Problem::lost)?;
    let published = catalogue.publications().iter().filter(|p| p.decision == id);
    let mut rows: Vec<Row> = published
        .filter_map(|p| {
            let last = catalogue.revisions().iter().rfind(|r| r.procedure == p.procedure)?;
            let made = p.revision.and_then(|no| catalogue.at_revision(p.procedure, no)).unwrap_or(last);
            let before = p.revision.filter(|no| *no > 1);
            let found = before.and_then(|no| catalogue.differences(p.procedure, no - 1, no));
            Some(Row {
                code: made.code.clone(),
                name: made.name.clone(),
                tag: effect_words(t, p.effect),
                changes: found.map(|f| f.len()),
            })
        })
        .collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    let title = t.catalogue_decision_title(decision.number.as_str());
    let day = |day| words::day(t.0, day);
    let page = Page {
        shell: visit.shell(Layout::Work, &title),
        t,
        crumbs: crumbs(&visit, &[("/admin/catalogue", t.catalogue_title())], decision.number.clone()),
        title,
        facts: vec![
            (t.catalogue_signed(), day(decision.signed_on)),
            (t.catalogue_from(), day(decision.in_force_from)),
            (t.catalogue_issuer(), decision.issuer.clone()),
            (t.catalogue_abstract(), decision.summary.clone()),
        ],
        rows,
    };
    visit.page(&page)
}
