//! Why a dossier is due when it is, day by day.

use super::late;
use crate::locale::T;
use crate::names::People;
use crate::{address, keys, said};
use askama::Template;
use axum::extract::Path;
use dossier::desk::{Desk, Timeliness};
use dossier::explain::{Explanation, Words};
use kernel::Right;
use webkit::component::{Crumbs, Facts, Pair};
use webkit::{Answer, Layout, Link, Shell, Visit, words};

#[derive(Template)]
#[template(path = "explain.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    heading: String,
    facts: Facts,
    pauses: Vec<String>,
    moved: Vec<String>,
    counted_head: &'static str,
    lines: Vec<Line>,
    adds_up: bool,
    late: Option<late::Table>,
}

struct Line {
    day: String,
    counts: bool,
    counted: String,
    why: String,
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let t = T(visit.lang());
    let units = pages_account::who(&visit)?.units(Right::See);
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    // Whether it may be seen is asked first: an explanation does not know who asks.
    let (file, told, spent, people) = visit
        .kit()
        .run(move |_| {
            let file = desk.file(&code, &units, now)?;
            let told = desk.explain(&file.name())?;
            let spent = desk.lateness(&file.name(), &units, now)?;
            let named: Vec<_> = spent.iter().flat_map(late::people).collect();
            let people = desk.db().read(|tx| People::of(tx, named))?;
            Ok((file, told, spent, people))
        })
        .await?;
    let name = file.name();
    let mut shell = visit.shell(Layout::Work, &format!("{name} – {}", t.explain_title()));
    shell.keys = keys::of(&visit).await?;
    visit.page(&Page {
        shell,
        crumbs: Crumbs::new(
            t.0,
            vec![Link::to("/work", t.inbox_title()), Link::to(address::dossier(&name), name)],
            t.explain_title(),
        ),
        heading: t.explain_heading(words::day_long(t.0, told.due_day)),
        facts: facts(t, &told),
        pauses: told.pauses.iter().map(|p| pause(t, &told, p)).collect(),
        moved: told.moved.iter().map(|m| moved(t, m)).collect(),
        counted_head: if told.in_minutes { t.explain_minutes() } else { t.explain_days() },
        lines: told
            .lines
            .iter()
            .map(|l| Line {
                day: words::capital(&words::day_long(t.0, l.day)),
                counts: l.counted > 0,
                counted: words::number(t.0, l.counted),
                why: pick(t, &l.why),
            })
            .collect(),
        adds_up: told.adds_up,
        late: spent.map(|spent| late::Table::of(t, &file, &people, &spent, now.day())),
        t,
    })
}

fn pick(t: T, words: &Words) -> String {
    t.0.pick(&words.vi, &words.en).to_owned()
}

fn facts(t: T, e: &Explanation) -> Facts {
    let mut pairs = vec![
        Pair::new(t.fact_accepted(), words::moment(t.0, e.accepted_at)),
        Pair::new(t.explain_term(), pick(t, &e.term)),
        Pair::new(t.explain_resuming(), pick(t, &e.resuming)),
        Pair::new(t.fact_promised(), words::day_long(t.0, e.promised)),
        Pair::new(
            t.fact_due(),
            format!("{}, {}", words::time(t.0, e.due_at), words::day_long(t.0, e.due_day)),
        ),
    ];
    if let Some(day) = e.announced {
        pairs.push(Pair::new(t.fact_announced(), words::day_long(t.0, day)));
    }
    if let Some((at, timeliness)) = e.judged {
        let judged = match timeliness {
            Timeliness::Early => t.judged_early(),
            Timeliness::OnTime => t.judged_on_time(),
            Timeliness::Late => t.judged_late(),
        };
        pairs.push(Pair::new(t.explain_judged(), format!("{judged}, {}", words::moment(t.0, at))));
    }
    Facts { pairs }
}

fn pause(t: T, e: &Explanation, p: &dossier::explain::Pause) -> String {
    let why = said::state(t, dossier::words::StateName::Paused, Some(p.reason));
    let from = words::moment(t.0, p.since);
    let left = if e.in_minutes { t.left_minutes(p.left) } else { t.left_days(p.left) };
    match p.until {
        Some(until) => t.explain_pause(why, &p.asked, from, words::moment(t.0, until), left),
        None => t.explain_pause_open(why, &p.asked, from, left),
    }
}

fn moved(t: T, m: &dossier::explain::Moved) -> String {
    let day = |d| words::day(t.0, d);
    match m.decreed {
        Some(decreed) => t.explain_decreed(words::moment(t.0, m.at), day(m.was), day(m.now), day(decreed)),
        None => t.explain_corrected(words::moment(t.0, m.at), day(m.was), day(m.now)),
    }
}
