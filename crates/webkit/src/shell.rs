//! What stands around every page: mark, menu, language, help, and the notes that concern it.

use crate::flash::Flash;
use crate::icon::Icon;
use crate::locale::T;
use crate::words::{self, Whole};
use crate::{Html, Lang, Visit};
use kernel::{Day, Instant};

/// Whom a page is laid out for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Layout {
    /// Citizens: airy, one question a page.
    #[default]
    Citizen,
    /// Staff: a rail at the side, dense.
    Work,
    /// Leaders: a bar on top, figures.
    Leader,
    /// A paper to be printed: nothing around it.
    Paper,
}

/// A link of a menu.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Where it leads. Made by code, never from what people typed.
    pub href: String,
    /// Its words.
    pub label: String,
    /// A count beside it.
    pub count: Option<i64>,
    /// A picture before it.
    pub icon: Option<Icon>,
    /// The key that opens it, for scripts: `intake`.
    pub key: Option<&'static str>,
}

impl Link {
    /// A link.
    pub fn to(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), ..Self::default() }
    }

    /// With a picture.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, n: i64) -> Self {
        self.count = Some(n);
        self
    }

    /// With the name scripts know it by.
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }
}

/// Whose pages these are.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The province: stands under the mark.
    pub province: String,
    /// The office that answers, its address and its hours; one line each.
    pub office: Vec<String>,
    /// Where people get help. The first is shown on every page.
    pub help: Vec<Link>,
    /// About these pages: accessibility, data protection, open data.
    pub about: Vec<Link>,
}

/// Who is signed in.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The name.
    pub name: String,
    /// What the person is: `Chuyên viên`.
    pub role: String,
    /// The unit, which stands under the mark of staff pages.
    pub unit: String,
    /// Own pages.
    pub links: Vec<Link>,
    /// Where a POST signs out.
    pub sign_out: Option<&'static str>,
}

/// Tells what stands around pages. Asked for each page, so it answers from memory.
pub trait Frame: Send + Sync {
    /// Whose pages these are.
    fn place(&self, lang: Lang) -> Place;
    /// The menu for this visit.
    fn menu(&self, layout: Layout, visit: &Visit) -> Vec<Link>;
    /// Who is signed in.
    fn person(&self, visit: &Visit) -> Option<Person>;
    /// A note on every page: a demo says which day it is there.
    fn banner(&self, visit: &Visit) -> Option<String>;
    /// Where somebody signs in, if anybody can.
    fn sign_in(&self) -> Option<&'static str> {
        None
    }
}

/// Nothing around a page.
pub(crate) struct Plain;

impl Frame for Plain {
    fn place(&self, _: Lang) -> Place {
        Place::default()
    }

    fn menu(&self, _: Layout, _: &Visit) -> Vec<Link> {
        Vec::new()
    }

    fn person(&self, _: &Visit) -> Option<Person> {
        None
    }

    fn banner(&self, _: &Visit) -> Option<String> {
        None
    }
}

/// The shell of one page; `shell.html` reads it as `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The shell's own words.
    pub t: T,
    /// The page's language.
    pub lang: Lang,
    /// Whom it is laid out for.
    pub layout: Layout,
    /// The title in the browser's tab, before the place.
    pub title: String,
    /// Whose pages these are.
    pub place: Place,
    /// The menu.
    pub menu: Vec<Link>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Where to sign in.
    pub sign_in: Option<&'static str>,
    /// A note on every page.
    pub banner: Option<String>,
    /// What was done just now.
    pub flash: Option<Flash>,
    /// A token for the forms of the shell.
    pub csrf: String,
    /// The page again, in the other language.
    pub other: String,
    /// Single-key shortcuts are on.
    pub keys: bool,
    full: bool,
    path: String,
}

impl Shell {
    pub(crate) fn of(visit: &Visit, layout: Layout, title: &str) -> Self {
        let (lang, frame) = (visit.lang(), visit.kit().frame());
        Self {
            t: T(lang),
            lang,
            layout,
            title: title.to_owned(),
            place: frame.place(lang),
            menu: frame.menu(layout, visit),
            person: frame.person(visit),
            sign_in: frame.sign_in(),
            banner: frame.banner(visit),
            flash: visit.flash().cloned(),
            csrf: visit.csrf(),
            other: crate::language::switch(lang.other(), visit.back()),
            keys: true,
            full: false,
            path: visit.path().to_owned(),
        }
    }

    /// The page has bands from edge to edge.
    #[must_use]
    pub fn full(mut self) -> Self {
        self.full = true;
        self
    }

    /// The class of `<main>`.
    pub fn main_class(&self) -> &'static str {
        match self.layout {
            Layout::Citizen if self.full => "",
            Layout::Citizen => "w",
            Layout::Work => "main",
            Layout::Leader => "w x gl",
            Layout::Paper => "",
        }
    }

    /// Whether a link of the menu is the one that leads to this page, or to the nearest page above it.
    pub fn here(&self, link: &Link) -> bool {
        let above = |link: &Link| {
            let rest = self.path.strip_prefix(&link.href);
            rest.is_some_and(|r| r.is_empty() || (link.href.len() > 1 && r.starts_with('/')))
        };
        above(link) && !self.menu.iter().any(|other| other.href.len() > link.href.len() && above(other))
    }

    /// The first line of the mark.
    pub fn mark(&self) -> &'static str {
        match self.layout {
            Layout::Citizen => self.t.mark_citizen(),
            Layout::Work => self.t.mark_work(),
            Layout::Leader | Layout::Paper => self.t.mark_leader(),
        }
    }

    /// The second.
    pub fn under(&self) -> &str {
        match (&self.person, self.layout) {
            (Some(person), Layout::Work) if !person.unit.is_empty() => &person.unit,
            _ => &self.place.province,
        }
    }

    /// Where the mark leads.
    pub fn home(&self) -> &str {
        match self.layout {
            Layout::Work => self.menu.first().map_or("/", |link| &link.href),
            _ => "/",
        }
    }

    /// An icon, for templates.
    pub fn icon(&self, icon: Icon) -> Html {
        icon.html()
    }

    /// A whole number as the language writes it.
    pub fn number(&self, n: impl Whole) -> String {
        words::number(self.lang, n.whole())
    }

    /// `4/12/2020`.
    pub fn day(&self, day: &Day) -> String {
        words::day(self.lang, *day)
    }

    /// `thứ Sáu, 4/12/2020`.
    pub fn day_long(&self, day: &Day) -> String {
        words::day_long(self.lang, *day)
    }

    /// `9 giờ 40`.
    pub fn time(&self, at: &Instant) -> String {
        words::time(self.lang, *at)
    }

    /// `9 giờ 40, 4/12/2020`.
    pub fn moment(&self, at: &Instant) -> String {
        words::moment(self.lang, *at)
    }
}
