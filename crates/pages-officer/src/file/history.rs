//! What happened, where it stands, what comes; and where the time went.

use crate::locale::T;
use crate::names::{self, People};
use crate::said;
use dossier::file::{Entry, File};
use dossier::model::Stage;
use dossier::words::EventKind;
use kernel::Day;
use webkit::component::{self, Budget, Path, Stop, When};
use webkit::{Lang, words};

/// Working minutes of a day of eight hours, as allotments are written.
const DAY: i64 = 480;

/// The path: each event, the present step, the steps ahead.
pub(super) fn path(t: T, file: &File, people: &People, today: Day) -> Path {
    let mut stops: Vec<Stop> = file.history.iter().map(|e| past(t, file, people, e)).collect();
    let d = &file.dossier;
    let process = &file.filed.process;
    let open =
        matches!(d.stage, Stage::Submitted | Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. });
    if open {
        let unit = names::unit(&file.reference.directory, d.lying.unit, today);
        let step = process.step(d.lying.step);
        let title = match &d.stage {
            Stage::Submitted => t.path_waits_intake().to_owned(),
            Stage::Paused { why, .. } => said::state(t, d.stage.name(), Some(*why)).to_owned(),
            _ if file.gathers() => t.opinion_ahead().to_owned(),
            _ => t.path_now(step.map_or("", |s| s.name.as_str())),
        };
        let note = match &d.stage {
            Stage::Paused { .. } => t.path_applicant().to_owned(),
            _ if file.gathers() => super::opinions::awaited(file, today.start()),
            _ => joined([step.map_or("", |s| s.role.as_str()), unit.as_str()]),
        };
        stops.push(Stop { title, note, when: When::Now });
        for stage in process.stages().into_iter().filter(|stage| *stage.start() > d.lying.step) {
            let at_once = stage.start() < stage.end();
            let steps: Vec<_> = stage.filter_map(|no| process.step(no)).collect();
            let names = steps.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("; ");
            let (title, note) = match steps.first() {
                Some(step) if !at_once => (step.name.clone(), step.role.clone()),
                _ => (t.opinion_ahead().to_owned(), names),
            };
            stops.push(Stop { title, note, when: When::Ahead });
        }
    }
    if matches!(d.stage, Stage::Settled(..)) {
        stops.push(Stop {
            title: t.path_waits_delivery().to_owned(),
            note: names::unit(&file.reference.directory, d.lying.unit, today),
            when: When::Now,
        });
    }
    Path { stops }
}

fn past(t: T, file: &File, people: &People, e: &Entry) -> Stop {
    let lang = t.0;
    let when = format!("{}, {}", words::day_of_year(lang, e.at.day()), words::time(lang, e.at));
    let step = file.filed.process.step(e.step).map_or("", |s| s.name.as_str());
    let step = if e.asked.is_empty() { step } else { t.opinion_ahead() };
    let title = match e.kind {
        EventKind::Forwarded | EventKind::SentBack | EventKind::Reopened if !step.is_empty() => {
            format!("{}: {step}", said::kind(t, e.kind))
        }
        EventKind::OpinionGiven => {
            let units = e.asked.iter().map(|u| names::unit(&file.reference.directory, *u, e.at.day()));
            format!("{}: {}", said::kind(t, e.kind), units.collect::<Vec<_>>().join("; "))
        }
        EventKind::Transferred | EventKind::UnitCorrected => {
            let unit = names::unit(&file.reference.directory, e.unit, e.at.day());
            format!("{}: {unit}", said::kind(t, e.kind))
        }
        EventKind::Announced => match e.day {
            Some(day) => format!("{}: {}", said::kind(t, e.kind), words::day(lang, day)),
            None => said::kind(t, e.kind).to_owned(),
        },
        kind => said::kind(t, kind).to_owned(),
    };
    let was = if e.was.is_empty() { String::new() } else { t.path_was(&e.was) };
    let said = [e.said.as_str(), e.late.as_str(), was.as_str()];
    let said = said.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; ");
    let said = if said.is_empty() { said } else { format!("“{said}”") };
    Stop { title, note: joined([&when, people.name(lang, e.actor), &said]), when: When::Done }
}

fn joined<const N: usize>(parts: [&str; N]) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The time budget: given and used, step by step.
pub(super) fn budget(t: T, file: &File) -> Budget {
    let hundredths = |minutes: i64| minutes * 100 / DAY;
    let stages: Vec<component::Stage> = file
        .steps
        .iter()
        .map(|s| component::Stage {
            name: short(&s.name),
            given: hundredths(s.given),
            used: s.used.map(hundredths),
            now: s.now,
        })
        .collect();
    let sentence = |s: &dossier::file::StepTime| {
        let days = |minutes| days(t.0, minutes);
        match s.used {
            Some(used) => t.budget_used(&s.name, days(used), days(s.given)),
            None => t.budget_ahead(&s.name, days(s.given)),
        }
    };
    let words = file.steps.iter().map(sentence).collect::<Vec<_>>().join("; ");
    Budget::new(t.0, words, &stages)
}

/// A step's name as it fits before its bar.
fn short(name: &str) -> String {
    if name.chars().count() <= 17 {
        return name.to_owned();
    }
    let cut: String = name.chars().take(16).collect();
    format!("{}…", cut.trim_end())
}

/// Minutes as days of eight hours: `0,5`.
fn days(lang: Lang, minutes: i64) -> String {
    let tenths = (minutes * 10 + DAY / 2) / DAY;
    if tenths % 10 == 0 { words::number(lang, tenths / 10) } else { words::ratio(lang, tenths, 10, 1, 1) }
}
