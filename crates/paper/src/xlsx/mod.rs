//! Workbooks of Excel: every sheet a table with its numbers as a Vietnamese reader sees them. Cells are read one by
//! one, so what a sheet says of its size sets no memory aside.

mod format;
mod grid;
mod sheet;

use crate::document::{Document, Format, Part, PartKind};
use crate::limits::Meter;
use crate::numbers::{Numbers, guessed_pages};
use crate::package::Package;
use crate::refused::Refused;
use crate::relations::relations;
use crate::xml::{Piece, Xml};
use format::Formats;

/// Reads a workbook; hidden sheets, rows and columns are read like the others.
pub(crate) fn read(package: &mut Package<'_>, meter: &mut Meter) -> Result<Document, Refused> {
    let broken = Refused::Broken(Format::Xlsx);
    let top = relations(package, "", Format::Xlsx, meter)?;
    let main = top.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
    let main = main.filter(|m| package.find(m).is_some()).unwrap_or_else(|| "xl/workbook.xml".into());
    let related = relations(package, &main, Format::Xlsx, meter)?;
    let workbook = package.xml(&main, Format::Xlsx, meter)?.ok_or(broken)?;
    let of = |kind: &str| related.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
    let book = Book::load(&workbook, meter)?;
    let strings = match of("sharedStrings") {
        Some(name) => {
            package.xml(&name, Format::Xlsx, meter)?.map_or(Ok(Vec::new()), |s| strings(&s, meter))?
        }
        None => Vec::new(),
    };
    let styles = match of("styles") {
        Some(name) => package.xml(&name, Format::Xlsx, meter)?,
        None => None,
    };
    let formats = Formats::load(styles.as_deref(), book.since_1904, meter)?;
    let mut numbers = Numbers::default();
    let mut parts = Vec::new();
    for (name, id) in book.sheets {
        let Some(relation) = related.iter().find(|r| r.id == id && r.kind == "worksheet") else { continue };
        meter.page()?;
        let Some(source) = package.xml(&relation.target, Format::Xlsx, meter)? else { continue };
        let table = sheet::table(&source, &strings, &formats, &mut numbers, meter)?;
        if let Some(table) = table {
            parts.push(Part { kind: PartKind::Sheet(name), blocks: vec![table] });
        }
    }
    let pages = guessed_pages(&parts, &[]);
    let document = Document { format: Format::Xlsx, parts, notes: Vec::new(), pages };
    if document.says_something() { Ok(document) } else { Err(Refused::Empty) }
}

#[derive(Default)]
struct Book {
    /// Names of sheets, and the relations that lead to them.
    sheets: Vec<(String, String)>,
    since_1904: bool,
}

impl Book {
    fn load(source: &str, meter: &mut Meter) -> Result<Self, Refused> {
        let mut book = Self::default();
        let mut xml = Xml::new(source, Format::Xlsx);
        while let Some(piece) = xml.next(meter)? {
            let Piece::Start(e) = piece else { continue };
            match e.name() {
                "sheet" => {
                    // The sheet's number is `sheetId`; `r:id` is the relation.
                    if let (Some(name), Some(id)) = (e.get("name"), e.get("id")) {
                        book.sheets.push((kernel::text::composed(&name), id));
                    }
                }
                "workbookPr" => book.since_1904 = e.get("date1904").is_some_and(|v| v == "1" || v == "true"),
                _ => {}
            }
        }
        Ok(book)
    }
}

/// The texts that cells share.
fn strings(source: &str, meter: &mut Meter) -> Result<Vec<String>, Refused> {
    let mut all = Vec::new();
    let mut xml = Xml::new(source, Format::Xlsx);
    while let Some(piece) = xml.next(meter)? {
        if let Piece::Start(e) = piece
            && e.name() == "si"
        {
            all.push(if e.empty { String::new() } else { sheet::rich(&mut xml, meter)? });
        }
    }
    Ok(all)
}
