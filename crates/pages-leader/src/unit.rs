//! One unit and what lies under it: the same figures, one level down.

use crate::asked::{Place, Query};
use crate::compare::{Compared, Others};
use crate::dossiers::figure_words;
use crate::lists::{self, Item};
use crate::locale::T;
use crate::look::{Look, Looker, Num};
use crate::picker::Picker;
use crate::rank::{Area, Ranking};
use crate::ratings;
use crate::trend::{Month, Months};
use askama::Template;
use axum::extract::{Path, Query as Asked};
use axum::http::StatusCode;
use dossier::behind::Figure;
use kernel::UnitId;
use kernel::text::percent_encoded;
use province::Rating;
use report::glance::Figures;
use store::Tx;
use webkit::component::{Crumbs, Trend};
use webkit::words::inside;
use webkit::{Answer, Html, Layout, Link, Problem, Shell, Visit, words};

/// Dossiers in the list of the overdue.
const WORST: usize = 8;

struct View {
    look: Look,
    top: UnitId,
    months: Months,
    others: Others,
    ratings: Vec<Rating>,
    overdue: Vec<Item>,
}

impl View {
    /// None when there is no such unit for who looks.
    fn read(tx: &mut Tx<'_>, by: Looker, code: &str, query: &Query) -> kernel::Result<Option<Self>> {
        let look = Look::read(tx, by, query)?;
        let Some(top) = look.by_code(code).filter(|top| look.under(*top).next().is_some()) else {
            return Ok(None);
        };
        let place = Place::Under(code.to_owned());
        let sum = look.sum(&place);
        let months = Months::read(tx, &look, &sum)?;
        let directory = look.by.directory.clone();
        let others =
            Others::read(tx, &look, move |glance| glance.sum(|u| glance.lies_under(&directory, u, top)))?;
        let overdue = if sum.listed(Figure::Overdue) == 0 {
            Vec::new()
        } else {
            let page = lists::page(tx, &look, &sum, Figure::Overdue, None, WORST)?;
            lists::items(tx, &look.by, look.glance.day(), &page.rows)?
        };
        let ratings = report::entered::ratings(tx)?;
        Ok(Some(Self { look, top, months, others, ratings, overdue }))
    }
}

#[derive(Template)]
#[template(path = "leader-unit.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    picker: Picker,
    name: String,
    head: Html,
    stand: String,
    coverage: Option<String>,
    ranking: Option<Ranking>,
    own_title: String,
    own: Vec<(&'static str, Num, bool)>,
    rating: Option<(String, String)>,
    trend: Option<Trend>,
    partial: Option<String>,
    months: Vec<Month>,
    compared: Vec<Compared>,
    overdue: Vec<(Item, String, String)>,
    overdue_all: Option<String>,
    invented: String,
}

/// `/lead/unit/{code}`.
pub(crate) async fn page(visit: Visit, Path(code): Path<String>, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let asked = code.clone();
    let view = visit.kit().read(move |tx| View::read(tx, by, &asked, &query)).await?;
    let view = view.ok_or_else(Problem::lost)?;
    let name = view.look.version(view.top).map(|v| v.name.clone()).unwrap_or_default();
    let shell = visit.shell(Layout::Leader, &name);
    let status =
        if view.look.when.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_as(status, &Page::new(shell, &view, &code, name))
}

impl Page {
    fn new(shell: Shell, view: &View, code: &str, name: String) -> Self {
        let (look, t) = (&view.look, view.look.t);
        let tree = Place::Under(code.to_owned());
        let whole = look.sum(&tree);
        let mut children = children(look, view.top);
        let own_place = Place::Unit(code.to_owned());
        let own_sum = look.sum(&own_place);
        let head = if children.is_empty() {
            alone(look, &tree, &whole)
        } else {
            split(look, code, &own_place, &own_sum, &mut children)
        };
        let total = (t.unit_total().to_owned(), tree.clone(), whole.clone());
        let ranking = (!children.is_empty()).then(|| Ranking::of(look, &mut children, total, usize::MAX));
        let page = format!("/lead/unit/{}", percent_encoded(code));
        let overdue = view.overdue.iter().map(|i| (i.clone(), Item::day(look.t, i.due), i.late(look.t)));
        Self {
            crumbs: Crumbs::new(t.0, above(look, view.top), name.clone()),
            picker: Picker::over(look, &page, Vec::new()),
            head,
            stand: look.stand(),
            coverage: look.coverage(&whole),
            ranking,
            own_title: t.unit_own(inside(t.0, &name)),
            own: if own_sum.units() > 0 { own(look, &own_place, &own_sum) } else { Vec::new() },
            rating: rating(look, &view.ratings, code),
            trend: view.months.chart(look),
            partial: view.months.partial(look),
            months: view.months.rows(look, &tree),
            compared: view.others.rows(look, &tree, &page, &whole),
            overdue: overdue.collect(),
            overdue_all: whole
                .get(Figure::Overdue)
                .filter(|n| *n > 0)
                .map(|_| look.when.dossiers(&tree, Figure::Overdue)),
            invented: look.invented.clone(),
            name,
            shell,
            t,
        }
    }
}

