//! Invented people, and the sentences officers write.

use crate::dice::Dice;
use crate::plan::{Names, UnitPlan};
use dossier::desk::{Applicant, Outcome};

/// Why a filing is turned away.
pub(crate) const NOT_ACCEPTED: [&str; 3] = [
    "Tệp đính kèm không đọc được, đề nghị nộp lại",
    "Không thuộc thẩm quyền giải quyết của đơn vị",
    "Hồ sơ nộp trùng với hồ sơ đã tiếp nhận",
];
/// What is missing.
pub(crate) const SUPPLEMENT: [&str; 4] = [
    "Bổ sung bản sao giấy tờ chứng minh nơi cư trú",
    "Bổ sung chữ ký của người có quyền, nghĩa vụ liên quan",
    "Bổ sung bản vẽ, sơ đồ vị trí",
    "Bổ sung văn bản ủy quyền",
];
/// What is to be paid.
pub(crate) const PAYMENT: [&str; 2] =
    ["Nộp lệ phí theo thông báo", "Thực hiện nghĩa vụ tài chính theo thông báo thuế"];
/// Why a dossier goes back a step.
pub(crate) const SENT_BACK: [&str; 3] = [
    "Dự thảo còn sai thông tin, đề nghị rà soát lại",
    "Thiếu ý kiến thẩm định, đề nghị bổ sung",
    "Sai thể thức văn bản",
];

/// What a unit says that was asked for its opinion.
pub(crate) const OPINION: [&str; 3] = [
    "Thống nhất với nội dung hồ sơ",
    "Cơ bản thống nhất, đề nghị rà soát theo quy định hiện hành",
    "Không có ý kiến khác",
];

const REFUSED: [&str; 2] = ["Không đủ điều kiện theo quy định", "Nội dung không phù hợp quy hoạch"];
const STOPPED: [&str; 2] = ["Quá thời hạn bổ sung hồ sơ", "Đang có tranh chấp, dừng giải quyết"];
const WITHDRAWN: [&str; 2] = ["Người nộp xin rút hồ sơ", "Người nộp không còn nhu cầu"];

/// One of the sentences.
pub(crate) fn one(dice: &mut Dice, of: &'static [&'static str]) -> &'static str {
    dice.pick(of).copied().unwrap_or_default()
}

/// Why a dossier ended as it did; nothing when it was granted.
pub(crate) fn reason(dice: &mut Dice, outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Granted => None,
        Outcome::Refused => Some(one(dice, &REFUSED)),
        Outcome::Stopped => Some(one(dice, &STOPPED)),
        Outcome::Withdrawn => Some(one(dice, &WITHDRAWN)),
    }
}

/// Somebody who lives in or near the unit.
pub(crate) fn applicant(dice: &mut Dice, names: &Names, unit: &UnitPlan) -> Applicant {
    let mut one = |of: &[String]| -> usize { dice.index(of.len()) };
    let (family, middle) = (one(&names.family), one(&names.middle));
    let (given, place) = (one(&names.given), one(&names.places));
    let name =
        [&names.family[family], &names.middle[middle], &names.given[given]].map(String::as_str).join(" ");
    let address = [&names.places[place], &unit.name].map(String::as_str).join(", ");
    Applicant {
        name,
        phone: format!("09{:08}", dice.between(0, 99_999_999)),
        card: format!("{:012}", dice.between(10_000_000_000, 99_999_999_999)),
        address,
    }
}
