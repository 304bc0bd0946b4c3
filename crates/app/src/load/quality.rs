//! Which units of a folder work by a standard of quality management.

use super::{Loaded, of_row};
use kernel::{Fault, Result};
use organisation::Directory;
use province::Province;
use quality::system::{Adoption, keep_adoption};
use store::{Ctx, Tx};

const FILE: &str = "iso.csv";

/// Loads them; what is known of a unit stays as it is.
pub(super) fn load(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    let directory = Directory::load(tx)?;
    for row in &p.iso {
        let unit = directory.ever_by_code(&row.unit);
        let unit = unit.ok_or_else(|| Fault::new(format!("{FILE}:{}: unit {}", row.line, row.unit)))?;
        let adoption = Adoption {
            unit,
            applied_from: row.applied_from,
            edition: row.edition.clone(),
            moved_from: Some(row.transition_from.clone()).filter(|from| !from.is_empty()),
            declared: None,
            illustrative: row.illustrative,
            version: 1,
        };
        loaded.quality += u64::from(of_row(FILE, row.line, keep_adoption(tx, ctx, &adoption))?);
    }
    Ok(())
}
