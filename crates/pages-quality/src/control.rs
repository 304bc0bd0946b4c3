//! The control sheet (Mẫu số 05): an official paper, so it is in Vietnamese whatever language the officer reads.

use crate::base::{unit_name, version};
use crate::course::{Held, held};
use crate::locale::T;
use crate::words;
use askama::Template;
use axum::extract::Path;
use kernel::{PersonId, UnitId};
use quality::control::{self, Party, Row};
use std::collections::BTreeSet;
use webkit::{Answer, Lang, Layout, Problem, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "quality-sheet.html")]
struct Paper {
    shell: Shell,
    t: T,
    v: T,
    office: String,
    unit: String,
    code: String,
    back: String,
    pairs: Vec<(&'static str, String)>,
    rows: Vec<Line>,
    conforms: bool,
    deviations: Vec<String>,
}

/// A row as it is printed.
struct Line {
    from: String,
    to: String,
    at: String,
    day: String,
    result: &'static str,
    time: String,
    note: String,
    /// Who did it, under the one of the two who did.
    by: (String, String),
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let (t, v) = (T(visit.lang()), T(Lang::Vi));
    let held = held(&visit, code).await?;
    let Some(intake) = held.course.dossier.intake.clone() else { return Err(Problem::lost()) };
    let now = visit.business_now();
    let rows = control::rows(&held.found, &held.course.history, &*held.reference, now);
    let people: BTreeSet<PersonId> = rows.iter().map(|r| r.by).collect();
    let names = visit.kit().read(move |tx| identity::names(tx, people)).await?;
    let names: Vec<(PersonId, String)> = names.into_iter().collect();
    let (d, directory, day) = (&held.course.dossier, &held.reference.directory, intake.at.day());
    let receiving = version(directory, d.receiving, day);
    let above = receiving.and_then(|r| r.command).and_then(|above| version(directory, above, day));
    visit.page(&Paper {
        shell: visit.shell(Layout::Paper, &v.sheet_page(&intake.code)),
        t,
        v,
        office: above.map(|a| a.name.to_uppercase()).unwrap_or_default(),
        unit: unit_name(directory, d.receiving, day).to_uppercase(),
        back: format!("/quality/dossier/{}", kernel::text::percent_encoded(&held.name)),
        pairs: pairs(v, &held, &intake),
        rows: rows.iter().map(|r| line(v, &held, r, &names)).collect(),
        conforms: held.found.conforms(),
        deviations: held.found.deviations.iter().map(|d| words::deviation(v, *d)).collect(),
        code: intake.code,
    })
}

fn pairs(v: T, held: &Held, intake: &dossier::model::Intake) -> Vec<(&'static str, String)> {
    let (d, filed) = (&held.course.dossier, &held.course.filed);
    let name = |unit: UnitId| unit_name(&held.reference.directory, unit, intake.at.day());
    let mut partners: Vec<UnitId> =
        held.found.visits.iter().map(|s| s.place).filter(|p| *p != d.unit && *p != d.receiving).collect();
    partners.sort_unstable();
    partners.dedup();
    let partners: Vec<String> = partners.into_iter().map(name).collect();
    vec![
        (v.sheet_owner(), d.applicant.name.clone()),
        (v.sheet_procedure(), format!("{} ({})", filed.name, filed.code)),
        (v.sheet_received(), said::moment(Lang::Vi, intake.at)),
        (v.sheet_promised(), said::day_long(Lang::Vi, intake.promised)),
        (v.sheet_competent(), name(d.unit)),
        (
            v.sheet_partners(),
            if partners.is_empty() { v.sheet_nobody().to_owned() } else { partners.join(", ") },
        ),
    ]
}

fn line(v: T, held: &Held, row: &Row, names: &[(PersonId, String)]) -> Line {
    let (directory, day) = (&held.reference.directory, row.at.day());
    let time = match row.minutes {
        Some((used, allotted)) if allotted > 0 => {
            v.sheet_minutes(words::minutes(v, used), words::minutes(v, allotted))
        }
        _ => String::new(),
    };
    let (event, by) = (words::event(v, row.kind), words::person(v, names, row.by));
    Line {
        from: words::party(v, directory, row.from, day),
        to: words::party(v, directory, row.to, day),
        at: said::time(Lang::Vi, row.at),
        day: said::day(Lang::Vi, day),
        result: row.result.map_or("–", |r| words::timeliness(v, r)),
        time,
        note: if row.note.is_empty() { event.to_owned() } else { format!("{event}: {}", row.note) },
        by: if row.from == Party::Applicant { (String::new(), by) } else { (by, String::new()) },
    }
}
