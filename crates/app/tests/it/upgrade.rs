//! A database of the first version is brought up to date, after a backup of it as it was.

use crate::run::{Place, root};
use std::path::{Path, PathBuf};

fn spine(file: &str) -> String {
    root().join("crates/app/tests/spine").join(file).display().to_string()
}

fn backups_in(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "motcua")).collect()
}

fn upgraded(place: &Place) {
    let backups = tempfile::tempdir().unwrap();
    let folder = backups.path().join("made/when/needed");
    let folder_text = folder.display().to_string();
    // Restoring keeps the old schema: the next command is the one that finds an older database.
    let restored = place.run(&["restore", &spine("spine.motcua"), "--backups", &folder_text]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    let asked = [
        "report",
        "annex-3",
        "--from",
        "2026-01-01",
        "--to",
        "2026-04-01",
        "--as-of",
        "2026-04-09",
        "--overdue",
        "--subtotals",
        "--format",
        "csv",
    ];
    let annex = place.good(&asked);
    assert_eq!(annex, std::fs::read_to_string(spine("annex-3.csv")).unwrap());
    place.verified("0 problems");
    let counted = place.good(&["recount"]);
    assert!(counted.contains("all counters agree with the events"), "{counted}");
    let kept = backups_in(&folder);
    assert_eq!(kept.len(), 1, "{kept:?}");
    // What was kept goes back to where it came from, with the same figures.
    let old = Place::sqlite();
    let kept = kept[0].display().to_string();
    old.good(&["restore", &kept, "--backups", &folder_text]);
    assert_eq!(old.good(&asked), annex);
}

#[test]
fn a_database_of_the_first_version_keeps_its_figures_on_sqlite() {
    upgraded(&Place::sqlite());
}

#[test]
fn a_database_of_the_first_version_keeps_its_figures_on_postgres() {
    upgraded(&Place::postgres("upgrade"));
}

#[test]
fn without_a_place_for_the_backup_nothing_is_upgraded() {
    let place = Place::sqlite();
    let blocked = tempfile::NamedTempFile::new().unwrap();
    let blocked = blocked.path().display().to_string();
    // `restore` writes no backup; it opens what it has restored, and that is the upgrade.
    let said = place.run(&["restore", &spine("spine.motcua"), "--backups", &blocked]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("nothing was changed"), "{}", said.err);
    let backups = tempfile::tempdir().unwrap();
    let folder = backups.path().display().to_string();
    place.good(&["verify", "--backups", &folder]);
    assert_eq!(backups_in(backups.path()).len(), 1, "it was not the old database any more");
}
