//! Bodies of another type than the route's, compressed ones, boundless ones.

use super::site::{FORM, Site};
use axum::body::Body;
use webkit::Kind;

const JSON: (&str, &str) = ("content-type", "application/json");

store::db_test! {
    with motcua::domains::schema();

    fn every_route_reads_its_own_type_and_no_other(db: TestDb) {
        let site = Site::new(&db);
        for route in site.writing() {
            let (mut browser, token) = site.signed_in(&route);
            let before = site.done();
            // A page of another site can send the first three without being asked for leave.
            let mut wrong = vec![
                "text/plain",
                "multipart/form-data; boundary=x",
                "text/plain; application/json",
                "application/x-www-form-urlencoded; charset=utf-16",
                "application/json; charset=utf-7",
                "application/xml",
                "",
            ];
            // Where a file is sent a form has another type.
            wrong.retain(|told| !(route.upload && told.starts_with("multipart/form-data")));
            wrong.push(if route.kind == Kind::Page { JSON.1 } else { FORM.1 });
            for told in wrong {
                let body = format!("csrf={token}&do=forward&act=save");
                let said = site.ask(&mut browser, &route, &site.path(&route), &[("content-type", told)], body);
                assert_eq!(said.status, 415, "{} {} read '{told}'", route.method, route.path);
            }
            assert_eq!(site.done(), before, "{}", route.path);
        }
    }

    fn no_route_unpacks_a_body(db: TestDb) {
        let site = Site::new(&db);
        for route in site.writing() {
            let own = if route.kind == Kind::Page { FORM } else { JSON };
            let (mut browser, _) = site.signed_in(&route);
            for packed in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP"] {
                let headers = [own, ("content-encoding", packed)];
                let said = site.ask(&mut browser, &route, &site.path(&route), &headers, "bomb");
                assert_eq!(said.status, 415, "{} {} {packed}", route.method, route.path);
            }
        }
    }

    fn no_route_reads_more_than_its_limit(db: TestDb) {
        let site = Site::new(&db);
        let usual = site.0.world.kit.config().body_limit;
        for route in site.writing() {
            let own = if route.kind == Kind::Page { FORM } else { JSON };
            let limit = route.limit.unwrap_or(usual);
            // A body of a megabyte needs a reason: the workbook of a whole catalogue has as much.
            let most = if route.upload { 8 * 1024 * 1024 } else { 1024 * 1024 };
            assert!(limit <= most, "{} reads {limit} bytes", route.path);
            // Who is not let in is not read further either.
            for mut browser in [site.signed_in(&route).0, site.0.browser(None)] {
                let said = site.ask(&mut browser, &route, &site.path(&route), &[own], vec![b'a'; limit + 1]);
                assert_eq!(said.status, 413, "{} {}", route.method, route.path);
                let told = [own, ("content-length", "99999999999")];
                let said = site.ask(&mut browser, &route, &site.path(&route), &told, Body::from("a=1"));
                assert_eq!(said.status, 413, "{} {}", route.method, route.path);
            }
        }
    }

    fn bodies_full_of_fields_or_of_brackets_break_nothing(db: TestDb) {
        let site = Site::new(&db);
        for route in site.writing() {
            let (mut browser, token) = site.signed_in(&route);
            let bodies = if route.kind == Kind::Page {
                let csrf = format!("csrf={token}&act=save&do=forward&");
                vec![
                    csrf.clone() + &"a=1&".repeat(50_000),
                    csrf.clone() + &"scope=x&unit=1&name=y&".repeat(5_000),
                    csrf.clone() + &"&=&;".repeat(20_000),
                    csrf.clone() + "name=%&unit=%G1&reason=%FF%FE%C0%80&%00=%00",
                    csrf + &format!("name={0}&reason={0}&asked={0}", "%CC%80".repeat(10_000)),
                ]
            } else {
                let depth = 30_000;
                vec![
                    "[".repeat(depth),
                    format!("{}1{}", "{\"a\":".repeat(depth / 5), "}".repeat(depth / 5)),
                    "\"\\ud800\"".into(),
                    "1e999999".into(),
                    "null".into(),
                    format!("{{{}}}", "\"a\":1,".repeat(2_000).trim_end_matches(',')),
                ]
            };
            let own = if route.kind == Kind::Page { FORM } else { JSON };
            for body in bodies {
                let said = site.ask(&mut browser, &route, &site.path(&route), &[own], body.clone());
                let start: String = body.chars().take(60).collect();
                assert!(said.status < 500, "{} {} fails of {start}", route.method, route.path);
            }
        }
    }
}
