//! A unit with a quality system, its documents, and an audit of what it settled.

use super::lived::day;
use kernel::Period;
use quality::audit::{self, Answer, CheckItem, Grade, NewAction, NewAudit, NewFinding};
use quality::document::{self, DocumentKind, NewDocument, Version};
use quality::sampling::SizeRule;
use quality::system::{self, Adoption, MoveStep, NewStep};
use store::testing::TestDb;

pub(super) fn assured(db: &TestDb, desk: &dossier::desk::Desk) {
    let (desk, now) = (desk.clone(), day("2026-03-02").at_minute(480));
    let period = Period::new(day("2026-01-01"), day("2026-03-01")).unwrap();
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let reference = desk.reference(tx)?;
        let mut busy = None;
        for version in reference.directory.reporting_at(now.day()) {
            if busy.is_none() && !dossier::course::settled(tx, version.unit, period)?.is_empty() {
                busy = Some(version.unit);
            }
        }
        let unit = busy.expect("somebody settled something");
        let (edition, old) = ("TCVN ISO 9001:2015", "TCVN ISO 9001:2008");
        let adoption = Adoption {
            unit,
            applied_from: day("2026-01-05"),
            edition: old.into(),
            moved_from: None,
            declared: None,
            illustrative: true,
            version: 1,
        };
        system::adopt(tx, &ctx, &adoption)?;
        system::declare(tx, &ctx, unit, adoption.applied_from, "3/QĐ", day("2026-01-06"))?;
        let step = NewStep {
            unit,
            edition: edition.into(),
            from: old.into(),
            step: MoveStep::Plan,
            planned: Some(now.day()),
            done: Some(now.day()),
            note: "Kế hoạch 1".into(),
        };
        system::enter_step(tx, &ctx, &step)?;
        let first = Version {
            title: "Quy trình".into(),
            effective_from: now.day(),
            changed: "Ban hành".into(),
            body: "Nội dung".into(),
        };
        let process = reference.catalogue.processes().next().map(|p| p.id);
        let (code, kind) = ("QT-01".to_owned(), DocumentKind::Procedure);
        let id =
            document::add(tx, &ctx, &NewDocument { unit, code, kind, process, illustrative: true, first })?;
        document::retire(tx, &ctx, id, day("2026-04-01"))?;
        let plan = NewAudit {
            unit,
            period,
            planned_on: now.day(),
            auditors: "Đoàn (minh họa)".into(),
            scope: "Giải quyết hồ sơ".into(),
            rule: SizeRule::Root,
            seed: Some(7),
            illustrative: true,
        };
        let audit = audit::plan(tx, &ctx, &plan)?;
        let drawn = audit::draw(tx, &ctx, &reference, audit)?;
        for no in 1..=i64::try_from(drawn).unwrap() {
            audit::check(tx, &ctx, audit, no, &[Answer::Yes; CheckItem::ALL.len()], "đã xem")?;
        }
        let finding = NewFinding {
            sample: Some(1),
            grade: Grade::Minor,
            clause: "8.5.1".into(),
            text: "Thiếu phiếu".into(),
        };
        let finding = audit::find(tx, &ctx, audit, &finding)?;
        let new = NewAction { finding, what: "Lập phiếu".into(), owner: "Ông A".into(), days: 5 };
        let (action, _) = audit::act(tx, &ctx, &reference, audit, &new)?;
        audit::done(tx, &ctx, action, "Đã lập")?;
        audit::verify(tx, &ctx, action, "Tốt")?;
        audit::conclude(tx, &ctx, audit, "Đạt")?;
        audit::close(tx, &ctx, audit)
    })
    .unwrap();
}
