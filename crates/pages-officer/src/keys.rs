//! Single-key shortcuts can be turned off (WCAG 2.1.4), for the person and not for the machine.

use crate::locale::T;
use dossier::own;
use identity::Who;
use kernel::{PersonId, Result};
use store::{Ctx, Tx};
use webkit::{Answer, Flash, Form, Visit};

const KEYS: &str = "keys";
const OFF: &str = "off";

/// Whether somebody has them on.
pub(crate) fn on(tx: &mut Tx, person: PersonId) -> Result<bool> {
    Ok(own::get(tx, person, KEYS)?.as_deref() != Some(OFF))
}

/// Whether whoever visits has them on.
pub(crate) async fn of(visit: &Visit) -> std::result::Result<bool, webkit::Problem> {
    let person = pages_account::who(visit)?.person().id;
    Ok(visit.kit().read(move |tx| on(tx, person)).await?)
}

/// Turns them on or off, and goes back to the inbox.
pub(crate) async fn turn(visit: Visit, form: Form) -> Answer {
    let t = T(visit.lang());
    if form.is_again() {
        return Ok(visit.go("/work"));
    }
    let (who, now): (Who, _) = (pages_account::who(&visit)?.clone(), visit.business_now());
    let off = form.value("keys") == OFF;
    let value = if off { OFF } else { "" };
    visit
        .kit()
        .write(move |tx| {
            let ids = tx.ids();
            own::keep(tx, &Ctx { actor: who.myself(), now, ids: &ids }, KEYS, value)
        })
        .await?;
    let words = if off { t.keys_are_off() } else { t.keys_are_on() };
    Ok(visit.go_saying("/work", &Flash::good(words)))
}
