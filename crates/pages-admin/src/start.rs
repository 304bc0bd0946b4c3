//! Where administration begins: what asks to be looked after, and the ways on.

use crate::base::unit_name;
use crate::jobs::{is_overdue, job_words};
use crate::locale::T;
use askama::Template;
use identity::{Attention, Scope, Who, attention};
use kernel::{Day, Instant, Right};
use organisation::{Directory, decreed};
use store::{SealState, Tx, job, outbox, seal_state};
use webkit::{Access, Answer, Icon, Layout, Link, Problem, Routes, Shell, Visit, words};

/// Roles that end within so many days are told.
const SOON: i64 = 14;
/// Units without staff that are named; of more, how many.
const NAMED: usize = 5;
/// In the last months of a year it is asked whether the next one has its days off.
const AUTUMN: u8 = 10;
/// The sealer is expected at least so often, in microseconds.
const SEALED: i64 = 900_000_000;

pub(crate) fn routes() -> Routes {
    Routes::of("admin").get("/admin", Access::SignedIn, start)
}

/// Something to look after.
struct Flag {
    title: String,
    words: String,
    href: String,
    link: String,
}

#[derive(Template)]
#[template(path = "start.html")]
struct Page {
    shell: Shell,
    t: T,
    today: String,
    flags: Vec<Flag>,
    /// What was looked at and found in order, where nothing is wrong.
    calm: Vec<&'static str>,
    ways: Vec<(Link, String)>,
}

#[derive(Default)]
struct Read {
    people: Option<Attention>,
    jobs: Vec<job::JobState>,
    stuck: i64,
    seal: Option<SealState>,
    problems: usize,
    next_year_empty: bool,
}

fn read(tx: &mut Tx, who: &Who, now: Instant) -> kernel::Result<Read> {
    let mut read = Read::default();
    if who.may(Right::People) {
        read.people =
            Some(attention(tx, who.directory(), &who.units(Right::People), who.today(), SOON, now)?);
    }
    if who.covers(Right::Administer, Scope::Province) {
        read.jobs = job::all(tx)?;
        read.stuck = outbox::backlog(tx)?.stuck;
        read.problems = Directory::load(tx)?.check().len();
        read.next_year_empty = next_year_empty(tx, who.today())?;
    }
    if who.covers(Right::Administer, Scope::Province) || who.may(Right::Audit) {
        read.seal = Some(seal_state(tx)?);
    }
    Ok(read)
}

/// The year is about to end, and nobody has entered the next one's days off.
fn next_year_empty(tx: &mut Tx, today: Day) -> kernel::Result<bool> {
    let (year, month, _) = today.ymd();
    let bounds = Day::from_ymd(year + 1, 1, 1).zip(Day::from_ymd(year + 2, 1, 1));
    match bounds.filter(|_| month >= AUTUMN) {
        Some((from, to)) => Ok(decreed(tx, from, to)?.is_empty()),
        None => Ok(false),
    }
}

async fn start(visit: Visit) -> Answer {
    let (who, t) = (pages_account::who(&visit)?.clone(), T(visit.lang()));
    if ![Right::Administer, Right::People, Right::Audit].iter().any(|right| who.may(*right)) {
        return Err(Problem::forbidden());
    }
    let (reader, now) = (who.clone(), visit.technical_now());
    let read = visit.kit().read(move |tx| read(tx, &reader, now)).await?;
    let mut flags = Vec::new();
    if let Some(people) = &read.people {
        people_flags(t, &who, people, &mut flags);
    }
    work_flags(t, &read, now, &mut flags);
    let page = Page {
        shell: visit.shell(Layout::Work, t.start_title()),
        t,
        today: words::capital(&words::day_long(t.0, who.today())),
        flags,
        calm: calm(t, &read),
        ways: ways(t, &who),
    };
    visit.page(&page)
}

/// What of the visitor's was looked at. A job that has never been declared is not in order.
fn calm(t: T, read: &Read) -> Vec<&'static str> {
    let looked = [
        (read.people.is_some(), t.start_calm_people()),
        (!read.jobs.is_empty(), t.start_calm_jobs()),
        (read.seal.is_some(), t.start_calm_seal()),
    ];
    let calm: Vec<_> = looked.into_iter().filter(|(looked, _)| *looked).map(|(_, words)| words).collect();
    if calm.is_empty() { vec![t.start_calm_nothing()] } else { calm }
}

