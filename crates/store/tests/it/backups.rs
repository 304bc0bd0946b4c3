//! Backups: taken while others write, restored on either engine, refused when damaged.

use crate::world::{make_one, number, schema};
use proptest::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use store::backup::{self, BackupError};
use store::testing::SERVER;
use store::{Db, Engine, Open, Target, VerifyOptions, seal, verify};

/// A place of the engine with nothing in it; cleared away at the end.
struct Empty {
    target: Target,
    folder: tempfile::TempDir,
}

impl Empty {
    fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().file_name().unwrap().to_string_lossy().to_ascii_lowercase();
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let target = match engine {
            Engine::Sqlite => Target::Sqlite(folder.path().join("restored.sqlite")),
            Engine::Postgres => {
                Target::Postgres { url: std::env::var(SERVER).unwrap(), schema: format!("r{name}") }
            }
        };
        Self { target, folder }
    }

    fn is_empty(&self) -> bool {
        match &self.target {
            Target::Sqlite(_) => std::fs::read_dir(self.folder.path()).unwrap().count() == 0,
            Target::Postgres { url, schema } => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                let sql = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = $1";
                client.query_one(sql, &[schema]).unwrap().get::<_, i64>(0) == 0
            }
        }
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        if let Target::Postgres { url, schema } = &self.target {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"));
        }
    }
}

fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    }
}

