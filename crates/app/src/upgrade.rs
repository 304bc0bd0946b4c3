//! Opening a database, and bringing an older one up to date only after a backup of it was written. The upgrade itself is
//! one transaction: interrupted, it leaves the database as it was, and the next start does it.

use crate::backups;
use crate::cli::Failure;
use std::fs::File;
use std::path::Path;
use store::{Db, Migration, Open, OpenError, Target};

/// Opens a database; an older one is backed up into a folder first.
///
/// # Errors
/// It cannot be opened, or the backup cannot be written: then nothing was changed.
pub(crate) fn open(target: &Target, folder: &Path, how: Open, tell: &dyn Fn(&str)) -> Result<Db, Failure> {
    let schema = crate::domains::schema();
    if how == Open::Create {
        return Ok(Db::open(target, &schema, how)?);
    }
    let db = match Db::open(target, &schema, Open::AsItIs) {
        Ok(db) => db,
        // Whether that is wrong is said by the ordinary way of opening it.
        Err(OpenError::Missing(_)) => return Ok(Db::open(target, &schema, how)?),
        Err(error) => return Err(error.into()),
    };
    if db.pending()?.is_empty() {
        return derived(db, tell);
    }
    // Until the upgrade is done: a second server that starts now finds it done, and does not put a backup of what came
    // of it in the place of what was.
    let _alone = keep(&db, folder, tell)?;
    drop(db);
    derived(Db::open(target, &schema, how)?, tell)
}

/// The counters that came with a newer version are derived from the events, once; interrupted, the next start does it.
fn derived(db: Db, tell: &dyn Fn(&str)) -> Result<Db, Failure> {
    if !db.read(dossier::statistics::is_filled)? {
        tell("motcua: the figures by procedure are derived from what happened so far; this takes a while");
        db.write(dossier::statistics::fill)?;
    }
    Ok(db)
}

/// Backs up what is there, alone in the folder for as long as the answer lives.
fn keep(db: &Db, folder: &Path, tell: &dyn Fn(&str)) -> Result<File, Failure> {
    let refuse = |why: String| {
        Failure::new(format!(
            "the backup before the upgrade cannot be written, so nothing was changed: {why}; make room or rights for {} / chưa nâng cấp vì không ghi được bản sao lưu",
            folder.display()
        ))
    };
    std::fs::create_dir_all(folder).map_err(|e| refuse(e.to_string()))?;
    let alone = backups::alone(folder, "before-upgrade.lock").map_err(|e| refuse(e.to_string()))?;
    let pending = db.pending()?;
    let Some(first) = pending.first() else { return Ok(alone) };
    let names: Vec<String> = pending.iter().map(|m| format!("{} {}", m.no, m.name)).collect();
    let names = names.join(", ");
    tell(&format!("motcua: this database is of an older version; to be applied: {names}"));
    let file = folder.join(name(db.target(), first));
    store::backup::write(db, &file).map_err(|e| refuse(e.en()))?;
    tell(&format!("motcua: backed up to {} before the upgrade", file.display()));
    Ok(alone)
}

/// The same name until the upgrade succeeds, and never again after: a program that is started over and over because it
/// fails does not fill the disk. (The first migration that is lacking says how far a database has come; the last one
/// applied does not, since each domain numbers its own.) Schemas of one server may share a folder.
fn name(target: &Target, first: &Migration) -> String {
    let of = match target {
        Target::Sqlite(_) => String::new(),
        Target::Postgres { schema, .. } => format!("{schema}-"),
    };
    format!("before-upgrade-{of}{}-{}.motcua", first.no, first.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use store::Schema;

    /// Without migration 40, on which no other builds.
    fn older() -> Schema {
        let mut schema = crate::domains::schema();
        schema.migrations.retain(|m| m.no != 40);
        schema
    }

    fn kept(folder: &Path) -> Vec<PathBuf> {
        let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.extension().is_none_or(|end| end != "lock")).collect()
    }

    store::db_test! {
        with older();

        fn an_upgrade_that_fails_again_and_again_keeps_one_whole_backup(db: TestDb) {
            let folder = tempfile::tempdir().unwrap();
            let up = || open(&db.target(), folder.path(), Open::Existing, &|_| ());
            // What the migration replaces is not there.
            db.tamper("DROP INDEX dossier_event_turned");
            for _ in 0..3 {
                assert!(up().is_err());
            }
            let backups = kept(folder.path());
            assert_eq!(backups.len(), 1, "{backups:?}");
            // Half of one, as a killed program leaves it, stands in nobody's way.
            std::fs::write(backups[0].with_extension("motcua.part"), "half").unwrap();
            db.tamper("CREATE INDEX dossier_event_turned ON dossier_event (dossier_id)");
            assert_eq!(up().unwrap().pending().unwrap().len(), 0);
            up().unwrap();
            assert_eq!(kept(folder.path()), backups);
            let restored = Target::Sqlite(folder.path().join("restored.sqlite"));
            store::backup::restore(&backups[0], &restored, &older()).unwrap();
        }

        fn of_two_programs_that_upgrade_at_once_one_backs_up(db: TestDb) {
            let folder = tempfile::tempdir().unwrap();
            let first = Db::open(&db.target(), &crate::domains::schema(), Open::AsItIs).unwrap();
            let second = Db::open(&db.target(), &crate::domains::schema(), Open::AsItIs).unwrap();
            let alone = keep(&first, folder.path(), &|_| ()).unwrap();
            let written = std::fs::read(&kept(folder.path())[0]).unwrap();
            drop(Db::open(&db.target(), &crate::domains::schema(), Open::Existing).unwrap());
            drop(alone);
            drop(keep(&second, folder.path(), &|text| panic!("{text}")).unwrap());
            assert_eq!(std::fs::read(&kept(folder.path())[0]).unwrap(), written);
        }
    }
}
