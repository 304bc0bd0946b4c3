#![cfg(test)]
//! A real report: what a careful reader finds in it with a calculator.

use crate::reader::read;
use checker::{Confidence, Finding, Kind, Language, check};

const SEED: &str = include_str!("../seed/bao-cao-343.txt");

/// Kind, what stands there, what was expected.
type Told = (Kind, String, String);

fn told(findings: &[Finding]) -> Vec<Told> {
    findings.iter().map(|f| (f.kind, f.found.clone(), f.expected.clone())).collect()
}

#[test]
fn the_mistakes_of_a_real_report_are_found() {
    let repeated = "Quyết định quy định mức độ khôi phục lại tình trạng ban đầu của đất đối với hành vi vi phạm về đất đai \
                    trên địa bàn tỉnh Cà Mau";
    let expected = [
        (Kind::Product, "5 giờ 25 phút", "5 giờ 15 phút"),
        (Kind::Percentage, "99,95%", "99,50%"),
        (Kind::Notation, "99.7%", "99,7%"),
        (Kind::Change, "624", "643"),
        (Kind::Percentage, "457", "475"),
        (Kind::Percentage, "56,41%", "56,40%"),
        (Kind::Repeated, "30", "29"),
        (Kind::Date, "13/11/2019", "13/11/2020"),
        (Kind::Duplicate, repeated, ""),
        (Kind::Notation, "1,233", "1.233"),
        (Kind::Table, "5,736", "5,735"),
        (Kind::Table, "12,014", "12,015"),
        (Kind::Notation, "1004", "1,004"),
        (Kind::Judgement, "Đạt", "Không đạt"),
    ]
    .map(|(kind, found, expected)| (kind, found.to_owned(), expected.to_owned()));
    let findings = check(&read(SEED));
    assert_eq!(told(&findings), expected);
    assert!(findings.iter().all(|f| f.kind != Kind::Notation || f.confidence == Confidence::Suspicious));
}

#[test]
fn places_and_explanations_are_said_in_both_languages() {
    let findings = check(&read(SEED));
    let rate = findings.iter().find(|f| f.found == "99,95%").unwrap();
    assert_eq!(
        rate.place.vi,
        "mục II.2.2 «Thực hiện cơ chế một cửa, một cửa liên thông», bảng, dòng «2 Cấp huyện», cột «Số hồ sơ đã trả kết quả Tỷ lệ»"
    );
    assert!(
        rate.explanation.vi.starts_with("84.962 ÷ 85.391 = 99,50%, văn bản ghi 99,95%."),
        "{}",
        rate.explanation.vi
    );
    assert!(rate.explanation.en.starts_with("84.962 ÷ 85.391 = 99,50%; the document says 99,95%."));
    let row = findings.iter().find(|f| f.found == "5,736").unwrap();
    assert!(
        row.place.en.starts_with("Annex 3, section II «CẤP HUYỆN», table, row «8 Huyện Năm Căn»"),
        "{}",
        row.place.en
    );
    let text = checker::text(&findings, Language::Vietnamese);
    assert!(
        text.contains(
            "…2 | Cấp huyện | 88.920 | 14.693 | 3.529 | 85.391 | 84.962 | >>>99,95%<<< | 429 | 0,5%…"
        ),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&checker::json(&findings, Language::English)).unwrap();
    assert_eq!(json.as_array().unwrap().len(), findings.len());
    assert_eq!(json[1]["confidence"], "certain");
}

/// Names of places and people, as another province has them; longest first, that none is part of another.
const NAMES: &[(&str, &str)] = &[
    ("Trần Văn Thời", "Lê Quang Định"),
    ("Khánh Bình Tây Bắc", "Phước Hải Đông Nam"),
    ("Ngọc Hiển", "Bình Châu"),
    ("Thới Bình", "Long Sơn"),
    ("Cái Nước", "Suối Nghệ"),
    ("Đầm Dơi", "Đá Bạc"),
    ("Phú Tân", "Xuân Sơn"),
    ("Năm Căn", "Hòa Long"),
    ("U Minh", "Kim Dinh"),
    ("Cà Mau", "Vĩnh Sa"),
    ("Khánh", "Phước"),
    ("Tân", "Sơn"),
];

/// Whole groups of numbers, with the same faults at other values.
const NUMBERS: &[(&str, &str)] = &[
    // 07 programmes of 45 minutes become 06 of 40: 4 hours, printed with ten minutes too many.
    ("07 kỳ", "06 kỳ"),
    ("mỗi kỳ là 45 phút", "mỗi kỳ là 40 phút"),
    ("5 giờ 25 phút", "4 giờ 10 phút"),
    // 457 of 550 and 86,36 %.
    ("457/550 tài khoản, đạt 86.36%", "378/480 tài khoản, đạt 80.63%"),
    // 661 to 624.
    (
        "giảm 18 đơn vị sự nghiệp công lập so với năm 2019 (năm 2019 có 661 đơn vị, năm 2020 có 624 đơn vị",
        "giảm 25 đơn vị sự nghiệp công lập so với năm 2019 (năm 2019 có 530 đơn vị, năm 2020 có 487 đơn vị",
    ),
    ("tỷ lệ giảm đạt 2,7%", "tỷ lệ giảm đạt 4,7%"),
    (
        "25/29 nhiệm vụ theo Kế hoạch đề ra, tỷ lệ 86,21%, còn lại 04",
        "31/38 nhiệm vụ theo Kế hoạch đề ra, tỷ lệ 81,58%, còn lại 07",
    ),
    ("25/30 nhiệm vụ", "31/37 nhiệm vụ"),
    ("473/470 đơn vị", "618/611 đơn vị"),
    // Two rows of a table.
    ("5,736\t591\t75\t5,398\t63\t274", "7,846\t591\t75\t7,498\t63\t284"),
    ("7,186\t325\t640\t6,847\t8\t331", "5,076\t325\t640\t4,747\t8\t321"),
];

#[test]
fn names_and_numbers_of_the_report_are_unknown_to_the_rules() {
    let mut text = SEED.to_owned();
    for (from, to) in NAMES.iter().chain(NUMBERS) {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    // Sections are numbered anew.
    for (from, to) in [
        ("## **III. NHẬN XÉT", "## **IV. NHẬN XÉT"),
        ("## **II. KẾT QUẢ", "## **III. KẾT QUẢ"),
        ("**3. Công tác", "**5. Công tác"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let kinds = |findings: &[Finding]| -> Vec<(Kind, Confidence)> {
        findings.iter().map(|f| (f.kind, f.confidence)).collect()
    };
    let changed = check(&read(&text));
    assert_eq!(kinds(&changed), kinds(&check(&read(SEED))), "{:#?}", told(&changed));
    let found: Vec<(String, String)> =
        told(&changed).into_iter().map(|(_, found, expected)| (found, expected)).collect();
    for (wrong, right) in [
        ("4 giờ 10 phút", "4 giờ"),
        ("378", "387"),
        ("487", "505"),
        ("37", "38"),
        ("7,846", "7,845"),
        ("12,014", "12,015"),
        ("Đạt", "Không đạt"),
    ] {
        assert!(found.contains(&(wrong.to_owned(), right.to_owned())), "{wrong}: {found:#?}");
    }
}

#[test]
fn the_same_document_gives_the_same_findings() {
    assert_eq!(check(&read(SEED)), check(&read(SEED)));
}

#[test]
fn the_reader_of_texts_gives_the_same_findings() {
    let document = paper::read(SEED.as_bytes(), "bao-cao.txt").unwrap();
    assert_eq!(told(&check(&document)), told(&check(&read(SEED))));
}
