#![cfg(test)]
//! Each rule by itself: sentences and tables that are wrong, with what is found in them, and some that only look wrong.

use crate::reader::read;
use checker::{Kind, check};

/// A text with what is found and what was expected; nothing when it is right.
type Case = (&'static str, Option<(&'static str, &'static str)>);

fn all(kind: Kind, cases: &[Case]) {
    for (text, expected) in cases {
        let findings = check(&read(text));
        let told: Vec<(Kind, &str, &str)> =
            findings.iter().map(|f| (f.kind, f.found.as_str(), f.expected.as_str())).collect();
        let expected: Vec<(Kind, &str, &str)> =
            expected.iter().map(|(found, right)| (kind, *found, *right)).collect();
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn a_percentage_is_that_of_its_fraction() {
    all(
        Kind::Percentage,
        &[
            ("Đã hoàn thành 24/54 văn bản, tỷ lệ 44,44%.", None),
            ("Đã hoàn thành 24/54 văn bản, tỷ lệ 44,54%.", Some(("44,54%", "44,44%"))),
            ("Đã hoàn thành 24/54 văn bản (đạt 44,4%).", None),
            ("Tỷ lệ đạt 44,44% (24/54 văn bản).", None),
            ("Tỷ lệ đạt 45,44% (24/54 văn bản).", Some(("45,44%", "44,44%"))),
            (
                "Đã cấp 1.012 chữ ký số cho các đơn vị. Qua theo dõi, chỉ có 484 chữ ký số được sử dụng, tỷ lệ 47,83%.",
                None,
            ),
            (
                "Đã cấp 1.012 chữ ký số cho các đơn vị. Qua theo dõi, chỉ có 484 chữ ký số được sử dụng, tỷ lệ 74,83%.",
                Some(("74,83%", "47,83%")),
            ),
            ("Số hóa 350/400 hồ sơ, tăng 12% so với cùng kỳ.", None),
            ("Thực hiện 120 hồ sơ, đạt 105% kế hoạch.", None),
            ("Mức độ hài lòng của 32.144 lượt người đạt 99,7%.", None),
            ("Tỷ lệ hồ sơ đúng hạn đạt 998,7%.", Some(("998,7%", ""))),
            ("Đạt trên 95% của 480/500 chỉ tiêu.", None),
        ],
    );
}

#[test]
fn parts_make_their_whole() {
    all(
        Kind::Parts,
        &[
            (
                "Hết hiệu lực 70 văn bản, trong đó: toàn bộ 62 văn bản (08 nghị quyết, 52 quyết định, 02 chỉ thị), một phần 08 quyết định.",
                None,
            ),
            (
                "Hết hiệu lực 70 văn bản, trong đó: toàn bộ 62 văn bản (08 nghị quyết, 51 quyết định, 02 chỉ thị), một phần 08 quyết định.",
                Some(("51", "52")),
            ),
            ("Có 36 đơn vị, gồm: 20 sở và 15 huyện.", Some(("36", "35"))),
            ("Có 320 cán bộ, trong đó nữ 152 người, đảng viên 287 người.", None),
            ("Tổng số 150 hồ sơ, trong đó 20 hồ sơ trực tuyến.", None),
            ("Có trên 900 thủ tục, trong đó: cấp tỉnh 700 thủ tục, cấp huyện 150 thủ tục.", None),
            ("Tiếp nhận 36 phản ánh; đã xử lý 34 phản ánh, còn 03 phản ánh đang xử lý.", Some(("36", "37"))),
            ("Thực hiện được 25/29 nhiệm vụ, còn lại 04 nhiệm vụ trong thời hạn.", None),
            (
                "Công bố 767 thủ tục hành chính<sup>1</sup>.\n\n<sup>1</sup> 471 thủ tục sửa đổi, 143 thủ tục mới, 153 thủ tục bãi bỏ.",
                None,
            ),
            (
                "Công bố 776 thủ tục hành chính<sup>1</sup>.\n\n<sup>1</sup> 471 thủ tục sửa đổi, 143 thủ tục mới, 153 thủ tục bãi bỏ.",
                Some(("776", "767")),
            ),
            (
                "Kinh phí 15,75 tỷ đồng, trong đó: tỉnh 9,5 tỷ đồng, huyện 6,52 tỷ đồng.",
                Some(("6,52 tỷ", "6,25")),
            ),
        ],
    );
}

#[test]
fn before_and_after_make_the_difference() {
    all(
        Kind::Change,
        &[
            ("Giảm 37 đơn vị (năm 2019 có 661 đơn vị, năm 2020 có 624 đơn vị).", None),
            ("Giảm 18 đơn vị (năm 2019 có 661 đơn vị, năm 2020 có 624 đơn vị).", Some(("18", "37"))),
            ("Số đơn vị giảm từ 412 đơn vị xuống 398 đơn vị, tương ứng giảm 3,4%.", None),
            ("Số đơn vị giảm từ 412 đơn vị xuống 398 đơn vị, tương ứng giảm 4,3%.", Some(("4,3%", "3,4%"))),
            ("Tiếp nhận 5.400 hồ sơ, tăng 400 hồ sơ (8%) so với cùng kỳ.", None),
            ("Tiếp nhận 5.400 hồ sơ, tăng 400 hồ sơ (9%) so với cùng kỳ.", Some(("9%", "8%"))),
            ("Tiếp nhận 5.400 hồ sơ, giảm 5% so với Kế hoạch.", None),
            ("Xếp hạng 45, tăng 04 bậc so với năm 2018.", None),
        ],
    );
}

#[test]
fn a_rate_times_a_count_makes_the_total() {
    all(
        Kind::Product,
        &[
            ("Phát 07 kỳ, mỗi kỳ 45 phút, tổng thời lượng là 5 giờ 15 phút.", None),
            (
                "Phát 07 kỳ, mỗi kỳ 45 phút, tổng thời lượng là 5 giờ 25 phút.",
                Some(("5 giờ 25 phút", "5 giờ 15 phút")),
            ),
            (
                "Phát 08 kỳ với thời lượng 45 phút/kỳ, tổng thời lượng là 300 phút.",
                Some(("300 phút", "6 giờ")),
            ),
            ("Mở 12 lớp, mỗi lớp 35 học viên, tổng số 420 học viên.", None),
            ("Mở 12 lớp, mỗi lớp trung bình 35 học viên, tổng số 431 học viên.", None),
        ],
    );
}

#[test]
fn a_list_has_as_many_as_are_announced() {
    all(
        Kind::Count,
        &[
            ("Thí điểm tại 03 đơn vị gồm: Huyện An Biên, huyện Châu Thành, thành phố Rạch Giá.", None),
            (
                "Thí điểm tại 04 đơn vị gồm: Huyện An Biên, huyện Châu Thành, thành phố Rạch Giá.",
                Some(("04", "03")),
            ),
            (
                "Kiểm tra 5 xã<sup>1</sup>.\n\n<sup>1</sup> Các xã: An Bình, An Hòa, An Lạc, An Phú.",
                Some(("5", "4")),
            ),
            (
                "Kiểm tra 4 đơn vị (02 sở, 02 huyện<sup>1</sup>).\n\n<sup>1</sup> Sở Y tế, Sở Tài chính, huyện An Biên, huyện An Minh.",
                None,
            ),
            (
                "Có 326 đề tài<sup>1</sup>.\n\n<sup>1</sup> Vai trò của cấp ủy; tiện ích của Cổng; niềm vui của dân...",
                None,
            ),
            ("Tỉnh tập trung 03 giải pháp sau:\n\n- Rà soát thủ tục;\n\n- Tập huấn;\n\n- Kiểm tra.", None),
            (
                "Tỉnh tập trung 04 giải pháp sau:\n\n- Rà soát thủ tục;\n\n- Tập huấn;\n\n- Kiểm tra.",
                Some(("04", "03")),
            ),
        ],
    );
}

#[test]
fn dates_agree_with_the_calendar_and_with_each_other() {
    let own = "Số: 12/BC-UBND\n\nAn Lạc, ngày 05 tháng 6 năm 2021\n\n";
    let with = |text: &str| format!("{own}{text}");
    for (text, expected) in [
        (with("(Kèm theo Báo cáo số 12/BC-UBND ngày 05/6/2021)"), None),
        (with("(Kèm theo Báo cáo số 12/BC-UBND ngày 05/6/2020)"), Some("05/6/2020")),
        (with("Theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018."), None),
        (with("Theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2019."), Some("23/4/2019")),
        (with("Họp ngày 31/02/2021."), Some("31/02/2021")),
        (with("Từ ngày 15/12/2020 đến ngày 14/5/2021."), None),
        (with("Từ ngày 15/12/2020 đến ngày 14/5/2020."), Some("14/5/2020")),
        (with("Theo Quyết định số 90/QĐ-UBND ngày 01/7/2021."), Some("01/7/2021")),
        (with("Báo cáo trước ngày 01/7/2021."), None),
        (with("Số liệu tính đến ngày 15/6/2021."), Some("15/6/2021")),
        ("Theo Nghị định số 45/2020/NĐ-CP ngày 08/4/2020. Nghị định số 45/2020/NĐ-CP ngày 08/04/2020.".to_owned(), None),
        (
            "Nghị định số 45/2020/NĐ-CP ngày 08/4/2020; Nghị định số 45/2020/NĐ-CP ngày 08/4/2020; Nghị định số 45/2020/NĐ-CP ngày 18/4/2020."
                .to_owned(),
            Some("18/4/2020"),
        ),
    ] {
        let findings = check(&read(&text));
        let told: Vec<(Kind, &str)> = findings.iter().map(|f| (f.kind, f.found.as_str())).collect();
        assert_eq!(told, expected.map(|found| (Kind::Date, found)).into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn rows_and_columns_of_a_table_keep_what_they_promise() {
    let head = "TT\tĐơn vị\tTổng số\tĐúng hạn\tTrễ hạn\tTỷ lệ đúng hạn\n";
    let right = "1\tSở A\t1.250\t1.200\t50\t96,00%\n2\tSở B\t873\t861\t12\t98,63%\n3\tSở C\t2.410\t2.405\t5\t99,79%\n\tTổng cộng\t4.533\t4.466\t67\t98,52%\n";
    for (from, to, expected) in [
        ("873", "873", None),
        ("873", "837", Some(("837", "873"))),
        ("2.405", "2.415", Some(("2.415", "2.405"))),
        ("\t67\t", "\t76\t", Some(("76", "67"))),
        ("98,63%", "98,36%", Some(("98,36%", "98,63%"))),
        ("4.466", "4.464", Some(("4.464", "4.466"))),
    ] {
        let findings = check(&read(&format!("{head}{}", right.replace(from, to))));
        let told: Vec<(&str, &str)> =
            findings.iter().map(|f| (f.found.as_str(), f.expected.as_str())).collect();
        assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "{from} → {to}: {findings:#?}");
    }
}

#[test]
fn a_table_that_slid_is_read_all_the_same() {
    let table = "TT\tĐơn vị\tTổng số\tĐúng hạn\tTrễ hạn\n1\tSở A\t1.250\t1.200\t50\n2\tSở B\t873\t861\t12\n3\tSở C\t2.410\t2.405\t5\nTổng cộng\t4.533\t4.466\t67\t\n";
    assert_eq!(check(&read(table)), []);
    let findings = check(&read(&table.replace("4.533", "4.353")));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].found.as_str(), findings[0].expected.as_str()), ("4.353", "4.533"));
}

#[test]
fn text_and_annex_say_the_same() {
    let table = "TT\tĐơn vị\tSố hồ sơ tiếp nhận\tSố hồ sơ trực tuyến\n1\tKhối sở ngành\t25.640\t12.310\n2\tKhối huyện thị\t18.905\t4.275\n";
    let text =
        |n: &str| format!("Trong kỳ, Khối sở ngành tiếp nhận {n} hồ sơ qua mạng và trực tiếp.\n\n{table}");
    assert_eq!(check(&read(&text("25.640"))), []);
    let findings = check(&read(&text("25.460").replace("ngành tiếp nhận", "ngành có")));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].kind, Kind::Repeated);
}

