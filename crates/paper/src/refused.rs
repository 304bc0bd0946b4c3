//! Why a file is not read, in a sentence that says what to do.

use crate::document::Format;
use std::fmt;

/// Why a file is not read, or comments are not written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// Nothing in it.
    Empty,
    /// None of the formats.
    UnknownFormat,
    /// A document of Word before 2007.
    OldWord,
    /// A workbook of Excel before 2007.
    OldExcel,
    /// An office file of another kind: ODT, PPTX, RTF, HTML.
    OtherOffice,
    /// A picture.
    Picture,
    /// A PDF without text: pages as pictures.
    Scan,
    /// A PDF whose fonts do not tell which letters they show.
    Unreadable,
    /// Protected with a password.
    Encrypted(Format),
    /// Text in letters of before Unicode.
    OldLetters,
    /// Its structure cannot be read.
    Broken(Format),
    /// More of something than any report has.
    TooMuch(Much),
    /// A comment that belongs to another document: its place is not there.
    NoSuchPlace,
    /// Comments can be written into documents of Word alone.
    NotCommentable,
}

/// What a file has too much of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Much {
    /// Bytes of the file.
    Bytes,
    /// Bytes when unpacked.
    Unpacked,
    /// Parts of the archive.
    Entries,
    /// Elements within elements.
    Depth,
    /// Cells.
    Cells,
    /// Paragraphs and tables.
    Blocks,
    /// Pages or sheets.
    Pages,
    /// Text.
    Text,
    /// Work.
    Work,
}

