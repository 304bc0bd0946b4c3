//! What a decree would do to due dates, with the days between which they move: for whoever decides on it and may read no
//! dossier.

use super::decree::{Moves, touched};
use kernel::{Day, Result};
use organisation::Calendars;
use organisation::desk::DayChange;
use std::collections::BTreeMap;

/// Due dates that move from one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shifted {
    /// The day they are on.
    pub was: Day,
    /// The day they would be on.
    pub now: Day,
    /// How many.
    pub count: u64,
}

/// What a decree would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// By competent unit.
    pub moves: Moves,
    /// By day, in order.
    pub shifted: Vec<Shifted>,
}

impl super::Desk {
    /// What a decree, or taking one back, would do to due dates, and between which days. Writes nothing.
    ///
    /// # Errors
    /// As [`Shift::change_day`](super::Shift::change_day).
    pub fn foresee_days(&self, change: &DayChange, today: Day) -> Result<Foreseen> {
        self.look_up(|tx, reference| {
            let now = Calendars::as_if(tx, change, today)?;
            let mut moves = Moves { written: true, ..Moves::default() };
            let mut shifted: BTreeMap<(Day, Day), u64> = BTreeMap::new();
            for (before, stage) in touched(tx, reference, &now, change)? {
                moves.note(&before, &stage);
                let days =
                    before.stage.clock().zip(stage.clock()).map(|(was, now)| (was.due_day, now.due_day));
                if let Some((was, now)) = days.filter(|(was, now)| was != now) {
                    *shifted.entry((was, now)).or_default() += 1;
                }
            }
            let shifted =
                shifted.into_iter().map(|((was, now), count)| Shifted { was, now, count }).collect();
            Ok(Foreseen { moves, shifted })
        })
    }
}
