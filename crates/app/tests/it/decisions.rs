//! Decisions on units and days from a shell, on both engines: looked at first, then taken.

use crate::run::{Place, Said, root, rows};

const SMALL: &str = "provinces/mau-hai-cap";
/// Shortly after the last of the 900 actions that are lived.
const AT: [&str; 2] = ["--at", "2026-01-23 08:00"];

/// A small province some weeks into its year.
fn lived(place: &Place) {
    place.good(&["load", SMALL]);
    place.good(&["replay", SMALL, "--stop-after", "900"]);
}

fn sound(place: &Place) {
    place.verified("0 problems");
    assert!(place.good(&["recount"]).contains("agree"));
}

/// A decision entered at [`AT`].
fn decided(place: &Place, command: &[&str]) -> Said {
    let whole: Vec<&str> = command.iter().copied().chain(AT).chain(["--decision", "15/NQ-HĐND"]).collect();
    place.run(&whole)
}

fn good(said: Said) -> String {
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.out
}

fn refused(said: &Said, words: &str) {
    assert!(said.code == 1 && said.err.lines().count() == 1 && said.err.contains(words), "{}", said.err);
}

/// The number before some words.
fn number(text: &str, words: &str) -> u64 {
    let before = text.split(words).next().unwrap();
    before
        .split_whitespace()
        .last()
        .unwrap()
        .parse()
        .unwrap_or_else(|_| panic!("no number before {words}: {text}"))
}

fn a_day_is_decreed_and_taken_back(place: &Place) {
    lived(place);
    let due = |code: &str| {
        let json: serde_json::Value =
            serde_json::from_str(&place.good(&["explain", code, "--format", "json"])).unwrap();
        (json["due_day"].as_str().unwrap().to_owned(), json["adds_up"].as_bool().unwrap())
    };
    // In work from before Christmas for thirty working days.
    let code = "X99.02-251222-0001";
    let digest = place.verified("business digest");
    assert_eq!(due(code), ("2026-02-03".into(), true));
    let decree =
        ["calendar", "decree", "2026-01-27", "--kind", "holiday", "--name", "Nghỉ bão", AT[0], AT[1]];
    let looked = place.good(&[&decree[..], &["--dry-run"]].concat());
    let would = number(&looked, " due dates would move");
    assert!(would > 1 && looked.contains("nothing is: 2026-01-27 public holiday (Nghỉ bão) for all units"));
    assert_eq!(place.verified("business digest"), digest);
    let done = place.good(&decree);
    assert_eq!(number(&done, " due dates moved"), would);
    assert_eq!(due(code), ("2026-02-04".into(), true));
    assert!(place.good(&decree).contains("known already"));
    let text = place.good(&["explain", code]);
    assert!(text.contains("moved: 2026-02-03 → 2026-02-04 (a decree on 2026-01-27)"), "{text}");
    assert!(
        text.contains("public holiday: Nghỉ bão: not counted")
            && text.contains("promised on the slip: 2026-02-03")
    );
    let text = place.good(&["explain", code, "--lang", "vi"]);
    assert!(
        text.contains("Hạn giải quyết: 04/02/2026 17:00") && text.contains("nghỉ lễ: Nghỉ bão: không tính")
    );
    assert!(
        place.good(&["calendar", "list", "--year", "2026"]).contains("2026-01-27 Tue  holiday  Nghỉ bão")
    );
    let back = place.good(&["calendar", "revoke", "2026-01-27", AT[0], AT[1]]);
    assert_eq!(number(&back, " due dates moved"), would);
    assert_eq!(due(code), ("2026-02-03".into(), true));
    refused(&place.run(&["calendar", "revoke", "2026-01-27"]), "Nothing is decreed for 2026-01-27");
    refused(&place.run(&["explain", "X99.02-251222-9999"]), "There is no dossier X99.02-251222-9999");
    sound(place);
}

#[test]
fn a_decree_moves_due_dates_as_foreseen_and_back_on_sqlite() {
    a_day_is_decreed_and_taken_back(&Place::sqlite());
}

#[test]
fn a_decree_moves_due_dates_as_foreseen_and_back_on_postgres() {
    a_day_is_decreed_and_taken_back(&Place::postgres("decree"));
}

