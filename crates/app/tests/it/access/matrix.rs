//! Roles × routes × own or other unit: the status of a real request to every route, as a text that people can read.

use super::people::{Everybody, PEOPLE};
use crate::run::root;
use std::fmt::Write;
use store::testing::TestDb;
use webkit::Access;

fn kept() -> std::path::PathBuf {
    root().join("crates/app/tests/it/access/matrix.txt")
}

/// The table: a line for each route, a column for each role; where own and other differ, `own/other`.
fn table(db: &TestDb) -> String {
    let everybody = Everybody::new(db);
    let mut routes = everybody.world.routes.clone();
    // What takes something away comes last.
    let order =
        |r: &webkit::Route| (r.method == axum::http::Method::DELETE, r.path, r.method.as_str().to_owned());
    routes.sort_by_key(order);
    let mut text = format!("{:6} {:52} {:12}", "", "", "access");
    for (name, _) in PEOPLE {
        write!(text, " {name:8}").unwrap();
    }
    writeln!(text, " token").unwrap();
    for route in &routes {
        let access = match route.access {
            Access::Public => "public".to_owned(),
            Access::SignedIn => "signed in".to_owned(),
            Access::Right(right) => format!("{right:?}").to_lowercase(),
            Access::Token(scope) => scope.to_owned(),
        };
        write!(text, "{:6} {:52} {access:12}", route.method.as_str(), route.path).unwrap();
        let places = [&everybody.own, &everybody.other];
        for (_, login) in PEOPLE {
            let mut browser = everybody.browser(login);
            write!(
                text,
                " {:8}",
                told(places.map(|p| everybody.ask(&mut browser, route, p, "", None).status))
            )
            .unwrap();
        }
        let mut program = everybody.world.browser();
        let bearer = Some(&everybody.bearer);
        writeln!(text, " {}", told(places.map(|p| everybody.ask(&mut program, route, p, "", bearer).status)))
            .unwrap();
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

fn told([own, other]: [u16; 2]) -> String {
    if own == other { own.to_string() } else { format!("{own}/{other}") }
}

store::db_test! {
    with motcua::domains::schema();

    fn everybody_is_answered_as_the_matrix_says(db: TestDb) {
        let found = table(&db);
        if std::env::var_os("MOTCUA_UPDATE").is_some() {
            std::fs::write(kept(), &found).unwrap();
        }
        let expected = std::fs::read_to_string(kept()).unwrap_or_default();
        let differ: Vec<String> = found
            .lines()
            .filter(|line| !expected.lines().any(|e| e == *line))
            .map(|line| format!("+ {line}"))
            .chain(expected.lines().filter(|line| !found.lines().any(|f| f == *line)).map(|line| format!("- {line}")))
            .collect();
        assert!(differ.is_empty(), "read it, and keep it with MOTCUA_UPDATE=1:\n{}", differ.join("\n"));
        assert!(!found.contains(" 500"), "a fault:\n{found}");
    }
}
