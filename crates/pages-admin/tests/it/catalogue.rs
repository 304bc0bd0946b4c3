//! The catalogue as a workbook on pages: sent, looked at, published; and what open dossiers keep.

use crate::world::world;
use dossier::desk::{Accept, Applicant, Channel, ResultBy};
use pages_account::testing::{Browser, World};
use store::{Schema, vals};

/// What other pages stand on, with the workbooks that wait.
fn schema() -> Schema {
    Schema::of(&[
        &organisation::DOMAIN,
        &identity::DOMAIN,
        &catalogue::DOMAIN,
        &exchange::DOMAIN,
        &dossier::DOMAIN,
    ])
    .listening(&[identity::desk::DEACTIVATED])
    .leaving_out(&["dossier_text*"])
    .leaving_out(identity::LEFT_OUT)
    .exempting(exchange::EXEMPT)
}

const DECISION: [(&str, &str); 6] = [
    ("number", "77/QĐ-UBND"),
    ("signed_on", "20/11/2020"),
    ("in_force_from", ""),
    ("issuer", "Chủ tịch Ủy ban nhân dân tỉnh"),
    ("abstract", "Công bố thủ tục được sửa đổi"),
    ("min_cut", ""),
];

/// Sends a file and answers where it is looked at.
fn sent(admin: &mut Browser, name: &str, content: &[u8]) -> String {
    let said = admin.post_file("/admin/catalogue/upload", "file", name, content);
    assert_eq!(said.status, 303, "{}", said.words());
    said.header("location").to_owned()
}

fn with<'a>(own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    DECISION.iter().chain(own).copied().collect()
}

/// Looks at a file under the decision, and publishes it as it was shown.
fn publish(admin: &mut Browser, address: &str) -> String {
    let looked = admin.post(address, &with(&[("step", "look")]));
    assert_eq!(looked.status, 200, "{}", looked.words());
    let (hash, revision) = (looked.field("hash").unwrap(), looked.field("revision").unwrap());
    let proof = [("step", "publish"), ("hash", &*hash), ("revision", &*revision)];
    admin.post_and_see(address, &with(&proof)).words()
}