impl Refused {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownFormat => "unknown_format",
            Self::OldWord => "old_word",
            Self::OldExcel => "old_excel",
            Self::OtherOffice => "other_office",
            Self::Picture => "picture",
            Self::Scan => "scan",
            Self::Unreadable => "unreadable",
            Self::Encrypted(_) => "encrypted",
            Self::OldLetters => "old_letters",
            Self::Broken(_) => "broken",
            Self::TooMuch(Much::Bytes) => "too_large",
            Self::TooMuch(Much::Unpacked | Much::Entries) => "unpacks_too_large",
            Self::TooMuch(_) => "too_much",
            Self::NoSuchPlace => "no_such_place",
            Self::NotCommentable => "not_commentable",
        }
    }

    /// The sentence in Vietnamese.
    pub fn vi(self) -> String {
        match self {
            Self::Empty => "Tệp không có nội dung. Hãy chọn tệp khác.".into(),
            Self::UnknownFormat => {
                "Không nhận ra định dạng của tệp. Hãy dùng .docx, .xlsx, .pdf có chữ, .md hoặc .txt (UTF-8).".into()
            }
            Self::OldWord => "Tệp Word kiểu cũ (.doc). Hãy mở bằng Word và lưu lại dạng .docx.".into(),
            Self::OldExcel => "Tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel và lưu lại dạng .xlsx.".into(),
            Self::OtherOffice => {
                "Tệp này không phải .docx hay .xlsx. Hãy mở bằng chương trình đã tạo ra nó và lưu lại dạng .docx."
                    .into()
            }
            Self::Picture => {
                "Tệp là hình ảnh, không có chữ để đọc. Hãy dùng tệp văn bản gốc (.docx) hoặc PDF xuất từ đó.".into()
            }
            Self::Scan => {
                "PDF là bản quét (scan), không có lớp chữ. Hãy dùng tệp gốc (.docx), PDF xuất từ tệp gốc, hoặc nhận \
                 dạng chữ (OCR) trước."
                    .into()
            }
            Self::Unreadable => {
                "PDF không cho biết phông của nó hiện chữ gì. Hãy dùng tệp gốc (.docx), hoặc xuất PDF lại từ tệp gốc.".into()
            }
            Self::Encrypted(format) => {
                format!("Tệp {} có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", name(format))
            }
            Self::OldLetters => {
                "Chữ trong tệp không phải Unicode (có thể là TCVN3, VNI hoặc Windows-1258). Hãy chuyển mã sang Unicode \
                 rồi lưu lại (tệp .txt: chọn mã UTF-8)."
                    .into()
            }
            Self::Broken(format) => {
                format!("Tệp {0} bị hỏng, không đọc được. Hãy mở và lưu lại dạng {0}, hoặc gửi lại tệp.", name(format))
            }
            Self::TooMuch(what) => {
                format!("Tệp quá lớn ({}). Hãy chia tệp, hoặc bỏ hình ảnh và phần thừa.", much_vi(what))
            }
            Self::NoSuchPlace => {
                "Chỗ cần ghi nhận xét không có trong tệp. Hãy kiểm tra lại chính tệp này rồi ghi.".into()
            }
            Self::NotCommentable => "Chỉ ghi nhận xét được vào tệp Word (.docx). Hãy lưu tệp dạng .docx.".into(),
        }
    }

    /// The sentence in English.
    pub fn en(self) -> String {
        match self {
            Self::Empty => "The file is empty; choose another one.".into(),
            Self::UnknownFormat => {
                "The file's format is not known; use .docx, .xlsx, .pdf with text, .md or .txt (UTF-8).".into()
            }
            Self::OldWord => "An old Word file (.doc); open it in Word and save it as .docx.".into(),
            Self::OldExcel => "An old Excel file (.xls); open it in Excel and save it as .xlsx.".into(),
            Self::OtherOffice => {
                "The file is neither .docx nor .xlsx; open it in the program that made it and save it as .docx.".into()
            }
            Self::Picture => {
                "The file is a picture without text; use the original document (.docx) or a PDF made from it.".into()
            }
            Self::Scan => {
                "The PDF is a scan without a text layer; use the original (.docx), a PDF made from it, or recognise \
                 the text (OCR) first."
                    .into()
            }
            Self::Unreadable => {
                "The PDF does not tell which letters its fonts show; use the original (.docx), or make the PDF anew.".into()
            }
            Self::Encrypted(format) => {
                format!("The {} file is protected; remove the password and send it again.", name(format))
            }
            Self::OldLetters => {
                "The text is not Unicode (TCVN3, VNI or Windows-1258, it seems); convert it to Unicode and save it \
                 again (.txt: as UTF-8)."
                    .into()
            }
            Self::Broken(format) => format!(
                "The {0} file is damaged and cannot be read; open it and save it as {0} again, or send it anew.",
                name(format)
            ),
            Self::TooMuch(what) => {
                format!("The file is too large ({}); divide it, or leave out pictures and what is not needed.", much_en(what))
            }
            Self::NoSuchPlace => {
                "A comment's place is not in the file; check this very file again, then write the comments.".into()
            }
            Self::NotCommentable => "Comments can be written into Word files (.docx) alone; save it as .docx.".into(),
        }
    }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Txt => ".txt",
        Format::Markdown => ".md",
        Format::Docx => ".docx",
        Format::Xlsx => ".xlsx",
        Format::Pdf => ".pdf",
    }
}

fn much_vi(what: Much) -> &'static str {
    match what {
        Much::Bytes => "dung lượng vượt mức cho phép",
        Much::Unpacked => "bung ra quá lớn",
        Much::Entries => "quá nhiều thành phần bên trong",
        Much::Depth => "cấu trúc lồng nhau quá sâu",
        Much::Cells => "quá nhiều ô",
        Much::Blocks => "quá nhiều đoạn và bảng",
        Much::Pages => "quá nhiều trang",
        Much::Text => "quá nhiều chữ",
        Much::Work => "quá nhiều thứ phải đọc",
    }
}

fn much_en(what: Much) -> &'static str {
    match what {
        Much::Bytes => "more bytes than are allowed",
        Much::Unpacked => "too large when unpacked",
        Much::Entries => "too many parts",
        Much::Depth => "nested too deeply",
        Much::Cells => "too many cells",
        Much::Blocks => "too many paragraphs and tables",
        Much::Pages => "too many pages",
        Much::Text => "too much text",
        Much::Work => "too much to read",
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.vi(), self.en())
    }
}

impl std::error::Error for Refused {}
