//! From the one SQL text to an engine's own.

use crate::Engine;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Deref;

/// The text of a statement: part of the program, or built at run time. Either is prepared once and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sql {
    /// Part of the program; found again by its address.
    Fixed(&'static str),
    /// Built at run time; found again by its letters.
    Built(String),
}

impl Deref for Sql {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Fixed(text) => text,
            Self::Built(text) => text,
        }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Fixed(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::Built(text)
    }
}

impl From<Cow<'static, str>> for Sql {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Fixed(text),
            Cow::Owned(text) => Self::Built(text),
        }
    }
}

/// A statement as the engine wants it: `{tokens}` replaced and, on SQLite, `$1` written as `?1` (there `$1` is a
/// name, numbered by first appearance).
pub(crate) fn statement(engine: Engine, sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut rest = sql;
    let mut quoted = false;
    while let Some(at) = rest.find(['\'', '$', '{']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let digit = tail.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        let (piece, used) = match tail.as_bytes()[0] {
            b'\'' => {
                quoted = !quoted;
                ("'", 1)
            }
            b'$' if !quoted && digit && engine == Engine::Sqlite => ("?", 1),
            b'{' if !quoted => token(engine, tail).unwrap_or(("{", 1)),
            other => (if other == b'$' { "$" } else { "{" }, 1),
        };
        out.push_str(piece);
        rest = &tail[used..];
    }
    out.push_str(rest);
    out
}

/// A migration as the engine wants it: tokens replaced, the other engine's blocks left out.
///
/// A block stands between a line `{sqlite}` or `{postgres}` and a line `{end}`.
pub(crate) fn migration(engine: Engine, sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 256);
    let mut only = None;
    for line in sql.lines() {
        match line.trim() {
            "{sqlite}" => only = Some(Engine::Sqlite),
            "{postgres}" => only = Some(Engine::Postgres),
            "{end}" => only = None,
            _ if only.is_none_or(|o| o == engine) => {
                tokens(engine, line, &mut out);
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

fn tokens(engine: Engine, line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let (piece, used) = token(engine, &rest[at..]).unwrap_or(("{", 1));
        out.push_str(piece);
        rest = &rest[at + used..];
    }
    out.push_str(rest);
}

/// The token at the beginning of `tail`: what stands for it, and its length.
fn token(engine: Engine, tail: &str) -> Option<(&'static str, usize)> {
    const TOKENS: [(&str, &str, &str); 8] = [
        ("{int}", "INTEGER", "BIGINT"),
        ("{text}", "TEXT", "TEXT COLLATE \"C\""),
        ("{bytes}", "BLOB", "BYTEA"),
        ("{strict}", "STRICT", ""),
        ("{norowid}", "STRICT, WITHOUT ROWID", ""),
        ("{skip_locked}", "", "FOR UPDATE SKIP LOCKED"),
        ("{for_update}", "", "FOR UPDATE"),
        ("{for_share}", "", "FOR SHARE"),
    ];
    TOKENS.iter().find(|t| tail.starts_with(t.0)).map(|&(token, sqlite, postgres)| {
        (if engine == Engine::Sqlite { sqlite } else { postgres }, token.len())
    })
}

/// `$first, $first+1, …` for an `IN (…)` list of `n` values.
pub fn placeholders(first: usize, n: usize) -> String {
    let mut out = String::with_capacity(n * 5);
    for i in first..first + n {
        let _ = write!(out, "{}${i}", if i == first { "" } else { ", " });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_numbered_on_both_engines_and_texts_in_quotes_stay() {
        let sql = "SELECT '$1 {int}', x->>'k' FROM t WHERE a = $2 AND b = $1 LIMIT 1 {skip_locked}";
        assert_eq!(
            statement(Engine::Sqlite, sql),
            "SELECT '$1 {int}', x->>'k' FROM t WHERE a = ?2 AND b = ?1 LIMIT 1 "
        );
        assert_eq!(
            statement(Engine::Postgres, sql),
            "SELECT '$1 {int}', x->>'k' FROM t WHERE a = $2 AND b = $1 LIMIT 1 FOR UPDATE SKIP LOCKED"
        );
    }

    #[test]
    fn a_block_is_seen_by_its_engine_only() {
        let sql = "a {int}\n{sqlite}\nb {text}\n{end}\n{postgres}\nc {text}\n{end}\nd {x}";
        assert_eq!(migration(Engine::Sqlite, sql), "a INTEGER\nb TEXT\nd {x}\n");
        assert_eq!(migration(Engine::Postgres, sql), "a BIGINT\nc TEXT COLLATE \"C\"\nd {x}\n");
    }

    #[test]
    fn placeholders_count_on_from_the_first() {
        assert_eq!(placeholders(3, 3), "$3, $4, $5");
        assert_eq!(placeholders(1, 0), "");
    }
}