/// So many open dossiers of the procedure whose term is ten days.
fn open(world: &World, count: usize) {
    for from in (0..count).step_by(500) {
        let (procedure, unit) = (world.procedures[2], world.units[0]);
        world
            .at_desk(move |shift, ctx| {
                for n in from..count.min(from + 500) {
                    let applicant = Applicant { name: format!("Người Thử {n}"), ..Applicant::default() };
                    shift.accept(
                        ctx,
                        Accept {
                            id: None,
                            procedure,
                            unit,
                            receiving: unit,
                            channel: Channel::Counter,
                            result_by: ResultBy::Counter,
                            applicant,
                            content: "Hồ sơ thử (minh họa)".into(),
                        },
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
}

/// What must not move: revision, promised and due day, step, and how often the row was written.
fn rows(world: &World) -> Vec<[i64; 6]> {
    let sql = "SELECT id, revision, promised_day, due_day, step, version FROM dossier ORDER BY id";
    let read = world.db.read(|tx| {
        tx.query(sql, &[], |row| Ok([row.int()?, row.int()?, row.int()?, row.int()?, row.int()?, row.int()?]))
    });
    read.unwrap()
}

/// Publishes a shorter term while so many dossiers are open: none of them changes, and the next has the new term.
fn a_new_revision_leaves_open_dossiers_alone(world: &World, count: usize) {
    open(world, count);
    let before = rows(world);
    assert_eq!((before.len(), before[0][1]), (count, 1));
    let mut admin = world.as_person("quantri");
    let address = sent(&mut admin, "sua.csv", "code,reduced_term\n1.000030,6\n".as_bytes());
    let words = publish(&mut admin, &address);
    assert!(words.contains("Đã công bố: 0 mới, 1 sửa đổi hoặc thay thế, 0 bãi bỏ."), "{words}");
    assert_eq!(rows(world), before);
    let next = world.accept(0, 2, "Người Sau");
    let sql = "SELECT revision, due_day FROM dossier WHERE id = $1";
    let read = world.db.read(|tx| tx.query_one(sql, &vals![next.id.0], |row| Ok((row.int()?, row.int()?))));
    // Six working days instead of ten, and so four days sooner: the weekend lies before both.
    assert_eq!(read.unwrap(), (2, before[0][3] - 4));
    let counted = world.db.read(|tx| dossier::recount::recount(tx, false)).unwrap();
    assert_eq!(counted.differences, []);
}

store::db_test! {
    with schema();

    fn a_workbook_is_downloaded_looked_at_and_published(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let page = admin.get("/admin/catalogue");
        assert!(page.says("4 thủ tục đang có hiệu lực") && page.says("Chưa có quyết định công bố nào."), "{}", page.words());
        let book = admin.get("/admin/catalogue/catalogue.xlsx");
        assert!(book.status == 200 && book.bytes.starts_with(b"PK"));
        // As it went it changes nothing.
        let address = sent(&mut admin, "danh-muc.xlsx", &book.bytes);
        let page = admin.get(&address);
        assert!(page.says("Tệp giống danh mục hiện có") && page.says("danh-muc.xlsx"), "{}", page.words());
        // Changed it shows what is different, and asks for the decision.
        let csv = "code,name,reduced_term,effect\n1.000030,Cấp giấy phép xây dựng mới,8,\n1.000040,Cấp phiếu lý lịch tư pháp,5,bãi bỏ\n";
        let address = sent(&mut admin, "sua.csv", csv.as_bytes());
        let page = admin.get(&address);
        assert!(page.says("2 thay đổi chưa có quyết định") && page.says("sua.csv!A2"), "{}", page.words());
        assert!(page.says("Thời hạn sau cắt giảm 10 ngày làm việc 8 ngày làm việc"), "{}", page.words());
        assert!(page.says("Tên thủ tục Cấp giấy phép xây dựng Cấp giấy phép xây dựng mới") && page.says("Bãi bỏ"));
        assert!(!page.text().contains("value=\"publish\""));
        let page = admin.post(&address, &with(&[("step", "look")]));
        assert!(page.text().contains("value=\"publish\"") && page.says("77/QĐ-UBND"), "{}", page.words());
        let words = publish(&mut admin, &address);
        assert!(words.contains("Đã công bố: 0 mới, 1 sửa đổi hoặc thay thế, 1 bãi bỏ."), "{words}");
        assert!(words.contains("3 thủ tục đang có hiệu lực") && words.contains("77/QĐ-UBND"), "{words}");
        // The file is gone, the decision and the revisions are there.
        assert_eq!(admin.get(&address).status, 404);
        let catalogue = db.read(catalogue::Catalogue::load).unwrap();
        let page = admin.get(&format!("/admin/catalogue/decision/{}", catalogue.decisions()[0].id));
        assert!(page.says("2 thủ tục được công bố") && page.says("Sửa đổi 2"), "{}", page.words());
        let page = admin.get("/admin/catalogue/procedure/1.000030");
        assert!(page.says("Phiên bản 2") && page.says("10 ngày làm việc 8 ngày làm việc"), "{}", page.words());
        assert!(admin.get("/admin/catalogue/procedure/1.000040").says("bãi bỏ từ 20/11/2020"));
        assert!(world.as_person("quantri").get("/admin/catalogue?from=50").status == 200);
    }

    fn what_is_wrong_is_shown_by_cell_and_nothing_is_published(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let address = sent(&mut admin, "sua.csv", "code,reduced_term,unit\n1.000030,-1,KHONGCO\n".as_bytes());
        let page = admin.get(&address);
        assert!(page.says("sua.csv!B2 Không được là số âm.") && page.says("sua.csv!C2 Không có đơn vị 'KHONGCO'"), "{}", page.words());
        let told = admin.post(&address, &with(&[("step", "publish"), ("hash", "x"), ("revision", "1")]));
        assert!(told.status == 422 && told.says("Chưa công bố gì"), "{}", told.words());
        // A file that is none is told, not lost.
        let address = sent(&mut admin, "ảnh.png", b"\x89PNG\xff");
        assert!(admin.get(&address).says("ảnh.png Tệp không phải UTF-8"), "{}", admin.get(&address).words());
        let page = admin.post_file("/admin/catalogue/upload", "other", "a.csv", b"x");
        assert!(page.status == 422 && page.says("Tệp danh mục"), "{}", page.words());
    }

    fn what_has_changed_since_it_was_shown_is_not_published(db: TestDb) {
        let world = world(&db);
        let (mut one, mut other) = (world.as_person("quantri"), world.as_person("quantri"));
        let address = sent(&mut one, "a.csv", "code,reduced_term\n1.000030,8\n".as_bytes());
        let looked = one.post(&address, &with(&[("step", "look")]));
        let (hash, revision) = (looked.field("hash").unwrap(), looked.field("revision").unwrap());
        world.as_actor(kernel::Actor::SYSTEM, |tx, ctx| {
            let catalogue = catalogue::Catalogue::load(tx)?;
            let id = catalogue.by_code("1.000020").unwrap();
            let r = catalogue.in_force(id, ctx.now.day()).unwrap();
            let new = catalogue::desk::NewProcedure { name: "Tên khác".into(), ..catalogue::desk::NewProcedure::of(r) };
            catalogue::desk::keep_procedure(tx, ctx, &new).map(|_| ())
        }).unwrap();
        let proof = [("step", "publish"), ("hash", &*hash), ("revision", &*revision)];
        let told = one.post(&address, &with(&proof));
        assert!(told.status == 422 && told.says("đã thay đổi sau khi xem"), "{}", told.words());
        // Nor is another file than the one that was shown.
        let told = one.post(&address, &with(&[("step", "publish"), ("hash", "0"), ("revision", &*revision)]));
        assert!(told.says("đã thay đổi sau khi xem"), "{}", told.words());
        // A decision that is told in part comes back on the form.
        let part = [("number", "78/QĐ-UBND"), ("signed_on", "31/2/2020"), ("step", "look")];
        assert_eq!(one.post(&address, &part).status, 422);
        let part = [("number", "78/QĐ-UBND"), ("step", "look")];
        assert!(one.post(&address, &part).says("hãy ghi đủ ngày ký, người ký và trích yếu"));
        assert!(publish(&mut one, &address).contains("Đã công bố"));
        // Whoever administers a part publishes nothing; who has sent a file alone sees it.
        let address = sent(&mut other, "b.csv", "code,reduced_term\n1.000030,7\n".as_bytes());
        let mut part = crate::world::of_a_subtree(&world, "phongban", identity::Role::Administrator);
        assert_eq!(part.get(&address).status, 403);
        assert_eq!(part.get("/admin/catalogue").status, 200);
        assert!(!part.get("/admin/catalogue").says("Gửi tệp đã sửa"));
        assert_eq!(part.post_file("/admin/catalogue/upload", "file", "c.csv", b"code\n").status, 403);
    }

    fn a_new_revision_leaves_hundreds_of_open_dossiers_alone(db: TestDb) {
        a_new_revision_leaves_open_dossiers_alone(&world(&db), 300);
    }
}

#[test]
fn a_new_revision_leaves_eight_thousand_open_dossiers_alone() {
    let db = store::testing::TestDb::sqlite(&schema());
    a_new_revision_leaves_open_dossiers_alone(&world(&db), 8_000);
}
