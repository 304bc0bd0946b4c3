//! The list behind a figure: procedures by tier, field, channel, and by what decisions did to them.

use super::filter::{Change, Filter, Listed};
use super::{Read, read};
use crate::locale::T;
use crate::open;
use crate::published::by;
use crate::query::Query;
use askama::Template;
use std::collections::BTreeSet;
use webkit::component::{Crumbs, Pager};
use webkit::{Answer, Layout, Link, Shell, Visit, download, words};

/// Procedures on a page.
const PAGE: usize = 50;

/// A choice of a select.
struct Pick {
    value: String,
    label: String,
    on: bool,
}

/// A procedure of the list.
struct Line {
    href: String,
    name: String,
    code: String,
    field: String,
    tier: String,
    term: String,
    /// What a decision did to it.
    by: String,
    ended: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    count: usize,
    filter: Filter,
    narrowed: bool,
    tiers: Vec<Pick>,
    fields: Vec<Pick>,
    channels: Vec<Pick>,
    changes: Vec<Pick>,
    years: Vec<Pick>,
    agency: Option<String>,
    lines: Vec<Line>,
    pager: Pager,
    csv: String,
}

/// `GET /catalogue/procedures`.
pub(crate) async fn page(visit: Visit, query: Query) -> Answer {
    let read = read(&visit, &query).await?;
    let t = T(visit.lang());
    let filter = Filter::of(&query);
    let found = filter.list(&read);
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = query.first("page").parse().unwrap_or(1).clamp(1, pages);
    let from = (page - 1) * PAGE;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let shown = found.len().min(from + PAGE);
    let at = |page| filter.at("/catalogue/procedures", page);
    let pager = Pager::new(t.0, number(from + 1), number(shown), number(found.len()))
        .before((page > 1).then(|| at(page - 1)))
        .after((page < pages).then(|| at(page + 1)));
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, t.list_title()),
        crumbs: Crumbs::new(t.0, vec![Link::to("/catalogue", t.catalogue_title())], ""),
        count: found.len(),
        tiers: tiers(t, &read, &filter),
        fields: fields(&read, &filter),
        channels: channels(t, &filter),
        changes: changes(t, &filter),
        years: years(&read, &filter),
        agency: filter.agency.as_ref().map(|(code, _)| agency(&read, code)),
        lines: found[from..shown].iter().map(|listed| line(t, &read, listed)).collect(),
        pager,
        csv: filter.at("/catalogue/procedures.csv", 1),
        narrowed: filter != Filter::default(),
        filter,
        t,
    })
}

/// `GET /catalogue/procedures.csv`: the same list in the columns of the open data.
pub(crate) async fn file(visit: Visit, query: Query) -> Answer {
    let read = read(&visit, &query).await?;
    let found = Filter::of(&query).list(&read);
    let revisions = found.iter().map(|listed| &listed.revision);
    let of = open::Of { reference: &read.reference, tiers: &read.tiers, day: read.today };
    Ok(download(sheet::CSV, "procedures.csv", open::csv(&of, revisions)?))
}

fn line(t: T, read: &Read, listed: &Listed) -> Line {
    let r = &listed.revision;
    let decision = listed.by.and_then(|(effect, id)| Some((effect, read.reference.catalogue.decision(id)?)));
    let by = decision.map(|(effect, d)| words::capital(&by(t, d, effect)));
    Line {
        href: format!("/procedures/{}", r.code),
        name: r.name.clone(),
        code: r.code.clone(),
        field: r.field.clone(),
        tier: read.tiers.name(&r.tier, t.0).to_owned(),
        term: words::capital(&words::term(t.0, r.term)),
        by: by.unwrap_or_default(),
        ended: read.reference.catalogue.ended(r.procedure).is_some_and(|end| end <= read.today),
    }
}

fn tiers(t: T, read: &Read, filter: &Filter) -> Vec<Pick> {
    let pick = |code: &str| Pick {
        value: code.to_owned(),
        label: read.tiers.name(code, t.0).to_owned(),
        on: filter.tier.as_deref() == Some(code),
    };
    read.tiers.codes().map(pick).collect()
}

fn fields(read: &Read, filter: &Filter) -> Vec<Pick> {
    let names: BTreeSet<&String> = read.reference.catalogue.revisions().iter().map(|r| &r.field).collect();
    let mut names: Vec<&String> = names.into_iter().collect();
    names.sort_by_cached_key(|name| kernel::text::fold(name));
    let pick = |name: &String| Pick {
        value: name.clone(),
        label: name.clone(),
        on: filter.field.as_ref() == Some(name),
    };
    names.into_iter().map(pick).collect()
}

fn channels(t: T, filter: &Filter) -> Vec<Pick> {
    let now = filter.channel();
    let pick = |(value, label): (&str, String)| Pick { value: value.to_owned(), label, on: now == value };
    let all = [
        ("post", t.catalogue_post().to_owned()),
        ("online", t.catalogue_online().to_owned()),
        ("877", t.catalogue_online_877().to_owned()),
        ("pilot", t.catalogue_online_pilot().to_owned()),
        ("level4", t.procedure_level(4)),
        ("level3", t.procedure_level(3)),
        ("level2", t.procedure_level(2)),
        ("portal", t.catalogue_portal().to_owned()),
    ];
    all.into_iter().map(pick).collect()
}

fn changes(t: T, filter: &Filter) -> Vec<Pick> {
    let label = |change: Change| match change {
        Change::Any => t.list_change_any(),
        Change::New => t.catalogue_new(),
        Change::Amended => t.catalogue_amended(),
        Change::Abolished => t.catalogue_abolished(),
    };
    let pick = |change: &Change| Pick {
        value: change.word().to_owned(),
        label: label(*change).to_owned(),
        on: filter.change == Some(*change),
    };
    Change::ALL.iter().map(pick).collect()
}

fn years(read: &Read, filter: &Filter) -> Vec<Pick> {
    let pick = |year: &i32| Pick {
        value: year.to_string(),
        label: year.to_string(),
        on: filter.year == Some(*year),
    };
    read.years.iter().map(pick).collect()
}

fn agency(read: &Read, code: &str) -> String {
    let found = read.reference.directory.by_code(code, read.today);
    found.map_or_else(|| code.to_owned(), |v| v.name.clone())
}
