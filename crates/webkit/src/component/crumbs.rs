//! The way back up.

use crate::locale::T;
use crate::{Lang, Link};
use askama::Template;

/// The pages above this one.
#[derive(Template)]
#[template(
    source = r#"<nav class="crumb" aria-label="{{ t.crumbs() }}"><ol>{% for l in links %}<li><a href="{{ l.href }}">{{ l.label }}</a></li>{% endfor %}{% if !here.is_empty() %}<li>{{ here }}</li>{% endif %}</ol></nav>"#,
    ext = "html"
)]
pub struct Crumbs {
    t: T,
    links: Vec<Link>,
    here: String,
}

impl askama::filters::HtmlSafe for Crumbs {}

impl Crumbs {
    /// From the top down; `here` is this page and may be empty.
    pub fn new(lang: Lang, links: Vec<Link>, here: impl Into<String>) -> Self {
        Self { t: T(lang), links, here: here.into() }
    }
}
