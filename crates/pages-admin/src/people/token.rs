//! API tokens of a person, or of a program.

use super::Seen;
use crate::Scopes;
use crate::base::{FormPage, Once, act, field, id_in, told};
use crate::locale::T;
use axum::extract::Path;
use identity::TokenId;
use identity::token::{self, NewToken};
use webkit::{Answer, Form, Html, Layout, Link, Visit};

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    page(&visit, &seen, visit.form().fill("days", "365")).show(&visit)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (seen, t) = (Seen::at(&visit, &id).await?, T(visit.lang()));
    let name: Option<String> = form.need("name", t.token_name());
    let days: Option<i64> = form.need("days", t.token_days());
    let listed = |name: &str| -> Vec<String> {
        form.values(name).flat_map(|v| v.split([',', ';', ' ', '\n'])).map(str::to_owned).collect()
    };
    let filled = |list: Vec<String>| list.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
    let (scopes, ranges) = (filled(listed("scope")), filled(listed("ranges")));
    let (true, Some((name, days))) = (form.good(), name.zip(days)) else {
        return page(&visit, &seen, form).show(&visit);
    };
    let new = NewToken { person: seen.person.id, name, scopes, ranges, days };
    let done = act(&visit, seen.actor, move |tx, ctx| token::make(tx, ctx, new)).await;
    let Some((_, secret)) = form.take(done)? else {
        return page(&visit, &seen, form).show(&visit);
    };
    let page = Once {
        shell: visit.shell(Layout::Work, t.token_made()),
        crumbs: seen.crumbs(&visit, t.token_made()),
        title: t.token_made().into(),
        secret: secret.expose().to_owned(),
        label: t.token_of(&seen.person.name),
        notes: [t.token_note_once(), t.token_note_keep()].map(str::to_owned).into(),
        way: Link::to(seen.address(), t.once_noted()),
    };
    visit.page(&page)
}

fn page(visit: &Visit, seen: &Seen, form: Form) -> FormPage {
    let t = T(visit.lang());
    let scopes = visit.kit().get::<Scopes>();
    let mut page = FormPage::new(visit, t.token_title(), seen.crumbs(visit, t.token_title()), form);
    let form = &page.form;
    page.over = format!("{} · {}", seen.person.name, seen.person.login);
    let mut fields = vec![
        field(form.input("name", t.token_name()).hint(t.token_name_hint()).required().width("w100")),
        field(
            form.input("days", t.token_days()).hint(t.token_days_hint()).digits().required().width("w5 num"),
        ),
    ];
    match scopes.as_deref().map(|s| s.0.as_slice()) {
        Some(known) if !known.is_empty() => fields.push(ticks(t, form, known)),
        _ => fields.push(field(
            form.input("scope", t.token_scopes()).hint(t.token_scopes_hint()).required().width("w100"),
        )),
    }
    fields.push(field(form.area("ranges", t.token_ranges()).hint(t.token_ranges_hint()).optional()));
    page.fields = fields;
    page.button = t.token_button().into();
    page.back = Link::to(seen.address(), t.cancel());
    page.aside = t.happens().into();
    page.notes =
        [t.token_note_rights(), t.token_note_once(), t.token_note_address()].map(str::to_owned).into();
    page
}

/// What a scope is for; none where these pages do not know it.
fn scope_name(t: T, scope: &str) -> Option<&'static str> {
    Some(match scope {
        "dossiers:read" => t.scope_dossiers_read(),
        "dossiers:write" => t.scope_dossiers_write(),
        "catalogue:read" => t.scope_catalogue_read(),
        "statistics:read" => t.scope_statistics_read(),
        "webhooks:write" => t.scope_webhooks_write(),
        "metrics:read" => t.scope_metrics_read(),
        _ => return None,
    })
}

/// A scope in words, and as programs call it.
pub(super) fn scope_words(t: T, scope: &str) -> String {
    scope_name(t, scope).map_or_else(|| scope.to_owned(), |words| format!("{words} ({scope})"))
}

/// The scopes that some route asks for.
fn ticks(t: T, form: &Form, known: &[&'static str]) -> Html {
    use webkit::html::Escaped;
    let mut text = format!(r#"<fieldset class="field" id="scope"><legend>{}</legend>"#, t.token_scopes());
    for scope in known {
        let checked = if form.chosen("scope", scope) { " checked" } else { "" };
        text.push_str(&format!(
            r#"<label class="pick"><input type="checkbox" name="scope" value="{0}"{checked}><span><b>{1}</b><code>{0}</code></span></label>"#,
            Escaped(scope),
            Escaped(scope_name(t, scope).unwrap_or(scope))
        ));
    }
    text.push_str("</fieldset>");
    Html::made(text)
}

/// Revokes a token.
pub(super) async fn revoke(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let (which, person) = (TokenId(id_in(form.value("which"))?), seen.person.id);
    let done = act(&visit, seen.actor, move |tx, ctx| {
        let his = token::of(tx, person)?.iter().any(|t| t.id == which);
        token::revoke(tx, ctx, if his { which } else { TokenId(-1) })
    })
    .await;
    told(&visit, &seen.address(), done.map(|()| T(visit.lang()).token_revoked().into()))
}
