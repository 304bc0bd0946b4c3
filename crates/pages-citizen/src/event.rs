//! What happens in a life, and the procedures that it takes, in order.

use crate::locale::T;
use crate::shelf::{Shelf, Shelves, Tiers};
use askama::Template;
use axum::extract::Path;
use catalogue::LifeEvent;
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Day, Refusal};
use webkit::component::Crumbs;
use webkit::{Answer, Lang, Layout, Link, Shell, Visit, words};

/// A procedure of an event, in a line.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) term: String,
    /// Who settles it.
    pub(crate) who: String,
    pub(crate) online: bool,
    pub(crate) post: bool,
}

/// An event with those of its procedures that are in force.
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) lines: Vec<Line>,
}

impl Event {
    /// An event on a day, with its first procedures.
    pub(crate) fn of(
        event: &LifeEvent,
        reference: &Reference,
        shelf: &Shelf,
        tiers: &Tiers,
        (lang, day, most): (Lang, Day, usize),
    ) -> Self {
        let in_force = event.procedures.iter().filter_map(|id| reference.catalogue.in_force(*id, day));
        let line = |r: &std::sync::Arc<catalogue::Revision>| Line {
            href: format!("/procedures/{}", r.code),
            name: r.name.clone(),
            term: words::term(lang, r.term),
            who: shelf.who(r, tiers, lang),
            online: r.online,
            post: r.post,
        };
        Self {
            name: name(event, lang).to_owned(),
            href: format!("/life/{}", event.code),
            lines: in_force.take(most).map(line).collect(),
        }
    }
}

fn name(event: &LifeEvent, lang: Lang) -> &str {
    if lang == Lang::En && !event.name_en.is_empty() { &event.name_en } else { &event.name }
}

#[derive(Template)]
#[template(path = "event.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    event: Event,
    /// The other events.
    others: Vec<(String, String)>,
}

/// `GET /life/{event}`.
pub(crate) async fn page(shelves: Shelves, visit: Visit, Path(code): Path<String>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let (day, lang) = (visit.business_now().day(), visit.lang());
    let (event, others) = visit
        .kit()
        .read(move |tx| {
            let (reference, tiers) = (desk.reference(tx)?, Tiers::load(tx)?);
            let shelf = shelves.of(&reference, day);
            let events = &reference.catalogue.guide().events;
            let Some(event) = events.iter().find(|event| event.code == code) else {
                return Err(Refusal::new(
                    "event.unknown",
                    "Không có sự kiện này. Hãy chọn ở trang đầu.",
                    "There is no such event. Choose one on the first page.",
                )
                .into());
            };
            let others = events.iter().filter(|other| other.code != event.code);
            let others = others.map(|other| (name(other, lang).to_owned(), format!("/life/{}", other.code)));
            let others = others.collect::<Vec<_>>();
            Ok((Event::of(event, &reference, &shelf, &tiers, (lang, day, usize::MAX)), others))
        })
        .await?;
    let t = T(lang);
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, &event.name),
        crumbs: Crumbs::new(lang, vec![Link::to("/search", t.menu_procedures())], ""),
        event,
        others,
        t,
    })
}
