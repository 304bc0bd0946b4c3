//! Finding a dossier by what somebody has in hand.

use crate::desk::{at, with_numbers, world};
use calamine::Reader;
use pages_account::testing::schema;
use std::io::Cursor;

store::db_test! {
    with schema();

    fn a_dossier_is_found_by_code_name_telephone_and_card_in_one_s_own_units_alone(db: TestDb) {
        let world = world(&db);
        let mine = with_numbers(&world, 3, 3, 1, ["Nguyễn Thị Mười", "0912345615", "096084003307"]);
        let theirs = with_numbers(&world, 4, 4, 1, ["Nguyễn Thị Mười", "0912345615", "096084003307"]);
        let mut browser = world.as_person("xa.xuly");
        for asked in [&mine.code, &mine.code.to_lowercase(), "nguyen thi muoi", "thị mười", "0912 345 615", "+84912345615", "096084003307"] {
            let said = browser.post("/find", &[("asked", asked)]);
            assert!(said.status == 200 && said.says("Tìm thấy 1 hồ sơ"), "{asked}: {}", said.words());
            assert!(said.text().contains(&at(&mine)) && !said.says(&theirs.code), "{asked}");
        }
        let said = browser.post("/find", &[("asked", &theirs.code)]);
        assert!(said.says("Không tìm thấy hồ sơ") && !said.text().contains(&at(&theirs)));
        assert!(world.as_person("lanhdao").post("/find", &[("asked", "thi muoi")]).says("Tìm thấy 2 hồ sơ"));
        // Parts of numbers find nobody.
        assert!(browser.post("/find", &[("asked", "0960840")]).says("Không tìm thấy hồ sơ"));
    }

    fn what_one_s_desk_took_in_for_another_unit_is_found_by_its_code_and_numbers(db: TestDb) {
        let world = world(&db);
        let d = with_numbers(&world, 3, 4, 1, ["Nguyễn Thị Mười", "0912345615", ""]);
        let id = d.id;
        world.at_desk(move |shift, ctx| shift.forward(ctx, id, None)).unwrap();
        let mut browser = world.as_person("xa.tiepnhan");
        for asked in [d.code.as_str(), "0912345615"] {
            assert!(browser.post("/find", &[("asked", asked)]).says("Tìm thấy 1 hồ sơ"), "{asked}");
        }
        assert_eq!(browser.get(&at(&d)).status, 200);
    }

    fn what_is_too_short_is_told_and_comes_back(db: TestDb) {
        let world = world(&db);
        let mut browser = world.as_person("xa.xuly");
        assert_eq!(browser.get("/find").status, 200);
        let said = browser.post("/find", &[("asked", "an")]);
        assert!(said.status == 422 && said.says("Hãy nhập ít nhất ba ký tự.") && said.text().contains(r#"value="an""#));
        assert_eq!(browser.post("/find", &[("asked", " ")]).status, 422);
        assert_eq!(world.as_person("quantri").get("/find").status, 403);
    }

    fn a_long_search_goes_on_with_older_ones_and_its_file_holds_them_all(db: TestDb) {
        let world = world(&db);
        for n in 0..45 {
            world.accept(3, 1, &format!("Trần Văn Số {n}"));
        }
        let mut browser = world.as_person("xa.xuly");
        let first = browser.post("/find", &[("asked", "tran van so")]);
        let before = first.field("before").unwrap();
        let second = browser.post("/find", &[("asked", "tran van so"), ("before", &before)]);
        let count = |html: &str| html.matches(r#"class="code"><a"#).count();
        assert_eq!((count(&first.text()), count(&second.text())), (30, 15));
        assert_eq!(second.field("before"), None);
        let file = browser.post("/find.xlsx", &[("asked", "tran van so")]);
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.bytes)).unwrap();
        let range = book.worksheet_range("Tra cứu hồ sơ").unwrap();
        // Title, a note, an empty line, the head.
        assert_eq!(range.height(), 4 + 45);
    }
}
