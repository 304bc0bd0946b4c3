//! Labels of lists as a reader sees them: counted while the document is read.

use super::styles::Said;
use crate::document::{Format, List};
use crate::limits::Meter;
use crate::refused::Refused;
use crate::xml::{Element, Piece, Xml};
use std::collections::HashMap;

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    text: String,
    /// Whether all numbers within are shown as digits.
    digits: bool,
    restart: Option<u8>,
}

#[derive(Debug, Default)]
struct Kind {
    levels: HashMap<u8, Level>,
}

#[derive(Debug, Default)]
struct Use {
    kind: u32,
    starts: HashMap<u8, u32>,
    levels: HashMap<u8, Level>,
    begun: bool,
}

/// All lists, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    kinds: HashMap<u32, Kind>,
    uses: HashMap<u32, Use>,
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

/// Levels of a list.
const LEVELS: usize = 9;

impl Numbering {
    pub(super) fn load(source: Option<&str>, meter: &mut Meter) -> Result<Self, Refused> {
        let mut all = Self::default();
        let Some(source) = source else { return Ok(all) };
        let mut xml = Xml::new(source, Format::Docx);
        let (mut kind, mut used, mut at) = (None::<u32>, None::<u32>, 0u8);
        while let Some(piece) = xml.next(meter)? {
            let e = match piece {
                Piece::Start(e) => e,
                Piece::End("abstractNum") => {
                    kind = None;
                    continue;
                }
                Piece::End("num") => {
                    used = None;
                    continue;
                }
                _ => continue,
            };
            match e.name() {
                "abstractNum" => {
                    kind = e.number("abstractNumId");
                    if let Some(kind) = kind {
                        all.kinds.entry(kind).or_default();
                    }
                }
                "num" => {
                    used = e.number("numId").filter(|_| !e.empty);
                    if let Some(used) = used {
                        all.uses.entry(used).or_default();
                    }
                }
                "abstractNumId" => {
                    if let (Some(used), Some(kind)) =
                        (used.and_then(|u| all.uses.get_mut(&u)), e.number("val"))
                    {
                        used.kind = kind;
                    }
                }
                "lvlOverride" | "lvl" => at = e.number("ilvl").unwrap_or(0),
                "startOverride" => {
                    if let (Some(used), Some(n)) = (used.and_then(|u| all.uses.get_mut(&u)), e.number("val"))
                    {
                        used.starts.insert(at, n);
                    }
                }
                _ => {
                    let levels = match (used, kind) {
                        (Some(used), _) => all.uses.get_mut(&used).map(|u| &mut u.levels),
                        (None, Some(kind)) => all.kinds.get_mut(&kind).map(|k| &mut k.levels),
                        _ => None,
                    };
                    if let Some(levels) = levels {
                        hear(levels, at, &e);
                    }
                }
            }
        }
        Ok(all)
    }

    /// The item that a paragraph is, after counting it.
    pub(super) fn item(&mut self, said: &Said) -> Option<List> {
        let list = said.list.filter(|n| *n > 0)?;
        let depth = said.depth.unwrap_or(0).min(8);
        let used = self.uses.get_mut(&list)?;
        let kind = self.kinds.get(&used.kind)?;
        let level =
            |n: u8| used.levels.get(&n).filter(|l| !l.format.is_empty()).or_else(|| kind.levels.get(&n));
        let start =
            |n: u8| used.starts.get(&n).copied().or_else(|| level(n).and_then(|l| l.start)).unwrap_or(1);
        let counts = self.counts.entry(used.kind).or_default();
        if !used.begun && !used.starts.is_empty() {
            // A list that begins anew says where.
            for n in used.starts.keys().filter(|n| usize::from(**n) < LEVELS) {
                counts[usize::from(*n)] = None;
            }
        }
        let own = usize::from(depth);
        let next = counts[own].map_or_else(|| start(depth), |n| n.saturating_add(1));
        counts[own] = Some(next);
        for (n, count) in (depth + 1..).zip(counts.iter_mut().skip(own + 1)) {
            // A level that never begins anew says 0; one that follows a certain level says which.
            let kept = level(n).and_then(|l| l.restart).is_some_and(|r| r == 0 || usize::from(r) <= own);
            if !kept {
                *count = None;
            }
        }
        let shown = level(depth)?;
        let label = label(shown, |n| {
            let n = n.min(8);
            let digits = shown.digits && n != depth;
            let format = if digits { "decimal" } else { level(n).map_or("decimal", |l| l.format.as_str()) };
            number(counts[usize::from(n)].unwrap_or_else(|| start(n)), format)
        });
        used.begun = true;
        Some(List { depth, label })
    }
}

