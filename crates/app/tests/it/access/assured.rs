//! A document and an audit of a unit: what stands in the place of their ids.

use dossier::desk::{Accept, Applicant, Channel, Outcome, ResultBy, Settle};
use kernel::{Actor, Day, Period, UnitId};
use pages_account::testing::World;
use quality::audit::{self, Grade, NewAction, NewAudit, NewFinding};
use quality::document::{self, DocumentKind, NewDocument, Version};
use quality::sampling::SizeRule;
use store::Ctx;

/// The ids of a document and of an audit with a sample, a finding and an action.
pub(super) fn assured(world: &World, unit: UnitId, procedure: usize, word: &str) -> (String, String) {
    let yesterday = kernel::Clock::now(&*world.business).day().plus(-1);
    settled(world, unit, procedure, word, yesterday);
    let (desk, word) = (world.desk.clone(), word.to_owned());
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            let first = Version {
                title: format!("Quy trình của {word}"),
                effective_from: yesterday,
                changed: "Ban hành".into(),
                body: String::new(),
            };
            let (code, kind) = ("QT-01".to_owned(), DocumentKind::Procedure);
            let new = NewDocument { unit, code, kind, process: None, illustrative: true, first };
            let document = document::add(tx, ctx, &new)?;
            let plan = NewAudit {
                unit,
                period: Period { from: yesterday, to: yesterday.plus(1) },
                planned_on: yesterday.plus(3),
                auditors: format!("Đoàn của {word}"),
                scope: "Giải quyết hồ sơ".into(),
                rule: SizeRule::Root,
                seed: Some(1),
                illustrative: true,
            };
            let audit = audit::plan(tx, ctx, &plan)?;
            let reference = desk.reference(tx)?;
            audit::draw(tx, ctx, &reference, audit)?;
            let text = format!("Thiếu phiếu của {word}");
            let found = NewFinding { sample: Some(1), grade: Grade::Minor, clause: String::new(), text };
            let finding = audit::find(tx, ctx, audit, &found)?;
            let new = NewAction { finding, what: "Lập phiếu".into(), owner: "Ông A".into(), days: 5 };
            audit::act(tx, ctx, &reference, audit, &new)?;
            Ok((document.to_string(), audit.to_string()))
        })
        .unwrap()
}

/// A dossier that the unit settled on a day.
fn settled(world: &World, unit: UnitId, procedure: usize, word: &str, on: Day) {
    let cmd = Accept {
        id: None,
        procedure: world.procedures[procedure],
        unit,
        receiving: unit,
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant: Applicant { name: format!("Nguyễn Văn {word}"), ..Applicant::default() },
        content: "Hồ sơ mẫu (minh họa)".into(),
    };
    let (ids, now) = (world.db.ids().clone(), on.at_minute(480));
    world
        .desk
        .shift(move |shift| {
            let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
            let id = shift.accept(&ctx, cmd)?.id;
            let decides = |d: &dossier::model::Dossier, reference: &dossier::reference::Reference| {
                let filed = reference.catalogue.at_revision(d.procedure, d.revision);
                filed.and_then(|r| r.process.step(d.lying.step)).is_some_and(|s| s.settles)
            };
            while !decides(&shift.dossier(id)?, shift.reference()) {
                shift.forward(&ctx, id, None)?;
            }
            let settle = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
            shift.settle(&ctx, id, settle).map(|_| ())
        })
        .unwrap();
}
