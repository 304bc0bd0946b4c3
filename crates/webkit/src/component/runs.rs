//! Bars over working time: when each step of a dry run begins and ends, beside what it was given.

use super::chart::round_step;
use super::{length, svg};
use crate::Lang;
use crate::locale::T;
use askama::Template;

/// One step. Minutes are working minutes since the clock began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    /// What it is.
    pub label: String,
    /// When it begins.
    pub from: i64,
    /// How long it waited to be handed over before.
    pub waited: i64,
    /// What it is given.
    pub given: i64,
    /// What it takes.
    pub used: i64,
    /// Whether everything waits for it.
    pub critical: bool,
}

struct Drawn {
    label: String,
    label_y: String,
    y: String,
    middle: String,
    x: String,
    wait: Option<String>,
    given: String,
    used: String,
    over: Option<(String, String)>,
    critical: bool,
}

/// The bars.
#[derive(Template)]
#[template(path = "c/runs.html")]
pub struct Runs {
    t: T,
    id: &'static str,
    title: String,
    description: String,
    lanes: Vec<Drawn>,
    grid: Vec<(String, String)>,
    unit: &'static str,
    due: String,
    due_end: bool,
    floor: String,
    axis: String,
    height: String,
}

impl askama::filters::HtmlSafe for Runs {}

const WIDE: f64 = 460.0;
const EDGE: f64 = 10.0;
const HIGH: f64 = 46.0;
/// Letters of a label that have room.
const LETTERS: usize = 56;
const DAY: i64 = 480;

impl Runs {
    /// Lanes in their order, and the term in working minutes. `id` is unique on the page; `title` and `description`
    /// tell it to those who do not see it.
    pub fn new(
        lang: Lang,
        id: &'static str,
        title: impl Into<String>,
        description: impl Into<String>,
        lanes: &[Lane],
        term: i64,
    ) -> Self {
        let t = T(lang);
        let ends = lanes.iter().map(|lane| lane.from + lane.used.max(lane.given));
        let most = ends.chain([term]).max().unwrap_or(0).max(1);
        let wide = |minutes: i64| length(minutes) * (WIDE - 2.0 * EDGE) / length(most);
        let x = |minutes: i64| EDGE + wide(minutes);
        // Whole days, or hours where there is not even one.
        let (unit, words) = if most >= DAY { (DAY, t.runs_days()) } else { (60, t.runs_hours()) };
        let step = round_step((most / unit).max(1));
        let drawn = lanes.iter().zip(0i64..).map(|(lane, i)| {
            let y = 24.0 + HIGH * length(i);
            let within = lane.used.min(lane.given);
            Drawn {
                label: shortened(&lane.label),
                label_y: svg(y + 12.0),
                y: svg(y + 19.0),
                middle: svg(y + 27.0),
                x: svg(x(lane.from)),
                wait: (lane.waited > 0).then(|| svg(x(lane.from - lane.waited))),
                given: svg(wide(lane.given)),
                used: svg(wide(within)),
                over: (lane.used > lane.given)
                    .then(|| (svg(x(lane.from + lane.given)), svg(wide(lane.used - lane.given)))),
                critical: lane.critical,
            }
        });
        let floor = 24.0 + HIGH * length(i64::try_from(lanes.len()).unwrap_or(0));
        Self {
            t,
            id,
            title: title.into(),
            description: description.into(),
            lanes: drawn.collect(),
            grid: (0..=most / unit / step)
                .map(|i| (svg(x(i * step * unit)), crate::words::number(lang, i * step)))
                .collect(),
            unit: words,
            due: svg(x(term)),
            due_end: x(term) > WIDE / 2.0,
            floor: svg(floor),
            axis: svg(floor + 15.0),
            height: svg(floor + 34.0),
        }
    }

    fn note(&self) -> String {
        svg(self.floor.parse::<f64>().unwrap_or(0.0) + 31.0)
    }
}

/// A label that fits over its bar; the whole stands in the table beside.
fn shortened(label: &str) -> String {
    if label.chars().count() <= LETTERS {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(from: i64, given: i64, used: i64) -> Lane {
        Lane { label: "1. Thẩm định".into(), from, waited: 0, given, used, critical: true }
    }

    #[test]
    fn what_is_taken_beyond_what_was_given_is_drawn_apart() {
        let runs = Runs::new(Lang::Vi, "r", "Chạy thử", "…", &[lane(0, 480, 960), lane(960, 480, 240)], 960);
        assert!(runs.lanes[0].over.is_some() && runs.lanes[1].over.is_none());
        let html = runs.to_string();
        assert!(html.contains(r#"role="img""#) && !html.contains("style="), "{html}");
        // Three days from edge to edge: the term ends after two thirds.
        assert_eq!((runs.lanes[1].x.as_str(), runs.due.as_str()), ("303.3", "303.3"));
        assert_eq!(runs.grid.len(), 4);
    }

    #[test]
    fn less_than_a_day_is_drawn_in_hours_and_nothing_at_all_is_drawn_too() {
        assert_eq!(Runs::new(Lang::Vi, "r", "", "", &[lane(0, 60, 60)], 240).unit, T(Lang::Vi).runs_hours());
        assert!(Runs::new(Lang::En, "r", "", "", &[], 0).lanes.is_empty());
        assert_eq!(shortened(&"ă".repeat(60)).chars().count(), 56);
    }
}
