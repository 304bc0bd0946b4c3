//! Everything that can be wrong at a shell: one clear sentence, a non-zero exit, nothing half-written.

use crate::run::{Place, motcua, program, root};
use std::net::TcpListener;
use std::process::Command;

const SMALL: &str = "provinces/mau-hai-cap";

fn refused(args: &[&str], code: i32, words: &str) {
    let said = motcua(args);
    assert_eq!(said.code, code, "{args:?}: {}{}", said.out, said.err);
    assert!(said.err.contains(words), "{args:?}: {}", said.err);
    assert!(!said.err.contains("panicked") && said.out.is_empty(), "{args:?}: {}{}", said.out, said.err);
}

#[test]
fn wrong_arguments_are_named() {
    refused(
        &["report", "annex-3", "--from", "1/1/2020", "--to", "2020-11-13"],
        2,
        "is not a date; write it as 2020-11-13",
    );
    refused(&["report", "annex-3", "--from", "2020-11-13", "--to", "2020-01-01"], 2, "lies before --from");
    refused(&["report", "annex-4"], 2, "unrecognized subcommand 'annex-4'");
    refused(&["replay", SMALL, "--sample", "0"], 2, "invalid value '0'");
}

#[test]
fn an_earlier_as_of_is_refused() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let said = place.run(&[
        "report",
        "annex-3",
        "--from",
        "2026-01-01",
        "--to",
        "2026-02-01",
        "--as-of",
        "2026-01-31",
    ]);
    assert!(said.code == 1 && said.err.contains("before the period ends on 2026-02-01"), "{}", said.err);
}

#[test]
fn a_missing_database_is_said_and_not_made() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("nothing");
    let at = data.to_str().unwrap();
    for command in ["recount", "verify"] {
        let said = motcua(&[command, "--data", at]);
        assert!(said.code == 1 && said.err.lines().count() == 1, "{}", said.err);
    }
    assert!(!data.exists());
}

#[test]
fn a_foreign_or_broken_file_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("motcua.sqlite");
    std::fs::write(&file, "this is a letter, not a database; it is long enough to be read as a header of one hundred bytes and more").unwrap();
    let before = std::fs::read(&file).unwrap();
    let said = motcua(&["load", SMALL, "--data", dir.path().to_str().unwrap()]);
    assert!(said.code == 1 && said.err.lines().count() == 1, "{}", said.err);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_busy_port_is_said_before_anything_is_written() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("demo");
    let said = motcua(&["demo", "--province", SMALL, "--port", &port, "--data", data.to_str().unwrap()]);
    assert!(said.code == 1 && said.err.contains("cannot be used"), "{}", said.err);
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_said_to_somebody_without_rights() {
    let dir = tempfile::tempdir().unwrap();
    let ours = dir.path().join("ours");
    std::fs::create_dir(&ours).unwrap();
    let (copy, folder) = (dir.path().join("motcua"), dir.path().join("province"));
    std::fs::copy(program(), &copy).unwrap();
    assert!(
        Command::new("cp").args(["-r", SMALL]).arg(&folder).current_dir(root()).status().unwrap().success()
    );
    assert!(Command::new("chmod").args(["-R", "a+rX"]).arg(dir.path()).status().unwrap().success());
    let data = ours.join("data");
    // As an unprivileged user: the administrator may write everywhere.
    let said = Command::new("runuser")
        .args(["-u", "nobody", "--"])
        .arg(&copy)
        .arg("load")
        .arg(&folder)
        .arg("--data")
        .arg(&data)
        .current_dir("/")
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(1), "{err}");
    assert!(err.contains("cannot be made") && err.lines().count() == 1, "{err}");
    assert!(!data.exists());
}

#[test]
fn a_wrong_province_folder_is_told_line_by_line_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("province");
    assert!(
        Command::new("cp").args(["-r", SMALL]).arg(&folder).current_dir(root()).status().unwrap().success()
    );
    let units = folder.join("units.csv");
    let text = std::fs::read_to_string(&units)
        .unwrap()
        .replace("X99.12,Xã Trung,commune", "X99.12,Xã Trung,village");
    std::fs::write(units, text).unwrap();
    let data = dir.path().join("data");
    let said = motcua(&["load", folder.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("units.csv:7 [tier]: tier 'village' is not in province.toml"), "{}", said.err);
    assert!(!data.exists());
}

#[test]
fn a_backup_does_not_replace_a_file_unasked_and_a_broken_one_restores_nothing() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("b.motcua");
    let name = file.to_str().unwrap();
    place.good(&["backup", name]);
    let said = place.run(&["backup", name]);
    assert!(said.code == 1 && said.err.contains("--force replaces it"), "{}", said.err);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&file, bytes).unwrap();
    let data = dir.path().join("restored");
    let said = motcua(&["restore", name, "--data", data.to_str().unwrap()]);
    assert!(said.code == 1 && said.err.lines().count() == 1, "{}", said.err);
    assert!(!data.exists());
}

