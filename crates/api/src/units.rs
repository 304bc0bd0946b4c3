//! Units, as they are or were on a day.

use crate::answer::{self, Date};
use crate::param::{Asked, Param, Shape, name_of};
use crate::surface::{Call, Good, Surface};
use crate::{problems, scope};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use kernel::Day;
use organisation::{Directory, Succession, UnitVersion};
use schemars::JsonSchema;
use serde::Serialize;
use webkit::{Access, Answer, Visit};

/// As of which day.
pub(crate) const AS_OF: Param =
    Param::query("as_of", Shape::Day, "As on this day; today when left out.", "2020-11-20");

const LIST: Call = Call::get(
    "/api/v1/units",
    "listUnits",
    Access::Token(scope::CATALOGUE_READ),
    Good::json::<Units>(200, "Every unit of that day, in the order of lists."),
)
.about(
    "catalogue",
    "Units of a day",
    "Every unit that there was on a day. Codes and names may change; so may who stands above.",
)
.params(&[AS_OF]);

const ONE: Call = Call::get(
    "/api/v1/units/{code}",
    "getUnit",
    Access::Token(scope::CATALOGUE_READ),
    Good::json::<UnitWithPast>(200, "The unit with its past."),
)
.about("catalogue", "One unit", "The unit with this code on that day, or that ever had it, with its versions and what it came from and went into.")
.params(&[
    Param::path("code", Shape::Text { least: 1, most: 60 }, "The unit's code.", "X01"),
    AS_OF,
]);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    surface.on(LIST, list).on(ONE, one)
}

/// Units of a day.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "UnitList")]
struct Units {
    as_of: Date,
    units: Vec<ShownUnit>,
}

/// A unit as it is on some days.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Unit")]
struct ShownUnit {
    code: String,
    name: String,
    /// Code of the tier.
    tier: String,
    kind: String,
    /// Code of the unit above it.
    under: Option<String>,
    /// Whether it is a row of the report.
    reports: bool,
    /// First day.
    from: Date,
    /// First day no more; none when no end is known.
    to: Option<Date>,
}

/// A unit with its past.
#[derive(Serialize, JsonSchema, Debug)]
struct UnitWithPast {
    /// As on the day asked for; none when it was not there.
    now: Option<ShownUnit>,
    versions: Vec<ShownUnit>,
    successions: Vec<ShownSuccession>,
}

/// What a unit came from or went into.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Succession")]
struct ShownSuccession {
    day: Date,
    /// How: a merger, a split and so on.
    kind: &'static str,
    /// Code of the unit before.
    from: String,
    /// Code of the unit after.
    to: String,
    /// Whether open work and figures pass to it.
    heir: bool,
    /// The decision.
    decision: String,
}

impl ShownUnit {
    fn of(directory: &Directory, v: &UnitVersion) -> Self {
        let under = v.command.and_then(|above| {
            directory.version_at(above, v.valid_from).or_else(|| directory.last_version(above))
        });
        Self {
            code: v.code.clone(),
            name: v.name.clone(),
            tier: v.tier.clone(),
            kind: v.kind.clone(),
            under: under.map(|u| u.code.clone()),
            reports: v.reports,
            from: Date(v.valid_from),
            to: v.valid_to.map(Date),
        }
    }
}

impl ShownSuccession {
    fn of(directory: &Directory, s: &Succession) -> Self {
        let code = |unit, day| answer::Named::unit(directory, unit, day).code;
        Self {
            day: Date(s.day),
            kind: s.kind.word(),
            from: code(s.from, s.day.plus(-1)),
            to: code(s.to, s.day),
            heir: s.heir,
            decision: s.decision.clone(),
        }
    }
}

fn day_of(asked: &Asked, visit: &Visit) -> Day {
    asked.day("as_of").unwrap_or_else(|| visit.business_now().day())
}

async fn list(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let asked = Asked::read(LIST.params, query.as_deref(), &headers)?;
    let directory = pages_account::who(&visit)?.directory().clone();
    let day = day_of(&asked, &visit);
    let units = directory.all_at(day).into_iter().map(|v| ShownUnit::of(&directory, v)).collect();
    answer::json(StatusCode::OK, &Units { as_of: Date(day), units })
}

async fn one(
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let asked = Asked::read(ONE.params, query.as_deref(), &headers)?;
    let directory = pages_account::who(&visit)?.directory().clone();
    let day = day_of(&asked, &visit);
    let found = name_of(&code).and_then(|code| {
        directory.by_code(code, day).map(|v| v.unit).or_else(|| directory.ever_by_code(code))
    });
    let unit = found.ok_or_else(|| problems::unknown("unit.unknown"))?;
    let touches = |s: &&Succession| s.from == unit || s.to == unit;
    let shown = UnitWithPast {
        now: directory.version_at(unit, day).map(|v| ShownUnit::of(&directory, v)),
        versions: directory.versions(unit).iter().map(|v| ShownUnit::of(&directory, v)).collect(),
        successions: directory
            .successions()
            .iter()
            .filter(touches)
            .map(|s| ShownSuccession::of(&directory, s))
            .collect(),
    };
    answer::json(StatusCode::OK, &shown)
}
