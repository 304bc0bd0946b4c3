//! By which decision something was published, in words.

use crate::locale::T;
use catalogue::{Decision, Effect};
use webkit::words;

/// `sửa đổi, bổ sung theo Quyết định 04/QĐ-UBND ngày 2/1/2020`.
pub(crate) fn by(t: T, decision: &Decision, effect: Effect) -> String {
    let signed = words::day(t.0, decision.signed_on);
    match effect {
        Effect::New => t.procedure_by_new(&decision.number, signed),
        Effect::Amended => t.procedure_by_amended(&decision.number, signed),
        Effect::Replaced => t.procedure_by_replaced(&decision.number, signed),
        Effect::Abolished => t.procedure_by_abolished(&decision.number, signed),
    }
}
