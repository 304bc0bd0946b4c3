//! What a token may be for. Scopes narrow; what the token's person may do is asked besides.

/// Looking at dossiers.
pub const DOSSIERS_READ: &str = "dossiers:read";
/// Taking dossiers in and acting on them.
pub const DOSSIERS_WRITE: &str = "dossiers:write";
/// Units and procedures.
pub const CATALOGUE_READ: &str = "catalogue:read";
/// Figures of the units one reports for.
pub const STATISTICS_READ: &str = "statistics:read";
/// Webhooks of one's own.
pub const WEBHOOKS_WRITE: &str = "webhooks:write";
/// How the program does, for monitoring.
pub const METRICS_READ: &str = "metrics:read";

/// All of them.
pub const ALL: [&str; 6] =
    [DOSSIERS_READ, DOSSIERS_WRITE, CATALOGUE_READ, STATISTICS_READ, WEBHOOKS_WRITE, METRICS_READ];
