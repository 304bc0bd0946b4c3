//! Lists of dossiers, page by page.

use crate::answer::{self, Date, Moment};
use crate::param::{Asked, Param, Shape};
use crate::scope;
use crate::surface::{Call, Good};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode};
use dossier::desk::{Desk, DossierId};
use dossier::listing::Line;
use dossier::listing::keyed::{self, After};
use dossier::reference::Reference;
use dossier::words::StateName;
use kernel::{Day, Right, Units};
use schemars::JsonSchema;
use serde::Serialize;
use webkit::{Access, Answer, Visit};

pub(super) const CALL: Call = Call::get(
    "/api/v1/dossiers",
    "listDossiers",
    Access::Token(scope::DOSSIERS_READ),
    Good::json::<Listed>(200, "A page."),
)
.about(
    "dossiers",
    "Dossiers of your units",
    "Dossiers of which units of yours are the competent ones, in the order in which they came in; with `due_before` \
     those that are pending and due before that day, by due day. What comes in meanwhile moves nothing that was on \
     an earlier page.",
)
.params(&[
    Param::query("unit", Shape::Text { least: 1, most: 60 }, "Of this unit alone: its code.", "X01"),
    Param::query("state", Shape::State, "In this state alone.", "in_step"),
    Param::query("due_before", Shape::Day, "Pending, and due before this day.", "2020-11-27"),
    AFTER,
    LIMIT,
]);

/// Where a page begins.
pub(crate) const AFTER: Param =
    Param::query("after", Shape::Cursor, "The value of `next` of the page before.", "i1");
/// How long it is.
pub(crate) const LIMIT: Param = Param::query("limit", Shape::Limit, "How many at most.", "50");

/// A page of dossiers.
#[derive(Serialize, JsonSchema, Debug)]
struct Listed {
    dossiers: Vec<ShownLine>,
    /// Where the next page begins; none after the last.
    next: Option<String>,
}

/// A dossier in a list.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "DossierLine")]
struct ShownLine {
    id: String,
    code: Option<String>,
    /// What it is called in addresses: its code, or its id before it has one.
    name: String,
    #[schemars(schema_with = "super::shown::states")]
    state: &'static str,
    /// Code of the procedure.
    procedure: String,
    /// Code of the competent unit.
    unit: String,
    /// Code of the unit where it stands.
    standing: String,
    step: i64,
    applicant_name: String,
    accepted_at: Option<Moment>,
    promised: Option<Date>,
    /// The lawful due date; while the clock stands, as it was when it was stopped.
    due: Option<Date>,
    settled_at: Option<Moment>,
}

pub(super) async fn list(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let asked = Asked::read(CALL.params, query.as_deref(), &headers)?;
    let who = pages_account::who(&visit)?;
    let today = visit.business_now().day();
    let mut units = who.units(Right::See);
    if let Some(code) = asked.text("unit") {
        // A unit that is none of yours is like one that is not there: its list is empty.
        let named = who.directory().by_code(code, today).map(|v| v.unit);
        let named = named.or_else(|| who.directory().ever_by_code(code));
        units = Units::of(named).within(&units);
    }
    let after = asked.text("after").and_then(cursor);
    let question = keyed::Asked {
        units,
        state: asked.text("state").and_then(StateName::from_word),
        due_before: asked.day("due_before"),
    };
    let (desk, limit) = (visit.kit().need::<Desk>()?, asked.limit());
    let (page, reference) = visit
        .kit()
        .run(move |_| {
            let reference = desk.now_in_force()?;
            let page = desk.db().read(|tx| keyed::keyed(tx, &question, after, limit))?;
            Ok((page, reference))
        })
        .await?;
    let dossiers = page.lines.iter().map(|line| shown(line, &reference, today)).collect();
    answer::json(StatusCode::OK, &Listed { dossiers, next: page.next.map(written) })
}

fn shown(line: &Line, reference: &Reference, today: Day) -> ShownLine {
    let unit = |unit| answer::Named::unit(&reference.directory, unit, today).code;
    let procedure = reference.catalogue.at_revision(line.procedure, line.revision);
    ShownLine {
        id: line.id.to_string(),
        code: line.code.clone(),
        name: line.code.clone().unwrap_or_else(|| line.id.to_string()),
        state: line.state.word(),
        procedure: procedure.map(|r| r.code.clone()).unwrap_or_default(),
        unit: unit(line.unit),
        standing: unit(line.standing),
        step: line.step,
        applicant_name: line.name.clone(),
        accepted_at: line.accepted_at.map(Moment),
        promised: line.promised.map(Date),
        due: line.due.map(Date),
        settled_at: line.settled_at.map(Moment),
    }
}

/// A place as a text: nobody is to know more of it than that it comes back.
fn written(after: After) -> String {
    match after {
        After::Id(id) => format!("i{id}"),
        After::Due(day, id) => format!("d{}.{id}", day.0),
    }
}

pub(crate) fn cursor(text: &str) -> Option<After> {
    // Nineteen digits may be more than an id can be; then nothing follows.
    let number = |text: &str| {
        let digits = text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse::<u64>().ok())??;
        Some(i64::try_from(number).unwrap_or(i64::MAX))
    };
    if let Some(rest) = text.strip_prefix('i') {
        return Some(After::Id(DossierId(number(rest)?)));
    }
    let (day, id) = text.strip_prefix('d')?.split_once('.')?;
    Some(After::Due(Day(number(day)?), DossierId(number(id)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_itself() {
        for after in [After::Id(DossierId(7)), After::Due(Day(18_586), DossierId(i64::MAX))] {
            assert_eq!(cursor(&written(after)), Some(after));
        }
        for bad in ["", "i", "7", "d1", "d1.", "i-1", "i99999999999999999999", "x1.2"] {
            assert_eq!(cursor(bad), None, "{bad}");
        }
    }
}
