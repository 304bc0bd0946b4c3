//! One's own account, and passwords that are given.

use super::Gate;
use super::sign_in::{SignedIn, open, wrong_code};
use crate::credential::{self, Credential};
use crate::desk::{self, NewPerson};
use crate::model::{Kind, Person, SessionId};
use crate::secret::{self, Secret};
use crate::session::{self, Origin, Session};
use crate::{password, store, throttle, totp};
use ::store::{Action, Ctx};
use kernel::{Actor, PersonId, Refusal, Result};
use std::net::IpAddr;

/// An account with a password that opens once.
#[derive(Clone, Debug)]
pub struct OneTime {
    /// The account.
    pub person: Person,
    /// The password; none for accounts that have none.
    pub password: Option<Secret>,
}

fn gone() -> kernel::Error {
    Refusal::new(
        "session.ended",
        "Phiên làm việc đã kết thúc. Hãy đăng nhập lại.",
        "Your session has ended. Sign in again.",
    )
    .into()
}

impl Gate {
    /// Makes an account; somebody of the staff gets a password that must be changed at the first sign-in, and opens for
    /// [`Rules::given`](super::Rules::given) seconds.
    ///
    /// # Errors
    /// As [`desk::add`].
    pub fn add_person(&self, actor: Actor, new: NewPerson) -> Result<OneTime> {
        let first = match new.kind {
            Kind::Staff => Some(secret::one_time_password()?),
            Kind::Service | Kind::Demo => None,
        };
        let person = self.add_person_with(actor, new, first.clone())?;
        Ok(OneTime { person, password: first })
    }

    /// The same with a first password of the caller's choice, which must be changed all the same.
    ///
    /// # Errors
    /// As [`desk::add`], and what is wrong with the password.
    pub fn add_person_with(&self, actor: Actor, new: NewPerson, first: Option<Secret>) -> Result<Person> {
        let until = self.now().plus_seconds(self.rules.given);
        let first = match first {
            Some(first) => {
                password::judge(&first, &new.login)?;
                Some((self.hasher().hash(&first)?, until))
            }
            None => None,
        };
        let now = self.business.now();
        self.db.write(move |tx| {
            let ids = tx.ids();
            desk::add(tx, &Ctx { actor, now, ids: &ids }, new, first)
        })
    }

    /// Gives somebody a new password that must be changed; his sessions end and his second factor goes.
    ///
    /// # Errors
    /// Refusals: no right over the account, it is deactivated, or it has no password.
    pub fn reset_password(&self, actor: Actor, person: PersonId) -> Result<OneTime> {
        let given = secret::one_time_password()?;
        let (hash, until) = (self.hasher().hash(&given)?, self.now().plus_seconds(self.rules.given));
        let now = self.business.now();
        let person = self.db.write(move |tx| {
            let ids = tx.ids();
            desk::give_password(tx, &Ctx { actor, now, ids: &ids }, person, hash, until)
        })?;
        Ok(OneTime { person, password: Some(given) })
    }

    /// Changes one's own password. All sessions end, and a new one begins in the place of this.
    ///
    /// # Errors
    /// Refusals: the session has ended, the old password is wrong (counted as a failed sign-in), the new one is refused
    /// or the same.
    pub fn change_password(
        &self,
        token: &Secret,
        old: &Secret,
        new: &Secret,
        from: Origin,
    ) -> Result<SignedIn> {
        let (person, before) = self.prove(token, old, from.address)?;
        password::judge(new, &person.login)?;
        if self.hasher().verify(new, Some(&before.password)) {
            return Err(Refusal::new(
                "password.same",
                "Mật khẩu mới phải khác mật khẩu cũ.",
                "The new password must be another than the old one.",
            )
            .into());
        }
        let after = Credential {
            password: self.hasher().hash(new)?,
            must_change: false,
            expires_at: None,
            ..before.clone()
        };
        let (now, rules) = (self.now(), self.rules.sessions);
        let action = Action {
            actor: person.id,
            behalf: None,
            name: "person.change_password",
            at: self.business.now(),
        };
        self.db.write(move |tx| {
            store::alone(tx)?;
            tx.action(&action, |tx| {
                after.write(tx, Some(&before))?;
                store::bump(tx)
            })?;
            session::end_all(tx, person.id, None)?;
            open(tx, person.id, false, &from, None, (now, rules))
        })
    }

