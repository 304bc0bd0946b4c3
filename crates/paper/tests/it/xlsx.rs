//! Workbooks of Excel.

use crate::made::archive;
use crate::{cells, table};
use paper::{PartKind, read};
use rust_xlsxwriter::{Format, Formula, Workbook};

#[test]
fn numbers_are_shown_as_formatted_and_kept_as_they_are() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Phụ lục 3").unwrap();
    let whole = Format::new().set_num_format("#,##0");
    let rate = Format::new().set_num_format("0.00%");
    sheet.merge_range(0, 0, 0, 2, "BẢNG TỔNG HỢP", &Format::new()).unwrap();
    sheet.write_string(2, 1, "Ca\u{300} Mau").unwrap();
    sheet.write_number_with_format(2, 2, 252_156, &whole).unwrap();
    sheet.write_number_with_format(3, 2, 0.99505, &rate).unwrap();
    sheet.write_formula(4, 2, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_number(5, 2, 99.98).unwrap();
    sheet.set_row_hidden(5).unwrap();
    let hidden = book.add_worksheet().set_name("Ẩn").unwrap();
    hidden.write_string(0, 0, "có").unwrap();
    hidden.set_hidden(true);
    let document = read(&book.save_to_buffer().unwrap(), "x.xlsx").unwrap();
    let names: Vec<_> = document.parts.iter().map(|p| p.kind.clone()).collect();
    assert_eq!(names, [PartKind::Sheet("Phụ lục 3".into()), PartKind::Sheet("Ẩn".into())]);
    let table = table(&document);
    assert_eq!(cells(table), ["0+3x1:BẢNG TỔNG HỢP", "1:Cà Mau 2:252.156", "2:99,51%", "2:2", "2:99,98"]);
    assert_eq!(
        table.rows.iter().map(|r| r.number).collect::<Vec<_>>(),
        [Some(1), Some(3), Some(4), Some(5), Some(6)]
    );
    let cell = &table.rows[1].cells[1];
    assert_eq!((cell.value, cell.name.as_deref()), (Some(252_156.0), Some("C3")));
}

#[test]
fn a_sheet_that_claims_a_million_columns_sets_no_memory_aside() {
    let sheet = |inner: &str| {
        format!(
            "<worksheet><dimension ref=\"A1:XFD1048576\"/><cols><col min=\"1\" max=\"1000000\"/></cols><sheetData>{inner}</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"A1:ZZZZ9\"/></mergeCells></worksheet>"
        )
    };
    let made = |inner: &str| {
        let sheet = sheet(inner);
        archive(&[
            ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    };
    let document = read(&made("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>3</v></c></row>"), "x").unwrap();
    // What a merged cell covers is not seen.
    assert_eq!(cells(table(&document)), ["0+16384x1048576:1"]);
    let document = read(&made("<row><c r=\"ZZZZ1\"><v>1</v></c><c><v>5</v></c></row>"), "x").unwrap();
    assert_eq!(cells(table(&document)), ["0+16384x1048576:1"]);
}
