//! The package with its comments: parts that have to change are written anew, all others are copied as they are packed.

use super::marks::Names;
use super::parts::Parts;
use crate::document::Format;
use crate::limits::Meter;
use crate::package::Package;
use crate::refused::Refused;
use crate::relations::relations_name;
use crate::xml::{Piece, Xml};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What Word's vocabulary is called.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = "[Content_Types].xml";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
                         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// The parts that change.
pub(super) struct Pack {
    changed: BTreeMap<String, String>,
    /// The part of comments, and what it says before and after the new ones.
    name: String,
    before: String,
    after: String,
    new: String,
    names: Names,
    next: u32,
}

impl Pack {
    pub(super) fn open(package: &mut Package<'_>, parts: &Parts, meter: &mut Meter) -> Result<Self, Refused> {
        let known = parts.relations.iter().find(|r| r.kind == "comments").map(|r| r.target.clone());
        let existing = match &known {
            Some(name) => package.xml(name, Format::Docx, meter)?,
            None => None,
        };
        let mut changed = BTreeMap::new();
        let name = match &known {
            Some(name) => name.clone(),
            None => free_name(package, &parts.main),
        };
        if known.is_none() {
            relate(package, parts, &name, &mut changed, meter)?;
        }
        if existing.is_none() {
            declare(package, &name, &mut changed, meter)?;
        }
        let source = existing.unwrap_or_else(|| {
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{}\"></w:comments>", word(&parts.body))
        });
        let next = highest(&source, "comment", meter)?.max(highest(&parts.body, "commentRangeStart", meter)?);
        let next = next.max(highest(&parts.body, "commentReference", meter)?);
        let (before, after) = opened(&source, "comments", meter)?;
        let names = Names::of(&source);
        Ok(Self { changed, name, before, after, new: String::new(), names, next })
    }

    /// Adds a comment and gives its number.
    pub(super) fn add(&mut self, comment: &super::Comment) -> u32 {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        self.names.comment(id, comment, &mut self.new);
        id
    }

    pub(super) fn replace(&mut self, part: &str, text: String) {
        self.changed.insert(part.to_owned(), text);
    }

    /// The whole package.
    pub(super) fn written(mut self, package: &mut Package<'_>) -> Result<Vec<u8>, Refused> {
        let comments = format!("{}{}{}", self.before, self.new, self.after);
        self.changed.insert(self.name.clone(), comments);
        // The archive may write a name in other letters than relations do.
        let changed: BTreeMap<Option<usize>, Vec<(String, String)>> =
            self.changed.into_iter().fold(BTreeMap::new(), |mut all, (name, text)| {
                all.entry(package.find(&name)).or_insert_with(Vec::new).push((name, text));
                all
            });
        let broken = |_| Refused::Broken(Format::Docx);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let archive = package.archive();
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(broken)?;
            match changed.get(&Some(at)).and_then(|c| c.first()) {
                Some((_, text)) => {
                    let name = file.name().map_err(broken)?.into_owned();
                    drop(file);
                    out.start_file(name, options).map_err(broken)?;
                    out.write_all(text.as_bytes()).map_err(|_| Refused::Broken(Format::Docx))?;
                }
                None => out.raw_copy_file(file).map_err(broken)?,
            }
        }
        for (name, text) in changed.get(&None).into_iter().flatten() {
            out.start_file(name.as_str(), options).map_err(broken)?;
            out.write_all(text.as_bytes()).map_err(|_| Refused::Broken(Format::Docx))?;
        }
        Ok(out.finish().map_err(broken)?.into_inner())
    }
}

/// What the text's own part calls Word's vocabulary: the strict one has another name.
fn word(body: &str) -> &str {
    const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    if body.get(..body.len().min(4_000)).is_some_and(|head| head.contains(STRICT)) { STRICT } else { WORD }
}

/// A name for the part of comments that no other part has.
fn free_name(package: &Package<'_>, main: &str) -> String {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let slash = if folder.is_empty() { "" } else { "/" };
    let name = |n: u32| {
        let n = if n == 0 { String::new() } else { n.to_string() };
        format!("{folder}{slash}comments{n}.xml")
    };
    (0..).map(name).find(|n| package.find(n).is_none()).unwrap_or_else(|| name(0))
}

