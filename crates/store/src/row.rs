//! Rows as they come back.

use crate::{Kind, V};
use kernel::{Fault, Result};
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

/// A row of an answer. Reads its columns from left to right; each call takes the next one.
pub struct Row<'a> {
    source: Source<'a>,
    next: usize,
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Pg(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { source: Source::Sqlite(row), next: 0 }
    }

    pub(crate) fn pg(row: &'a postgres::Row) -> Self {
        Self { source: Source::Pg(row), next: 0 }
    }

    /// The next column, whatever it holds.
    ///
    /// # Errors
    /// A fault when there is no further column, or it holds something that the store does not speak (a float,
    /// a NUMERIC: write `CAST(SUM(x) AS BIGINT)`).
    pub fn value(&mut self) -> Result<V<'a>> {
        let i = self.next;
        self.next += 1;
        match self.source {
            Source::Sqlite(row) => match row.get_ref(i) {
                Ok(ValueRef::Integer(x)) => Ok(V::Int(x)),
                Ok(ValueRef::Null) => Ok(V::Null),
                Ok(ValueRef::Text(x)) => match std::str::from_utf8(x) {
                    Ok(text) => Ok(V::Text(text)),
                    Err(e) => Err(Fault::because(format!("{} holds no valid text", self.name(i)), e).into()),
                },
                Ok(ValueRef::Blob(x)) => Ok(V::Bytes(x)),
                Ok(ValueRef::Real(_)) => Err(Fault::new(format!("{} holds a float", self.name(i))).into()),
                Err(e) => Err(Fault::because(format!("reading column {}", i + 1), e).into()),
            },
            Source::Pg(row) => match row.try_get::<_, Cell<'a>>(i) {
                Ok(cell) => Ok(cell.0),
                Err(e) => Err(Fault::because(format!("reading {}", self.name(i)), e).into()),
            },
        }
    }

    /// The next column as an integer.
    ///
    /// # Errors
    /// A fault when it is null or no integer.
    pub fn int(&mut self) -> Result<i64> {
        match self.value()? {
            V::Int(x) => Ok(x),
            other => Err(self.unexpected("an integer", &other)),
        }
    }

    /// The next column as an integer, or nothing.
    ///
    /// # Errors
    /// A fault when it is no integer.
    pub fn opt_int(&mut self) -> Result<Option<i64>> {
        match self.value()? {
            V::Int(x) => Ok(Some(x)),
            V::Null => Ok(None),
            other => Err(self.unexpected("an integer", &other)),
        }
    }

    /// The next column as 0 or 1.
    ///
    /// # Errors
    /// A fault when it is anything else.
    pub fn bool(&mut self) -> Result<bool> {
        match self.value()? {
            V::Int(0) => Ok(false),
            V::Int(1) => Ok(true),
            other => Err(self.unexpected("0 or 1", &other)),
        }
    }

    /// The next column as a text that lives as long as the row.
    ///
    /// # Errors
    /// A fault when it is null or no text.
    pub fn str(&mut self) -> Result<&'a str> {
        match self.value()? {
            V::Text(x) => Ok(x),
            other => Err(self.unexpected("a text", &other)),
        }
    }

    /// The next column as a text.
    ///
    /// # Errors
    /// A fault when it is null or no text.
    pub fn text(&mut self) -> Result<String> {
        self.str().map(str::to_owned)
    }

    /// The next column as a text, or nothing.
    ///
    /// # Errors
    /// A fault when it is no text.
    pub fn opt_text(&mut self) -> Result<Option<String>> {
        match self.value()? {
            V::Text(x) => Ok(Some(x.to_owned())),
            V::Null => Ok(None),
            other => Err(self.unexpected("a text", &other)),
        }
    }

    /// The next column as bytes that live as long as the row.
    ///
    /// # Errors
    /// A fault when it is null or holds no bytes.
    pub fn slice(&mut self) -> Result<&'a [u8]> {
        match self.value()? {
            V::Bytes(x) => Ok(x),
            other => Err(self.unexpected("bytes", &other)),
        }
    }

    /// The next column as bytes.
    ///
    /// # Errors
    /// A fault when it is null or holds no bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>> {
        self.slice().map(<[u8]>::to_vec)
    }

    /// The next column as bytes, or nothing.
    ///
    /// # Errors
    /// A fault when it holds no bytes.
    pub fn opt_bytes(&mut self) -> Result<Option<Vec<u8>>> {
        match self.value()? {
            V::Bytes(x) => Ok(Some(x.to_vec())),
            V::Null => Ok(None),
            other => Err(self.unexpected("bytes", &other)),
        }
    }

    /// Passes over the next `n` columns.
    pub fn skip(&mut self, n: usize) {
        self.next += n;
    }

    /// The next column, which must be of this kind or null.
    pub(crate) fn of_kind(&mut self, kind: Kind) -> Result<V<'a>> {
        let value = self.value()?;
        if value.fits(kind) { Ok(value) } else { Err(self.unexpected(&format!("{kind:?}"), &value)) }
    }

    fn name(&self, i: usize) -> String {
        let name = match self.source {
            Source::Sqlite(row) => row.as_ref().column_name(i).ok(),
            Source::Pg(row) => row.columns().get(i).map(postgres::Column::name),
        };
        format!("column {} ({})", i + 1, name.unwrap_or("which the answer does not have"))
    }

    fn unexpected(&self, wanted: &str, found: &V<'_>) -> kernel::Error {
        let found = match found {
            V::Null => "NULL".to_owned(),
            V::Int(x) => format!("the integer {x}"),
            V::Text(_) => "a text".to_owned(),
            V::Bytes(_) => "bytes".to_owned(),
        };
        Fault::new(format!("{} should hold {wanted} and holds {found}", self.name(self.next - 1))).into()
    }
}

/// Any value of PostgreSQL that the store speaks.
struct Cell<'a>(V<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        let value = match *ty {
            Type::INT8 => V::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => V::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => V::Int(i64::from(i16::from_sql(ty, raw)?)),
            Type::BOOL => V::Int(i64::from(bool::from_sql(ty, raw)?)),
            Type::BYTEA => V::Bytes(raw),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR | Type::UNKNOWN | Type::CHAR => {
                V::Text(std::str::from_utf8(raw)?)
            }
            _ => {
                return Err(format!("the store does not read the type {ty}; cast it in the statement").into());
            }
        };
        Ok(Cell(value))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Cell(V::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
