//! A sheet as a table.

use super::format::Formats;
use super::grid::{Merged, Place};
use crate::document::{Block, Cell, Format, Row, Table};
use crate::limits::Meter;
use crate::numbers::Numbers;
use crate::refused::Refused;
use crate::xml::{Element, Piece, Xml};

/// A cell as it stands in the file.
#[derive(Default)]
struct Raw {
    place: Place,
    kind: String,
    style: usize,
    value: String,
    inline: Option<String>,
}

/// Reads a sheet; none where nothing is in it.
pub(super) fn table(
    source: &str,
    strings: &[String],
    formats: &Formats,
    numbers: &mut Numbers,
    meter: &mut Meter,
) -> Result<Option<Block>, Refused> {
    let mut merged = Merged::default();
    let mut table = Table::default();
    let mut xml = Xml::new(source, Format::Xlsx);
    let mut row = Row::default();
    let (mut at, mut raw) = (Place::default(), None::<Raw>);
    meter.block()?;
    // Merged cells are named after the cells: they are looked up first.
    let mut ahead = Xml::new(source, Format::Xlsx);
    while let Some(piece) = ahead.next(meter)? {
        if let Piece::Start(e) = piece
            && e.name() == "mergeCell"
            && let Some(range) = e.get("ref")
        {
            merged.add(&range, meter)?;
        }
    }
    while let Some(piece) = xml.next(meter)? {
        match piece {
            Piece::Start(e) => match (e.name(), &mut raw) {
                ("row", _) => {
                    at = Place { row: e.number("r").unwrap_or(at.row.saturating_add(1)), column: 0 };
                    row = Row { number: Some(at.row), ..Row::default() };
                }
                ("c", _) => {
                    let place = e.get("r").and_then(|r| Place::of(&r)).unwrap_or(at);
                    at.column = place.column.saturating_add(1);
                    raw = begun(&e, Place { row: at.row, ..place });
                }
                ("v", Some(raw)) => raw.value = xml.text(&e, meter)?,
                ("is", Some(raw)) if !e.empty => raw.inline = Some(rich(&mut xml, meter)?),
                ("f" | "extLst", _) => xml.skip(&e, meter)?,
                _ => {}
            },
            Piece::End("c") => {
                let Some(raw) = raw.take() else { continue };
                let Some((text, value)) = shown(&raw, strings, formats) else { continue };
                if merged.covers(raw.place) {
                    continue;
                }
                meter.cells(1)?;
                let (columns, rows) = merged.size(raw.place);
                let paragraph = numbers.paragraph(text, meter)?;
                row.cells.push(Cell {
                    column: raw.place.column,
                    columns,
                    rows,
                    blocks: vec![paragraph],
                    value,
                    name: Some(raw.place.name()),
                });
                table.columns = table.columns.max(raw.place.column.saturating_add(columns));
            }
            Piece::End("row") => {
                let mut done = std::mem::take(&mut row);
                if !done.cells.is_empty() {
                    done.cells.sort_by_key(|c| c.column);
                    done.cells.dedup_by_key(|c| c.column);
                    table.rows.push(done);
                }
            }
            _ => {}
        }
    }
    table.rows.sort_by_key(|r| r.number);
    Ok((!table.rows.is_empty()).then_some(Block::Table(table)))
}

fn begun(e: &Element<'_>, place: Place) -> Option<Raw> {
    let kind = e.get("t").unwrap_or_default();
    (!e.empty).then(|| Raw { place, kind, style: e.number("s").unwrap_or(0), ..Raw::default() })
}

/// What a cell shows, and its number.
fn shown(raw: &Raw, strings: &[String], formats: &Formats) -> Option<(String, Option<f64>)> {
    let value = raw.value.trim();
    let (text, number) = match raw.kind.as_str() {
        "s" => (strings.get(value.parse::<usize>().ok()?)?.clone(), None),
        "inlineStr" => (raw.inline.clone().unwrap_or_default(), None),
        "str" => (raw.value.clone(), None),
        "b" => (if value == "1" { "TRUE" } else { "FALSE" }.to_owned(), None),
        "e" | "d" => (value.to_owned(), None),
        _ => {
            let number: f64 = value.parse().ok().filter(|n: &f64| n.is_finite())?;
            let (text, is_number) = formats.shown(number, raw.style);
            (text, is_number.then_some(number))
        }
    };
    let text = kernel::text::composed(text.trim());
    (!text.is_empty()).then_some((text, number))
}

/// Text in several looks, within an element that has just begun; how it is spoken is left out.
pub(super) fn rich(xml: &mut Xml<'_>, meter: &mut Meter) -> Result<String, Refused> {
    let mut text = String::new();
    let outside = xml.depth().saturating_sub(1);
    let mut raised = false;
    while let Some(piece) = xml.next(meter)? {
        match piece {
            Piece::Start(e) => match e.name() {
                "t" => {
                    let part = unescaped(&xml.text(&e, meter)?);
                    meter.text(part.len())?;
                    if raised {
                        text.extend(part.chars().map(crate::shown::raised));
                    } else {
                        text.push_str(&part);
                    }
                }
                "r" => raised = false,
                "vertAlign" => raised = e.get("val").as_deref() == Some("superscript"),
                "rPh" => xml.skip(&e, meter)?,
                _ => {}
            },
            Piece::End(_) if xml.depth() <= outside => break,
            _ => {}
        }
    }
    Ok(text)
}

/// Excel writes the end of a line that XML would lose as `_x000D_`.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "").replace("\r\n", "\n")
}
