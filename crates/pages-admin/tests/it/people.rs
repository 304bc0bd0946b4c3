//! Accounts, roles, deputies, keys and tokens, as whoever keeps people does it.

use crate::world::{of_a_subtree, world};
use identity::Role;
use pages_account::testing::{Browser, GOOD, World, schema};

fn page_of(world: &World, login: &str) -> String {
    format!("/admin/people/{}", world.person(login).id)
}

fn new_person<'a>(login: &'a str, name: &'a str, unit: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("login", login),
        ("name", name),
        ("title", "Công chức"),
        ("unit", unit),
        ("language", "vi"),
        ("kind", "staff"),
        ("role", "desk_officer"),
        ("reach", "unit"),
    ]
}

store::db_test! {
    with schema();

    fn somebody_is_added_sees_his_password_once_and_must_change_it(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        assert_eq!(admin.get("/admin/people/new").status, 200);
        let unit = world.units[3].to_string();
        let page = admin.post("/admin/people/new", &new_person("Moi.Den", "Phan Thị Mới", &unit));
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.says("Mật khẩu dùng một lần của Phan Thị Mới (tên đăng nhập moi.den)"));
        assert_eq!(page.header("cache-control"), "no-store");
        let text = page.text();
        let at = text.find(r#"translate="no">"#).unwrap() + 15;
        let password = text[at..at + 17].to_owned();
        let address = page_of(&world, "moi.den");
        let page = admin.get(&address);
        assert!(!page.text().contains(&password), "it stands there for ever");
        assert!(page.says("Cán bộ tiếp nhận và trả kết quả Xã Ba"), "{}", page.words());
        assert!(page.says("được cấp, chưa đổi"));
        let mut own = world.browser();
        let said = own.post("/sign-in", &[("login", "moi.den"), ("password", &password)]);
        assert_eq!(said.header("location"), "/account/password");
    }

    fn a_form_with_mistakes_comes_back_filled(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let unit = world.units[3].to_string();
        let page = admin.post("/admin/people/new", &new_person("xa.xuly", "", &unit));
        assert_eq!(page.status, 422);
        assert!(page.says("Họ và tên: chưa điền"), "{}", page.words());
        assert_eq!(page.field("login"), None, "a field in sight");
        assert!(page.text().contains(r#"value="xa.xuly""#));
        let page = admin.post("/admin/people/new", &new_person("xa.xuly", "Trùng Tên", &unit));
        assert_eq!(page.status, 422);
        assert!(page.says("Tên đăng nhập xa.xuly đã có người dùng."), "{}", page.words());
        let mut wrong = new_person("khac", "Khác", "999");
        wrong[5] = ("kind", "demo");
        let page = admin.post("/admin/people/new", &wrong);
        assert!(page.says("Có 2 chỗ cần sửa"), "{}", page.words());
    }

    fn the_list_finds_without_marks_and_narrows(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let page = admin.get("/admin/people?q=cao+thi");
        assert!(page.says("Cao Thị Tư Pháp") && !page.says("Mai Văn Xã"), "{}", page.words());
        let page = admin.get(&format!("/admin/people?unit={}&role=unit_head", world.units[3]));
        assert!(page.says("Đỗ Văn Chủ Tịch") && !page.says("Cao Thị Tư Pháp"));
        let page = admin.get("/admin/people?state=left");
        assert!(page.says("Không có người dùng nào như vậy"));
        let file = admin.get("/admin/people.csv?q=cao");
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.text().starts_with('\u{feff}') && file.text().contains("xa.xuly,Cao Thị Tư Pháp"));
        assert_eq!(file.text().lines().count(), 2);
    }

    fn an_administrator_of_a_subtree_finds_nobody_beyond_it(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "phongban", Role::Administrator);
        let page = admin.get("/admin/people?state=all");
        assert!(page.says("xuly") && !page.says("xa.xuly") && !page.says("donvikhac"), "{}", page.words());
        let file = admin.get("/admin/people.csv?state=all");
        assert!(!file.text().contains("xa.xuly"));
        let beyond = page_of(&world, "xa.xuly");
        assert_eq!(admin.get(&beyond).status, 404);
        assert_eq!(admin.get(&beyond).says("Không có trang này"), admin.get("/admin/people/1").says("Không có trang này"));
        for deed in ["edit", "grant", "revoke", "delegate", "end-delegation", "password", "end-sessions", "second-factor", "leave", "return", "token", "revoke-token"] {
            let said = admin.post(&format!("{beyond}/{deed}"), &[("reason", "thử"), ("grant", "1")]);
            assert_eq!(said.status, 404, "{deed}");
        }
        let unit = world.units[3].to_string();
        let page = admin.post("/admin/people/new", &new_person("ai.do", "Ai Đó", &unit));
        assert_eq!(page.status, 422, "{}", page.words());
        assert_eq!(world.db.read(|tx| identity::by_login(tx, "ai.do")).unwrap(), None);
    }

    fn a_deputy_from_beyond_ones_reach_cannot_be_smuggled_in(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "quantri.mot", Role::Administrator);
        // He belongs to another unit: his number is in no list of this administrator.
        let outside = world.person("donvikhac").id.to_string();
        let absent = world.person("xuly").id;
        let fields = [
            ("deputy", outside.as_str()),
            ("from", "20/11/2020"),
            ("last", "27/11/2020"),
            ("reason", "Nghỉ phép"),
        ];
        let page = admin.post(&format!("/admin/people/{absent}/delegate"), &fields);
        assert_eq!(page.status, 422, "{}", page.words());
        assert!(page.says("trong phạm vi của bạn"), "{}", page.words());
        let kept = world.db.read(|tx| identity::delegations_of(tx, absent)).unwrap();
        assert!(kept.is_empty());
    }

    fn nobody_grants_beyond_his_reach_or_to_himself(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "phongban", Role::Administrator);
        let (mine, beyond) = (world.units[2].to_string(), world.units[1].to_string());
        let grant = |unit: &str, reach: &str| {
            [("role", "case_officer"), ("unit", unit), ("reach", reach), ("from", "20/11/2020"), ("reason", "QĐ 1")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        let post = |admin: &mut Browser, login: &str, fields: &[(String, String)]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            admin.post(&format!("{}/grant", page_of(&world, login)), &fields)
        };
        assert_eq!(post(&mut admin, "xuly", &grant(&beyond, "unit")).status, 422);
        assert_eq!(post(&mut admin, "xuly", &grant("", "province")).status, 403);
        let said = post(&mut admin, "xuly", &grant(&mine, "unit"));
        assert_eq!(said.status, 303, "{}", said.words());
        assert!(admin.get(&page_of(&world, "xuly")).says("Chi cục của Sở Một"));
        // The province's administrator neither.
        let mut province = world.as_person("quantri");
        let said = post(&mut province, "quantri", &grant(&mine, "unit"));
        assert_eq!(said.status, 422);
        assert!(said.says("Không ai tự cấp"), "{}", said.words());
    }

    fn roles_are_granted_for_some_days_and_revoked(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let (address, unit) = (page_of(&world, "xuly"), world.units[1].to_string());
        let fields = [
            ("role", "unit_head"),
            ("unit", unit.as_str()),
            ("reach", "subtree"),
            ("from", "1/12/2020"),
            ("last", "31/12/2020"),
            ("reason", "Quyết định số 9/QĐ-SNV"),
        ];
        let page = admin.post_and_see(&format!("{address}/grant"), &fields);
        assert!(page.says("Thủ trưởng đơn vị Sở Hai và các đơn vị trực thuộc · 1/12/2020 – 31/12/2020"), "{}", page.words());
        let grant = page.field("grant").unwrap();
        let page = admin.post_and_see(&format!("{address}/revoke"), &[("grant", &grant)]);
        assert!(page.says("Đã thu hồi vai trò.") && page.says("Vai trò đã hết (1)"), "{}", page.words());
        let page = admin.post_and_see(&format!("{address}/revoke"), &[("grant", &grant)]);
        assert!(page.says("Không có vai trò này, hoặc đã hết hạn."), "{}", page.words());
        // A grant of somebody else's page is not this one's.
        let other = admin.get(&page_of(&world, "thutruong")).field("grant").unwrap();
        let page = admin.post_and_see(&format!("{address}/revoke"), &[("grant", &other)]);
        assert!(page.says("Không có vai trò này, hoặc đã hết hạn."));
    }

    fn what_leaves_with_somebody_is_what_was_shown(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let heir = world.person("xa.tiepnhan").id.to_string();
        let deputy = [("deputy", world.person("xa.xuly").id.to_string())];
        let fields = [
            ("deputy", deputy[0].1.as_str()),
            ("from", "20/11/2020"),
            ("last", "30/11/2020"),
            ("reason", "nghỉ phép"),
        ];
        let page = admin.post_and_see(&format!("{}/delegate", page_of(&world, "xa.chutich")), &fields);
        assert!(page.says("Cao Thị Tư Pháp làm thay"), "{}", page.words());
        let address = page_of(&world, "xa.xuly");
        let page = admin.get(&format!("{address}/leave"));
        assert!(page.says("Công chức xử lý hồ sơ Xã Ba"), "{}", page.words());
        assert!(page.says("Đang làm thay Đỗ Văn Chủ Tịch, 20/11/2020 – 30/11/2020"), "{}", page.words());
        let said = admin.post(&format!("{address}/leave"), &[("successor", &heir)]);
        assert_eq!(said.status, 422);
        let page = admin.post_and_see(&format!("{address}/leave"), &[("successor", &heir), ("reason", "chuyển công tác")]);
        assert!(page.says("bàn giao 1 vai trò, 1 việc làm thay"), "{}", page.words());
        assert!(admin.get(&page_of(&world, "xa.tiepnhan")).says("Làm thay Đỗ Văn Chủ Tịch"));
        let page = admin.post_and_see(&format!("{address}/return"), &[]);
        assert!(page.says("Tài khoản được sử dụng lại."), "{}", page.words());
    }

    fn a_password_is_reset_and_opens_once(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut an = world.browser();
        an.post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        let mut admin = world.as_person("quantri");
        let address = page_of(&world, "an");
        let page = admin.post(&format!("{address}/password"), &[]);
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.says("Mật khẩu dùng một lần"));
        assert_eq!(an.get("/account").status, 401);
        assert_eq!(world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD)]).status, 422);
        // Demo people have none.
        let page = admin.post(&format!("{}/password", page_of(&world, "xuly")), &[]);
        assert_eq!(page.status, 422);
        assert!(page.says("không đăng nhập bằng mật khẩu"), "{}", page.words());
    }

    fn sessions_are_ended_from_the_list(db: TestDb) {
        let world = world(&db);
        let mut officer = world.as_person("xuly");
        assert_eq!(officer.get("/account").status, 200);
        let mut admin = world.as_person("quantri");
        let page = admin.post_and_see(&format!("{}/end-sessions", page_of(&world, "xuly")), &[]);
        assert!(page.says("Đã kết thúc 1 phiên."), "{}", page.words());
        assert_eq!(officer.get("/account").status, 401);
    }

    fn a_token_is_shown_once_and_revoked(db: TestDb) {
        let world = world(&db);
        world.staff("kho", None);
        let mut admin = world.as_person("quantri");
        let address = page_of(&world, "kho");
        let fields = [("name", "Kho số hóa"), ("days", "30"), ("scope", "dossiers:read"), ("ranges", "192.0.2.0/24")];
        let page = admin.post(&format!("{address}/token"), &fields);
        assert_eq!(page.status, 200, "{}", page.words());
        let text = page.text();
        let at = text.find("motcua_").unwrap();
        let token = text[at..].split('<').next().unwrap().to_owned();
        let page = admin.get(&address);
        assert!(page.says("Kho số hóa Đọc hồ sơ (dossiers:read)") && !page.text().contains(&token), "{}", page.words());
        let holder = world.gate.enter_with_token(&identity::Secret::new(&*token), "192.0.2.9".parse().unwrap());
        assert!(holder.is_ok());
        let which = page.field("which").unwrap();
        let page = admin.post_and_see(&format!("{address}/revoke-token"), &[("which", &which)]);
        assert!(page.says("Đã thu hồi mã truy cập.") && page.says("thu hồi ngày"), "{}", page.words());
        let page = admin.post(&format!("{address}/token"), &[("name", "x"), ("days", "30"), ("scope", "everything")]);
        assert_eq!(page.status, 422);
        assert!(page.says("Phạm vi không hợp lệ."), "{}", page.words());
    }

    fn hostile_names_are_shown_as_text(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let (unit, name) = (world.units[3].to_string(), r#"<script>alert("x")</script>'"&"#);
        admin.post("/admin/people/new", &new_person("ac.y", name, &unit));
        let address = page_of(&world, "ac.y");
        let pages = ["", "/edit", "/grant", "/delegate", "/leave", "/token", "/password"];
        for path in pages.map(|p| format!("{address}{p}")).into_iter().chain(["/admin/people".into()]) {
            let page = admin.get(&path);
            assert_eq!(page.status, 200, "{path}");
            assert!(page.text().contains("alert("), "{path} does not name him");
            assert!(!page.text().contains("<script>alert"), "{path}");
        }
        let file = admin.get("/admin/people.csv?q=ac.y").text();
        assert!(file.contains(r#""<script>alert(""x"")</script>'""&""#), "{file}");
    }

    fn people_without_the_right_are_told_so(db: TestDb) {
        let world = world(&db);
        for login in ["xuly", "thutruong", "lanhdao", "kiemtra"] {
            assert_eq!(world.as_person(login).get("/admin/people").status, 403, "{login}");
        }
        assert_eq!(world.browser().get("/admin/people").status, 401);
    }
}
