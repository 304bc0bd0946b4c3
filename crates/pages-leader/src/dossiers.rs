//! The dossiers behind a number: as many as it says, a page at a time.

use crate::asked::{Place, Query};
use crate::behind::{SHOWN, Start};
use crate::lists::{self, Item, Rows};
use crate::locale::T;
use crate::look::{Look, Looker};
use crate::picker::{self, Picker};
use askama::Template;
use axum::extract::Query as Asked;
use axum::http::StatusCode;
use dossier::behind::{Figure, Mark};
use dossier::figures::UnitRow;
use dossier::words::StateName;
use report::glance::Figures;
use store::Tx;
use webkit::component::{Crumbs, Pager};
use webkit::words::inside;
use webkit::{Address, Answer, Html, Layout, Link, Problem, Shell, Visit, words};

/// What a list is of.
pub(crate) struct Listed {
    pub(crate) look: Look,
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) figure: Figure,
    pub(crate) sum: Figures,
}

impl Listed {
    /// None when there is no such figure, or no such place for who looks.
    pub(crate) fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Self>> {
        let figure = Figure::from_word(query.figure.as_deref().unwrap_or("late"));
        let Some(figure) = figure.filter(|figure| figure.of(&UnitRow::default()).is_some()) else {
            return Ok(None);
        };
        let look = Look::read(tx, by, query)?;
        let place = Place::read(query);
        let Some(name) = look.place_name(&place) else { return Ok(None) };
        let sum = look.sum(&place);
        Ok(Some(Self { look, place, name, figure, sum }))
    }

    /// The same list as a file, or from another place on.
    pub(crate) fn address(&self, page: &str) -> Address {
        self.place.put(self.look.when.address(page)).and("figure", self.figure.word())
    }
}

/// What a figure is called, and what it counts.
pub(crate) fn figure_words(t: T, figure: Figure) -> (&'static str, &'static str) {
    match figure {
        Figure::ToProcess => (t.figure_to_process(), t.figure_to_process_help()),
        Figure::CarriedOver => (t.figure_carried_over(), t.figure_carried_over_help()),
        Figure::Received => (t.figure_received(), t.figure_received_help()),
        Figure::Online => (t.figure_online(), t.figure_online_help()),
        Figure::Post => (t.figure_post(), t.figure_post_help()),
        Figure::Moved => (t.figure_moved(), t.figure_moved_help()),
        Figure::OnTimeOrEarly => (t.figure_on_time(), t.figure_on_time_help()),
        Figure::Early => (t.figure_early(), t.figure_early_help()),
        Figure::OnTime => (t.figure_on_day(), t.figure_on_day_help()),
        Figure::Late => (t.figure_late(), t.figure_late_help()),
        Figure::InTerm => (t.figure_in_term(), t.figure_in_term_help()),
        Figure::Overdue => (t.figure_overdue(), t.figure_overdue_help()),
        Figure::Refused => (t.figure_refused(), t.figure_refused_help()),
        Figure::Stopped => (t.figure_stopped(), t.figure_stopped_help()),
        Figure::Withdrawn => (t.figure_withdrawn(), t.figure_withdrawn_help()),
        Figure::Apart => (t.figure_apart(), t.figure_apart_help()),
        Figure::DeliveredPost => (t.figure_delivered_post(), t.figure_delivered_post_help()),
        Figure::TakenForOthers => (t.figure_taken(), t.figure_taken_help()),
    }
}

/// What a state is called.
pub(crate) fn state_words(t: T, state: StateName) -> &'static str {
    match state {
        StateName::Submitted => t.state_submitted(),
        StateName::NotAccepted => t.state_not_accepted(),
        StateName::Accepted => t.state_accepted(),
        StateName::InStep => t.state_in_step(),
        StateName::Paused => t.state_paused(),
        StateName::Settled => t.state_settled(),
        StateName::Delivered => t.state_delivered(),
        StateName::Void => t.state_void(),
    }
}

struct View {
    listed: Listed,
    items: Vec<Item>,
    next: Option<Mark>,
}

impl View {
    fn read(tx: &mut Tx<'_>, by: Looker, query: &Query, after: Option<Mark>) -> kernel::Result<Option<Self>> {
        let Some(listed) = Listed::read(tx, by, query)? else { return Ok(None) };
        let page = lists::page(tx, &listed.look, &listed.sum, listed.figure, after, SHOWN)?;
        let look = &listed.look;
        let items = lists::items(tx, &look.by, look.glance.day(), &page.rows)?;
        Ok(Some(Self { listed, items, next: page.next }))
    }
}

#[derive(Template)]
#[template(path = "leader-dossiers.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    picker: Picker,
    head: Html,
    help: &'static str,
    stand: String,
    entered: Option<String>,
    figures: Vec<(&'static str, String, bool)>,
    rows: Rows,
    pager: Pager,
    xlsx: String,
    csv: String,
}

/// `/lead/dossiers`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let start = Start::read(query.after.as_deref(), query.at.as_deref());
    let view = visit
        .kit()
        .read(move |tx| View::read(tx, by, &query, start.after))
        .await?
        .ok_or_else(Problem::lost)?;
    let t = view.listed.look.t;
    let wrong = !view.listed.look.when.wrong.is_empty();
    let shell = visit.shell(Layout::Leader, figure_words(t, view.listed.figure).0);
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_as(status, &Page::new(shell, view, start))
}

/// The figures that a list may be changed to.
const FIGURES: [Figure; 7] = [
    Figure::ToProcess,
    Figure::Received,
    Figure::Online,
    Figure::OnTimeOrEarly,
    Figure::Late,
    Figure::InTerm,
    Figure::Overdue,
];

impl Page {
    fn new(shell: Shell, view: View, start: Start) -> Self {
        let listed = &view.listed;
        let (look, t, figure) = (&listed.look, listed.look.t, listed.figure);
        let (label, help) = figure_words(t, figure);
        let (n, here) = (listed.sum.get(figure), listed.sum.listed(figure));
        let written = |n: i64| words::number(t.0, n);
        let said = n.map_or_else(|| "–".to_owned(), written);
        let head = t.dossiers_head(said, inside(t.0, label), &listed.name);
        // What was entered by hand has no dossiers here.
        let entered = n.filter(|n| *n != here).map(|n| t.dossiers_entered(written(n - here), written(here)));
        let mut carried = picker::carried(&listed.place);
        carried.push(("figure", figure.word().to_owned()));
        let figures = FIGURES.map(|other| {
            let href = look.when.dossiers(&listed.place, other);
            (figure_words(t, other).0, href, other == figure)
        });
        let pager = start.pager(t, here, view.items.len(), view.next, || listed.address("/lead/dossiers"));
        let mut up = vec![Link::to(look.when.address("/lead").text(), look.whole_name())];
        if let Place::Unit(code) | Place::Under(code) | Place::Below(code) = &listed.place {
            let unit = look.by_code(code).and_then(|unit| look.version(unit));
            up.extend(unit.map(|v| Link::to(look.unit_page(&v.code), v.name.clone())));
        }
        let (xlsx, csv) = (listed.address("/lead/dossiers.xlsx"), listed.address("/lead/dossiers.csv"));
        Self {
            crumbs: Crumbs::new(t.0, up, label),
            picker: Picker::over(look, "/lead/dossiers", carried),
            head,
            help,
            stand: look.stand(),
            entered,
            figures: figures.into(),
            rows: Rows::new(t, view.items),
            pager,
            xlsx: xlsx.text(),
            csv: csv.text(),
            shell,
            t,
        }
    }
}
