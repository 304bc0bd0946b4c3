//! The list of units and the pages on their systems.

use crate::world::{schema, world};

const STEP: [(&str, &str); 2] = [("from", "TCVN ISO 9001:2008"), ("edition", "TCVN ISO 9001:2015")];

store::db_test! {
    with schema();

    fn a_unit_begins_with_an_edition_and_moves_to_another_by_steps(db: TestDb) {
        let world = world(&db);
        let mut head = world.as_person("thutruong");
        let page = head.get("/quality");
        assert!(page.says("Chưa có đơn vị nào trong phạm vi của bạn"), "{}", page.words());
        let unit = "/quality/unit/T01";
        let page = head.get(unit);
        assert!(page.says("Đơn vị chưa áp dụng") && page.says("Mặc định, chưa phê duyệt"), "{}", page.words());
        let said = head.post(&format!("{unit}/adopt"), &[("edition", ""), ("from", "x"), ("number", "1/QĐ")]);
        assert_eq!(said.status, 422);
        assert!(said.says("chưa điền") && said.says("Ngày công bố"), "{}", said.words());
        let page = head.post_and_see(&format!("{unit}/adopt"), &[("edition", "TCVN ISO 9001:2008"), ("from", "1/2/2019")]);
        assert!(page.says("Đã ghi phiên bản áp dụng.") && page.says("TCVN ISO 9001:2008, từ 1/2/2019"), "{}", page.words());
        let page = head.post_and_see(&format!("{unit}/declare"), &[("number", "5/QĐ <1>"), ("on", "3/2/2019")]);
        assert!(page.says("5/QĐ <1> ngày 3/2/2019") && !page.text().contains("<1>"), "{}", page.words());
        assert_eq!(head.get(&format!("{unit}/step")).status, 200);
        let enter = |step: &str, done: &str, note: &str| {
            let mut fields = STEP.to_vec();
            fields.extend([("step", step), ("done", done), ("note", note)]);
            world.as_person("thutruong").post(&format!("{unit}/step"), &fields)
        };
        let said = enter("declared", "18/11/2020", "7/QĐ");
        assert_eq!(said.status, 422);
        assert!(said.says("Các bước chuyển đổi phải xong theo thứ tự"), "{}", said.words());
        for (step, day) in [("plan", "2/11/2020"), ("documents", "9/11/2020"), ("training", "16/11/2020")] {
            assert_eq!(enter(step, day, "").status, 303, "{step}");
        }
        assert!(world.as_person("caicach").get("/quality").says("Đang chuyển đổi: Tập huấn"));
        assert_eq!(enter("declared", "18/11/2020", "7/QĐ").status, 303);
        let page = world.as_person("caicach").get("/quality");
        assert!(page.says("1 đơn vị áp dụng TCVN ISO 9001:2015; 1 đơn vị trong số đó chuyển"), "{}", page.words());
        let moved = world.as_person("caicach").get("/quality?show=moved");
        assert!(moved.says("1 đơn vị") && moved.says("7/QĐ ngày 18/11/2020"), "{}", moved.words());
        assert!(world.as_person("caicach").get("/quality?show=none").says("Sở Hai"));
        assert!(world.as_person("caicach").get("/quality?q=khong+co").says("Không có đơn vị nào như vậy"));
        let file = world.as_person("caicach").get("/quality.csv");
        assert!(file.text().contains("T01,Sở Một,TCVN ISO 9001:2015,18/11/2020,TCVN ISO 9001:2008"), "{}", file.text());
        assert!(world.as_person("caicach").get("/quality.xlsx").bytes.starts_with(b"PK"));
    }

    fn documents_are_issued_in_versions_and_go_out_of_use(db: TestDb) {
        let world = world(&db);
        let mut head = world.as_person("thutruong");
        let form = head.get("/quality/unit/T01/document");
        assert!(form.says("Không thuộc quy trình nào"), "{}", form.words());
        let text = form.text();
        let at = text.find(r#"name="process""#).unwrap();
        let process: String = text[at..].split(r#"value=""#).nth(2).unwrap().chars().take_while(char::is_ascii_digit).collect();
        let fields = [("code", "QT-01"), ("kind", "procedure"), ("process", &*process), ("title", "Quy trình cấp phép"), ("from", "2/11/2020"), ("changed", "Ban hành"), ("body", "Dòng một\nDòng hai <b>")];
        let page = head.post_and_see("/quality/unit/T01/document", &fields);
        assert!(page.says("QT-01, lần 1: Quy trình cấp phép"), "{}", page.words());
        let again = head.post("/quality/unit/T01/document", &fields);
        assert!(again.status == 422 && again.says("đã có tài liệu mã QT-01"), "{}", again.words());
        let mut wrong = fields;
        wrong[2].1 = "77";
        assert_eq!(head.post("/quality/unit/T01/document", &wrong).status, 422);
        let text = page.text();
        let at = text.find("/quality/document/").unwrap();
        let document: String = text[at..].chars().take_while(|c| *c != '"').collect();
        let page = head.get(&document);
        assert!(page.says("Dòng hai <b>") && !page.text().contains("hai <b>"), "{}", page.words());
        let page = head.post_and_see(&format!("{document}/version"), &[("title", "Quy trình cấp phép, sửa"), ("from", "16/11/2020"), ("changed", "Rút ngắn")]);
        assert!(page.says("Đang áp dụng lần 2, từ 16/11/2020") && page.says("Lần 1 2/11/2020"), "{}", page.words());
        let page = head.post_and_see(&format!("{document}/retire"), &[("on", "30/11/2020")]);
        assert!(page.says("đến hết 29/11/2020") && !page.says("Ban hành lần mới"), "{}", page.words());
        // Another unit's document is not there, nor is what does not exist.
        for login in ["donvikhac", "xa.chutich"] {
            let mut other = world.as_person(login);
            assert_eq!(other.get(&document).status, 404, "{login}");
            assert_eq!(other.post(&format!("{document}/retire"), &[("on", "30/11/2020")]).status, if login == "donvikhac" { 403 } else { 404 }, "{login}");
        }
        assert_eq!(head.get("/quality/document/5").status, 404);
    }

    fn people_of_a_unit_see_their_own_and_only_its_head_and_the_reform_office_keep_it(db: TestDb) {
        let world = world(&db);
        for login in ["tiepnhan", "xuly"] {
            let mut officer = world.as_person(login);
            let page = officer.get("/quality/unit/T01");
            assert!(page.status == 200 && !page.says("Ghi phiên bản áp dụng"), "{}", page.words());
            assert_eq!(officer.get("/quality/unit/T01/adopt").status, 403, "{login}");
            assert_eq!(officer.get("/quality/unit/T02").status, 404, "{login}");
        }
        let mut reform = world.as_person("caicach");
        assert_eq!(reform.get("/quality/unit/T02/adopt").status, 200);
        let page = reform.post_and_see("/quality/unit/T02/adopt", &[("edition", "TCVN ISO 9001:2015"), ("from", "1/11/2020")]);
        assert!(page.says("Đã ghi phiên bản áp dụng."), "{}", page.words());
        let mut leader = world.as_person("lanhdao");
        assert!(leader.get("/quality").says("1 đơn vị áp dụng TCVN ISO 9001:2015"));
        assert_eq!(leader.get("/quality/unit/T02/adopt").status, 403);
        let mut head = world.as_person("thutruong");
        assert!(head.get("/quality").says("Chưa có đơn vị nào"));
        assert_eq!(head.get("/quality/unit/T02/adopt").status, 404);
        assert_eq!(world.as_person("quantri").get("/quality").status, 403);
        assert_eq!(world.browser().get("/quality").status, 401);
    }
}
