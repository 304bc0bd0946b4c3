//! Opinions through the pages: asked on the way, answered in the other unit's own inbox, and where the time went.

use crate::desk::{at, version, world};
use catalogue::desk::{NewProcedure, NewProcess, keep_procedure, keep_process};
use catalogue::{Competent, Place, ProcedureId, Step};
use dossier::desk::{Accepted, DossierId};
use kernel::Day;
use kernel::term::{Term, TermRules};
use pages_account::testing::{World, schema};

/// A procedure of the communes, of three days, that asks the commune and the second department at once.
fn procedure(world: &World) -> ProcedureId {
    let (other, valid_from) = (world.units[1], Day(17_897));
    world
        .at_desk(move |shift, ctx| {
            let opinion = |name: &str, place| Step {
                group: Some("y-kien".into()),
                ..Step::fixed(name, "Chuyên viên", place, 480, false)
            };
            let process = NewProcess {
                code: "q".into(),
                name: "Quy trình lấy ý kiến".into(),
                illustrative: true,
                steps: vec![
                    Step::fixed("Tiếp nhận", "Cán bộ tiếp nhận", Place::Desk, 240, false),
                    opinion("Ý kiến tư pháp xã", Place::Competent),
                    opinion("Ý kiến về quy hoạch", Place::Unit(other)),
                    Step::fixed("Ký duyệt", "Lãnh đạo", Place::Competent, 240, true),
                ],
                ..NewProcess::default()
            };
            let (process, _) = keep_process(shift.beside(), ctx, &process)?;
            let new = NewProcedure {
                code: "1.000050".into(),
                valid_from,
                name: "Xác nhận nguồn gốc đất".into(),
                tier: "commune".into(),
                field: "Đất đai".into(),
                competent: Competent::Tier("commune".into()),
                term: Term::WorkingDays(3),
                rules: TermRules::default(),
                online: true,
                post: true,
                process,
                illustrative: true,
            };
            Ok(keep_procedure(shift.beside(), ctx, &new)?.0)
        })
        .unwrap()
}

/// A dossier of the commune that has just asked.
fn asking(world: &mut World) -> Accepted {
    let procedure = procedure(world);
    world.procedures.push(procedure);
    let d = world.accept(3, world.procedures.len() - 1, "Nguyễn Văn Thử");
    let id = d.id;
    world.business.pass(60);
    world.at_desk(move |shift, ctx| shift.forward(ctx, id, None)).unwrap();
    d
}

fn opine(world: &World, id: DossierId, no: i64) {
    world.at_desk(move |shift, ctx| shift.opine(ctx, id, no, "Thống nhất")).unwrap();
}

store::db_test! {
    with schema();

    fn the_asked_unit_finds_it_in_its_inbox_and_answers_and_then_it_goes_on(db: TestDb) {
        let mut world = world(&db);
        let d = asking(&mut world);
        let page = at(&d);
        let mut other = world.as_person("donvikhac");
        let inbox = other.get("/work");
        assert!(inbox.says("Ý kiến cần cho (1)") && inbox.says("Ý kiến về quy hoạch") && inbox.text().contains(&page), "{}", inbox.words());
        let mut case = world.as_person("xa.xuly");
        let mine = case.get(&page);
        assert!(mine.says("Bước 2–3: lấy ý kiến cùng lúc") && mine.says("Ý kiến của Xã Ba: Ý kiến tư pháp xã"), "{}", mine.words());
        assert!(!mine.says("Chuyển bước:") && !mine.text().contains("opinion_3"), "the other unit's is not theirs to give");
        let theirs = other.get(&page);
        assert!(theirs.status == 200 && theirs.says("Ý kiến của Sở Hai") && !theirs.says("Trả lại bước trước"), "{}", theirs.words());
        assert!(theirs.says("Đang chờ ý kiến: Xã Ba; Sở Hai."), "{}", theirs.words());

        world.business.pass(60);
        let seen = version(&world, d.id);
        let fields = |no: &'static str, text: &'static str| {
            vec![("do", "opine"), ("version", seen.as_str()), ("opinion_no", no), (if no == "3" { "opinion_3" } else { "opinion_2" }, text)]
        };
        let empty = other.post(&page, &fields("3", ""));
        assert!(empty.status == 422 && empty.says("Ý kiến các đơn vị"), "{}", empty.words());
        assert_eq!(other.post(&page, &fields("2", "không phải việc mình")).status, 403);
        let said = other.post_and_see(&page, &fields("3", "Phù hợp <quy hoạch>"));
        assert!(said.says("Đã gửi ý kiến. Còn chờ 1 ý kiến.") && said.says("“Phù hợp <quy hoạch>”"), "{}", said.words());
        assert!(!other.get("/work").says("Ý kiến cần cho"));
        // The first form of the other page is as good as it was: units do not wait for each other.
        let said = case.post_and_see(&page, &fields("2", "Đồng ý"));
        assert!(said.says("Hồ sơ đã đủ ý kiến.") && said.says("Chuyển bước: Ký duyệt"), "{}", said.words());
        let again = case.post(&page, &fields("2", "Đồng ý"));
        assert!(again.status == 422 && again.says("Ý kiến này đã được trả lời"), "{}", again.words());
        let now = version(&world, d.id);
        let said = case.post_and_see(&page, &[("do", "forward"), ("version", &now)]);
        assert!(said.says("Đã chuyển sang bước Ký duyệt"), "{}", said.words());
        assert!(!said.says("Bạn vừa làm việc này"), "going back would ask everybody anew");
        // It stays in sight of who was asked, and answers nobody else.
        assert_eq!(other.get(&page).status, 200);
        let history = other.get(&page);
        assert!(history.says("Cho ý kiến: Sở Hai") && history.says("Phạm Thu Hà"), "{}", history.words());
    }

    fn a_late_dossier_tells_where_its_minutes_went(db: TestDb) {
        let mut world = world(&db);
        let d = asking(&mut world);
        opine(&world, d.id, 2);
        let mut head = world.as_person("xa.chutich");
        assert!(!head.get(&at(&d)).says("Vì sao trễ"), "it is in time");
        world.business.pass(9 * 86_400);
        let page = head.get(&at(&d));
        for words in ["Vì sao trễ", "3. Ý kiến về quy hoạch", "Trừ phần dự phòng", "Đã dùng so với thời hạn", "Trừ phần làm tròn", "Đơn vị liên thông theo lịch riêng"] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        let explained = head.get(&format!("{}/explain", at(&d)));
        assert!(explained.says("Vì sao trễ") && explained.says("Cộng các bước"), "{}", explained.words());
    }
}
