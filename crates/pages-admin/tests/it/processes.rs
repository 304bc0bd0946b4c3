//! Processes: what is in force, and the way from a draft to the decision.

use crate::world::{of_a_subtree, world};
use identity::Role;
use pages_account::testing::{Browser, Said, World, schema};

/// The address of a new draft of a unit, begun from a process where one is given.
fn begun(browser: &mut Browser, world: &World, unit: usize, process: &str) -> String {
    let unit = world.units[unit].to_string();
    let said = browser.post("/admin/process-drafts/new", &[("unit", &unit), ("process", process)]);
    assert_eq!(said.status, 303, "{}", said.words());
    said.header("location").to_owned()
}

/// The id of the process that everything runs through.
fn process(world: &World) -> String {
    let catalogue = world.db.read(catalogue::Catalogue::load).unwrap();
    catalogue.processes().find(|p| p.code == "p").unwrap().id.to_string()
}

/// What a page's form of a draft was filled with.
fn fields(page: &Said) -> Vec<(String, String)> {
    let text = page.text();
    let form = text.split("data-steps").nth(1).unwrap().split("</form>").next().unwrap().to_owned();
    let mut found = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input")) {
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!(r#"{name}=""#))?;
            rest.split_once('"').map(|(value, _)| value.replace("&#38;", "&"))
        };
        let ticks = tag.contains(r#"type="checkbox""#) || tag.contains(r#"type="radio""#);
        if let Some(name) = value("name").filter(|_| !ticks || tag.contains(" checked")) {
            found.push((name, value("value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = select.split_once(r#"name=""#).unwrap().1.split_once('"').unwrap().0.to_owned();
        let chosen = select.split("<option").find(|o| o.contains(" selected"));
        let value =
            chosen.and_then(|o| o.split_once(r#"value=""#)).map(|(_, r)| r.split_once('"').unwrap().0);
        found.push((name, value.unwrap_or_default().to_owned()));
    }
    found
}

/// Presses a button of a draft's form after typing; answers the page that follows.
fn press(browser: &mut Browser, address: &str, typed: &[(&str, &str)], button: &str) -> Said {
    let said = send(browser, address, typed, button);
    assert_eq!(said.status, 303, "{}", said.words());
    let to = said.header("location").split('#').next().unwrap().to_owned();
    browser.get(&to)
}

/// The same, answering the form's own answer.
fn send(browser: &mut Browser, address: &str, typed: &[(&str, &str)], button: &str) -> Said {
    let page = browser.get(address);
    let mut all: Vec<(String, String)> = fields(&page)
        .into_iter()
        .filter(|(n, _)| n != "csrf" && !typed.iter().any(|(t, _)| t == n))
        .collect();
    all.extend(typed.iter().filter(|(_, v)| *v != "-").map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    all.push(("do".into(), button.into()));
    let pairs: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(address, &pairs)
}

/// The names of a draft's steps, as its fields have them.
fn names(page: &Said) -> Vec<String> {
    fields(page).into_iter().filter(|(name, _)| name.starts_with("what-")).map(|(_, value)| value).collect()
}

/// A sound draft of the first department for its procedure of ten days.
fn sound(browser: &mut Browser, world: &World) -> String {
    let address = begun(browser, world, 0, "");
    let typed = [
        ("name", "Quy trình của Sở Một"),
        ("role-1", "Công chức một cửa"),
        ("role-2", "Chuyên viên"),
        ("role-3", "Giám đốc"),
        ("more", "1.000030"),
    ];
    let page = press(browser, &address, &typed, "save");
    assert!(page.says("Quy trình chạy được với mọi thủ tục đã chọn."), "{}", page.words());
    address
}

const PAPER: [(&str, &str); 5] = [
    ("number", "77/QĐ-UBND"),
    ("signed", "20/11/2020"),
    ("from", "23/11/2020"),
    ("issuer", "Chủ tịch Ủy ban nhân dân tỉnh"),
    ("summary", "Phê duyệt quy trình nội bộ"),
];

store::db_test! {
    with schema();

    fn the_list_counts_what_was_approved_and_tells_the_rest_apart(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let page = admin.get("/admin/processes");
        assert!(page.says("Chưa có thủ tục nào có quy trình được phê duyệt; 4 thủ tục"), "{}", page.words());
        assert!(page.says("Quy trình ba bước") && page.says("Chưa phê duyệt"), "{}", page.words());
        assert!(admin.get("/admin/processes?q=khong+co").says("Không có quy trình nào như vậy"));
        assert!(admin.get("/admin/processes?on=31/2/2020").says("Không phải ngày"));
        assert!(admin.get("/admin").says("Quy trình nội bộ"));
        assert_eq!(world.as_person("thutruong").get("/admin/processes").status, 403);
    }

    fn a_process_is_drawn_listed_and_printed(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let id = process(&world);
        let page = admin.get(&format!("/admin/processes/{id}?procedure=1.000030"));
        for words in ["Quy trình ba bước", "Thẩm định", "Chuyên viên · Đơn vị giải quyết", "4 thủ tục chạy theo quy trình này", "thời hạn 10 ngày làm việc của thủ tục 1.000030", "Ra kết quả", "nửa ngày"] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        assert!(page.text().contains(r#"<svg class="flow""#) && page.text().contains(r#"aria-labelledby="flow-t""#));
        assert!(page.says("1. Tiếp nhận, Cán bộ tiếp nhận, Bộ phận tiếp nhận, nửa ngày; 2. Thẩm định"), "{}", page.words());
        let sheet = admin.get(&format!("/admin/processes/{id}/sheet?procedure=1.000030"));
        assert!(sheet.says("QUY TRÌNH NỘI BỘ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH") && sheet.says("Cấp giấy phép xây dựng (1.000030)"), "{}", sheet.words());
        assert!(sheet.says("Quy trình minh họa, chưa được phê duyệt."), "{}", sheet.words());
        for nothing in ["/admin/processes/9", "/admin/processes/x", "/admin/processes/9/sheet", "/admin/process-drafts/9"] {
            assert_eq!(admin.get(nothing).status, 404, "{nothing}");
        }
    }

    fn steps_are_added_moved_taken_out_and_put_back_by_buttons_alone(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = begun(&mut admin, &world, 0, &process(&world));
        let page = admin.get(&address);
        assert_eq!(names(&page), ["Tiếp nhận", "Thẩm định", "Ký duyệt"]);
        let page = press(&mut admin, &address, &[], "add-1");
        assert_eq!(names(&page), ["Tiếp nhận", "", "Thẩm định", "Ký duyệt"]);
        assert!(page.says("Bước 2: hãy ghi tên bước và người thực hiện."), "{}", page.words());
        // What was typed beside the button that was pressed is kept with it.
        let page = press(&mut admin, &address, &[("what-2", "Phân công"), ("role-2", "Trưởng phòng")], "down-2");
        assert_eq!(names(&page), ["Tiếp nhận", "Thẩm định", "Phân công", "Ký duyệt"]);
        let page = press(&mut admin, &address, &[], "up-3");
        assert_eq!(names(&page), ["Tiếp nhận", "Phân công", "Thẩm định", "Ký duyệt"]);
        let page = press(&mut admin, &address, &[], "remove-1");
        assert_eq!(names(&page), ["Phân công", "Thẩm định", "Ký duyệt"]);
        assert!(page.says("Khôi phục bước 1 vừa xóa: Tiếp nhận"), "{}", page.words());
        let page = press(&mut admin, &address, &[], "undo");
        assert_eq!(names(&page)[0], "Tiếp nhận");
        // Where one is after a move, the page is opened at.
        let said = send(&mut admin, &address, &[], "down-1");
        assert!(said.header("location").ends_with("#s-2"), "{}", said.header("location"));
        assert!(admin.get("/admin/processes").says("Bản nháp đang soạn"));
    }

    fn what_is_wrong_stands_beside_its_step_and_the_draft_is_kept_all_the_same(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = begun(&mut admin, &world, 0, &process(&world));
        let typed = [
            ("place-1", "unit"), ("unit-1", "Sở Hai"), ("group-2", "ý kiến"), ("settles-3", "-"), ("amount-2", "11 ngày"),
        ];
        let page = press(&mut admin, &address, &typed, "save");
        let text = page.words();
        for words in ["Bước 1 phải ở bộ phận tiếp nhận", "nhóm song song 'ý kiến' chỉ có một bước", "Không có bước nào ra kết quả", "Đã lưu bản nháp"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // On top of the page all of it stands together and leads to the steps.
        let top = |page: &Said| page.text().split("data-steps").next().unwrap().to_owned();
        let above = top(&page);
        assert!(above.contains("Chưa ban hành được") && above.contains(r##"<a href="#s-1">Bước 1 phải ở"##), "{above}");
        assert!(above.contains(r##"<a href="#s-2">Bước 2: nhóm song song"##) && above.contains("Không có bước nào ra kết quả"), "{above}");
        // Pressed to be approved, it is kept all the same, and says why that cannot be yet.
        let said = send(&mut admin, &address, &[("role-2", "Người mới")], "approve");
        assert_eq!((said.status, said.header("location")), (303, address.as_str()));
        let page = admin.get(&address);
        assert!(page.says("Đã lưu bản nháp, nhưng chưa ban hành được.") && page.text().contains("Người mới"), "{}", page.words());
        assert!(top(&page).contains(r##"<a href="#s-1">Bước 1 phải ở"##));
        admin.cookies().insert("lang".into(), "en".into());
        send(&mut admin, &address, &[], "approve");
        let page = admin.get(&address);
        assert!(page.says("The draft is kept, but it cannot be approved yet.") && page.says("It cannot be approved yet"), "{}", page.words());
        admin.cookies().insert("lang".into(), "vi".into());
        let page = press(&mut admin, &address, &[("place-1", "desk"), ("group-2", ""), ("settles-3", "1")], "save");
        assert!(page.says("Thủ tục 1.000030: Tổng thời gian các bước là 5760 phút"), "{}", page.words());
        // What cannot be read is told at its field, and nothing is kept.
        let said = send(&mut admin, &address, &[("amount-2", "lâu"), ("name", "Khác"), ("more", "9.999999")], "save");
        assert_eq!(said.status, 422);
        assert!(said.says("Bước 2, Thời gian (%, giờ)") && said.says("Thêm thủ tục"), "{}", said.words());
        assert!(said.text().contains(r#"value="lâu""#));
        assert!(!admin.get(&address).says("Khác"));
        let said = send(&mut admin, &address, &[("place-1", "unit"), ("unit-1", "Sở Không Có")], "save");
        assert_eq!(said.status, 422);
    }

    fn time_is_given_as_shares_or_as_minutes_and_changed_from_one_to_the_other(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = sound(&mut admin, &world);
        let amounts = |page: &Said| fields(page).into_iter().filter(|(n, _)| n.starts_with("amount-")).map(|(_, v)| v).collect::<Vec<_>>();
        assert_eq!(amounts(&admin.get(&address)), ["5", "75", "15"]);
        let page = press(&mut admin, &address, &[("amount-2", "85,5")], "save");
        assert!(page.says("Tổng tỷ lệ các bước là 105,5%, vượt 100%."), "{}", page.words());
        // What is sound again is led on to its decision.
        let said = send(&mut admin, &address, &[("amount-2", "75")], "approve");
        assert_eq!(said.header("location"), format!("{address}/approve"));
        let page = press(&mut admin, &address, &[("measure", "minutes")], "save");
        assert_eq!(amounts(&page), ["4 giờ", "7,5 ngày", "1,5 ngày"]);
        let page = press(&mut admin, &address, &[("amount-1", "1 ngày")], "save");
        assert_eq!(amounts(&page)[0], "1 ngày");
        let page = press(&mut admin, &address, &[("measure", "share")], "save");
        assert_eq!(amounts(&page), ["10", "75", "15"]);
    }

    fn two_windows_on_one_draft_do_not_overwrite_each_other(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = sound(&mut admin, &world);
        let old = fields(&admin.get(&address)).into_iter().find(|(n, _)| n == "version").unwrap().1;
        press(&mut admin, &address, &[("name", "Một")], "save");
        let said = send(&mut admin, &address, &[("name", "Hai"), ("version", &old)], "save");
        assert_eq!(said.status, 422);
        assert!(said.says("vừa được sửa ở một cửa sổ khác") && said.text().contains(r#"value="Hai""#), "{}", said.words());
        assert!(admin.get(&address).says("Một"));
        let said = admin.post_and_see(&format!("{address}/discard"), &[("version", &old)]);
        assert!(said.says("vừa được sửa"), "{}", said.words());
    }

    fn a_dry_run_tells_when_and_through_what_it_is_late(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let id = process(&world);
        let run = format!("/admin/processes/{id}/simulate?procedure=1.000030&day=20/11/2020&hour=7:00");
        let page = admin.get(&run);
        assert!(page.says("Xong lúc 11 giờ, 23/11/2020, trước hạn thứ Sáu, 4/12/2020."), "{}", page.words());
        assert!(page.text().contains(r#"<svg class="runs""#));
        // The term and the rounding are what was used and what is left.
        let facts = "Thời hạn, tính ra giờ làm việc 10 ngày Phần làm tròn: hạn tính đến hết ngày +1 ngày Đã dùng 1,5 ngày Còn lại đến hạn 9,5 ngày";
        assert!(page.says(facts), "{}", page.words());
        // Where tenths of days do not tell all of it the minutes do: 480 × 11 = 555 + 4.725.
        let page = admin.get(&format!("{run}&percent=77"));
        assert!(page.says("Đã dùng 1,2 ngày (555 phút) Còn lại đến hạn 9,8 ngày (4.725 phút)"), "{}", page.words());
        let page = admin.get(&format!("{run}&percent=100&wait=30&m2=6000"));
        assert!(page.says("Trễ do bước 2 (Thẩm định).") && page.says("6.000 phút") | page.says("12,5 ngày"), "{}", page.words());
        assert!(page.text().contains(r#"name="m2""#) && page.text().contains(r#"value="6000""#));
        let page = admin.get(&format!("{run}&percent=abc&wait=-1"));
        assert!(page.says("Mỗi bước dùng (% thời gian): hãy ghi số từ 0 đến 1.000."), "{}", page.words());
        let page = admin.get(&format!("/admin/processes/{id}/simulate?day=xx&hour=99"));
        assert!(page.says("Ngày tiếp nhận không phải ngày") && page.says("Giờ tiếp nhận không đúng"), "{}", page.words());
        assert!(admin.get(&format!("/admin/processes/{id}/simulate?day=1/1/2500")).says("Lịch làm việc chưa có"));
        // Of a draft likewise; one that never decides says so.
        let address = sound(&mut admin, &world);
        assert!(admin.get(&format!("{address}/simulate")).says("trước hạn"));
        press(&mut admin, &address, &[("settles-3", "-")], "save");
        assert!(admin.get(&format!("{address}/simulate")).says("không tới bước nào ra kết quả"));
    }

    fn approved_by_decision_it_is_shown_first_and_then_in_force(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        world.accept(0, 2, "Nguyễn Văn Trước");
        let address = sound(&mut admin, &world);
        let approve = format!("{address}/approve");
        let page = admin.get(&approve);
        let version = page.field("version").unwrap();
        assert_eq!(admin.post(&approve, &[("version", &*version)]).status, 422);
        let with = |step: &'static str| [PAPER.as_slice(), &[("step", step)]].concat();
        let mut sent = with("");
        sent.push(("version", &version));
        let page = admin.post(&approve, &sent);
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.says("Xem trước, chưa ghi gì") && page.says("Quy trình ba bước") && page.says("1 thủ tục chạy theo quy trình mới"), "{}", page.words());
        assert!(admin.get("/admin/processes").says("Bản nháp đang soạn"), "nothing is written yet");
        let mut sent = with("confirm");
        sent.push(("version", &version));
        let page = admin.post_and_see(&approve, &sent);
        assert!(page.says("Đã ban hành quy trình qt-1.000030 cho 1 thủ tục."), "{}", page.words());
        assert!(page.says("Đã phê duyệt, chưa đến ngày hiệu lực") && page.says("77/QĐ-UBND ngày 20/11/2020"), "{}", page.words());
        assert!(page.says("Quy trình trước: Quy trình ba bước"), "{}", page.words());
        let page = admin.get("/admin/processes?on=23/11/2020");
        // The procedure is settled by every department of the province: three of them.
        assert!(page.says("1 thủ tục của 3 đơn vị có quy trình được phê duyệt theo 1 quyết định."), "{}", page.words());
        assert!(admin.get("/admin/processes").says("Chưa có thủ tục nào có quy trình được phê duyệt"));
        assert!(!admin.get("/admin/processes").says("Bản nháp đang soạn"));
        assert_eq!(admin.get(&address).status, 404);
        // What was taken in before goes on as it was; what comes after runs through the new one.
        let catalogue = world.db.read(catalogue::Catalogue::load).unwrap();
        let revision = |day: &str| {
            let r = catalogue.in_force(world.procedures[2], day.parse().unwrap()).unwrap();
            (r.revision, r.process.code.clone())
        };
        assert_eq!(revision("2020-11-22"), (1, "p".into()));
        assert_eq!(revision("2020-11-23"), (2, "qt-1.000030".into()));
        let kept = world.db.read(|tx| tx.query_one("SELECT revision FROM dossier", &[], |row| row.int())).unwrap();
        assert_eq!(kept, 1);
        world.business.pass(4 * 86_400);
        world.accept(0, 2, "Nguyễn Văn Sau");
        let last = world.db.read(|tx| tx.query_one("SELECT max(revision) FROM dossier", &[], |row| row.int())).unwrap();
        assert_eq!(last, 2);
    }

    fn what_is_not_sound_is_not_approved_and_says_why(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = begun(&mut admin, &world, 0, &process(&world));
        press(&mut admin, &address, &[("name", ""), ("amount-2", "11 ngày")], "save");
        let version = admin.get(&format!("{address}/approve")).field("version").unwrap();
        for step in ["", "confirm"] {
            let mut sent = [PAPER.as_slice(), &[("step", step)]].concat();
            sent.push(("version", &version));
            let page = admin.post(&format!("{address}/approve"), &sent);
            assert_eq!(page.status, 422);
            assert!(page.says("ặt tên cho quy trình") && page.says("Thủ tục 1.000040: Tổng thời gian"), "{}", page.words());
        }
        let mut early = PAPER.to_vec();
        early.extend([("step", "confirm"), ("version", &*version)]);
        early.iter_mut().find(|(n, _)| *n == "from").unwrap().1 = "1/1/2020";
        assert_eq!(admin.post(&format!("{address}/approve"), &early).status, 422);
    }

    fn a_units_administrator_drafts_for_his_unit_and_the_province_approves(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let others = begun(&mut admin, &world, 1, "");
        let mut own = of_a_subtree(&world, "phongban", Role::Administrator);
        let address = sound(&mut own, &world);
        let page = own.get(&address);
        assert!(page.says("Quy trình do tỉnh phê duyệt") && !page.says("Lưu và ban hành"), "{}", page.words());
        assert_eq!(own.get(&format!("{address}/approve")).status, 403);
        assert_eq!(own.post(&format!("{address}/approve"), &PAPER).status, 403);
        for path in [others.clone(), format!("{others}/simulate")] {
            assert_eq!(own.get(&path).status, 404, "{path}");
        }
        assert_eq!(own.post(&others, &[("do", "save")]).status, 404);
        assert_eq!(own.post(&format!("{others}/discard"), &[]).status, 404);
        let other = world.units[1].to_string();
        assert_eq!(own.post("/admin/process-drafts/new", &[("unit", &*other)]).status, 422);
        assert!(!own.get("/admin/process-drafts/new").says("Sở Hai"));
        // The province sees it, and approves.
        assert!(admin.get(&address).says("Lưu và ban hành"));
    }

    fn what_people_typed_is_shown_as_words_and_both_languages_say_it(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = sound(&mut admin, &world);
        let page = press(&mut admin, &address, &[("name", "Quy trình <b>x</b>"), ("what-2", "<script>alert(1)</script>")], "save");
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<b>x</b>"), "{}", page.text());
        let mut english = world.as_person("quantri");
        english.post("/language/en", &[]);
        let page = english.get_as(&address, &[("accept-language", "en")]);
        assert_eq!(page.status, 200);
    }
}
