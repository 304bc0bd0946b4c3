//! Marks of comments put into the text's part. A run is parted where a mark stands within it: both halves keep its
//! properties.

use super::line::{Item, Run};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// Where a mark stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cut {
    /// Between runs.
    Beside(usize),
    /// Between what stands in a run.
    Between { run: Parting, at: usize },
    /// Within a text; its tag.
    Text { run: Parting, tag: Range<usize>, at: usize },
}

/// A run that is parted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parting {
    tag: Range<usize>,
    properties: Range<usize>,
    end: usize,
}

impl Parting {
    fn of(run: &Run) -> Self {
        Self { tag: run.tag.clone(), properties: run.properties.clone(), end: run.place.end }
    }
}

impl Cut {
    pub(super) fn between(run: &Run, at: usize) -> Self {
        Self::Between { run: Parting::of(run), at }
    }

    /// Between what stands in a run, or after it: the text decides, since only it shows whether anything follows.
    pub(super) fn after(run: &Run, at: usize) -> Self {
        Self::Between { run: Parting::of(run), at }
    }

    pub(super) fn text(run: &Run, item: &Item, at: usize) -> Self {
        Self::Text { run: Parting::of(run), tag: item.tag.clone(), at }
    }

    fn at(&self) -> usize {
        match self {
            Self::Beside(at) | Self::Between { at, .. } | Self::Text { at, .. } => *at,
        }
    }
}

/// What stands at one place.
#[derive(Debug)]
struct Place {
    cut: Cut,
    ends: Vec<u32>,
    starts: Vec<u32>,
}

/// All marks of a part.
#[derive(Debug)]
pub(super) struct Marks<'x> {
    source: &'x str,
    places: BTreeMap<usize, Place>,
}

impl<'x> Marks<'x> {
    pub(super) fn new(source: &'x str) -> Self {
        Self { source, places: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, id: u32, start: Cut, end: Cut) {
        self.place(start).starts.push(id);
        self.place(end).ends.push(id);
    }

    fn place(&mut self, cut: Cut) -> &mut Place {
        let cut = self.plain(cut);
        self.places.entry(cut.at()).or_insert(Place { cut, ends: Vec::new(), starts: Vec::new() })
    }

    /// Where only the end of the run follows, the mark stands after the run.
    fn plain(&self, cut: Cut) -> Cut {
        match &cut {
            Cut::Between { run, at } => {
                let rest = self.source.get(*at..run.end).unwrap_or_default().trim_start();
                if rest.starts_with("</") { Cut::Beside(run.end) } else { cut }
            }
            _ => cut,
        }
    }

    /// The part with the marks in it.
    pub(super) fn written(&self) -> String {
        let mut out = String::with_capacity(self.source.len() + self.places.len() * 300);
        let names = Names::of(self.source);
        // A text that is parted keeps the spaces at the place only where its tag says so.
        let mut edits: BTreeMap<usize, String> = BTreeMap::new();
        for (at, place) in &self.places {
            let mut marks = String::new();
            for id in &place.ends {
                names.end(*id, &mut marks);
            }
            for id in &place.starts {
                names.start(*id, &mut marks);
            }
            let text = |range: &Range<usize>| self.source.get(range.clone()).unwrap_or_default();
            let edit = match &place.cut {
                Cut::Beside(_) => marks,
                Cut::Between { run, .. } => {
                    format!(
                        "</{}>{marks}{}{}",
                        tag_name(text(&run.tag)),
                        text(&run.tag),
                        text(&run.properties)
                    )
                }
                Cut::Text { run, tag, .. } => {
                    let kept = keeping(text(tag));
                    if kept != text(tag) {
                        edits.insert(tag.end - 1, SPACES.to_owned());
                    }
                    format!(
                        "</{}></{}>{marks}{}{}{kept}",
                        tag_name(text(tag)),
                        tag_name(text(&run.tag)),
                        text(&run.tag),
                        text(&run.properties)
                    )
                }
            };
            edits.entry(*at).or_default().push_str(&edit);
        }
        let mut from = 0;
        for (at, edit) in edits {
            out.push_str(self.source.get(from..at).unwrap_or_default());
            out.push_str(&edit);
            from = at;
        }
        out.push_str(self.source.get(from..).unwrap_or_default());
        out
    }
}

const SPACES: &str = " xml:space=\"preserve\"";

/// The tag of a text whose spaces count.
fn keeping(tag: &str) -> String {
    if tag.contains("xml:space") {
        return tag.to_owned();
    }
    format!("{}{SPACES}>", tag.trim_end_matches('>'))
}

/// The name in a tag, with its prefix.
fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('<');
    &tag[..tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len())]
}

/// How a part calls what is Word's.
pub(super) struct Names {
    /// `w:` or nothing.
    prefix: String,
    /// What an element has to say first where attributes have no prefix of their own.
    declared: String,
}

impl Names {
    /// As the first element of a part calls itself.
    pub(super) fn of(source: &str) -> Self {
        let root = source
            .find("<?xml")
            .map_or(source, |at| source[at..].find("?>").map_or(source, |end| &source[at + end + 2..]));
        // Comments may come first.
        let mut root = root.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
        while let Some(rest) = root.strip_prefix("<!--") {
            root = rest.find("-->").map_or("", |end| rest[end + 3..].trim_start());
        }
        let tag = &root[..root.find('>').unwrap_or(root.len())];
        let name = tag_name(tag);
        match name.split_once(':') {
            Some((prefix, _)) => Self { prefix: format!("{prefix}:"), declared: String::new() },
            None => {
                let space = tag.split("xmlns=").nth(1).and_then(|rest| {
                    let quote = rest.chars().next()?;
                    rest[1..].split(quote).next()
                });
                let space = space.unwrap_or(super::pack::WORD);
                Self { prefix: "w:".into(), declared: format!(" xmlns:w=\"{space}\"") }
            }
        }
    }

    fn start(&self, id: u32, out: &mut String) {
        let Self { prefix: p, declared } = self;
        let _ = write!(out, "<{p}commentRangeStart{declared} {p}id=\"{id}\"/>");
    }

    fn end(&self, id: u32, out: &mut String) {
        let Self { prefix: p, declared } = self;
        let _ = write!(
            out,
            "<{p}commentRangeEnd{declared} {p}id=\"{id}\"/><{p}r{declared}><{p}commentReference {p}id=\"{id}\"/></{p}r>"
        );
    }

    /// A comment as the part of comments holds it.
    pub(super) fn comment(&self, id: u32, comment: &super::Comment, out: &mut String) {
        let Self { prefix: p, declared } = self;
        let (author, initials) = (escaped(&comment.author), escaped(&comment.initials));
        // Word shows the hour as it is written here: the province's own.
        let when = comment.at.to_string();
        let when = when.get(..19).unwrap_or_default();
        let _ = write!(
            out,
            "<{p}comment{declared} {p}id=\"{id}\" {p}author=\"{author}\" {p}date=\"{when}Z\" {p}initials=\"{initials}\">"
        );
        for line in comment.text.split('\n') {
            let text = escaped(line);
            let _ = write!(out, "<{p}p><{p}r><{p}t{SPACES}>{text}</{p}t></{p}r></{p}p>");
        }
        let _ = write!(out, "</{p}comment>");
    }
}

/// Text as XML has it, without what XML cannot say.
fn escaped(text: &str) -> String {
    let kept: String =
        text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    quick_xml::escape::escape(kept.as_str()).into_owned()
}
