//! Electronic ISO: by which standard a unit works, its documents, whether its dossiers went the way of their process,
//! and its internal audits.
//!
//! The front door: [`system`] (editions and the way from one to another), [`document`], [`standing`] (what is in force in
//! a unit on a day), [`conformity`] (a dossier held against its process), [`control`] (the control sheet, Mẫu số 05),
//! [`figures`] and [`audit`] (sample, findings, corrective actions).

pub mod audit;
pub mod conformity;
pub mod control;
pub mod document;
pub mod figures;
pub mod sampling;
pub mod standing;
pub mod system;

use store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "quality",
    migrations: &[
        Migration { no: 60, name: "quality", sql: include_str!("../migrations/0060_quality.sql") },
        Migration {
            no: 61,
            name: "internal_audit",
            sql: include_str!("../migrations/0061_internal_audit.sql"),
        },
    ],
    tables: &[
        &system::QUALITY_ADOPTION,
        &system::QUALITY_MOVE_STEP,
        &document::QUALITY_DOCUMENT,
        &document::QUALITY_DOCUMENT_VERSION,
        &audit::store::INTERNAL_AUDIT,
        &audit::store::AUDIT_SAMPLE,
        &audit::store::AUDIT_FINDING,
        &audit::store::CORRECTIVE_ACTION,
    ],
    counters: &[],
};

/// What is asked for and not there, or not for whoever asks.
fn unknown(vi: &str, en: &str) -> kernel::Error {
    kernel::Refusal::new("quality.unknown", vi, en).into()
}

/// What somebody else changed meanwhile.
fn stale() -> kernel::Error {
    kernel::Refusal::new(
        "quality.changed",
        "Thông tin này vừa được người khác cập nhật. Hãy tải lại trang rồi thực hiện tiếp.",
        "Somebody else has just changed this. Load the page again and go on.",
    )
    .into()
}
