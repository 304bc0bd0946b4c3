//! Bars, columns and dots.

use super::{length, svg};
use askama::Template;

/// What a colour says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// The province's own colour: how much.
    Brand,
    /// Late, and nothing else.
    Late,
}

/// A bar that starts at nought, beside the number it draws.
#[derive(Template)]
#[template(
    source = r#"<svg viewBox="0 0 200 {{ height }}" preserveAspectRatio="none" aria-hidden="true"><rect class="tr" width="200" height="{{ height }}"/><rect class="{{ class }}" width="{{ width }}" height="{{ height }}"/></svg>"#,
    ext = "html"
)]
pub struct Bar {
    width: String,
    class: &'static str,
    height: u32,
}

impl askama::filters::HtmlSafe for Bar {}

impl Bar {
    /// A bar of `value` out of `most`. What is not nought is seen.
    pub fn new(value: f64, most: f64, tone: Tone) -> Self {
        let share = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        let width = if value > 0.0 { (share * 200.0).max(1.0) } else { 0.0 };
        let class = if tone == Tone::Late { "fl" } else { "fb" };
        Self { width: svg(width), class, height: 10 }
    }

    /// As high as a row of a ranking.
    #[must_use]
    pub fn tall(mut self) -> Self {
        self.height = 14;
        self
    }
}

/// The table behind a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// What the table is of.
    pub caption: String,
    /// Heads of its columns.
    pub heads: Vec<String>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// One drawn column.
struct Column {
    x: f64,
    y: String,
    height: String,
    label: String,
    value: Option<String>,
    last: bool,
}

/// Columns over time, the latest in full colour.
#[derive(Template)]
#[template(path = "c/trend.html")]
pub struct Trend {
    t: crate::locale::T,
    words: String,
    grid: Vec<(f64, String)>,
    columns: Vec<Column>,
    wide: f64,
    behind: Behind,
}

impl askama::filters::HtmlSafe for Trend {}

const FLOOR: f64 = 242.0;
const HIGH: f64 = 220.0;

impl Trend {
    /// Columns of `points` (label, value). `words` says what the chart shows to those who do not see it.
    pub fn new(
        lang: crate::Lang,
        words: impl Into<String>,
        points: &[(String, i64)],
        behind: Behind,
    ) -> Self {
        let most = points.iter().map(|(_, v)| *v).max().unwrap_or(0).max(1);
        let step = round_step(most);
        let top = length((most + step - 1) / step * step);
        let y = |v: i64| FLOOR - length(v) * HIGH / top;
        let pitch = 566.0 / length(i64::try_from(points.len()).unwrap_or(1).max(1));
        let (low, high) = (lowest(points), highest(points));
        let columns = points.iter().enumerate().map(|(i, (label, value))| {
            let last = i + 1 == points.len();
            let named = last || Some(i) == low || Some(i) == high;
            Column {
                x: 34.0 + pitch * length(i64::try_from(i).unwrap_or(0)),
                y: svg(y(*value)),
                height: svg(FLOOR - y(*value)),
                label: label.clone(),
                value: named.then(|| crate::words::number(lang, *value)),
                last,
            }
        });
        Self {
            t: crate::locale::T(lang),
            words: words.into(),
            grid: (0..=length_steps(top, step))
                .map(|i| (y(i * step), crate::words::number(lang, i * step)))
                .collect(),
            columns: columns.collect(),
            wide: pitch * 0.77,
            behind,
        }
    }

    fn svg(&self, n: &f64) -> String {
        svg(*n)
    }

    fn middle(&self, x: &f64) -> String {
        svg(x + self.wide / 2.0)
    }

    fn above(&self, y: &str) -> String {
        svg(y.parse::<f64>().unwrap_or(0.0) - 6.0)
    }
}

