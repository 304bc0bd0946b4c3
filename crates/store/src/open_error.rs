//! Why a database could not be opened, in words for people.

use kernel::Fault;
use std::fmt;

/// Why a database could not be opened. [`en`](Self::en) and [`vi`](Self::vi) are one sentence each.
#[derive(Debug)]
pub enum OpenError {
    /// There is none at this place.
    Missing(String),
    /// One is there already and was to be created.
    Exists(String),
    /// Made by a newer version of the program: it has this migration, which we do not know.
    Newer(String, u32),
    /// Not one of ours.
    Foreign(String),
    /// Ours, but this migration was applied from another text than we have.
    Changed(String, u32),
    /// Its place cannot be written to.
    ReadOnly(String),
    /// Another program keeps it locked.
    Locked(String),
    /// The disk is full.
    Full(String),
    /// The file is damaged.
    Damaged(String),
    /// The server does not answer; the reason in its own words.
    Unreachable(String, String),
    /// The server does not let us in; the reason in its own words.
    Denied(String, String),
    /// The URL cannot be understood; why.
    BadUrl(String),
    /// The URL asks for TLS.
    Tls,
    /// The program's own declarations contradict each other.
    Declared(String),
    /// Anything else.
    Other(Fault),
}

impl OpenError {
    /// For people, in English.
    pub fn en(&self) -> String {
        match self {
            Self::Missing(at) => format!("There is no database at {at}; check the path, or create it first."),
            Self::Exists(at) => format!("There is a database at {at} already; choose another place."),
            Self::Newer(at, no) => {
                format!(
                    "The database at {at} was made by a newer version (migration {no}); update this program."
                )
            }
            Self::Foreign(at) => {
                format!("What is at {at} is not a database of this program; choose another place.")
            }
            Self::Changed(at, no) => format!(
                "The database at {at} was made by another build (migration {no} differs); use the program that made it."
            ),
            Self::ReadOnly(at) => {
                format!(
                    "The database at {at} cannot be written; check the permissions of the file and its folder."
                )
            }
            Self::Locked(at) => {
                format!("The database at {at} is locked by another program; stop that one and try again.")
            }
            Self::Full(at) => format!("The disk of {at} is full; make room and try again."),
            Self::Damaged(at) => format!("The database file {at} is damaged; restore a backup."),
            Self::Unreachable(at, why) => format!("The database server at {at} does not answer ({why})."),
            Self::Denied(at, why) => format!("The database server at {at} does not let us in ({why})."),
            Self::BadUrl(why) => format!(
                "The database URL cannot be understood ({why}); write postgres://user:password@host:port/database."
            ),
            Self::Tls => {
                "TLS to PostgreSQL is not supported yet; leave out sslmode=require and reach the server \
                          through a trusted network or a tunnel."
                    .to_owned()
            }
            Self::Declared(what) => format!("This build contradicts itself: {what}."),
            Self::Other(fault) => format!("The database cannot be opened: {}.", line(fault)),
        }
    }

    /// For people, in Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Missing(at) => {
                format!("Không có cơ sở dữ liệu tại {at}; hãy kiểm tra đường dẫn hoặc tạo mới trước.")
            }
            Self::Exists(at) => format!("Đã có cơ sở dữ liệu tại {at}; hãy chọn nơi khác."),
            Self::Newer(at, no) => format!(
                "Cơ sở dữ liệu tại {at} do phiên bản mới hơn tạo ra (bước nâng cấp {no}); hãy cập nhật chương trình."
            ),
            Self::Foreign(at) => {
                format!("Dữ liệu tại {at} không phải cơ sở dữ liệu của chương trình này; hãy chọn nơi khác.")
            }
            Self::Changed(at, no) => format!(
                "Cơ sở dữ liệu tại {at} do bản dựng khác tạo ra (bước nâng cấp {no} khác nhau); \
                 hãy dùng đúng chương trình đã tạo."
            ),
            Self::ReadOnly(at) => {
                format!("Không ghi được cơ sở dữ liệu tại {at}; hãy kiểm tra quyền của tệp và thư mục.")
            }
            Self::Locked(at) => {
                format!(
                    "Cơ sở dữ liệu tại {at} đang bị chương trình khác khóa; hãy dừng chương trình đó rồi thử lại."
                )
            }
            Self::Full(at) => format!("Ổ đĩa chứa {at} đã đầy; hãy giải phóng chỗ trống rồi thử lại."),
            Self::Damaged(at) => format!("Tệp cơ sở dữ liệu {at} bị hỏng; hãy phục hồi từ bản sao lưu."),
            Self::Unreachable(at, why) => format!("Máy chủ cơ sở dữ liệu tại {at} không trả lời ({why})."),
            Self::Denied(at, why) => format!("Máy chủ cơ sở dữ liệu tại {at} từ chối truy cập ({why})."),
            Self::BadUrl(why) => format!(
                "Không hiểu địa chỉ cơ sở dữ liệu ({why}); hãy viết postgres://người_dùng:mật_khẩu@máy_chủ:cổng/tên."
            ),
            Self::Tls => {
                "Chưa hỗ trợ TLS tới PostgreSQL; hãy bỏ sslmode=require và kết nối qua mạng tin cậy hoặc \
                          đường hầm."
                    .to_owned()
            }
            Self::Declared(what) => format!("Bản dựng này tự mâu thuẫn: {what}."),
            Self::Other(fault) => format!("Không mở được cơ sở dữ liệu: {}.", line(fault)),
        }
    }
}

/// A fault on one line, whatever SQL it quotes.
pub(crate) fn line(fault: &Fault) -> String {
    fault.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for OpenError {}

impl From<kernel::Error> for OpenError {
    fn from(error: kernel::Error) -> Self {
        match error {
            kernel::Error::Fault(fault) => Self::Other(fault),
            kernel::Error::Refused(refusal) => Self::Other(Fault::new(refusal.to_string())),
        }
    }
}
