//! What stands around every page: whose pages these are, the menu of whoever looks, and the notes that concern all.

use super::locale::T;
use super::progress::Progress;
use catalogue::settings;
use identity::Who;
use kernel::{Fault, Right};
use province::Contact;
use std::sync::Arc;
use store::{Db, Tx};
use webkit::{Frame, Icon, Lang, Layout, Link, Person, Place, Visit, words};

/// A province's frame. Settings are read once: they change with a restart.
pub(super) struct PlaceFrame {
    province: (String, String),
    contact: Contact,
    bench: Option<String>,
    /// Whether this is a demo, with people and a time of its own.
    demo: bool,
    progress: Arc<Progress>,
}

impl PlaceFrame {
    pub(super) fn of(db: &Db, progress: Arc<Progress>) -> kernel::Result<Self> {
        db.read(|tx| {
            let name = settings::need(tx, "name")?;
            let name_en = settings::get(tx, "name_en")?.filter(|n| !n.is_empty());
            Ok(Self {
                province: (name.clone(), name_en.unwrap_or(name)),
                contact: contact(tx)?,
                bench: settings::get(tx, crate::BENCH)?,
                demo: identity::demo::is_demo(tx)?,
                progress,
            })
        })
    }
}

/// A database from before there was a contact has none.
fn contact(tx: &mut Tx<'_>) -> kernel::Result<Contact> {
    let text = settings::get(tx, "contact")?.unwrap_or_else(|| "{}".into());
    Ok(serde_json::from_str(&text).map_err(|e| Fault::because("the setting 'contact'", e))?)
}

impl Frame for PlaceFrame {
    fn place(&self, lang: Lang) -> Place {
        let t = T(lang);
        let digits: String = self.contact.phone.chars().filter(char::is_ascii_digit).collect();
        let mut help = Vec::new();
        if !digits.is_empty() {
            help.push(Link::to(format!("tel:{digits}"), t.frame_call(&self.contact.phone)));
        }
        Place {
            province: lang.pick(&self.province.0, &self.province.1).to_owned(),
            office: self.contact.office.clone(),
            help,
            about: vec![
                Link::to("/statistics", t.frame_statistics()),
                Link::to("/catalogue", t.frame_catalogue()),
                Link::to("/desks", t.frame_desks()),
                Link::to("/open-data", t.frame_open_data()),
            ],
        }
    }

    fn menu(&self, layout: Layout, visit: &Visit) -> Vec<Link> {
        let t = T(visit.lang());
        match (layout, visit.extension::<Who>()) {
            (Layout::Citizen, who) => {
                let mut menu = vec![
                    Link::to("/search", t.frame_procedures()),
                    Link::to("/track", t.frame_track()),
                    Link::to("/statistics", t.frame_statistics()),
                ];
                // Whoever works here finds the way back.
                menu.extend(who.map(|who| Link::to(pages_account::landing::of(who), t.frame_desk())));
                menu
            }
            (Layout::Paper, _) | (_, None) => Vec::new(),
            (_, Some(who)) => work(t, who),
        }
    }

    fn person(&self, visit: &Visit) -> Option<Person> {
        let who = visit.extension::<Who>()?;
        let person = who.person();
        let unit = person.unit.and_then(|u| who.directory().last_version(u));
        let role = who.roles().first().map(|r| visit.lang().pick(r.role.vi(), r.role.en()).to_owned());
        let role = if person.title.is_empty() { role.unwrap_or_default() } else { person.title.clone() };
        Some(Person {
            name: person.name.clone(),
            role,
            unit: unit.map(|v| v.name.clone()).unwrap_or_default(),
            links: vec![Link::to("/account", T(visit.lang()).frame_account())],
            sign_out: Some("/sign-out"),
        })
    }

    fn banner(&self, visit: &Visit) -> Option<String> {
        let t = T(visit.lang());
        if let Some(what) = &self.bench {
            return Some(t.frame_bench(what));
        }
        if !self.demo {
            return None;
        }
        let stand = self.progress.stand();
        let now = visit.business_now();
        Some(if let Some(why) = &stand.failed {
            t.frame_failed(why)
        } else if stand.finished {
            t.frame_demo(words::day_long(t.0, now.day()), words::time(t.0, now))
        } else if stand.day.is_none() {
            t.frame_beginning().to_owned()
        } else {
            t.frame_living(stand.percent, words::day(t.0, now.day()), left(t, stand.seconds_left))
        })
    }

    fn sign_in(&self) -> Option<&'static str> {
        Some("/sign-in")
    }
}

fn left(t: T, seconds: u64) -> String {
    match seconds / 60 {
        0 if seconds == 0 => t.frame_soon().to_owned(),
        0 => t.frame_seconds(seconds),
        minutes => t.frame_minutes(minutes),
    }
}

/// What somebody can go to, by what he may do.
fn work(t: T, who: &Who) -> Vec<Link> {
    let may = |rights: &[Right]| rights.iter().any(|r| who.may(*r));
    let mut menu = Vec::new();
    if may(&[Right::Receive, Right::Process, Right::Settle]) {
        menu.push(Link::to("/work", t.frame_work()).icon(Icon::Inbox));
    }
    if may(&[Right::Receive]) {
        menu.push(Link::to("/intake", t.frame_intake()).icon(Icon::Plus).key("intake"));
        menu.push(Link::to("/intake/batch", t.frame_batch()).icon(Icon::Doc));
    }
    if may(&[Right::See]) {
        menu.push(Link::to("/find", t.frame_find()).icon(Icon::Search).key("find"));
    }
    if may(&[Right::Report]) {
        menu.push(Link::to("/lead", t.frame_lead()).icon(Icon::Chart));
    }
    if may(&[Right::See]) {
        menu.push(Link::to("/quality", t.frame_quality()).icon(Icon::Check));
    }
    if may(&[Right::Administer, Right::People, Right::Audit]) {
        menu.push(Link::to("/admin", t.frame_admin()).icon(Icon::Gear));
    }
    menu
}