/// Relates the text to its comments.
fn relate(
    package: &mut Package<'_>,
    parts: &Parts,
    name: &str,
    changed: &mut BTreeMap<String, String>,
    meter: &mut Meter,
) -> Result<(), Refused> {
    let part = relations_name(&parts.main);
    let source = package.xml(&part, Format::Docx, meter)?.unwrap_or_else(|| RELATIONS.to_owned());
    let taken = |id: &str| source.contains(&format!("\"{id}\"")) || source.contains(&format!("'{id}'"));
    let id = (1u32..).map(|n| format!("rIdComments{n}")).find(|id| !taken(id)).unwrap_or_default();
    let (before, after) = opened(&source, "Relationships", meter)?;
    let p = prefix(&before);
    let new = format!("{before}<{p}Relationship Id=\"{id}\" Type=\"{KIND}\" Target=\"/{name}\"/>{after}");
    changed.insert(part, new);
    Ok(())
}

/// Says in the list of types what the part of comments is.
fn declare(
    package: &mut Package<'_>,
    name: &str,
    changed: &mut BTreeMap<String, String>,
    meter: &mut Meter,
) -> Result<(), Refused> {
    let source = package.xml(TYPES, Format::Docx, meter)?.ok_or(Refused::Broken(Format::Docx))?;
    if source.contains(&format!("\"/{name}\"")) {
        return Ok(());
    }
    let (before, after) = opened(&source, "Types", meter)?;
    let p = prefix(&before);
    let new = format!("{before}<{p}Override PartName=\"/{name}\" ContentType=\"{CONTENT}\"/>{after}");
    changed.insert(TYPES.into(), new);
    Ok(())
}

/// The prefix of a part's first element.
fn prefix(source: &str) -> String {
    let root = source.rfind("?>").map_or(source, |at| &source[at + 2..]).trim_start();
    let name = root.trim_start_matches('<');
    let name = &name[..name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(0)];
    name.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"))
}

/// The highest number of elements of a name, and one more.
fn highest(source: &str, name: &str, meter: &mut Meter) -> Result<u32, Refused> {
    let mut xml = Xml::new(source, Format::Docx);
    let mut next = 0u32;
    while let Some(piece) = xml.next(meter)? {
        if let Piece::Start(e) = piece
            && e.name() == name
            && let Some(id) = e.number::<u32>("id")
        {
            next = next.max(id.saturating_add(1));
        }
    }
    Ok(next)
}

/// A part up to the end of its only element, which has the name, and from there on. An element that ends at once is
/// opened.
fn opened(source: &str, name: &str, meter: &mut Meter) -> Result<(String, String), Refused> {
    let broken = Refused::Broken(Format::Docx);
    let mut xml = Xml::new(source, Format::Docx);
    let root = loop {
        match xml.next(meter)?.ok_or(broken)? {
            Piece::Text(text) if text.trim().is_empty() => {}
            Piece::Start(root) if root.name() == name => break root,
            _ => return Err(broken),
        }
    };
    let halves = if root.empty {
        let tag = &source[xml.place()];
        let open = tag.strip_suffix("/>").ok_or(broken)?;
        let end = &open[1..open.find(|c: char| c.is_whitespace()).unwrap_or(open.len())];
        let (before, after) = (&source[..xml.place().start], &source[xml.place().end..]);
        (format!("{before}{open}>"), format!("</{end}>{after}"))
    } else {
        while xml.depth() > 0 {
            xml.next(meter)?.ok_or(broken)?;
        }
        let at = xml.place().start;
        (source[..at].to_owned(), source[at..].to_owned())
    };
    while let Some(piece) = xml.next(meter)? {
        if !matches!(piece, Piece::Text(text) if text.trim().is_empty()) {
            return Err(broken);
        }
    }
    // What is lenient to a part as it is may not be so to the part with something in it.
    let whole = format!("{}<x/>{}", halves.0, halves.1);
    let mut xml = Xml::new(&whole, Format::Docx);
    while xml.next(meter)?.is_some() {}
    Ok(halves)
}
