//! The list of people.

use super::{role_choices, role_name};
use crate::base::{crumbs, scope_words, unit_choices, unit_name};
use crate::export;
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use identity::{Grant, Kind, Person, Role, Roster, Status, Wanted, Who, grants_of_all, roster};
use kernel::{PersonId, Right, UnitId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use sheet::Sheet;
use store::Tx;
use webkit::component::{Crumbs, Pager};
use webkit::form::Choice;
use webkit::{Address, Answer, Layout, Shell, Visit, words};

/// Lines of a page.
const PAGE: usize = 50;

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    unit: String,
    role: String,
    state: String,
    after: String,
}

impl Asked {
    fn wanted(&self, who: &Who) -> Wanted {
        Wanted {
            units: who.units(Right::People),
            words: self.q.chars().take(200).collect(),
            unit: self.unit.parse().ok().map(UnitId),
            role: Role::from_word(&self.role),
            status: match self.state.as_str() {
                "all" => None,
                "left" => Some(Status::Deactivated),
                _ => Some(Status::Active),
            },
            must_change: self.state == "given",
            day: who.today(),
        }
    }

    fn address(&self, path: &str, after: &str) -> String {
        let pairs = [
            ("q", self.q.as_str()),
            ("unit", &self.unit),
            ("role", &self.role),
            ("state", &self.state),
            ("after", after),
        ];
        Address::of(path).with(pairs).text()
    }
}

struct Line {
    id: PersonId,
    login: String,
    name: String,
    title: String,
    unit: String,
    roles: Vec<(String, String)>,
    tag: Option<(&'static str, &'static str)>,
}

impl Line {
    fn of(t: T, who: &Who, person: Person, grants: &[Grant], given: bool) -> Self {
        let open = grants.iter().filter(|g| g.holds(who.today()));
        let tag = match (person.status, person.kind) {
            (Status::Deactivated, _) => Some(("late", t.people_left())),
            _ if given => Some(("soon", t.people_given())),
            (_, Kind::Service) => Some(("", t.people_service())),
            (_, Kind::Demo) => Some(("", t.people_demo())),
            (_, Kind::Staff) => None,
        };
        Self {
            id: person.id,
            unit: person
                .unit
                .map_or_else(|| t.scope_province().into(), |u| unit_name(who.directory(), u, who.today())),
            roles: open.map(|g| (role_name(t.0, g.role).to_owned(), scope_words(t, who, g.scope))).collect(),
            login: person.login,
            name: person.name,
            title: person.title,
            tag,
        }
    }
}

#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    asked: Asked,
    xlsx: String,
    csv: String,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    lines: Vec<Line>,
    pager: Pager,
    total: usize,
}

type Read = (Roster, FxHashMap<PersonId, Vec<Grant>>, FxHashSet<PersonId>);

fn read(tx: &mut Tx, wanted: &Wanted, after: &str, limit: usize) -> kernel::Result<Read> {
    let found = roster(tx, wanted, after, limit)?;
    let grants = grants_of_all(tx, &found.people)?;
    let given = identity::yet_to_change(tx, &found.people)?;
    Ok((found, grants, given))
}

async fn lines(visit: &Visit, asked: &Asked, limit: usize) -> Result<(Roster, Vec<Line>), webkit::Problem> {
    let (who, t) = (pages_account::who(visit)?, T(visit.lang()));
    let (wanted, after) = (asked.wanted(who), asked.after.clone());
    let (mut found, grants, given) = visit.kit().read(move |tx| read(tx, &wanted, &after, limit)).await?;
    let lines = std::mem::take(&mut found.people)
        .into_iter()
        .map(|person| {
            let (own, given) = (grants.get(&person.id), given.contains(&person.id));
            Line::of(t, who, person, own.map_or(&[], Vec::as_slice), given)
        })
        .collect();
    Ok((found, lines))
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (found, lines) = lines(&visit, &asked, PAGE).await?;
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let last = found.before + lines.len();
    let after = lines.last().filter(|_| last < found.total).map(|l| asked.address("/admin/people", &l.login));
    let first = (found.before > 0).then(|| asked.address("/admin/people", ""));
    let states = [
        ("", t.people_active()),
        ("given", t.people_given()),
        ("left", t.people_left()),
        ("all", t.people_all()),
    ];
    let page = Page {
        shell: visit.shell(Layout::Work, t.people_title()),
        t,
        crumbs: crumbs(&visit, &[], t.people_title()),
        xlsx: asked.address("/admin/people.xlsx", ""),
        csv: asked.address("/admin/people.csv", ""),
        units: unit_choices(who.directory(), who.today(), &who.units(Right::People)),
        roles: role_choices(t.0),
        states: states.map(|(value, label)| Choice::new(value, label)).into(),
        pager: Pager::new(t.0, whole(found.before + 1).min(whole(last)), whole(last), whole(found.total))
            .before(first)
            .after(after),
        total: found.total,
        lines,
        asked,
    };
    visit.page(&page)
}

/// The whole list as a file.
pub(super) async fn file(visit: Visit, Query(mut asked): Query<Asked>, form: export::Form) -> Answer {
    asked.after.clear();
    let t = T(visit.lang());
    let (_, lines) = lines(&visit, &asked, usize::MAX).await?;
    let heads = [
        t.people_login(),
        t.people_name(),
        t.people_position(),
        t.people_unit(),
        t.people_roles(),
        t.people_state(),
    ];
    let row = move |l: Line| {
        let roles: Vec<String> = l.roles.iter().map(|(role, place)| format!("{role} – {place}")).collect();
        let state = l.tag.map_or(t.people_active(), |(_, words)| words).to_owned();
        export::texts(vec![l.login, l.name, l.title, l.unit, roles.join("; "), state])
    };
    let now = visit.business_now();
    let list = move || Sheet {
        title: t.people_title().into(),
        notes: vec![words::moment(t.0, now)],
        columns: export::columns(&heads),
        rows: lines.into_iter().map(row).collect(),
    };
    export::answer(&visit, "nguoi-dung", form, list).await
}
