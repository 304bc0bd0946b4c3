//! Nightly backups. Each is restored into a place of its own and verified before it counts: a backup that nobody has
//! restored is a hope.

use kernel::{Day, Error, Fault, Result};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use store::{Db, Open, Target, VerifyOptions};

/// What every nightly backup's name begins with; nothing else in the folder is ever taken away.
const PREFIX: &str = "nightly-";
const SUFFIX: &str = ".motcua";
/// What a backup's name ends with that is not whole, and one that could not be restored.
const PART: &str = ".motcua.part";
const BAD: &str = ".does-not-restore";

/// Waits until no other program is at work in a folder of backups, and keeps others out for as long as the file lives.
/// Whatever is half done there then is of a program that was killed.
///
/// # Errors
/// Of the file system.
pub(crate) fn alone(folder: &Path, lock: &str) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(lock))?;
    match file.lock() {
        // Some network file systems have no locks: there a folder is for one program.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

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
        std::fs::create_dir_all(&self.folder).map_err(|e| self.fault("making the folder of backups", e))?;
        let _alone = alone(&self.folder, "nightly.lock")
            .map_err(|e| self.fault("keeping other programs out of the backups", e))?;
        self.sweep()?;
        let file = self.folder.join(format!("{PREFIX}{today}{SUFFIX}"));
        store::backup::write(db, &file).map_err(|e| Fault::because("writing the backup", e))?;
        let rehearsed = match self.rehearse(&file) {
            Ok(()) => Ok(file),
            Err(error) => Err(self.put_aside(&file, error)),
        };
        // Nights that fail must not fill the disk either.
        let thinned = self.thin_out(SUFFIX).and_then(|()| self.thin_out(BAD));
        rehearsed.and_then(|file| thinned.map(|()| file))
    }

    /// Takes away what a killed program has left half done.
    fn sweep(&self) -> Result<()> {
        for path in self.nights(PART)? {
            std::fs::remove_file(path).map_err(|e| self.fault("taking half a backup away", e))?;
        }
        self.clear(&self.stage()).map_err(|e| self.fault("clearing the last rehearsal away", e))
    }

    fn stage(&self) -> PathBuf {
        self.folder.join("rehearsal")
    }

    fn clear(&self, stage: &Path) -> io::Result<()> {
        if stage.exists() { std::fs::remove_dir_all(stage) } else { Ok(()) }
    }

    /// Restores a backup beside itself, verifies what came of it, and takes that away again.
    fn rehearse(&self, file: &Path) -> Result<()> {
        let stage = self.stage();
        std::fs::create_dir(&stage).map_err(|e| self.fault("making room for a rehearsal", e))?;
        let done = restored(file, &Target::Sqlite(stage.join("motcua.sqlite")));
        let cleared = self.clear(&stage).map_err(|e| self.fault("clearing a rehearsal away", e));
        done.and(cleared)
    }

    /// Keeps a backup that failed under another name. Why it failed is said in any case.
    fn put_aside(&self, file: &Path, error: Error) -> Error {
        match std::fs::rename(file, file.with_extension(&BAD[1..])) {
            Ok(()) => error,
            Err(e) => Fault::because(format!("{error}; and it could not be put aside"), e).into(),
        }
    }

    fn thin_out(&self, suffix: &str) -> Result<()> {
        let nights = self.nights(suffix)?;
        let old = nights.len().saturating_sub(self.kept.max(1));
        for path in &nights[..old] {
            std::fs::remove_file(path).map_err(|e| self.fault("taking an old backup away", e))?;
        }
        Ok(())
    }

    /// The files of nights that end so, the oldest first.
    fn nights(&self, suffix: &str) -> Result<Vec<PathBuf>> {
        let listed = std::fs::read_dir(&self.folder).map_err(|e| self.fault("listing backups", e))?;
        let mut nights: Vec<PathBuf> = listed
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
                let day = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(suffix));
                day.is_some_and(|day| day.parse::<Day>().is_ok())
            })
            .collect();
        // Days are written so that their order is that of their names.
        nights.sort();
        Ok(nights)
    }

    fn fault(&self, doing: &str, error: io::Error) -> Error {
        Fault::because(format!("{doing} ({})", self.folder.display()), error).into()
    }
}

fn restored(file: &Path, target: &Target) -> Result<()> {
    let schema = crate::domains::schema();
    store::backup::restore(file, target, &schema).map_err(|e| Fault::because("restoring the backup", e))?;
    let db = Db::open(target, &schema, Open::Existing)
        .map_err(|e| Fault::because("opening the restored backup", e))?;
    let report = store::verify(&db, &VerifyOptions::default())?;
    match report.problems.first() {
        None => Ok(()),
        Some(first) => Err(Fault::new(format!("{} does not verify: {first}", file.display())).into()),
    }
}
