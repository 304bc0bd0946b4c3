//! Elements of a run that stand for a character.

use super::line::{Item, Line};
use crate::xml::{Element, Xml};

/// An element of a run that has just been read.
pub(super) fn element(xml: &Xml<'_>, e: &Element<'_>, line: &Line, run: usize) -> Item {
    let inner = usize::from(!e.empty);
    let direct = line.trace.runs.get(run).is_some_and(|r| xml.depth() == r.depth + inner && e.empty);
    Item { place: xml.place(), tag: xml.place(), run, direct }
}

/// The character that an element of a run stands for.
pub(super) fn sign(name: &str, e: &Element<'_>) -> Option<char> {
    match name {
        "tab" | "ptab" => Some('\t'),
        "br" | "cr" => Some('\n'),
        "noBreakHyphen" => Some('-'),
        "sym" => {
            let code = u32::from_str_radix(&e.get("char")?, 16).ok()?;
            let code = if code < 0x100 { code + 0xF000 } else { code };
            char::from_u32(code).map(crate::shown::symbol)
        }
        _ => None,
    }
}
