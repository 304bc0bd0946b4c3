//! The words that tell what a number is.

/// A number behind one of these names something; it does not count.
const NAMING: &[&str] = &[
    "điều",
    "khoản",
    "điểm",
    "mục",
    "tiểu mục",
    "phần",
    "chương",
    "biểu",
    "mẫu",
    "bảng",
    "hình",
    "quý",
    "khóa",
    "khoá",
    "khóm",
    "ấp",
    "thôn",
    "phường",
    "quận",
    "lớp",
    "khối",
    "hạng",
    "thứ",
    "độ",
    "đợt",
    "vòng",
    "khu",
    "thửa",
    "nhóm",
    "loại",
    "iso",
    "tcvn",
    "bản",
    "tuyến",
    "đường",
    "lộ",
    "tổ",
    "lục",
    "số",
    "bước",
    "trang",
    "sheet",
    "dòng",
    "cột",
    "hàng",
    "khoảnh",
    "đoạn",
    "trường",
    "hẻm",
    "ngõ",
    "ngách",
    "kênh",
    "đội",
    "câu",
    "ý",
    "gói",
    "thẻ",
    "level",
];

/// In front of `số`: then what follows is a quantity after all.
const COUNTING: &[&str] = &["tổng", "con", "chỉ", "là", "đạt"];

/// Words between a number that names and the next one of the same kind: `mức độ 3, 4 cho người dân`.
const CONNECTING: &[&str] = &[
    "cho", "của", "đối", "tại", "trên", "và", "được", "trong", "theo", "là", "tích", "hoặc", "với", "có",
    "ở", "để", "về", "thuộc", "đã", "do", "khi", "này", "luật", "nghị", "quyết", "bộ", "hiến",
];

/// Whether the words in front of a number make it a name.
pub(crate) fn naming(last: &str, before: Option<&str>) -> bool {
    if last == "số" {
        return before.is_none_or(|word| !COUNTING.contains(&word));
    }
    // `mỗi lớp 35 học viên`
    if last == "điểm" || last == "mức" || matches!(before, Some("mỗi" | "từng")) {
        return false;
    }
    // `hết hiệu lực một phần 08 quyết định`
    if last == "phần" && matches!(before, Some("một" | "thành" | "nhiều" | "cổ")) {
        return false;
    }
    NAMING.contains(&last)
}

/// Whether a word goes on after a list of names.
pub(crate) fn connecting(word: &str) -> bool {
    CONNECTING.contains(&word)
}

/// Powers of ten said in words.
pub(crate) fn multiplier(word: &str) -> Option<u32> {
    match word {
        "tỷ" | "tỉ" => Some(9),
        "triệu" => Some(6),
        "nghìn" | "ngàn" => Some(3),
        _ => None,
    }
}

/// Units in which quantities are measured rather than counted: three digits behind the decimal mark are decimals.
pub(crate) fn measured(word: &str) -> bool {
    matches!(
        word,
        "tỷ" | "tỉ"
            | "triệu"
            | "ha"
            | "km"
            | "km2"
            | "m"
            | "m2"
            | "m3"
            | "tấn"
            | "kg"
            | "điểm"
            | "lần"
            | "gb"
            | "tb"
            | "mw"
            | "mbps"
    )
}

/// Units that are written close to their number.
pub(crate) fn glued(word: &str) -> bool {
    matches!(
        word,
        "ha" | "km"
            | "km2"
            | "m"
            | "m2"
            | "m3"
            | "kg"
            | "tr"
            | "đ"
            | "đồng"
            | "usd"
            | "tỷ"
            | "triệu"
            | "lần"
            | "kwh"
            | "mw"
    )
}

/// How sure a number is, by the words in front of it.
pub(crate) fn vague(last: &str, before: Option<&str>) -> bool {
    matches!(
        last,
        "trên"
            | "hơn"
            | "gần"
            | "khoảng"
            | "dưới"
            | "ước"
            | "xỉ"
            | "quân"
            | "bình"
            | "chừng"
            | "cỡ"
            | "quá"
            | "ngót"
    ) || (matches!(last, "nhất" | "thiểu" | "đa") && matches!(before, Some("ít" | "tối" | "nhiều")))
        || (last == "từ" && before != Some("giảm") && before != Some("tăng"))
        || (last == "đến" && matches!(before, Some("lên" | "gần" | "tới")))
        || (last == "đạt" && before == Some("ước"))
}

/// Words that no noun begins with.
pub(crate) fn stops(word: &str) -> bool {
    matches!(
        word,
        "và" | "là"
            | "có"
            | "đã"
            | "được"
            | "của"
            | "cho"
            | "trong"
            | "tại"
            | "trên"
            | "so"
            | "với"
            | "đạt"
            | "chiếm"
            | "tăng"
            | "giảm"
            | "bằng"
            | "gồm"
            | "còn"
            | "do"
            | "theo"
            | "thuộc"
            | "để"
            | "về"
            | "từ"
            | "đến"
            | "tỷ"
            | "tỉ"
            | "nhưng"
            | "hoặc"
            | "bị"
            | "không"
            | "chưa"
            | "mỗi"
            | "năm"
            | "phải"
            | "nêu"
            | "khi"
            | "sang"
            | "lên"
            | "xuống"
            | "ở"
            | "vào"
            | "như"
            | "này"
            | "đang"
            | "thì"
            | "qua"
            | "gần"
            | "mà"
            | "vượt"
            | "thay"
            | "cùng"
    )
}

/// Words that end a noun, though one may begin with them: `7 thành viên`, `25 đơn vị thành 12 đơn vị`.
pub(crate) fn ends(word: &str) -> bool {
    stops(word)
        || matches!(
            word,
            "đối"
                | "thành"
                | "sau"
                | "trước"
                | "ban"
                | "xử"
                | "giải"
                | "nộp"
                | "đúng"
                | "trễ"
                | "quá"
                | "hẹn"
                | "bao"
                | "tham"
                | "nhằm"
                | "trúng"
                | "cần"
                | "chậm"
                | "tương"
        )
}
