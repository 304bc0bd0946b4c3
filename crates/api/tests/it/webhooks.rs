//! Being told: signed, tried again, kept, replayed; and only what one may see.

use crate::client::{Program, program, schema};
use crate::receiver::{Receiver, nobody};
use api::webhook::{Allowed, Post, WebhookId, make};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dossier::words::EventKind;
use hmac::{Hmac, KeyInit, Mac};
use identity::{Role, Scope};
use kernel::{Actor, Rights};
use pages_account::testing::World;
use serde_json::Value;
use sha2::Sha256;

const DAY: i64 = 86_400;

fn near() -> Allowed {
    Allowed::new(vec!["127.0.0.0/8".parse().unwrap()])
}

fn post(world: &World) -> Post {
    // The store's own clock cannot be set: what it has just put in the outbox is due for whoever is later.
    world.technical.pass(600);
    Post::new(world.db.clone(), world.gate.clone(), world.technical.clone(), near())
}

fn case_officer(world: &World, login: &str, unit: usize) -> Program {
    program(world, login, Role::CaseOfficer, Scope::Unit(world.units[unit]))
}

/// A webhook of a program, for everything.
fn hook(world: &World, program: &Program, url: &str) -> (WebhookId, String) {
    let actor = Actor { person: program.person, behalf: None, unit: None, rights: Rights::NONE };
    let url = url.to_owned();
    let made = world.as_actor(actor, move |tx, ctx| make(tx, ctx, &near(), &url, EventKind::ALL));
    let (hook, secret) = made.unwrap();
    (hook.id, secret)
}

fn deliveries(program: &mut Program, hook: WebhookId) -> Vec<Value> {
    let page = program.found(&format!("/api/v1/webhooks/{hook}/deliveries"));
    page["deliveries"].as_array().unwrap().clone()
}

