//! Names and values, and how far something is.

use crate::Html;
use askama::Template;

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What it is.
    pub name: String,
    /// The value: markup, so that it may hold a link.
    pub value: Html,
}

impl Pair {
    /// A pair with a plain value.
    pub fn new(name: impl Into<String>, value: impl std::fmt::Display) -> Self {
        Self { name: name.into(), value: Html::made(crate::html::Escaped(&value).to_string()) }
    }

    /// A pair whose value is markup of ours.
    pub fn html(name: impl Into<String>, value: Html) -> Self {
        Self { name: name.into(), value }
    }
}

/// A table of names and values.
#[derive(Template)]
#[template(
    source = r#"<table class="kv"><tbody>{% for p in pairs %}<tr><th scope="row">{{ p.name }}</th><td>{{ p.value }}</td></tr>{% endfor %}</tbody></table>"#,
    ext = "html"
)]
pub struct Facts {
    /// In order.
    pub pairs: Vec<Pair>,
}

impl askama::filters::HtmlSafe for Facts {}

/// How far something is.
#[derive(Template)]
#[template(
    source = r#"<progress max="100" value="{{ percent }}" aria-label="{{ words }}">{{ percent }}%</progress>"#,
    ext = "html"
)]
pub struct Progress {
    /// Of a hundred.
    pub percent: u64,
    /// What goes on.
    pub words: String,
}

impl askama::filters::HtmlSafe for Progress {}
