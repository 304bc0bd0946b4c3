//! What somebody entered for the leader's pages: where units lie on the map of tiles, and ratings counted outside.

use catalogue::settings;
use kernel::{Fault, Result};
use province::{Rating, Tile};
use serde::de::DeserializeOwned;
use store::Tx;

/// Where units lie, by their codes; none where the province says nothing of it.
///
/// # Errors
/// A fault of the database, or of a setting that cannot be read.
pub fn tiles(tx: &mut Tx<'_>) -> Result<Vec<Tile>> {
    list(tx, "tiles")
}

/// Ratings, in the order in which they were entered.
///
/// # Errors
/// As [`tiles`].
pub fn ratings(tx: &mut Tx<'_>) -> Result<Vec<Rating>> {
    list(tx, "entered.satisfaction")
}

/// A database from before there was such a file has no such setting.
fn list<T: DeserializeOwned>(tx: &mut Tx<'_>, name: &'static str) -> Result<Vec<T>> {
    let Some(text) = settings::get(tx, name)? else { return Ok(Vec::new()) };
    Ok(serde_json::from_str(&text).map_err(|e| Fault::because(format!("the setting '{name}'"), e))?)
}