/// How far apart the lines are: 1, 2 or 5 times a power of ten, four or five of them.
pub(super) fn round_step(most: i64) -> i64 {
    let mut step = 1;
    loop {
        for times in [1, 2, 5] {
            if most <= step * times * 5 {
                return step * times;
            }
        }
        step *= 10;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a few lines of a grid")]
fn length_steps(top: f64, step: i64) -> i64 {
    (top / length(step)).round() as i64
}

fn lowest(points: &[(String, i64)]) -> Option<usize> {
    points.iter().enumerate().min_by_key(|(_, (_, v))| *v).map(|(i, _)| i)
}

fn highest(points: &[(String, i64)]) -> Option<usize> {
    points.iter().enumerate().max_by_key(|(_, (_, v))| *v).map(|(i, _)| i)
}

/// One place on a scale.
pub struct Dot {
    /// Whose.
    pub name: String,
    /// Per ten thousand: 9851 is 98,51%.
    pub value: i64,
    /// How many it stands for: the dot's area.
    pub weight: i64,
}

struct Drawn {
    name: String,
    x: String,
    y: String,
    baseline: String,
    r: String,
    text: String,
    text_x: String,
    end: bool,
}

/// Shares near the whole, as dots: their axis does not start at nought, which a note beside it says.
#[derive(Template)]
#[template(path = "c/dots.html")]
pub struct Dots {
    t: crate::locale::T,
    words: String,
    height: i64,
    grid: Vec<(String, String)>,
    dots: Vec<Drawn>,
    behind: Behind,
}

impl askama::filters::HtmlSafe for Dots {}

impl Dots {
    /// Dots from `from` (per ten thousand) to the whole.
    pub fn new(lang: crate::Lang, words: impl Into<String>, from: i64, dots: &[Dot], behind: Behind) -> Self {
        let span = (10_000 - from).max(1);
        let x = |v: i64| 150.0 + length(v.clamp(from, 10_000) - from) * 400.0 / length(span);
        let percent = |v: i64| {
            let decimals = if v % 100 == 0 {
                0
            } else if v % 10 == 0 {
                1
            } else {
                2
            };
            crate::words::percent(lang, v, 10_000, decimals)
        };
        let heaviest = dots.iter().map(|d| d.weight).max().unwrap_or(1).max(1);
        let drawn = dots.iter().enumerate().map(|(i, d)| {
            let y = 18.0 + 27.0 * length(i64::try_from(i).unwrap_or(0));
            let r = (length(d.weight.max(0)) / length(heaviest)).sqrt() * 13.0;
            let r = r.max(3.5);
            let end = x(d.value) + r + 7.0 > 545.0;
            let text_x = if end { x(d.value) - r - 7.0 } else { x(d.value) + r + 7.0 };
            Drawn {
                name: d.name.clone(),
                x: svg(x(d.value)),
                y: svg(y),
                baseline: svg(y + 4.0),
                r: svg(r),
                text: percent(d.value),
                text_x: svg(text_x),
                end,
            }
        });
        Self {
            t: crate::locale::T(lang),
            words: words.into(),
            height: i64::try_from(dots.len()).unwrap_or(0) * 27 + 26,
            grid: (0..=4).map(|i| from + span * i / 4).map(|v| (svg(x(v)), percent(v))).collect(),
            dots: drawn.collect(),
            behind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    #[test]
    fn the_grid_has_round_steps() {
        for (most, step) in [(1, 1), (5, 1), (6, 2), (178, 50), (1_272, 500), (26, 10)] {
            assert_eq!(round_step(most), step, "{most}");
        }
    }

    #[test]
    fn a_bar_of_something_is_seen_and_one_of_nothing_is_not() {
        let width = |v| Bar::new(v, 1000.0, Tone::Late).width;
        assert_eq!((width(0.0).as_str(), width(0.001).as_str(), width(2000.0).as_str()), ("0", "1", "200"));
        assert_eq!(Bar::new(5.0, 0.0, Tone::Late).width, "1");
    }

    #[test]
    fn a_chart_has_a_sentence_and_a_table_and_no_inline_style() {
        let points = [("T1".to_owned(), 96), ("T2".to_owned(), 178)];
        let behind = Behind {
            caption: "Trễ".into(),
            heads: vec!["Tháng".into(), "Trễ".into()],
            rows: vec![vec!["T1".into(), "96".into()]],
        };
        let html = Trend::new(Lang::Vi, "Trễ theo tháng", &points, behind).to_string();
        assert!(
            html.contains(r#"role="img" aria-label="Trễ theo tháng""#) && html.contains("<table"),
            "{html}"
        );
        assert!(!html.contains("style="), "{html}");
    }
}
