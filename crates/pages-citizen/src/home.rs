//! The first page: one question, my dossier, and the truth about punctuality.

use crate::locale::T;
use crate::query::address;
use crate::shelf::{Shelf, Shelves};
use crate::time;
use askama::Template;
use dossier::desk::Desk;
use webkit::{Answer, Lang, Layout, Shell, Visit};

/// Fields of which procedures are shown, and how many of each.
const FIELDS: usize = 6;
const EACH: usize = 4;

/// `GET /`.
pub(crate) async fn page(shelves: Shelves, visit: Visit) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let today = visit.business_now().day();
    let shelf = visit.kit().read(move |tx| Ok(shelves.of(&*desk.reference(tx)?, today))).await?;
    let t = T(visit.lang());
    let shell = visit.shell(Layout::Citizen, t.home_title()).full();
    visit.page(&Page {
        shell,
        t,
        typed: "",
        procedures: shelf.index.len(),
        fields: fields(visit.lang(), &shelf),
    })
}

/// A procedure of a field.
struct Line {
    href: String,
    name: String,
    term: String,
}

struct Field {
    name: String,
    href: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    shell: Shell,
    t: T,
    typed: &'static str,
    procedures: usize,
    fields: Vec<Field>,
}

fn fields(lang: Lang, shelf: &Shelf) -> Vec<Field> {
    let of = |(name, some): (&str, Vec<&catalogue::Revision>)| Field {
        name: name.to_owned(),
        href: address("/search", [("field", name)]),
        lines: some
            .into_iter()
            .map(|r| Line {
                href: format!("/procedures/{}", r.code),
                name: r.name.clone(),
                term: time::term(lang, r.term),
            })
            .collect(),
    };
    shelf.index.largest_fields(FIELDS, EACH).into_iter().map(of).collect()
}
