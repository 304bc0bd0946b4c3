//! An audit through its pages.

use crate::world::{schema, settled, world};
use pages_account::testing::{Browser, World};

const PLAN: [(&str, &str); 7] = [
    ("from", "20/11/2020"),
    ("to", "20/11/2020"),
    ("on", "23/11/2020"),
    ("auditors", "Trần Văn Đánh Giá"),
    ("scope", "Giải quyết thủ tục hành chính"),
    ("rule", "root"),
    ("seed", "2020"),
];
const CHECKED: [(&str, &str); 5] =
    [("receipt", "yes"), ("papers", "yes"), ("control", "no"), ("result", "yes"), ("archive", "na")];

/// Four dossiers settled on the day, an audit of them planned, and three days gone by.
fn planned(world: &World, head: &mut Browser) -> String {
    for _ in 0..4 {
        settled(world, 0, 2, 5);
    }
    let said = head.post("/quality/unit/T01/audit", &PLAN);
    assert_eq!(said.status, 303, "{}", said.words());
    let at = said.header("location").to_owned();
    world.business.put(kernel::Day::from_ymd(2020, 11, 23).unwrap().at_minute(500));
    at
}

store::db_test! {
    with schema();

    fn an_audit_goes_from_its_plan_to_its_report_and_its_end(db: TestDb) {
        let world = world(&db);
        let mut head = world.as_person("thutruong");
        let mut wrong = PLAN;
        wrong[1].1 = "19/11/2020";
        assert_eq!(head.post("/quality/unit/T01/audit", &wrong).status, 422);
        let at = planned(&world, &mut head);
        let mut head = world.as_person("thutruong");
        let page = head.get(&at);
        assert!(page.says("Chưa rút mẫu") && page.says("20/11/2020 – 20/11/2020"), "{}", page.words());
        assert_eq!(head.get(&format!("{at}/report")).status, 404);
        let page = head.post_and_see(&format!("{at}/draw"), &[]);
        assert!(page.says("Đã rút 2 hồ sơ.") && page.says("Mẫu: 2 trên 4 hồ sơ, đã kiểm tra 0"), "{}", page.words());
        let again = head.post_and_see(&format!("{at}/draw"), &[]);
        assert!(again.says("Mẫu đã được rút"), "{}", again.words());
        let early = head.post(&format!("{at}/end/conclude"), &[("text", "Đạt")]);
        assert!(early.status == 422 && early.says("Còn 2 hồ sơ trong mẫu chưa kiểm tra"), "{}", early.words());
        assert_eq!(head.post(&format!("{at}/sample/1"), &CHECKED[..4]).status, 422);
        assert!(head.get(&format!("{at}/sample/1")).says("Chương trình so với quy trình: Đúng quy trình."));
        for no in 1..=2 {
            let page = head.post_and_see(&format!("{at}/sample/{no}"), &CHECKED);
            assert!(page.says("Không đạt"), "{}", page.words());
        }
        assert_eq!(head.get(&format!("{at}/sample/9")).status, 404);
        let finding = [("grade", "minor"), ("text", "Thiếu chữ ký <b>"), ("clause", "8.5.1"), ("sample", "1")];
        let page = head.post_and_see(&format!("{at}/finding"), &finding);
        assert!(page.says("Không phù hợp nhẹ") && page.says("Thiếu chữ ký <b>"), "{}", page.words());
        head.post_and_see(&format!("{at}/finding"), &finding);
        let page = head.post_and_see(&format!("{at}/take-back/2"), &[]);
        assert!(page.says("Đã rút phát hiện 2.") && page.says("Phát hiện: 1"), "{}", page.words());
        let page = head.post_and_see(&format!("{at}/action/1"), &[("what", "Tập huấn lại"), ("owner", "Ông A"), ("days", "3")]);
        assert!(page.says("Đã giao, hạn thứ Năm, 26/11/2020."), "{}", page.words());
        let page = head.post_and_see(&format!("{at}/end/conclude"), &[("text", "Cơ bản phù hợp")]);
        assert!(page.says("Đã kết luận, đang khắc phục"), "{}", page.words());
        let page = head.post_and_see(&format!("{at}/close"), &[]);
        assert!(page.says("chưa có hành động khắc phục được xác nhận"), "{}", page.words());
        // Whoever should have acted stands out.
        world.business.put(kernel::Day::from_ymd(2020, 11, 27).unwrap().at_minute(500));
        let mut reform = world.as_person("caicach");
        let page = reform.get("/quality/audits");
        assert!(page.says("1 chưa xong, 1 quá hạn") && page.says("Quá hạn"), "{}", page.words());
        assert!(reform.get("/quality/unit/T01").says("quá hạn 26/11/2020"));
        let mut head = world.as_person("thutruong");
        assert!(head.get(&format!("{at}/step/1")).says("Báo hoàn thành"));
        head.post_and_see(&format!("{at}/step/1"), &[("text", "Đã tập huấn")]);
        let page = head.post(&format!("{at}/step/1"), &[("do", "reject"), ("text", "Thiếu danh sách"), ("days", "")]);
        assert!(page.status == 422 && page.says("Thời hạn từ 1 đến 250"), "{}", page.words());
        let page = head.post_and_see(&format!("{at}/step/1"), &[("do", "verify"), ("text", "")]);
        assert!(page.says("Đã xác nhận."), "{}", page.words());
        let page = head.post_and_see(&format!("{at}/close"), &[]);
        assert!(page.says("Đã đóng đợt đánh giá."), "{}", page.words());
        let report = head.get(&format!("{at}/report"));
        for words in ["Báo cáo đánh giá nội bộ", "SỞ MỘT", "Cơ bản phù hợp", "Mẫu 2 hồ sơ: 2 đúng quy trình, 0 đạt phiếu kiểm tra.", "Thiếu chữ ký <b>", "Tập huấn lại → Đã tập huấn"] {
            assert!(report.says(words), "{words}: {}", report.words());
        }
        assert!(!report.text().contains("ký <b>"));
        let file = head.get("/quality/audits.csv");
        assert!(file.text().contains("Sở Một") && file.text().contains("2020"), "{}", file.text());
        assert!(head.get("/quality/audits.xlsx").bytes.starts_with(b"PK"));
    }

    fn an_audit_of_another_unit_is_not_there(db: TestDb) {
        let world = world(&db);
        let mut head = world.as_person("thutruong");
        let at = planned(&world, &mut head);
        for login in ["donvikhac", "xa.chutich"] {
            let mut other = world.as_person(login);
            assert_eq!(other.get(&at).status, 404, "{login}");
            assert_eq!(other.get(&format!("{at}/report")).status, 404, "{login}");
            assert!(!other.get("/quality/audits").says("Trần Văn Đánh Giá"), "{login}");
        }
        let mut chief = world.as_person("xa.chutich");
        for more in ["draw", "close", "finding", "end/cancel", "sample/1", "step/1", "take-back/1", "action/1"] {
            assert_eq!(chief.post(&format!("{at}/{more}"), &[("text", "x")]).status, 404, "{more}");
        }
        let mut officer = world.as_person("xuly");
        assert_eq!(officer.get(&at).status, 200);
        assert_eq!(officer.post(&format!("{at}/draw"), &[]).status, 403);
        let mut head = world.as_person("thutruong");
        assert_eq!(head.get(&format!("{at}/end/nonsense")).status, 404);
        let page = head.post_and_see(&format!("{at}/end/cancel"), &[("text", "Trùng kế hoạch")]);
        assert!(page.says("Đã hủy đợt đánh giá.") && page.says("Trùng kế hoạch"), "{}", page.words());
        assert_eq!(head.get("/quality/audit/5").status, 404);
    }
}
