//! The day's count and the ribbon of due days.

use super::filter::{Filter, Show};
use crate::locale::T;
use crate::row::SOON;
use dossier::listing::inbox::{Count, Due};
use dossier::words::StateName;
use kernel::Day;
use kernel::calendar::Calendar;
use std::collections::BTreeMap;
use webkit::component::{self, DueDay};
use webkit::{Lang, words};

/// Days before and after today that are shown one by one.
const BACK: i64 = 2;
const AHEAD: i64 = 9;

/// What there is of what.
pub(super) struct Tally {
    today: Day,
    /// Of what has a running clock.
    by_due: BTreeMap<Day, i64>,
    fresh: i64,
    paused: i64,
    settled: i64,
}

impl Tally {
    pub(super) fn of(counts: &[Count], today: Day) -> Self {
        let mut tally = Self { today, by_due: BTreeMap::new(), fresh: 0, paused: 0, settled: 0 };
        for c in counts {
            match (c.state, c.due) {
                (StateName::Submitted, _) => tally.fresh += c.count,
                (StateName::Paused, _) => tally.paused += c.count,
                (StateName::Settled, _) => tally.settled += c.count,
                (_, Some(due)) => *tally.by_due.entry(due).or_default() += c.count,
                _ => {}
            }
        }
        tally
    }

    /// How many are due then; all, where no day is chosen.
    pub(super) fn due(&self, due: Option<Due>) -> i64 {
        let sum = |range: &dyn Fn(Day) -> bool| {
            self.by_due.iter().filter(|(d, _)| range(**d)).map(|(_, n)| n).sum()
        };
        match due {
            Some(Due::Before(day)) => sum(&|d| d < day),
            Some(Due::On(day)) => sum(&|d| d == day),
            Some(Due::After(day)) => sum(&|d| d > day),
            None => sum(&|_| true) + self.fresh + self.paused + self.settled,
        }
    }

    /// The day's count as a sentence.
    pub(super) fn heading(&self, t: T, show: Show) -> String {
        let (late, now) = (self.due(Some(Due::Before(self.today))), self.due(Some(Due::On(self.today))));
        match show {
            Show::New => t.heading_new(self.fresh),
            Show::Paused => t.heading_paused(self.paused),
            Show::Results => t.heading_results(self.settled),
            Show::Mine | Show::All => {
                let first = match (late, now) {
                    (0, 0) if self.due(None) == 0 => t.heading_nothing().to_owned(),
                    (0, 0) => t.heading_calm(self.due(None)),
                    (0, now) => t.heading_today(now),
                    (late, 0) => t.heading_late(late),
                    (late, now) => t.heading_late_and_today(late, now),
                };
                if self.fresh > 0 { format!("{first}, {}", t.heading_and_new(self.fresh)) } else { first }
            }
        }
    }
}

/// Each day around today, and all before and after.
pub(super) fn days(
    lang: Lang,
    filter: &Filter,
    tally: &Tally,
    today: Day,
    calendar: Option<&Calendar>,
) -> Vec<DueDay> {
    let t = T(lang);
    let (first, last) = (today.plus(-BACK), today.plus(AHEAD));
    let one = |label: String, date: Day, due: Due, kind| DueDay {
        label,
        date: words::day_of_year(lang, date),
        count: tally.due(Some(due)),
        kind,
        href: filter.of_due(due),
        today: due == Due::On(today),
        chosen: filter.due == Some(due),
    };
    let mut all = vec![one(t.ribbon_before().into(), first, Due::Before(first), component::Due::Late)];
    for day in first.0..=last.0 {
        let day = Day(day);
        let label = if day == today { t.ribbon_today() } else { words::weekday_short(lang, day) };
        let off = calendar.is_some_and(|c| c.is_working_day(day) == Ok(false));
        let left = calendar.and_then(|c| c.working_days_between(today, day).ok()).unwrap_or(day.0 - today.0);
        let due = Due::On(day);
        let kind = match day {
            day if day < today && tally.due(Some(due)) > 0 => component::Due::Late,
            _ if off => component::Due::Off,
            day if day < today => component::Due::Late,
            _ if left <= SOON => component::Due::Soon,
            _ => component::Due::InTime,
        };
        all.push(one(label.to_owned(), day, due, kind));
    }
    all.push(one(t.ribbon_after().into(), last, Due::After(last), component::Due::InTime));
    all
}
