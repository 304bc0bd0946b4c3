//! Where somebody's work begins.

use identity::Who;
use kernel::Right;

/// The page that somebody sees first after signing in, by what he may do.
pub fn of(who: &Who) -> &'static str {
    let may = |rights: &[Right]| rights.iter().any(|r| who.may(*r));
    if who.must_change() {
        "/account/password"
    } else if may(&[Right::Receive, Right::Process, Right::Settle]) {
        "/work"
    } else if may(&[Right::Report]) {
        "/lead"
    } else if may(&[Right::Administer, Right::People, Right::Audit]) {
        "/admin"
    } else {
        "/account"
    }
}