fn flag(title: impl Into<String>, words: impl Into<String>, href: &str, link: &str) -> Flag {
    Flag { title: title.into(), words: words.into(), href: href.into(), link: link.into() }
}

fn people_flags(t: T, who: &Who, found: &Attention, flags: &mut Vec<Flag>) {
    if !found.unstaffed.is_empty() {
        let name = |unit: &kernel::UnitId| unit_name(who.directory(), *unit, who.today());
        let mut names: Vec<String> = found.unstaffed.iter().take(NAMED).map(name).collect();
        if found.unstaffed.len() > NAMED {
            names.push(t.start_and_more(found.unstaffed.len() - NAMED));
        }
        let title = t.start_unstaffed(found.unstaffed.len());
        flags.push(flag(title, names.join(", "), "/admin/people", t.people_title()));
    }
    if found.must_change > 0 {
        let words =
            if found.lapsed > 0 { t.start_lapsed(found.lapsed) } else { t.start_given_how().to_owned() };
        let title = t.start_given(found.must_change);
        flags.push(flag(title, words, "/admin/people?state=given", t.start_look()));
    }
    if found.roleless > 0 {
        let title = t.start_roleless(found.roleless);
        flags.push(flag(title, t.start_roleless_how(), "/admin/people", t.people_title()));
    }
    if found.ending > 0 {
        let title = t.start_ending(found.ending, SOON);
        flags.push(flag(title, t.start_ending_how(), "/admin/people", t.people_title()));
    }
}

fn work_flags(t: T, read: &Read, now: Instant, flags: &mut Vec<Flag>) {
    for failed in read.jobs.iter().filter(|j| j.last_error.is_some()) {
        let title = t.start_failed(job_words(t, &failed.name));
        let why = failed.last_error.clone().unwrap_or_default();
        flags.push(flag(title, why, "/admin/jobs", t.start_look()));
    }
    for late in read.jobs.iter().filter(|j| is_overdue(j, now)) {
        let title = t.start_overdue(job_words(t, &late.name));
        let words = t.start_overdue_how(words::moment(t.0, late.run_at));
        flags.push(flag(title, words, "/admin/jobs", t.start_look()));
    }
    if read.stuck > 0 {
        let words = t.start_stuck_how();
        flags.push(flag(t.start_stuck(read.stuck), words, "/admin/jobs?stuck=1", t.start_look()));
    }
    let unsealed = |seal: &SealState| {
        seal.waiting > 0 && seal.last.as_ref().is_some_and(|(_, _, at, _)| now.0 - at.0 >= SEALED)
    };
    if read.seal.as_ref().is_some_and(unsealed) {
        flags.push(flag(t.start_unsealed(), t.start_unsealed_how(), "/admin/audit", t.audit_title()));
    }
    if read.problems > 0 {
        flags.push(flag(
            t.start_problems(read.problems),
            t.start_problems_how(),
            "/admin/units",
            t.units_title(),
        ));
    }
    if read.next_year_empty {
        flags.push(flag(
            t.start_next_year(),
            t.start_next_year_how(),
            "/admin/calendars/decree",
            t.decree_title(),
        ));
    }
}

fn ways(t: T, who: &Who) -> Vec<(Link, String)> {
    let province = who.covers(Right::Administer, Scope::Province);
    let all = [
        (who.may(Right::People), "/admin/people", t.people_title(), Icon::People, t.way_people()),
        (who.may(Right::Administer), "/admin/units", t.units_title(), Icon::Pin, t.way_units()),
        (
            who.may(Right::Administer),
            "/admin/calendars",
            t.calendars_title(),
            Icon::Calendar,
            t.way_calendars(),
        ),
        (who.may(Right::Administer), "/admin/catalogue", t.catalogue_title(), Icon::Doc, t.way_catalogue()),
        (who.may(Right::Administer), "/admin/processes", t.processes_title(), Icon::Arrow, t.way_processes()),
        (who.may(Right::Audit), "/admin/audit", t.audit_title(), Icon::Doc, t.way_audit()),
        (province, "/admin/jobs", t.jobs_title(), Icon::Gear, t.way_jobs()),
    ];
    all.into_iter()
        .filter(|(may, ..)| *may)
        .map(|(_, href, label, icon, words)| (Link::to(href, label).icon(icon), words.to_owned()))
        .collect()
}
