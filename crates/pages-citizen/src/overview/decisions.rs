//! The decisions that published procedures in a year.

use super::{Read, read};
use crate::locale::T;
use crate::query::Query;
use askama::Template;
use catalogue::{DecisionKind, Effect};
use webkit::component::Crumbs;
use webkit::{Address, Answer, Layout, Link, Shell, Visit, words};

/// The list of a year.
pub(super) fn address(year: i32) -> String {
    Address::of("/catalogue/decisions").and("year", &year.to_string()).text()
}

/// A decision and what it did.
struct Line {
    number: String,
    signed: String,
    from: String,
    summary: String,
    issuer: String,
    new: usize,
    amended: usize,
    abolished: usize,
    illustrative: bool,
}

#[derive(Template)]
#[template(path = "decisions.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    lines: Vec<Line>,
}

/// `GET /catalogue/decisions`.
pub(crate) async fn page(visit: Visit, query: Query) -> Answer {
    let read = read(&visit, &query).await?;
    let t = T(visit.lang());
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, &t.decisions_title(read.year)),
        crumbs: Crumbs::new(t.0, vec![Link::to("/catalogue", t.catalogue_title())], ""),
        lines: lines(t, &read),
        t,
    })
}

/// The latest first.
fn lines(t: T, read: &Read) -> Vec<Line> {
    let catalogue = &read.reference.catalogue;
    let of_year = |d: &&catalogue::Decision| {
        d.kind == DecisionKind::Publication && d.signed_on <= read.today && d.signed_on.ymd().0 == read.year
    };
    let line = |d: &catalogue::Decision| {
        let of = |effects: &[Effect]| {
            let all = catalogue.publications().iter();
            all.filter(|p| p.decision == d.id && effects.contains(&p.effect)).count()
        };
        Line {
            number: d.number.clone(),
            signed: words::day(t.0, d.signed_on),
            from: words::day(t.0, d.in_force_from),
            summary: d.summary.clone(),
            issuer: d.issuer.clone(),
            new: of(&[Effect::New]),
            amended: of(&[Effect::Amended, Effect::Replaced]),
            abolished: of(&[Effect::Abolished]),
            illustrative: d.illustrative,
        }
    };
    catalogue.decisions().iter().rev().filter(of_year).map(line).collect()
}
