//! Keeping accounts, roles and delegations. Each function is one use case inside the caller's transaction, and one
//! action in the audit.
//!
//! Who keeps people keeps them where his right reaches: nobody grants beyond it, touches an account whose roles lie
//! beyond it, or grants to himself.

mod access;
mod delegate;
mod grants;
mod keys;
mod leave;
mod people;

pub use delegate::{NewDelegation, delegate, end_delegation};
pub use grants::{NewGrant, grant, revoke};
pub use keys::{end_sessions, remove_second_factor, sessions_of};
pub use leave::{DEACTIVATED, HandOver, deactivate, reactivate};
pub use people::{Details, NewPerson, add, change, set_language};
pub(crate) use people::{give_password, require_over};

pub use access::standing;