store::db_test! {
    with schema();

    fn a_backup_under_writers_is_one_committed_moment(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.backup");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for n in 0..4i64 {
                let (db, stop) = (&db, &stop);
                scope.spawn(move || {
                    for i in 1.. {
                        make_one(db, n * 1_000_000 + i);
                        if i % 50 == 0 {
                            seal(db).unwrap();
                        }
                        // Some before the backup begins, and then until it is done.
                        if i > 200 && stop.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                });
            }
            let done = backup::write(&db, &file);
            stop.store(true, Ordering::Relaxed);
            done.unwrap();
        });
        let place = Empty::on(other(db.engine()));
        let contents = backup::restore(&file, &place.target, &schema()).unwrap();
        assert_eq!(contents, backup::check(&file).unwrap());
        let restored = Db::open(&place.target, &schema(), Open::Existing).unwrap();
        let report = verify(&restored, &VerifyOptions::default()).unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        let things = number(&restored, "SELECT COUNT(*) FROM thing");
        assert_eq!(number(&restored, "SELECT COUNT(*) FROM thing_event"), things);
        let tally = "SELECT CAST(COALESCE(SUM(received), 0) AS BIGINT) FROM tally";
        assert_eq!(number(&restored, tally), things);
        make_one(&restored, 77_000_000);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    fn a_backup_takes_the_place_of_no_database_folder_or_device(db: TestDb) {
        make_one(&db, 1);
        let folder = tempfile::tempdir().unwrap();
        // A socket stands for what is neither file nor folder.
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let mut places = vec![folder.path().to_owned(), folder.path().join("socket")];
        if let Target::Sqlite(own) = db.target() {
            std::os::unix::fs::symlink(std::path::absolute(own.as_path()).unwrap(), folder.path().join("link")).unwrap();
            places.extend([own.to_path_buf(), folder.path().join("link")]);
        }
        for place in places.into_iter().filter(|p| p.exists()) {
            let refused = backup::write(&db, &place).unwrap_err();
            assert!(matches!(refused, BackupError::ItsOwn(_) | BackupError::NotAFile(_)), "{place:?}: {refused}");
        }
        assert!(verify(&db, &VerifyOptions::default()).unwrap().is_clean());
    }

    fn there_and_back_again_everything_is_equal(db: TestDb) {
        for id in 1..=300 {
            make_one(&db, id);
        }
        seal(&db).unwrap();
        make_one(&db, 301);
        db.write(|tx| tx.emit("heard", "đ")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("1"), folder.path().join("2"));
        let (there, back) = (Empty::on(other(db.engine())), Empty::on(db.engine()));
        backup::write(&db, &first).unwrap();
        backup::restore(&first, &there.target, &schema()).unwrap();
        let between = Db::open(&there.target, &schema(), Open::Existing).unwrap();
        backup::write(&between, &second).unwrap();
        backup::restore(&second, &back.target, &schema()).unwrap();
        let last = Db::open(&back.target, &schema(), Open::Existing).unwrap();
        let reports = [&*db, &between, &last].map(|db| verify(db, &VerifyOptions::default()).unwrap());
        assert!(reports[0].is_clean() && reports[0].unsealed == 1);
        assert_eq!(reports[0], reports[1]);
        assert_eq!(reports[0], reports[2]);
    }

    fn restoring_over_a_database_is_refused(db: TestDb) {
        make_one(&db, 1);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.backup");
        backup::write(&db, &file).unwrap();
        let error = backup::restore(&file, &db.target(), &schema()).unwrap_err();
        assert!(matches!(error, BackupError::NotEmpty(_)), "{error}");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 1);
    }

    fn a_damaged_backup_is_refused_and_leaves_nothing(db: TestDb) {
        for id in 1..=50 {
            make_one(&db, id);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.backup");
        backup::write(&db, &file).unwrap();
        let good = std::fs::read(&file).unwrap();
        let place = Empty::on(db.engine());
        let try_it = |bytes: &[u8]| {
            let bad = folder.path().join("bad.backup");
            std::fs::write(&bad, bytes).unwrap();
            let error = backup::restore(&bad, &place.target, &schema()).unwrap_err();
            assert!(place.is_empty(), "{error}");
            assert!(error.en().ends_with('.') && error.vi().ends_with('.'), "{error}");
            error
        };
        assert!(matches!(try_it(b""), BackupError::NotABackup(_)));
        assert!(matches!(try_it(b"just some text, of no use to anybody"), BackupError::NotABackup(_)));
        for length in [8, 20, 47, 48, good.len() / 2, good.len() - 41, good.len() - 40, good.len() - 8, good.len() - 1] {
            assert!(matches!(try_it(&good[..length]), BackupError::Truncated(_)), "{length}");
        }
        for at in [9, 40, good.len() / 2, good.len() - 41, good.len() - 20] {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(matches!(try_it(&bad), BackupError::Corrupt(_)), "{at}");
        }
        let mut longer = good.clone();
        longer.push(0);
        assert!(matches!(try_it(&longer), BackupError::Truncated(_)));
        let missing = backup::restore(&folder.path().join("none"), &place.target, &schema()).unwrap_err();
        assert!(matches!(missing, BackupError::Missing(_)));
    }

    fn a_backup_of_a_newer_or_other_build_is_refused(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.backup");
        backup::write(&db, &file).unwrap();
        let place = Empty::on(db.engine());
        let mut older = schema();
        older.migrations.pop();
        let error = backup::restore(&file, &place.target, &older).unwrap_err();
        assert!(matches!(error, BackupError::Newer(_, 100)), "{error}");
        let mut changed = schema();
        changed.migrations.last_mut().unwrap().sql = "CREATE TABLE other (id {int} PRIMARY KEY) {strict};";
        let error = backup::restore(&file, &place.target, &changed).unwrap_err();
        assert!(matches!(error, BackupError::Changed(_, 100)), "{error}");
        assert!(place.is_empty());
    }

    fn a_backup_into_no_folder_leaves_nothing(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let error = backup::write(&db, &folder.path().join("no/such/file")).unwrap_err();
        assert!(matches!(error, BackupError::Missing(_)), "{error}");
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        assert!(backup::write(&db, &taken).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

fn check(bytes: &[u8], folder: &Path) {
    let file = folder.join("any");
    std::fs::write(&file, bytes).unwrap();
    assert!(backup::check(&file).is_err());
}

proptest! {
    #[test]
    fn any_file_is_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        check(&bytes, folder.path());
        check(&[b"MOTCUA\0B", bytes.as_slice(), b"MOTCUA\0E"].concat(), folder.path());
    }
}
