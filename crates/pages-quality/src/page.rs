//! A page put together from sections: what these pages show is lists and facts.

use askama::Template;
use webkit::component::{Crumbs, Facts};
use webkit::{Form, Html, Icon, Link, Shell};

/// A page of sections: the wide column, and one beside it.
#[derive(Template)]
#[template(path = "quality-page.html")]
pub(crate) struct Page {
    /// What stands around it.
    pub(crate) shell: Shell,
    /// The way back; none on the first of these pages.
    pub(crate) crumbs: Option<Crumbs>,
    /// Small print over the title.
    pub(crate) over: String,
    /// The title.
    pub(crate) title: String,
    /// A line under it, figures set in bold by whoever made it.
    pub(crate) under: Html,
    /// What can be done.
    pub(crate) acts: Vec<Act>,
    /// For what is sent by a button.
    pub(crate) form: Form,
    /// What narrows a list, if anything does.
    pub(crate) tools: Option<Html>,
    /// The wide column.
    pub(crate) main: Vec<Section>,
    /// The one beside it.
    pub(crate) side: Vec<Section>,
}

/// Something that can be done.
pub(crate) enum Act {
    /// A page to go to; `bool`: the main thing to do here.
    Go(Link, bool),
    /// A button: where it is sent, what it says.
    Send(String, String),
}

impl Act {
    /// A page to go to.
    pub(crate) fn go(href: impl Into<String>, label: &str) -> Self {
        Self::Go(Link::to(href, label), false)
    }

    /// The main thing to do.
    pub(crate) fn main(href: impl Into<String>, label: &str) -> Self {
        Self::Go(Link::to(href, label).icon(Icon::Plus), true)
    }

    /// A file.
    pub(crate) fn file(href: impl Into<String>, label: &str) -> Self {
        Self::Go(Link::to(href, label).icon(Icon::Down), false)
    }
}

/// A heading with what belongs under it.
#[derive(Default)]
pub(crate) struct Section {
    /// The heading.
    pub(crate) title: String,
    /// Lines of text before anything else.
    pub(crate) lines: Vec<Html>,
    /// Names and values.
    pub(crate) facts: Option<Facts>,
    /// A table.
    pub(crate) table: Option<Table>,
    /// What is said where there is nothing: what is missing, and how it comes there.
    pub(crate) empty: Option<(String, String)>,
    /// What can be done.
    pub(crate) acts: Vec<Act>,
}

impl Section {
    /// A section with nothing in it yet.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// With a line of text.
    #[must_use]
    pub(crate) fn line(mut self, line: impl std::fmt::Display) -> Self {
        self.lines.push(text(line));
        self
    }

    /// With names and values; none where there are none.
    #[must_use]
    pub(crate) fn facts(mut self, pairs: Vec<webkit::component::Pair>) -> Self {
        self.facts = (!pairs.is_empty()).then_some(Facts { pairs });
        self
    }

    /// With a table, or words where it has no row.
    #[must_use]
    pub(crate) fn table(mut self, table: Table, nothing: &str, how: &str) -> Self {
        if table.rows.is_empty() {
            self.empty = Some((nothing.to_owned(), how.to_owned()));
        } else {
            self.table = Some(table);
        }
        self
    }

    /// With something to do.
    #[must_use]
    pub(crate) fn act(mut self, act: Option<Act>) -> Self {
        self.acts.extend(act);
        self
    }
}

/// A table: the first cell of a row is its head.
pub(crate) struct Table {
    /// What it is, for whoever hears it.
    pub(crate) caption: String,
    /// Heads of columns; those whose numbers stand to the right.
    pub(crate) heads: Vec<(String, bool)>,
    /// The rows.
    pub(crate) rows: Vec<Vec<Html>>,
}

impl Table {
    /// A table of these columns.
    pub(crate) fn new(caption: impl Into<String>, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|h| ((*h).to_owned(), false)).collect();
        Self { caption: caption.into(), heads, rows: Vec::new() }
    }

    /// The numbers of this column stand to the right.
    #[must_use]
    pub(crate) fn right(mut self, column: usize) -> Self {
        self.heads.iter_mut().skip(column).take(1).for_each(|h| h.1 = true);
        self
    }

    /// With these rows.
    #[must_use]
    pub(crate) fn rows(mut self, rows: impl IntoIterator<Item = Vec<Html>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Whether the numbers of a column stand to the right.
    pub(crate) fn is_right(&self, column: &usize) -> bool {
        self.heads.get(*column).is_some_and(|h| h.1)
    }
}

#[derive(Template)]
#[template(source = "{{ words }}", ext = "html")]
struct Words<'a> {
    words: &'a str,
}

/// Text as markup.
pub(crate) fn text(words: impl std::fmt::Display) -> Html {
    let words = words.to_string();
    Html::made(Words { words: &words }.to_string())
}

#[derive(Template)]
#[template(source = r#"<a href="{{ href }}">{{ words }}</a>"#, ext = "html")]
struct Anchor<'a> {
    href: &'a str,
    words: &'a str,
}

/// A link.
pub(crate) fn link(href: &str, words: &str) -> Html {
    Html::made(Anchor { href, words }.to_string())
}

#[derive(Template)]
#[template(
    source = r#"<b>{{ first }}</b>{% if !then.is_empty() %}<br><span class="q">{{ then }}</span>{% endif %}"#,
    ext = "html"
)]
struct TwoLines<'a> {
    first: &'a str,
    then: &'a str,
}

/// Something with a smaller line under it.
pub(crate) fn two(first: &str, then: &str) -> Html {
    Html::made(TwoLines { first, then }.to_string())
}

#[derive(Template)]
#[template(
    source = r#"<span class="tag{% if !class.is_empty() %} {{ class }}{% endif %}">{{ words }}</span>"#,
    ext = "html"
)]
struct Tag<'a> {
    class: &'a str,
    words: &'a str,
}

/// A word in a box: `late`, `soon`, `ok`, or plain.
pub(crate) fn tag(class: &str, words: &str) -> Html {
    Html::made(Tag { class, words }.to_string())
}
