//! What these tests share: dossiers in their places.

use dossier::desk::{Accept, Accepted, Applicant, Channel, DossierId, ResultBy, Submit};
use pages_account::testing::World;
use store::Db;

/// A small province with the officer's pages.
pub(crate) fn world(db: &Db) -> World {
    World::new(db, pages_officer::routes())
}

/// The dossier's page.
pub(crate) fn at(accepted: &Accepted) -> String {
    pages_officer::address_of(&accepted.code)
}

/// The version a page of the dossier would carry.
pub(crate) fn version(world: &World, id: DossierId) -> String {
    world.at_desk(move |shift, _| shift.dossier(id)).unwrap().version.to_string()
}

/// A dossier with numbers, taken in for a unit at a desk.
pub(crate) fn with_numbers(
    world: &World,
    receiving: usize,
    unit: usize,
    procedure: usize,
    who: [&str; 3],
) -> Accepted {
    let [name, phone, card] = who;
    let cmd = Accept {
        id: None,
        procedure: world.procedures[procedure],
        unit: world.units[unit],
        receiving: world.units[receiving],
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant: Applicant {
            name: name.into(),
            phone: phone.into(),
            card: card.into(),
            address: String::new(),
        },
        content: "Hồ sơ thử (minh họa)".into(),
    };
    world.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).unwrap()
}

/// A dossier sent online.
pub(crate) fn submitted(world: &World, unit: usize, procedure: usize, name: &str) -> DossierId {
    let cmd = Submit {
        id: None,
        procedure: world.procedures[procedure],
        unit: world.units[unit],
        receiving: world.units[unit],
        result_by: ResultBy::Counter,
        applicant: Applicant { name: name.into(), ..Applicant::default() },
        content: "Nộp trực tuyến (minh họa)".into(),
    };
    world.at_desk(move |shift, ctx| shift.submit(ctx, cmd)).unwrap()
}

/// Hands a dossier over until it stands in this step.
pub(crate) fn forward_to(world: &World, id: DossierId, step: i64) {
    for _ in 1..step {
        world.at_desk(move |shift, ctx| shift.forward(ctx, id, None)).unwrap();
    }
}
