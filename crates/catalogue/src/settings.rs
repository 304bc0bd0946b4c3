//! The province's facts and rules that are not rows of a list: its names, tiers, code pattern, forms.

use ::store::{Ctx, Tx, table, vals};
use kernel::{Day, Fault, Result};

table! {
    /// Settings by name.
    pub static SETTING = 25 "setting" key(name) version(version) { name: Text, value: Text, version: Int }
}

/// The value of a setting.
///
/// # Errors
/// A fault of the database.
pub fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM setting WHERE name = $1", &vals![name], |row| row.text())
}

/// The value of a setting that every loaded province has.
///
/// # Errors
/// A fault that names the setting when it is missing.
pub fn need(tx: &mut Tx, name: &str) -> Result<String> {
    get(tx, name)?.ok_or_else(|| {
        Fault::new(format!("the setting '{name}' is missing; load a province folder first (motcua load)"))
            .into()
    })
}

/// The first day of the figures that are computed; what was before it is entered by hand.
///
/// # Errors
/// A fault that names the setting when it is missing or no day.
pub fn coverage_from(tx: &mut Tx) -> Result<Day> {
    const NAME: &str = "coverage_from";
    Ok(need(tx, NAME)?.parse().map_err(|e| Fault::because(NAME, e))?)
}

/// Keeps a setting; answers whether anything changed.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, name: &str, value: &str) -> Result<bool> {
    let old = tx.query_opt("SELECT value, version FROM setting WHERE name = $1", &vals![name], |row| {
        Ok((row.text()?, row.int()?))
    })?;
    match old {
        Some((old, _)) if old == value => Ok(false),
        None => tx
            .action(&ctx.action("catalogue.keep_setting"), |tx| {
                tx.insert(&SETTING, &vals![name, value, 1i64])
            })
            .map(|()| true),
        Some((old, version)) => {
            let changed = tx.action(&ctx.action("catalogue.keep_setting"), |tx| {
                tx.update(&SETTING, &vals![name, &old, version], &vals![name, value, version + 1])
            })?;
            if changed { Ok(true) } else { Err(Fault::new("the setting changed at the same time").into()) }
        }
    }
}
