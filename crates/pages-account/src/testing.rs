//! For the tests of pages: a small province with people of each role, and browsers that talk to its site without a
//! network.
//!
//! ```text
//! store::db_test! {
//!     with pages_account::testing::schema();
//!     fn an_officer_sees_his_inbox(db: TestDb) {
//!         let world = World::new(&db, pages_officer::routes());
//!         let page = world.as_person("xuly").get("/work");
//!         assert_eq!(page.status, 200);
//!     }
//! }
//! ```

mod browser;
mod place;
mod world;

pub use browser::{Browser, Said};
pub use place::{PROCEDURES, UNITS, schema};
pub use world::{GOOD, Hands, World};
