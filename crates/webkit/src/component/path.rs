//! The path of a dossier: what is done, where it is now, what comes.

use askama::Template;

/// Where a stop lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
}

/// One stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What it is.
    pub title: String,
    /// When and by whom.
    pub note: String,
    /// Where it lies.
    pub when: When,
}

/// The path.
#[derive(Template)]
#[template(
    source = r#"<ol class="path">{% for s in stops %}<li{% match s.when %}{% when When::Done %} class="d"{% when When::Now %} class="n" aria-current="step"{% when When::Ahead %}{% endmatch %}><b>{{ s.title }}</b>{% if !s.note.is_empty() %}<p class="q">{{ s.note }}</p>{% endif %}</li>{% endfor %}</ol>"#,
    ext = "html"
)]
pub struct Path {
    /// In order.
    pub stops: Vec<Stop>,
}

impl askama::filters::HtmlSafe for Path {}
