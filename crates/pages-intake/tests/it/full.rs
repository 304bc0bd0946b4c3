//! The full form.

use crate::world::{but, dossiers, good, key, value, world};
use dossier::papers::Paper;
use identity::{Role, Scope};
use pages_account::testing::schema;

store::db_test! {
    with schema();

    fn an_officer_takes_a_dossier_in_and_sees_its_slip(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let slip = officer.post_and_see("/intake", &good(&form));
        assert_eq!(slip.status, 200);
        for words in ["Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "X01-201120-0001", "Nguyễn Thị Hoa", "Thứ Tư, 25/11/2020",
            "2. Ảnh chân dung (2 bản chính)", "Mai Văn Xã", "•••••••••001", "Đã tiếp nhận hồ sơ X01-201120-0001"] {
            assert!(slip.says(words), "{words}: {}", slip.words());
        }
        assert!(!slip.text().contains("096000000001") && !slip.text().contains("0912345678"));
        assert!(!slip.says("đến cùng chồng"), "a note is not for the applicant");
        let kept = w.desk.slip("X01-201120-0001").unwrap().unwrap();
        assert_eq!((kept.dossier.applicant.card.as_str(), kept.note.as_str()), ("096000000001", "đến cùng chồng"));
        assert_eq!(kept.papers.iter().map(|p| p.given).collect::<Vec<_>>(), [1, 2, 1, 1]);
        assert_eq!(kept.dossier.content, "Đăng ký kết hôn");
        assert_eq!(kept.taken_by, w.person("xa.tiepnhan").id);
    }

    fn the_same_form_sent_twice_is_one_dossier_and_another_person_in_it_is_refused_filled(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let first = officer.post("/intake", &good(&form));
        let second = officer.post("/intake", &good(&form));
        assert_eq!((first.status, second.status), (303, 303));
        assert_eq!(first.header("location"), second.header("location"));
        assert_eq!(dossiers(&w).len(), 1);
        let other = officer.post("/intake", &but(&good(&form), &[("name", "Lê Văn Khác"), ("card", "096000000002"), ("phone", "0900000002")]));
        assert_eq!(other.status, 422);
        assert!(other.says("Biểu mẫu này đã được lưu cho hồ sơ khác (mã X01-201120-0001)"), "{}", other.words());
        assert_eq!(value(&other, "name"), "Lê Văn Khác");
        let form = other.field("form").unwrap();
        let again = officer.post("/intake", &but(&good(&form), &[("name", "Lê Văn Khác"), ("card", "096000000002"), ("phone", "0900000002")]));
        assert_eq!(again.status, 303);
        assert_eq!(dossiers(&w).len(), 2);
    }

    fn a_form_with_mistakes_comes_back_filled_and_takes_nothing_in(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        for (changed, words) in [
            (("name", ""), "Họ và tên: chưa điền"),
            (("phone", "gọi sau"), "Số điện thoại: Số điện thoại gồm 8 đến 15 chữ số"),
            (("card", "12"), "Số giấy tờ gồm 12 số"),
            (("code", ""), "Đăng ký kết hôn"),
            (("channel", "online"), "Cách nộp"),
            (("result_by", ""), "Nhận kết quả"),
        ] {
            let said = officer.post("/intake", &but(&good(&form), &[changed]));
            if changed.0 == "code" {
                // The words alone name one procedure.
                assert_eq!(said.status, 303);
                continue;
            }
            assert_eq!(said.status, 422, "{changed:?}");
            assert!(said.words().to_lowercase().contains(&words.to_lowercase()), "{words}: {}", said.words());
            assert_eq!(value(&said, "address"), "Ấp 1, Xã Ba");
        }
        assert_eq!(dossiers(&w).len(), 1);
    }

    fn a_scanned_card_fills_what_is_empty_and_is_shown_nowhere_else(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        key(&mut officer, "/intake");
        let scanned = "096000000007|380000007|Trần Văn Quét|01021990|Nam|Ấp 7, Xã Ba|15032021";
        let said = officer.post("/intake", &[("act", "find"), ("scan", scanned), ("address", "Ấp 9")]);
        assert_eq!(said.status, 200);
        assert_eq!((value(&said, "name"), value(&said, "card"), value(&said, "address")), ("Trần Văn Quét".into(), "096000000007".into(), "Ấp 9".into()));
        assert_eq!(value(&said, "scan"), "");
        assert!(!said.text().contains("15032021"));
        let said = officer.post("/intake", &[("act", "find"), ("scan", "không phải thẻ")]);
        assert_eq!(said.status, 422);
        assert!(said.says("Không đọc được mã trên thẻ"));
    }

    fn words_without_marks_find_procedures_and_a_choice_shows_its_papers_and_its_due_day(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        key(&mut officer, "/intake");
        let several = officer.post("/intake", &[("act", "find"), ("name", "Giữ Lại"), ("procedure", "cap")]);
        assert!(several.says("Cấp giấy phép xây dựng") && several.says("Cấp phiếu lý lịch tư pháp"));
        assert_eq!(value(&several, "name"), "Giữ Lại");
        let one = officer.post("/intake", &[("act", "find"), ("name", "Giữ Lại"), ("procedure", "ket hon")]);
        assert!(one.says("Tờ khai đăng ký kết hôn") && one.says("sẽ trả lúc 17 giờ, thứ Tư, 25/11/2020"), "{}", one.words());
        let chosen = officer.post("/intake", &[("act", "find"), ("procedure", "cap"), ("choice", "1.000040")]);
        assert_eq!(value(&chosen, "procedure"), "Cấp phiếu lý lịch tư pháp");
        assert!(chosen.says("Hãy chọn cơ quan"), "a commune settles no procedure of the province");
        let none = officer.post("/intake", &[("act", "find"), ("procedure", "bay lên mặt trăng")]);
        assert!(none.says("Không có thủ tục nào có các từ này"));
        let list = officer.get("/intake/procedures?q=ket+HON");
        assert!(list.text().contains("1.000020"), "{}", list.text());
        let part = officer.get("/intake/parts?code=1.000020");
        assert!(part.says("Ảnh chân dung") && !part.text().contains("<html"));
        assert_eq!(officer.get("/intake/parts?code=9.999999").status, 404);
    }

    fn a_cut_off_is_told_before_it_is_saved(db: TestDb) {
        let w = world(&db);
        w.business.put("2020-11-20".parse::<kernel::Day>().unwrap().at_minute(960));
        let mut officer = w.as_person("xa.tiepnhan");
        let part = officer.get("/intake/parts?code=1.000010");
        assert!(part.says("20/11: nhận sau giờ chốt") && part.says("thứ Hai, 23/11/2020"), "{}", part.words());
    }

    fn missing_papers_and_an_open_twin_have_to_be_confirmed(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let lacking = but(&good(&form), &[("all", ""), ("part-1", "1"), ("part-2", "1"), ("copies-2", "3")]);
        let said = officer.post("/intake", &lacking);
        assert_eq!(said.status, 422);
        assert!(said.says("Còn thiếu giấy tờ bắt buộc") && dossiers(&w).is_empty());
        let slip = officer.post_and_see("/intake", &but(&lacking, &[("lacking", "1")]));
        assert!(slip.says("Còn thiếu, cần nộp thêm 1. Giấy xác nhận tình trạng hôn nhân (1 bản chính)"), "{}", slip.words());
        let kept = w.desk.slip("X01-201120-0001").unwrap().unwrap().papers;
        assert_eq!(kept.iter().map(|p| p.given).collect::<Vec<_>>(), [1, 3, 0, 0]);
        assert_eq!(kept.iter().map(Paper::missing).collect::<Vec<_>>(), [false, false, true, false]);

        let form = key(&mut officer, "/intake");
        let said = officer.post("/intake", &good(&form));
        assert_eq!(said.status, 422);
        assert!(said.says("Hồ sơ X01-201120-0001, nhận ngày 20/11/2020, Xã Ba đang giải quyết."), "{}", said.words());
        let said = officer.post("/intake", &but(&good(&form), &[("twins", "7")]));
        assert_eq!(said.status, 422, "what was confirmed is not what was shown");
        assert_eq!(officer.post("/intake", &but(&good(&form), &[("twins", "1")])).status, 303);
        assert_eq!(dossiers(&w).len(), 2);
    }

    fn a_twin_that_the_officer_may_not_see_is_told_of_without_its_code(db: TestDb) {
        let w = world(&db);
        let cmd = dossier::desk::Accept {
            id: None, procedure: w.procedures[1], unit: w.units[4], receiving: w.units[4],
            channel: dossier::desk::Channel::Counter, result_by: dossier::desk::ResultBy::Counter,
            applicant: dossier::desk::Applicant { name: "Tên Khác".into(), card: "096000000001".into(), ..Default::default() },
            content: "Của xã khác".into(),
        };
        w.at_desk(move |s, c| s.accept(c, cmd)).unwrap();
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let said = officer.post("/intake", &good(&form));
        assert!(said.says("Một hồ sơ đang được giải quyết ở nơi khác."), "{}", said.words());
        assert!(!said.text().contains("X02-201120-0001") && !said.text().contains("Tên Khác"));
    }

    fn whoever_may_not_receive_is_refused_and_nobody_takes_in_at_another_desk(db: TestDb) {
        let w = world(&db);
        for login in ["xa.xuly", "xa.chutich", "lanhdao", "kiemtra", "quantri"] {
            let mut person = w.as_person(login);
            for page in ["/intake", "/intake/batch", "/intake/day", "/intake/procedures?q=ket", "/intake/parts?code=1.000020"] {
                assert_eq!(person.get(page).status, 403, "{login} {page}");
            }
            assert_eq!(person.post("/intake", &good("")).status, 403, "{login}");
        }
        assert_eq!(w.browser().get("/intake").status, 401);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let other = w.units[4].to_string();
        assert_eq!(officer.post("/intake", &but(&good(&form), &[("desk", &other)])).status, 403);
        assert!(dossiers(&w).is_empty());
    }

    fn an_officer_of_two_desks_chooses_and_the_number_is_that_desks(db: TestDb) {
        let w = world(&db);
        w.grant("xa.tiepnhan", Role::DeskOfficer, Scope::Unit(w.units[4]));
        let mut officer = w.as_person("xa.tiepnhan");
        let page = officer.get("/intake");
        assert!(page.says("Nơi tiếp nhận") && page.says("Xã Bốn"));
        let form = page.field("form").unwrap();
        let other = w.units[4].to_string();
        let slip = officer.post_and_see("/intake", &but(&good(&form), &[("desk", &other)]));
        assert!(slip.says("X02-201120-0001"), "{}", slip.words());
    }

    fn a_form_of_a_session_that_ended_comes_back_filled_and_is_not_acted_on(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let said = officer.post("/intake", &but(&good(&form), &[("_again", "1")]));
        assert_eq!(said.status, 200);
        assert_eq!((value(&said, "name"), value(&said, "procedure")), ("Nguyễn Thị Hoa".into(), "Đăng ký kết hôn".into()));
        assert!(said.says("Ảnh chân dung"));
        assert!(dossiers(&w).is_empty());
    }

    fn what_is_typed_is_never_markup(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        let form = key(&mut officer, "/intake");
        let script = "<script>alert(1)</script>";
        let fields = but(&good(&form), &[("name", script), ("address", "\"><img src=x>"), ("content", script), ("note", script)]);
        let said = officer.post("/intake", &but(&fields, &[("result_by", "")]));
        assert!(!said.text().contains("<script>alert") && !said.text().contains("<img src=x>"));
        let slip = officer.post_and_see("/intake", &fields);
        assert!(!slip.text().contains("<script>alert") && !slip.text().contains("<img src=x>"));
        assert!(slip.says(script));
    }
}
