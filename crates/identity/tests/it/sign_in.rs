//! Signing in: the right ones, the wrong ones, and those who guess.

use crate::world::{GOOD, World, attempt, origin, refused, schema};
use identity::{Attempt, Cost, Gate, LEAST, Origin, Rules, Secret, desk, last_signed_in, totp};
use kernel::{Actor, Clock};
use store::vals;

store::db_test! {
    with schema();

    fn a_given_password_opens_once_and_must_be_changed(db: TestDb) {
        let w = World::new(&db);
        let made = w.gate.add_person(Actor::SYSTEM, World::new_person("an.nv", Some(w.units[3]))).unwrap();
        let given = made.password.unwrap();
        let signed_in = w.try_sign_in(" AN.NV ", given.expose()).unwrap();
        assert!(signed_in.must_change);
        let who = w.enter(&signed_in.token).unwrap().who;
        assert!(who.must_change());
        assert_eq!(refused(w.gate.change_password(&signed_in.token, &given, &Secret::new("ngắn"), origin())), "password.short");
        assert_eq!(refused(w.gate.change_password(&signed_in.token, &given, &given, origin())), "password.same");
        let new = Secret::new(GOOD);
        assert_eq!(refused(w.gate.change_password(&signed_in.token, &new, &new, origin())), "password.wrong");
        let changed = w.gate.change_password(&signed_in.token, &given, &new, origin()).unwrap();
        assert!(!changed.must_change && !w.enter(&changed.token).unwrap().who.must_change());
        assert!(w.enter(&signed_in.token).is_none(), "the session before the change has ended");
        assert_eq!(refused(w.try_sign_in("an.nv", given.expose())), "sign_in.wrong");
        assert!(!w.try_sign_in("an.nv", GOOD).unwrap().must_change);
        let last = db.read(|tx| last_signed_in(tx, made.person.id)).unwrap();
        assert_eq!(last, Some(w.technical.now()));
    }

    fn a_given_password_does_not_open_after_a_week(db: TestDb) {
        let w = World::new(&db);
        let made = w.gate.add_person(Actor::SYSTEM, World::new_person("an.nv", None)).unwrap();
        w.technical.pass(7 * 86_400);
        assert_eq!(refused(w.try_sign_in("an.nv", made.password.unwrap().expose())), "sign_in.expired");
        let again = w.gate.reset_password(Actor::SYSTEM, made.person.id).unwrap().password.unwrap();
        assert!(w.try_sign_in("an.nv", again.expose()).unwrap().must_change);
    }

    fn an_unknown_name_is_told_the_same_after_the_same_work(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let gone = w.person("da.nghi", None);
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, gone.id, None, "nghỉ")).unwrap();
        let mut words = Vec::new();
        for (login, password) in [("an.nv", "sai mật khẩu rồi"), ("khong.co", GOOD), ("", ""), ("da.nghi", GOOD)] {
            let before = w.gate.hasher().done();
            let refusal = w.try_sign_in(login, password).unwrap_err().refusal().unwrap().clone();
            assert_eq!(w.gate.hasher().done() - before, 1, "{login}");
            assert_eq!(refusal.code, "sign_in.wrong", "{login}");
            words.push((refusal.vi, refusal.en));
        }
        words.dedup();
        assert_eq!(words.len(), 1);
    }

    fn whoever_fails_often_waits_longer_each_time_and_the_owner_comes_in_again(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        for _ in 0..5 {
            assert_eq!(refused(w.try_sign_in("an.nv", "sai mật khẩu")), "sign_in.wrong");
        }
        for seconds in [1, 2, 4, 8, 16] {
            // The right password does not help, and nothing is hashed.
            let before = w.gate.hasher().done();
            assert_eq!(refused(w.try_sign_in("an.nv", GOOD)), "sign_in.wait");
            assert_eq!(w.gate.hasher().done(), before);
            w.technical.pass(seconds - 1);
            let early = w.try_sign_in("an.nv", GOOD).unwrap_err();
            assert!(early.refusal().unwrap().en.contains("Wait 1 seconds"), "{early}");
            w.technical.pass(1);
            assert_eq!(refused(w.try_sign_in("an.nv", "sai mật khẩu")), "sign_in.wrong");
        }
        w.technical.pass(32);
        w.sign_in("an.nv");
        // The account's failures are forgotten; the address has kept its own.
        for _ in 0..5 {
            assert_eq!(refused(w.try_sign_in("an.nv", "sai mật khẩu")), "sign_in.wrong");
        }
    }

    fn a_reset_password_opens_without_waiting(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        for _ in 0..5 {
            let _ = w.try_sign_in("an.nv", "sai mật khẩu");
        }
        let given = w.gate.reset_password(Actor::SYSTEM, person.id).unwrap().password.unwrap();
        w.try_sign_in("an.nv", given.expose()).unwrap();
    }

    fn a_wait_outlives_a_restart(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        for _ in 0..5 {
            let _ = w.try_sign_in("an.nv", "sai mật khẩu");
        }
        let again = World::with(&db, w.units.clone());
        assert_eq!(refused(again.try_sign_in("an.nv", GOOD)), "sign_in.wait");
    }

    fn an_address_that_tries_many_names_waits_and_another_does_not(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        for n in 0..30 {
            assert_eq!(refused(w.try_sign_in(&format!("ten{n}"), GOOD)), "sign_in.wrong");
        }
        assert_eq!(refused(w.try_sign_in("an.nv", GOOD)), "sign_in.wait");
        let elsewhere = Origin { address: "198.51.100.1".parse().unwrap(), ..origin() };
        w.gate.sign_in(Attempt { from: elsewhere, ..attempt("an.nv", GOOD) }).unwrap();
        w.technical.pass(60);
        w.sign_in("an.nv");
        // What was typed as a name is nowhere in the database.
        let kept = db.read(|tx| {
            tx.query_one("SELECT COUNT(*) FROM sign_in_throttle WHERE subject LIKE $1", &vals!["%ten1%"], |row| row.int())
        });
        assert_eq!(kept.unwrap(), 0);
        w.technical.pass(3 * 86_400);
        let (now, rules) = (w.technical.now(), w.gate.rules().sessions);
        db.write(move |tx| identity::sweep(tx, now, rules)).unwrap();
        assert_eq!(w.number("SELECT COUNT(*) FROM sign_in_throttle"), 0);
        assert_eq!(w.number("SELECT COUNT(*) FROM session"), 0);
    }

    fn many_attempts_at_once_are_counted_before_they_are_judged(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let before = w.gate.hasher().done();
        let said: Vec<&str> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..24).map(|_| scope.spawn(|| refused(w.try_sign_in("an.nv", "sai mật khẩu")))).collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(said.iter().filter(|c| **c == "sign_in.wrong").count(), 5);
        assert_eq!(said.iter().filter(|c| **c == "sign_in.wait").count(), 19);
        assert_eq!(w.gate.hasher().done() - before, 5);
    }

    fn a_second_factor_is_asked_for_and_a_code_opens_only_once(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        let e = totp::enrol("Một Cửa", "an.nv").unwrap();
        let address = origin().address;
        let code = |w: &World| Secret::new(totp::code_at(&e.secret, w.technical.now()).unwrap());
        let set = |password: &str, code: &Secret| {
            w.gate.confirm_second_factor(&token, &Secret::new(password), &e.secret, code, address)
        };
        assert_eq!(refused(set("sai mật khẩu", &code(&w))), "password.wrong");
        assert_eq!(refused(set(GOOD, &Secret::new("000"))), "sign_in.code");
        assert!(!w.gate.has_second_factor(person.id).unwrap());
        set(GOOD, &code(&w)).unwrap();
        assert!(w.gate.has_second_factor(person.id).unwrap());
        let with = |code: Secret| w.gate.sign_in(Attempt { code: Some(code), ..attempt("an.nv", GOOD) });
        assert_eq!(refused(w.try_sign_in("an.nv", GOOD)), "sign_in.code_needed");
        assert_eq!(refused(with(code(&w))), "sign_in.code", "it was used to turn the factor on");
        w.technical.pass(60);
        let once = code(&w);
        with(once.clone()).unwrap();
        assert_eq!(refused(with(once)), "sign_in.code");
        w.technical.pass(60);
        // Without the password a code says nothing, not even that there is a second factor.
        let stolen = Attempt { code: Some(code(&w)), ..attempt("an.nv", "sai mật khẩu") };
        assert_eq!(refused(w.gate.sign_in(stolen)), "sign_in.wrong");
        w.gate.remove_second_factor(&token, &Secret::new(GOOD), address).unwrap();
        w.sign_in("an.nv");
    }

    fn wrong_codes_are_throttled_like_wrong_passwords(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        let e = totp::enrol("Một Cửa", "an.nv").unwrap();
        let code = Secret::new(totp::code_at(&e.secret, w.technical.now()).unwrap());
        w.gate.confirm_second_factor(&token, &Secret::new(GOOD), &e.secret, &code, origin().address).unwrap();
        let guess = || refused(w.gate.sign_in(Attempt { code: Some(Secret::new("000000")), ..attempt("an.nv", GOOD) }));
        for _ in 0..5 {
            assert_eq!(guess(), "sign_in.code");
        }
        assert_eq!(guess(), "sign_in.wait");
    }

    fn a_stolen_session_does_not_help_to_guess_the_password(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        let guess = || w.gate.change_password(&token, &Secret::new("sai mật khẩu"), &Secret::new("mật khẩu của kẻ gian"), origin());
        for _ in 0..5 {
            assert_eq!(refused(guess()), "password.wrong");
        }
        assert_eq!(refused(guess()), "sign_in.wait");
    }

    fn a_hash_of_an_older_cost_is_made_anew_at_sign_in(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        let rules = Rules { cost: Cost { passes: 3, ..LEAST }, ..Rules::default() };
        let gate = Gate::open(w.db.clone(), w.business.clone(), w.technical.clone(), rules).unwrap();
        let hash = || db.read(|tx| {
            tx.query_one("SELECT password FROM credential WHERE person_id = $1", &vals![person.id], |row| row.text())
        }).unwrap();
        assert!(hash().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        gate.sign_in(attempt("an.nv", GOOD)).unwrap();
        let dearer = hash();
        assert!(dearer.starts_with("$argon2id$v=19$m=8,t=3,p=1$"));
        gate.sign_in(attempt("an.nv", GOOD)).unwrap();
        assert_eq!(hash(), dearer);
    }
}
