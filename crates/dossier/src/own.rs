//! What somebody set for the own desk. Audited like everything else that people write: it is backed up with the rest,
//! and a view that changed by itself could be explained.

use kernel::{Fault, PersonId, Result};
use store::{Ctx, Tx, table, vals};

table! {
    /// Settings of one's own desk.
    pub static DESK_SETTING = 35 "desk_setting" key(person_id, name) version(version) {
        person_id: Int, name: Text, value: Text, version: Int,
    }
}

/// What a person set, if anything.
///
/// # Errors
/// A fault of the database.
pub fn get(tx: &mut Tx, person: PersonId, name: &'static str) -> Result<Option<String>> {
    Ok(read(tx, person, name)?.map(|(value, _)| value).filter(|value| !value.is_empty()))
}

/// Sets it for whoever acts; an empty value is as good as none. Of two at once, in two windows, the last one stands.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, name: &'static str, value: &str) -> Result<()> {
    let person = ctx.actor.person;
    crate::desk::one_at_a_time(tx, person.0)?;
    let kept = match read(tx, person, name)? {
        Some((old, _)) if old == value => true,
        Some((old, version)) => tx.action(&ctx.action("desk.keep_setting"), |tx| {
            let was = vals![person.0, name, &old, version];
            tx.update(&DESK_SETTING, &was, &vals![person.0, name, value, version + 1])
        })?,
        None => tx.action(&ctx.action("desk.keep_setting"), |tx| {
            tx.insert(&DESK_SETTING, &vals![person.0, name, value, 1i64]).map(|()| true)
        })?,
    };
    if kept { Ok(()) } else { Err(Fault::new("a setting changed at the same time").into()) }
}

fn read(tx: &mut Tx, person: PersonId, name: &'static str) -> Result<Option<(String, i64)>> {
    tx.query_opt(
        "SELECT value, version FROM desk_setting WHERE person_id = $1 AND name = $2",
        &vals![person.0, name],
        |row| Ok((row.text()?, row.int()?)),
    )
}
