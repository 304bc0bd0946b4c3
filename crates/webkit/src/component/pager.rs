//! Where one is in a list that does not fit a page. The list is asked by keyset, so there is no page number.

use crate::Lang;
use crate::locale::T;
use askama::Template;

/// The line under a list.
#[derive(Template)]
#[template(
    source = r#"<nav class="pager" aria-label="{{ t.pager_name() }}"><span>{% if any %}{{ t.pager_of(from, to, total) }}{% else %}{{ t.pager_none() }}{% endif %}{% if let Some(href) = before %} · <a href="{{ href }}" rel="prev">{{ t.pager_before() }}</a>{% endif %}{% if let Some(href) = after %} · <a href="{{ href }}" rel="next">{{ t.pager_after() }}</a>{% endif %}</span></nav>"#,
    ext = "html"
)]
pub struct Pager {
    t: T,
    any: bool,
    from: String,
    to: String,
    total: String,
    before: Option<String>,
    after: Option<String>,
}

impl askama::filters::HtmlSafe for Pager {}

impl Pager {
    /// `from`–`to` of `total`.
    pub fn new(lang: Lang, from: i64, to: i64, total: i64) -> Self {
        let written = |n| crate::words::number(lang, n);
        Self {
            t: T(lang),
            any: total > 0,
            from: written(from),
            to: written(to),
            total: written(total),
            before: None,
            after: None,
        }
    }

    /// The page before.
    #[must_use]
    pub fn before(mut self, href: Option<String>) -> Self {
        self.before = href;
        self
    }

    /// The page after.
    #[must_use]
    pub fn after(mut self, href: Option<String>) -> Self {
        self.after = href;
        self
    }
}
