//! What several tests do alike.

use identity::{Role, Scope};
use pages_account::testing::{Browser, GOOD, World};
use store::testing::TestDb;

pub(crate) fn world(db: &TestDb) -> World {
    World::new(db, pages_admin::routes())
}

/// Somebody with a role in the first department and all under it alone.
pub(crate) fn of_a_subtree(world: &World, login: &str, role: Role) -> Browser {
    world.staff(login, None);
    world.grant(login, role, Scope::Subtree(world.units[0]));
    let mut browser = world.browser();
    assert_eq!(browser.post("/sign-in", &[("login", login), ("password", GOOD)]).status, 303);
    browser
}
