//! What was found.

use paper::Span;
use std::ops::Range;

/// The languages that findings are told in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Vietnamese.
    Vietnamese,
    /// English.
    English,
}

/// How sure a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Confidence {
    /// Worth a look; there may be a good reason.
    Suspicious,
    /// Most likely a mistake.
    Likely,
    /// By the document's own numbers it cannot be right.
    Certain,
}

impl Confidence {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suspicious => "suspicious",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// Its words.
    pub fn words(self) -> Words {
        match self {
            Self::Suspicious => Words::new("cần xem lại", "worth a look"),
            Self::Likely => Words::new("nhiều khả năng sai", "most likely wrong"),
            Self::Certain => Words::new("chắc chắn sai", "certainly wrong"),
        }
    }
}

/// What does not add up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Kind {
    /// A percentage that is not its fraction's.
    Percentage,
    /// Parts that do not sum to their whole.
    Parts,
    /// A row or column of a table against its total or an identity.
    Table,
    /// Before and after against their difference or growth.
    Change,
    /// A rate times a count.
    Product,
    /// The same quantity stated differently in two places.
    Repeated,
    /// A list against the number announced.
    Count,
    /// A row that stands twice.
    Duplicate,
    /// Dates that contradict each other.
    Date,
    /// A judgement against target and result.
    Judgement,
    /// Numbers written in more than one notation.
    Notation,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Percentage,
        Self::Parts,
        Self::Table,
        Self::Change,
        Self::Product,
        Self::Repeated,
        Self::Count,
        Self::Duplicate,
        Self::Date,
        Self::Judgement,
        Self::Notation,
    ];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percentage => "percentage",
            Self::Parts => "parts",
            Self::Table => "table",
            Self::Change => "change",
            Self::Product => "product",
            Self::Repeated => "repeated",
            Self::Count => "count",
            Self::Duplicate => "duplicate",
            Self::Date => "date",
            Self::Judgement => "judgement",
            Self::Notation => "notation",
        }
    }

    /// Its words.
    pub fn words(self) -> Words {
        match self {
            Self::Percentage => Words::new("Tỷ lệ phần trăm", "Percentage"),
            Self::Parts => Words::new("Tổng và các thành phần", "Parts and whole"),
            Self::Table => Words::new("Cộng trong bảng", "Sums of a table"),
            Self::Change => Words::new("Tăng, giảm", "Change"),
            Self::Product => Words::new("Số lượng nhân định mức", "Rate times count"),
            Self::Repeated => Words::new("Số liệu không thống nhất", "Stated differently"),
            Self::Count => Words::new("Số lượng và danh sách", "List and number"),
            Self::Duplicate => Words::new("Dòng trùng lặp", "Repeated row"),
            Self::Date => Words::new("Ngày tháng", "Dates"),
            Self::Judgement => Words::new("Đánh giá", "Judgement"),
            Self::Notation => Words::new("Cách viết số", "Notation"),
        }
    }
}

/// Something that does not add up.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// Its most telling place.
    pub span: Span,
    /// That place in words.
    pub place: Words,
    /// The sentence, or the row, around it.
    pub quote: String,
    /// Bytes of the quote that are the place itself.
    pub mark: Range<usize>,
    /// The other places that it was told from.
    pub related: Vec<Span>,
    /// What stands there, word for word.
    pub found: String,
    /// What was expected, written as the document writes numbers; empty when nothing else was.
    pub expected: String,
    /// Why, in plain words.
    pub explanation: Words,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A sentence in both languages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Words in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// Those of one language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.vi,
            Language::English => &self.en,
        }
    }
}
