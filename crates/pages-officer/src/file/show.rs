//! The page itself: what may be done here and now, and everything that helps to decide.

use super::facts::{self, Fact};
use super::{deed, history, late, opinions, undo};
use crate::locale::T;
use crate::names::{self, People};
use crate::{address, keys, reach, row, said};
use askama::Template;
use catalogue::{Place, Power};
use dossier::desk::{Applicant, Desk, UnitId};
use dossier::file::File;
use dossier::lateness::Lateness;
use dossier::model::Stage;
use dossier::rule::Deed;
use dossier::words::{Outcome, ResultBy};
use identity::Who;
use kernel::{Day, Instant, Right};
use serde::Deserialize;
use webkit::component::{Budget, Crumbs, Path, Urgency};
use webkit::form::Choice;
use webkit::{Form, Layout, Link, Problem, Shell, Visit, words};

/// What may be done, as the page offers it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one button of the page")]
pub(super) struct Offer {
    pub(super) accept: bool,
    /// The step it would be handed over to.
    pub(super) forward: Option<String>,
    pub(super) pause: bool,
    pub(super) back: bool,
    pub(super) resume: bool,
    pub(super) settle: bool,
    pub(super) end: bool,
    pub(super) deliver: bool,
    pub(super) reopen: bool,
    pub(super) announce: bool,
    pub(super) undo: bool,
    /// It would be late today, so that a cause is needed.
    pub(super) late: bool,
    /// Why nothing is offered.
    pub(super) waits: String,
}

impl Offer {
    fn any(&self) -> bool {
        self.accept
            || self.forward.is_some()
            || self.pause
            || self.back
            || self.resume
            || self.settle
            || self.deliver
            || self.reopen
    }

    /// Whether something is written to what is decided.
    pub(super) fn notes(&self) -> bool {
        self.forward.is_some() || self.pause || self.back || self.settle || self.reopen
    }
}

/// The page of a dossier.
#[derive(Template)]
#[template(path = "dossier.html")]
pub(super) struct Page {
    shell: Shell,
    t: T,
    form: Form,
    crumbs: Crumbs,
    above: String,
    heading: String,
    state: &'static str,
    urgency: Option<Urgency>,
    under: String,
    step_title: String,
    offer: Offer,
    can_act: bool,
    /// What the applicant was asked for, while he is waited for.
    asked: Option<String>,
    behalf: Option<String>,
    version: i64,
    action: String,
    slip: Option<String>,
    sheet: Option<String>,
    explain: Option<String>,
    correct: Option<String>,
    causes: Vec<Choice>,
    endings: Vec<Choice>,
    by: Vec<Choice>,
    applicant: Vec<Fact>,
    matter: Vec<Fact>,
    reveal: bool,
    revealed: bool,
    looks: Vec<String>,
    opinions: Vec<opinions::Line>,
    answering: Vec<opinions::Answering>,
    late: Option<late::Table>,
    budget: Budget,
    path: Path,
}

/// A cause of lateness in the province's list.
#[derive(Deserialize)]
struct Cause {
    code: String,
    text: String,
}

/// What is read for the page.
struct Read {
    file: File,
    people: People,
    causes: Vec<Cause>,
    keys: bool,
    /// Where its time went, if it is late.
    late: Option<Lateness>,
}

fn read(desk: &Desk, who: &Who, code: &str, now: Instant) -> kernel::Result<Read> {
    let file = desk.file(code, &who.units(Right::See), now)?;
    let behalf = reach::behalf(who, &file.dossier);
    desk.db().read(|tx| {
        let late = if late::told(&file, now.day()) {
            Lateness::of_dossier(tx, &file.reference, &file.dossier, now)?
        } else {
            None
        };
        let named: Vec<_> = late.iter().flat_map(late::people).collect();
        let spoken_of = file.history.iter().map(|e| e.actor).chain(file.looks.iter().map(|l| l.person));
        let people = People::of(tx, spoken_of.chain(behalf).chain(named))?;
        let causes = catalogue::settings::get(tx, "late_causes")?;
        let causes = causes.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Ok(Read { people, causes, keys: keys::on(tx, who.person().id)?, late, file })
    })
}

/// The page, with a form as it came back, and with the numbers where they were asked for just now.
pub(super) async fn page(
    visit: &Visit,
    code: String,
    form: Form,
    shown: Option<Applicant>,
) -> Result<Page, Problem> {
    let who = pages_account::who(visit)?.clone();
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let read = {
        let who = who.clone();
        visit.kit().run(move |_| read(&desk, &who, &code, now)).await?
    };
    Ok(put_together(visit, &who, now, read, form, shown))
}

