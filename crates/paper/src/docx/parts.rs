//! The parts of a document of Word and what they are to each other.

use crate::document::Format;
use crate::limits::Meter;
use crate::package::Package;
use crate::refused::Refused;
use crate::relations::{Relation, relations};

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
        let top = relations(package, "", Format::Docx, meter)?;
        let of = |kind: &str| top.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
        let named = of("officeDocument").filter(|name| package.find(name).is_some());
        let main = named.unwrap_or_else(|| "word/document.xml".into());
        let mut parts =
            Self { relations: relations(package, &main, Format::Docx, meter)?, ..Self::default() };
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
