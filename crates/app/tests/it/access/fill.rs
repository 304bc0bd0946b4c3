//! What stands in the place of a path's parameters. A route with a parameter that nobody told of fails here.

use super::people::Place;

/// The path of a route, for a place.
pub(super) fn path(template: &str, place: &Place) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut before = "";
    for piece in template.split('/') {
        let filled = match piece.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            None => piece.to_owned(),
            Some(name) => value(template, before, name, place),
        };
        before = piece;
        pieces.push(filled);
    }
    pieces.join("/")
}

fn value(template: &str, before: &str, name: &str, place: &Place) -> String {
    match (before, name) {
        ("assets", "file") => "no-such.css".into(),
        ("language", "code") => "vi".into(),
        ("procedures", "code") => "1.000030".into(),
        ("t", "token") => place.token.clone(),
        ("dossier" | "dossiers", "code") => place.dossier.clone(),
        ("unit" | "units", "code") => place.code.into(),
        ("units", "id") => place.unit.to_string(),
        ("people", "id") => place.person.to_string(),
        ("change", "kind") => "merge".into(),
        ("batch", "id") => place.batch.to_string(),
        ("webhooks", "id") | ("deliveries", "no") => "1".into(),
        _ => panic!(
            "{template}: what is to stand in the place of {name} after /{before}? Say so in access/fill.rs"
        ),
    }
}
