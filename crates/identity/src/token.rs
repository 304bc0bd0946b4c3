//! API tokens: how programs come in. A token does what its scopes say *and* its person may do, from the addresses it was
//! made for, until it expires or is revoked. Only its SHA-256 is stored; times are technical time.

use crate::desk::require_over;
use crate::model::{Kind, Person, Status, TokenId};
use crate::secret::{self, Secret};
use crate::store::{self as people, API_TOKEN, stale};
use ::store::{Ctx, Row, Tx, V, vals};
use ipnet::IpNet;
use kernel::{Fault, Instant, PersonId, Refusal, Result};
use std::net::IpAddr;

/// What every token begins with, so that one left in a public place is recognised.
pub const PREFIX: &str = "motcua_";
/// The longest life of a token, in days.
pub const LONGEST: i64 = 732;
/// Its use is noted at most this often, in seconds.
const NOTED: i64 = 60;

/// A token to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewToken {
    /// Whose rights it has.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// What it opens: words like `dossiers:read`.
    pub scopes: Vec<String>,
    /// From where: addresses and ranges (`192.0.2.0/24`, `2001:db8::/32`). None: from everywhere.
    pub ranges: Vec<String>,
    /// How many days it lives.
    pub days: i64,
}

/// A token as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// The id.
    pub id: TokenId,
    /// Whose rights it has.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// From where; everywhere when empty.
    pub ranges: Vec<IpNet>,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// Who made it.
    pub made_by: PersonId,
    /// When it was last used, to the minute, and from where.
    pub used: Option<(Instant, String)>,
    hash: Vec<u8>,
    version: i64,
}

fn refuse<T>(code: &'static str, vi: &str, en: &str) -> Result<T> {
    Err(Refusal::new(code, vi, en).into())
}

/// Makes a token. It is answered this once and kept nowhere.
///
/// # Errors
/// Refusals: neither one's own nor somebody whom one keeps, no name, no or malformed scopes, malformed ranges, a life of
/// no or too many days.
pub fn make(tx: &mut Tx, ctx: &Ctx<'_>, new: NewToken) -> Result<(TokenId, Secret)> {
    let person =
        people::person(tx, new.person)?.filter(|p| p.status == Status::Active && p.kind != Kind::Demo);
    let Some(person) = person else {
        return refuse("person.unknown", "Không tìm thấy tài khoản này.", "There is no such account.");
    };
    if ctx.actor.person != person.id {
        require_over(tx, ctx, &person)?;
    }
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return refuse(
            "token.name",
            "Hãy ghi mã này dùng để làm gì, tối đa 80 ký tự.",
            "Say what the token is for, in at most 80 characters.",
        );
    }
    if new.scopes.is_empty() || !new.scopes.iter().all(|s| is_scope(s)) {
        return refuse(
            "token.scopes",
            "Phạm vi không hợp lệ.",
            "The scopes are not words like dossiers:read.",
        );
    }
    let Some(ranges) = new.ranges.iter().map(|r| range(r)).collect::<Option<Vec<IpNet>>>() else {
        return refuse(
            "token.ranges",
            "Dải địa chỉ không hợp lệ. Ví dụ: 192.0.2.0/24 hoặc 2001:db8::/32.",
            "An address range cannot be read. Examples: 192.0.2.0/24 or 2001:db8::/32.",
        );
    };
    if !(1..=LONGEST).contains(&new.days) {
        return refuse(
            "token.days",
            "Thời hạn phải từ 1 đến 732 ngày.",
            "A token lives at least 1 and at most 732 days.",
        );
    }
    let made = Secret::new(format!("{PREFIX}{}", secret::token()?.expose()));
    let token = Token {
        id: TokenId(ctx.ids.next(ctx.now)),
        person: person.id,
        name: name.to_owned(),
        scopes: new.scopes,
        ranges,
        expires_at: tx.recorded_at().plus_seconds(new.days * 86_400),
        revoked_at: None,
        made_by: ctx.actor.person,
        used: None,
        hash: secret::digest(made.expose()).to_vec(),
        version: 1,
    };
    tx.action(&ctx.action("token.make"), |tx| {
        with_values(&token, token.revoked_at, 1, |values| tx.insert(&API_TOKEN, values))
    })?;
    Ok((token.id, made))
}

/// Two words of lower-case letters: `dossiers:read`.
fn is_scope(text: &str) -> bool {
    let word =
        |w: &str| !w.is_empty() && w.len() <= 40 && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split_once(':').is_some_and(|(what, how)| word(what) && word(how))
}

fn range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let net = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(net.trunc())
}

impl Token {
    /// Whether it opens from this address.
    pub fn opens_from(&self, address: IpAddr) -> bool {
        self.ranges.is_empty() || self.ranges.iter().any(|r| r.contains(&address.to_canonical()))
    }