#[test]
fn judgements_follow_from_target_and_result() {
    let head = "STT\tChỉ tiêu\tMục tiêu\tKết quả\tĐánh giá\n";
    for (row, expected) in [
        ("1\tTỷ lệ đúng hạn\t95%\t98,2%\tVượt", None),
        ("1\tTỷ lệ đúng hạn\t95%\t94,2%\tĐạt", Some("Đạt")),
        ("1\tTỷ lệ đúng hạn\tTrên 95%\t94,2%\tKhông đạt", None),
        ("1\tTỷ lệ trễ hạn\tKhông quá 2%\t2,4%\tĐạt", Some("Đạt")),
        ("1\tDoanh nghiệp mới\tTăng ít nhất 10%\t473/470 đơn vị\tĐạt", Some("Đạt")),
        ("1\tDoanh nghiệp mới\tTăng ít nhất 10%\t530/470 đơn vị\tĐạt", None),
        ("1\tThu ngân sách\tVượt chỉ tiêu\t91,5%\tDự kiến đạt", None),
        ("1\tVăn bản điện tử\t100%\t98,5%\tDự kiến không đạt", None),
    ] {
        let findings = check(&read(&format!("{head}{row}\n2\tSố đơn vị\t12\t12\tĐạt\n")));
        let told: Vec<(Kind, &str)> = findings.iter().map(|f| (f.kind, f.found.as_str())).collect();
        assert_eq!(
            told,
            expected.map(|found| (Kind::Judgement, found)).into_iter().collect::<Vec<_>>(),
            "{row}"
        );
    }
}
