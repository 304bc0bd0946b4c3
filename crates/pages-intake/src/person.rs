//! The person of a form: scanned from the card, or typed.

use crate::card::{self, Card};
use crate::locale::T;
use dossier::desk::Applicant;
use dossier::numbers;
use kernel::Refusal;
use webkit::Form;
use webkit::form::{FieldError, Parse};

/// A telephone number as typed.
struct Phone(String);

impl Parse for Phone {
    fn parse(text: &str) -> Result<Self, FieldError> {
        numbers::phone(text).map(Self).map_err(FieldError::Refused)
    }
}

/// A card number as typed.
struct Number(String);

impl Parse for Number {
    fn parse(text: &str) -> Result<Self, FieldError> {
        numbers::card(text).map(Self).map_err(FieldError::Refused)
    }
}

/// What was scanned fills what is empty; the form says when it could not be read. The scanned text itself goes no further.
pub(crate) fn scanned(mut form: Form, t: T) -> Form {
    let text = form.value("scan").trim().to_owned();
    if text.is_empty() {
        return form;
    }
    let found = match (Card::read(&text), card::number(&text)) {
        (Some(card), _) => [("name", card.name), ("card", card.number), ("address", card.address)],
        (None, Some(number)) => [("name", String::new()), ("card", number), ("address", String::new())],
        (None, None) => {
            form.wrong("scan", t.person_scan(), FieldError::Refused(unreadable()));
            return form;
        }
    };
    let mut form = form.fill("scan", "");
    for (name, value) in found {
        if form.value(name).trim().is_empty() {
            form = form.fill(name, value);
        }
    }
    form
}

/// What is said of a scan that is no card.
fn unreadable() -> Refusal {
    Refusal::new(
        "card.unreadable",
        "Không đọc được mã trên thẻ. Hãy quét lại, hoặc gõ họ tên và số giấy tờ ở dưới.",
        "The code on the card cannot be read. Scan it again, or type name and number below.",
    )
}

/// The person as typed; mistakes stand on the form.
pub(crate) fn read(form: &mut Form, t: T) -> Applicant {
    let name = form.need::<String>("name", t.person_name()).unwrap_or_default();
    let card = form.may::<Number>("card", t.person_card()).map_or_else(String::new, |n| n.0);
    let phone = form.may::<Phone>("phone", t.person_phone()).map_or_else(String::new, |p| p.0);
    let address = form.may::<String>("address", t.person_address()).unwrap_or_default();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    Applicant { name, phone, card, address }
}
