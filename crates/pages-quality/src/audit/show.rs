//! An audit: its plan, the sample with conformity beside the checklist, findings, corrective actions.

use super::{address, found};
use crate::base::{crumbs, keeps, look, of_unit};
use crate::list::count;
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, link, tag, text, two};
use crate::unit::period;
use crate::words;
use axum::extract::Path;
use dossier::course;
use kernel::{Day, Instant, Result};
use quality::audit::{Action, ActionStage, Audited, Finding, InternalAudit, Sample, Stage};
use quality::conformity::{self, Conformity};
use webkit::component::Pair;
use webkit::{Answer, Html, Layout, Visit, words as said};

/// What each dossier of a sample came to, held against its process, in the order of the sample.
pub(super) async fn held(visit: &Visit, samples: &[Sample]) -> Result<Vec<Conformity>> {
    let ids: Vec<_> = samples.iter().map(|s| s.dossier).collect();
    let now = visit.business_now();
    let all = look(visit, move |tx, reference| {
        ids.iter()
            .map(|id| Ok(conformity::of_course(&course::of(tx, reference, *id)?, reference, now)))
            .collect()
    });
    Ok(all.await?.0)
}

pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let found = held(&visit, &whole.samples).await?;
    let (audit, today) = (&whole.audit, who.today());
    let keeps = keeps(who, audit.unit);
    visit.page(&Page {
        shell: visit.shell(Layout::Work, &t.audit_title(period(t, audit))),
        crumbs: Some(crumbs(&visit, &[of_unit(&unit)], t.audit_title(period(t, audit)))),
        over: unit.name.clone(),
        title: t.audit_title(period(t, audit)),
        under: under(t, audit),
        acts: acts(t, &whole, keeps),
        form: visit.form(),
        tools: None,
        main: vec![
            samples(t, &whole, &found, keeps),
            findings(t, &whole, keeps),
            actions(t, &whole, keeps, today),
        ],
        side: vec![facts(t, &whole)],
    })
}

fn under(t: T, audit: &InternalAudit) -> Html {
    let class = match audit.stage {
        Stage::Closed { .. } => "ok",
        Stage::Drawn { .. } | Stage::Concluded { .. } => "soon",
        Stage::Planned | Stage::Cancelled { .. } => "",
    };
    let mark = if audit.illustrative { tag("", t.illustrative()) } else { Html::default() };
    Html::made(format!("<p>{} {mark}</p>", tag(class, words::stage(t, &audit.stage))))
}

fn acts(t: T, whole: &Audited, keeps: bool) -> Vec<Act> {
    let at = address(whole.audit.id);
    let mut acts = Vec::new();
    if whole.audit.stage.drawn().is_some() {
        acts.push(Act::go(format!("{at}/report"), t.report_title()));
    }
    if !keeps {
        return acts;
    }
    match whole.audit.stage {
        Stage::Planned => acts.push(Act::Send(format!("{at}/draw"), t.draw_button().into())),
        Stage::Drawn { .. } => acts.push(Act::go(format!("{at}/end/conclude"), t.conclude_title())),
        Stage::Concluded { .. } => acts.push(Act::Send(format!("{at}/close"), t.close_button().into())),
        Stage::Closed { .. } | Stage::Cancelled { .. } => {}
    }
    if matches!(whole.audit.stage, Stage::Planned | Stage::Drawn { .. }) {
        acts.push(Act::go(format!("{at}/end/cancel"), t.cancel_title()));
    }
    acts
}

