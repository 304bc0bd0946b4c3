//! The page that the slip's QR code opens.

use super::days::{Days, Left};
use super::path::Route;
use super::reasons::Reasons;
use super::words::{Act, act, masked, result_by, sentence};
use super::{Page as Form, Wrong, not_there, unkept};
use crate::locale::T;
use askama::Template;
use axum::extract::Path as Segment;
use dossier::desk::Desk;
use dossier::model::Dossier;
use dossier::reference::Reference;
use dossier::tracking::{self, Followed};
use kernel::{Day, Instant, UnitId};
use std::sync::Arc;
use webkit::component::{Crumbs, Facts, Pair, Path, Qr};
use webkit::html::Escaped;
use webkit::{Answer, Html, Layout, Limit, Link, Shell, Visit, words};

/// Slips cannot be guessed; the limit keeps one address from keeping the database busy.
const BY_SLIP: Limit = Limit { purpose: "slip", burst: 120, per_minute: 240 };

/// `GET /t/{slip}`.
pub(crate) async fn page(visit: Visit, Segment(slip): Segment<String>) -> Answer {
    visit.throttle(BY_SLIP)?;
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let read = visit.kit().run(move |_| read(&desk, &slip, now)).await?;
    let t = T(visit.lang());
    Ok(unkept(match read {
        Some(read) => visit.page(&Page::of(&visit, t, now, read)?)?,
        None => {
            let shell = visit.shell(Layout::Citizen, t.track_title());
            not_there(&visit, Form { shell, t, typed: String::new(), wrong: Wrong::Slip, found: None })?
        }
    }))
}

/// What the page is made of.
struct Read {
    reference: Arc<Reference>,
    followed: Followed,
    reasons: Reasons,
}

fn read(desk: &Desk, slip: &str, now: Instant) -> kernel::Result<Option<Read>> {
    let found = desk.db().read(|tx| {
        let reference = desk.reference(tx)?;
        Ok(tracking::by_slip(tx, &reference, slip)?.map(|followed| (reference, followed)))
    })?;
    let Some((reference, followed)) = found else {
        return Ok(None);
    };
    let reasons = Reasons::of(desk, &followed.dossier, now)?;
    Ok(Some(Read { reference, followed, reasons }))
}

/// A name above a date.
struct Date {
    name: String,
    value: String,
}

#[derive(Template)]
#[template(path = "slip.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    code: String,
    sentence: String,
    dates: Vec<Date>,
    /// What the unit wrote when it did not do what was asked for.
    reason: Option<String>,
    late: bool,
    announced: Option<Day>,
    apology: Option<String>,
    act: Act,
    path: Path,
    facts: Facts,
    qr: Qr,
}

impl Page {
    fn of(visit: &Visit, t: T, now: Instant, read: Read) -> kernel::Result<Self> {
        let Read { reference, followed, reasons } = read;
        let (reference, f) = (&*reference, &followed);
        let d = &f.dossier;
        let (unit, desk) =
            (name_of(reference, d.lying.unit, now.day()), name_of(reference, d.receiving, now.day()));
        let days = days(reference, d, now.day());
        let sentence = sentence(t, f, &unit, &desk);
        let code = d.intake.as_ref().map(|i| i.code.clone()).unwrap_or_default();
        let shell = visit.shell(Layout::Citizen, &sentence);
        let route = Route { t, reference, followed: f, now, unit: &unit, desk: &desk };
        Ok(Self {
            crumbs: Crumbs::new(t.0, vec![Link::to("/track", t.track_title())], ""),
            dates: dates(t, d, days.as_ref()),
            late: days.as_ref().is_some_and(|d| matches!(d.left, Some(Left::Late(_)))),
            reason: reasons.ended,
            announced: days.and_then(|d| d.announced),
            apology: reasons.announced,
            act: act(t, f, &desk),
            path: route.path(),
            facts: facts(t, f, reference, &desk, now.day()),
            qr: Qr::of(&visit.kit().public(&format!("/t/{}", d.slip())), t.slip_qr_words())?,
            code,
            sentence,
            shell,
            t,
        })
    }
}

/// Its dates, once it was accepted.
fn days(reference: &Reference, d: &Dossier, today: Day) -> Option<Days> {
    let intake = d.intake.as_ref()?;
    let clock = d.stage.clock();
    let due = clock.map_or(intake.promised, |c| c.due_day);
    let left = d.stage.running().and_then(|_| Left::until(reference, d.unit, due, today));
    let paused = d.stage.running().is_none();
    // While the clock stands nobody knows the day on which it will be due.
    let due = if paused { intake.promised } else { due };
    Some(Days { promised: intake.promised, due, announced: d.announced.filter(|_| clock.is_some()), left })
}

fn dates(t: T, d: &Dossier, days: Option<&Days>) -> Vec<Date> {
    let Some(days) = days else {
        return Vec::new();
    };
    let long = |day: Day| words::capital(&words::day_long(t.0, day));
    let date = |name: &str, value: String| Date { name: name.into(), value };
    let mut dates = vec![date(t.track_promised(), long(days.promised))];
    if let Some(verdict) = d.stage.verdict() {
        dates.push(date(t.track_settled(), long(verdict.at.day())));
        return dates;
    }
    dates.extend(days.moved().map(|due| date(t.track_due(), long(due))));
    dates.extend(days.left.map(|left| {
        let (name, value) = left.words(t);
        Date { name, value }
    }));
    dates
}

fn facts(t: T, f: &Followed, reference: &Reference, desk: &str, today: Day) -> Facts {
    let d = &f.dossier;
    let procedure =
        format!(r#"<a href="/procedures/{}">{}</a>"#, Escaped(&f.procedure.code), Escaped(&f.procedure.name));
    let mut pairs = vec![
        Pair::html(t.slip_procedure(), Html::made(procedure)),
        Pair::new(t.slip_applicant(), t.slip_masked(masked(&d.applicant.name))),
        Pair::new(t.slip_desk(), desk),
        Pair::new(t.slip_unit(), name_of(reference, d.unit, today)),
    ];
    pairs.push(Pair::new(t.slip_result(), words::capital(&result_by(t, d, desk))));
    Facts { pairs }
}

/// What a unit is called today, or what its heir is.
fn name_of(reference: &Reference, unit: UnitId, today: Day) -> String {
    let directory = &reference.directory;
    let holder = reference.holder(unit, today);
    let version = directory.version_at(holder, today).or_else(|| directory.last_version(holder));
    version.map_or_else(String::new, |v| v.name.clone())
}
