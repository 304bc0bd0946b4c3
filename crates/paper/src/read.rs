//! The one door to all readers: what a file is, is seen from its content; its name decides only between texts.

use crate::document::{Document, Format};
use crate::limits::{Limits, Meter};
use crate::package::Package;
use crate::refused::{Much, Refused};
use crate::{docx, pdf, text, xlsx};

/// Reads a document. `name` is the file's name, which tells Markdown from plain text; everything else is seen from the
/// content.
///
/// # Errors
/// Why the file is not read, in a sentence that says what to do.
pub fn read(bytes: &[u8], name: &str) -> Result<Document, Refused> {
    read_within(bytes, name, &Limits::default())
}

/// [`read`] within other bounds than usual.
///
/// # Errors
/// Why the file is not read, in a sentence that says what to do.
pub fn read_within(bytes: &[u8], name: &str, limits: &Limits) -> Result<Document, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::TooMuch(Much::Bytes));
    }
    let mut meter = Meter::new(limits);
    let document = recognised(bytes, name, &mut meter)?;
    if text::old_letters(document.paragraphs().map(|p| p.text.as_str())) {
        return Err(Refused::OldLetters);
    }
    Ok(document)
}

fn recognised(bytes: &[u8], name: &str, meter: &mut Meter) -> Result<Document, Refused> {
    match kind(bytes, name)? {
        Kind::Archive => {
            let mut package = Package::open(bytes, meter)?;
            match package.format()? {
                Format::Xlsx => xlsx::read(&mut package, meter),
                _ => docx::read(&mut package, meter),
            }
        }
        Kind::Pdf => pdf::read(bytes, meter),
        Kind::Text(format) => text::read(bytes, format, meter),
    }
}

enum Kind {
    Archive,
    Pdf,
    Text(Option<Format>),
}

/// The head of a compound file of Microsoft's: old Office files, and new ones that are encrypted.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const PICTURES: [&[u8]; 8] =
    [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF", b"\0\0\x01\0"];
/// How far into a file the mark of a PDF may stand.
const PDF_HEAD: usize = 1024;

fn kind(bytes: &[u8], name: &str) -> Result<Kind, Refused> {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(&COMPOUND) {
        return Err(compound(bytes, &extension));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Archive);
    }
    let head = &bytes[..bytes.len().min(PDF_HEAD)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    let binary = head.contains(&0) && !text::has_utf16_mark(head);
    if PICTURES.iter().any(|p| bytes.starts_with(p)) && (binary || std::str::from_utf8(head).is_err()) {
        return Err(Refused::Picture);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(Refused::OtherOffice);
    }
    match extension.as_str() {
        "docx" | "docm" => return Err(Refused::Broken(Format::Docx)),
        "xlsx" | "xlsm" => return Err(Refused::Broken(Format::Xlsx)),
        "pdf" => return Err(Refused::Broken(Format::Pdf)),
        _ if binary => return Err(Refused::UnknownFormat),
        _ => {}
    }
    Ok(Kind::Text(match extension.as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        _ => None,
    }))
}

/// What stands in a compound file: its directory names its streams in UTF-16.
fn compound(bytes: &[u8], extension: &str) -> Refused {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if has("EncryptedPackage") {
        let excel = extension.starts_with("xls");
        return Refused::Encrypted(if excel { Format::Xlsx } else { Format::Docx });
    }
    if has("WordDocument") {
        return Refused::OldWord;
    }
    if has("Workbook") || has("Book") {
        return Refused::OldExcel;
    }
    match extension {
        "xls" => Refused::OldExcel,
        "doc" => Refused::OldWord,
        _ => Refused::OtherOffice,
    }
}
