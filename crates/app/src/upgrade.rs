//! Opening a database, and bringing an older one up to date only after a backup of it was written. The upgrade itself is
//! one transaction: interrupted, it leaves the database as it was, and the next start does it.

use crate::cli::Failure;
use kernel::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use store::{Db, Migration, Open, OpenError, Target};

/// Opens a database; an older one is backed up into `backups` first.
///
/// # Errors
/// It cannot be opened, or the backup cannot be written: then nothing was changed.
pub(crate) fn open(target: &Target, backups: &Path, how: Open, tell: &dyn Fn(&str)) -> Result<Db, Failure> {
    let schema = crate::domains::schema();
    if how != Open::Create {
        match Db::open(target, &schema, Open::AsItIs) {
            Ok(db) => {
                let pending = db.pending()?;
                if pending.is_empty() {
                    return Ok(db);
                }
                keep(&db, &pending, backups, tell)?;
            }
            // Whatever is wrong is said by the ordinary way of opening it.
            Err(OpenError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Db::open(target, &schema, how)?)
}

fn keep(db: &Db, pending: &[Migration], backups: &Path, tell: &dyn Fn(&str)) -> Result<(), Failure> {
    let names: Vec<String> = pending.iter().map(|m| format!("{} {}", m.no, m.name)).collect();
    let names = names.join(", ");
    tell(&format!("motcua: this database is of an older version; to be applied: {names}"));
    let file = name(backups);
    let refuse = |why: String| {
        Failure::new(format!(
            "the backup before the upgrade cannot be written, so nothing was changed: {why}; make room or rights for {} / chưa nâng cấp vì không ghi được bản sao lưu",
            backups.display()
        ))
    };
    std::fs::create_dir_all(backups).map_err(|e| refuse(e.to_string()))?;
    store::backup::write(db, &file).map_err(|e| refuse(e.en()))?;
    tell(&format!("motcua: backed up to {} before the upgrade", file.display()));
    Ok(())
}

/// Another name each time, in the order of time.
fn name(backups: &Path) -> PathBuf {
    let now = SystemClock.now();
    let stamp = now.0 / 1_000_000;
    backups.join(format!("before-upgrade-{}-{stamp}.motcua", now.day()))
}
