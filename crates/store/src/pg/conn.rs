//! Statements on one PostgreSQL connection.

use crate::fill::Sink;
use crate::sql::Sql;
use crate::tx::short;
use crate::{Engine, Kind, MAX_COLUMNS, Row, V, record, sql};
use kernel::{Fault, Result};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};
use rustc_hash::FxHashMap;
use std::error::Error as StdError;

/// Statements built at run time that a connection keeps; then it starts over.
const MOST_BUILT: usize = 256;

/// A connection with its prepared statements.
pub(crate) struct Conn {
    pub(crate) client: Client,
    pub(crate) scope: record::Scope,
    fixed: FxHashMap<(usize, usize), Statement>,
    built: FxHashMap<String, Statement>,
    /// A transaction could not be ended: the connection must not go back to the pool.
    pub(crate) broken: bool,
}

fn fault(sql: &str, error: postgres::Error) -> kernel::Error {
    // The driver's own text says no more than "db error".
    let detail = error.as_db_error().map(|db| format!(" ({} {})", db.code().code(), db.message()));
    Fault::because(format!("running: {}{}", short(sql), detail.unwrap_or_default()), error).into()
}

impl Conn {
    pub(crate) fn new(client: Client, scope: record::Scope) -> Self {
        Self { client, scope, fixed: FxHashMap::default(), built: FxHashMap::default(), broken: false }
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<Statement> {
        let own = sql::statement(Engine::Postgres, text);
        let statement = self.client.prepare(&own).map_err(|e| fault(text, e))?;
        record::statement(&self.scope, Engine::Postgres, text);
        Ok(statement)
    }

    fn statement(&mut self, text: &Sql, args: usize) -> Result<Statement> {
        let found = match text {
            Sql::Fixed(fixed) => self.fixed.get(&(fixed.as_ptr() as usize, fixed.len())),
            Sql::Built(built) => self.built.get(built),
        };
        let statement = match found {
            Some(found) => found.clone(),
            None => {
                let made = self.prepare(text)?;
                match text {
                    Sql::Fixed(fixed) => {
                        self.fixed.insert((fixed.as_ptr() as usize, fixed.len()), made.clone());
                    }
                    Sql::Built(built) => {
                        if self.built.len() >= MOST_BUILT {
                            self.built.clear();
                        }
                        self.built.insert(built.clone(), made.clone());
                    }
                }
                made
            }
        };
        let wanted = statement.params().len();
        if wanted == args {
            Ok(statement)
        } else {
            Err(Fault::new(format!("{args} arguments for {wanted} places: {}", short(text))).into())
        }
    }

    pub(crate) fn each(
        &mut self,
        text: &Sql,
        args: &[V<'_>],
        f: &mut dyn FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let statement = self.statement(text, args.len())?;
        let values = args.iter().map(|v| Value(*v)).collect::<Vec<_>>();
        let mut rows = self.client.query_raw(&statement, values.iter()).map_err(|e| fault(text, e))?;
        while let Some(row) = rows.next().map_err(|e| fault(text, e))? {
            f(&mut Row::pg(&row))?;
        }
        Ok(())
    }

    pub(crate) fn exec<'v>(&mut self, text: &Sql, args: impl ExactSizeIterator<Item = V<'v>>) -> Result<u64> {
        let statement = self.statement(text, args.len())?;
        let values = args.map(Value).collect::<Vec<_>>();
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        self.client.execute(&statement, &params).map_err(|e| fault(text, e))
    }

    /// Runs `f` without recording its statements.
    pub(crate) fn silently<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let scope = std::mem::take(&mut self.scope);
        let done = f(self);
        self.scope = scope;
        done
    }

    /// Copies every row of a source into a table.
    pub(crate) fn fill(
        &mut self,
        text: &str,
        kinds: &[Kind],
        source: &mut dyn FnMut(&mut Sink<'_>) -> Result<()>,
    ) -> Result<()> {
        let types: Vec<Type> = kinds
            .iter()
            .map(|kind| match kind {
                Kind::Int => Type::INT8,
                Kind::Text => Type::TEXT,
                Kind::Bytes => Type::BYTEA,
            })
            .collect();
        let writer = self.client.copy_in(text).map_err(|e| fault(text, e))?;
        let mut writer = BinaryCopyInWriter::new(writer, &types);
        source(&mut |row| {
            let mut values = [const { Value(V::Null) }; MAX_COLUMNS];
            for (place, value) in values.iter_mut().zip(row) {
                *place = Value(*value);
            }
            let params: Vec<&(dyn ToSql + Sync)> = values[..row.len()].iter().map(|v| v as _).collect();
            writer.write(&params).map_err(|e| fault(text, e))
        })?;
        writer.finish().map(|_| ()).map_err(|e| fault(text, e))
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<()> {
        self.client.batch_execute(text).map_err(|e| fault(text, e))
    }
}

/// A value on the wire, in the type that the server wants.
#[derive(Debug)]
pub(crate) struct Value<'a>(pub(crate) V<'a>);

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self.0, ty) {
            (V::Null, _) => Ok(IsNull::Yes),
            (V::Int(x), &Type::INT8) => x.to_sql(ty, out),
            (V::Int(x), &Type::INT4) => i32::try_from(x)?.to_sql(ty, out),
            (V::Int(x), &Type::INT2) => i16::try_from(x)?.to_sql(ty, out),
            (V::Text(x), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)) => {
                x.to_sql(ty, out)
            }
            (V::Bytes(x), &Type::BYTEA) => x.to_sql(ty, out),
            (value, ty) => Err(format!("{value:?} does not fit the type {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
