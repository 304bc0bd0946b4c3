//! API tokens.

use crate::world::{World, refused, schema};
use identity::desk::NewPerson;
use identity::token::{self, NewToken};
use identity::{Kind, Role, Scope, Secret, TokenId};
use kernel::{Actor, PersonId, Right};
use std::net::IpAddr;

fn new(person: PersonId) -> NewToken {
    NewToken {
        person,
        name: "Cổng dịch vụ công".into(),
        scopes: vec!["dossiers:read".into(), "dossiers:create".into()],
        ranges: vec!["192.0.2.0/24".into(), "2001:db8::/32".into()],
        days: 30,
    }
}

fn make(w: &World, new: NewToken) -> kernel::Result<(TokenId, Secret)> {
    w.as_(Actor::SYSTEM, move |tx, ctx| token::make(tx, ctx, new))
}

fn at(address: &str) -> IpAddr {
    address.parse().unwrap()
}

store::db_test! {
    with schema();

    fn a_token_opens_with_its_scopes_from_its_addresses_until_it_expires(db: TestDb) {
        let w = World::new(&db);
        let program = NewPerson { kind: Kind::Service, ..World::new_person("cong.dvc", None) };
        let person = w.gate.add_person(Actor::SYSTEM, program).unwrap().person.id;
        w.grant(Actor::SYSTEM, person, Role::DeskOfficer, Scope::Unit(w.units[3])).unwrap();
        let (id, secret) = make(&w, new(person)).unwrap();
        assert!(secret.expose().starts_with("motcua_") && secret.expose().len() == 59);
        let holder = w.gate.enter_with_token(&secret, at("192.0.2.200")).unwrap();
        assert!(holder.require("dossiers:read").is_ok());
        assert_eq!(holder.require("statistics:read").unwrap_err().code, "token.scope");
        assert!(holder.who.actor(Right::Receive, w.units[3]).is_ok());
        assert!(holder.who.actor(Right::Receive, w.units[4]).is_err());
        w.gate.enter_with_token(&secret, at("2001:db8:7::1")).unwrap();
        w.gate.enter_with_token(&secret, at("::ffff:192.0.2.1")).unwrap();
        assert_eq!(refused(w.gate.enter_with_token(&secret, at("198.51.100.1"))), "token.address");
        let wrong = Secret::new(secret.expose().replace("motcua_", "motcua_x"));
        assert_eq!(refused(w.gate.enter_with_token(&wrong, at("192.0.2.1"))), "token.invalid");
        let listed = db.read(|tx| token::of(tx, person)).unwrap();
        assert_eq!(listed[0].id, id);
        assert_eq!(listed[0].used.as_ref().unwrap().1, "192.0.2.1");
        w.technical.pass(30 * 86_400 + 60);
        assert_eq!(refused(w.gate.enter_with_token(&secret, at("192.0.2.1"))), "token.invalid");
    }

    fn a_revoked_token_opens_nothing(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3])).id;
        let (id, secret) = make(&w, NewToken { ranges: vec![], ..new(person) }).unwrap();
        w.gate.enter_with_token(&secret, at("203.0.113.9")).unwrap();
        let myself = w.who(person).myself();
        w.as_(myself, move |tx, ctx| token::revoke(tx, ctx, id)).unwrap();
        assert_eq!(refused(w.gate.enter_with_token(&secret, at("203.0.113.9"))), "token.invalid");
        assert_eq!(refused(w.as_(myself, move |tx, ctx| token::revoke(tx, ctx, id))), "token.unknown");
    }

    fn tokens_are_made_for_oneself_or_by_whoever_keeps_people(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3])).id;
        let other = w.with_role("khac", Role::CaseOfficer, Scope::Unit(w.units[3])).id;
        let (myself, stranger) = (w.who(person).myself(), w.who(other).myself());
        let (id, _) = w.as_(myself, move |tx, ctx| token::make(tx, ctx, new(person))).unwrap();
        assert_eq!(refused(w.as_(stranger, move |tx, ctx| token::make(tx, ctx, new(person)))), "actor.not_allowed");
        assert_eq!(refused(w.as_(stranger, move |tx, ctx| token::revoke(tx, ctx, id))), "actor.not_allowed");
    }

    fn what_a_token_is_made_with_is_checked(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3])).id;
        for (wrong, code) in [
            (NewToken { name: " ".into(), ..new(person) }, "token.name"),
            (NewToken { scopes: vec![], ..new(person) }, "token.scopes"),
            (NewToken { scopes: vec!["everything".into()], ..new(person) }, "token.scopes"),
            (NewToken { ranges: vec!["192.0.2.0/40".into()], ..new(person) }, "token.ranges"),
            (NewToken { days: 0, ..new(person) }, "token.days"),
            (NewToken { days: 733, ..new(person) }, "token.days"),
            (NewToken { person: PersonId(1), ..new(person) }, "person.unknown"),
        ] {
            assert_eq!(refused(make(&w, wrong)), code);
        }
    }
}
