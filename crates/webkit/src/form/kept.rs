//! Nothing typed is lost: a form whose session ended, or changed, comes back filled, to whoever typed it and to nobody
//! else.

use super::Posted;
use crate::html::Escaped;
use crate::language::local;
use crate::locale::T;
use crate::{Answer, Html, Problem, Shell, Visit};
use askama::Template;
use axum::http::StatusCode;

/// The field that asks for a form to be shown again rather than acted on.
pub(super) const AGAIN: &str = "_again";
/// The field that carries a kept form through the page where one signs in.
const KEPT: &str = "_kept";
/// Longer forms are not carried.
const MOST: usize = 64 * 1024;
/// Fields whose names contain one of these are secrets: typed again, never carried.
const SECRETS: [&str; 5] = ["password", "secret", "token", "otp", "csrf"];

/// A form that was sent and not acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it was sent.
    action: String,
    /// The token that it carried, which tells whose it is. Empty where nobody had signed in.
    token: String,
    fields: Vec<(String, String)>,
}

impl Kept {
    pub(crate) fn of(visit: &Visit, posted: &Posted) -> Self {
        Self::new(visit.path(), posted.first("csrf").unwrap_or_default(), posted)
    }

    fn new(action: &str, token: &str, posted: &Posted) -> Self {
        let mut left = MOST;
        let fields = posted
            .pairs()
            .iter()
            .filter(|(name, _)| !name.starts_with('_') && !SECRETS.iter().any(|s| name.contains(s)))
            .take_while(|(name, value)| {
                let size = name.len() + value.len();
                left = left.saturating_sub(size);
                left > 0
            })
            .cloned()
            .collect();
        Self { action: local(action).to_owned(), token: token.to_owned(), fields }
    }

    /// Whether whoever has signed in now typed it, or somebody before anybody had.
    pub fn is_for(&self, visit: &Visit) -> bool {
        let of = |account: &str| visit.kit().secret().token_is_of(account.as_bytes(), &self.token);
        self.token.is_empty() || visit.session().is_some_and(|session| of(&session.account))
    }

    /// Where it was sent: where to go after signing in when nothing else is asked.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// A hidden field for the page where one signs in.
    pub fn hidden(&self) -> Html {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("", &self.action).append_pair("", &self.token).extend_pairs(&self.fields);
        Html::made(format!(r#"<input type="hidden" name="{KEPT}" value="{}">"#, Escaped(&text.finish())))
    }

    /// What the page where one signs in carried, if it carried a form.
    pub fn carried(form: &super::Form) -> Option<Self> {
        let text = form.value(KEPT);
        let mut pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        let mut unnamed = || pairs.next().filter(|(name, _)| name.is_empty()).map(|(_, value)| value);
        let (action, token) = (unnamed()?, unnamed()?);
        Some(Self::new(&action, &token, &Posted::of(pairs.collect())))
    }
}

#[derive(Template)]
#[template(path = "again.html")]
struct Page<'a> {
    shell: Shell,
    t: T,
    kept: &'a Kept,
    csrf: String,
}

/// The page that gives a kept form back: one press, or none with scripts, and it stands there filled.
///
/// # Errors
/// The form is somebody else's, or a fault: the page could not be rendered.
pub fn again(visit: &Visit, kept: &Kept) -> Answer {
    if !kept.is_for(visit) {
        let words = |t: T| t.again_not_yours().to_owned();
        return Err(Problem::new(StatusCode::CONFLICT, "form.not_yours", words));
    }
    let t = T(visit.lang());
    let shell = visit.shell(visit.layout(), t.again_title());
    visit.page_as(StatusCode::CONFLICT, &Page { shell, t, kept, csrf: visit.csrf() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted::of(pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect())
    }

    #[test]
    fn secrets_are_never_carried_and_the_size_is_bounded() {
        let long = "x".repeat(MOST);
        let kept = Kept::new(
            "/intake",
            "",
            &posted(&[
                ("name", "An"),
                ("password", "p"),
                ("csrf", "c"),
                ("new_password", "q"),
                ("_again", "1"),
                ("a", &long),
                ("b", "1"),
            ]),
        );
        assert_eq!(kept.fields, [("name".to_owned(), "An".to_owned())]);
    }

    #[test]
    fn a_kept_form_is_sent_nowhere_else() {
        assert_eq!(Kept::new("https://evil.example/", "", &Posted::default()).action(), "/");
        assert_eq!(Kept::new("//evil.example/", "", &Posted::default()).action(), "/");
    }
}
