//! Values that go into statements.

use kernel::{Day, Instant, PersonId, UnitId};

/// A value of a statement's argument or of a column. Borrows, so that passing it costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum V<'a> {
    /// An integer: ids, instants (µs UTC), days, booleans as 0 and 1.
    Int(i64),
    /// A text, without the NUL character.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Nothing; fits every type.
    Null,
}

macro_rules! from {
    ($($t:ty => |$x:ident| $e:expr;)*) => {
        $(impl<'a> From<$t> for V<'a> {
            fn from($x: $t) -> Self {
                $e
            }
        })*
    };
}

from! {
    i64 => |x| V::Int(x);
    i32 => |x| V::Int(i64::from(x));
    u32 => |x| V::Int(i64::from(x));
    u16 => |x| V::Int(i64::from(x));
    u8 => |x| V::Int(i64::from(x));
    bool => |x| V::Int(i64::from(x));
    Instant => |x| V::Int(x.0);
    Day => |x| V::Int(x.0);
    UnitId => |x| V::Int(x.0);
    PersonId => |x| V::Int(x.0);
    &'a str => |x| V::Text(x);
    &'a String => |x| V::Text(x);
    &'a [u8] => |x| V::Bytes(x);
    &'a Vec<u8> => |x| V::Bytes(x);
    &'a Option<String> => |x| x.as_deref().map_or(V::Null, V::Text);
}

impl<'a, const N: usize> From<&'a [u8; N]> for V<'a> {
    fn from(x: &'a [u8; N]) -> Self {
        V::Bytes(x)
    }
}

impl<'a, T> From<Option<T>> for V<'a>
where
    V<'a>: From<T>,
{
    fn from(x: Option<T>) -> Self {
        x.map_or(V::Null, V::from)
    }
}

/// Arguments of a statement: `vals![id, &name, None::<i64>]` is an array of [`V`].
#[macro_export]
macro_rules! vals {
    ($($x:expr),* $(,)?) => {
        [$($crate::V::from($x)),*]
    };
}

impl V<'_> {
    /// Whether this may stand in a column of the kind. Null fits all: the database knows which may be null.
    pub fn fits(&self, kind: crate::Kind) -> bool {
        matches!(
            (self, kind),
            (V::Null, _)
                | (V::Int(_), crate::Kind::Int)
                | (V::Text(_), crate::Kind::Text)
                | (V::Bytes(_), crate::Kind::Bytes)
        )
    }
}