/// What was planned, and how it went on, as names and values.
pub(super) fn plan(t: T, audit: &InternalAudit) -> Vec<(String, String)> {
    let mut pairs = vec![
        (t.audit_period(), period(t, audit)),
        (t.audit_day(), said::day(t.0, audit.planned_on)),
        (t.audit_auditors(), audit.auditors.clone()),
        (t.audit_scope(), audit.scope.clone()),
        (t.audit_rule(), words::rule(t, audit.rule).to_owned()),
        (t.audit_seed(), audit.seed.to_string()),
    ];
    if let Some((at, population)) = audit.stage.drawn() {
        pairs.push((t.audit_population(), said::number(t.0, population)));
        pairs.push((t.audit_drawn(), said::moment(t.0, at)));
    }
    if let Some((on, conclusion)) = audit.stage.concluded() {
        pairs.push((t.audit_concluded(), said::day(t.0, on)));
        pairs.push((t.audit_conclusion(), conclusion.to_owned()));
    }
    match &audit.stage {
        Stage::Closed { on, .. } => pairs.push((t.audit_closed(), said::day(t.0, *on))),
        Stage::Cancelled { on, reason } => {
            pairs.push((t.audit_cancelled(), format!("{}: {reason}", said::day(t.0, *on))));
        }
        _ => {}
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn facts(t: T, whole: &Audited) -> Section {
    let pairs = plan(t, &whole.audit).into_iter().map(|(name, value)| Pair::new(name, value));
    Section::new(t.audit_plan()).facts(pairs.collect())
}

fn samples(t: T, whole: &Audited, found: &[Conformity], keeps: bool) -> Section {
    let at = address(whole.audit.id);
    let row = |(s, found): (&Sample, &Conformity)| {
        let dossier = format!("/quality/dossier/{}", kernel::text::percent_encoded(&s.code));
        let checked = match s.good() {
            None => tag("soon", t.sample_unseen()),
            Some(true) => tag("ok", t.sample_good()),
            Some(false) => tag("late", t.sample_bad()),
        };
        let open = keeps && whole.audit.is_open();
        let words = if open { t.sample_check() } else { t.sample_view() };
        let go = if open { link(&format!("{at}/sample/{}", s.no), words) } else { link(&dossier, words) };
        vec![
            two(&format!("{}. {}", s.no, s.code), &s.field),
            words::verdict(t, found),
            text(words::deviations(t, found)),
            checked,
            go,
        ]
    };
    let seen = whole.samples.iter().filter(|s| s.answers.is_some()).count();
    let title = match whole.audit.stage.drawn() {
        None => t.sample_title().to_owned(),
        Some((_, population)) => {
            t.sample_of(count(t, whole.samples.len()), said::number(t.0, population), count(t, seen))
        }
    };
    let heads = [t.share_code(), t.sample_conformity(), t.share_what(), t.sample_checklist(), t.sample_do()];
    Section::new(title).table(
        Table::new(t.sample_title(), &heads).rows(whole.samples.iter().zip(found).map(row)),
        t.sample_none(),
        t.sample_none_how(),
    )
}

fn findings(t: T, whole: &Audited, keeps: bool) -> Section {
    let at = address(whole.audit.id);
    let acting = keeps && matches!(whole.audit.stage, Stage::Drawn { .. } | Stage::Concluded { .. });
    let row = |f: &Finding| {
        let of = f.sample.and_then(|no| whole.samples.iter().find(|s| s.no == no));
        let acted = whole.actions.iter().filter(|a| a.finding == f.no).count();
        let go = if acting {
            link(&format!("{at}/action/{}", f.no), t.action_add())
        } else {
            text(t.finding_actions(acted))
        };
        vec![
            two(&format!("{}. {}", f.no, f.text), &f.clause),
            words::grade_tag(t, f.grade),
            text(of.map_or("–", |s| s.code.as_str())),
            go,
        ]
    };
    let heads = [t.finding_text(), t.finding_grade(), t.finding_sample(), t.sample_do()];
    let section = Section::new(t.finding_title(whole.findings.len())).table(
        Table::new(t.finding_caption(), &heads).rows(whole.findings.iter().map(row)),
        t.finding_none(),
        "",
    );
    let open = keeps && whole.audit.is_open();
    let taken = whole.findings.iter().rev().find(|f| whole.actions.iter().all(|a| a.finding != f.no));
    let back =
        taken.filter(|_| open).map(|f| Act::Send(format!("{at}/take-back/{}", f.no), t.take_back(f.no)));
    section.act(back).act(open.then(|| Act::main(format!("{at}/finding"), t.finding_add())))
}

fn actions(t: T, whole: &Audited, keeps: bool, today: Day) -> Section {
    let at = address(whole.audit.id);
    let row = |(no, a): (usize, &Action)| {
        let go = match (&a.stage, keeps) {
            (ActionStage::Open, true) => link(&format!("{at}/step/{no}"), t.action_report()),
            (ActionStage::Done { .. }, true) => link(&format!("{at}/step/{no}"), t.action_verify()),
            _ => text(""),
        };
        vec![
            two(&a.what, &t.action_of(a.finding)),
            text(&a.owner),
            text(said::day(t.0, a.due)),
            two(&outcome(a), &a.remark),
            action_tag(t, a, today),
            go,
        ]
    };
    let heads = [
        t.action_what(),
        t.action_owner(),
        t.action_due(),
        t.action_outcome(),
        t.audit_state(),
        t.sample_do(),
    ];
    Section::new(t.action_title(whole.actions.len())).table(
        Table::new(t.action_caption(), &heads).rows((1..).zip(&whole.actions).map(row)),
        t.action_nothing(),
        "",
    )
}

/// What was done; empty while it is open.
pub(super) fn outcome(action: &Action) -> String {
    match &action.stage {
        ActionStage::Open => String::new(),
        ActionStage::Done { outcome, .. } | ActionStage::Verified { outcome, .. } => outcome.clone(),
    }
}

/// Where an action stands, in a box.
pub(super) fn action_tag(t: T, action: &Action, today: Day) -> Html {
    match &action.stage {
        ActionStage::Open if action.overdue(today) => tag("late", t.action_is_overdue()),
        ActionStage::Open => tag("", t.action_is_open()),
        ActionStage::Done { on, .. } => tag("soon", &t.action_done_on(said::day(t.0, *on))),
        ActionStage::Verified { on, .. } => tag("ok", &t.action_verified_on(said::day(t.0, *on))),
    }
}

/// The moment of an answer, for papers.
pub(super) fn moment(t: T, at: Instant) -> String {
    said::moment(t.0, at)
}
