//! The year 2020, whole on SQLite and one in twenty on PostgreSQL and with a second seed.

use crate::run::{Place, program, root, rows};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const FOLDER: &str = "provinces/ca-mau-2020";
const PERIOD: [&str; 6] = ["report", "annex-3", "--from", "2020-01-01", "--to", "2020-11-13"];

/// Annex 3 as the folder's plan has it; the report's own file differs in two cells (docs/annex-3.md).
fn annex_of_the_plan() -> Vec<Vec<String>> {
    let path = root().join(FOLDER).join("plan/dossiers.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    rows.into_iter()
        .map(|r| r.into_iter().enumerate().filter(|(i, _)| *i != 3).map(|(_, c)| c).collect())
        .collect()
}

#[test]
fn the_whole_year_gives_annex_3_cell_by_cell() {
    let place = Place::sqlite();
    place.good(&["load", FOLDER]);
    // Without the whole year this test would say nothing: the quick run lives one dossier in forty and checks the rest.
    let quick = std::env::var_os("MOTCUA_TEST_QUICK").is_some();
    let sample = if quick { "40" } else { "1" };
    place.good(&["replay", FOLDER, "--sample", sample]);
    let table = rows(&place.good(&PERIOD));
    assert_eq!(table.len(), 134);
    if !quick {
        assert_eq!(table, annex_of_the_plan());
        let whole = rows(&place.good(&[&PERIOD[..], &["--subtotals"]].concat()));
        let total = whole.last().unwrap();
        assert_eq!(total[2..], ["Tổng", "522908", "8255", "157306", "513739", "1272", "7897"]);
        let json: serde_json::Value =
            serde_json::from_str(&place.good(&[&PERIOD[..], &["--subtotals", "--format", "json"]].concat()))
                .unwrap();
        let rows = json["rows"].as_array().unwrap();
        assert!(rows.iter().all(|r| r["overdue"] == 0), "nobody is overdue on 13 November");
    }
    assert!(place.good(&["recount"]).contains("all counters agree with the events"));
    place.verified("0 problems");
    // On other days some are overdue: the picture of 13 November is a look back.
    let later = place.run(&["report", "annex-3", "--from", "2020-01-01", "--to", "2020-11-18"]);
    assert!(later.err.contains("pending dossiers are overdue"), "{}", later.err);
}

#[test]
fn one_in_twenty_gives_the_same_on_both_engines_and_other_dossiers_with_another_seed() {
    let (sqlite, postgres, seed) = (Place::sqlite(), Place::postgres("year"), Place::sqlite());
    for (place, more) in [(&sqlite, &[][..]), (&postgres, &[]), (&seed, &["--seed", "7"])] {
        place.good(&["load", FOLDER]);
        place.good(&[&["replay", FOLDER, "--sample", "20"][..], more].concat());
        assert!(place.good(&["recount"]).contains("all counters agree with the events"));
    }
    assert_eq!(postgres.verified("business digest"), sqlite.verified("business digest"));
    assert_ne!(seed.verified("business digest"), sqlite.verified("business digest"));
    for place in [&postgres, &seed] {
        assert_eq!(place.good(&PERIOD), sqlite.good(&PERIOD));
    }
}

/// Starts a replay, and kills it once it has told of so many percent.
fn killed_at(place: &Place, command: &[&str], percent: u32) {
    let mut child = std::process::Command::new(program())
        .args(place.with(command))
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut reached = false;
    for line in told {
        let at: Option<u32> = line.split_once('%').and_then(|(n, _)| n.trim().parse().ok());
        if !reached && at.is_some_and(|at| at >= percent) {
            reached = true;
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(reached, "the replay ended before {percent} %");
}

#[test]
fn a_replay_killed_five_times_equals_a_whole_one() {
    let (whole, killed) = (Place::sqlite(), Place::sqlite());
    for place in [&whole, &killed] {
        place.good(&["load", FOLDER]);
    }
    let command = ["replay", FOLDER, "--sample", "100", "--batch", "50"];
    whole.good(&command);
    for percent in [5, 20, 45, 46, 80] {
        killed_at(&killed, &command, percent);
    }
    assert!(killed.good(&command).contains("lived to its end"));
    for line in ["business digest", "audit digest"] {
        assert_eq!(killed.verified(line), whole.verified(line));
    }
}

#[test]
fn a_thousand_dossiers_each_use_case_in_its_own_transaction_give_the_same_rows_as_batches() {
    let batches = Place::sqlite();
    let single = [Place::sqlite(), Place::postgres("single_year")];
    batches.good(&["load", FOLDER]);
    batches.good(&["replay", FOLDER, "--sample", "500"]);
    let counted = batches.good(&["recount"]);
    let dossiers: u64 = counted.split(' ').next().unwrap().parse().unwrap();
    assert!(dossiers >= 1000, "{counted}");
    for place in &single {
        place.good(&["load", FOLDER]);
        place.good(&["replay", FOLDER, "--sample", "500", "--batch", "1"]);
        for line in ["business digest", "audit digest"] {
            assert_eq!(place.verified(line), batches.verified(line));
        }
    }
}
