//! The report of an audit, to be printed: in Vietnamese, as it goes to the unit.

use super::show::{action_tag, held, moment, outcome, plan};
use super::{address, found};
use crate::base::version;
use crate::list::count;
use crate::locale::T;
use crate::words;
use askama::Template;
use axum::extract::Path;
use quality::audit::{CheckItem, Sample};
use quality::conformity::Conformity;
use webkit::{Answer, Html, Lang, Layout, Problem, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "quality-report.html")]
struct Paper {
    shell: Shell,
    t: T,
    v: T,
    office: String,
    unit: String,
    back: String,
    plan: Vec<(String, String)>,
    summary: String,
    draft: bool,
    samples: Vec<Row>,
    findings: Vec<(String, Html, String)>,
    actions: Vec<(String, String, String, Html)>,
    printed: String,
}

struct Row {
    code: String,
    field: String,
    conformity: String,
    checklist: String,
}

pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let (t, v) = (T(visit.lang()), T(Lang::Vi));
    let (who, whole, unit) = found(&visit, &id).await?;
    if whole.audit.stage.drawn().is_none() {
        return Err(Problem::lost());
    }
    let found = held(&visit, &whole.samples).await?;
    let today = who.today();
    let conform = found.iter().filter(|f| f.conforms()).count();
    let good = whole.samples.iter().filter(|s| s.good() == Some(true)).count();
    let above = unit.command.and_then(|above| version(who.directory(), above, today));
    visit.page(&Paper {
        shell: visit.shell(Layout::Paper, v.report_title()),
        t,
        v,
        office: above.map(|a| a.name.to_uppercase()).unwrap_or_default(),
        unit: unit.name.to_uppercase(),
        back: address(whole.audit.id),
        plan: plan(v, &whole.audit),
        summary: v.report_summary(count(v, whole.samples.len()), count(v, conform), count(v, good)),
        draft: whole.audit.stage.concluded().is_none(),
        samples: whole.samples.iter().zip(&found).map(|(s, found)| row(v, s, found)).collect(),
        findings: whole
            .findings
            .iter()
            .map(|f| {
                let clause = if f.clause.is_empty() { "–".to_owned() } else { f.clause.clone() };
                (format!("{}. {}", f.no, f.text), words::grade_tag(v, f.grade), clause)
            })
            .collect(),
        actions: whole
            .actions
            .iter()
            .map(|a| {
                let what = format!("{}: {}", v.action_of(a.finding), a.what);
                let done = outcome(a);
                let what = if done.is_empty() { what } else { format!("{what} → {done}") };
                (what, a.owner.clone(), said::day(v.0, a.due), action_tag(v, a, today))
            })
            .collect(),
        printed: v.report_printed(moment(v, visit.business_now())),
    })
}

fn row(v: T, sample: &Sample, found: &Conformity) -> Row {
    let conformity = if found.conforms() { v.conforms().to_owned() } else { words::deviations(v, found) };
    let checklist = match &sample.answers {
        None => v.sample_unseen().to_owned(),
        Some(answers) => {
            let wrong = CheckItem::ALL.iter().zip(answers).filter(|(_, a)| **a == quality::audit::Answer::No);
            let wrong: Vec<&str> = wrong.map(|(item, _)| words::check_item(v, *item)).collect();
            if wrong.is_empty() { v.sample_good().to_owned() } else { v.report_lacks(wrong.join("; ")) }
        }
    };
    let checklist = if sample.note.is_empty() { checklist } else { format!("{checklist}. {}", sample.note) };
    Row { code: sample.code.clone(), field: sample.field.clone(), conformity, checklist }
}
