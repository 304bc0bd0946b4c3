//! The sheets of a workbook, their columns, and the words that may stand in them.

use crate::header::{Column, optional, required, same};
use catalogue::{DecisionKind, Effect, FeeKind, OnlineList, PaperKind};

/// A sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// A row for each procedure in force.
    Procedures,
    /// Their cases.
    Cases,
    /// Their papers.
    Components,
    /// Their fees and charges.
    Fees,
    /// What they stand on.
    Bases,
    /// Decisions.
    Decisions,
}

impl Part {
    /// All of them, in the order of a workbook.
    pub const ALL: [Self; 6] =
        [Self::Procedures, Self::Cases, Self::Components, Self::Fees, Self::Bases, Self::Decisions];

    /// Its title in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Procedures => "Thủ tục",
            Self::Cases => "Trường hợp",
            Self::Components => "Thành phần hồ sơ",
            Self::Fees => "Phí, lệ phí",
            Self::Bases => "Căn cứ pháp lý",
            Self::Decisions => "Quyết định",
        }
    }

    /// Its title in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Procedures => "procedures",
            Self::Cases => "cases",
            Self::Components => "components",
            Self::Fees => "fees",
            Self::Bases => "legal bases",
            Self::Decisions => "decisions",
        }
    }

    /// The sheet with this title, in either language; a copy that a spreadsheet has numbered, `Thủ tục (2)`, is one
    /// more of the same.
    pub(super) fn of(title: &str) -> Option<Self> {
        let plain = title.trim();
        let plain = match plain.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
            Some((before, no)) if !no.is_empty() && no.bytes().all(|b| b.is_ascii_digit()) => before,
            _ => plain,
        };
        Self::ALL.into_iter().find(|part| same(part.vi(), plain) || same(part.en(), plain))
    }

    /// Its columns in order. What of the procedures must be there is what the catalogue cannot do without.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Procedures => PROCEDURES,
            Self::Cases => CASES,
            Self::Components => COMPONENTS,
            Self::Fees => FEES,
            Self::Bases => BASES,
            Self::Decisions => DECISIONS,
        }
    }
}

const PROCEDURES: &[Column] = &[
    required("code", &["Mã thủ tục", "Mã TTHC"]),
    required("name", &["Tên thủ tục"]),
    required("level", &["Cấp", "tier", "Cấp giải quyết"]),
    required("field", &["Lĩnh vực"]),
    required("unit", &["Cơ quan giải quyết", "competent", "Đơn vị giải quyết"]),
    required("legal_term", &["Thời hạn theo luật", "law_amount"]),
    required("reduced_term", &["Thời hạn sau cắt giảm", "term_amount", "Thời hạn"]),
    required("term_kind", &["Đơn vị tính thời hạn", "Loại thời hạn"]),
    optional("cut_off", &["Áp dụng giờ chốt"]),
    required("service_level", &["Mức độ dịch vụ", "Mức độ"]),
    optional("online", &["Nộp trực tuyến"]),
    optional("online_list", &["Danh mục trực tuyến"]),
    optional("national_portal", &["Cổng quốc gia", "Cổng Dịch vụ công quốc gia"]),
    required("post", &["Qua bưu chính", "Bưu chính"]),
    required("business", &["Liên quan doanh nghiệp", "business_related", "Doanh nghiệp"]),
    optional("wholly_at_centre", &["Giải quyết trọn tại Trung tâm"]),
    optional("result", &["Kết quả"]),
    optional("process", &["Mã quy trình", "Quy trình"]),
    required("illustrative", &["Minh họa"]),
    optional("revision", &["Phiên bản"]),
    optional("decision", &["Quyết định công bố", "Số quyết định"]),
    optional("effect", &["Nội dung công bố"]),
];

const CASES: &[Column] = &[
    required("procedure", &["Mã thủ tục", "Mã TTHC", "code"]),
    required("no", &["STT", "Số thứ tự"]),
    required("name", &["Tên trường hợp"]),
    required("term", &["Thời hạn riêng", "term_amount"]),
];

const COMPONENTS: &[Column] = &[
    required("procedure", &["Mã thủ tục", "Mã TTHC", "code"]),
    required("case", &["Trường hợp"]),
    required("no", &["STT", "Số thứ tự"]),
    required("name", &["Tên giấy tờ"]),
    required("kind", &["Hình thức"]),
    required("copies", &["Số bản"]),
    required("required", &["Bắt buộc"]),
    required("reusable", &["Dùng lại được"]),
    required("illustrative", &["Minh họa"]),
];

const FEES: &[Column] = &[
    required("procedure", &["Mã thủ tục", "Mã TTHC", "code"]),
    required("case", &["Trường hợp"]),
    required("no", &["STT", "Số thứ tự"]),
    required("kind", &["Loại"]),
    required("name", &["Tên khoản thu"]),
    required("amount", &["Mức thu (đồng)", "Mức thu"]),
    required("per", &["Đơn vị tính"]),
    required("basis", &["Văn bản quy định"]),
];

