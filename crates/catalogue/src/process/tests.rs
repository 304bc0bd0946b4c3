//! What a process is worth: sound or not, as long as told, and what a dossier makes of it.

mod compared;
mod random;
mod simulated;
mod sound;

use super::{Place, Process, ProcessId, Step};
use kernel::calendar::{Calendar, CalendarSpec, HoursRule, Span};
use kernel::{Day, Instant};
use std::sync::LazyLock;

/// A step in the competent unit.
fn step(name: &str, minutes: i64) -> Step {
    Step::fixed(name, "Chuyên viên", Place::Competent, minutes, false)
}

/// The one that decides.
fn last(minutes: i64) -> Step {
    Step { settles: true, ..step("Ký duyệt", minutes) }
}

/// A step by share.
fn shared(name: &str, share: i64) -> Step {
    Step { share: Some(share), ..step(name, 0) }
}

/// In a group.
fn at_once(group: &str, step: Step) -> Step {
    Step { group: Some(group.into()), ..step }
}

fn process(steps: Vec<Step>) -> Process {
    Process {
        id: ProcessId(1),
        code: "qt".into(),
        name: "Quy trình".into(),
        illustrative: true,
        decision: None,
        default_for: None,
        steps,
    }
}

/// Monday, 2 November 2020.
const MONDAY: Day = Day(18_568);

/// Mondays to Fridays, 7 to 11 and 13 to 17.
fn calendar() -> &'static Calendar {
    static BUILT: LazyLock<Calendar> = LazyLock::new(built);
    &BUILT
}

fn built() -> Calendar {
    let spans = vec![Span { from: 420, to: 660 }, Span { from: 780, to: 1020 }];
    let hours = (1..=5).map(|weekday| HoursRule { valid_from: Day(0), weekday, spans: spans.clone() });
    let spec = CalendarSpec { hours: hours.collect(), days: Vec::new() };
    Calendar::build(&spec, MONDAY.plus(-30), MONDAY.plus(4_000)).unwrap()
}

/// An hour of a day after that Monday.
fn at(day: i64, hour: i64, minute: i64) -> Instant {
    MONDAY.plus(day).at_minute(hour * 60 + minute)
}
