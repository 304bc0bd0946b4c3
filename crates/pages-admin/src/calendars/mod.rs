//! Calendars: the weekly hours, and the days of a year that are decreed off or worked.

mod change;
mod list;

use crate::locale::T;
use kernel::calendar::{DayKind, Span};
use kernel::{Day, Right};
use webkit::form::{FieldError, Parse};
use webkit::{Access, Lang, Routes, words};

pub(crate) fn routes() -> Routes {
    let administer = Access::Right(Right::Administer);
    Routes::of("admin")
        .get("/admin/calendars", administer, list::list)
        .get("/admin/calendars/decree", administer, change::form)
        .post("/admin/calendars/decree", administer, change::send)
        .post("/admin/calendars/revoke", administer, change::revoke)
}

/// Every kind of exception, in the order in which they are offered.
const KINDS: [DayKind; 5] = [
    DayKind::Holiday,
    DayKind::CompensatoryOff,
    DayKind::SwappedOff,
    DayKind::MakeUpWorkday,
    DayKind::HalfDay,
];

/// A calendar in words; its code where the province has named one of its own.
pub(crate) fn calendar_words(t: T, code: &str) -> String {
    if code == "office" { t.calendars_office().to_owned() } else { code.to_owned() }
}

fn kind_words(lang: Lang, kind: DayKind) -> String {
    words::capital(lang.pick(kind.vi(), kind.en()))
}

/// Hours of a day: `7 giờ – 11 giờ 30, 13 giờ 30 – 17 giờ`.
fn hours_words(t: T, spans: &[Span]) -> String {
    let clock = |minute: i64| words::time(t.0, Day(0).at_minute(minute));
    let one = |s: &Span| format!("{} – {}", clock(s.from), clock(s.to));
    spans.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Hours as people type them: `7:00-11:30, 13:30-17:00`; `7h30` and `7` are read alike.
struct Hours(Vec<Span>);

impl Parse for Hours {
    fn parse(text: &str) -> Result<Self, FieldError> {
        let spans: Option<Vec<Span>> = text
            .split([',', ';'])
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .map(|piece| {
                let (from, to) = piece.split_once(['-', '–'])?;
                Some(Span { from: minute(from)?, to: minute(to)? })
            })
            .collect();
        let spans = spans.filter(|spans| !spans.is_empty()).ok_or_else(|| {
            FieldError::Refused(kernel::Refusal::new(
                "calendar.hours",
                "không phải giờ làm việc, hãy viết như 7:00-11:30, 13:30-17:00",
                "not working hours, write them like 7:00-11:30, 13:30-17:00",
            ))
        })?;
        Ok(Self(spans))
    }
}

fn minute(text: &str) -> Option<i64> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', 'h', 'g']).unwrap_or((text, "0"));
    let minute = if minute.trim().is_empty() { "0" } else { minute.trim() };
    let (hour, minute): (i64, i64) = (hour.trim().parse().ok()?, minute.parse().ok()?);
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let read = |text: &str| {
            Hours::parse(text).ok().map(|h| h.0.iter().map(|s| (s.from, s.to)).collect::<Vec<_>>())
        };
        assert_eq!(read("7:00-11:30, 13:30-17:00"), Some(vec![(420, 690), (810, 1020)]));
        assert_eq!(read("7h30 – 11h"), Some(vec![(450, 660)]));
        assert_eq!(read("7-11;"), Some(vec![(420, 660)]));
        for wrong in ["", "7", "7:60-8", "25-26", "a-b", "7-"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(hours_words(T(Lang::Vi), &[Span { from: 420, to: 690 }]), "7 giờ – 11 giờ 30");
    }
}