fn put_together(
    visit: &Visit,
    who: &Who,
    now: Instant,
    read: Read,
    form: Form,
    shown: Option<Applicant>,
) -> Page {
    let t = T(visit.lang());
    let (file, people, today) = (&read.file, &read.people, now.day());
    let d = &file.dossier;
    let name = file.name();
    let at = address::dossier(&name);
    let may = |deed| reach::actor(who, deed, d).is_ok();
    let offer = offer(t, file, &may, who, now);
    let mut shell = visit.shell(Layout::Work, &format!("{name} – {}", file.filed.name));
    shell.keys = read.keys;
    let pause = match &d.stage {
        Stage::Paused { why, .. } => Some(*why),
        _ => None,
    };
    let accepted = d.intake.is_some();
    Page {
        crumbs: Crumbs::new(t.0, vec![Link::to("/work", t.inbox_title())], ""),
        above: above(t, file),
        heading: file.filed.name.clone(),
        state: said::state(t, d.stage.name(), pause),
        urgency: urgency(file, today),
        under: under(t, file),
        step_title: step_title(t, file),
        can_act: offer.any(),
        asked: asked(t, file),
        behalf: reach::behalf(who, d)
            .map(|person| people.name(t.0, person).to_owned())
            .filter(|_| offer.any()),
        version: d.version,
        // The desk that took it in prints it: to others the page does not exist.
        slip: (accepted && who.actor(Right::Receive, d.receiving).is_ok()).then(|| format!("{at}/slip")),
        // Another crate's page: the dossier held against its process, with the control sheet.
        sheet: accepted.then(|| format!("/quality{at}")),
        explain: (accepted && d.stage != Stage::Void).then(|| format!("{at}/explain")),
        correct: (may(Deed::Correct) && accepted && d.stage != Stage::Void).then(|| format!("{at}/correct")),
        causes: causes(t, &read.causes),
        endings: [Outcome::Refused, Outcome::Stopped, Outcome::Withdrawn]
            .map(|o| Choice::new(o.word(), said::outcome(t, o)).hint(ending_hint(t, o)))
            .into(),
        by: deliver_by(t, d.result_by),
        applicant: facts::applicant(t, file, shown.as_ref()),
        matter: facts::matter(t, file, today),
        reveal: may(Deed::Reveal) && !(d.applicant.card.is_empty() && d.applicant.phone.is_empty()),
        revealed: shown.is_some(),
        looks: file
            .looks
            .iter()
            .map(|l| format!("{}, {}", people.name(t.0, l.person), words::moment(t.0, l.at)))
            .collect(),
        opinions: opinions::lines(t, file, people, now),
        answering: opinions::answering(t, file, who, now),
        late: read.late.as_ref().map(|told| late::Table::of(t, file, people, told, today)),
        budget: history::budget(t, file),
        path: history::path(t, file, people, today),
        action: at,
        form,
        offer,
        shell,
        t,
    }
}

fn above(t: T, file: &File) -> String {
    let d = &file.dossier;
    let channel = said::channel(t, d.channel);
    match &d.intake {
        Some(intake) => {
            t.above_accepted(&intake.code, channel.to_lowercase(), words::day(t.0, intake.at.day()))
        }
        None => t.above_submitted(d.submitted_at.map_or_else(String::new, |at| words::moment(t.0, at))),
    }
}

fn under(t: T, file: &File) -> String {
    let d = &file.dossier;
    match d.stage.clock().zip(d.intake.as_ref()) {
        Some((clock, intake)) if clock.due_day == intake.promised => {
            t.under_promised(words::day_long(t.0, intake.promised), &d.applicant.name)
        }
        Some((clock, intake)) => t.under_due(
            words::day_long(t.0, clock.due_day),
            words::day(t.0, intake.promised),
            &d.applicant.name,
        ),
        None => d.applicant.name.clone(),
    }
}

fn urgency(file: &File, today: Day) -> Option<Urgency> {
    match &file.dossier.stage {
        Stage::Accepted(running) | Stage::InStep(running) => {
            Some(row::urgency(&file.reference, file.dossier.unit, today, running.due_day))
        }
        Stage::Paused { .. } => Some(Urgency::Paused),
        _ => None,
    }
}

fn step_title(t: T, file: &File) -> String {
    let d = &file.dossier;
    match &d.stage {
        Stage::Submitted => t.card_submitted().to_owned(),
        Stage::Settled(..) => t.card_settled().to_owned(),
        Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. } if file.gathers() => {
            t.card_gather(*file.stage().start(), *file.stage().end())
        }
        Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. } => {
            t.card_step(d.lying.step, file.step().map_or("", |s| s.name.as_str()))
        }
        stage => said::state(t, stage.name(), None).to_owned(),
    }
}

fn asked(t: T, file: &File) -> Option<String> {
    let Stage::Paused { since, .. } = file.dossier.stage else { return None };
    let last = file.history.iter().rev().find(|e| e.at == since && !e.said.is_empty())?;
    Some(t.asked(&last.said, words::moment(t.0, since)))
}

