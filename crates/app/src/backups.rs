//! Nightly backups. Each is restored into a place of its own and verified before it counts: a backup that nobody has
//! restored is a hope.

use kernel::{Day, Error, Fault, Result};
use std::path::{Path, PathBuf};
use store::backup::BackupError;
use store::{Db, Open, Target, VerifyOptions};

/// What every nightly backup's name begins with; nothing else in the folder is ever taken away.
const PREFIX: &str = "nightly-";
const SUFFIX: &str = ".motcua";

/// Where nightly backups go, and how many of them stay.
#[derive(Clone, Debug)]
pub struct Nightly {
    /// The folder.
    pub folder: PathBuf,
    /// The newest so many stay.
    pub kept: usize,
}

impl Nightly {
    /// Writes the backup of a night, restores and verifies it, and takes away those that are too old. One of the same
    /// day is replaced.
    ///
    /// # Errors
    /// A fault that says what failed. A backup that cannot be restored is kept under another name, to be looked at.
    pub fn make(&self, db: &Db, today: Day) -> Result<PathBuf> {
        let file = self.folder.join(format!("{PREFIX}{today}{SUFFIX}"));
        std::fs::create_dir_all(&self.folder).map_err(|e| self.fault("making the folder of backups", e))?;
        store::backup::write(db, &file).map_err(told)?;
        if let Err(error) = self.rehearse(&file) {
            let bad = file.with_extension("does-not-restore");
            std::fs::rename(&file, &bad)
                .map_err(|e| self.fault("renaming a backup that does not restore", e))?;
            return Err(error);
        }
        self.thin_out()?;
        Ok(file)
    }

    /// Restores a backup beside itself, verifies what came of it, and takes that away again.
    fn rehearse(&self, file: &Path) -> Result<()> {
        let stage = self.folder.join("rehearsal");
        let clear = || if stage.exists() { std::fs::remove_dir_all(&stage) } else { Ok(()) };
        // One that was cut short by a power failure stands in nobody's way.
        clear().map_err(|e| self.fault("clearing the last rehearsal away", e))?;
        std::fs::create_dir(&stage).map_err(|e| self.fault("making room for a rehearsal", e))?;
        let done = restored(file, &Target::Sqlite(stage.join("motcua.sqlite")));
        clear().map_err(|e| self.fault("clearing a rehearsal away", e))?;
        done
    }

    fn thin_out(&self) -> Result<()> {
        let listed = std::fs::read_dir(&self.folder).map_err(|e| self.fault("listing backups", e))?;
        let mut nights: Vec<PathBuf> = listed
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
                name.strip_prefix(PREFIX)
                    .and_then(|rest| rest.strip_suffix(SUFFIX))
                    .is_some_and(|day| day.parse::<Day>().is_ok())
            })
            .collect();
        // Days are written so that their order is that of their names.
        nights.sort();
        let old = nights.len().saturating_sub(self.kept.max(1));
        for path in &nights[..old] {
            std::fs::remove_file(path).map_err(|e| self.fault("taking an old backup away", e))?;
        }
        Ok(())
    }

    fn fault(&self, doing: &str, error: std::io::Error) -> Error {
        Fault::because(format!("{doing} ({})", self.folder.display()), error).into()
    }
}

fn restored(file: &Path, target: &Target) -> Result<()> {
    let schema = crate::domains::schema();
    store::backup::restore(file, target, &schema).map_err(told)?;
    let db = Db::open(target, &schema, Open::Existing).map_err(|e| Fault::new(e.en()))?;
    let report = store::verify(&db, &VerifyOptions::default())?;
    match report.problems.first() {
        None => Ok(()),
        Some(first) => Err(Fault::new(format!("{} does not verify: {first}", file.display())).into()),
    }
}

fn told(error: BackupError) -> Error {
    Fault::new(error.en()).into()
}
