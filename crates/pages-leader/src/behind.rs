//! The page of a list behind a figure, and where in the list it is.

use crate::lists::{Item, Rows};
use crate::locale::T;
use askama::Template;
use dossier::behind::Mark;
use webkit::component::{Crumbs, Pager};
use webkit::words::inside;
use webkit::{Address, Answer, Html, Layout, Link, Shell, Visit, words};

/// Dossiers on a page.
pub(crate) const SHOWN: usize = 50;

/// Where in a list a page begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Start {
    /// After this one.
    pub(crate) after: Option<Mark>,
    /// So many stand before it.
    before: i64,
}

impl Start {
    /// From what stands in the address.
    pub(crate) fn read(after: Option<&str>, at: Option<&str>) -> Self {
        let before = at.and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(0);
        Self { after: after.and_then(Mark::read), before }
    }

    /// The ways on and back, of a list with so many of which so many are shown.
    pub(crate) fn pager(
        self,
        t: T,
        n: i64,
        shown: usize,
        next: Option<Mark>,
        address: impl Fn() -> Address,
    ) -> Pager {
        let to = self.before + i64::try_from(shown).unwrap_or(0);
        let first = (self.before > 0).then(|| address().text());
        let next =
            next.map(|mark| address().and("after", &mark.to_string()).and("at", &to.to_string()).text());
        Pager::new(t.0, self.before + 1, to, n).before(first).after(next)
    }
}

/// What a list is.
pub(crate) struct Listed {
    pub(crate) t: T,
    /// The figure and what it counts.
    pub(crate) label: (&'static str, &'static str),
    /// Of what: a place, a procedure.
    pub(crate) of: String,
    /// How many there are.
    pub(crate) n: i64,
    /// The period and the place.
    pub(crate) name: String,
    /// How sure the figure is.
    pub(crate) stand: String,
    /// The pages above it.
    pub(crate) up: Vec<Link>,
    pub(crate) items: Vec<Item>,
    /// Where it goes on.
    pub(crate) next: Option<Mark>,
}

#[derive(Template)]
#[template(path = "leader-behind.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    head: Html,
    help: &'static str,
    stand: String,
    name: String,
    rows: Rows,
    pager: Pager,
    xlsx: String,
    csv: String,
}

impl Listed {
    /// The page, at its address and beside its files.
    pub(crate) fn show(
        self,
        visit: &Visit,
        start: Start,
        [page, xlsx, csv]: [&'static str; 3],
        address: impl Fn(&'static str) -> Address,
    ) -> Answer {
        let (t, (label, help)) = (self.t, self.label);
        visit.page(&Page {
            shell: visit.shell(Layout::Leader, label),
            crumbs: Crumbs::new(t.0, self.up, label),
            head: t.dossiers_head(words::number(t.0, self.n), inside(t.0, label), self.of),
            help,
            stand: self.stand,
            name: self.name,
            pager: start.pager(t, self.n, self.items.len(), self.next, || address(page)),
            rows: Rows::new(t, self.items),
            xlsx: address(xlsx).text(),
            csv: address(csv).text(),
            t,
        })
    }
}
