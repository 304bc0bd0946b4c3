//! The inbox: what waits, by due day.

pub(crate) mod export;
mod filter;
mod opinions;
mod ribbon;
mod view;

pub(crate) use view::keep_view;

use crate::locale::T;
use crate::row::{Row, Teller};
use crate::{keys, reach};
use askama::Template;
use axum::extract::Query;
use dossier::desk::Desk;
use dossier::listing::Line;
use dossier::listing::inbox::{Count, Inbox, Side};
use dossier::own;
use filter::{Asked, Filter};
use identity::Who;
use kernel::{Day, Right};
use ribbon::Tally;
use std::sync::Arc;
use webkit::component::{Pager, Ribbon};
use webkit::form::Choice;
use webkit::{Answer, Form, Layout, Shell, Visit, words};

/// Lines of a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "inbox.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    today: String,
    heading: String,
    ribbon: Option<Ribbon>,
    filter: Filter,
    shows: Vec<Choice>,
    units: Vec<Choice>,
    fields: Vec<Choice>,
    procedures: Vec<Choice>,
    to_give: Option<opinions::ToGive>,
    rows: Vec<Row>,
    pager: Pager,
    xlsx: String,
    csv: String,
    view: String,
    from_view: bool,
    has_view: bool,
    receives: bool,
}

/// What a page is made of.
struct Found {
    reference: Arc<dossier::reference::Reference>,
    filter: Filter,
    from_view: bool,
    has_view: bool,
    /// Of the chosen state, on any day.
    counts: Vec<Count>,
    opinions: Option<opinions::Found>,
    lines: Vec<Line>,
    more: bool,
    keys: bool,
}

pub(crate) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let who = pages_account::who(&visit)?.clone();
    let desk = visit.kit().need::<Desk>()?;
    let found = {
        let who = who.clone();
        visit.kit().run(move |_| look(&desk, &who, &asked)).await?
    };
    let today = visit.business_now().day();
    visit.page(&shown(&visit, &who, today, found))
}

fn look(desk: &Desk, who: &Who, asked: &Asked) -> kernel::Result<Found> {
    let person = who.person().id;
    desk.db().read(|tx| {
        let reference = desk.reference(tx)?;
        let kept = own::get(tx, person, view::VIEW)?;
        let kept = kept.and_then(|text| Asked::read(&text));
        let has_view = kept.is_some();
        let (asked, from_view) = match kept {
            Some(kept) if asked.is_empty() => (kept, true),
            _ => (asked.clone(), false),
        };
        let filter = Filter::of(who, &reference, &asked);
        let counts = filter.inbox(who, &reference).counts(tx)?;
        let whole: Inbox = Inbox { due: filter.due, ..filter.inbox(who, &reference) };
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
        let mut lines = whole.page(tx, filter.side, limit)?;
        let more = lines.len() > PAGE;
        if more {
            match filter.side {
                // Read backwards: what is too much stands first.
                Some(Side::Before(_)) => drop(lines.remove(0)),
                _ => lines.truncate(PAGE),
            }
        }
        let keys = keys::on(tx, person)?;
        // They stand on the first page alone.
        let opinions = if filter.side.is_none() { Some(opinions::look(tx, who)?) } else { None };
        Ok(Found { reference, filter, opinions, from_view, has_view, counts, lines, more, keys })
    })
}

fn shown(visit: &Visit, who: &Who, today: Day, found: Found) -> Page {
    let lang = visit.lang();
    let t = T(lang);
    let filter = found.filter;
    let tally = Tally::of(&found.counts, today);
    let teller = Teller { reference: &found.reference, lang, today };
    let calendar = reach::list(who, &who.units(Right::See))
        .into_iter()
        .find_map(|unit| found.reference.calendars.for_unit(unit).cloned());
    let ribbon = filter
        .show
        .runs()
        .then(|| Ribbon::new(lang, ribbon::days(lang, &filter, &tally, today, calendar.as_deref())));
    let mut shell = visit.shell(Layout::Work, t.inbox_title());
    shell.keys = found.keys;
    Page {
        form: visit.form(),
        today: words::capital(&words::day_long(lang, today)),
        heading: tally.heading(t, filter.show),
        ribbon,
        shows: filter.shows(t, who),
        units: filter::units(t, who, &found.reference, today),
        fields: filter::fields(t, &found.reference, today),
        procedures: filter::procedures(t, &found.reference, &filter, today),
        to_give: found.opinions.as_ref().and_then(|found| found.shown(&teller)),
        rows: found.lines.iter().map(|line| teller.row(line)).collect(),
        pager: pager(t, &filter, &tally, &found.lines, found.more),
        xlsx: filter.address("/work.xlsx").text(),
        csv: filter.address("/work.csv").text(),
        view: filter.view(),
        from_view: found.from_view,
        has_view: found.has_view,
        receives: who.may(Right::Receive),
        filter,
        shell,
        t,
    }
}

fn pager(t: T, filter: &Filter, tally: &Tally, lines: &[Line], more: bool) -> Pager {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let from = filter.from.max(1);
    let total = tally.due(filter.due);
    let to = from - 1 + count(lines.len());
    let back = matches!(filter.side, Some(Side::Before(_)));
    let has_before = filter.side.is_some() && if back { more } else { true };
    let has_after = if back { true } else { more };
    let before = lines
        .first()
        .filter(|_| has_before)
        .map(|first| filter.at(Side::Before(first.place()), (from - count(PAGE)).max(1)));
    let after = lines.last().filter(|_| has_after).map(|last| filter.at(Side::After(last.place()), to + 1));
    Pager::new(t.0, from, to, total.max(to)).before(before).after(after)
}
