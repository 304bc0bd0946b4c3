//! Signing in and out.

use super::Gate;
use crate::credential::{self, Credential};
use crate::model::{Kind, Person, Status};
use crate::password::Hash;
use crate::secret::Secret;
use crate::session::{self, Origin, SessionRules};
use crate::{demo, store, throttle, totp};
use ::store::{Action, Tx};
use kernel::{Instant, PersonId, Refusal, Result};

/// What somebody types, and where he comes from.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The login name as typed.
    pub login: String,
    /// The password as typed.
    pub password: Secret,
    /// The code of the second factor, when one was typed.
    pub code: Option<Secret>,
    /// Where from.
    pub from: Origin,
    /// The token of the session that the browser still has, if any: it ends.
    pub before: Option<Secret>,
}

/// Somebody has come in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The new session's token, for the cookie. Kept nowhere else.
    pub token: Secret,
    /// Who.
    pub person: PersonId,
    /// The password was given by somebody else: it must be changed before anything else.
    pub must_change: bool,
}

/// The account that was asked for, as far as there is one.
pub(super) struct Found {
    pub(super) person: Option<Person>,
    pub(super) credential: Option<Credential>,
}

fn refusal(code: &'static str, vi: &str, en: &str) -> Refusal {
    Refusal::new(code, vi, en)
}

fn wrong() -> Refusal {
    refusal(
        "sign_in.wrong",
        "Tên đăng nhập hoặc mật khẩu không đúng.",
        "The login name or the password is not right.",
    )
}

pub(super) fn wrong_code() -> Refusal {
    refusal(
        "sign_in.code",
        "Mã xác thực không đúng hoặc đã dùng. Hãy đợi mã mới trong ứng dụng.",
        "The code is not right or was used already. Wait for the next one in your app.",
    )
}

/// Counts an attempt and looks the account up; the same statements whether there is one or not.
fn begin(tx: &mut Tx, login: &str, account: &str, address: &str, now: Instant) -> Result<Found> {
    throttle::attempt(tx, throttle::ACCOUNT, account, now)?;
    throttle::attempt(tx, throttle::ADDRESS, address, now)?;
    let person = store::person_by_login(tx, login)?;
    let credential = credential::of(tx, person.as_ref().map_or(PersonId(-1), |p| p.id))?;
    Ok(Found { person, credential })
}

impl Gate {
    /// Signs somebody in. A new session begins, whatever the browser had before.
    ///
    /// # Errors
    /// Refusals: `sign_in.wait` (too many failures of this account or address; nothing was tried), `sign_in.wrong` (also
    /// for accounts that are not there or deactivated, after the same work), and for whoever knows the password
    /// `sign_in.code_needed`, `sign_in.code` (second factor) and `sign_in.expired` (a given password was used too late).
    pub fn sign_in(&self, attempt: Attempt) -> Result<SignedIn> {
        let now = self.now();
        // What is longer than any login name is nobody's.
        let login: String = attempt.login.trim().chars().take(100).collect::<String>().to_ascii_lowercase();
        let subjects = (throttle::account(&login), throttle::address(attempt.from.address));
        let found = {
            let (account, address) = subjects.clone();
            self.db.write(move |tx| begin(tx, &login, &account, &address, now))?
        };
        let right = self.hasher().verify(&attempt.password, found.credential.as_ref().map(|c| &c.password));
        let (Found { person: Some(person), credential: Some(credential) }, true) = (found, right) else {
            return Err(wrong().into());
        };
        if person.status != Status::Active {
            return Err(wrong().into());
        }
        let step = second_factor(&credential, attempt.code.as_ref(), now)?;
        if credential.expires_at.is_some_and(|until| until <= now) {
            return Err(refusal(
                "sign_in.expired",
                "Mật khẩu được cấp đã hết hạn. Hãy nhờ người quản trị cấp lại.",
                "The password you were given has expired. Ask an administrator for another.",
            )
            .into());
        }
        let anew = match self.hasher().is_outdated(&credential.password) {
            true => Some(self.hasher().hash(&attempt.password)?),
            false => None,
        };
        self.admit(person, credential, step, anew, attempt, subjects)
    }