    /// Whether it opens at all.
    pub fn lives(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    pub(crate) fn is_to_be_noted(&self, now: Instant, address: IpAddr) -> bool {
        self.used.as_ref().is_none_or(|(at, from)| {
            now >= at.plus_seconds(NOTED) || *from != address.to_canonical().to_string()
        })
    }
}

fn with_values<T>(
    t: &Token,
    revoked_at: Option<Instant>,
    version: i64,
    f: impl FnOnce(&[V<'_>]) -> Result<T>,
) -> Result<T> {
    let json = |e: serde_json::Error| Fault::because("writing a token", e);
    let scopes = serde_json::to_string(&t.scopes).map_err(json)?;
    let ranges: Vec<String> = t.ranges.iter().map(IpNet::to_string).collect();
    let ranges = serde_json::to_string(&ranges).map_err(json)?;
    f(&vals![
        t.id.0,
        t.person,
        &t.name,
        &t.hash,
        &scopes,
        &ranges,
        t.expires_at,
        revoked_at,
        t.made_by,
        version
    ])
}

macro_rules! token_select {
    () => {
        "SELECT t.id, t.person_id, t.name, t.hash, t.scopes, t.ranges, t.expires_at, t.revoked_at, t.made_by, \
         t.version, u.used_at, u.address FROM api_token t LEFT JOIN api_token_use u ON u.token_id = t.id WHERE "
    };
}

fn read(row: &mut Row<'_>) -> Result<Token> {
    let (id, person, name, hash) = (TokenId(row.int()?), PersonId(row.int()?), row.text()?, row.bytes()?);
    let broken = |what: &str| Fault::new(format!("api_token {id}: {what}"));
    let scopes = serde_json::from_str(row.str()?).map_err(|_| broken("scopes"))?;
    let ranges: Vec<String> = serde_json::from_str(row.str()?).map_err(|_| broken("ranges"))?;
    let ranges = ranges.iter().map(|r| range(r)).collect::<Option<_>>().ok_or_else(|| broken("ranges"))?;
    let (expires_at, revoked_at) = (Instant(row.int()?), row.opt_int()?.map(Instant));
    let (made_by, version) = (PersonId(row.int()?), row.int()?);
    let used = row.opt_int()?.map(Instant).zip(row.opt_text()?);
    Ok(Token { id, person, name, scopes, ranges, expires_at, revoked_at, made_by, used, hash, version })
}

/// The tokens of a person, the latest first, the revoked among them.
///
/// # Errors
/// A fault of the database.
pub fn of(tx: &mut Tx, person: PersonId) -> Result<Vec<Token>> {
    tx.query(concat!(token_select!(), "t.person_id = $1 ORDER BY t.id DESC"), &vals![person], read)
}

/// The token and its person, if they open here and now.
pub(crate) fn find(tx: &mut Tx, token: &str, now: Instant) -> Result<Option<(Token, Person)>> {
    let hash = secret::digest(token);
    let found = tx.query_opt(concat!(token_select!(), "t.hash = $1"), &vals![&hash], read)?;
    let Some(token) = found.filter(|t| t.lives(now)) else {
        return Ok(None);
    };
    let person = people::person(tx, token.person)?.filter(|p| p.status == Status::Active);
    Ok(person.map(|p| (token, p)))
}

/// Notes that a token was used.
pub(crate) fn note(tx: &mut Tx, id: TokenId, now: Instant, address: IpAddr) -> Result<()> {
    tx.exec(
        "INSERT INTO api_token_use (token_id, used_at, address) VALUES ($1, $2, $3) \
         ON CONFLICT (token_id) DO UPDATE SET used_at = excluded.used_at, address = excluded.address",
        &vals![id.0, now, &address.to_canonical().to_string()],
    )
    .map(|_| ())
}

/// Revokes a token.
///
/// # Errors
/// Refusals: it is not there or revoked already, or is neither one's own nor somebody's whom one keeps.
pub fn revoke(tx: &mut Tx, ctx: &Ctx<'_>, id: TokenId) -> Result<()> {
    let found = tx.query_opt(concat!(token_select!(), "t.id = $1"), &vals![id.0], read)?;
    let Some(token) = found.filter(|t| t.revoked_at.is_none()) else {
        return refuse(
            "token.unknown",
            "Không có mã này, hoặc đã bị thu hồi.",
            "There is no such token, or it was revoked.",
        );
    };
    if ctx.actor.person != token.person {
        let person = people::person(tx, token.person)?;
        require_over(tx, ctx, &person.ok_or_else(|| Fault::new("a token of nobody"))?)?;
    }
    tx.action(&ctx.action("token.revoke"), |tx| end(tx, &token))
}

/// Revokes all tokens of a person. Call inside an action.
pub(crate) fn revoke_all(tx: &mut Tx, person: PersonId) -> Result<usize> {
    let living: Vec<Token> = of(tx, person)?.into_iter().filter(|t| t.revoked_at.is_none()).collect();
    for token in &living {
        end(tx, token)?;
    }
    Ok(living.len())
}

fn end(tx: &mut Tx, token: &Token) -> Result<()> {
    let now = tx.recorded_at();
    let done = with_values(token, None, token.version, |old| {
        with_values(token, Some(now), token.version + 1, |new| tx.update(&API_TOKEN, old, new))
    })?;
    if done { Ok(()) } else { Err(stale()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_two_words() {
        for good in ["dossiers:read", "web_hooks:write"] {
            assert!(is_scope(good), "{good}");
        }
        for bad in ["", "dossiers", ":", "a:", "A:b", "a:b:c", "a b:c"] {
            assert!(!is_scope(bad), "{bad}");
        }
    }

    #[test]
    fn ranges_are_addresses_of_either_kind() {
        let text = |r: &str| range(r).map(|r| r.to_string());
        assert_eq!(text(" 192.0.2.7 ").as_deref(), Some("192.0.2.7/32"));
        assert_eq!(text("192.0.2.7/24").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(text("2001:db8::1/32").as_deref(), Some("2001:db8::/32"));
        for bad in ["", "192.0.2", "192.0.2.0/33", "example.org", "::/129"] {
            assert_eq!(text(bad), None, "{bad}");
        }
    }
}
