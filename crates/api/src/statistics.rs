//! Figures of a period, as known on a day, of the units that somebody reports for.

use crate::answer::{self, Date};
use crate::param::{Asked, Param, Shape};
use crate::scope;
use crate::surface::{Call, Good, Surface};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode};
use dossier::behind::Figure;
use kernel::{Day, Period, Refusal, Right};
use report::glance::{Asked as Question, Figures, Glance};
use schemars::JsonSchema;
use serde::Serialize;
use webkit::{Access, Answer, Problem, Visit, Wrong};

const CALL: Call = Call::get(
    "/api/v1/statistics",
    "getStatistics",
    Access::Token(scope::STATISTICS_READ),
    Good::json::<Statistics>(200, "The figures by unit, and their sum."),
)
.about(
    "statistics",
    "Figures of a period",
    "The figures of annex 3 by unit, for the units that the token's person reports for. What is asked as of the same \
     day again comes out the same, whatever was corrected since. A figure that is not known is null, never zero.",
)
.params(&[
    Param::query("from", Shape::Day, "First day of the period.", "2020-11-01").needed(),
    Param::query("to", Shape::Day, "First day after the period.", "2020-11-20").needed(),
    Param::query(
        "as_of",
        Shape::Day,
        "As it was known at 00:00 of this day; when left out, today or the end of the period if that is later.",
        "2020-11-20",
    ),
    Param::query("mapped_to", Shape::Day, "Tell the past by the units of this day.", "2020-11-20"),
])
.refuses(&[422]);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    surface.on(CALL, statistics)
}

/// Figures of a period.
#[derive(Serialize, JsonSchema, Debug)]
struct Statistics {
    from: Date,
    to: Date,
    as_of: Date,
    mapped_to: Option<Date>,
    /// Whether it was asked as of a day that is not closed: the figures may still change.
    provisional: bool,
    units: Vec<UnitFigures>,
    total: ShownFigures,
}

/// A unit's figures.
#[derive(Serialize, JsonSchema, Debug)]
struct UnitFigures {
    code: String,
    name: String,
    /// Code of the tier.
    tier: String,
    #[serde(flatten)]
    figures: ShownFigures,
    /// Up to which day a part was entered by hand.
    entered_until: Option<Date>,
}

/// The figures.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Figures")]
struct ShownFigures {
    /// Carried over, received and moved.
    to_process: Option<i64>,
    carried_over: Option<i64>,
    received: Option<i64>,
    /// Of the received.
    online: Option<i64>,
    /// Of the received.
    post: Option<i64>,
    /// Came from (+) or went to (−) other units.
    moved: Option<i64>,
    on_time_or_early: Option<i64>,
    late: Option<i64>,
    /// Pending at the end, within term.
    in_term: Option<i64>,
    /// Pending at the end, overdue.
    overdue: Option<i64>,
    refused: Option<i64>,
    stopped: Option<i64>,
    withdrawn: Option<i64>,
    delivered_post: Option<i64>,
    taken_for_others: Option<i64>,
}

impl ShownFigures {
    fn of(figures: &Figures) -> Self {
        let get = |figure| figures.get(figure);
        Self {
            to_process: get(Figure::ToProcess),
            carried_over: get(Figure::CarriedOver),
            received: get(Figure::Received),
            online: get(Figure::Online),
            post: get(Figure::Post),
            moved: get(Figure::Moved),
            on_time_or_early: get(Figure::OnTimeOrEarly),
            late: get(Figure::Late),
            in_term: get(Figure::InTerm),
            overdue: get(Figure::Overdue),
            refused: get(Figure::Refused),
            stopped: get(Figure::Stopped),
            withdrawn: get(Figure::Withdrawn),
            delivered_post: get(Figure::DeliveredPost),
            taken_for_others: get(Figure::TakenForOthers),
        }
    }
}

async fn statistics(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let asked = Asked::read(CALL.params, query.as_deref(), &headers)?;
    let who = pages_account::who(&visit)?;
    let today = visit.business_now().day();
    let day = |name| asked.day(name).unwrap_or(today);
    let Some(period) = Period::new(day("from"), day("to")).filter(|p| p.days() > 0) else {
        let refusal = Refusal::new(
            "figures.period",
            "Ngày kết thúc phải sau ngày bắt đầu.",
            "The period must end after it begins.",
        );
        let at = Wrong::new("to", refusal.vi.clone(), refusal.en.clone());
        return Err(Problem::from(refusal).with(vec![at]));
    };
    let as_of: Day = asked.day("as_of").unwrap_or_else(|| today.max(period.to));
    let question =
        Question { period, as_of, today, mapped_to: asked.day("mapped_to"), only: who.units(Right::Report) };
    let directory = who.directory().clone();
    let glance = visit.kit().read(move |tx| Glance::look(tx, &directory, question)).await?;
    let units = glance.units.iter().map(|unit| UnitFigures {
        code: unit.version.code.clone(),
        name: unit.version.name.clone(),
        tier: unit.version.tier.clone(),
        figures: ShownFigures::of(&unit.figures),
        entered_until: unit.figures.entered().map(|(until, _)| Date(until)),
    });
    let shown = Statistics {
        from: Date(period.from),
        to: Date(period.to),
        as_of: Date(as_of),
        mapped_to: glance.asked.mapped_to.map(Date),
        provisional: as_of > glance.closed_to,
        units: units.collect(),
        total: ShownFigures::of(&glance.sum(|_| true)),
    };
    answer::json(StatusCode::OK, &shown)
}
