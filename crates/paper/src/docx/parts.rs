//! The parts of a document of Word and what they are to each other.

use crate::document::Format;
use crate::limits::Meter;
use crate::package::Package;
use crate::refused::Refused;
use crate::xml::{Piece, Xml};

/// A relation of a part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// Its number within the part.
    pub(super) id: String,
    /// The last word of its kind: `footnotes`, `header`.
    pub(super) kind: String,
    /// The other part's name.
    pub(super) target: String,
}

/// The parts that are read, unpacked.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The name of the part that holds the text.
    pub(super) main: String,
    pub(super) relations: Vec<Relation>,
    pub(super) body: String,
    pub(super) styles: Option<String>,
    pub(super) numbering: Option<String>,
    pub(super) footnotes: Option<String>,
    pub(super) endnotes: Option<String>,
    /// Heads and feet of pages.
    pub(super) margins: Vec<String>,
    /// What the program that wrote it says of itself: the number of pages among it.
    pub(super) properties: Option<String>,
}

/// Most heads and feet that are read.
const MAX_MARGINS: usize = 60;

impl Parts {
    pub(super) fn load(package: &mut Package<'_>, meter: &mut Meter) -> Result<Self, Refused> {
        let top = relations(package, "", meter)?;
        let of = |kind: &str| top.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
        let named = of("officeDocument").filter(|name| package.find(name).is_some());
        let main = named.unwrap_or_else(|| "word/document.xml".into());
        let mut parts = Self { relations: relations(package, &main, meter)?, ..Self::default() };
        parts.body = part(package, Some(&main), meter)?.ok_or(Refused::Broken(Format::Docx))?;
        parts.main = main;
        let target = |kind: &str| parts.relations.iter().find(|r| r.kind == kind).map(|r| r.target.as_str());
        parts.styles = part(package, target("styles"), meter)?;
        parts.numbering = part(package, target("numbering"), meter)?;
        parts.footnotes = part(package, target("footnotes"), meter)?;
        parts.endnotes = part(package, target("endnotes"), meter)?;
        parts.properties = part(package, of("extended-properties").as_deref(), meter)?;
        let margins = parts.relations.iter().filter(|r| matches!(r.kind.as_str(), "header" | "footer"));
        for margin in margins.take(MAX_MARGINS) {
            parts.margins.extend(part(package, Some(&margin.target), meter)?);
        }
        Ok(parts)
    }
}

fn part(package: &mut Package<'_>, name: Option<&str>, meter: &mut Meter) -> Result<Option<String>, Refused> {
    let Some(name) = name else { return Ok(None) };
    package.xml(name, Format::Docx, meter)
}

/// The name of the part that holds another's relations.
pub(super) fn relations_name(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

fn relations(package: &mut Package<'_>, of: &str, meter: &mut Meter) -> Result<Vec<Relation>, Refused> {
    let Some(source) = package.xml(&relations_name(of), Format::Docx, meter)? else { return Ok(Vec::new()) };
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut xml = Xml::new(&source, Format::Docx);
    while let Some(piece) = xml.next(meter)? {
        let Piece::Start(element) = piece else { continue };
        if element.name() != "Relationship" || element.get("TargetMode").as_deref() == Some("External") {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) = (element.get("Id"), element.get("Type"), element.get("Target"))
        else {
            continue;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        found.push(Relation { id, kind, target: resolved(folder, &target) });
    }
    Ok(found)
}

/// A name seen from a folder: `../word/footnotes.xml`, `/word/footnotes.xml`, `footnotes.xml`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "" | "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_the_folder_of_the_part() {
        assert_eq!(resolved("word", "footnotes.xml"), "word/footnotes.xml");
        assert_eq!(resolved("word", "../customXml/item1.xml"), "customXml/item1.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(relations_name("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(relations_name(""), "_rels/.rels");
    }
}
