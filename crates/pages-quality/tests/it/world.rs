//! What several tests do alike.

use dossier::desk::{Outcome, Settle};
use kernel::Clock;
use pages_account::testing::World;
use store::Schema;
use store::testing::TestDb;

/// Everything that these pages stand on.
pub(crate) fn schema() -> Schema {
    Schema::of(&[
        &organisation::DOMAIN,
        &identity::DOMAIN,
        &catalogue::DOMAIN,
        &dossier::DOMAIN,
        &quality::DOMAIN,
    ])
    .listening(&[identity::desk::DEACTIVATED])
    .leaving_out(&["dossier_text*"])
    .leaving_out(identity::LEFT_OUT)
}

pub(crate) fn world(db: &TestDb) -> World {
    World::new(db, pages_quality::routes())
}

/// Takes a dossier in for a unit and settles it at once, so many minutes after; answers its code.
pub(crate) fn settled(world: &World, unit: usize, procedure: usize, minutes: i64) -> String {
    let taken = world.accept(unit, procedure, "Nguyễn Văn Thử");
    let id = taken.id;
    loop {
        let steps = world.at_desk(move |shift, _| shift.dossier(id)).unwrap();
        let reference = world.desk.now_in_force().unwrap();
        let filed = reference.catalogue.at_revision(steps.procedure, steps.revision).unwrap();
        if filed.process.step(steps.lying.step).unwrap().settles {
            break;
        }
        world.at_desk(move |shift, ctx| shift.forward(ctx, id, None).map(|_| ())).unwrap();
    }
    let now = world.business.now();
    world.business.put(now.plus_seconds(minutes * 60));
    let settle = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
    world.at_desk(move |shift, ctx| shift.settle(ctx, id, settle).map(|_| ())).unwrap();
    taken.code
}
