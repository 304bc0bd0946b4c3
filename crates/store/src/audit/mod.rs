//! The audit: what changed, sealed into a chain, and checked against the rows.

mod chain;
pub(crate) mod codec;
mod expected;
mod look;
mod report;
mod seal;
mod verify;

pub use codec::{Change, Malformed, decode_changes, decode_members};
pub use look::{At, Entry, Look, Looked, SealState, Touched, look, look_at, seal_state};
pub use report::{Anchor, BadAnchor, Problem, Report, TableDigest, What};
pub use seal::{Sealed, seal};
pub use verify::{BusinessDigest, VerifyOptions, business_digest, verify};
