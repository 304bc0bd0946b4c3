//! Databases that are missing, foreign, newer, locked or out of reach.

use crate::world::{DOMAIN, make_one, number, schema};
use std::path::Path;
use std::process::Command;
use store::testing::TestDb;
use store::{Db, Domain, Engine, Migration, Open, OpenError, Schema, Target, table};

fn open(path: &Path, how: Open) -> Result<Db, OpenError> {
    Db::open(&Target::Sqlite(path.to_owned()), &schema(), how)
}

fn server() -> String {
    std::env::var(store::testing::SERVER).expect("run `cargo xtask test`, which starts a PostgreSQL")
}

#[track_caller]
fn refused(opened: Result<Db, OpenError>) -> OpenError {
    match opened {
        Ok(_) => panic!("it was opened"),
        Err(e) => {
            // One sentence each, ending in a full stop.
            assert!(e.en().ends_with('.') && e.vi().ends_with('.'), "{e}");
            assert_eq!(e.en().lines().count(), 1, "{e}");
            e
        }
    }
}

#[test]
fn a_missing_file_or_folder_is_said_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.sqlite");
    assert!(matches!(refused(open(&path, Open::Existing)), OpenError::Missing(_)));
    assert!(matches!(
        refused(open(&folder.path().join("no/such.sqlite"), Open::Create)),
        OpenError::Missing(_)
    ));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn another_programs_files_are_refused_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.sqlite");
    std::fs::write(&text, "some text, longer than sixteen bytes").unwrap();
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE song (id INTEGER)").unwrap();
    let garbage = folder.path().join("garbage.sqlite");
    std::fs::write(&garbage, [b"SQLite format 3\0".as_slice(), &[7; 5000]].concat()).unwrap();
    for path in [&text, &other, &garbage] {
        let before = std::fs::read(path).unwrap();
        for how in [Open::Existing, Open::Create, Open::CreateOrExisting] {
            let error = refused(open(path, how));
            assert!(matches!(error, OpenError::Foreign(_) | OpenError::Damaged(_)), "{error}");
        }
        assert_eq!(std::fs::read(path).unwrap(), before);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_folder_without_permission_is_said_in_one_sentence() {
    // Root may write anywhere, so the look is taken by somebody without privileges.
    let folder = tempfile::tempdir().unwrap();
    let (program, data) = (folder.path().join("program"), folder.path().join("data"));
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    std::fs::create_dir(&data).unwrap();
    drop(open(&data.join("there.sqlite"), Open::Create).unwrap());
    let mode = |path: &Path, mode: &str| {
        assert!(Command::new("chmod").arg(mode).arg(path).status().unwrap().success())
    };
    mode(folder.path(), "755");
    mode(&program, "755");
    mode(&data.join("there.sqlite"), "444");
    mode(&data, "555");
    let root = Command::new("id").arg("-u").output().unwrap().stdout.trim_ascii() == b"0";
    let mut command = if root { Command::new("runuser") } else { Command::new(&program) };
    if root {
        command.args(["-u", "nobody", "--"]).arg(&program);
    }
    let done = command
        .args(["--exact", "opening::somebody_without_privileges_opens_what_they_are_told", "--nocapture"])
        .env(UNPRIVILEGED, &data)
        .env_remove("MOTCUA_RECORD_SQL")
        .current_dir("/")
        .output()
        .unwrap();
    mode(&data, "755");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    assert_eq!(said.matches("cannot be written; check the permissions").count(), 2, "{said}");
    assert!(!data.join("new.sqlite").exists());
}

const UNPRIVILEGED: &str = "STORE_TEST_UNPRIVILEGED";

#[test]
fn somebody_without_privileges_opens_what_they_are_told() {
    let Some(data) = std::env::var_os(UNPRIVILEGED) else {
        return;
    };
    for (name, how) in [("new.sqlite", Open::Create), ("there.sqlite", Open::Existing)] {
        let error = refused(open(&Path::new(&data).join(name), how));
        assert!(matches!(error, OpenError::ReadOnly(_)), "{error:?}");
        println!("{error}");
    }
}

#[test]
fn a_file_that_another_program_keeps_locked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    drop(open(&path, Open::Create).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    assert!(matches!(refused(open(&path, Open::Existing)), OpenError::Locked(_)));
}

/// Makes a table with a row in it, and gives a table of the older program a column.
const NEWER_SQL: &str = "CREATE TABLE newer (id {int} PRIMARY KEY, version {int} NOT NULL) {strict};
    INSERT INTO newer (id, version) VALUES (1, 1);
    ALTER TABLE label ADD COLUMN note {text};";

table! {
    static NEWER_TABLE = 900 "newer" key(id) version(version) { id: Int, version: Int }
}
table! {
    static NEWER_LABEL = 102 "label" key(name) version(version) { name: Text, value: Text, version: Int, note: Text }
}

fn newer() -> Schema {
    static NEWER: Domain = Domain {
        name: "newer",
        migrations: &[Migration { no: 900, name: "newer", sql: NEWER_SQL }],
        tables: &[&NEWER_TABLE],
        counters: &[],
    };
    let mut schema = Schema::of(&[&DOMAIN, &NEWER]).exempting(&["side_note"]);
    *schema.tables.iter_mut().find(|t| t.name == "label").unwrap() = &NEWER_LABEL;
    schema
}

fn changed() -> Schema {
    let mut schema = schema();
    schema.migrations.last_mut().unwrap().sql = "CREATE TABLE other (id {int} PRIMARY KEY) {strict};";
    schema
}

store::db_test! {
    with schema();

    fn a_newer_database_is_refused_and_an_older_one_brought_up_to_date(db: TestDb) {
        make_one(&db, 1);
        let target = db.target();
        drop(Db::open(&target, &newer(), Open::Existing).unwrap());
        assert!(matches!(refused(Db::open(&target, &schema(), Open::Existing)), OpenError::Newer(_, 900)));
        let up = Db::open(&target, &newer(), Open::Existing).unwrap();
        let report = store::verify(&up, &store::VerifyOptions::default()).unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
    }

    fn an_older_database_is_looked_at_and_backed_up_as_it_is_before_it_is_brought_up(db: TestDb) {
        make_one(&db, 1);
        let target = db.target();
        let as_it_is = Db::open(&target, &newer(), Open::AsItIs).unwrap();
        let pending: Vec<u32> = as_it_is.pending().unwrap().iter().map(|m| m.no).collect();
        assert_eq!(pending, [900]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("before.backup");
        store::backup::write(&as_it_is, &file).unwrap();
        drop(as_it_is);
        // The older program still opens it, and its backup goes back to what was.
        drop(Db::open(&target, &schema(), Open::Existing).unwrap());
        let up = Db::open(&target, &newer(), Open::Existing).unwrap();
        assert_eq!(up.pending().unwrap().len(), 0);
        let place = Target::Sqlite(folder.path().join("old.sqlite"));
        store::backup::restore(&file, &place, &schema()).unwrap();
        let old = Db::open(&place, &schema(), Open::Existing).unwrap();
        assert_eq!(number(&old, "SELECT COUNT(*) FROM thing"), 1);
        let missing = Target::Sqlite(folder.path().join("none.sqlite"));
        assert!(matches!(refused(Db::open(&missing, &newer(), Open::AsItIs)), OpenError::Missing(_)));
    }

    fn a_database_of_another_build_is_refused(db: TestDb) {
        let error = refused(Db::open(&db.target(), &changed(), Open::Existing));
        assert!(matches!(error, OpenError::Changed(_, 100)), "{error}");
    }

    fn what_exists_is_not_created_again(db: TestDb) {
        make_one(&db, 1);
        assert!(matches!(refused(Db::open(&db.target(), &schema(), Open::Create)), OpenError::Exists(_)));
        drop(Db::open(&db.target(), &schema(), Open::CreateOrExisting).unwrap());
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 1);
    }

    fn a_migration_that_fails_leaves_nothing(db: TestDb) {
        static BAD: Domain = Domain {
            name: "bad",
            migrations: &[
                Migration { no: 901, name: "good", sql: "CREATE TABLE good (id {int} PRIMARY KEY) {strict};" },
                Migration { no: 902, name: "bad", sql: "CREATE TABLE thing (id {int} PRIMARY KEY) {strict};" },
            ],
            tables: &[],
            counters: &[],
        };
        refused(Db::open(&db.target(), &Schema::of(&[&DOMAIN, &BAD]).exempting(&["good", "side_note"]), Open::Existing));
        assert!(db.read(|tx| tx.query("SELECT COUNT(*) FROM good", &[], |row| row.int())).is_err());
        drop(Db::open(&db.target(), &schema(), Open::Existing).unwrap());
    }

    fn a_second_process_makes_other_ids(db: TestDb) {
        let second = Db::open(&db.target(), &schema(), Open::Existing).unwrap();
        let at = kernel::Instant(1_600_000_000_000_000);
        assert_ne!(db.ids().next(at), second.ids().next(at));
        make_one(&second, 1);
        make_one(&db, 2);
    }

    fn two_processes_that_start_together_make_the_tables_once(db: TestDb) {
        let target = match db.target() {
            Target::Sqlite(path) => Target::Sqlite(path.with_file_name("fresh.sqlite")),
            Target::Postgres { url, schema } => {
                let schema = format!("{schema}_fresh");
                let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).unwrap();
                Target::Postgres { url, schema }
            }
        };
        let migrations = i64::try_from(schema().migrations.len()).unwrap();
        std::thread::scope(|scope| {
            let all: Vec<_> =
                (0..4).map(|_| scope.spawn(|| Db::open(&target, &schema(), Open::CreateOrExisting).unwrap())).collect();
            for opened in all {
                assert_eq!(number(&opened.join().unwrap(), "SELECT COUNT(*) FROM schema_migration"), migrations);
            }
        });
        if let Target::Postgres { url, schema } = &target {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
        }
    }
}