fn hear(levels: &mut HashMap<u8, Level>, at: u8, e: &Element<'_>) {
    let mut level = |change: &dyn Fn(&mut Level)| change(levels.entry(at).or_default());
    match e.name() {
        "start" => level(&|l| l.start = e.number("val")),
        "numFmt" => level(&|l| l.format = e.get("val").unwrap_or_default()),
        "lvlText" => level(&|l| l.text = e.get("val").unwrap_or_default()),
        "isLgl" => level(&|l| l.digits = e.is_on()),
        "lvlRestart" => level(&|l| l.restart = e.number("val")),
        _ => {}
    }
}

/// A level's label with its numbers: `%1.%2.` becomes `2.1.`.
fn label(level: &Level, number: impl Fn(u8) -> String) -> String {
    match level.format.as_str() {
        "bullet" => return level.text.chars().map(crate::shown::bullet).collect(),
        "none" => return level.text.replace('%', ""),
        _ => {}
    }
    let mut out = String::new();
    let mut chars = level.text.chars().peekable();
    while let Some(c) = chars.next() {
        let digit =
            if c == '%' { chars.peek().and_then(|d| d.to_digit(10)).filter(|d| *d > 0) } else { None };
        match digit.and_then(|d| u8::try_from(d).ok()) {
            Some(n) => {
                out.push_str(&number(n - 1));
                chars.next();
            }
            None => out.push(c),
        }
    }
    out
}

/// A number as a list shows it.
pub(super) fn number(n: u32, format: &str) -> String {
    match format {
        "upperRoman" => roman(n).to_uppercase(),
        "lowerRoman" => roman(n),
        "upperLetter" => letter(n).to_uppercase(),
        "lowerLetter" => letter(n),
        "decimalZero" => format!("{n:02}"),
        "none" => String::new(),
        _ => n.to_string(),
    }
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n == 0 || n > 3_999 {
        return n.to_string();
    }
    let mut left = n;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

/// a to z, then aa, bb and so on, as Word counts.
fn letter(n: u32) -> String {
    let Some(n) = n.checked_sub(1).filter(|n| *n < 26 * 8) else { return n.to_string() };
    let sign = char::from(b"abcdefghijklmnopqrstuvwxyz"[usize::try_from(n % 26).unwrap_or(0)]);
    let times = usize::try_from(n / 26).unwrap_or(0) + 1;
    std::iter::repeat_n(sign, times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: u32, depth: u8) -> Said {
        Said { outline: None, list: Some(list), depth: Some(depth) }
    }

    #[test]
    fn labels_are_counted_as_a_reader_sees_them() {
        let source = r#"<w:numbering>
            <w:abstractNum w:abstractNumId="0">
              <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
              <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>
              <w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
            </w:abstractNum>
            <w:abstractNum w:abstractNumId="1">
              <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
            </w:abstractNum>
            <w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
            <w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
          </w:numbering>"#;
        let mut meter = Meter::new(&crate::limits::Limits::default());
        let mut all = Numbering::load(Some(source), &mut meter).expect("sound");
        let mut shown = |list, depth| all.item(&said(list, depth)).map(|l| l.label).unwrap_or_default();
        assert_eq!(shown(4, 0), "I.");
        assert_eq!(shown(4, 1), "1.1.");
        assert_eq!(shown(4, 1), "1.2.");
        assert_eq!(shown(4, 2), "c)");
        assert_eq!(shown(4, 0), "II.");
        assert_eq!(shown(4, 1), "2.1.");
        assert_eq!(shown(5, 0), "•");
        assert_eq!(shown(6, 0), "VII.");
        assert_eq!(shown(6, 0), "VIII.");
        assert_eq!(shown(9, 0), "");
        assert_eq!(number(28, "lowerLetter"), "bb");
    }
}
