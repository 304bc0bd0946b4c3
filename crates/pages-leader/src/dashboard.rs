//! The page a chairman opens: the sentence, then the levels, then where and since when, then who.

use crate::asked::{Place, Query};
use crate::compare::{Compared, Others};
use crate::levels::{Level, levels};
use crate::lists::{self, Item};
use crate::locale::T;
use crate::look::{Look, Looker};
use crate::picker::Picker;
use crate::rank::{self, Area, Map, Ranking};
use crate::ratings::Ratings;
use crate::sentence::sentence;
use crate::trend::{Month, Months};
use askama::Template;
use axum::extract::Query as Asked;
use axum::http::StatusCode;
use dossier::behind::Figure;
use province::{Rating, Tile as Spot};
use report::glance::Figures;
use store::Tx;
use webkit::component::Trend;
use webkit::{Answer, Html, Layout, Shell, Visit};

/// Places in the ranking before "all of them" is asked for.
const PLACES: usize = 12;
/// Dossiers in each of the two lists.
const WORST: usize = 5;

/// Everything that the page is made of.
struct View {
    look: Look,
    months: Months,
    others: Others,
    spots: Vec<Spot>,
    ratings: Vec<Rating>,
    overdue: Vec<Item>,
    late: Vec<Item>,
}

impl View {
    fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Self> {
        let look = Look::read(tx, by, query)?;
        let whole = look.sum(&Place::Whole);
        let months = Months::read(tx, &look, &whole)?;
        let others = Others::read(tx, &look, |glance| glance.sum(|_| true))?;
        let mut worst = |figure: Figure| {
            if whole.listed(figure) == 0 {
                return Ok(Vec::new());
            }
            let page = lists::page(tx, &look, &whole, figure, None, WORST)?;
            lists::items(tx, &look.by, look.glance.day(), &page.rows)
        };
        let (overdue, late) = (worst(Figure::Overdue)?, worst(Figure::Late)?);
        let (spots, ratings) = (report::entered::tiles(tx)?, report::entered::ratings(tx)?);
        Ok(Self { look, months, others, spots, ratings, overdue, late })
    }
}

/// One of the two lists of the worst.
struct Worst {
    title: &'static str,
    all: Option<String>,
    items: Vec<(Item, String, String)>,
}

#[derive(Template)]
#[template(path = "leader-dashboard.html")]
struct Page {
    shell: Shell,
    t: T,
    picker: Picker,
    head: Html,
    stand: String,
    coverage: Option<String>,
    levels: Vec<Level>,
    map: Option<Map>,
    ranking: Option<Ranking>,
    all_places: String,
    trend: Option<Trend>,
    partial: Option<String>,
    months: Vec<Month>,
    ratings: Option<Ratings>,
    compared: Vec<Compared>,
    worst: Vec<Worst>,
    invented: String,
}

/// `/lead`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let every = query.all.is_some();
    let view = visit.kit().read(move |tx| View::read(tx, by, &query)).await?;
    let look = &view.look;
    let status = if look.when.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = visit.shell(Layout::Leader, look.t.lead_title());
    visit.page_as(status, &Page::new(shell, &view, every))
}

impl Page {
    fn new(shell: Shell, view: &View, every: bool) -> Self {
        let (look, t) = (&view.look, view.look.t);
        let whole = look.sum(&Place::Whole);
        let mut areas = rank::areas(look);
        let named: Vec<(String, Place, Figures)> =
            areas.iter().map(|a: &Area| (a.name.clone(), a.place.clone(), a.sum.clone())).collect();
        let map = rank::map(look, &areas, &view.spots);
        let most = if every { usize::MAX } else { PLACES };
        let places = look.sum(&Place::Places);
        // What stands in the list is what is summed under it.
        let total = if areas.iter().all(|a| matches!(a.place, Place::Under(_))) {
            (t.rank_total().to_owned(), Place::Places, places)
        } else {
            (look.whole_name(), Place::Whole, whole.clone())
        };
        let ranking = (areas.len() > 1).then(|| Ranking::of(look, &mut areas, total, most));
        Self {
            picker: Picker::over(look, "/lead", Vec::new()),
            head: sentence(look, &named),
            stand: look.stand(),
            coverage: look.coverage(&whole),
            levels: levels(look),
            map,
            ranking,
            all_places: look.when.address("/lead").and("all", "1").text(),
            trend: view.months.chart(look),
            partial: view.months.partial(look),
            months: view.months.rows(look, &Place::Whole),
            ratings: Ratings::of(look, &view.ratings),
            compared: view.others.rows(look, &Place::Whole, "/lead", &whole),
            worst: vec![
                worst(look, t.worst_overdue(), &whole, Figure::Overdue, &view.overdue),
                worst(look, t.worst_late(), &whole, Figure::Late, &view.late),
            ],
            invented: look.invented.clone(),
            shell,
            t,
        }
    }
}

fn worst(look: &Look, title: &'static str, whole: &Figures, figure: Figure, items: &[Item]) -> Worst {
    let all = whole.get(figure).filter(|n| *n > 0).map(|_| look.when.dossiers(&Place::Whole, figure));
    let items = items.iter().map(|i| (i.clone(), Item::day(look.t, i.due), i.late(look.t)));
    Worst { title, all, items: items.collect() }
}
