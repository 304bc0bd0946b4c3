//! Fonts: what the bytes of a text say, and how wide each letter is.

use super::cmap::CMap;
use super::names;
use crate::limits::Meter;
use crate::refused::Refused;
use lopdf::{Dictionary, Document, Object};
use std::collections::HashMap;

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Bytes of a code: one, or two for large fonts.
    wide: bool,
    unicode: Option<CMap>,
    encoding: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    usual: f64,
}

/// A letter that is shown.
#[derive(Debug)]
pub(super) struct Letter {
    /// What it says; nothing when the font does not tell.
    pub(super) text: String,
    /// How far it moves, in thousandths of the font's size.
    pub(super) width: f64,
    /// Whether it is the space that words are parted by.
    pub(super) space: bool,
}

/// Most widths that a font tells.
const MAX_WIDTHS: usize = 70_000;

impl Font {
    pub(super) fn load(dict: &Dictionary, pdf: &Document, meter: &mut Meter) -> Result<Self, Refused> {
        let mut font = Self { usual: 500.0, ..Self::default() };
        let kind = name(dict, b"Subtype", pdf);
        font.wide = kind == "Type0";
        if let Ok(Object::Stream(stream)) = dict.get_deref(b"ToUnicode", pdf) {
            let source = super::unpacked(stream, meter)?;
            font.unicode = Some(CMap::read(&source, meter)?);
        }
        if font.wide {
            font.composite(dict, pdf, meter)?;
        } else {
            font.simple(dict, pdf, meter)?;
        }
        Ok(font)
    }

    fn composite(&mut self, dict: &Dictionary, pdf: &Document, meter: &mut Meter) -> Result<(), Refused> {
        let inner = dict.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok();
        let inner = inner.and_then(|a| a.first()).and_then(|o| pdf.dereference(o).ok());
        let Some(inner) = inner.and_then(|(_, o)| o.as_dict().ok()) else { return Ok(()) };
        self.usual = number(inner.get_deref(b"DW", pdf).ok()).unwrap_or(1000.0);
        let Ok(widths) = inner.get_deref(b"W", pdf).and_then(Object::as_array) else { return Ok(()) };
        meter.steps(widths.len())?;
        let mut at = 0;
        let item = |at: usize| widths.get(at).and_then(|o| pdf.dereference(o).ok()).map(|o| o.1);
        while let Some(first) = code(item(at)) {
            if let Some(Object::Array(list)) = item(at + 1) {
                meter.steps(list.len())?;
                for (n, width) in (first..).zip(list) {
                    self.width(n, number(Some(width)));
                }
                at += 2;
            } else {
                let (last, width) = (code(item(at + 1)), number(item(at + 2)));
                let Some(last) = last else { break };
                let count = last.saturating_sub(first).min(70_000);
                meter.steps(usize::try_from(count).unwrap_or(0))?;
                (first..=first.saturating_add(count)).for_each(|n| self.width(n, width));
                at += 3;
            }
        }
        Ok(())
    }

    fn simple(&mut self, dict: &Dictionary, pdf: &Document, meter: &mut Meter) -> Result<(), Refused> {
        let base = dict.get_deref(b"BaseFont", pdf).and_then(Object::as_name).unwrap_or_default();
        self.usual = names::usual_width(base);
        let first = number(dict.get_deref(b"FirstChar", pdf).ok()).unwrap_or(0.0);
        if let Ok(widths) = dict.get_deref(b"Widths", pdf).and_then(Object::as_array) {
            meter.steps(widths.len())?;
            let first = whole(first);
            for (n, width) in (first..).zip(widths).take(256) {
                let width = pdf.dereference(width).ok().and_then(|(_, o)| number(Some(o)));
                self.width(n, width);
            }
        }
        let encoding = dict.get_deref(b"Encoding", pdf).ok();
        let mac = encoding.and_then(|e| e.as_name().ok()).is_some_and(|n| n == b"MacRomanEncoding");
        for n in 0..=255u8 {
            let c = if mac { names::mac(n) } else { names::windows(n) };
            self.encoding.insert(u32::from(n), c.to_string());
        }
        let differences =
            encoding.and_then(|e| e.as_dict().ok()).and_then(|d| d.get_deref(b"Differences", pdf).ok());
        let mut at = 0u32;
        for item in differences.and_then(|d| d.as_array().ok()).into_iter().flatten().take(2_000) {
            match item {
                Object::Name(name) => {
                    let text = names::letter(&String::from_utf8_lossy(name));
                    self.encoding.insert(at, text.unwrap_or_default());
                    at = at.saturating_add(1);
                }
                other => at = code(Some(other)).unwrap_or(at),
            }
        }
        Ok(())
    }

    fn width(&mut self, code: u32, width: Option<f64>) {
        if let Some(width) = width
            && self.widths.len() < MAX_WIDTHS
        {
            self.widths.insert(code, width);
        }
    }

    /// The letters of a text.
    pub(super) fn letters(&self, bytes: &[u8]) -> Vec<Letter> {
        let size = if self.wide { 2 } else { 1 };
        let codes = bytes.chunks(size).map(|c| c.iter().fold(0u32, |n, b| (n << 8) | u32::from(*b)));
        let letter = |code: u32| {
            let told = self.unicode.as_ref().and_then(|u| u.get(code)).filter(|t| !t.is_empty());
            let text = told.cloned().or_else(|| self.encoding.get(&code).cloned()).unwrap_or_default();
            let width = self.widths.get(&code).copied().unwrap_or(self.usual);
            Letter { text, width, space: !self.wide && code == 32 }
        };
        codes.map(letter).collect()
    }
}

/// A number, whatever kind it is.
pub(super) fn number(object: Option<&Object>) -> Option<f64> {
    let n = f64::from(object?.as_float().ok()?);
    n.is_finite().then_some(n)
}

fn code(object: Option<&Object>) -> Option<u32> {
    u32::try_from(object?.as_i64().ok()?).ok()
}

fn whole(n: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
    let n = n.clamp(0.0, 65_535.0) as u32;
    n
}

fn name(dict: &Dictionary, key: &[u8], pdf: &Document) -> String {
    let name = dict.get_deref(key, pdf).and_then(Object::as_name);
    name.map(|n| String::from_utf8_lossy(n).into_owned()).unwrap_or_default()
}
