//! Where the days of a term go: given and used, step by step.

use super::svg;
use crate::Lang;
use crate::locale::T;
use askama::Template;

/// One step of the process. Days in hundredths: 850 is eight and a half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The step.
    pub name: String,
    /// Given.
    pub given: i64,
    /// Used so far, if it has begun.
    pub used: Option<i64>,
    /// It is there now.
    pub now: bool,
}

struct Drawn {
    name: String,
    y: i64,
    baseline: i64,
    given: String,
    used: Option<String>,
    over: Option<(String, String)>,
    label: String,
    label_x: String,
    strong: bool,
    now: bool,
}

/// The drawing.
#[derive(Template)]
#[template(path = "c/budget.html")]
pub struct Budget {
    t: T,
    words: String,
    stages: Vec<Drawn>,
    height: i64,
}

impl askama::filters::HtmlSafe for Budget {}

const LEFT: f64 = 118.0;
// What is left at the end holds `12,5/10,5`.
const ROOM: f64 = 114.0;

impl Budget {
    /// Steps in their order. `words` says it to those who do not see it.
    pub fn new(lang: Lang, words: impl Into<String>, stages: &[Stage]) -> Self {
        let most = stages.iter().map(|s| s.given.max(s.used.unwrap_or(0))).max().unwrap_or(0).max(1);
        let wide = |days: i64| super::length(days) * ROOM / super::length(most);
        let drawn = stages.iter().zip(0i64..).map(|(s, i)| {
            let used = s.used.unwrap_or(0);
            let longest = wide(s.given.max(used));
            let given = days(lang, s.given);
            Drawn {
                name: s.name.clone(),
                y: 6 + i * 34,
                baseline: 19 + i * 34,
                given: svg(wide(s.given)),
                used: (used > 0).then(|| svg(wide(used.min(s.given)))),
                over: (used > s.given).then(|| (svg(LEFT + wide(s.given)), svg(wide(used - s.given)))),
                label: s.used.map_or(given.clone(), |u| format!("{}/{given}", days(lang, u))),
                label_x: svg(LEFT + longest + 6.0),
                strong: used > s.given,
                now: s.now,
            }
        });
        let height = 28 + 34 * i64::try_from(stages.len()).unwrap_or(0);
        Self { t: T(lang), words: words.into(), stages: drawn.collect(), height }
    }
}

/// `8`, `0,5`.
fn days(lang: Lang, hundredths: i64) -> String {
    let tenths = (hundredths + 5).div_euclid(10);
    if tenths % 10 == 0 {
        return crate::words::number(lang, tenths / 10);
    }
    crate::words::ratio(lang, tenths, 10, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_without_needless_noughts() {
        for (hundredths, text) in [(800, "8"), (50, "0,5"), (20, "0,2"), (1_250, "12,5")] {
            assert_eq!(days(Lang::Vi, hundredths), text);
        }
    }

    #[test]
    fn what_is_used_beyond_what_was_given_is_drawn_apart() {
        let stage = Stage { name: "Thẩm định".into(), given: 800, used: Some(900), now: true };
        let html = Budget::new(Lang::Vi, "…", &[stage]).to_string();
        assert!(html.contains(r#"class="x""#) && html.contains("9/8"), "{html}");
    }
}
