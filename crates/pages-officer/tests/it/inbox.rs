//! Who sees what in his inbox, by which filter, and in which file.

use crate::desk::{forward_to, submitted, world};
use calamine::{Data, Reader, Xlsx};
use pages_account::testing::schema;
use std::io::Cursor;

store::db_test! {
    with schema();

    fn an_inbox_holds_what_its_owner_can_act_on_and_nothing_of_other_units(db: TestDb) {
        let world = world(&db);
        let at_desk = world.accept(3, 1, "Ở Quầy");
        let in_work = world.accept(3, 1, "Đang Thẩm Định");
        forward_to(&world, in_work.id, 2);
        let elsewhere = world.accept(4, 1, "Của Xã Khác");
        submitted(&world, 3, 1, "Vừa Nộp");

        let desk = world.as_person("xa.tiepnhan").get("/work");
        assert!(desk.says(&at_desk.code) && desk.says("Vừa Nộp"), "{}", desk.words());
        assert!(!desk.says(&in_work.code), "what is in work does not wait at the desk");
        assert!(desk.says("2 hồ sơ, không có hồ sơ quá hạn, 1 mới nộp"), "{}", desk.words());

        let case = world.as_person("xa.xuly").get("/work");
        assert!(case.says(&at_desk.code) && case.says(&in_work.code) && !case.says("Vừa Nộp"));
        for login in ["xa.tiepnhan", "xa.xuly", "donvikhac"] {
            let all = world.as_person(login).get("/work?show=all");
            assert!(!all.says(&elsewhere.code) && !all.says("Của Xã Khác"), "{login}");
        }
        let leader = world.as_person("lanhdao").get("/work");
        assert!(leader.says(&elsewhere.code) && leader.says(&in_work.code), "a leader looks at everything");
        assert_eq!(world.as_person("quantri").get("/work").status, 403);
        assert_eq!(world.browser().get("/work").status, 401);
    }

    fn the_day_s_count_tells_what_is_overdue_and_due_today_and_the_ribbon_filters(db: TestDb) {
        let world = world(&db);
        let short = world.accept(3, 1, "Ba Ngày");
        let same_day = world.accept(3, 0, "Trong Ngày");
        forward_to(&world, short.id, 2);
        forward_to(&world, same_day.id, 2);
        let mut browser = world.as_person("xa.xuly");
        assert!(browser.get("/work").says("1 hồ sơ đến hạn hôm nay"));
        // Wednesday: one is due today, the other was on Friday.
        world.business.pass(5 * 86_400);
        let page = browser.get("/work");
        assert!(page.says("1 hồ sơ quá hạn, 1 đến hạn hôm nay"), "{}", page.words());
        assert!(page.says("Quá 3 ngày") && page.says("Hôm nay"), "{}", page.words());
        let before = browser.get("/work?show=mine&due=before-2020-11-23");
        assert!(before.says(&same_day.code) && !before.says(&short.code));
        let today = browser.get("/work?show=mine&due=2020-11-25");
        assert!(today.says(&short.code) && !today.says(&same_day.code));
        let of = world.procedures[0].0;
        let narrowed = browser.get(&format!("/work?procedure={of}"));
        assert!(narrowed.says(&same_day.code) && !narrowed.says(&short.code));
        assert_eq!(browser.get("/work?due=nonsense&after=x.y&unit=z&from=-3").status, 200);
    }

    fn paused_dossiers_and_results_have_lists_of_their_own(db: TestDb) {
        let world = world(&db);
        let paused = world.accept(3, 1, "Chờ Giấy Tờ");
        let id = paused.id;
        world.at_desk(move |shift, ctx| shift.request_supplement(ctx, id, "Bản vẽ")).unwrap();
        let done = world.accept(3, 1, "Có Kết Quả");
        forward_to(&world, done.id, 3);
        let id = done.id;
        let settle = dossier::desk::Settle {
            outcome: dossier::desk::Outcome::Granted,
            reason: None,
            late_reason: None,
        };
        world.at_desk(move |shift, ctx| shift.settle(ctx, id, settle)).unwrap();
        let mut browser = world.as_person("xa.tiepnhan");
        let page = browser.get("/work?show=paused");
        assert!(page.says("1 hồ sơ đang tạm dừng") && page.says(&paused.code) && page.says("Chờ bổ sung"));
        let page = browser.get("/work?show=results");
        assert!(page.says("1 kết quả chờ trả") && page.says(&done.code), "{}", page.words());
        assert!(!browser.get("/work").says(&done.code));
    }

    fn a_long_inbox_is_read_page_by_page_there_and_back_without_a_gap(db: TestDb) {
        let world = world(&db);
        for n in 0..120 {
            world.accept(3, if n % 2 == 0 { 1 } else { 0 }, &format!("Người Thứ {n:03}"));
        }
        let mut browser = world.as_person("xa.tiepnhan");
        let first = browser.get("/work");
        assert!(first.says("1–50 trong 120"), "{}", first.words());
        let mut seen = codes(&first.text());
        let mut page = first;
        let mut pages = vec![seen.clone()];
        while let Some(next) = link(&page.text(), "next") {
            page = browser.get(&next);
            seen.extend(codes(&page.text()));
            pages.push(codes(&page.text()));
        }
        assert_eq!((seen.len(), pages.len()), (120, 3));
        assert!(page.says("101–120 trong 120"), "{}", page.words());
        let back = browser.get(&link(&page.text(), "prev").unwrap());
        assert_eq!(codes(&back.text()), pages[1]);
        assert!(back.says("51–100 trong 120"), "{}", back.words());
        let mut all = seen.clone();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 120);

        let file = browser.get("/work.xlsx");
        assert_eq!(file.header("content-type"), sheet_type());
        assert!(file.header("content-disposition").contains("hop-viec-2020-11-20.xlsx"));
        let mut listed = rows(&file.bytes);
        listed.sort();
        assert_eq!(listed, all, "the file holds what the list holds");
        let text = browser.get("/work.csv").text();
        assert_eq!(text.lines().count(), 121);
        let one = browser.get(&format!("/work.xlsx?procedure={}", world.procedures[0].0));
        assert_eq!(rows(&one.bytes).len(), 60);
    }

    fn a_view_that_was_kept_is_what_the_inbox_opens_with(db: TestDb) {
        let world = world(&db);
        let work = world.accept(3, 1, "Một");
        let other = world.accept(3, 0, "Hai");
        let mut browser = world.as_person("xa.xuly");
        let narrowed = browser.get(&format!("/work?show=all&procedure={}", world.procedures[1].0));
        let view = narrowed.field("view").unwrap();
        let page = browser.post_and_see("/work/view", &[("view", &view)]);
        assert!(page.says("Đang xem theo cách bạn đã lưu.") && page.says(&work.code) && !page.says(&other.code));
        // Somebody else's inbox is as it was, and one's own opens otherwise when asked to.
        assert!(world.as_person("xa.tiepnhan").get("/work").says(&other.code));
        assert!(browser.get("/work?show=mine").says(&other.code));
        assert!(world.as_person("xa.xuly").get("/work").says("Đang xem theo cách bạn đã lưu."));
        let page = browser.post_and_see("/work/view", &[("forget", "1"), ("view", &view)]);
        assert!(page.says("Đã bỏ cách xem đã lưu.") && page.says(&other.code));
        // What is no filter is not kept.
        browser.post_and_see("/work/view", &[("view", "show=%3Cscript%3E&x=1")]);
        assert!(!browser.get("/work").text().contains("script>x"));
    }

    fn shortcuts_are_shown_and_can_be_turned_off_for_good(db: TestDb) {
        let world = world(&db);
        let mut browser = world.as_person("xa.xuly");
        let page = browser.get("/work");
        assert!(page.says("Phím: J K xuống, lên") && !page.text().contains("data-keys"));
        let page = browser.post_and_see("/work/keys", &[("keys", "off")]);
        assert!(page.text().contains(r#"data-keys="0""#) && page.says("Phím nhanh đang tắt."));
        assert!(world.as_person("xa.xuly").get("/find").text().contains(r#"data-keys="0""#));
        let page = browser.post_and_see("/work/keys", &[("keys", "on")]);
        assert!(!page.text().contains("data-keys"));
    }
}

fn sheet_type() -> &'static str {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

/// The codes of a page's lines, in order.
fn codes(html: &str) -> Vec<String> {
    let pieces = html.split(r#"class="code"><a href="#).skip(1);
    pieces.map(|p| p.split_once('>').unwrap().1.split_once('<').unwrap().0.to_owned()).collect()
}

/// Where a link of this relation leads.
fn link(html: &str, rel: &str) -> Option<String> {
    let end = html.find(&format!(r#"" rel="{rel}""#))?;
    let start = html[..end].rfind('"')? + 1;
    Some(html[start..end].replace("&amp;", "&").replace("&#38;", "&"))
}

/// The codes of a workbook.
fn rows(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range("Hộp việc").unwrap();
    let heads = range.rows().position(|r| r[0] == Data::String("Mã hồ sơ".into())).unwrap();
    range.rows().skip(heads + 1).map(|r| r[0].to_string()).collect()
}
