//! The first page: one question, my dossier, and the truth about punctuality.

use crate::event::Event;
use crate::locale::T;
use crate::shelf::{Shelf, Shelves, Tiers};
use crate::statistics::{self, Lately, Read, known, settled_and_late, shown};
use askama::Template;
use dossier::desk::Desk;
use report::annex3::RowKind;
use webkit::{Address, Answer, Lang, Layout, Shell, Visit, words};

/// Fields of which procedures are shown, and how many of each.
const FIELDS: usize = 6;
const EACH: usize = 4;

/// `GET /`.
pub(crate) async fn page(shelves: Shelves, lately: Lately, visit: Visit) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let today = visit.business_now().day();
    let lang = visit.lang();
    let (shelf, events) = visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            let (shelf, tiers) = (shelves.of(&reference, today), Tiers::load(tx)?);
            let event = |e| Event::of(e, &reference, &shelf, &tiers, (lang, today, EACH));
            let events: Vec<Event> = reference.catalogue.guide().events.iter().map(event).collect();
            Ok((shelf, events.into_iter().filter(|e| !e.lines.is_empty()).collect::<Vec<_>>()))
        })
        .await?;
    let read = statistics::read(lately, &visit, String::new()).await?;
    let t = T(visit.lang());
    let shell = visit.shell(Layout::Citizen, t.home_title()).full();
    visit.page(&Page {
        shell,
        t,
        typed: "",
        procedures: shelf.index.len(),
        // Where nobody has said what happens in a life, procedures are shown by field.
        fields: if events.is_empty() { fields(visit.lang(), &shelf) } else { Vec::new() },
        events,
        punctual: Punctual::of(t, &read),
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
    events: Vec<Event>,
    fields: Vec<Field>,
    punctual: Option<Punctual>,
}

/// How punctual the province is, this year so far.
struct Punctual {
    share: String,
    late: String,
    period: (String, String),
    /// Name of the tier, received, late, late per 1,000.
    rows: Vec<[String; 4]>,
    source: &'static str,
    note: String,
}

impl Punctual {
    /// Nothing where nothing was settled, or where it is not known of every unit.
    fn of(t: T, read: &Read) -> Option<Self> {
        let annex = &read.figures.as_ref()?.annex;
        let (settled, late) = annex.of_kind(RowKind::Total).next().and_then(settled_and_late)?;
        // The sign is drawn smaller than the number.
        let share = words::percent(t.0, settled - late, settled, 2).strip_suffix('%')?.to_owned();
        let row = |line: &report::annex3::Line| {
            let (settled, late) = settled_and_late(line)?;
            Some([
                read.tiers.name(&line.tier, t.0).to_owned(),
                known(line, "received").map_or_else(|| "–".to_owned(), |n| words::number(t.0, n)),
                words::number(t.0, late),
                words::ratio(t.0, late, settled, 1_000, 1),
            ])
        };
        Some(Self {
            share,
            late: words::number(t.0, late),
            period: shown(t, annex.period),
            rows: annex.of_kind(RowKind::Tier).filter(|l| l.units > 0).filter_map(row).collect(),
            source: if annex.of_kind(RowKind::Unit).any(|l| l.entered) {
                t.home_source_entered()
            } else {
                t.home_source()
            },
            note: read.note.clone(),
        })
    }
}

fn fields(lang: Lang, shelf: &Shelf) -> Vec<Field> {
    let of = |(name, some): (&str, Vec<&catalogue::Revision>)| Field {
        name: name.to_owned(),
        href: Address::of("/search").and("field", name).text(),
        lines: some
            .into_iter()
            .map(|r| Line {
                href: format!("/procedures/{}", r.code),
                name: r.name.clone(),
                term: words::term(lang, r.term),
            })
            .collect(),
    };
    shelf.index.largest_fields(FIELDS, EACH).into_iter().map(of).collect()
}
