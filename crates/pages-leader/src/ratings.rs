//! What people said of the desks, as somebody entered it: dots on an axis that says where it begins, and the source.

use crate::look::Look;
use province::Rating;
use webkit::component::{Behind, Dot, Dots};
use webkit::words;

/// The chart and what stands beside it.
pub(crate) struct Ratings {
    pub(crate) chart: Dots,
    pub(crate) axis: String,
    pub(crate) source: Vec<String>,
}

/// Where an axis may begin, per ten thousand.
const FROM: [i64; 5] = [9_800, 9_500, 9_000, 5_000, 0];

/// A unit with what was entered for it.
pub(crate) fn of_unit<'r>(look: &Look, ratings: &'r [Rating], code: &str) -> Option<&'r Rating> {
    ratings.iter().rev().find(|r| r.unit == code && overlaps(look, r))
}

/// Of the period that is looked at, a part at least.
fn overlaps(look: &Look, rating: &Rating) -> bool {
    rating.from < look.when.period.to && look.when.period.from <= rating.to
}

/// Who entered what from where, and when.
pub(crate) fn source(look: &Look, r: &Rating) -> String {
    let day = |day| words::day(look.t.0, day);
    look.t.ratings_source(&r.source, day(r.from), day(r.to), &r.entered_by, day(r.entered_on))
}

impl Ratings {
    /// Those of the period and of the units that may be looked at; none when there are none.
    pub(crate) fn of(look: &Look, all: &[Rating]) -> Option<Self> {
        let may = |r: &&Rating| look.by_code(&r.unit).is_some_and(|unit| look.by.counts.has(unit));
        let mut shown: Vec<&Rating> = all.iter().filter(|r| overlaps(look, r)).filter(may).collect();
        shown.sort_by_key(|r| (-r.satisfied, -r.ratings));
        let (best, worst) = (shown.first()?, shown.last()?);
        let (t, lang) = (look.t, look.t.0);
        let from = FROM.into_iter().find(|from| *from < worst.satisfied).unwrap_or(0);
        let share = |n: i64| words::percent(lang, n, 10_000, 2);
        let said = t.ratings_words(share(worst.satisfied), &worst.name, share(best.satisfied), &best.name);
        let dots: Vec<Dot> = shown
            .iter()
            .map(|r| Dot { name: r.name.clone(), value: r.satisfied, weight: r.ratings })
            .collect();
        let behind = Behind {
            caption: t.ratings_title().into(),
            heads: vec![t.ratings_place().into(), t.ratings_count().into(), t.ratings_share().into()],
            rows: shown
                .iter()
                .map(|r| vec![r.name.clone(), words::number(lang, r.ratings), share(r.satisfied)])
                .collect(),
        };
        let mut sources: Vec<String> = Vec::new();
        for text in shown.iter().map(|r| source(look, r)) {
            if !sources.contains(&text) {
                sources.push(text);
            }
        }
        Some(Self {
            chart: Dots::new(lang, said, from, &dots, behind),
            axis: t.ratings_axis(words::percent(lang, from, 10_000, 0)),
            source: sources,
        })
    }
}
