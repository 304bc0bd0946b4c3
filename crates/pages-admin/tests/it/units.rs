//! Decisions on units: what the preview shows is what then happens.

use crate::world::{of_a_subtree, world};
use identity::Role;
use pages_account::testing::schema;

/// The fields that every decision has.
const PAPER: [(&str, &str); 4] =
    [("on", "20/11/2020"), ("number", "15/NQ-HĐND"), ("decided", "10/11/2020"), ("reason", "Sắp xếp đơn vị")];

fn with<'a>(own: &[(&'a str, &'a str)], step: &'a str) -> Vec<(&'a str, &'a str)> {
    own.iter().copied().chain(PAPER).chain([("step", step)]).collect()
}

store::db_test! {
    with schema();

    fn merging_a_unit_shows_what_moves_and_moves_it(db: TestDb) {
        let world = world(&db);
        for name in ["Một", "Hai", "Ba"] {
            world.accept(3, 1, name);
        }
        let mut admin = world.as_person("quantri");
        let (from, to) = (world.units[3].to_string(), world.units[4].to_string());
        assert_eq!(admin.get(&format!("/admin/units/change/merge?unit={from}")).status, 200);
        let fields = [("units", from.as_str()), ("heir", to.as_str())];
        let page = admin.post("/admin/units/change/merge", &with(&fields, ""));
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.says("Xem trước, chưa ghi gì") && page.says("3 hồ sơ sẽ chuyển"), "{}", page.words());
        assert!(page.says("Xã Ba Xã Bốn 3 0"), "{}", page.words());
        // Nothing is written yet.
        assert!(admin.get("/admin/units").says("Xã Ba"));
        // The preview carries all that its confirmation needs.
        let carried: Vec<String> = ["units", "heir", "on", "number", "decided", "reason"].map(|f| page.field(f).unwrap()).into();
        assert_eq!(carried[4], "10/11/2020");
        let page = admin.post_and_see("/admin/units/change/merge", &with(&fields, "confirm"));
        assert!(page.says("3 hồ sơ đã chuyển."), "{}", page.words());
        assert!(page.says("Nhập Xã Ba vào Xã Bốn") && page.says("15/NQ-HĐND, 10/11/2020: Sắp xếp đơn vị"), "{}", page.words());
        assert!(!admin.get("/admin/units").says("Xã Ba"));
        assert!(admin.get("/admin/units?on=19/11/2020").says("Xã Ba"));
        assert!(admin.get(&format!("/admin/units/{from}")).says("Đã chấm dứt từ 20/11/2020"));
    }

    fn a_preview_can_be_taken_back_to_its_form(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let unit = world.units[3].to_string();
        let fields = [("unit", unit.as_str()), ("name", "Phường Ba <Mới>")];
        let page = admin.post("/admin/units/change/rename", &with(&fields, "edit"));
        assert_eq!(page.status, 200);
        assert!(page.text().contains(r#"value="Phường Ba &#60;Mới&#62;""#), "{}", page.text());
        let page = admin.post("/admin/units/change/rename", &with(&fields, ""));
        assert!(page.says("Xã Ba đổi tên thành Phường Ba <Mới>") && page.says("Không có hồ sơ nào phải chuyển."), "{}", page.words());
        let page = admin.post_and_see("/admin/units/change/rename", &with(&fields, "confirm"));
        assert!(page.says("Đổi tên thành Phường Ba <Mới>"), "{}", page.words());
        assert!(!page.text().contains("<Mới>"));
    }

    fn a_decision_needs_its_paper_and_the_rules_own_words_come_back_on_the_form(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let (unit, other) = (world.units[3].to_string(), world.units[4].to_string());
        let page = admin.post("/admin/units/change/dissolve", &[("unit", &*unit), ("heir", &*other), ("on", "20/11/2020")]);
        assert_eq!(page.status, 422);
        for words in ["Số quyết định, nghị quyết: chưa điền", "Ngày ban hành: chưa điền", "Trích yếu, lý do: chưa điền"] {
            assert!(page.says(words), "{}", page.words());
        }
        let page = admin.post("/admin/units/change/dissolve", &with(&[("unit", &unit), ("heir", &unit)], "confirm"));
        assert_eq!(page.status, 422);
        assert!(page.says("Đơn vị kế thừa phải đang hoạt động"), "{}", page.words());
        let page = admin.post("/admin/units/change/split", &with(&[("unit", &unit), ("heir", "77"), ("units", "x")], ""));
        assert_eq!(page.status, 422);
        assert_eq!(admin.get("/admin/units/change/nonsense").status, 404);
        assert_eq!(admin.get("/admin/units/77").status, 404);
    }

    fn each_kind_of_decision_is_taken(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let id = |n: usize| world.units[n].to_string();
        let (zero, one, two, three, four) = (id(0), id(1), id(2), id(3), id(4));
        let found = [("code", "X03"), ("name", "Xã Năm"), ("tier", "commune"), ("kind", "office"), ("calendar", "office"), ("reports", "1"), ("command", &*one), ("territory", "")];
        let page = admin.post_and_see("/admin/units/change/found", &with(&found, "confirm"));
        assert!(page.says("Xã Năm"), "{}", page.words());
        let directory = db.read(organisation::Directory::load).unwrap();
        let new = directory.ever_by_code("X03").unwrap().to_string();
        let moved = [("unit", &*two), ("command", &*one), ("territory", &*zero)];
        let page = admin.post_and_see("/admin/units/change/move", &with(&moved, "confirm"));
        assert!(page.says("Cơ quan chỉ đạo Sở Hai"), "{}", page.words());
        let transfer = [("unit", &*zero), ("heir", &*one), ("function", "Xây dựng")];
        let page = admin.post_and_see("/admin/units/change/transfer", &with(&transfer, "confirm"));
        assert!(page.says("Chuyển Xây dựng từ Sở Một sang Sở Hai"), "{}", page.words());
        let split = [("unit", &*three), ("heir", &*four), ("units", &*new)];
        let page = admin.post_and_see("/admin/units/change/split", &with(&split, "confirm"));
        assert!(page.says("Tách Xã Ba , trong đó có Xã Năm"), "{}", page.words());
        assert!(db.read(organisation::Directory::load).unwrap().check().is_empty());
    }

    fn who_administers_a_subtree_looks_and_decides_nothing(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "phongban", Role::Administrator);
        let page = admin.get("/admin/units");
        assert!(page.says("Sở Hai") && !page.says("Thành lập"), "{}", page.words());
        assert!(!admin.get(&format!("/admin/units/{}", world.units[2])).says("Ghi quyết định"));
        for kind in ["found", "rename", "move", "merge", "dissolve", "split", "transfer"] {
            assert_eq!(admin.get(&format!("/admin/units/change/{kind}")).status, 403, "{kind}");
            let unit = world.units[2].to_string();
            let said = admin.post(&format!("/admin/units/change/{kind}"), &with(&[("unit", &unit), ("name", "x")], "confirm"));
            assert_eq!(said.status, 403, "{kind}");
        }
        assert_eq!(world.as_person("thutruong").get("/admin/units").status, 403);
    }

    fn the_list_is_as_of_a_day_and_leaves_as_a_file(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        assert!(admin.get("/admin/units?q=xa+bon").says("1 đơn vị"));
        assert!(admin.get("/admin/units?on=31/2/2020").says("Không phải ngày"));
        assert!(admin.get("/admin/units?on=1/1/2000").says("Không có đơn vị nào như vậy"));
        let file = admin.get("/admin/units.csv?tier=commune");
        assert!(file.text().contains("X01,Xã Ba,Cấp xã") && !file.text().contains("Sở Một"), "{}", file.text());
        let file = admin.get("/admin/units.xlsx");
        assert!(file.bytes.starts_with(b"PK") && file.header("content-disposition").contains("don-vi.xlsx"));
    }
}
