//! A year's exceptions, and the weekly hours.

use super::{calendar_words, hours_words, kind_words};
use crate::base::{crumbs, unit_choices, unit_name};
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use kernel::{Day, Right, UnitId, Units};
use organisation::{Calendars, Decreed, Directory, WeekdayHours, decreed, weekly_hours};
use serde::Deserialize;
use store::Tx;
use webkit::component::Crumbs;
use webkit::form::Choice;
use webkit::{Address, Answer, Form, Layout, Shell, Visit, words};

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
    unit: String,
}

struct Exception {
    day: String,
    iso: String,
    kind: String,
    off: bool,
    name: String,
    hours: String,
    unit: String,
    unit_id: String,
    on: String,
    past: bool,
}

struct Week {
    calendar: String,
    since: String,
    lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "calendars.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    form: Form,
    asked: Asked,
    year: i32,
    before: String,
    after: String,
    units: Vec<Choice>,
    days: Vec<Exception>,
    weeks: Vec<Week>,
    worked: Option<String>,
    decides: bool,
}

struct Read {
    directory: Directory,
    days: Vec<Decreed>,
    hours: Vec<WeekdayHours>,
    worked: Option<i64>,
}

fn read(tx: &mut Tx, (from, to): (Day, Day), unit: Option<UnitId>) -> kernel::Result<Read> {
    let directory = Directory::load(tx)?;
    let worked = match unit {
        Some(unit) => {
            let calendars = Calendars::load(tx)?;
            let calendar = calendars.for_unit(unit);
            calendar.and_then(|c| c.working_days_between(from.plus(-1), to.plus(-1)).ok())
        }
        None => None,
    };
    Ok(Read { directory, days: decreed(tx, from, to)?, hours: weekly_hours(tx)?, worked })
}

/// The year asked for: four digits, else that of today.
fn year_of(asked: &Asked, today: Day) -> (i32, Day, Day) {
    let bounds = |year: i32| Day::from_ymd(year, 1, 1).zip(Day::from_ymd(year + 1, 1, 1));
    let asked = asked.year.parse().ok().filter(|y| (1990..=2200).contains(y));
    let year = asked.unwrap_or_else(|| today.ymd().0);
    bounds(year).map_or((year, today, today), |(from, to)| (year, from, to))
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (year, from, to) = year_of(&asked, who.today());
    let unit = asked.unit.parse().ok().map(UnitId);
    let found = visit.kit().read(move |tx| read(tx, (from, to), unit)).await?;
    let address = |year: i32| {
        Address::of("/admin/calendars").and("year", &year.to_string()).and("unit", &asked.unit).text()
    };
    let page = Page {
        shell: visit.shell(Layout::Work, t.calendars_title()),
        t,
        crumbs: crumbs(&visit, &[], t.calendars_title()),
        form: visit.form(),
        year,
        before: address(year - 1),
        after: address(year + 1),
        units: unit_choices(&found.directory, who.today(), &Units::All),
        days: exceptions(t, &found, unit, who.today()),
        weeks: weeks(t, &found.hours),
        worked: found.worked.map(|n| words::number(t.0, n)),
        decides: who.covers(Right::Administer, identity::Scope::Province),
        asked,
    };
    visit.page(&page)
}

fn exceptions(t: T, found: &Read, unit: Option<UnitId>, today: Day) -> Vec<Exception> {
    use kernel::calendar::DayKind::{CompensatoryOff, Holiday, SwappedOff};
    // For one unit its own decree stands in place of everybody's.
    let own = |day: Day| found.days.iter().any(|o| o.decree.day == day && o.decree.unit == unit);
    let holds = |d: &&Decreed| {
        unit.is_none() || d.decree.unit == unit || (d.decree.unit.is_none() && !own(d.decree.day))
    };
    let line = |d: &Decreed| Exception {
        day: words::capital(&words::day_long(t.0, d.decree.day)),
        iso: d.decree.day.to_string(),
        kind: kind_words(t.0, d.decree.kind),
        off: matches!(d.decree.kind, Holiday | CompensatoryOff | SwappedOff),
        name: d.decree.name.clone(),
        hours: d.decree.spans.as_deref().map_or_else(String::new, |spans| hours_words(t, spans)),
        unit: d.decree.unit.map_or_else(
            || t.calendars_all_units().to_owned(),
            |u| unit_name(&found.directory, u, d.decree.day),
        ),
        unit_id: d.decree.unit.map_or_else(String::new, |u| u.to_string()),
        on: words::day(t.0, d.on),
        past: d.decree.day < today,
    };
    found.days.iter().filter(holds).map(line).collect()
}

/// Weekdays from one to another, with the hours of each.
type Stretch<'a> = (u8, u8, &'a WeekdayHours);

/// The weekly hours of each calendar since each day, weekdays with the same hours together.
fn weeks(t: T, hours: &[WeekdayHours]) -> Vec<Week> {
    let mut weeks: Vec<(&str, Day, Vec<Stretch<'_>>)> = Vec::new();
    let mut sorted: Vec<&WeekdayHours> = hours.iter().collect();
    sorted.sort_by(|a, b| (&a.calendar, b.from, a.weekday).cmp(&(&b.calendar, a.from, b.weekday)));
    for h in sorted {
        if weeks.last().is_none_or(|(calendar, from, _)| (*calendar, *from) != (&h.calendar, h.from)) {
            weeks.push((&h.calendar, h.from, Vec::new()));
        }
        let Some((.., lines)) = weeks.last_mut() else { continue };
        match lines.last_mut() {
            Some((_, to, last)) if *to + 1 == h.weekday && last.spans == h.spans => *to = h.weekday,
            _ => lines.push((h.weekday, h.weekday, h)),
        }
    }
    let weekday = |n: u8| words::weekday(t.0, Day(3 + i64::from(n)));
    let days = |from: u8, to: u8| {
        let first = words::capital(weekday(from));
        if from == to { first } else { format!("{first} – {}", weekday(to)) }
    };
    let spans = |h: &WeekdayHours| {
        if h.spans.is_empty() { t.calendars_off().to_owned() } else { hours_words(t, &h.spans) }
    };
    weeks
        .into_iter()
        .map(|(calendar, from, lines)| Week {
            calendar: calendar_words(t, calendar),
            since: if from.0 <= 0 { String::new() } else { words::day(t.0, from) },
            lines: lines.into_iter().map(|(from, to, h)| (days(from, to), spans(h))).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::calendar::Span;
    use webkit::Lang;

    #[test]
    fn weekdays_with_the_same_hours_stand_together() {
        let hours = |weekday, from: i64, to| WeekdayHours {
            calendar: "office".into(),
            weekday,
            from: Day(from),
            spans: if to == 0 { Vec::new() } else { vec![Span { from: 420, to }] },
        };
        let all = [
            hours(1, 0, 660),
            hours(2, 0, 660),
            hours(3, 0, 660),
            hours(6, 0, 600),
            hours(7, 0, 0),
            hours(1, 100, 600),
        ];
        let weeks = weeks(T(Lang::Vi), &all);
        assert_eq!(weeks.len(), 2);
        assert_eq!(weeks[0].since, "11/4/1970");
        let lines: Vec<(&str, &str)> = weeks[1].lines.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let wanted =
            [("Thứ Hai – thứ Tư", "7 giờ – 11 giờ"), ("Thứ Bảy", "7 giờ – 10 giờ"), ("Chủ nhật", "nghỉ")];
        assert_eq!(lines, wanted);
    }
}