    /// Turns the second factor on: `shared` comes from [`totp::enrol`], `code` from the app that learned it.
    ///
    /// # Errors
    /// Refusals: the session has ended, the password or the code is wrong.
    pub fn confirm_second_factor(
        &self,
        token: &Secret,
        password: &Secret,
        shared: &Secret,
        code: &Secret,
        address: IpAddr,
    ) -> Result<()> {
        let (person, before) = self.prove(token, password, address)?;
        let Some(step) = totp::step_of(shared, code.expose(), self.now())? else {
            return Err(wrong_code().into());
        };
        let shared = shared.expose().split_whitespace().collect::<String>().to_ascii_uppercase();
        self.set_second_factor(person.id, before, Some(Secret::new(shared)), Some(step))
    }

    /// Turns the second factor off.
    ///
    /// # Errors
    /// Refusals: the session has ended, or the password is wrong.
    pub fn remove_second_factor(&self, token: &Secret, password: &Secret, address: IpAddr) -> Result<()> {
        let (person, before) = self.prove(token, password, address)?;
        self.set_second_factor(person.id, before, None, None)
    }

    fn set_second_factor(
        &self,
        person: PersonId,
        before: Credential,
        totp: Option<Secret>,
        step: Option<i64>,
    ) -> Result<()> {
        let name = if totp.is_some() { "person.second_factor_on" } else { "person.second_factor_off" };
        let action = Action { actor: person, behalf: None, name, at: self.business.now() };
        self.db.write(move |tx| {
            if let Some(step) = step {
                credential::use_step(tx, person, step)?;
            }
            tx.action(&action, |tx| Credential { totp, ..before.clone() }.write(tx, Some(&before)))
        })
    }

    /// Whether somebody has a second factor.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn has_second_factor(&self, person: PersonId) -> Result<bool> {
        self.db.read(|tx| Ok(credential::of(tx, person)?.is_some_and(|c| c.totp.is_some())))
    }

    /// One's own living sessions, the latest used first, and which of them is this.
    ///
    /// # Errors
    /// A refusal when this one has ended.
    pub fn sessions(&self, token: &Secret) -> Result<Vec<(Session, bool)>> {
        let (now, rules) = (self.now(), self.rules.sessions);
        self.db.read(|tx| {
            let own = session::find(tx, token.expose(), now, rules)?.ok_or_else(gone)?;
            let all = session::of(tx, own.person, now, rules)?;
            Ok(all.into_iter().map(|s| (s.id == own.id, s)).map(|(this, s)| (s, this)).collect())
        })
    }

    /// Ends one of one's own sessions; all but this when none is named. Answers how many.
    ///
    /// # Errors
    /// A refusal when this one has ended.
    pub fn end_sessions(&self, token: &Secret, which: Option<SessionId>) -> Result<u64> {
        let (now, rules) = (self.now(), self.rules.sessions);
        let (token, at) = (token.clone(), self.business.now());
        self.db.write(move |tx| {
            let own = session::find(tx, token.expose(), now, rules)?.ok_or_else(gone)?;
            tx.action(&Action { actor: own.person, behalf: None, name: "session.end_others", at }, |_| {
                Ok(())
            })?;
            match which {
                Some(id) => Ok(u64::from(session::end_one(tx, own.person, id)?)),
                None => session::end_all(tx, own.person, Some(own.id)),
            }
        })
    }

    /// The person of a session, who has typed his password again. A wrong one is counted as a failed sign-in, so that a
    /// stolen session does not help to guess.
    fn prove(&self, token: &Secret, typed: &Secret, address: IpAddr) -> Result<(Person, Credential)> {
        let (now, rules) = (self.now(), self.rules.sessions);
        let address = throttle::address(address);
        let (person, credential, account) = {
            let (token, address) = (token.clone(), address.clone());
            self.db.write(move |tx| {
                let own = session::find(tx, token.expose(), now, rules)?.ok_or_else(gone)?;
                let person = store::person(tx, own.person)?.ok_or_else(gone)?;
                let account = throttle::account(&person.login);
                throttle::attempt(tx, throttle::ACCOUNT, &account, now)?;
                throttle::attempt(tx, throttle::ADDRESS, &address, now)?;
                let credential = credential::of(tx, person.id)?;
                Ok((person, credential, account))
            })?
        };
        let right = self.hasher().verify(typed, credential.as_ref().map(|c| &c.password));
        let Some(credential) = credential.filter(|_| right) else {
            return Err(Refusal::new(
                "password.wrong",
                "Mật khẩu hiện tại không đúng.",
                "The present password is not right.",
            )
            .into());
        };
        self.db.write(move |tx| throttle::succeeded(tx, &account, &address))?;
        Ok((person, credential))
    }
}
