//! Who stands behind a session's token or an API token, at each request.

use super::Gate;
use crate::model::{Person, Status};
use crate::secret::{self, Secret};
use crate::session::{self, Session};
use crate::token::{self, Token};
use crate::who::{Reach, Who};
use crate::{credential, desk, store};
use ::store::Tx;
use kernel::{Day, PersonId, Refusal, Result};
use organisation::Directory;
use rustc_hash::FxHashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Who.
    pub who: Who,
    /// The session.
    pub session: Session,
    /// What the session's forms carry.
    pub csrf: Secret,
}

impl Entered {
    /// Whether a form was sent from one of this session's own pages.
    pub fn csrf_is(&self, sent: &str) -> bool {
        secret::same(self.csrf.expose(), sent)
    }
}

/// A program with an API token.
#[derive(Clone, Debug)]
pub struct TokenHolder {
    /// Whose rights it has.
    pub who: Who,
    /// The token.
    pub token: Token,
}

impl TokenHolder {
    /// Passes if the token has the scope. What its person may do is asked besides.
    ///
    /// # Errors
    /// A refusal `token.scope`.
    pub fn require(&self, scope: &str) -> Result<(), Refusal> {
        if self.token.scopes.iter().any(|s| s == scope) {
            return Ok(());
        }
        Err(Refusal::new(
            "token.scope",
            format!("Mã truy cập không có phạm vi {scope}."),
            format!("The token does not have the scope {scope}."),
        ))
    }
}

/// People as they were last seen, for as long as nothing has changed.
#[derive(Default)]
pub(super) struct Held {
    /// Revision of identity, of organisation, and the business day.
    at: Option<(i64, i64, Day)>,
    directory: Arc<Directory>,
    people: FxHashMap<PersonId, Known>,
}

#[derive(Clone)]
struct Known {
    person: Arc<Person>,
    must_change: bool,
    reaches: Arc<[Reach]>,
}

impl Gate {
    /// Who has come in by a session's token. None when the session is not there, has ended, or its person was
    /// deactivated.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn enter(&self, token: &Secret) -> Result<Option<Entered>> {
        let (now, rules) = (self.now(), self.rules.sessions);
        let found = self.db.read(|tx| {
            let Some(session) = session::find(tx, token.expose(), now, rules)? else {
                return Ok(None);
            };
            let who = self.who(tx, session.person)?;
            Ok(who.map(|who| Entered { who, session, csrf: session::csrf(token.expose()) }))
        })?;
        if let Some(entered) = &found
            && entered.session.is_to_be_noted(now)
        {
            let id = entered.session.id;
            self.db.write(move |tx| session::note(tx, id, now))?;
        }
        Ok(found)
    }

    /// Which program has come in by an API token.
    ///
    /// # Errors
    /// Refusals: `token.invalid` (unknown, expired, revoked, its person deactivated), `token.address`.
    pub fn enter_with_token(&self, token: &Secret, address: IpAddr) -> Result<TokenHolder> {
        let now = self.now();
        let found = self.db.read(|tx| {
            let Some((token, person)) = token::find(tx, token.expose(), now)? else {
                return Ok(None);
            };
            Ok(self.who(tx, person.id)?.map(|who| TokenHolder { who, token }))
        })?;
        let Some(holder) = found else {
            return Err(Refusal::new(
                "token.invalid",
                "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.",
                "The token is unknown, expired or revoked.",
            )
            .into());
        };
        if !holder.token.opens_from(address) {
            return Err(Refusal::new(
                "token.address",
                "Mã truy cập không được dùng từ địa chỉ này.",
                "The token may not be used from this address.",
            )
            .into());
        }
        if holder.token.is_to_be_noted(now, address) {
            let id = holder.token.id;
            self.db.write(move |tx| token::note(tx, id, now, address))?;
        }
        Ok(holder)
    }

    /// A person as he stands on the business day of now; none when deactivated or not there. From memory, unless people
    /// or the organisation have changed or another day has begun.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn who(&self, tx: &mut Tx, id: PersonId) -> Result<Option<Who>> {
        let today = self.business.now().day();
        let at = (store::revision(tx)?, Directory::current_revision(tx)?, today);
        let (directory, known) = self.held_at(tx, at, id)?;
        let known = match known {
            Some(known) => known,
            None => {
                let Some(person) = store::person(tx, id)? else {
                    return Ok(None);
                };
                let known = Known {
                    person: Arc::new(person),
                    must_change: credential::of(tx, id)?.is_some_and(|c| c.must_change),
                    reaches: desk::standing(tx, id)?.on(&directory, today).into(),
                };
                let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
                // Unless another request has seen a later state meanwhile.
                if held.at == Some(at) {
                    held.people.insert(id, known.clone());
                }
                known
            }
        };
        if known.person.status != Status::Active {
            return Ok(None);
        }
        Ok(Some(Who::new(known.person, known.must_change, known.reaches, directory, today)))
    }

    /// The directory of a state, and the person if he is held.
    fn held_at(
        &self,
        tx: &mut Tx,
        at: (i64, i64, Day),
        id: PersonId,
    ) -> Result<(Arc<Directory>, Option<Known>)> {
        let before = {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.at == Some(at) {
                return Ok((held.directory.clone(), held.people.get(&id).cloned()));
            }
            held.at.filter(|b| b.1 == at.1).map(|_| held.directory.clone())
        };
        // Read without the lock: the others need not wait for a table.
        let directory = match before {
            Some(directory) => directory,
            None => Arc::new(Directory::load(tx)?),
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        // A transaction that began earlier must not put an old state in the place of a later one.
        if held.at.is_none_or(|there| (there.0, there.1) <= (at.0, at.1)) {
            *held = Held { at: Some(at), directory: directory.clone(), people: FxHashMap::default() };
        }
        Ok((directory, None))
    }
}
