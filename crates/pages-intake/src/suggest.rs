//! Procedures as suggestions while somebody types. Without scripts the form itself searches.

use crate::choose;
use crate::room::Room;
use axum::Json;
use axum::extract::Query;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use webkit::{Answer, Visit, words};

/// What was typed so far.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    q: String,
}

/// One suggestion.
#[derive(Serialize)]
struct Suggestion {
    code: String,
    name: String,
    note: String,
}

/// The first few procedures that have the words.
pub(crate) async fn procedures(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let room = Room::of(&visit).await?;
    let desk = room.desk(&visit.form().fill("desk", asked.desk))?;
    let lang = visit.lang();
    let found = choose::search(&room.reference, desk, room.today(), &asked.q);
    let list: Vec<Suggestion> = found
        .into_iter()
        .take(choose::MOST)
        .map(|r| Suggestion {
            code: r.code.clone(),
            name: r.name.clone(),
            note: format!("{} · {}", r.field, words::term(lang, r.term)),
        })
        .collect();
    Ok(Json(list).into_response())
}
