//! Looking through the audit, never beyond one's units.

use crate::world::{of_a_subtree, world};
use identity::{Role, Scope};
use kernel::Right;
use pages_account::testing::schema;

store::db_test! {
    with schema();

    fn who_did_what_is_found_by_person_action_day_and_row(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let unit = world.units[3].to_string();
        let fields = [("login", "moi.den"), ("name", "Phan Thị Mới"), ("unit", &*unit), ("language", "vi"), ("kind", "staff"), ("role", "desk_officer"), ("reach", "unit")];
        assert_eq!(admin.post("/admin/people/new", &fields).status, 200);
        let mut auditor = world.as_person("kiemtra");
        let page = auditor.get("/admin/audit?who=quantri");
        assert!(page.says("Tạo tài khoản person.add") && page.says("Cấp vai trò person.grant"), "{}", page.words());
        assert!(page.says("Người dùng Phan Thị Mới"), "{}", page.words());
        let page = auditor.get("/admin/audit?who=quantri&action=person.add");
        assert!(page.says("person.add") && !page.says("person.grant"));
        let page = auditor.get("/admin/audit?from=20/11/2020&to=20/11/2020&action=person.");
        assert!(page.says("person.add"), "{}", page.words());
        let page = auditor.get("/admin/audit?from=21/11/2020");
        assert!(page.says("Không thấy việc nào như vậy"), "{}", page.words());
        let id = world.person("moi.den").id;
        let page = auditor.get(&format!("/admin/audit?table=person&key={id}"));
        assert!(page.says("person.add") && !page.says("session.sign_in"), "{}", page.words());
        assert!(auditor.get("/admin/audit?from=hôm+qua").says("Không phải ngày"));
        assert_eq!(auditor.get("/admin/audit?who=%3Cscript%3Ealert(1)%3C/script%3E&before=x&unit=y&table=z").status, 200);
        assert!(!auditor.get("/admin/audit?who=%3Cscript%3Ealert(1)%3C/script%3E").text().contains("<script>alert"));
    }

    fn a_dossier_s_history_is_found_by_its_code(db: TestDb) {
        let world = world(&db);
        let (one, other) = (world.accept(3, 1, "Một"), world.accept(3, 1, "Hai"));
        let officer = db.read(|tx| world.gate.who(tx, world.person("xa.xuly").id)).unwrap().unwrap();
        let (actor, ids) = (officer.actor(Right::Reveal, world.units[3]).unwrap(), db.ids().clone());
        world.business.pass(90);
        let (now, id) = (world.kit.business().now(), one.id);
        world.desk.shift(move |s| s.reveal(&store::Ctx { actor, now, ids: &ids }, id).map(|_| ())).unwrap();
        let mut auditor = world.as_person("kiemtra");
        let page = auditor.get(&format!("/admin/audit?code={}", one.code));
        assert!(page.says("Xem đủ số giấy tờ, điện thoại dossier.reveal"), "{}", page.words());
        assert!(page.says("Tiếp nhận hồ sơ dossier.accept") && page.says(&one.code), "{}", page.words());
        assert!(!page.says(&other.code));
        assert!(page.text().contains(&format!("href=\"/dossier/{}\"", one.code)));
        assert!(auditor.get("/admin/audit?code=X99").says("Không thấy việc nào như vậy"));
    }

    fn an_auditor_of_a_subtree_reads_of_its_people_and_dossiers_alone(db: TestDb) {
        let world = world(&db);
        let (mine, beyond) = (world.accept(0, 2, "Trong"), world.accept(3, 1, "Ngoài"));
        let as_officer = |login: &str, unit: usize| {
            let who = db.read(|tx| world.gate.who(tx, world.person(login).id)).unwrap().unwrap();
            who.actor(Right::Process, world.units[unit]).unwrap()
        };
        for (login, unit, id) in [("xuly", 0, mine.id), ("xa.xuly", 3, beyond.id)] {
            let (actor, ids, now) = (as_officer(login, unit), db.ids().clone(), world.kit.business().now());
            world.desk.shift(move |s| s.forward(&store::Ctx { actor, now, ids: &ids }, id, None).map(|_| ())).unwrap();
        }
        let mut auditor = of_a_subtree(&world, "giamsat", Role::Auditor);
        let page = auditor.get("/admin/audit");
        assert!(page.says(&mine.code) && !page.says(&beyond.code), "{}", page.words());
        assert!(!page.says("Cao Thị Tư Pháp"));
        for path in [
            format!("/admin/audit?code={}", beyond.code),
            "/admin/audit?who=xa.xuly".into(),
            format!("/admin/audit?unit={}", world.units[3]),
        ] {
            let page = auditor.get(&path);
            assert!(page.says("Không thấy việc nào như vậy"), "{path}: {}", page.words());
        }
        // Nor what the program did: that is the whole province's.
        assert!(!auditor.get("/admin/audit?who=chương+trình").says("dossier.accept"));
        let file = auditor.get("/admin/audit.csv").text();
        assert!(file.contains(&mine.code) && !file.contains(&beyond.code), "{file}");
    }

    fn for_whom_somebody_acted_is_said(db: TestDb) {
        let world = world(&db);
        let dossier = world.accept(3, 1, "Một");
        let (absent, deputy) = (world.person("xa.xuly").id, world.person("xa.tiepnhan").id);
        world
            .as_actor(kernel::Actor::SYSTEM, move |tx, ctx| {
                let today = ctx.now.day();
                let new = identity::desk::NewDelegation { absent, deputy, from: today, to: today.plus(3), role: None, unit: None, reason: "nghỉ".into() };
                identity::desk::delegate(tx, ctx, new)
            })
            .unwrap();
        let who = db.read(|tx| world.gate.who(tx, deputy)).unwrap().unwrap();
        let (actor, ids, now) = (who.actor(Right::Process, world.units[3]).unwrap(), db.ids().clone(), world.kit.business().now());
        assert_eq!(actor.behalf, Some(absent));
        world.desk.shift(move |s| s.forward(&store::Ctx { actor, now, ids: &ids }, dossier.id, None).map(|_| ())).unwrap();
        let mut auditor = world.as_person("kiemtra");
        let page = auditor.get("/admin/audit?action=dossier.forward");
        assert!(page.says("Mai Văn Xã xa.tiepnhan · làm thay Cao Thị Tư Pháp"), "{}", page.words());
        // And found under either name.
        assert!(auditor.get("/admin/audit?who=xa.xuly&action=dossier.").says("làm thay"));
    }

    fn pages_go_on_and_what_is_taken_away_is_recorded(db: TestDb) {
        let world = world(&db);
        for n in 0..60 {
            world.accept(3, 0, &format!("Người {n}"));
        }
        let mut auditor = world.as_person("kiemtra");
        let page = auditor.get("/admin/audit?action=dossier.accept");
        let text = page.text();
        let at = text.find("before=").unwrap();
        let before: String = text[at + 7..].chars().take_while(char::is_ascii_digit).collect();
        let second = auditor.get(&format!("/admin/audit?action=dossier.accept&before={before}"));
        assert!(second.says("Về mới nhất") && second.text().matches("dossier.accept</span>").count() == 10);
        let file = auditor.get("/admin/audit.csv?action=dossier.accept").text();
        assert_eq!(file.lines().count(), 61);
        assert!(auditor.get("/admin/audit.xlsx").bytes.starts_with(b"PK"));
        assert!(auditor.get("/admin/audit?who=kiemtra").says("Xuất nhật ký audit.export"));
        let page = auditor.get("/admin/audit");
        assert!(page.says("Chưa có niêm phong nào.") && page.says("motcua verify"));
        store::seal(&db).unwrap();
        assert!(auditor.get("/admin/audit").says("Niêm phong gần nhất số 1"));
    }

    fn only_auditors_read_it(db: TestDb) {
        let world = world(&db);
        for login in ["quantri", "xuly", "thutruong", "lanhdao"] {
            assert_eq!(world.as_person(login).get("/admin/audit").status, 403, "{login}");
            assert_eq!(world.as_person(login).get("/admin/audit.csv").status, 403, "{login}");
        }
        world.staff("ca.hai", Some((Role::Auditor, Scope::Province)));
    }
}
