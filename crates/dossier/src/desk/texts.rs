//! What people type: refused in words where a database, a list or a reader would stumble over it.

use crate::model::Applicant;
use kernel::{Refusal, Result};

/// Longest name.
const NAME: usize = 200;
/// Longest telephone or card number.
const NUMBER: usize = 30;
/// Longest address.
const ADDRESS: usize = 500;
/// Longest content of a dossier.
const CONTENT: usize = 2_000;
/// Longest reason or note.
pub(super) const REASON: usize = 4_000;

/// A name, a number, an address: one line.
///
/// # Errors
/// A refusal that names what cannot be shown, or is longer than `most` characters.
pub fn line(what: (&str, &str), text: &str, most: usize) -> Result<()> {
    if text.chars().any(|c| c.is_control() || turns_direction(c)) {
        return Err(unreadable(what));
    }
    short(what, text, most)
}

/// A text of several lines.
///
/// # Errors
/// As [`line`].
pub fn lines(what: (&str, &str), text: &str, most: usize) -> Result<()> {
    if text.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || turns_direction(c)) {
        return Err(unreadable(what));
    }
    short(what, text, most)
}

/// Marks that make a text look other than it is.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn unreadable((vi, en): (&str, &str)) -> kernel::Error {
    Refusal::new(
        "text.unreadable",
        format!("{vi} có ký tự không hiển thị được. Hãy gõ lại."),
        format!("The {en} holds characters that cannot be shown. Type it again."),
    )
    .into()
}

fn short((vi, en): (&str, &str), text: &str, most: usize) -> Result<()> {
    if text.chars().nth(most).is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        "text.too_long",
        format!("{vi} dài quá {most} ký tự. Hãy rút gọn."),
        format!("The {en} is longer than {most} characters. Shorten it."),
    )
    .into())
}

/// A person's name, which must be there.
pub(super) fn name(text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Refusal::new(
            "applicant.name",
            "Thiếu họ tên người nộp. Hãy nhập họ tên.",
            "The applicant's name is missing. Enter it.",
        )
        .into());
    }
    line(("Họ tên", "name"), text, NAME)
}

/// Everything typed at the intake.
pub(super) fn intake(applicant: &Applicant, content: &str) -> Result<()> {
    name(&applicant.name)?;
    line(("Số điện thoại", "telephone number"), &applicant.phone, NUMBER)?;
    line(("Số giấy tờ", "card number"), &applicant.card, NUMBER)?;
    line(("Địa chỉ", "address"), &applicant.address, ADDRESS)?;
    lines(("Nội dung", "content"), content, CONTENT)
}

/// A reason, which must be there.
pub(super) fn reason(text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Refusal::new(
            "reason.needed",
            "Thiếu lý do. Hãy ghi lý do.",
            "The reason is missing. Write it down.",
        )
        .into());
    }
    lines(("Lý do", "reason"), text, REASON)
}