const BASES: &[Column] = &[
    required("procedure", &["Mã thủ tục", "Mã TTHC", "code"]),
    required("no", &["STT", "Số thứ tự"]),
    required("number", &["Số, ký hiệu", "Số ký hiệu"]),
    required("name", &["Tên văn bản"]),
];

const DECISIONS: &[Column] = &[
    required("number", &["Số, ký hiệu", "Số quyết định"]),
    required("signed_on", &["Ngày ký"]),
    required("in_force_from", &["Hiệu lực từ"]),
    required("issuer", &["Người ký", "Cơ quan ban hành"]),
    required("kind", &["Loại quyết định", "Loại"]),
    required("abstract", &["Trích yếu"]),
    optional("min_cut_percent", &["Cắt giảm tối thiểu (%)", "Cắt giảm tối thiểu"]),
    optional("illustrative", &["Minh họa"]),
];

/// Values and the ways to write each, that of a Vietnamese workbook first.
pub(super) type Words<T> = &'static [(T, &'static [&'static str])];

pub(super) const TERM_KINDS: Words<&str> = &[
    ("working_days", &["ngày làm việc", "working_days"]),
    ("calendar_days", &["ngày", "calendar_days", "ngày lịch"]),
    ("hours", &["giờ làm việc", "hours", "giờ"]),
];
pub(super) const ONLINE_LISTS: Words<OnlineList> =
    &[(OnlineList::Decision877, &["877/QĐ-TTg", "877"]), (OnlineList::Pilot, &["thí điểm", "pilot"])];
pub(super) const PAPER_KINDS: Words<PaperKind> = &[
    (PaperKind::Original, &["bản chính", "original"]),
    (PaperKind::Copy, &["bản sao", "copy"]),
    (PaperKind::Electronic, &["bản điện tử", "electronic"]),
];
pub(super) const FEE_KINDS: Words<FeeKind> =
    &[(FeeKind::Fee, &["lệ phí", "fee"]), (FeeKind::Charge, &["phí", "charge"])];
pub(super) const DECISION_KINDS: Words<DecisionKind> = &[
    (DecisionKind::Publication, &["công bố thủ tục", "publication", "công bố"]),
    (DecisionKind::Process, &["phê duyệt quy trình", "process"]),
    (DecisionKind::Centre, &["tiếp nhận tại Trung tâm", "centre"]),
    (DecisionKind::Wholly, &["giải quyết trọn tại Trung tâm", "wholly"]),
];
pub(super) const EFFECTS: Words<Effect> = &[
    (Effect::New, &["mới", "new", "ban hành mới"]),
    (Effect::Amended, &["sửa đổi", "amended", "sửa đổi, bổ sung"]),
    (Effect::Replaced, &["thay thế", "replaced"]),
    (Effect::Abolished, &["bãi bỏ", "abolished"]),
];

/// A value as a workbook of a language writes it.
pub(super) fn written<T: PartialEq>(words: Words<T>, value: T, vietnamese: bool) -> &'static str {
    let ways = words.iter().find(|(v, _)| *v == value).map_or(&[][..], |(_, ways)| ways);
    ways.get(usize::from(!vietnamese)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::ambiguous;

    #[test]
    fn no_two_columns_of_a_sheet_and_no_two_sheets_go_by_the_same_name() {
        for part in Part::ALL {
            assert_eq!(ambiguous(part.columns()), None, "{part:?}");
            assert_eq!((Part::of(part.vi()), Part::of(part.en())), (Some(part), Some(part)));
        }
        assert_eq!(Part::of("THU TUC (2)"), Some(Part::Procedures));
        assert_eq!(Part::of("Ghi chú"), None);
        assert_eq!(Part::of("Thủ tục ()"), None);
    }

    #[test]
    fn no_word_of_a_list_means_two_things() {
        fn check<T: Copy + PartialEq + std::fmt::Debug>(words: Words<T>) {
            let all: Vec<(T, &str)> = words.iter().flat_map(|(v, ws)| ws.iter().map(|w| (*v, *w))).collect();
            for (i, (a, one)) in all.iter().enumerate() {
                assert!(all[i + 1..].iter().all(|(b, other)| a == b || !same(one, other)), "{one}");
            }
            assert!(words.iter().all(|(v, ws)| ws.len() > 1 && !written(words, *v, true).is_empty()));
        }
        check(TERM_KINDS);
        check(ONLINE_LISTS);
        check(PAPER_KINDS);
        check(FEE_KINDS);
        check(DECISION_KINDS);
        check(EFFECTS);
    }
}
