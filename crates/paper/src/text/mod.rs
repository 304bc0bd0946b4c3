//! Plain text and Markdown, as people and recognisers of scans write reports.

mod build;
mod html;
mod inline;
mod letters;
mod lines;
mod tables;

pub(crate) use build::page_number;
pub(crate) use letters::old_letters;
pub(crate) use lines::is_labelled;

use crate::document::{Document, Format};
use crate::limits::Meter;
use crate::refused::Refused;
use unicode_normalization::UnicodeNormalization;

/// Reads a text. Without a format, the marks of Markdown in it tell.
pub(crate) fn read(bytes: &[u8], format: Option<Format>, meter: &mut Meter) -> Result<Document, Refused> {
    let text = decoded(bytes)?;
    meter.text(text.len())?;
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    let format = format.unwrap_or_else(|| if has_marks(&text) { Format::Markdown } else { Format::Txt });
    let pieces = lines::pieces(&text, format, meter)?;
    build::document(pieces, format, meter)
}

/// Whether a text begins with the mark of UTF-16.
pub(crate) fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

/// The text with composed letters, `\n` at the ends of lines, and no other control characters than tabs and ends of
/// pages.
fn decoded(bytes: &[u8]) -> Result<String, Refused> {
    let text = if has_utf16_mark(bytes) {
        let little = bytes[0] == 0xFF;
        let units = bytes[2..].chunks_exact(2).map(|pair| {
            let pair = [pair[0], pair[1]];
            if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        });
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| Refused::Broken(Format::Txt))?
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| Refused::OldLetters)?;
        text.trim_start_matches('\u{feff}').to_owned()
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\u{c}'));
    Ok(kept.filter(|c| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')).nfc().collect())
}

/// Whether a text uses the marks of Markdown.
fn has_marks(text: &str) -> bool {
    if ["**", "<sup>", "<table", "[^"].iter().any(|mark| text.contains(mark)) {
        return true;
    }
    text.lines().any(|line| lines::heading(line).is_some() || tables::is_rule(line))
}
