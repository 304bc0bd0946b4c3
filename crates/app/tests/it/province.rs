//! A small province of two tiers, lived on both engines; and one that is re-organised in the middle.

use crate::run::{Place, rows};

const SMALL: &str = "provinces/mau-hai-cap";
const PERIOD: [&str; 6] = ["report", "annex-3", "--from", "2026-01-01", "--to", "2026-07-01"];

fn loaded(place: &Place, folder: &str) {
    place.good(&["load", folder]);
}

/// The plan of a folder, as the report would say it.
fn planned(folder: &str) -> Vec<Vec<String>> {
    let path = crate::run::root().join(folder).join("plan/dossiers.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    // Without the unit's code, which the report does not show.
    rows.into_iter()
        .map(|r| r.into_iter().enumerate().filter(|(i, _)| *i != 3).map(|(_, c)| c).collect())
        .collect()
}

fn lives(place: &Place) {
    loaded(place, SMALL);
    assert!(place.good(&["load", SMALL]).contains("already loaded, nothing changed"));
    assert!(place.good(&["replay", SMALL]).contains("lived to its end"));
    assert_eq!(rows(&place.good(&PERIOD)), planned(SMALL));
    assert!(place.good(&["recount"]).contains("all counters agree with the events"));
    place.verified("0 problems");
}

#[test]
fn a_two_tier_province_loads_lives_and_reports_on_sqlite() {
    lives(&Place::sqlite());
}

#[test]
fn a_two_tier_province_loads_lives_and_reports_on_postgres() {
    lives(&Place::postgres("two_tier"));
}

#[test]
fn a_year_stopped_five_times_equals_a_whole_one_and_one_action_a_transaction_equals_batches() {
    let whole = Place::sqlite();
    loaded(&whole, SMALL);
    whole.good(&["replay", SMALL]);
    let stopped = Place::sqlite();
    loaded(&stopped, SMALL);
    for n in ["300", "777", "778", "1500", "2400"] {
        assert!(
            stopped.good(&["replay", SMALL, "--stop-after", n, "--batch", "64"]).contains("to be continued")
        );
    }
    assert!(stopped.good(&["replay", SMALL]).contains("lived to its end"));
    let single = Place::postgres("single");
    loaded(&single, SMALL);
    single.good(&["replay", SMALL, "--batch", "1"]);
    for line in ["business digest", "audit digest"] {
        let expected = whole.verified(line);
        assert_eq!(stopped.verified(line), expected);
        assert_eq!(single.verified(line), expected);
    }
}

#[test]
fn another_seed_is_another_year_with_the_same_totals() {
    let (first, second) = (Place::sqlite(), Place::sqlite());
    for (place, seed) in [(&first, "2020"), (&second, "7")] {
        loaded(place, SMALL);
        place.good(&["replay", SMALL, "--seed", seed]);
        assert_eq!(rows(&place.good(&PERIOD)), planned(SMALL));
    }
    assert_ne!(first.verified("business digest"), second.verified("business digest"));
    let said = first.run(&["replay", SMALL, "--seed", "8"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("Another plan (another folder, seed or sample) was begun in this database"),
        "{}",
        said.err
    );
}

#[test]
fn a_backup_goes_to_the_other_engine_and_back_with_an_equal_digest() {
    let dir = tempfile::tempdir().unwrap();
    let (there, back) = (dir.path().join("there.motcua"), dir.path().join("back.motcua"));
    let (there, back) = (there.to_str().unwrap(), back.to_str().unwrap());
    let first = Place::sqlite();
    loaded(&first, SMALL);
    first.good(&["replay", SMALL]);
    first.good(&["backup", there]);
    let second = Place::postgres("restored");
    second.good(&["restore", there]);
    second.good(&["backup", back]);
    let third = Place::sqlite();
    third.good(&["restore", back]);
    for place in [&second, &third] {
        assert_eq!(place.verified("business digest"), first.verified("business digest"));
        assert_eq!(place.good(&PERIOD), first.good(&PERIOD));
        assert!(place.good(&["recount"]).contains("agree"));
    }
}

#[test]
fn through_a_reorganisation_the_totals_as_then_equal_the_mapped_ones() {
    let place = Place::sqlite();
    let folder = "provinces/ca-mau-2025";
    loaded(&place, folder);
    place.good(&["replay", folder]);
    place.verified("0 problems");
    assert!(place.good(&["recount"]).contains("agree"));
    for (from, to) in
        [("2025-01-01", "2025-07-01"), ("2025-01-01", "2025-10-01"), ("2025-07-01", "2025-10-01")]
    {
        let command = ["report", "annex-3", "--from", from, "--to", to, "--subtotals", "--overdue"];
        let total = |text: String| rows(&text).last().unwrap().clone();
        let then = total(place.good(&command));
        for day in [to, "2025-10-01", "2026-01-01"] {
            let mapped: Vec<&str> = command.iter().copied().chain(["--mapped-to", day]).collect();
            assert_eq!(total(place.good(&mapped)), then, "{from} – {to} mapped to {day}");
        }
    }
    let said = place.run(&[
        "report",
        "annex-3",
        "--from",
        "2025-01-01",
        "--to",
        "2025-10-01",
        "--mapped-to",
        "2025-06-30",
    ]);
    assert!(said.code == 1 && said.err.contains("2025-06-30"), "{}", said.err);
    // After the day every open dossier lies in a unit that exists.
    let schema = motcua::domains::schema();
    let file = place.with(&[]).last().map(|d| std::path::Path::new(d).join("motcua.sqlite")).unwrap();
    let db = store::Db::open(&store::Target::Sqlite(file), &schema, store::Open::Existing).unwrap();
    let lost = db.read(|tx| {
        tx.query_one(
            "SELECT COUNT(*) FROM dossier d JOIN unit u ON u.id = d.unit_id OR u.id = d.step_unit_id \
             WHERE d.state IN ('accepted', 'in_step', 'paused') AND u.ended_on IS NOT NULL",
            &[],
            |row| row.int(),
        )
    });
    assert_eq!(lost.unwrap(), 0);
}

#[test]
fn a_new_province_is_written_loads_and_has_an_empty_report() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    let folder = folder.to_str().unwrap();
    crate::run::good(&["new-province", folder]);
    let place = Place::sqlite();
    loaded(&place, folder);
    let table = rows(&place.good(&["report", "annex-3", "--from", "2026-01-01", "--to", "2026-02-01"]));
    assert_eq!(table.len(), 3);
    assert!(table[1..].iter().all(|r| r[3..].iter().all(|c| c == "0")));
    let said = crate::run::motcua(&["new-province", folder]);
    assert!(said.code == 1 && said.err.contains("the folder is not empty"), "{}", said.err);
}

#[test]
fn what_lies_before_the_data_is_empty_and_never_zero() {
    let place = Place::sqlite();
    loaded(&place, SMALL);
    let said = place.run(&["report", "annex-3", "--from", "2025-12-01", "--to", "2026-02-01"]);
    assert!(said.err.contains("the data begins on 2026-01-01"), "{}", said.err);
    assert!(rows(&said.out)[1..].iter().all(|r| r[3..].iter().all(String::is_empty)));
}

#[test]
fn each_format_says_the_same() {
    let place = Place::sqlite();
    loaded(&place, SMALL);
    place.good(&["replay", SMALL]);
    let with =
        |more: &[&'static str]| -> Vec<&str> { PERIOD.iter().copied().chain(more.iter().copied()).collect() };
    let markdown = place.good(&with(&["--format", "md", "--subtotals"]));
    assert!(markdown.contains("| **Tổng** |"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&place.good(&with(&["--format", "json"]))).unwrap();
    assert_eq!(json["rows"][0]["to_process"], 133);
    let excel = place.good(&with(&["--excel"]));
    assert!(excel.starts_with("\u{feff}Cấp;Trực thuộc;Đơn vị;"), "{excel}");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("annex.xlsx");
    place.good(
        &with(&["--format", "xlsx", "--out"]).into_iter().chain([file.to_str().unwrap()]).collect::<Vec<_>>(),
    );
    assert_eq!(&std::fs::read(file).unwrap()[..2], b"PK");
}

#[test]
fn units_of_one_parent_have_one_subtotal_wherever_they_stand_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("p").display().to_string();
    crate::run::good(&["new-province", &folder]);
    let path = dir.path().join("p/units.csv");
    let mut units = std::fs::read_to_string(&path).unwrap();
    units.push_str(
        "X01.20,Huyện A,province,district,X01,X01,no,office,\n\
         X01.21,Huyện B,province,district,X01,X01,no,office,\n\
         X01.31,Xã A1,commune,commune,X01.20,X01.20,yes,office,\n\
         X01.32,Xã B1,commune,commune,X01.21,X01.21,yes,office,\n\
         X01.33,Xã A2,commune,commune,X01.20,X01.20,yes,office,\n",
    );
    std::fs::write(&path, units).unwrap();
    let place = Place::sqlite();
    loaded(&place, &folder);
    let asked = ["report", "annex-3", "--from", "2026-01-01", "--to", "2026-02-01", "--subtotals"];
    let names: Vec<String> = rows(&place.good(&asked)).iter().map(|r| format!("{}/{}", r[1], r[2])).collect();
    let under = ["Huyện A/Tổng", "Huyện A/Xã A1", "Huyện A/Xã A2", "Huyện B/Tổng", "Huyện B/Xã B1"];
    assert_eq!(names[4..9], under, "{names:?}");
}