#[test]
fn servers_that_cannot_be_used_are_said() {
    let url = server();
    let at = |url: &str, schema: &str| {
        let target = Target::Postgres { url: url.to_owned(), schema: schema.to_owned() };
        refused(Db::open(&target, &crate::world::schema(), Open::Existing))
    };
    assert!(matches!(at(&url, "no_such_schema"), OpenError::Missing(_)));
    assert!(matches!(at(&format!("{url}?sslmode=require"), "motcua"), OpenError::Tls));
    assert!(matches!(at(&format!("{url}?sslmode=verify-full"), "motcua"), OpenError::Tls));
    assert!(matches!(at("postgres://nobody@127.0.0.1:1/none", "motcua"), OpenError::Unreachable(..)));
    assert!(matches!(
        at(&format!("{}/no_such_database", url.rsplit_once('/').unwrap().0), "motcua"),
        OpenError::Missing(_)
    ));
    let stranger = format!("postgres://no_such_user@{}", url.rsplit_once('@').unwrap().1);
    assert!(matches!(at(&stranger, "motcua"), OpenError::Denied(..)));
    assert!(matches!(at("mysql://somewhere", "motcua"), OpenError::BadUrl(_)));
    assert!(matches!(at(&url, "Bad Name"), OpenError::BadUrl(_)));
    let password = at("postgres://u:secret-word@127.0.0.1:1/none", "motcua");
    assert!(!password.to_string().contains("secret-word"));
}

#[test]
fn a_foreign_schema_on_the_server_is_refused() {
    let db = TestDb::postgres(&schema());
    db.tamper("DROP TABLE schema_migration");
    assert!(matches!(
        refused(Db::open(&db.target(), &schema(), Open::CreateOrExisting)),
        OpenError::Foreign(_)
    ));
    assert_eq!(db.engine(), Engine::Postgres);
}
