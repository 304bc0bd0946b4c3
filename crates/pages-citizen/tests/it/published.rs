//! A whole catalogue through the pages: the procedure, lists, desks, open data, figures.

use catalogue::desk::NewProcedure;
use catalogue::{
    Basis, Case, Catalogue, Decision, DecisionId, DecisionKind, Details, Edition, Effect, Ending, Fee,
    FeeKind, Guide, LifeEvent, OnlineList, PaperKind, PostDesk, Profile, Synonym, Use, Vertical,
    VerticalList,
};
use kernel::term::Term;
use kernel::{Actor, Clock, Day};
use pages_account::testing::{World, schema};
use store::testing::TestDb;

/// Ten days before today.
fn before(world: &World) -> Day {
    world.business.now().day().plus(-10)
}

fn decided(number: &str, day: Day) -> Decision {
    Decision {
        id: DecisionId(0),
        number: number.into(),
        signed_on: day,
        in_force_from: day,
        issuer: "Chủ tịch <tỉnh>".into(),
        kind: DecisionKind::Publication,
        summary: "Công bố thủ tục hộ tịch".into(),
        illustrative: true,
    }
}

fn details(papers: usize) -> Details {
    let fee = |kind, name: &str, amount, case_no| Fee {
        case_no,
        kind,
        name: name.into(),
        amount,
        per: "hồ sơ".into(),
        basis: "Nghị quyết <1>".into(),
    };
    Details {
        profile: Some(Profile {
            law_amount: 5,
            service_level: 4,
            online_list: Some(OnlineList::Pilot),
            national_portal: true,
            business: true,
            wholly_at_centre: false,
            result: "Giấy chứng nhận kết hôn".into(),
        }),
        cases: vec![
            Case { no: 1, name: "Đăng ký lần đầu".into(), term_amount: None },
            Case { no: 2, name: "Đăng ký lại <mất>".into(), term_amount: Some(1) },
        ],
        uses: (0..papers).map(|at| Use { case_no: (at > 0).then_some(2), reusable: at == 0 }).collect(),
        fees: vec![
            fee(FeeKind::Fee, "Lệ phí hộ tịch", 75_000, None),
            fee(FeeKind::Charge, "Phí khai thác", 8_000, Some(2)),
        ],
        bases: vec![Basis { number: "60/2014/QH13".into(), name: "Luật Hộ tịch".into() }],
    }
}

/// The second procedure amended and the third abolished by a decision ten days ago, with all that leads to them.
fn world(db: &TestDb) -> World {
    let world = World::new(db, pages_citizen::routes());
    let (day, procedures, units) = (before(&world), world.procedures.clone(), world.units.clone());
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            let by = catalogue::keep_decision(tx, ctx, &decided("12/QĐ-UBND", day))?.0;
            let all = Catalogue::load(tx)?;
            let r = all.in_force(procedures[1], day).unwrap();
            let paper = |no, name: &str| catalogue::Component {
                no,
                name: name.into(),
                kind: PaperKind::Original,
                copies: 1,
                required: true,
                illustrative: true,
            };
            let was = NewProcedure { online: true, ..NewProcedure::of(r) };
            let now = NewProcedure { valid_from: day, term: Term::WorkingDays(2), ..was };
            let edition = Edition {
                procedure: now,
                components: Some(vec![paper(1, "Tờ khai <kết hôn>"), paper(2, "Giấy xác nhận mất")]),
                details: details(2),
                published: Some((by, Effect::Amended)),
            };
            let ending = Ending { code: "1.000030".into(), decision: by };
            catalogue::keep_editions(tx, ctx, &[edition], &[ending])?;
            let guide = Guide {
                events: vec![LifeEvent {
                    code: "gia-dinh".into(),
                    name: "Kết hôn <gia đình>".into(),
                    name_en: "Marriage".into(),
                    procedures: vec![procedures[1], procedures[2], procedures[0]],
                }],
                synonyms: vec![Synonym { words: "cưới".into(), means: "đăng ký kết hôn".into() }],
                post_desks: vec![
                    PostDesk {
                        unit: units[3], name: "Một cửa xã Ba tại bưu điện".into(), since: day
                    },
                    PostDesk { unit: units[4], name: "Chưa mở".into(), since: day.plus(100) },
                ],
                verticals: vec![
                    Vertical { unit: units[0], procedure: procedures[3], list: VerticalList::Required },
                    Vertical { unit: units[0], procedure: procedures[1], list: VerticalList::More },
                ],
            };
            catalogue::keep_guide(tx, ctx, &guide)
        })
        .unwrap();
    world
}

