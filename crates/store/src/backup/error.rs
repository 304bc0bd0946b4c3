//! Why a backup could not be made, read or restored, in words for people.

use crate::OpenError;
use crate::open_error::line;
use kernel::Fault;
use std::fmt;
use std::path::Path;

/// Why a backup could not be made, read or restored. [`en`](Self::en) and [`vi`](Self::vi) are one sentence each.
#[derive(Debug)]
pub enum BackupError {
    /// The file is not there.
    Missing(String),
    /// The file is no backup.
    NotABackup(String),
    /// The file ends too early.
    Truncated(String),
    /// The file's contents are not what was written.
    Corrupt(String),
    /// The file has a later format than this program reads.
    NewerFormat(String),
    /// The file was made by a newer version: it has this migration, which we do not know.
    Newer(String, u32),
    /// This migration has another text here than where the file was made.
    Changed(String, u32),
    /// There is something where it was to be restored.
    NotEmpty(String),
    /// A backup was to be written over the database itself.
    ItsOwn(String),
    /// What is there is no ordinary file, so a backup cannot take its place.
    NotAFile(String),
    /// The folder or file cannot be written or read.
    NoAccess(String),
    /// The disk is full.
    Full(String),
    /// What was restored is not what the file holds.
    Mismatch(String),
    /// The database could not be opened.
    Open(OpenError),
    /// Anything else.
    Other(Fault),
}

impl BackupError {
    /// For people, in English.
    pub fn en(&self) -> String {
        match self {
            Self::Missing(at) => format!("There is no file or folder {at}."),
            Self::NotABackup(at) => format!("{at} is not a backup of this program."),
            Self::Truncated(at) => format!("The backup {at} is incomplete; use another copy."),
            Self::Corrupt(at) => format!("The backup {at} is damaged; use another copy."),
            Self::NewerFormat(at) => {
                format!("The backup {at} was made by a newer version; update this program.")
            }
            Self::Newer(at, no) => {
                format!("The backup {at} was made by a newer version (migration {no}); update this program.")
            }
            Self::Changed(at, no) => format!(
                "The backup {at} was made by another build (migration {no} differs); use the program that made it."
            ),
            Self::NotEmpty(at) => {
                format!("There is a database at {at} already; restore into an empty place.")
            }
            Self::ItsOwn(at) => {
                format!("{at} belongs to the database itself; write the backup to another file.")
            }
            Self::NotAFile(at) => format!("{at} is no ordinary file; write the backup to another name."),
            Self::NoAccess(at) => format!("{at} cannot be read or written; check the permissions."),
            Self::Full(at) => format!("The disk of {at} is full; make room and try again."),
            Self::Mismatch(table) => {
                format!("The table {table} was not restored as the backup holds it; nothing was kept.")
            }
            Self::Open(error) => error.en(),
            Self::Other(fault) => format!("The backup failed: {}.", line(fault)),
        }
    }

    /// For people, in Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Missing(at) => format!("Không có tệp hoặc thư mục {at}."),
            Self::NotABackup(at) => format!("{at} không phải bản sao lưu của chương trình này."),
            Self::Truncated(at) => format!("Bản sao lưu {at} bị thiếu; hãy dùng bản khác."),
            Self::Corrupt(at) => format!("Bản sao lưu {at} bị hỏng; hãy dùng bản khác."),
            Self::NewerFormat(at) => {
                format!("Bản sao lưu {at} do phiên bản mới hơn tạo ra; hãy cập nhật chương trình.")
            }
            Self::Newer(at, no) => format!(
                "Bản sao lưu {at} do phiên bản mới hơn tạo ra (bước nâng cấp {no}); hãy cập nhật chương trình."
            ),
            Self::Changed(at, no) => format!(
                "Bản sao lưu {at} do bản dựng khác tạo ra (bước nâng cấp {no} khác nhau); \
                 hãy dùng đúng chương trình đã tạo."
            ),
            Self::NotEmpty(at) => format!("Đã có cơ sở dữ liệu tại {at}; hãy phục hồi vào nơi trống."),
            Self::ItsOwn(at) => format!("{at} chính là cơ sở dữ liệu; hãy ghi bản sao lưu vào tệp khác."),
            Self::NotAFile(at) => format!("{at} không phải tệp thường; hãy ghi bản sao lưu với tên khác."),
            Self::NoAccess(at) => format!("Không đọc hoặc ghi được {at}; hãy kiểm tra quyền."),
            Self::Full(at) => format!("Ổ đĩa chứa {at} đã đầy; hãy giải phóng chỗ trống rồi thử lại."),
            Self::Mismatch(table) => {
                format!("Bảng {table} phục hồi không đúng như bản sao lưu; không giữ lại gì.")
            }
            Self::Open(error) => error.vi(),
            Self::Other(fault) => format!("Sao lưu hoặc phục hồi thất bại: {}.", line(fault)),
        }
    }

    /// An error of the file system at a place.
    pub(super) fn io(at: &Path, error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let name = whole(at.display().to_string());
        match error.kind() {
            ErrorKind::NotFound => Self::Missing(name),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NoAccess(name),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(name),
            ErrorKind::UnexpectedEof => Self::Truncated(name),
            _ => Self::Other(Fault::because(format!("the file {name}"), error)),
        }
    }
}

/// The name that people gave, not the one a file has while it is not whole.
fn whole(name: String) -> String {
    name.strip_suffix(".part").map(str::to_owned).unwrap_or(name)
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for BackupError {}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Exists(at) => Self::NotEmpty(at),
            OpenError::Full(at) => Self::Full(whole(at)),
            OpenError::ReadOnly(at) => Self::NoAccess(whole(at)),
            other => Self::Open(other),
        }
    }
}

impl From<kernel::Error> for BackupError {
    fn from(error: kernel::Error) -> Self {
        Self::from(OpenError::from(error))
    }
}
