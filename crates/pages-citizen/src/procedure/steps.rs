//! The steps of a dossier, and where the days go.

use super::Read;
use crate::locale::T;
use crate::time;
use catalogue::{Place, Process};

/// A step as people read it.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) time: String,
}

/// A stretch of the bar that shows where the days go.
pub(super) struct Stretch {
    pub(super) x: i64,
    pub(super) width: i64,
}

/// The steps in order.
pub(super) fn steps(t: T, read: &Read) -> Vec<Step> {
    let steps = &read.revision.process.steps;
    let of = |(at, step): (usize, &catalogue::Step)| {
        let place = match step.place {
            Place::Desk => t.procedure_at_desk().to_owned(),
            Place::Competent => t.procedure_at_competent().to_owned(),
            Place::Unit(id) => read.unit(id),
        };
        let at_once = at > 0 && step.group.is_some() && steps[at - 1].group == step.group;
        let at_once = if at_once { format!(" · {}", t.procedure_at_once()) } else { String::new() };
        Step {
            name: step.name.clone(),
            note: format!("{place} · {}{at_once}", step.role),
            time: time::length(t, step.allotment_minutes),
        }
    };
    steps.iter().enumerate().map(of).collect()
}

/// The steps that follow one another, in minutes: of those that run at once the longest counts.
fn lengths(process: &Process) -> Vec<i64> {
    let mut lengths: Vec<(Option<&String>, i64)> = Vec::new();
    for step in &process.steps {
        match lengths.last_mut() {
            Some((Some(group), longest)) if Some(*group) == step.group.as_ref() => {
                *longest = step.allotment_minutes.max(*longest);
            }
            _ => lengths.push((step.group.as_ref(), step.allotment_minutes)),
        }
    }
    lengths.into_iter().map(|(_, minutes)| minutes).collect()
}

/// What the steps come to.
pub(super) fn take(t: T, process: &Process) -> String {
    time::length(t, lengths(process).into_iter().sum())
}

/// The steps as stretches of a line 1,200 wide, behind a short one for handing in.
pub(super) fn bar(process: &Process) -> Vec<Stretch> {
    const LINE: i64 = 1_200;
    const GAP: i64 = 6;
    const FIRST: i64 = 16;
    let lengths = lengths(process);
    let count = i64::try_from(lengths.len()).unwrap_or(0);
    let minutes: i64 = lengths.iter().sum();
    let room = LINE - FIRST - GAP * count;
    let mut x = FIRST + GAP;
    let mut stretches = vec![Stretch { x: 0, width: FIRST }];
    for length in lengths {
        let width = (room * length / minutes.max(1)).max(2);
        stretches.push(Stretch { x, width });
        x += width + GAP;
    }
    stretches
}
