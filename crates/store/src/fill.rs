//! Filling a table with many rows in one go.

use crate::tx::{Driver, Tx};
use crate::{Kind, V};
use kernel::Result;

/// Takes one row.
pub(crate) type Sink<'s> = dyn FnMut(&[V<'_>]) -> Result<()> + 's;

impl Tx<'_> {
    /// Inserts every row that `source` hands to its sink: a prepared statement on SQLite, COPY on PostgreSQL.
    /// Neither audited nor recorded.
    pub(crate) fn fill(
        &mut self,
        table: &str,
        columns: &[&str],
        kinds: &[Kind],
        source: &mut dyn FnMut(&mut Sink<'_>) -> Result<()>,
    ) -> Result<()> {
        let names = columns.join(", ");
        let done = match &mut self.driver {
            Driver::Sqlite(session) => {
                let places = crate::sql::placeholders(1, columns.len());
                session.fill(&format!("INSERT INTO {table} ({names}) VALUES ({places})"), source)
            }
            Driver::Pg(conn) => {
                conn.fill(&format!("COPY {table} ({names}) FROM STDIN (FORMAT binary)"), kinds, source)
            }
        };
        self.work.doomed |= done.is_err();
        done
    }
}
