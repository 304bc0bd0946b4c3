//! Forms that come back filled, with what is wrong said beside the field and on top. They work without scripts.

mod field;
mod kept;
mod multipart;
mod parse;
mod posted;

pub use field::{Choice, Field};
pub use kept::{Kept, again};
pub use parse::{FieldError, Parse};
pub use posted::{Posted, Upload};

use crate::locale::T;
use crate::{Html, Lang, Problem, Visit};
use askama::Template;
use axum::extract::{FromRequest, Request};
use kernel::{Fault, Refusal};
use std::borrow::Cow;

/// What is wrong with one field, or with the whole.
#[derive(Clone, Debug)]
struct Wrong {
    /// Empty for the whole form.
    name: String,
    label: String,
    error: FieldError,
}

/// A form: what was typed, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Form {
    posted: Posted,
    wrong: Vec<Wrong>,
    again: bool,
    csrf: String,
    lang: Lang,
}

impl Form {
    /// A form nobody has typed into.
    pub fn empty(visit: &Visit) -> Self {
        Self::with(visit, Posted::default())
    }

    fn with(visit: &Visit, posted: Posted) -> Self {
        let again = posted.first(kept::AGAIN).is_some();
        Self { posted, wrong: Vec::new(), again, csrf: visit.csrf(), lang: visit.lang() }
    }

    /// Fills a field before anybody types: what is known need not be typed again.
    #[must_use]
    pub fn fill(mut self, name: &str, value: impl Into<String>) -> Self {
        self.posted.set(name, value.into());
        self
    }

    /// What was typed, as it was typed.
    pub fn value(&self, name: &str) -> &str {
        self.posted.first(name).unwrap_or_default()
    }

    /// Every value of a name that comes more than once.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.posted.all(name)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.posted.first(name).is_some()
    }

    /// Whether this value of a name was chosen.
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.posted.all(name).any(|v| v == value)
    }

    /// A field that must be filled. `label` names it in the list of what is wrong.
    pub fn need<P: Parse>(&mut self, name: &str, label: &str) -> Option<P> {
        if self.value(name).trim().is_empty() {
            self.wrong(name, label, FieldError::Required);
            return None;
        }
        self.may(name, label)
    }

    /// A field that may be left empty; `None` then, and when it is wrong.
    pub fn may<P: Parse>(&mut self, name: &str, label: &str) -> Option<P> {
        let text = self.value(name).trim().to_owned();
        if text.is_empty() {
            return None;
        }
        match P::parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(name, label, error);
                None
            }
        }
    }

    /// The file that a field carried.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.posted.file(name)
    }

    /// Says what is wrong with a field.
    pub fn wrong(&mut self, name: &str, label: &str, error: FieldError) {
        self.wrong.push(Wrong { name: name.to_owned(), label: label.to_owned(), error });
    }

    /// The rules say no to the whole: it comes back filled, with their words.
    pub fn refused(&mut self, refusal: Refusal) {
        self.wrong("", "", FieldError::Refused(refusal));
    }

    /// Takes a refusal onto the form; a fault stays a problem.
    ///
    /// # Errors
    /// The fault.
    pub fn take<V>(&mut self, done: kernel::Result<V>) -> Result<Option<V>, Problem> {
        match done {
            Ok(value) => Ok(Some(value)),
            Err(kernel::Error::Refused(refusal)) if refusal.code != "actor.not_allowed" => {
                self.refused(refusal);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether it may be acted on: nothing is wrong, and it was sent to be acted on.
    pub fn good(&self) -> bool {
        self.wrong.is_empty() && !self.again
    }

    /// Whether it only asks to be shown again, filled: the session had ended under it.
    pub fn is_again(&self) -> bool {
        self.again
    }

    /// A line of text.
    pub fn input(
        &self,
        name: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
    ) -> Field<'_> {
        Field::new(self, field::Control::Line("text"), name.into(), label.into())
    }

    /// A file of one of some kinds (`.xlsx,.csv`). Its form is sent as `multipart/form-data`, to a route that reads that.
    pub fn upload(
        &self,
        name: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
        accept: &'static str,
    ) -> Field<'_> {
        Field::new(self, field::Control::File(accept), name.into(), label.into())
    }

    /// Several lines of text.
    pub fn area(&self, name: impl Into<Cow<'static, str>>, label: impl Into<Cow<'static, str>>) -> Field<'_> {
        Field::new(self, field::Control::Area(3), name.into(), label.into())
    }

    /// One of a list, folded.
    pub fn select(
        &self,
        name: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
        choices: Vec<Choice>,
    ) -> Field<'_> {
        Field::new(self, field::Control::Select(choices), name.into(), label.into())
    }

    /// One of a few, all in sight.
    pub fn radios(
        &self,
        name: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
        choices: Vec<Choice>,
    ) -> Field<'_> {
        Field::new(self, field::Control::Radios(choices), name.into(), label.into())
    }

    /// A box to tick.
    pub fn tick(&self, name: impl Into<Cow<'static, str>>, label: impl Into<Cow<'static, str>>) -> Field<'_> {
        Field::new(self, field::Control::Tick, name.into(), label.into())
    }

    /// The hidden fields every form carries: stands first inside `<form>`.
    pub fn hidden(&self) -> Html {
        if self.csrf.is_empty() {
            return Html::default();
        }
        Html::made(format!(r#"<input type="hidden" name="csrf" value="{}">"#, self.csrf))
    }

    /// A hidden value of our own.
    pub fn carry(&self, name: &str, value: impl std::fmt::Display) -> Html {
        use crate::html::Escaped;
        Html::made(format!(r#"<input type="hidden" name="{}" value="{}">"#, Escaped(name), Escaped(&value)))
    }

    /// What is wrong, on top of the form, each leading to its field. Nothing when nothing is.
    pub fn summary(&self) -> Summary {
        let t = T(self.lang);
        let lines = if self.again { Vec::new() } else { self.wrong.iter().map(|w| w.line(t)).collect() };
        let refused = self.wrong.iter().all(|w| w.name.is_empty() && w.label.is_empty());
        Summary { t, again: self.again, refused, count: i64::try_from(lines.len()).unwrap_or(0), lines }
    }

    fn error_of(&self, name: &str) -> Option<String> {
        let wrong = self.wrong.iter().find(|w| w.name == name).filter(|_| !self.again)?;
        Some(wrong.error.words(T(self.lang)))
    }
}

impl Wrong {
    fn line(&self, t: T) -> (String, String) {
        let words = self.error.words(t);
        let words = if self.label.is_empty() { words } else { format!("{}: {words}", self.label) };
        (self.name.clone(), words)
    }
}

/// The list of what is wrong.
#[derive(Template)]
#[template(path = "c/summary.html")]
pub struct Summary {
    t: T,
    again: bool,
    /// No field is wrong: it was not done for a reason that lies elsewhere.
    refused: bool,
    count: i64,
    lines: Vec<(String, String)>,
}

impl askama::filters::HtmlSafe for Summary {}

/// A form as it was sent. The token has been checked before a handler sees it.
impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let extensions = request.extensions();
        match (extensions.get::<Visit>(), extensions.get::<Posted>()) {
            (Some(visit), Some(posted)) => Ok(Self::with(visit, posted.clone())),
            _ => Err(Fault::new("a form outside the site: nothing stands around it").into()),
        }
    }
}
