//! The list of what will be late.

use crate::desk::world;
use pages_account::testing::schema;

store::db_test! {
    with schema();

    fn what_will_be_late_stands_in_the_list_of_whoever_sees_it_and_in_the_files(db: TestDb) {
        let world = world(&db);
        let page = world.as_person("xa.xuly").get("/work/warnings");
        assert!(page.status == 200 && page.says("Không có cảnh báo nào"), "{}", page.words());
        let mine = world.accept(3, 1, "Sắp Trễ");
        let other = world.accept(4, 1, "Xã Khác");
        world.business.pass(86_400);
        let mut browser = world.as_person("xa.xuly");
        let page = browser.get("/work/warnings");
        assert!(page.says(&mine.code) && !page.says(&other.code), "{}", page.words());
        assert!(page.says("1 hồ sơ cần xem ngay"), "{}", page.words());
        let file = browser.get("/work/warnings.csv").text();
        assert!(file.contains(&mine.code) && !file.contains("Sắp Trễ"), "{file}");
        assert_eq!(browser.get("/work/warnings.xlsx").status, 200);
        assert_eq!(browser.get("/work/warnings?unit=KHONG-CO").status, 404);
        browser.cookies().insert("lang".into(), "en".into());
        assert!(browser.get("/work/warnings").says("Early warning"));
    }
}
