//! Slips: who sees them, and what leads from them.

use crate::world::{good, key, with, world};
use pages_account::testing::{World, schema};
use webkit::Config;

store::db_test! {
    with schema();

    fn a_slip_of_another_desk_is_like_one_that_is_not_there(db: TestDb) {
        let w = world(&db);
        let own = w.accept(3, 1, "Người Ba").code;
        let other = w.accept(4, 1, "Người Bốn").code;
        let mut officer = w.as_person("xa.tiepnhan");
        assert_eq!(officer.get(&format!("/dossier/{own}/slip")).status, 200);
        let hidden = officer.get(&format!("/dossier/{other}/slip"));
        let missing = officer.get("/dossier/X02-201120-9999/slip");
        assert_eq!((hidden.status, missing.status), (404, 404));
        let plain = |s: &str| s.replace(&other, "").replace("X02-201120-9999", "");
        assert_eq!(plain(&hidden.words()), plain(&missing.words()));
        assert_eq!(w.as_person("xa.xuly").get(&format!("/dossier/{own}/slip")).status, 403);
        assert_eq!(w.browser().get(&format!("/dossier/{own}/slip")).status, 401);
    }

    fn a_public_address_makes_a_code_and_without_one_the_officer_is_told(db: TestDb) {
        let w = world(&db);
        let code = w.accept(3, 1, "Người Ba").code;
        let slip = w.as_person("xa.tiepnhan").get(&format!("/dossier/{code}/slip"));
        assert!(slip.text().contains(r#"<svg class="qr""#) && slip.says("quét mã QR"));
    }

    fn without_a_public_address_there_is_no_code_that_leads_nowhere(db: TestDb) {
        let w = with(World::with(&db, pages_intake::routes(), Config::default()));
        let code = w.accept(3, 1, "Người Ba").code;
        let slip = w.as_person("xa.tiepnhan").get(&format!("/dossier/{code}/slip"));
        assert!(!slip.text().contains(r#"<svg class="qr""#));
        assert!(slip.says("Hãy báo người quản trị") && slip.says("tra cứu theo số của giấy này"));
    }

    fn a_slip_is_vietnamese_whatever_the_officer_reads(db: TestDb) {
        let w = world(&db);
        let mut officer = w.as_person("xa.tiepnhan");
        officer.cookies().insert("lang".into(), "en".into());
        let form = key(&mut officer, "/intake");
        let slip = officer.post_and_see("/intake", &good(&form));
        assert!(slip.says("Giấy tiếp nhận hồ sơ và hẹn trả kết quả") && slip.says("Thứ Tư, 25/11/2020"));
    }

    fn a_slip_keeps_the_promised_day_when_the_dossier_has_moved_on(db: TestDb) {
        let w = world(&db);
        let accepted = w.accept(3, 1, "Người Ba");
        let id = accepted.id;
        w.at_desk(move |s, c| s.request_supplement(c, id, "thiếu ảnh")).unwrap();
        w.business.pass(5 * 86_400);
        w.at_desk(move |s, c| s.resume(c, id)).unwrap();
        let slip = w.as_person("xa.tiepnhan").get(&format!("/dossier/{}/slip", accepted.code));
        assert!(slip.says("Thứ Tư, 25/11/2020") && !slip.says("trước 17 giờ"), "{}", slip.words());
    }
}
