//! How far a dossier is: by its code, which can be guessed, state and dates; by the slip's QR code all that concerns the
//! applicant.

mod days;
mod path;
mod reasons;
mod slip;
mod words;

pub(crate) use slip::page as by_slip;

use crate::locale::T;
use crate::query::Query;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use days::{Days, Left};
use dossier::desk::Desk;
use dossier::reference::Reference;
use dossier::tracking::{self, Glance};
use dossier::words::StateName;
use kernel::{Day, Instant};
use webkit::component::{Facts, Pair};
use webkit::words::capital;
use webkit::{Answer, Layout, Limit, Shell, Visit};

/// A family looks at a few codes, a school's network at some dozens; whoever tries codes one by one learns a state and
/// dates, and two a second of them.
const BY_CODE: Limit = Limit { purpose: "track", burst: 60, per_minute: 120 };
/// Letters of what was typed that are shown again.
const TYPED: usize = 60;

/// `GET /track`: the form, and with a code what may be told of it.
pub(crate) async fn page(visit: Visit, query: Query) -> Answer {
    let code: String = crate::index::clean(query.first("code")).chars().take(TYPED).collect();
    let t = T(visit.lang());
    if code.is_empty() {
        let shell = visit.shell(Layout::Citizen, t.track_title());
        let page = Page { shell, t, typed: String::new(), wrong: Wrong::Nothing, found: None };
        return visit.page(&page);
    }
    visit.throttle(BY_CODE)?;
    let desk = visit.kit().need::<Desk>()?;
    let (now, typed) = (visit.business_now(), code.clone());
    let found = visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            Ok(tracking::by_code(tx, &typed)?.map(|g| (days(&reference, &g, now.day()), g)))
        })
        .await?;
    let title = t.track_title();
    let shell = visit.shell(Layout::Citizen, title);
    Ok(unkept(match found {
        Some((days, glance)) => {
            let found = Some(Found::of(t, &glance, &days));
            visit.page(&Page { shell, t, typed: code, wrong: Wrong::Nothing, found })?
        }
        None => not_there(&visit, Page { shell, t, typed: code, wrong: Wrong::Code, found: None })?,
    }))
}

fn not_there(visit: &Visit, page: Page) -> Answer {
    visit.page_as(StatusCode::NOT_FOUND, &page)
}

/// Kept nowhere: a phone is lent, a computer stands in a shop.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What is wrong with what was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// There is no dossier of this code, or it is none.
    Code,
    /// The same of a slip.
    Slip,
}

#[derive(Template)]
#[template(path = "track.html")]
struct Page {
    shell: Shell,
    t: T,
    typed: String,
    wrong: Wrong,
    found: Option<Found>,
}

/// What is told of a code.
struct Found {
    code: String,
    sentence: &'static str,
    promised: String,
    left: Option<(String, String)>,
    facts: Facts,
}

fn days(reference: &Reference, g: &Glance, today: Day) -> Days {
    // While the clock stands nobody knows the day on which it will be due; afterwards it no longer matters.
    let runs = matches!(g.state, StateName::Accepted | StateName::InStep);
    Days {
        promised: g.promised,
        due: if runs { g.due } else { g.promised },
        announced: g.announced,
        left: if runs { Left::until(reference, g.unit, g.due, today) } else { None },
    }
}

impl Found {
    fn of(t: T, g: &Glance, days: &Days) -> Self {
        let day = |day: Day| capital(&webkit::words::day_long(t.0, day));
        let at = |at: Instant| day(at.day());
        let mut pairs = vec![Pair::new(t.track_accepted(), at(g.accepted))];
        pairs.push(Pair::new(t.track_promised(), day(g.promised)));
        pairs.extend(days.moved().map(|due| Pair::new(t.track_due(), day(due))));
        pairs.extend(g.announced.map(|on| Pair::new(t.track_announced(), day(on))));
        pairs.extend(g.settled.map(|when| Pair::new(t.track_settled(), at(when))));
        pairs.extend(g.delivered.map(|when| Pair::new(t.track_delivered(), at(when))));
        Self {
            code: g.code.clone(),
            sentence: words::glance(t, g),
            promised: day(g.promised),
            left: days.left.map(|left| left.words(t)),
            facts: Facts { pairs },
        }
    }
}
