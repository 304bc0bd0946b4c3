//! XML piece by piece, each piece with its place in the text, within bounds. Prefixes are dropped: office programs use
//! the same ones everywhere, and no two vocabularies here share a name that would matter.

use crate::document::Format;
use crate::limits::Meter;
use crate::refused::{Much, Refused};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::ops::Range;

/// A piece of XML.
#[derive(Debug)]
pub(crate) enum Piece<'x> {
    /// The beginning of an element.
    Start(Element<'x>),
    /// Its end.
    End(&'x str),
    /// Text without references.
    Text(&'x str),
    /// A character that is written as a reference.
    Char(char),
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Element<'x> {
    start: BytesStart<'x>,
    name: &'x str,
    /// Whether it ends at once: no [`Piece::End`] follows.
    pub(crate) empty: bool,
}

impl<'x> Element<'x> {
    /// Its name without a prefix.
    pub(crate) fn name(&self) -> &'x str {
        self.name
    }

    /// An attribute by its name without a prefix.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut all = self.start.attributes();
        let all = all.with_checks(false).flatten();
        let mut found = all.filter(|a| a.key.local_name().into_inner() == name);
        found.next().and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
    }

    /// An attribute as a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a property that is on when it is named is on: `<w:b/>`, `<w:b w:val="0"/>`.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Reads XML.
pub(crate) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    source: &'x str,
    format: Format,
    depth: usize,
    place: Range<usize>,
}

impl<'x> Xml<'x> {
    pub(crate) fn new(source: &'x str, format: Format) -> Self {
        let mut reader = Reader::from_str(source);
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, source, format, depth: 0, place: 0..0 }
    }

    /// Where the last piece stands.
    pub(crate) fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece; none at the end.
    pub(crate) fn next(&mut self, meter: &mut Meter) -> Result<Option<Piece<'x>>, Refused> {
        loop {
            meter.steps(1)?;
            let from = self.at();
            let event = self.reader.read_event().map_err(|_| Refused::Broken(self.format))?;
            self.place = from..self.at();
            let raw = self.source.get(self.place.clone()).ok_or(Refused::Broken(self.format))?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > meter.left().depth {
                        return Err(Refused::TooMuch(Much::Depth));
                    }
                    return Ok(Some(Piece::Start(Element { start, name: local(raw, 1), empty: false })));
                }
                Event::Empty(start) => {
                    return Ok(Some(Piece::Start(Element { start, name: local(raw, 1), empty: true })));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::End(local(raw, 2))));
                }
                Event::Text(_) if raw.is_empty() => {}
                Event::Text(_) => return Ok(Some(Piece::Text(raw))),
                Event::CData(_) => {
                    // The text stands between `<![CDATA[` and `]]>`.
                    self.place =
                        self.place.start + 9..self.place.end.saturating_sub(3).max(self.place.start + 9);
                    let text = self.source.get(self.place.clone()).ok_or(Refused::Broken(self.format))?;
                    return Ok(Some(Piece::Text(text)));
                }
                Event::GeneralRef(name) => {
                    let named =
                        quick_xml::escape::resolve_predefined_entity(&name).and_then(|s| s.chars().next());
                    let c = named.or_else(|| name.resolve_char_ref().ok().flatten()).unwrap_or('\u{fffd}');
                    return Ok(Some(Piece::Char(c)));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof if self.depth > 0 => return Err(Refused::Broken(self.format)),
                Event::Eof => return Ok(None),
            }
        }
    }

    /// The next element below those of which `outside` are open; none when the one around it ends.
    pub(crate) fn inside(
        &mut self,
        outside: usize,
        meter: &mut Meter,
    ) -> Result<Option<Element<'x>>, Refused> {
        while let Some(piece) = self.next(meter)? {
            match piece {
                Piece::Start(element) => return Ok(Some(element)),
                Piece::End(_) if self.depth <= outside => break,
                _ => {}
            }
        }
        Ok(None)
    }

    /// Passes over the rest of an element that has just begun.
    pub(crate) fn skip(&mut self, element: &Element<'_>, meter: &mut Meter) -> Result<(), Refused> {
        if element.empty {
            return Ok(());
        }
        let outside = self.depth - 1;
        while self.depth > outside {
            if self.next(meter)?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The text within an element that has just begun.
    pub(crate) fn text(&mut self, element: &Element<'_>, meter: &mut Meter) -> Result<String, Refused> {
        let mut text = String::new();
        if element.empty {
            return Ok(text);
        }
        let outside = self.depth - 1;
        while self.depth > outside {
            match self.next(meter)? {
                Some(Piece::Text(t)) => text.push_str(t),
                Some(Piece::Char(c)) => text.push(c),
                Some(_) => {}
                None => break,
            }
        }
        Ok(text)
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// The local name in a tag, which begins with `marks` signs: `<w:p …>`, `</w:p>`.
fn local(tag: &str, marks: usize) -> &str {
    let tag = tag.get(marks..).unwrap_or_default();
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(tag.len());
    let name = &tag[..end];
    name.rsplit_once(':').map_or(name, |(_, n)| n)
}
