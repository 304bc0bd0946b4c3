//! Many certifications at once.

use crate::world::{but, dossiers, key, value, world};
use dossier::words::StateName;
use identity::{Role, Scope};
use pages_account::testing::schema;

fn three(form: &str) -> Vec<(&str, &str)> {
    vec![
        ("act", "save"),
        ("form", form),
        ("name", "Nguyễn Thị Hoa"),
        ("card", "096000000001"),
        ("phone", "0912345678"),
        ("code", "1.000010"),
        ("rows", "8"),
        ("doc-1", "Bằng tốt nghiệp"),
        ("copies-1", "3"),
        ("doc-2", "Học bạ"),
        ("copies-2", ""),
        ("doc-4", "Giấy khai sinh"),
        ("copies-4", "2"),
        ("name-4", "Nguyễn Văn Con"),
        ("copies-5", "1"),
    ]
}

store::db_test! {
    with schema();

    fn rows_are_taken_in_together_with_one_list(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake/batch");
        let list = officer.post_and_see("/intake/batch", &three(&form));
        for words in ["Đã tiếp nhận 3 giấy tờ", "X01-201120-0001", "X01-201120-0003", "Bằng tốt nghiệp 3", "Học bạ 1", "Nguyễn Văn Con",
            "Cộng 3 giấy tờ 6", "Hẹn trả kết quả Thứ Sáu, 20/11/2020", "Mai Văn Xã"] {
            let plain = list.words().replace("Nguyễn Thị Hoa 3", "3").replace("Nguyễn Thị Hoa 1", "1");
            assert!(plain.contains(words), "{words}: {plain}");
        }
        let found = dossiers(&w);
        assert_eq!(found.len(), 3);
        let slip = w.desk.slip("X01-201120-0001").unwrap().unwrap();
        assert_eq!(slip.dossier.content, "Chứng thực bản sao từ bản chính: Bằng tốt nghiệp (3 bản)");
        assert_eq!((slip.papers.len(), slip.dossier.applicant.card.as_str()), (1, "096000000001"));
        let other = w.desk.slip("X01-201120-0003").unwrap().unwrap().dossier.applicant;
        assert_eq!((other.name.as_str(), other.card.as_str()), ("Nguyễn Văn Con", ""));
        let again = officer.post("/intake/batch", &three(&form));
        assert_eq!((again.status, dossiers(&w).len()), (303, 3));
        let day = officer.get("/intake/day");
        assert!(day.says("3 giấy tờ, thứ Sáu, 20/11/2020") && day.says("X01-201120-0002"), "{}", day.words());
        let file = officer.get("/intake/day.xlsx?day=2020-11-20");
        assert_eq!((file.status, &file.bytes[..2]), (200, &b"PK"[..]));
        let day = officer.get("/intake/day?day=19/11/2020");
        assert!(day.says("Chưa có giấy tờ nào"));
        assert_eq!(officer.get("/intake/day?day=x").status, 422);
    }

    fn a_desk_is_offered_what_has_passed_to_its_unit(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("tiepnhan");
        assert!(!officer.get("/intake/batch").says("Chứng thực bản sao"));
        let (from, to) = (w.units[3], w.units[0]);
        w.as_actor(kernel::Actor::SYSTEM, move |tx, ctx| {
            organisation::desk::transfer(tx, ctx, from, to, "1.000010", ctx.now.day(), "QĐ 1/2020")
        }).unwrap();
        let page = officer.get("/intake/batch");
        assert!(page.says("Chứng thực bản sao từ bản chính"), "{}", page.words());
    }

    fn one_wrong_row_is_named_and_nothing_is_taken_in(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake/batch");
        for (changed, words) in [
            (("copies-2", "nhiều"), "Dòng 2: Số bản phải là số từ 1 đến 999."),
            (("copies-2", "1000"), "Dòng 2: Số bản phải là số từ 1 đến 999."),
            (("doc-4", ""), "Dòng 4: Thiếu tên giấy tờ."),
            (("copies-6", "2"), "Dòng 6: Thiếu tên giấy tờ."),
        ] {
            let said = officer.post("/intake/batch", &but(&three(&form), &[changed]));
            assert_eq!(said.status, 422, "{changed:?}");
            assert!(said.says(words), "{words}: {}", said.words());
            assert_eq!(value(&said, "doc-1"), "Bằng tốt nghiệp");
        }
        let empty = officer.post("/intake/batch", &[("act", "save"), ("form", &form), ("name", "A B"), ("code", "1.000010")]);
        assert!(empty.says("Chưa có dòng nào"));
        assert!(dossiers(&w).is_empty());
    }

    fn more_rows_keep_what_was_typed_without_scripts(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake/batch");
        let said = officer.post("/intake/batch", &but(&three(&form), &[("act", "more")]));
        assert_eq!(said.status, 200);
        assert_eq!((value(&said, "doc-4"), value(&said, "copies-1"), value(&said, "doc-16")), ("Giấy khai sinh".into(), "3".into(), String::new()));
        assert_eq!(said.field("form").unwrap(), form);
        assert!(dossiers(&w).is_empty());
    }

    fn results_are_handed_out_at_once_by_whoever_may_sign_and_by_nobody_else(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let page = officer.get("/intake/batch");
        assert!(!page.says("Trả kết quả ngay"));
        let form = page.field("form").unwrap();
        let said = officer.post("/intake/batch", &but(&three(&form), &[("at_once", "1")]));
        assert_eq!(said.status, 403, "{}", said.words());
        assert!(dossiers(&w).is_empty());
        w.grant("xa.tiepnhan", Role::UnitHead, Scope::Unit(w.units[3]));
        let mut officer = w.as_person("xa.tiepnhan");
        let page = officer.get("/intake/batch");
        assert!(page.says("Trả kết quả ngay"));
        let form = page.field("form").unwrap();
        let list = officer.post_and_see("/intake/batch", &but(&three(&form), &[("at_once", "1")]));
        assert!(list.says("Đã trả kết quả"), "{}", list.words());
        assert!(dossiers(&w).iter().all(|d| d.state == StateName::Delivered));
        assert!(officer.get("/intake/day").says("đã trả"));
    }

    fn a_desk_without_same_day_procedures_says_so(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("tiepnhan");
        assert!(officer.get("/intake/batch").says("không có thủ tục nào giải quyết ngay trong ngày"));
        let form = key(&mut officer, "/intake/batch");
        assert_eq!(officer.post("/intake/batch", &three(&form)).status, 422);
    }

    fn a_list_of_another_desk_is_like_one_that_is_not_there(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake/batch");
        let list = officer.post("/intake/batch", &three(&form)).header("location").to_owned();
        let mut other = w.as_person("tiepnhan");
        assert_eq!((other.get(&list).status, other.get("/intake/batch/1").status, other.get("/intake/batch/x").status), (404, 404, 404));
        let desk = w.units[3];
        assert_eq!(other.get(&format!("/intake/day?desk={desk}")).status, 403);
        assert_eq!(other.get(&format!("/intake/day.xlsx?desk={desk}")).status, 403);
    }
}
