//! Relations between the parts of an Office file.

use crate::document::Format;
use crate::limits::Meter;
use crate::package::Package;
use crate::refused::Refused;
use crate::xml::{Piece, Xml};

/// A relation of a part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Its number within the part.
    pub(crate) id: String,
    /// The last word of its kind: `footnotes`, `header`.
    pub(crate) kind: String,
    /// The other part's name.
    pub(crate) target: String,
}

/// The name of the part that holds another's relations.
pub(crate) fn relations_name(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// What a part is related to; the package itself has no name. What lies outside the file is left out.
pub(crate) fn relations(
    package: &mut Package<'_>,
    of: &str,
    format: Format,
    meter: &mut Meter,
) -> Result<Vec<Relation>, Refused> {
    let Some(source) = package.xml(&relations_name(of), format, meter)? else { return Ok(Vec::new()) };
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut xml = Xml::new(&source, format);
    while let Some(piece) = xml.next(meter)? {
        let Piece::Start(element) = piece else { continue };
        if element.name() != "Relationship" || element.get("TargetMode").as_deref() == Some("External") {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) =
            (element.get("Id"), element.get("Type"), element.get("Target"))
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
