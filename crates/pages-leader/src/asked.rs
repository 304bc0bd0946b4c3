//! What an address asks for: period, as-of day, then or now, and where in the province. Every page of the leader is a
//! URL that can be sent to somebody.

use crate::locale::T;
use crate::period::{self, Unit};
use dossier::behind::Figure;
use kernel::{Day, Period};
use serde::Deserialize;
use webkit::Address;

/// The query as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Query {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) as_of: Option<String>,
    pub(crate) units: Option<String>,
    pub(crate) all: Option<String>,
    pub(crate) figure: Option<String>,
    pub(crate) tier: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) under: Option<String>,
    pub(crate) below: Option<String>,
    pub(crate) places: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) at: Option<String>,
}

/// When, and by which units.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) period: Period,
    /// Known at 00:00 of this day.
    pub(crate) as_of: Day,
    /// The same as somebody asked for it: known by the end of this day.
    pub(crate) known_by: Option<Day>,
    /// Told by today's units.
    pub(crate) now: bool,
    pub(crate) today: Day,
    /// What could not be read of the question; then it is answered as if nothing had been asked.
    pub(crate) wrong: Vec<Wrong>,
}

/// What is wrong with a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    NoDay(String),
    Reversed,
    Future,
    KnownTooEarly(Day),
}

impl Wrong {
    pub(crate) fn words(&self, t: T) -> String {
        match self {
            Self::NoDay(text) => t.wrong_day(text),
            Self::Reversed => t.wrong_reversed().into(),
            Self::Future => t.wrong_future().into(),
            Self::KnownTooEarly(day) => t.wrong_known(webkit::words::day(t.0, *day)),
        }
    }
}

impl When {
    /// Reads the question; without one it is the year so far.
    pub(crate) fn read(query: &Query, today: Day, coverage_from: Day) -> Self {
        let mut wrong = Vec::new();
        let mut day = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            text.parse::<Day>().map_err(|_| wrong.push(Wrong::NoDay(text.to_owned()))).ok()
        };
        let (from, last, known_by) = (day(&query.from), day(&query.to), day(&query.as_of));
        let last = last.unwrap_or(today);
        // The year of the period's end, or what there is of it.
        let year = Unit::Year.around(last).from;
        let from = from.unwrap_or(if coverage_from <= last { year.max(coverage_from) } else { year });
        let so_far = Period { from: year.min(today), to: today.plus(1) };
        let mut period = Period { from, to: last.plus(1) };
        if last > today {
            wrong.push(Wrong::Future);
            period = so_far;
        } else if from > last {
            wrong.push(Wrong::Reversed);
            period = so_far;
        }
        let known_by = known_by.filter(|day| *day < today);
        if let Some(day) = known_by.filter(|day| day.plus(1) < period.to) {
            wrong.push(Wrong::KnownTooEarly(day));
        }
        let known_by = known_by.filter(|day| day.plus(1) >= period.to);
        let as_of = known_by.unwrap_or(today).plus(1);
        Self { period, as_of, known_by, now: query.units.as_deref() == Some("now"), today, wrong }
    }

    /// What the period is called.
    pub(crate) fn name(&self, t: T) -> String {
        period::name(t, self.period)
    }

    /// The last day.
    pub(crate) fn last(&self) -> Day {
        self.period.to.plus(-1)
    }

    /// Another period, asked in the same way.
    pub(crate) fn over(&self, period: Period) -> Self {
        let to = period.to.min(self.today.plus(1));
        let period = Period { from: period.from, to };
        let known_by = self.known_by.filter(|day| day.plus(1) >= to);
        Self { period, known_by, as_of: known_by.unwrap_or(self.today).plus(1), ..self.clone() }
    }

    /// The same told by today's units, or by those of the time.
    pub(crate) fn told(&self, now: bool) -> Self {
        Self { now, ..self.clone() }
    }

    /// An address that asks the same of a page.
    pub(crate) fn address(&self, page: &str) -> Address {
        let known_by = self.known_by.map(|day| day.to_string()).unwrap_or_default();
        Address::of(page)
            .and("from", &self.period.from.to_string())
            .and("to", &self.last().to_string())
            .and("as_of", &known_by)
            .and("units", if self.now { "now" } else { "" })
    }

    /// The dossiers behind a figure of some place.
    pub(crate) fn dossiers(&self, place: &Place, figure: Figure) -> String {
        place.put(self.address("/lead/dossiers")).and("figure", figure.word()).text()
    }
}

/// Where in the province.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// Everywhere that may be looked at.
    Whole,
    /// The units of a tier.
    Tier(String),
    /// One unit.
    Unit(String),
    /// A unit and all under it.
    Under(String),
    /// All under a unit, without itself.
    Below(String),
    /// Everything that lies in some territory below the root.
    Places,
}

impl Place {
    pub(crate) fn read(query: &Query) -> Self {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let Some(code) = said(&query.unit) {
            Self::Unit(code)
        } else if let Some(code) = said(&query.under) {
            Self::Under(code)
        } else if let Some(code) = said(&query.below) {
            Self::Below(code)
        } else if query.places.is_some() {
            Self::Places
        } else {
            said(&query.tier).map_or(Self::Whole, Self::Tier)
        }
    }

    pub(crate) fn put(&self, address: Address) -> Address {
        match self {
            Self::Whole => address,
            Self::Tier(code) => address.and("tier", code),
            Self::Unit(code) => address.and("unit", code),
            Self::Under(code) => address.and("under", code),
            Self::Below(code) => address.and("below", code),
            Self::Places => address.and("places", "1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(from: &str, to: &str, as_of: &str) -> When {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let query = Query { from: text(from), to: text(to), as_of: text(as_of), ..Query::default() };
        When::read(&query, "2020-11-20".parse().unwrap(), "2020-01-01".parse().unwrap())
    }

    #[test]
    fn without_a_question_it_is_the_year_so_far_as_it_is_known_now() {
        let w = when("", "", "");
        assert_eq!(w.address("/lead").text(), "/lead?from=2020-01-01&to=2020-11-20");
        assert_eq!((w.as_of.to_string().as_str(), w.wrong.len()), ("2020-11-21", 0));
    }

    #[test]
    fn what_cannot_be_is_said_and_the_year_so_far_is_shown() {
        for (from, to, as_of, wrong) in [
            ("mai", "", "", Wrong::NoDay("mai".into())),
            ("2020-11-02", "2020-11-01", "", Wrong::Reversed),
            ("2020-11-02", "2020-12-01", "", Wrong::Future),
            ("2020-10-01", "2020-10-31", "2020-10-15", Wrong::KnownTooEarly("2020-10-15".parse().unwrap())),
        ] {
            let w = when(from, to, as_of);
            assert_eq!(w.wrong, [wrong]);
            assert!(w.as_of >= w.period.to && w.period.from < w.period.to);
        }
    }

    #[test]
    fn an_address_keeps_the_day_of_knowledge_and_what_people_typed_stays_data() {
        let w = when("2020-10-01", "2020-10-31", "2020-11-05").told(true);
        let address = w.dossiers(&Place::Tier("a&b=ô".into()), Figure::Late);
        assert_eq!(
            address,
            "/lead/dossiers?from=2020-10-01&to=2020-10-31&as_of=2020-11-05&units=now&tier=a%26b%3D%C3%B4&figure=late"
        );
    }
}
