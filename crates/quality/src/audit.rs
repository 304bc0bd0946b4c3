//! Internal audits (đánh giá nội bộ): planned, a sample drawn, looked at by a checklist, findings, corrective actions.

mod action;
mod desk;
mod model;
pub(crate) mod store;

pub use action::{Action, ActionId, ActionStage};
pub use desk::{
    MOST_DAYS, NewAction, NewAudit, NewFinding, act, cancel, check, close, conclude, done, draw, find, plan,
    reject, take_back, verify,
};
pub use model::{Answer, AuditId, Audited, CheckItem, Finding, Grade, InternalAudit, Sample, Stage};
pub use store::{actions, audits, one, open_actions, whole};