fn units_are_reorganised(place: &Place) {
    lived(place);
    let merge = ["unit", "merge", "X99.14", "--into", "X99.12", "--on", "2026-01-23"];
    let looked = good(decided(place, &[&merge[..], &["--dry-run"]].concat()));
    let would = number(&looked, " dossiers would pass in all");
    assert!(would > 0 && looked.contains("would pass to Xã Trung"), "{looked}");
    let done = good(decided(place, &merge));
    assert_eq!(number(&done, " dossiers passed in all"), would);
    refused(&decided(place, &merge), "Phường Đông is not there on 2026-01-23");
    // Its code is free again, from that day on.
    let found = |code, tier| {
        let found =
            ["unit", "found", code, "Phường Đông Mới", "--tier", tier, "--kind", "ward", "--command", "X99"];
        decided(place, &[&found[..], &["--territory", "X99", "--on", "2026-01-23"]].concat())
    };
    refused(&found("X99.11", "commune"), "The code X99.11 belongs to Xã Thượng (since 2025-07-01)");
    refused(&found("X99.14", "village"), "there is no tier 'village', only: province, commune");
    assert!(good(found("X99.14", "commune")).contains("Phường Đông Mới is founded on 2026-01-23"));
    let split = ["unit", "split", "X99.15", "--into", "X99.14", "X99.13", "--on", "2026-02-01"];
    assert!(good(decided(place, &split)).contains("will pass in all when 2026-02-01 begins"));
    let on = ["--on", "2026-03-01"];
    good(decided(place, &[&["unit", "rename", "X99.11", "Phường Thượng"], &on[..]].concat()));
    good(decided(
        place,
        &[&["unit", "move", "X99.11", "--command", "X99.00", "--no-territory"], &on[..]].concat(),
    ));
    let transfer = ["unit", "transfer", "X99.01", "--to", "X99.02", "--function", "Hộ tịch"];
    good(decided(place, &[&transfer[..], &on[..]].concat()));
    let dissolve = ["unit", "dissolve", "X99.11", "--into", "X99.12", "--on"];
    refused(&decided(place, &[&dissolve[..], &["2026-02-01"]].concat()), "changes again on 2026-03-01");
    good(decided(place, &[&dissolve[..], &["2026-04-01"]].concat()));
    let shown = place.good(&["unit", "show", "X99.11"]);
    for line in [
        "2026-03-01 – 2026-04-01  X99.11  Phường Thượng",
        "2026-03-01  rename  by 15/NQ-HĐND",
        "2026-03-01  move  by",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let list = rows(&place.good(&["unit", "list", "--on", "2026-03-01", "--format", "csv"]));
    assert_eq!(list[0][..3], ["code", "name", "tier"]);
    let line = list.iter().find(|row| row[0] == "X99.11").unwrap();
    assert_eq!(
        line[1..],
        ["Phường Thượng", "commune", "commune", "X99.00", "", "yes", "office", "2026-03-01", "2026-04-01"]
    );
    let json: serde_json::Value =
        serde_json::from_str(&place.good(&["unit", "list", "--on", "2026-04-01", "--format", "json"]))
            .unwrap();
    assert_eq!(json.as_array().unwrap().len() + 2, list.len());
    sound(place);
}

#[test]
fn units_are_reorganised_from_a_shell_on_sqlite() {
    units_are_reorganised(&Place::sqlite());
}

#[test]
fn units_are_reorganised_from_a_shell_on_postgres() {
    units_are_reorganised(&Place::postgres("units"));
}

#[test]
fn a_term_is_counted_without_a_dossier() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let term = |from: &str, term: &str, more: &[&str]| {
        place.run(&[&["term", "--from", from, "--term", term, "--unit", "X99.12"], more].concat())
    };
    let said = term("2026-02-13 09:30", "3 working days", &[]).out;
    assert!(
        said.contains("due 2026-02-25 17:00") && said.contains("2026-02-16      –      0  public holiday"),
        "{said}"
    );
    let said = term("2026-01-23 15:30", "trong ngày", &["--cut-off", "15:00", "--lang", "vi"]).out;
    assert!(said.contains("hạn 26/01/2026 17:00") && said.contains("nhận sau giờ chốt"), "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&term("2026-01-23 09:30", "10 hours", &["--format", "json"]).out).unwrap();
    assert_eq!(
        (json["due_at"].as_str(), json["counted_in"].as_str()),
        (Some("2026-01-26T11:30:00+07:00"), Some("minutes"))
    );
    for (from, wanted, words) in [
        ("2026-01-23", "3 days", "write it as \"2020-11-02 09:30\""),
        ("2026-01-23 09:30", "3 weeks", "is no term; write \"3 working days\""),
    ] {
        let said = term(from, wanted, &[]);
        assert!(said.code == 2 && said.err.contains(words), "{}", said.err);
    }
    refused(&term("2099-01-23 09:30", "3 days", &[]), "the calendar is known from");
}

#[test]
fn a_day_off_that_comes_with_a_changed_folder_moves_due_dates_too() {
    let place = Place::sqlite();
    lived(&place);
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("province");
    let copied =
        std::process::Command::new("cp").args(["-r", SMALL]).arg(&folder).current_dir(root()).status();
    assert!(copied.unwrap().success());
    let days = folder.join("holidays.csv");
    let text = std::fs::read_to_string(&days).unwrap();
    std::fs::write(&days, format!("{text}2026-01-27,holiday,Nghỉ bão,,\n")).unwrap();
    let folder = folder.to_str().unwrap();
    assert!(place.good(&["load", folder]).contains("1 calendar entries"));
    assert!(place.good(&["load", folder]).contains("nothing changed"));
    assert!(place.good(&["explain", "X99.02-251222-0001"]).contains("due: 2026-02-04 17:00"));
    sound(&place);
}

#[test]
fn each_command_explains_itself_with_an_example() {
    for command in [
        &["unit", "found"][..],
        &["unit", "merge"],
        &["unit", "split"],
        &["unit", "dissolve"],
        &["unit", "move"],
        &["unit", "rename"],
        &["unit", "transfer"],
        &["unit", "list"],
        &["unit", "show"],
        &["calendar", "list"],
        &["calendar", "decree"],
        &["calendar", "revoke"],
        &["explain"],
        &["term"],
    ] {
        let said = crate::run::good(&[command, &["--help"]].concat());
        assert!(said.contains("Example"), "{command:?}");
    }
}
