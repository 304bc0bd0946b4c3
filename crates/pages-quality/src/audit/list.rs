//! All audits that somebody may see, and the actions that are not verified, the overdue ones first.

use super::address;
use crate::base::{crumbs, look, unit_address, unit_name, version};
use crate::export;
use crate::list::count;
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, link, tag, text};
use crate::unit::period;
use crate::words::{rule, stage};
use identity::Who;
use kernel::Right;
use quality::audit::{self, Action, ActionStage, InternalAudit};
use webkit::{Answer, Html, Layout, Visit, words};

/// Audits, and the actions that are not verified.
type Read = (Vec<InternalAudit>, Vec<Action>);

async fn read(visit: &Visit, who: &Who) -> kernel::Result<Read> {
    let units = who.units(Right::See);
    let all = look(visit, move |tx, _| Ok((audit::audits(tx, &units)?, audit::open_actions(tx, &units)?)));
    Ok(all.await?.0)
}

pub(crate) async fn page(visit: Visit) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (audits, open) = read(&visit, who).await?;
    visit.page(&Page {
        shell: visit.shell(Layout::Work, t.audits_title()),
        crumbs: Some(crumbs(&visit, &[], t.audits_title())),
        over: t.list_on(words::day(t.0, who.today())),
        title: t.audits_title().into(),
        under: Html::default(),
        acts: vec![
            Act::file("/quality/audits.xlsx", t.export_xlsx()),
            Act::file("/quality/audits.csv", "CSV"),
        ],
        form: visit.form(),
        tools: None,
        main: vec![actions(t, who, &open), list(t, who, &audits)],
        side: Vec::new(),
    })
}

fn actions(t: T, who: &Who, open: &[Action]) -> Section {
    let today = who.today();
    let late = open.iter().filter(|a| a.overdue(today)).count();
    let row = |a: &Action| {
        let state = match (&a.stage, a.overdue(today)) {
            (_, true) => tag("late", t.action_is_overdue()),
            (ActionStage::Open, false) => tag("", t.action_is_open()),
            _ => tag("soon", t.action_to_verify()),
        };
        vec![
            link(&address(a.audit), &a.what),
            text(unit_name(who.directory(), a.unit, today)),
            text(&a.owner),
            text(words::day(t.0, a.due)),
            state,
        ]
    };
    let heads = [t.action_what(), t.list_unit(), t.action_owner(), t.action_due(), t.audit_state()];
    Section::new(t.action_open(count(t, open.len()), count(t, late))).table(
        Table::new(t.action_caption(), &heads).rows(open.iter().map(row)),
        t.action_none(),
        "",
    )
}

fn list(t: T, who: &Who, audits: &[InternalAudit]) -> Section {
    let row = |a: &InternalAudit| {
        let unit = version(who.directory(), a.unit, who.today());
        vec![
            link(&address(a.id), &period(t, a)),
            unit.map_or_else(|| text("–"), |v| link(&unit_address(&v.code), &v.name)),
            text(words::day(t.0, a.planned_on)),
            text(&a.auditors),
            text(stage(t, &a.stage)),
        ]
    };
    let heads = [t.audit_period(), t.list_unit(), t.audit_day(), t.audit_auditors(), t.audit_state()];
    Section::new(t.audits_count(audits.len())).table(
        Table::new(t.audits_title(), &heads).rows(audits.iter().map(row)),
        t.audits_none(),
        t.audits_none_how(),
    )
}

pub(crate) async fn xlsx(visit: Visit) -> Answer {
    file(visit, export::Form::Xlsx).await
}

pub(crate) async fn csv(visit: Visit) -> Answer {
    file(visit, export::Form::Csv).await
}

async fn file(visit: Visit, form: export::Form) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (audits, _) = read(&visit, who).await?;
    let row = |a: &InternalAudit| {
        let drawn = a.stage.drawn().map(|d| words::number(t.0, d.1)).unwrap_or_default();
        let concluded = a.stage.concluded();
        vec![
            unit_name(who.directory(), a.unit, who.today()),
            period(t, a),
            words::day(t.0, a.planned_on),
            a.auditors.clone(),
            a.scope.clone(),
            rule(t, a.rule).to_owned(),
            a.seed.to_string(),
            drawn,
            stage(t, &a.stage).to_owned(),
            concluded.map(|c| words::day(t.0, c.0)).unwrap_or_default(),
            concluded.map(|c| c.1.to_owned()).unwrap_or_default(),
        ]
    };
    let columns = [
        t.list_unit(),
        t.audit_period(),
        t.audit_day(),
        t.audit_auditors(),
        t.audit_scope(),
        t.audit_rule(),
        t.audit_seed(),
        t.audit_population(),
        t.audit_state(),
        t.audit_concluded(),
        t.audit_conclusion(),
    ];
    let head = (t.audits_title(), t.list_on(words::day(t.0, who.today())));
    export::answer(&visit, "danh-gia-noi-bo", form, head, &columns, audits.iter().map(row).collect()).await
}
