//! The ribbon of due days: how much falls due when, and a filter of the list under it.

use super::{length, svg};
use crate::Lang;
use crate::locale::T;
use askama::Template;

/// One day of the ribbon, or all before or after it.
pub struct DueDay {
    /// `T4`, `Hôm nay`, `trước`.
    pub label: String,
    /// `18/11`.
    pub date: String,
    /// How many.
    pub count: i64,
    /// What falls due then.
    pub kind: Due,
    /// The list of that day.
    pub href: String,
    /// It is today.
    pub today: bool,
    /// The list under it shows this day.
    pub chosen: bool,
}

/// What falls due on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Past.
    Late,
    /// Soon.
    Soon,
    /// Later.
    InTime,
    /// A day off.
    Off,
}

struct Drawn {
    day: DueDay,
    y: String,
    height: String,
}

/// The ribbon.
#[derive(Template)]
#[template(path = "c/ribbon.html")]
pub struct Ribbon {
    t: T,
    lang: Lang,
    days: Vec<Drawn>,
}

impl askama::filters::HtmlSafe for Ribbon {}

impl Ribbon {
    /// Bars start at nought; the highest fills the ribbon.
    pub fn new(lang: Lang, days: Vec<DueDay>) -> Self {
        let most = days.iter().map(|d| d.count).max().unwrap_or(0).max(1);
        let days = days.into_iter().map(|day| {
            let height = if day.count > 0 { (length(day.count) / length(most) * 74.0).max(3.0) } else { 0.0 };
            Drawn { day, y: svg(76.0 - height), height: svg(height) }
        });
        Self { t: T(lang), lang, days: days.collect() }
    }

    fn kind(&self, day: &DueDay) -> (&'static str, &'static str) {
        match day.kind {
            Due::Late => ("l", self.t.ribbon_late()),
            Due::Soon => ("s", self.t.ribbon_soon()),
            Due::InTime => ("o", self.t.ribbon_in_time()),
            Due::Off => ("w", self.t.ribbon_off()),
        }
    }

    fn count(&self, day: &DueDay) -> String {
        if day.count == 0 { "·".into() } else { crate::words::number(self.lang, day.count) }
    }
}
