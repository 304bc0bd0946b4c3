//! What one process says differently from another: for whoever approves it, and for whoever works by it.

use super::{Process, Step};

/// A difference. Steps carry their numbers, from 1, in the process in which they stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A step that was not there.
    Added(i64),
    /// A step that is no longer there, by its number in the process before.
    Removed(i64),
    /// A step that stayed, changed or moved.
    Altered {
        /// Its number before.
        was: i64,
        /// Its number now.
        now: i64,
        /// What of it.
        parts: Vec<Part>,
    },
}

kernel::words! {
    /// What of a step changed.
    Part {
        /// It stands elsewhere in the order.
        Order = "order",
        /// What it is called.
        Name = "name",
        /// Who does it.
        Role = "role",
        /// Where.
        Place = "place",
        /// How long.
        Allotment = "allotment",
        /// Whether the decision falls there.
        Settles = "settles",
        /// Beside which steps it runs.
        Group = "group",
        /// What may be done there.
        May = "may",
        /// What it must produce.
        Produces = "produces",
    }
}

impl Process {
    /// What this process says differently from one before, in the order of its steps; what is gone stands last. A step
    /// is taken for the same when it is called the same, or else when it is done by the same people at the same place.
    pub fn changes_since(&self, before: &Self) -> Vec<Change> {
        let pairs = pair(&before.steps, &self.steps);
        let mut found = Vec::new();
        // A step has moved when another that stayed has overtaken it.
        let moved = |was: usize, now: usize| pairs.iter().any(|(w, n)| (*w < was) != (*n < now) && *w != was);
        for (i, step) in self.steps.iter().enumerate() {
            match pairs.iter().find(|(_, now)| *now == i) {
                None => found.push(Change::Added(number(i))),
                Some((was, now)) => {
                    let mut parts = parts(&before.steps[*was], step);
                    if moved(*was, *now) {
                        parts.insert(0, Part::Order);
                    }
                    if !parts.is_empty() {
                        found.push(Change::Altered { was: number(*was), now: number(*now), parts });
                    }
                }
            }
        }
        let gone = (0..before.steps.len()).filter(|i| !pairs.iter().any(|(was, _)| was == i));
        found.extend(gone.map(|i| Change::Removed(number(i))));
        found
    }
}

fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - 1) + 1
}

/// Which steps are the same: by name first, then by who does them where.
fn pair(before: &[Step], now: &[Step]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let rules: [fn(&Step, &Step) -> bool; 2] =
        [|a, b| a.name == b.name, |a, b| a.role == b.role && a.place == b.place];
    for same in rules {
        for (n, step) in now.iter().enumerate() {
            let free = |w: usize| !pairs.iter().any(|(was, _)| *was == w);
            let taken = pairs.iter().any(|(_, now)| *now == n);
            let found = before.iter().enumerate().find(|(w, old)| free(*w) && same(old, step));
            if let Some((w, _)) = found.filter(|_| !taken) {
                pairs.push((w, n));
            }
        }
    }
    pairs
}

fn parts(was: &Step, now: &Step) -> Vec<Part> {
    let allotment = |s: &Step| (s.share, if s.share.is_some() { 0 } else { s.allotment_minutes });
    [
        (was.name != now.name, Part::Name),
        (was.role != now.role, Part::Role),
        (was.place != now.place, Part::Place),
        (allotment(was) != allotment(now), Part::Allotment),
        (was.settles != now.settles, Part::Settles),
        (was.group != now.group, Part::Group),
        (was.may != now.may, Part::May),
        (was.produces != now.produces, Part::Produces),
    ]
    .into_iter()
    .filter(|(differs, _)| *differs)
    .map(|(_, part)| part)
    .collect()
}
