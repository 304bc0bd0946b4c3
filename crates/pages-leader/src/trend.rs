//! Late month by month: the latest in full colour, and a table whose numbers lead to their dossiers.

use crate::asked::{Place, When};
use crate::look::{Look, Num};
use crate::period;
use dossier::behind::Figure;
use dossier::series::{Point, series};
use kernel::{Day, Period, UnitId};
use report::glance::Figures;
use store::Tx;
use webkit::component::{Behind, Trend};
use webkit::words;

/// Sums month by month.
pub(crate) struct Months {
    midnights: Vec<Day>,
    points: Vec<Point>,
}

/// A row of the table behind.
pub(crate) struct Month {
    pub(crate) name: String,
    pub(crate) late: Num,
    pub(crate) settled: String,
    pub(crate) rate: String,
}

impl Months {
    /// The months of the period, or the twelve up to its end where it has but one; none before there is data.
    pub(crate) fn read(tx: &mut Tx<'_>, look: &Look, sum: &Figures) -> kernel::Result<Self> {
        let (period, from) = (look.when.period, look.glance.coverage_from);
        let year = Period { from: period::month(look.when.last(), -11), to: period.to };
        let whole = if period::midnights(period).len() > 3 { period } else { year };
        let whole = Period { from: whole.from.max(from), to: whole.to };
        if whole.from >= whole.to {
            return Ok(Self { midnights: Vec::new(), points: Vec::new() });
        }
        let midnights = period::midnights(whole);
        let units: Vec<UnitId> = sum.members().iter().map(|m| m.unit).collect();
        let points = series(tx, &midnights, look.when.as_of)?;
        let points = points.iter().map(|of| {
            let mut sum = Point::default();
            for (_, point) in of.iter().filter(|(unit, _)| units.binary_search(unit).is_ok()) {
                sum.add(point);
            }
            sum
        });
        Ok(Self { points: points.collect(), midnights })
    }

    fn periods(&self) -> impl Iterator<Item = (Period, &Point)> {
        self.midnights.windows(2).map(|pair| Period { from: pair[0], to: pair[1] }).zip(&self.points)
    }

    /// The chart, where there are at least two months to compare.
    pub(crate) fn chart(&self, look: &Look) -> Option<Trend> {
        if self.points.len() < 2 {
            return None;
        }
        let t = look.t;
        let label = |period: Period| t.trend_label(i64::from(period.from.ymd().1));
        let points: Vec<(String, i64)> = self.periods().map(|(p, point)| (label(p), point.late)).collect();
        let (first, last) = (self.points[0].late, self.points[self.points.len() - 1].late);
        let said = t.trend_words(first, last, words::day(t.0, look.when.last()));
        Some(Trend::new(t.0, said, &points, Behind::default()))
    }

    /// How far the last month goes, where it is not whole.
    pub(crate) fn partial(&self, look: &Look) -> Option<String> {
        let end = *self.midnights.last()?;
        let whole = end == period::month(end, 0);
        (!whole).then(|| look.t.trend_partial(words::day_of_year(look.t.0, look.when.last())))
    }

    /// The table behind it.
    pub(crate) fn rows(&self, look: &Look, place: &Place) -> Vec<Month> {
        let row = |(of, point): (Period, &Point)| {
            let when = When { period: of, ..look.when.clone() };
            Month {
                name: period::name(look.t, of),
                late: Num {
                    text: words::number(look.t.0, point.late),
                    href: (point.late != 0).then(|| when.dossiers(place, Figure::Late)),
                },
                settled: words::number(look.t.0, point.settled()),
                rate: words::ratio(look.t.0, point.late, point.settled(), 1000, 1),
            }
        };
        self.periods().map(row).collect()
    }
}
