//! What styles say of paragraphs: headings and lists, inherited from the styles they are based on.

use crate::document::Format;
use crate::limits::Meter;
use crate::refused::Refused;
use crate::xml::{Piece, Xml};
use std::collections::HashMap;

/// What a paragraph's properties or a style say.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The depth of a heading from 0; 9 is running text.
    pub(super) outline: Option<u8>,
    /// The list, by its number; 0 is none.
    pub(super) list: Option<u32>,
    /// The depth within the list.
    pub(super) depth: Option<u8>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    said: Said,
    heading: Option<u8>,
}

/// All styles of paragraphs.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    usual: Option<String>,
}

/// Most styles that are based on one another; a circle ends here.
const MAX_CHAIN: usize = 30;

impl Styles {
    pub(super) fn load(source: Option<&str>, meter: &mut Meter) -> Result<Self, Refused> {
        let mut styles = Self::default();
        let Some(source) = source else { return Ok(styles) };
        let mut xml = Xml::new(source, Format::Docx);
        let mut current: Option<(String, Style)> = None;
        while let Some(piece) = xml.next(meter)? {
            match piece {
                Piece::Start(e) => match e.name() {
                    "style" => {
                        let id = e.get("styleId").unwrap_or_default();
                        if e.get("type").as_deref() == Some("paragraph")
                            && e.get("default").is_some_and(|d| d != "0")
                        {
                            styles.usual = Some(id.clone());
                        }
                        current = Some((id, Style::default()));
                    }
                    "pPrChange" | "rPrChange" => xml.skip(&e, meter)?,
                    name => {
                        if let Some((_, style)) = &mut current {
                            match name {
                                "basedOn" => style.based_on = e.get("val"),
                                "name" => style.heading = e.get("val").as_deref().and_then(heading),
                                _ => style.said.hear(name, &e),
                            }
                        }
                    }
                },
                Piece::End("style") => {
                    if let Some((id, style)) = current.take() {
                        styles.all.insert(id, style);
                    }
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// What holds for a paragraph that says `said` itself and has this style.
    pub(super) fn of(&self, style: Option<&str>, said: &Said) -> Said {
        let mut all = said.clone();
        let mut heading = None;
        let mut at = style.or(self.usual.as_deref());
        for _ in 0..MAX_CHAIN {
            let Some(style) = at.and_then(|id| self.all.get(id)) else { break };
            all.outline = all.outline.or(style.said.outline);
            all.list = all.list.or(style.said.list);
            all.depth = all.depth.or(style.said.depth);
            heading = heading.or(style.heading);
            at = style.based_on.as_deref();
        }
        all.outline = all.outline.or(heading);
        all
    }
}

impl Said {
    /// Hears a property.
    pub(super) fn hear(&mut self, name: &str, element: &crate::xml::Element<'_>) {
        match name {
            "outlineLvl" => self.outline = element.number("val"),
            "numId" => self.list = element.number("val"),
            "ilvl" => self.depth = element.number("val"),
            _ => {}
        }
    }
}

/// The depth of a built-in heading, from 0, by the name it has in every language.
fn heading(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    let n: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    n.checked_sub(1).filter(|n| *n < 9)
}