#[test]
fn a_backup_never_takes_the_place_of_its_own_database() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().display().to_string();
    let file = dir.path().join("motcua.sqlite").display().to_string();
    crate::run::good(&["load", SMALL, "--data", &data]);
    let words = "belongs to the database itself; write the backup to another file";
    refused(&["backup", &file, "--force", "--data", &data], 1, words);
    assert!(crate::run::good(&["verify", "--data", &data]).contains("0 problems"));
}

#[test]
fn a_report_goes_into_a_pipe_by_name_without_taking_its_place() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let asked = ["report", "annex-3", "--from", "2026-01-01", "--to", "2026-02-01"];
    let printed = place.good(&asked);
    assert_eq!(place.good(&[&asked[..], &["--out", "/proc/self/fd/1"]].concat()), printed);
}

#[test]
fn another_province_is_refused_in_a_database_that_has_one() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    let folder = folder.to_str().unwrap();
    crate::run::good(&["new-province", folder]);
    let said = place.run(&["load", folder]);
    assert!(said.code == 1 && said.err.contains("This database holds Tỉnh Mẫu"), "{}", said.err);
    assert!(place.good(&["load", SMALL]).contains("already loaded, nothing changed"));
}

#[test]
fn a_report_of_days_that_are_not_over_says_so() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    place.good(&["replay", SMALL]);
    let ask = |to: &str| place.run(&["report", "annex-3", "--from", "2026-01-01", "--to", to]).err;
    assert!(!ask("2026-06-01").contains("not closed yet"));
    assert!(ask("2031-01-01").contains("are not closed yet, so figures as of 2031-01-01 may still change"));
}

#[test]
fn help_and_completions_are_there() {
    for args in
        [&["--help"][..], &["replay", "--help"], &["report", "annex-3", "--help"], &["completions", "bash"]]
    {
        let said = motcua(args);
        assert!(said.code == 0 && said.out.len() > 200, "{args:?}");
    }
    assert!(motcua(&["replay", "--help"]).out.contains("Examples:"));
}

/// Runs lines of shell with a folder `$D` whose disk has three megabytes, and the program as `$M`; the disk is gone
/// with the shell.
fn on_a_small_disk(script: &str) -> crate::run::Said {
    let dir = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size=3m tmpfs \"$D\" && {{ {script}; }}");
    let mut command = Command::new("unshare");
    // Somebody else than the administrator may mount within a space of his own.
    command.args(["--map-root-user", "--mount", "--", "sh", "-c", &script]);
    command.env("D", dir.path()).env("M", program()).current_dir(root()).output().unwrap().into()
}

#[test]
fn a_full_disk_is_said_and_leaves_what_was_whole() {
    let said = on_a_small_disk(&format!(
        "$M load {SMALL} --data $D/d >$D/said 2>&1 || exit 10; rm $D/said
         $M replay {SMALL} --data $D/d 2>&1 | tail -n 1
         $M backup $D/b.motcua --data $D/d 2>&1; echo \"backup $?\"
         $M report annex-3 --from 2026-01-01 --to 2026-02-01 --data $D/d --format xlsx --out $D/x.xlsx 2>&1 | tail -n 1
         ls $D
         $M verify --data $D/d; echo \"verify $?\"
         $M recount --data $D/d"
    ));
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for wanted in [
        "motcua: the disk is full; make room and try again",
        "b.motcua is full; make room and try again.",
        "backup 1\n",
        "x.xlsx cannot be written",
        // Nothing but the database is there: no half of a backup or a report.
        "\nd\n",
        "0 problems",
        "verify 0\n",
        "all counters agree with the events",
    ] {
        assert!(said.out.contains(wanted), "no {wanted:?} in\n{}", said.out);
    }
    assert!(!said.out.contains("panicked") && !said.out.contains(".part"), "{}", said.out);
}

#[test]
fn an_anchor_is_not_replaced_by_one_of_a_broken_log() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    let (anchor, letter) = (dir.path().join("head.txt"), dir.path().join("letter.txt"));
    let write = |file: &std::path::Path| place.run(&["verify", "--write-anchor", file.to_str().unwrap()]);
    assert_eq!(write(&anchor).code, 0);
    let good = std::fs::read_to_string(&anchor).unwrap();
    std::fs::write(&letter, "Dear colleague").unwrap();
    assert!(write(&letter).err.contains("an anchor is a number, a colon"), "{}", write(&letter).err);
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "Dear colleague");
    // Somebody takes the newest seals and their rows away, so that the rest is a whole chain.
    let file = place.with(&[]).last().map(|d| std::path::Path::new(d).join("motcua.sqlite")).unwrap();
    let target = store::Target::Sqlite(file);
    let db = store::Db::open(&target, &motcua::domains::schema(), store::Open::Existing).unwrap();
    db.write(|tx| {
        tx.exec("/* sqlite */ DROP TRIGGER audit_seal_no_delete", &[])?;
        tx.exec("DELETE FROM audit_seal", &[])
    })
    .unwrap();
    drop(db);
    let refused = write(&anchor);
    assert!(refused.code == 1 && refused.err.contains("is not written"), "{}{}", refused.out, refused.err);
    assert_eq!(std::fs::read_to_string(&anchor).unwrap(), good);
}
