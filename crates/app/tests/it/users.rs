//! Accounts from the command line.

use crate::run::{Place, program, root};
use std::io::Write;
use std::process::{Command, Stdio};

/// A new province of three units; the code of one of them.
fn province(place: &Place) -> String {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    crate::run::good(&["new-province", folder.to_str().unwrap()]);
    place.good(&["load", folder.to_str().unwrap()]);
    let units = place.good(&["unit", "list", "--on", "2026-02-01"]);
    units.lines().nth(1).unwrap().split('\t').next().unwrap().to_owned()
}

fn keeps_accounts(place: &Place) {
    let unit = province(place);
    let add = ["user", "add", "quan.tri", "--role", "administrator", "--name", "Nguyễn Văn An"];
    let said = place.run(&add);
    assert_eq!(said.code, 0, "{}", said.err);
    let (login, password) = said.out.trim_end().split_once('\t').unwrap();
    assert_eq!((login, password.len()), ("quan.tri", 17));
    assert!(said.err.contains("must be changed at the first sign-in"), "{}", said.err);
    assert!(place.run(&add).err.contains("The login name quan.tri is taken"));
    place.good(&["user", "add", "an.nv", "--role", "case_officer", "--unit", &unit, "--subtree"]);
    place.good(&["user", "add", "binh.tt"]);
    let list = place.good(&["user", "list"]);
    assert!(
        list.contains("quan.tri\tNguyễn Văn An\t\tstaff") && list.contains("administrator\tprovince"),
        "{list}"
    );
    let of_an = place.good(&["user", "list", "AN.NV"]);
    assert!(of_an.contains(&format!("case_officer\t{unit} and all under it")), "{of_an}");

    let reset = place.good(&["user", "reset", "an.nv"]);
    assert!(reset.starts_with("an.nv\t") && !reset.contains(password));
    place.good(&["user", "grant", "an.nv", "unit_head", "--unit", &unit, "--reason", "QĐ 15"]);
    let of_an = place.good(&["user", "list", "an.nv"]);
    let line = of_an.lines().find(|l| l.contains("case_officer")).unwrap();
    place.good(&["user", "revoke", line.trim().split('\t').next().unwrap()]);
    let said = place.good(&["user", "deactivate", "an.nv", "--successor", "binh.tt", "--reason", "nghỉ"]);
    assert!(said.contains("1 roles moved, 0 ended"), "{said}");
    let list = place.good(&["user", "list"]);
    assert!(list.contains("an.nv\tan.nv\t") && list.contains("\tdeactivated"), "{list}");

    let said = place.run(&["user", "deactivate", "quan.tri"]);
    assert!(said.code == 1 && said.err.contains("last administrator"), "{}", said.err);
    let said = place.run(&["user", "grant", "khong.co", "auditor"]);
    assert!(said.code == 1 && said.err.contains("there is no account khong.co"), "{}", said.err);
    let said = place.run(&["user", "add", "x.y", "--role", "auditor", "--unit", "KHONG"]);
    assert!(said.code == 1 && said.err.contains("there is no unit KHONG"), "{}", said.err);
    assert!(!place.good(&["user", "list"]).contains("x.y"));
    place.verified("0 problems");
}

#[test]
fn accounts_are_kept_from_the_command_line_on_sqlite() {
    keeps_accounts(&Place::sqlite());
}

#[test]
fn accounts_are_kept_from_the_command_line_on_postgres() {
    keeps_accounts(&Place::postgres("users"));
}

#[test]
fn a_first_password_is_read_from_standard_input_and_judged() {
    let place = Place::sqlite();
    province(&place);
    let add = |password: &str| {
        let args = place.with(&["user", "add", "an.nv", "--ask-password"]);
        let mut child = Command::new(program())
            .args(args)
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        child.wait_with_output().unwrap()
    };
    let refused = add("matkhau12345");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("among the most used ones"));
    let done = add("cây đa bến nước sân đình");
    assert!(done.status.success());
    assert_eq!(String::from_utf8_lossy(&done.stdout), "an.nv\n");
}