store::db_test! {
    with schema();
    fn an_event_arrives_signed_and_without_personal_data(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = case_officer(&world, "cong", 3);
        let receiver = Receiver::answering(&[]);
        let (id, secret) = hook(&world, &desk, &receiver.url);
        let accepted = world.accept(3, 1, "Nguyễn Thị Riêng Tư");
        assert_eq!(post(&world).turn().unwrap(), 1);
        let [one] = &receiver.received()[..] else { panic!("one delivery") };
        let signed = format!("{}.{}.{}", one.headers["webhook-id"], one.headers["webhook-timestamp"], one.body);
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(signed.as_bytes());
        let right = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(one.headers["webhook-signature"], right);
        assert_eq!(one.headers["content-type"], "application/json");
        let body: Value = serde_json::from_str(&one.body).unwrap();
        assert_eq!(body["type"], "dossier.accepted");
        assert_eq!(body["id"], one.headers["webhook-id"]);
        assert_eq!(body["data"]["code"], accepted.code);
        assert_eq!((&body["data"]["unit"], &body["data"]["sequence"]), (&"X01".into(), &1.into()));
        assert_eq!(body["data"]["procedure"], "1.000020");
        assert_eq!(body["data"]["national_status"], 2);
        assert!(!one.body.contains("Riêng"), "{}", one.body);
        let kept = deliveries(&mut desk, id);
        assert_eq!((kept.len(), &kept[0]["state"]), (1, &"delivered".into()));
        assert_eq!(kept[0]["attempts"][0]["status"], 200);
        // Nothing is left, and nothing is sent twice.
        assert_eq!(post(&world).turn().unwrap(), 0);
        assert_eq!(world.db.read(store::outbox::backlog).unwrap(), store::outbox::Backlog::default());
    }

    fn what_fails_comes_again_when_its_time_has_come(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = case_officer(&world, "cong", 3);
        let receiver = Receiver::answering(&[500, 301]);
        let (id, _) = hook(&world, &desk, &receiver.url);
        world.accept(3, 1, "Người Một");
        let post = post(&world);
        assert_eq!(post.turn().unwrap(), 1);
        assert_eq!(post.turn().unwrap(), 0, "too early");
        // What comes later is not held up.
        world.accept(3, 1, "Người Hai");
        assert_eq!(post.turn().unwrap(), 1);
        world.technical.pass(13);
        assert_eq!(post.turn().unwrap(), 2, "both had failed: a redirect is no taking");
        let kept = deliveries(&mut desk, id);
        assert!(kept.iter().all(|d| d["state"] == "delivered"), "{kept:?}");
        let statuses: Vec<i64> = kept.iter().rev().flat_map(|d| d["attempts"].as_array().unwrap()).filter_map(|a| a["status"].as_i64()).collect();
        assert_eq!(statuses, [500, 200, 301, 200]);
        assert_eq!(receiver.received().len(), 4);
        let ids: Vec<_> = receiver.received().into_iter().map(|r| r.headers["webhook-id"].clone()).collect();
        assert_eq!((&ids[0], &ids[1]), (&ids[2], &ids[3]), "the same id at each attempt");
    }

    fn who_never_answers_is_given_up_after_days_and_replayed_on_demand(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = case_officer(&world, "cong", 3);
        let (id, _) = hook(&world, &desk, &nobody());
        world.accept(3, 1, "Người Một");
        let post = post(&world);
        let mut tries = 0;
        for _ in 0..80 {
            tries += post.turn().unwrap();
            world.technical.pass(3_700);
        }
        let kept = deliveries(&mut desk, id);
        assert_eq!(kept[0]["state"], "dead", "{tries} tries");
        assert!(kept[0]["next_attempt_at"].is_null());
        assert_eq!(kept[0]["attempts"][0]["error"], "connection refused");
        assert_eq!(post.turn().unwrap(), 0);
        let again = desk.ask("POST", &format!("/api/v1/webhooks/{id}/deliveries/1/replay"), &[], None);
        assert_eq!((again.status, &again.json["state"]), (202, &"waiting".into()));
        assert_eq!(post.turn().unwrap(), 1);
        for no in ["2", "0", "x", "99999999999999999999"] {
            let lost = desk.ask("POST", &format!("/api/v1/webhooks/{id}/deliveries/{no}/replay"), &[], None);
            assert_eq!(lost.status, 404, "{no}");
        }
        world.technical.pass(31 * DAY);
        let now = kernel::Clock::now(&*world.technical);
        world.db.write(move |tx| api::sweep(tx, now)).unwrap();
        assert_eq!(deliveries(&mut desk, id).len(), 1, "it waits, so it is kept");
    }

    fn a_receiver_that_is_silent_holds_up_nobody(db: TestDb) {
        let world = World::new(&db, api::routes());
        let desk = case_officer(&world, "cong", 3);
        let receiver = Receiver::answering(&[]);
        hook(&world, &desk, &nobody());
        hook(&world, &desk, &receiver.url);
        for i in 0..5 {
            world.accept(3, 1, &format!("Người {i}"));
        }
        // One look at the silent one, then it is left alone; the other gets everything.
        assert_eq!(post(&world).turn().unwrap(), 6);
        let numbers: Vec<_> = receiver.received().into_iter().map(|r| r.headers["motcua-delivery"].clone()).collect();
        assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
    }

    fn one_is_told_of_what_one_may_see_and_nothing_else(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mine = case_officer(&world, "mot", 3);
        let mut theirs = case_officer(&world, "hai", 4);
        let (one, two) = (Receiver::answering(&[]), Receiver::answering(&[]));
        let (id, _) = hook(&world, &mine, &one.url);
        hook(&world, &theirs, &two.url);
        world.accept(3, 1, "Người Một");
        post(&world).turn().unwrap();
        assert_eq!((one.received().len(), two.received().len()), (1, 0));
        for (method, rest) in [("DELETE", ""), ("GET", "/deliveries"), ("POST", "/deliveries/1/replay")] {
            let told = theirs.ask(method, &format!("/api/v1/webhooks/{id}{rest}"), &[], None);
            assert_eq!(told.status, 404, "{method} {rest}");
        }
        // Whoever has left is told nothing.
        world.as_actor(Actor::SYSTEM, move |tx, ctx| {
            identity::desk::deactivate(tx, ctx, mine.person, None, "thử").map(|_| ())
        }).unwrap();
        world.accept(3, 1, "Người Hai");
        post(&world).turn().unwrap();
        assert_eq!(one.received().len(), 1);
    }

    fn webhooks_are_made_shown_and_ended_through_the_routes(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = case_officer(&world, "cong", 3);
        let new = r#"{"url":"https://nhan.example/motcua","topics":["dossier.settled","dossier.accepted"]}"#;
        let made = desk.ask("POST", "/api/v1/webhooks", &[], Some(new));
        assert_eq!(made.status, 201, "{}", made.json);
        assert!(made.json["secret"].as_str().unwrap().starts_with("whsec_"));
        let list = desk.found("/api/v1/webhooks");
        assert_eq!(list["webhooks"][0]["url"], "https://nhan.example/motcua");
        assert!(list["webhooks"][0]["secret"].is_null());
        assert_eq!(desk.found(made.said.header("location"))["deliveries"], serde_json::json!([]));
        for (body, place) in [
            (new.replace("https://nhan.example", "http://127.0.0.1:1"), "/url"),
            (new.replace("https://nhan.example", "https://169.254.169.254"), "/url"),
            (new.replace("https", "file"), "/url"),
            (new.replace("dossier.settled", "dossier.dance"), "/topics/0"),
            (new.replace("dossier.settled", "dossier.accepted"), "/topics/1"),
            (new.replace("\"dossier.settled\",\"dossier.accepted\"", ""), "/topics"),
            (new.replace("url", "uri"), "/uri"),
        ] {
            let told = desk.ask("POST", "/api/v1/webhooks", &[], Some(&body));
            assert_eq!((told.status, told.places()), (422, vec![place]), "{body}");
        }
        for _ in 1..10 {
            assert_eq!(desk.ask("POST", "/api/v1/webhooks", &[], Some(new)).status, 201);
        }
        let eleventh = desk.ask("POST", "/api/v1/webhooks", &[], Some(new));
        assert_eq!((eleventh.status, eleventh.code()), (422, "webhook.too_many"));
        let all = desk.found("/api/v1/webhooks");
        for hook in all["webhooks"].as_array().unwrap() {
            let path = format!("/api/v1/webhooks/{}", hook["id"].as_str().unwrap());
            assert_eq!(desk.ask("DELETE", &path, &[], None).status, 204);
            assert_eq!(desk.ask("DELETE", &path, &[], None).status, 404);
        }
        // Nobody asks any more: nothing is written for the post.
        world.accept(3, 1, "Người Một");
        assert_eq!(world.db.read(store::outbox::backlog).unwrap().waiting, 0);
        let verified = store::seal(&world.db).and_then(|_| store::verify(&world.db, &store::VerifyOptions::default()));
        assert_eq!(verified.unwrap().problems, Vec::new());
    }
}