store::db_test! {
    with schema();

    fn a_procedure_tells_its_term_money_papers_and_who_published_it(db: TestDb) {
        let page = world(&db).browser().get("/procedures/1.000020");
        for words in [
            "2 ngày làm việc", "luật cho 5 ngày làm việc, tỉnh rút ngắn 60 %", "từ 8.000 ₫", "2 khoản",
            "Giấy chứng nhận kết hôn", "trực tuyến mức độ 4", "Đã nộp lần trước thì không phải nộp lại.",
            "Trường hợp: Đăng ký lần đầu", "Giấy tờ như trên.", "Trường hợp: Đăng ký lại <mất> (1 ngày làm việc)",
            "75.000 ₫/hồ sơ", "Nghị quyết <1>", "Luật Hộ tịch (60/2014/QH13)",
            "sửa đổi, bổ sung theo Quyết định 12/QĐ-UBND", "Đã thay đổi những gì",
            "thời hạn: từ 3 ngày làm việc thành 2 ngày làm việc", "thành phần hồ sơ thay đổi",
            "Một cửa xã Ba tại bưu điện",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        assert!(!page.says("Chưa mở"), "a desk is told from its first day on");
        assert!(!page.says("Thường xong trong"), "nothing was settled yet");
        assert!(!page.text().contains("<mất>"));
        let page = world(&TestDb::sqlite(&schema())).browser().get_as("/procedures/1.000020", &[("accept-language", "en")]);
        for words in ["the province has cut it by 60 %", "Legal bases", "amended by decision 12/QĐ-UBND"] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
    }

    fn an_abolished_procedure_says_by_which_decision_and_is_found_no_more(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/procedures/1.000030");
        assert_eq!(page.status, 200);
        assert!(page.says("Thủ tục này đã bị bãi bỏ từ") && page.says("theo Quyết định 12/QĐ-UBND"), "{}", page.words());
        assert!(!page.says("Nộp ở đâu") && page.says("Hồ sơ đã nộp"));
        assert!(browser.get("/search?q=giay+phep").says("Không có thủ tục nào khớp"), "it stands in no search");
    }

    fn peoples_own_words_find_what_procedures_call_otherwise(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/search?q=c%C6%B0%E1%BB%9Bi");
        assert!(page.says("1 thủ tục khớp") && page.text().contains("<mark>Đăng ký kết hôn</mark>"), "{}", page.text());
        let said = browser.get("/search/suggest?q=cuoi");
        assert!(said.text().contains("/procedures/1.000020"), "{}", said.text());
    }

    fn usual_time_stands_beside_the_lawful_from_ten_dossiers_on(db: TestDb) {
        let world = world(&db);
        let usual = dossier::usual::Usual {
            to: world.business.now().day(),
            dossiers: 1_234,
            half: Term::WorkingDays(1),
            nine_in_ten: Term::WorkingDays(2),
        };
        let procedure = world.procedures[1];
        world.as_actor(Actor::SYSTEM, move |tx, _| dossier::usual::keep(tx, &[(procedure, usual)])).unwrap();
        let page = world.browser().get("/procedures/1.000020");
        assert!(page.says("Thường xong trong 1 ngày làm việc") && page.says("9 trên 10 hồ sơ xong trong 2 ngày làm việc; tính từ 1.234 hồ sơ"), "{}", page.words());
    }

    fn a_life_event_leads_to_its_procedures_that_are_in_force_in_their_order(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/");
        assert!(page.says("Tìm theo việc trong đời") && page.says("Kết hôn <gia đình>"), "{}", page.words());
        let page = browser.get("/life/gia-dinh");
        assert!(page.says("2 thủ tục, theo thứ tự") && !page.says("Cấp giấy phép xây dựng"), "{}", page.words());
        let (one, two) = (page.text().find("1.000020").unwrap(), page.text().find("1.000010").unwrap());
        assert!(one < two);
        assert!(browser.get_as("/life/gia-dinh", &[("accept-language", "en")]).says("Marriage"));
        for code in ["khac", "%00", "%3Cscript%3E"] {
            assert_eq!(browser.get(&format!("/life/{code}")).status, 404);
        }
    }

    fn the_catalogue_in_figures_links_each_number_to_its_list(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/catalogue");
        for words in [
            "Cả tỉnh Cả tỉnh: 3", "Cấp tỉnh Cấp tỉnh: 1", "Cấp xã Cấp xã: 2",
            "Quyết định công bố năm 2020 Quyết định công bố năm 2020: 1",
            "Sửa đổi, bổ sung, thay thế Sửa đổi, bổ sung, thay thế: 1", "Bãi bỏ Bãi bỏ: 1",
            "Được rút ngắn thời hạn Được rút ngắn thời hạn: 1", "Mức rút ngắn 60–60 %",
            "Bộ phận Một cửa đặt tại bưu điện Bộ phận Một cửa đặt tại bưu điện: 1", "Sở Một: nhận tại Trung tâm",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        // Each number is the length of the list behind it.
        let text = page.text();
        let mut followed = 0;
        for link in text.split("<td class=\"r\"><a href=\"").skip(1) {
            let (href, rest) = link.split_once('"').unwrap();
            let n = rest.split_once("</span>").unwrap().1.split_once("</a>").unwrap().0;
            let href = href.replace("&#38;", "&").replace("&amp;", "&");
            let list = browser.get(&href);
            assert_eq!(list.status, 200, "{href}");
            if href.starts_with("/catalogue/procedures") {
                assert!(list.says(&format!("{n} thủ tục.")), "{href} {n}: {}", list.words());
                followed += 1;
            }
        }
        assert!(followed > 12, "{followed}");
        assert!(browser.get("/catalogue/decisions?year=2020").says("Quyết định 12/QĐ-UBND"));
        let file = browser.get("/catalogue.csv");
        assert!(file.text().contains("business_cut,") && file.header("content-type").starts_with("text/csv"));
        assert!(browser.get("/catalogue?year=99999999999").says("Cả tỉnh"));
    }

    fn a_list_is_narrowed_by_a_plain_get_and_taken_along_as_a_file(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/catalogue/procedures?change=abolished&year=2020");
        assert!(page.says("1 thủ tục.") && page.says("đã bãi bỏ") && page.says("Bãi bỏ theo Quyết định 12/QĐ-UBND"), "{}", page.words());
        let file = browser.get("/catalogue/procedures.csv?tier=commune&business=1");
        let text = file.text();
        assert!(text.contains("1.000020,Đăng ký kết hôn,commune") && !text.contains("1.000010"), "{text}");
        for wrong in ["?page=999999", "?tier=%00&field=%3Cb%3E&channel=x&change=x&year=x&agency=%22", "?channel=level9"] {
            let page = browser.get(&format!("/catalogue/procedures{wrong}"));
            assert_eq!(page.status, 200, "{wrong}");
            assert!(!page.text().contains("<b>\""), "{wrong}");
        }
    }

    fn open_data_is_the_catalogue_and_asking_again_costs_a_line(db: TestDb) {
        let world = world(&db);
        let mut browser = world.browser();
        let csv = browser.get("/open-data/procedures.csv");
        assert_eq!(csv.text().lines().count(), 4, "{}", csv.text());
        assert!(csv.text().contains("Lệ phí hộ tịch: 75000 đ/hồ sơ") && csv.text().contains("12/QĐ-UBND"));
        let json = browser.get("/open-data/procedures.json");
        let read: serde_json::Value = serde_json::from_str(&json.text()).unwrap();
        assert_eq!(read["procedures"].as_array().unwrap().len(), 3);
        assert_eq!(read["procedures"][1]["fees"][0]["amount"], 75_000);
        assert!(read["licence"]["vi"].as_str().unwrap().contains("ghi nguồn"));
        for (path, first) in [("/open-data/procedures.csv", csv), ("/open-data/procedures.json", json)] {
            let tag = first.header("etag").to_owned();
            let again = browser.get_as(path, &[("if-none-match", &tag)]);
            assert_eq!((again.status, again.text().as_str()), (304, ""), "{path}");
            assert_eq!(browser.get_as(path, &[("if-none-match", "\"other\"")]).status, 200);
        }
        let tag = browser.get("/open-data/procedures.csv").header("etag").to_owned();
        world.as_actor(Actor::SYSTEM, |tx, ctx| catalogue::keep_guide(tx, ctx, &Guide::default())).unwrap();
        assert_ne!(browser.get("/open-data/procedures.csv").header("etag"), tag, "something has changed");
        let page = browser.get("/open-data");
        assert!(page.says("procedures.json") && page.says("service_level") && page.says("Điều kiện sử dụng"));
    }

    fn each_desk_posts_what_it_takes_in(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/desks/X01");
        assert!(page.says("2 thủ tục, niêm yết ngày") && page.says("Đăng ký kết hôn") && page.says("8.000 ₫ – 75.000 ₫"), "{}", page.words());
        assert!(!page.says("Cấp phiếu lý lịch tư pháp"));
        let file = browser.get("/desks/X01/procedures.csv");
        assert!(file.text().contains("1.000020") && file.header("content-disposition").contains("procedures-X01.csv"));
        let file = browser.get("/desks/X01/procedures.xlsx");
        assert!(file.header("content-type").contains("spreadsheetml"));
        for code in ["X77", "%00", "..%2F..", "%3Cscript%3E"] {
            assert_eq!(browser.get(&format!("/desks/{code}")).status, 404, "{code}");
        }
    }

    fn every_place_where_dossiers_are_handed_in_is_listed(db: TestDb) {
        let page = world(&db).browser().get("/desks");
        for words in [
            "1 Bộ phận Một cửa đặt tại bưu điện", "Một cửa xã Ba tại bưu điện", "Bắt buộc theo quyết định của Thủ tướng: 1 thủ tục",
            "Đưa thêm vào: 1 thủ tục", "Cấp phiếu lý lịch tư pháp", "Xã Bốn",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        assert!(!page.says("Chưa mở"));
    }
}
