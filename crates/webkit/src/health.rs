//! For those who watch the program: it lives, and it can answer.

use crate::{Access, Answer, Kit, Problem, Routes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

/// `/healthz` answers while the program lives, `/readyz` while its database answers.
pub(crate) fn routes() -> Routes {
    Routes::of("webkit")
        .get("/healthz", Access::Public, async || ([(header::CACHE_CONTROL, "no-store")], "ok\n"))
        .get("/readyz", Access::Public, ready)
}

async fn ready(State(kit): State<Kit>) -> Answer {
    let asked =
        kit.read(|tx| tx.query_one("SELECT COUNT(*) FROM schema_migration", &[], |row| row.int())).await;
    match asked {
        Ok(_) => Ok(([(header::CACHE_CONTROL, "no-store")], "ready\n").into_response()),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "server.not_ready", |t| {
                t.problem_fault_words().into()
            }))
        }
    }
}
