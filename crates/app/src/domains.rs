//! The list of domains. A new one is one line here.

use store::{Domain, Schema};

/// Lowest first.
pub const DOMAINS: &[&Domain] = &[
    &organisation::DOMAIN,
    &identity::DOMAIN,
    &catalogue::DOMAIN,
    &exchange::DOMAIN,
    &dossier::DOMAIN,
    &quality::DOMAIN,
    &api::DOMAIN,
];

/// The whole schema.
pub fn schema() -> Schema {
    // The text index follows `dossier.search`; a restore builds it again. Nobody is signed in after a restore.
    Schema::of(DOMAINS)
        .leaving_out(&["dossier_text*"])
        .leaving_out(identity::LEFT_OUT)
        .exempting(dossier::EXEMPT)
        .exempting(api::EXEMPT)
        .exempting(exchange::EXEMPT)
        .listening(api::TOPICS)
}