    /// The last step: what was found still holds, so a session begins.
    fn admit(
        &self,
        person: Person,
        credential: Credential,
        step: Option<i64>,
        anew: Option<Hash>,
        attempt: Attempt,
        (account, address): (String, String),
    ) -> Result<SignedIn> {
        let (now, at, rules) = (self.now(), self.business.now(), self.rules.sessions);
        let signed_in = Action { actor: person.id, behalf: None, name: "session.sign_in", at };
        self.db.write(move |tx| {
            let same = credential::locked(tx, person.id)?.is_some_and(|c| c.version == credential.version);
            if !same || store::person(tx, person.id)?.is_none_or(|p| p.status != Status::Active) {
                return Err(wrong().into());
            }
            if let Some(step) = step
                && !credential::use_step(tx, person.id, step)?
            {
                return Err(wrong_code().into());
            }
            throttle::succeeded(tx, &account, &address)?;
            tx.action(&signed_in, |tx| match anew {
                Some(password) => Credential { password, ..credential.clone() }.write(tx, Some(&credential)),
                None => Ok(()),
            })?;
            let must_change = credential.must_change;
            open(tx, person.id, must_change, &attempt.from, attempt.before.as_ref(), (now, rules))
        })
    }

    /// Signs a demo person in, without a password. Only in a database that was marked as a demo when it was made.
    ///
    /// # Errors
    /// Refusals: this is no demo, or the person is not of the demo.
    pub fn sign_in_as_demo_person(
        &self,
        person: PersonId,
        from: Origin,
        before: Option<Secret>,
    ) -> Result<SignedIn> {
        let (now, at, rules) = (self.now(), self.business.now(), self.rules.sessions);
        self.db.write(move |tx| {
            demo::require_demo(tx)?;
            let found = store::person(tx, person)?;
            if found.is_none_or(|p| p.kind != Kind::Demo || p.status != Status::Active) {
                return Err(refusal(
                    "demo.unknown",
                    "Không có người dùng thử này.",
                    "There is no such person in the demo.",
                )
                .into());
            }
            tx.action(&Action { actor: person, behalf: None, name: "session.sign_in_demo", at }, |_| Ok(()))?;
            open(tx, person, false, &from, before.as_ref(), (now, rules))
        })
    }

    /// Ends a session. One that has ended already stays so.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn sign_out(&self, token: &Secret) -> Result<()> {
        let (token, at) = (token.clone(), self.business.now());
        self.db.write(move |tx| match session::end(tx, token.expose())? {
            Some(actor) => {
                tx.action(&Action { actor, behalf: None, name: "session.sign_out", at }, |_| Ok(()))
            }
            None => Ok(()),
        })
    }
}

/// The step of the code, where a second factor is asked for.
fn second_factor(credential: &Credential, code: Option<&Secret>, now: Instant) -> Result<Option<i64>> {
    let Some(shared) = &credential.totp else {
        return Ok(None);
    };
    let Some(code) = code.filter(|c| !c.expose().trim().is_empty()) else {
        return Err(refusal(
            "sign_in.code_needed",
            "Hãy nhập thêm mã xác thực trong ứng dụng.",
            "Enter the code of your authenticator app as well.",
        )
        .into());
    };
    match totp::step_of(shared, code.expose(), now)? {
        Some(step) => Ok(Some(step)),
        None => Err(wrong_code().into()),
    }
}

/// A new session in the place of the browser's old one.
pub(super) fn open(
    tx: &mut Tx,
    person: PersonId,
    must_change: bool,
    from: &Origin,
    before: Option<&Secret>,
    (now, rules): (Instant, SessionRules),
) -> Result<SignedIn> {
    if let Some(before) = before {
        session::end(tx, before.expose())?;
    }
    let token = session::begin(tx, person, from, now, rules)?;
    credential::used(tx, person, now)?;
    Ok(SignedIn { token, person, must_change })
}
