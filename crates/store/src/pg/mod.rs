//! PostgreSQL by URL: a pool of connections, each closure in a transaction of its own.

mod conn;
mod open;

pub(crate) use conn::Conn;
#[cfg(any(test, feature = "testing"))]
pub(crate) use conn::Value;
#[cfg(any(test, feature = "testing"))]
pub(crate) use open::connect_alone;
pub(crate) use open::{PgDb, build};
