//! For tests, of this crate and of those above it: databases of their own on both engines.

pub mod cluster;
mod db;
pub mod killed;
pub mod raw;
mod recorded;
mod schema;
pub(crate) mod statements;

pub use db::TestDb;
pub use recorded::{Prepared, prepare_recorded};
pub use schema::schema_difference;
pub use statements::statements;

/// The environment variable with the URL of a PostgreSQL whose superuser the tests may use.
pub const SERVER: &str = "MOTCUA_TEST_PG";

/// Declares tests that run on both engines: `a_sentence::sqlite` and `a_sentence::postgres`.
///
/// ```text
/// store::db_test! {
///     with my_schema();               // an expression of type `store::Schema`
///     fn a_sentence(db: TestDb) { db.write(|tx| …).unwrap(); }
///     fn another_sentence(db: TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! db_test {
    (with $schema:expr; $($(#[$meta:meta])* fn $name:ident($db:ident : TestDb) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, reason = "not every test uses what stands around it")]
                use super::*;

                fn body($db: $crate::testing::TestDb) $body

                #[test]
                fn sqlite() {
                    body($crate::testing::TestDb::sqlite(&$schema));
                }

                #[test]
                fn postgres() {
                    body($crate::testing::TestDb::postgres(&$schema));
                }
            }
        )+
    };
}
