//! The slip that the applicant takes home: Mẫu số 01, receipt and appointment. An official paper, so it is in
//! Vietnamese whatever language the officer reads.

use crate::locale::T;
use crate::parts::kind;
use crate::room::{Room, unknown, words};
use askama::Template;
use axum::extract::Path;
use dossier::Slip;
use dossier::desk::{Desk, ResultBy};
use kernel::{Day, PersonId, Right, UnitId};
use webkit::component::Qr;
use webkit::{Answer, Lang, Layout, Problem, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "slip.html")]
struct Page {
    shell: Shell,
    t: T,
    v: T,
    head: Head,
    code: String,
    qr: Option<Qr>,
    promised: String,
    hour: Option<String>,
    where_to: String,
    pairs: Vec<(&'static str, String)>,
    given: Vec<String>,
    missing: Vec<String>,
    officer: String,
}

/// Who gives the paper out.
pub(crate) struct Head {
    /// The office above, if any.
    pub(crate) above: String,
    /// The desk's unit.
    pub(crate) unit: String,
}

impl Head {
    /// As it was on a day.
    pub(crate) fn of(room: &Room, unit: UnitId, day: Day) -> Self {
        let directory = &room.reference.directory;
        let version = directory.version_at(unit, day).or_else(|| directory.last_version(unit));
        let above = version.and_then(|v| v.command).and_then(|above| directory.version_at(above, day));
        Self {
            above: above.map(|v| v.name.to_uppercase()).unwrap_or_default(),
            unit: version.map(|v| v.name.to_uppercase()).unwrap_or_default(),
        }
    }
}

/// The slip of a dossier that a desk of this officer took in.
pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let room = Room::of(&visit).await?;
    let desks = visit.kit().need::<Desk>()?;
    let Some(slip) = visit.kit().run(move |_| desks.slip(&code)).await? else { return unknown() };
    if room.who.actor(Right::Receive, slip.dossier.receiving).is_err() {
        return unknown();
    }
    let officer = name_of(&visit, slip.taken_by).await?;
    visit.page(&paper(&visit, &room, &slip, officer)?)
}

/// A person's name; empty for the program itself.
pub(crate) async fn name_of(visit: &Visit, person: PersonId) -> Result<String, Problem> {
    let found = visit.kit().read(move |tx| identity::person(tx, person)).await?;
    Ok(found.map(|p| p.name).unwrap_or_default())
}

fn paper(visit: &Visit, room: &Room, slip: &Slip, officer: String) -> Result<Page, Problem> {
    let (t, v) = (words(visit), T(Lang::Vi));
    let d = &slip.dossier;
    let Some(intake) = &d.intake else { return Err(Problem::lost()) };
    let public = visit.kit().config().public_url.is_some();
    let address = visit.kit().public(&format!("/t/{}", d.slip()));
    let qr = public.then(|| Qr::of(&address, v.slip_qr())).transpose()?;
    // The hour belongs to the promised day alone; a due date that was moved since has another.
    let clock = d.stage.running().filter(|r| r.due_day == intake.promised);
    let line = |p: &dossier::papers::Paper| {
        format!("{} ({} {})", p.name, if p.given > 0 { p.given } else { p.wanted }, kind(v, p.kind))
    };
    Ok(Page {
        shell: visit.shell(Layout::Paper, v.slip_page(&intake.code).as_str()),
        t,
        v,
        head: Head::of(room, d.receiving, intake.at.day()),
        code: intake.code.clone(),
        qr,
        promised: said::capital(&said::day_long(Lang::Vi, intake.promised)),
        hour: clock.map(|r| said::time(Lang::Vi, r.due_at)),
        where_to: place(v, d.result_by).to_owned(),
        pairs: pairs(room, slip, v),
        given: slip.papers.iter().filter(|p| p.given > 0).map(line).collect(),
        missing: slip.papers.iter().filter(|p| p.missing()).map(line).collect(),
        officer,
    })
}

fn place(v: T, by: ResultBy) -> &'static str {
    match by {
        ResultBy::Counter => v.slip_at_counter(),
        ResultBy::Post => v.slip_by_post(),
        ResultBy::Electronic => v.slip_electronic(),
    }
}

fn pairs(room: &Room, slip: &Slip, v: T) -> Vec<(&'static str, String)> {
    let d = &slip.dossier;
    let a = &d.applicant;
    let at = d.intake.as_ref().map(|i| i.at);
    let taken = at.map(|at| format!("{}, {}", said::time(Lang::Vi, at), said::day_long(Lang::Vi, at.day())));
    let procedure = format!("{} ({})", slip.procedure.name, slip.procedure.code);
    let content = if d.content == slip.procedure.name { String::new() } else { d.content.clone() };
    let unit = if d.unit == d.receiving { String::new() } else { room.name(d.unit) };
    [
        (v.slip_owner(), a.name.clone()),
        (v.slip_card(), said::masked(&a.card)),
        (v.slip_address(), a.address.clone()),
        (v.slip_phone(), said::masked(&a.phone)),
        (v.slip_procedure(), procedure),
        (v.slip_content(), content),
        (v.slip_unit(), unit),
        (v.slip_term(), slip.procedure.term.vi()),
        (v.slip_received(), taken.unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.trim().is_empty())
    .collect()
}
