//! A dossier held against its process: step by step, with what deviates and what happened besides.

use crate::base::{crumbs, of_unit, unit_name, version};
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, tag, text, two};
use crate::words;
use axum::extract::Path;
use dossier::course::Course;
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Instant, Result, Right};
use quality::conformity::{self, Conformity, Visit as Stay};
use std::sync::Arc;
use webkit::{Answer, Html, Layout, Visit, words as said};

/// A dossier as somebody may see it, held against its process.
pub(crate) struct Held {
    /// What happened to it.
    pub(crate) course: Course,
    /// What came of it.
    pub(crate) found: Conformity,
    /// Units, calendars, procedures.
    pub(crate) reference: Arc<Reference>,
    /// What it is called in an address.
    pub(crate) name: String,
}

/// Looks a dossier up as the officers' page does: what may not be seen answers like what is not there.
pub(crate) async fn held(visit: &Visit, code: String) -> Result<Held> {
    let who = visit.extension::<identity::Who>().cloned();
    let units = who.map_or_else(|| kernel::Units::of([]), |who| who.units(Right::See));
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    visit
        .kit()
        .run(move |_| {
            let file = desk.file(&code, &units, now)?;
            let (name, reference) = (file.name(), file.reference.clone());
            let course = Course::from(file);
            let found = conformity::of_course(&course, &*reference, now);
            Ok(Held { course, found, reference, name })
        })
        .await
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let t = T(visit.lang());
    let held = held(&visit, code).await?;
    let now = visit.business_now();
    let (d, directory) = (&held.course.dossier, &held.reference.directory);
    let above: Vec<_> = version(directory, d.unit, now.day()).map(of_unit).into_iter().collect();
    let at = kernel::text::percent_encoded(&held.name);
    visit.page(&Page {
        shell: visit.shell(Layout::Work, &t.course_title(&held.name)),
        crumbs: Some(crumbs(&visit, &above, held.name.clone())),
        over: held.course.filed.name.clone(),
        title: t.course_title(&held.name),
        under: under(t, &held),
        acts: vec![
            Act::go(format!("/quality/dossier/{at}/sheet"), t.sheet_title()),
            Act::go(format!("/dossier/{at}"), t.course_dossier()),
        ],
        form: visit.form(),
        tools: None,
        main: vec![stays(t, &held, now), deviating(t, &held.found)],
        side: vec![told(t, &held.found), Section::new(t.share_how()).line(t.share_rules())],
    })
}

fn under(t: T, held: &Held) -> Html {
    let verdict = words::verdict(t, &held.found);
    let when = match (held.found.settled, held.course.dossier.stage.verdict()) {
        (Some(at), Some(v)) => t.course_settled(words::outcome(t, v.outcome), said::moment(t.0, at)),
        _ => t.course_open().to_owned(),
    };
    Html::made(format!("<p>{verdict} {}</p>", text(when)))
}

fn stays(t: T, held: &Held, now: Instant) -> Section {
    let process = &held.course.filed.process;
    let row = |s: &Stay| {
        let step = process.step(s.step);
        let used = s.used.map_or_else(|| "–".to_owned(), |n| words::minutes(t, n));
        let allotted = if s.allotted > 0 { words::minutes(t, s.allotted) } else { "–".to_owned() };
        let state = match (s.judged, s.timeliness(&*held.reference, now)) {
            (false, _) => tag("", t.stay_not_judged()),
            (true, Some(kernel::timeliness::Timeliness::Late)) => tag("late", t.time_late()),
            (true, Some(timeliness)) => tag("ok", words::timeliness(t, timeliness)),
            (true, None) if s.until.is_none() => tag("", t.stay_now()),
            (true, None) => tag("", t.stay_unlimited()),
        };
        let place = unit_name(&held.reference.directory, s.place, s.from.day());
        vec![
            two(&t.stay_step(s.step, step.map_or("", |s| s.name.as_str())), step.map_or("", |s| &s.role)),
            text(place),
            text(said::moment(t.0, s.from)),
            text(used),
            text(allotted),
            state,
        ]
    };
    let heads =
        [t.stay_head(), t.stay_place(), t.stay_from(), t.stay_used(), t.stay_allotted(), t.stay_time()];
    Section::new(t.stay_title()).line(t.stay_process(&process.name)).table(
        Table::new(t.stay_title(), &heads).right(3).right(4).rows(held.found.visits.iter().map(row)),
        t.stay_none(),
        "",
    )
}

fn deviating(t: T, found: &Conformity) -> Section {
    let mut section = Section::new(t.course_deviations(found.deviations.len()));
    for deviation in &found.deviations {
        section = section.line(words::deviation(t, *deviation));
    }
    if found.conforms() { section.line(t.course_none()) } else { section }
}

fn told(t: T, found: &Conformity) -> Section {
    let mut section = Section::new(t.course_told());
    for one in &found.told {
        section = section.line(words::told(t, one));
    }
    if found.told.is_empty() { section.line(t.course_nothing_told()) } else { section }
}