/// What is offered to somebody who may do this to the dossier as it stands.
fn offer(t: T, file: &File, may: &dyn Fn(Deed) -> bool, who: &Who, now: Instant) -> Offer {
    let d = &file.dossier;
    let decides = file.step().is_some_and(|s| s.settles);
    let running = matches!(d.stage, Stage::Accepted(_) | Stage::InStep(_));
    let paused = matches!(d.stage, Stage::Paused { .. });
    let settled = matches!(d.stage, Stage::Settled(..));
    let way = undo::way(file, who.person().id, now);
    let mut offer = Offer {
        accept: d.stage == Stage::Submitted && may(Deed::TakeIn),
        forward: (running && !decides && file.awaited().next().is_none() && may(Deed::Forward))
            .then(|| next(t, file, now.day()))
            .flatten(),
        pause: running && may(Deed::Pause) && file.step().is_none_or(may_pause),
        back: matches!(d.stage, Stage::InStep(_)) && d.lying.step > 1 && may(Deed::SendBack),
        resume: paused && may(Deed::Resume),
        settle: running && decides && may(Deed::Settle),
        end: (running || paused) && may(Deed::Settle),
        deliver: settled && may(Deed::Deliver),
        reopen: settled && may(Deed::SendBack),
        announce: (running || paused) && d.announced.is_none() && may(Deed::Announce),
        undo: match way {
            Some(undo::Way::Resume) => paused && may(Deed::Resume),
            Some(undo::Way::Back) => may(Deed::SendBack),
            None => false,
        },
        late: match &d.stage {
            Stage::Accepted(running) | Stage::InStep(running) => running.due_day < now.day(),
            Stage::Paused { held, since, .. } => held.was.due_day < since.day(),
            _ => false,
        },
        waits: String::new(),
    };
    if !offer.any() {
        offer.waits = waits(t, file, now);
    }
    offer
}

/// Whether the process lets the applicant be asked for something in a step.
fn may_pause(step: &catalogue::Step) -> bool {
    [Power::Supplement, Power::FinancialDuty].iter().any(|power| step.may.contains(power))
}

/// The next step and where it is.
fn next(t: T, file: &File, today: Day) -> Option<String> {
    let d = &file.dossier;
    let stage = dossier::model::stage_of(&file.filed.process, file.stage().end() + 1);
    let step = file.filed.process.step(*stage.start())?;
    if stage.start() < stage.end() {
        return Some(t.opinion_ahead().to_lowercase());
    }
    let place: UnitId = match step.place {
        Place::Desk => d.receiving,
        Place::Competent => d.unit,
        Place::Unit(unit) => unit,
    };
    let place = file.reference.holder(place, today);
    if place == d.lying.unit {
        return Some(step.name.clone());
    }
    Some(t.next_elsewhere(&step.name, names::unit(&file.reference.directory, place, today)))
}

/// Whom it waits for, told to somebody who can only look.
fn waits(t: T, file: &File, now: Instant) -> String {
    let (d, today) = (&file.dossier, now.day());
    let unit = names::unit(&file.reference.directory, d.lying.unit, today);
    match &d.stage {
        Stage::Submitted => t.waits_intake(unit),
        Stage::Accepted(_) | Stage::InStep(_) if file.awaited().next().is_some() => {
            t.waits_opinions(opinions::awaited(file, now))
        }
        Stage::Accepted(_) | Stage::InStep(_) if file.gathers() => t.waits_hand_over(unit),
        Stage::Accepted(_) | Stage::InStep(_) => {
            t.waits_step(file.step().map_or("", |s| s.role.as_str()), unit)
        }
        Stage::Paused { .. } => t.waits_applicant().to_owned(),
        Stage::Settled(..) => t.waits_delivery(unit),
        Stage::NotAccepted | Stage::Delivered(..) | Stage::Void => t.waits_nobody().to_owned(),
    }
}

fn causes(t: T, causes: &[Cause]) -> Vec<Choice> {
    if causes.is_empty() {
        return Vec::new();
    }
    let some = causes.iter().map(|c| Choice::new(c.code.clone(), c.text.clone()));
    let first = Choice::new("", t.late_choose());
    std::iter::once(first).chain(some).chain([Choice::new(deed::OTHER, t.late_other())]).collect()
}

fn ending_hint(t: T, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Refused => t.hint_refused(),
        Outcome::Stopped => t.hint_stopped(),
        Outcome::Withdrawn | Outcome::Granted => t.hint_withdrawn(),
    }
}

/// Ways of handing a result over, the one that was asked for first.
fn deliver_by(t: T, asked: ResultBy) -> Vec<Choice> {
    let mut all: Vec<ResultBy> = ResultBy::ALL.to_vec();
    all.sort_by_key(|by| *by != asked);
    all.into_iter().map(|by| Choice::new(by.word(), said::result_by(t, by))).collect()
}
