//! Tables as files: CSV, CSV for Excel, JSON, Markdown, XLSX.

use kernel::{Fault, Result};
use report::annex3::{Annex, Cell, RowKind};
use std::io::Write;
use std::path::Path;

const BOM: &str = "\u{feff}";

/// Comma-separated, UTF-8 with byte order mark, one header line.
pub(crate) fn csv(table: &Annex) -> Result<Vec<u8>> {
    let fault = |e: csv::Error| Fault::because("writing CSV", e);
    let mut writer = csv::WriterBuilder::new().from_writer(BOM.as_bytes().to_vec());
    writer.write_record(table.form.columns.iter().map(|c| &c.header)).map_err(fault)?;
    for line in &table.lines {
        writer.write_record(line.cells.iter().map(Cell::plain)).map_err(fault)?;
    }
    writer.into_inner().map_err(|e| Fault::new(format!("writing CSV: {e}")).into())
}

/// What a Vietnamese Excel opens by double click: semicolons, and text that would be read as a formula quoted.
pub(crate) fn excel_csv(table: &Annex) -> Vec<u8> {
    let mut text = String::from(BOM);
    let mut row = |cells: Vec<String>| {
        let quoted: Vec<String> = cells
            .into_iter()
            .map(|cell| {
                // A cell that begins like a formula would be run by the spreadsheet.
                let safe =
                    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<i64>().is_err() {
                        format!("'{cell}")
                    } else {
                        cell
                    };
                if safe.contains([';', '"', '\n', '\r']) {
                    format!("\"{}\"", safe.replace('"', "\"\""))
                } else {
                    safe
                }
            })
            .collect();
        text.push_str(&quoted.join(";"));
        text.push_str("\r\n");
    };
    row(table.form.columns.iter().map(|c| c.label.clone()).collect());
    for line in &table.lines {
        let cells = line.cells.iter().enumerate().map(|(i, cell)| match cell {
            Cell::Text(_) => table.readable(i, cell),
            cell => cell.plain(),
        });
        row(cells.collect());
    }
    text.into_bytes()
}

/// An object with what was asked and the rows.
pub(crate) fn json(table: &Annex) -> Result<Vec<u8>> {
    let rows: Vec<serde_json::Value> = table
        .lines
        .iter()
        .map(|line| {
            let mut row = serde_json::Map::new();
            row.insert("kind".into(), serde_json::json!(line.kind));
            for (column, cell) in table.form.columns.iter().zip(&line.cells) {
                row.insert(column.header.clone(), serde_json::json!(cell));
            }
            row.insert("partly_entered".into(), line.entered.into());
            if let Some(since) = line.since {
                row.insert("computed_from".into(), since.to_string().into());
            }
            row.insert("overdue".into(), line.overdue.into());
            row.into()
        })
        .collect();
    let whole = serde_json::json!({
        "from": table.period.from.to_string(),
        "to": table.period.to.to_string(),
        "as_of": table.as_of.to_string(),
        "coverage_from": table.coverage_from.to_string(),
        "closed_to": table.closed_to.to_string(),
        "provisional": table.provisional(),
        "rows": rows,
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).map_err(|e| Fault::because("writing JSON", e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A Markdown table.
pub(crate) fn markdown(table: &Annex) -> Vec<u8> {
    let mut text = format!(
        "## {}\n\n{} – {} (chốt {})\n\n",
        table.form.title,
        table.period.from.vietnamese(),
        table.period.to.vietnamese(),
        table.as_of.vietnamese()
    );
    let escape = |s: &str| {
        let line = s.split_whitespace().collect::<Vec<_>>().join(" ");
        line.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
    };
    let labels: Vec<String> = table.form.columns.iter().map(|c| escape(&c.label)).collect();
    text.push_str(&format!("| {} |\n", labels.join(" | ")));
    let rules: Vec<&str> =
        table.form.columns.iter().map(|c| if is_word(&c.figure) { "---" } else { "---:" }).collect();
    text.push_str(&format!("| {} |\n", rules.join(" | ")));
    for line in &table.lines {
        let bold = if line.kind == RowKind::Unit { "" } else { "**" };
        let cells: Vec<String> = line
            .cells
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let written = escape(&table.readable(i, c));
                if written.is_empty() { written } else { format!("{bold}{written}{bold}") }
            })
            .collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text.into_bytes()
}

pub(crate) fn is_word(figure: &str) -> bool {
    matches!(figure, "tier" | "parent" | "unit" | "code" | "note")
}

/// A workbook with one sheet.
pub(crate) fn xlsx(table: &Annex) -> Result<Vec<u8>> {
    use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
    let fault = |e: XlsxError| Fault::because("writing XLSX", e);
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    let (bold_number, number) =
        (Format::new().set_bold().set_num_format("#,##0"), Format::new().set_num_format("#,##0"));
    let sheet = book.add_worksheet();
    sheet.set_name("Annex 3").map_err(fault)?;
    for (i, column) in (0u16..).zip(&table.form.columns) {
        sheet.write_string_with_format(0, i, &column.label, &head).map_err(fault)?;
        sheet.set_column_width(i, if is_word(&column.figure) { 28 } else { 13 }).map_err(fault)?;
    }
    for (r, line) in (1u32..).zip(&table.lines) {
        let unit = line.kind == RowKind::Unit;
        for (c, cell) in (0u16..).zip(&line.cells) {
            match cell {
                Cell::Text(_) => {
                    sheet
                        .write_string_with_format(
                            r,
                            c,
                            table.readable(c.into(), cell),
                            if unit { &plain } else { &bold },
                        )
                        .map_err(fault)?;
                }
                Cell::Number(n) => {
                    #[expect(clippy::cast_precision_loss, reason = "a count of dossiers is far below 2^53")]
                    let n = *n as f64;
                    sheet
                        .write_number_with_format(r, c, n, if unit { &number } else { &bold_number })
                        .map_err(fault)?;
                }
                Cell::Unknown(()) => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    sheet.set_repeat_rows(0, 0).map_err(fault)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(book.save_to_buffer().map_err(fault)?)
}

/// Writes a file whole or not at all. Into a device or a pipe it is written as it is: nothing may take its place.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> Result<()> {
    let doing = |e: std::io::Error| {
        Fault::because(format!("{} cannot be written / không ghi được tệp", file.display()), e)
    };
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let mut open = std::fs::File::options().write(true).open(file).map_err(doing)?;
        return Ok(open.write_all(bytes).map_err(doing)?);
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    let written = std::fs::File::create(&part).and_then(|mut f| {
        f.write_all(bytes)?;
        f.sync_all()
    });
    if let Err(e) = written.and_then(|()| std::fs::rename(&part, file)) {
        // What was begun is taken away; that it is not there is what was wanted.
        let _ = std::fs::remove_file(&part);
        return Err(doing(e).into());
    }
    Ok(())
}
