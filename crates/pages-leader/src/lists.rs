//! Dossiers in lists: who is late, by how much, and the way to the dossier for whom it is.

use crate::dossiers::state_words;
use crate::locale::T;
use crate::look::{Look, Looker};
use askama::Template;
use catalogue::ProcedureId;
use dossier::behind::{Asked, Counted, Figure, Mark, Page, behind};
use kernel::Day;
use kernel::text::percent_encoded;
use report::glance::Figures;
use rustc_hash::FxHashMap;
use store::Tx;
use webkit::words;

/// A dossier as it stands in a list.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) code: String,
    /// The dossier, for whom it is.
    pub(crate) href: Option<String>,
    /// Whose it is, for whom it is.
    pub(crate) name: Option<String>,
    pub(crate) procedure: String,
    pub(crate) unit: String,
    pub(crate) accepted: Option<Day>,
    pub(crate) due: Option<Day>,
    pub(crate) settled: Option<Day>,
    /// Calendar days after the due date; none or less when there are none.
    pub(crate) days_late: Option<i64>,
    pub(crate) state: dossier::words::StateName,
    /// 1, or −1 for what was taken back.
    pub(crate) counts: i64,
}

/// Dossiers behind a figure of the look's period.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    look: &Look,
    sum: &Figures,
    figure: Figure,
    after: Option<Mark>,
    limit: usize,
) -> kernel::Result<Page> {
    let asked = Asked {
        figure,
        period: look.when.period,
        as_of: look.when.as_of,
        today: look.when.today,
        units: sum.members(),
        procedures: None,
    };
    behind(tx, &asked, after, limit)
}

/// As they are shown to who looks, with units as they were called on a day.
pub(crate) fn items(
    tx: &mut Tx<'_>,
    by: &Looker,
    named_on: Day,
    rows: &[Counted],
) -> kernel::Result<Vec<Item>> {
    let names = catalogue::names(tx, rows.iter().map(|c| c.procedure))?;
    Ok(rows.iter().map(|c| item(by, named_on, &names, c)).collect())
}

fn item(by: &Looker, named_on: Day, names: &FxHashMap<ProcedureId, String>, c: &Counted) -> Item {
    let sees = by.sees.has(c.unit);
    let settled = c.settled_at.map(|at| at.day());
    let until = settled.unwrap_or(by.today);
    Item {
        code: c.code.clone(),
        href: sees.then(|| format!("/dossier/{}", percent_encoded(&c.code))),
        name: sees.then(|| c.name.clone()),
        procedure: names.get(&c.procedure).cloned().unwrap_or_default(),
        unit: by.version(c.counted_for, named_on).map(|v| v.name.clone()).unwrap_or_default(),
        accepted: c.accepted_at.map(|at| at.day()),
        due: c.due_day,
        settled,
        days_late: c.due_day.map(|due| until.0 - due.0).filter(|days| *days > 0),
        state: c.state,
        counts: c.counts,
    }
}

impl Item {
    /// Days late in words, empty for who is not.
    pub(crate) fn late(&self, t: T) -> String {
        self.days_late.map(|n| t.list_days(n)).unwrap_or_default()
    }

    /// A day, or a dash.
    pub(crate) fn day(t: T, day: Option<Day>) -> String {
        day.map_or_else(|| "–".to_owned(), |day| words::day(t.0, day))
    }
}

/// A row of the table.
struct Row {
    item: Item,
    accepted: String,
    due: String,
    settled: String,
    late: String,
    state: &'static str,
}

/// Dossiers as a table.
#[derive(Template)]
#[template(path = "leader-rows.html")]
pub(crate) struct Rows {
    t: T,
    rows: Vec<Row>,
    taken_back: bool,
}

impl askama::filters::HtmlSafe for Rows {}

impl Rows {
    pub(crate) fn new(t: T, items: Vec<Item>) -> Self {
        let taken_back = items.iter().any(|i| i.counts < 0);
        let row = |item: Item| Row {
            accepted: Item::day(t, item.accepted),
            due: Item::day(t, item.due),
            settled: Item::day(t, item.settled),
            late: item.late(t),
            state: state_words(t, item.state),
            item,
        };
        Self { t, rows: items.into_iter().map(row).collect(), taken_back }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
