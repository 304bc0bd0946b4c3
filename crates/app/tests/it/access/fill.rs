//! What stands in the place of a path's parameters. A route with a parameter that nobody told of fails here.

use super::people::Place;

/// What a program sends, for a place: enough that rights decide, and not what was left out.
pub(super) fn body(template: &str, place: &Place) -> String {
    let code = place.code;
    match template {
        "/api/v1/dossiers" => format!(
            r#"{{"procedure": "1.000030", "unit": "{code}", "channel": "counter", "result_by": "counter",
                "applicant": {{"name": "Nguyễn Văn Thử"}}, "content": "minh họa"}}"#
        ),
        "/api/v1/dossiers/{code}/actions" => r#"{"action": "request_supplement", "what": "Bản sao"}"#.into(),
        _ => "{}".into(),
    }
}

/// The address of a route, for a place: its path, and what it cannot be asked without.
pub(super) fn path(template: &str, place: &Place) -> String {
    let path = filled(template, place);
    if template == "/api/v1/statistics" { format!("{path}?from=2020-11-01&to=2020-11-20") } else { path }
}

fn filled(template: &str, place: &Place) -> String {
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
        ("procedure" | "procedures", "code") => "1.000030".into(),
        // Whose work it is alone sees it: of nobody's there is none.
        ("progress", "work") => "1".into(),
        ("t", "token") => place.token.clone(),
        ("dossier" | "dossiers", "code") => place.dossier.clone(),
        ("unit" | "units" | "desks", "code") => place.code.into(),
        // The tests' province tells no life events.
        ("life", "event") => "no-such".into(),
        ("processes", "id") => place.process.to_string(),
        ("process-drafts", "id") => place.draft.to_string(),
        ("units", "id") => place.unit.to_string(),
        ("people", "id") => place.person.to_string(),
        ("change", "kind") => "merge".into(),
        ("document", "id") => place.document.clone(),
        ("audit", "id") => place.audit.clone(),
        ("end", "deed") => "conclude".into(),
        ("sample" | "take-back" | "action" | "step", "no") => "1".into(),
        ("batch", "id") => place.batch.to_string(),
        // Nobody has sent a workbook, and nothing was decided.
        ("upload" | "decision", "id") => "1".into(),
        ("webhooks", "id") => place.webhook.clone(),
        ("deliveries", "no") => "1".into(),
        _ => panic!(
            "{template}: what is to stand in the place of {name} after /{before}? Say so in access/fill.rs"
        ),
    }
}
