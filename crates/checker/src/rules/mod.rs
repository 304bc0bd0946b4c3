//! The rules, each by itself. A rule reads the view and says which numbers hold together and which do not.

mod change;
mod date;
mod judgement;
mod parts;
mod percentage;
mod product;
mod relation;
mod remainder;
mod table;

use crate::claim::Claims;
use crate::view::View;

/// Lets all rules speak.
pub(crate) fn run(view: &View) -> Claims {
    let mut claims = Claims::default();
    for rule in [
        table::run,
        percentage::run,
        parts::run,
        remainder::run,
        change::run,
        change::compared,
        product::run,
        date::run,
        judgement::run,
    ] {
        rule(view, &mut claims);
    }
    claims
}
