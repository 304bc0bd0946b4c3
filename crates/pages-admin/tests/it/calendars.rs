//! Days off and worked: the preview's numbers are those of the deed.

use crate::world::{of_a_subtree, world};
use identity::Role;
use pages_account::testing::schema;

const HOLIDAY: [(&str, &str); 4] =
    [("day", "23/11/2020"), ("kind", "holiday"), ("name", "Nghỉ bão số 13"), ("paper", "123/UBND-NC")];

store::db_test! {
    with schema();

    fn a_decreed_holiday_shows_which_due_dates_move_and_moves_them(db: TestDb) {
        let world = world(&db);
        // Three working days: the holiday lies within.
        world.accept(3, 1, "Một");
        world.accept(3, 1, "Hai");
        world.accept(4, 1, "Ba");
        let mut admin = world.as_person("quantri");
        let page = admin.post("/admin/calendars/decree", &HOLIDAY);
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.says("3 hạn giải quyết dời sang ngày khác"), "{}", page.words());
        assert!(page.says("Xã Ba 2") && page.says("Xã Bốn 1"), "{}", page.words());
        assert!(page.says("Thứ Tư, 25/11/2020 Thứ Năm, 26/11/2020 3"), "{}", page.words());
        assert!(admin.get("/admin/calendars?year=2020").says("chưa có ngày nghỉ"));
        let confirmed: Vec<(&str, &str)> = HOLIDAY.iter().copied().chain([("step", "confirm")]).collect();
        let page = admin.post_and_see("/admin/calendars/decree", &confirmed);
        assert!(page.says("3 hạn giải quyết đã dời.") && page.says("Nghỉ bão số 13 (123/UBND-NC)"), "{}", page.words());
        // Again it is known.
        let page = admin.post_and_see("/admin/calendars/decree", &confirmed);
        assert!(page.says("Ngày này đã được ghi như vậy"), "{}", page.words());
        // And taken back.
        let back = [("day", "2020-11-23"), ("unit", "")];
        let page = admin.post("/admin/calendars/revoke", &back);
        assert!(page.says("3 hạn giải quyết dời sang ngày khác") && page.says("Thứ Năm, 26/11/2020 Thứ Tư, 25/11/2020 3"), "{}", page.words());
        let page = admin.post_and_see("/admin/calendars/revoke", &[("day", "2020-11-23"), ("step", "confirm")]);
        assert!(page.says("Đã hủy; 3 hạn giải quyết đã dời."), "{}", page.words());
        let page = admin.post_and_see("/admin/calendars/revoke", &back);
        assert!(page.says("không có quyết định nghỉ"), "{}", page.words());
    }

    fn a_day_for_one_unit_moves_its_dossiers_alone(db: TestDb) {
        let world = world(&db);
        world.accept(3, 1, "Một");
        world.accept(4, 1, "Hai");
        let mut admin = world.as_person("quantri");
        let unit = world.units[4].to_string();
        let fields: Vec<(&str, &str)> = HOLIDAY.iter().copied().chain([("unit", &*unit)]).collect();
        let page = admin.post("/admin/calendars/decree", &fields);
        assert!(page.says("1 hạn giải quyết dời") && page.says("Xã Bốn 1") && !page.says("Xã Ba"), "{}", page.words());
    }

    fn what_cannot_be_comes_back_on_the_form(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let with = |own: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
            own.iter().copied().chain(HOLIDAY.into_iter().filter(|(n, _)| own.iter().all(|(o, _)| o != n))).collect()
        };
        let page = admin.post("/admin/calendars/decree", &with(&[("hours", "7:00-11:00")]));
        assert_eq!(page.status, 422);
        assert!(page.says("Giờ làm việc chỉ ghi cho ngày làm bù"), "{}", page.words());
        let page = admin.post("/admin/calendars/decree", &with(&[("day", "32/1/2020"), ("paper", ""), ("hours", "bảy giờ")]));
        assert!(page.says("Có 3 chỗ cần sửa"), "{}", page.words());
        let page = admin.post("/admin/calendars/decree", &with(&[("name", "<b>Tết</b>"), ("step", "edit")]));
        assert!(page.status == 200 && page.text().contains("&#60;b&#62;Tết"));
        assert!(!page.text().contains("<b>Tết"));
    }

    fn a_year_and_the_weekly_hours_are_shown(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let page = admin.get(&format!("/admin/calendars?unit={}", world.units[3]));
        assert!(page.says("Thứ Hai – thứ Sáu 7 giờ – 11 giờ 30, 13 giờ 30 – 17 giờ"), "{}", page.words());
        assert!(page.says("262 ngày làm việc trong năm 2020"), "{}", page.words());
        assert_eq!(admin.get("/admin/calendars?year=nonsense&unit=x").status, 200);
    }

    fn who_administers_a_subtree_decrees_nothing(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "phongban", Role::Administrator);
        assert!(!admin.get("/admin/calendars").says("Thêm ngày nghỉ"));
        assert_eq!(admin.get("/admin/calendars/decree").status, 403);
        let unit = world.units[0].to_string();
        let fields: Vec<(&str, &str)> = HOLIDAY.iter().copied().chain([("unit", &*unit), ("step", "confirm")]).collect();
        assert_eq!(admin.post("/admin/calendars/decree", &fields).status, 403);
        assert_eq!(admin.post("/admin/calendars/revoke", &fields).status, 403);
    }
}
