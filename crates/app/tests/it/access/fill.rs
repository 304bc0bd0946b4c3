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
        ("assets", "name") => "no-such-asset".into(),
        ("language", "code") => "vi".into(),
        _ => panic!(
            "{template}: what is to stand in the place of {name} after /{before}? Say so in access/fill.rs ({})",
            place.unit
        ),
    }
}
