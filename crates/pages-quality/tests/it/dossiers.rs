//! Conformity of dossiers, the control sheet, and the share of a unit.

use crate::world::{schema, settled, world};

store::db_test! {
    with schema();

    fn a_dossier_is_held_against_its_process_and_its_control_sheet_prints(db: TestDb) {
        let world = world(&db);
        let code = settled(&world, 0, 2, 30);
        let mut officer = world.as_person("xuly");
        let page = officer.get(&format!("/quality/dossier/{code}"));
        assert!(page.says("Đúng quy trình") && page.says("Đã giải quyết"), "{}", page.words());
        let sheet = officer.get(&format!("/quality/dossier/{code}/sheet"));
        assert_eq!(sheet.status, 200, "{}", sheet.words());
        for words in ["SỞ MỘT", "Phiếu kiểm soát quá trình giải quyết hồ sơ", &code, "Nguyễn Văn Thử", "Người nộp hồ sơ Sở Một (bước 1)", "Tiếp nhận", "không có sai lệch"] {
            assert!(sheet.says(words), "{words}: {}", sheet.words());
        }
        // The paper is in Vietnamese whatever the officer reads.
        officer.post("/language/en", &[]);
        assert!(officer.get(&format!("/quality/dossier/{code}/sheet")).says("Chủ hồ sơ"));
        // Others are told what they are told of a code that is nowhere.
        for login in ["donvikhac", "xa.xuly"] {
            let mut other = world.as_person(login);
            for more in ["", "/sheet"] {
                let said = other.get(&format!("/quality/dossier/{code}{more}"));
                assert!(said.status >= 400 && !said.says("Nguyễn Văn Thử"), "{login} {more}: {}", said.words());
            }
        }
    }

    fn the_share_of_a_unit_names_what_deviates(db: TestDb) {
        let world = world(&db);
        for _ in 0..3 {
            settled(&world, 0, 2, 5);
        }
        let mut officer = world.as_person("xuly");
        let page = officer.get("/quality/unit/T01/conformity?from=20/11/2020&to=20/11/2020");
        assert!(page.says("100 % hồ sơ đúng quy trình: 3 trên 3") || page.says("100% hồ sơ đúng quy trình: 3 trên 3") || page.says("hồ sơ đúng quy trình: 3 trên 3"), "{}", page.words());
        assert!(page.says("Tính lúc"), "{}", page.words());
        let empty = officer.get("/quality/unit/T01/conformity?from=1/10/2020&to=31/10/2020");
        assert!(empty.says("Trong kỳ chưa có hồ sơ nào được giải quyết."), "{}", empty.words());
        let wrong = officer.get("/quality/unit/T01/conformity?from=hôm+qua");
        assert!(wrong.says("Không phải khoảng ngày hợp lệ"), "{}", wrong.words());
        assert_eq!(officer.get("/quality/unit/T02/conformity").status, 404);
    }
}