/// The units right under it, each with all that lies under them.
fn children(look: &Look, top: UnitId) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    for unit in look.under(top).filter(|u| u.version.unit != top) {
        // The one right under the top, on the way up from the unit.
        let (mut at, mut above) = (unit.version.unit, unit.above);
        while let Some(next) = above.filter(|next| *next != top) {
            at = next;
            above = look.version(next).and_then(|v| v.territory.or(v.command));
        }
        let Some(version) = look.version(at) else { continue };
        if found.iter().any(|a| a.code == version.code) {
            continue;
        }
        let sum = look.glance.sum(|u| look.glance.lies_under(&look.by.directory, u, at));
        let (code, place) = (version.code.clone(), Place::Under(version.code.clone()));
        found.push(Area { code, name: version.name.clone(), place, sum, lasts: true });
    }
    found
}

/// The pages above.
fn above(look: &Look, top: UnitId) -> Vec<Link> {
    let mut links = Vec::new();
    let mut at = look.version(top).and_then(|v| v.territory.or(v.command));
    while let Some(version) = at.and_then(|unit| look.version(unit)) {
        let next = version.territory.or(version.command);
        // The root is the whole, and what may not be looked at is no way up.
        if next.is_some() && look.by.counts.has(version.unit) {
            links.push(Link::to(look.unit_page(&version.code), version.name.clone()));
        }
        at = next.filter(|_| links.len() < 16);
    }
    links.push(Link::to(look.when.address("/lead").text(), look.whole_name()));
    links.reverse();
    links
}

/// The sentence about a unit with nothing under it.
fn alone(look: &Look, place: &Place, sum: &Figures) -> Html {
    let t = look.t;
    let (Some(late), Some(settled)) = (sum.get(Figure::Late), sum.settled()) else {
        return Html::fixed(t.head_unknown());
    };
    if settled == 0 {
        let n = sum.get(Figure::ToProcess).unwrap_or(0);
        return t.head_nothing_settled(look.when.dossiers(place, Figure::ToProcess), n);
    }
    let share = words::percent(t.0, settled - late, settled, 2);
    let first = match settled - late {
        0 => Html::fixed(t.head_share_none()),
        _ => t.head_share(look.when.dossiers(place, Figure::OnTimeOrEarly), share),
    };
    let second = if late == 0 {
        Html::fixed(t.head_none_late())
    } else {
        t.head_late(look.when.dossiers(place, Figure::Late), words::number(t.0, late))
    };
    Html::made(format!("{first} {second}"))
}

/// The sentence about a unit and those under it: who is late, and the three that make most of it.
fn split(look: &Look, code: &str, place: &Place, own: &Figures, children: &mut [Area]) -> Html {
    let t = look.t;
    let number = |n: i64| words::number(t.0, n);
    let late = |figures: &Figures| figures.get(Figure::Late).unwrap_or(0);
    let below: i64 = children.iter().map(|a| late(&a.sum)).sum();
    let url = look.when.dossiers(&Place::Below(code.to_owned()), Figure::Late);
    let mut said = if own.units() > 0 {
        let n = late(own);
        t.unit_late_both(look.when.dossiers(place, Figure::Late), number(n), url, number(below)).to_string()
    } else {
        t.unit_late_below(url, number(below)).to_string()
    };
    children.sort_by_key(|a| std::cmp::Reverse(late(&a.sum)));
    let worst: Vec<&Area> = children.iter().filter(|a| late(&a.sum) > 0).take(3).collect();
    if worst.len() > 1 && children.len() > worst.len() {
        let n: i64 = worst.iter().map(|a| late(&a.sum)).sum();
        let names: Vec<String> = worst.iter().map(|a| inside(t.0, &a.name)).collect();
        let (last, first) = names.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
        said.push(' ');
        said.push_str(&t.unit_worst(first.join(", "), last, number(n), number(below)).to_string());
    }
    Html::made(said)
}

/// The unit's own figures.
fn own(look: &Look, place: &Place, sum: &Figures) -> Vec<(&'static str, Num, bool)> {
    let received = sum.get(Figure::Received);
    let number = |figure: Figure| (figure_words(look.t, figure).0, look.num(place, sum, figure), false);
    vec![
        number(Figure::ToProcess),
        number(Figure::CarriedOver),
        number(Figure::Received),
        (look.t.column_online(), look.share(place, sum, Figure::Online, received, 1), false),
        number(Figure::OnTimeOrEarly),
        number(Figure::Late),
        (look.t.column_rate(), look.rate(place, sum), false),
        number(Figure::InTerm),
        (
            figure_words(look.t, Figure::Overdue).0,
            look.num(place, sum, Figure::Overdue),
            sum.get(Figure::Overdue).is_some_and(|n| n > 0),
        ),
    ]
}

/// What people said of it, as it was entered, and from where.
fn rating(look: &Look, all: &[Rating], code: &str) -> Option<(String, String)> {
    let rating = ratings::of_unit(look, all, code)?;
    let share = words::percent(look.t.0, rating.satisfied, 10_000, 2);
    let said = look.t.unit_rating(share, words::number(look.t.0, rating.ratings));
    Some((said, ratings::source(look, rating)))
}
