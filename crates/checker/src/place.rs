//! Where a number stands, in words: section, table, row, column, note, page.

use crate::finding::Words;
use crate::view::{Section, View, What};
use paper::Span;

/// Longest title or label that is given in full.
const LONGEST: usize = 60;

/// A place in words.
pub(crate) fn place(view: &View, span: &Span) -> Words {
    let Some(stand) = view.stand(span.block) else { return Words::new("văn bản", "document") };
    let mut vi: Vec<String> = Vec::new();
    let mut en: Vec<String> = Vec::new();
    let path: Vec<&Section> = view.sections[stand.section].path(&view.sections).collect();
    for section in path.iter().filter(|s| s.is_annex() || s.label.starts_with('«')) {
        if section.is_annex() {
            vi.push(section.label.clone());
            en.push(section.label.replace("Phụ lục", "Annex").replace("PHỤ LỤC", "Annex"));
        } else {
            vi.push(format!("trang tính {}", section.label));
            en.push(format!("sheet {}", section.label));
        }
    }
    if let Some(section) = path.iter().rev().find(|s| !s.is_annex() && !s.label.starts_with('«')) {
        let title = short(&section.title);
        let label = numbered(&path);
        if label.is_empty() {
            vi.push(format!("mục «{title}»"));
            en.push(format!("section «{title}»"));
        } else {
            vi.push(format!("mục {label} «{title}»"));
            en.push(format!("section {label} «{title}»"));
        }
    }
    match &stand.what {
        What::Paragraph => {}
        What::Note(label) => {
            vi.push(format!("chú thích {label}"));
            en.push(format!("note {label}"));
        }
        What::Cell { grid, row, column, name } => {
            let table = &view.grids[*grid];
            let number = view.grids[..=*grid].iter().filter(|g| g.section == table.section).count();
            let several = view.grids.iter().filter(|g| g.section == table.section).count() > 1;
            vi.push(if several { format!("bảng {number}") } else { "bảng".to_owned() });
            en.push(if several { format!("table {number}") } else { "table".to_owned() });
            let index = table.index.and_then(|c| table.cell(*row, c)).map_or("", |c| c.text.as_str());
            let label = short(&table.rows[*row].label);
            let both = [index, label.as_str()]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" ");
            if !both.is_empty() {
                vi.push(format!("dòng «{both}»"));
                en.push(format!("row «{both}»"));
            }
            let header = short(&view.title(*grid, *column));
            if !header.is_empty() {
                vi.push(format!("cột «{header}»"));
                en.push(format!("column «{header}»"));
            }
            if let Some(name) = name {
                vi.push(format!("ô {name}"));
                en.push(format!("cell {name}"));
            }
        }
    }
    if let Some(page) = stand.page {
        vi.push(format!("trang {page}"));
        en.push(format!("page {page}"));
    }
    if vi.is_empty() {
        return Words::new("phần đầu văn bản", "beginning of the document");
    }
    Words::new(vi.join(", "), en.join(", "))
}

/// The labels of a section and those above it: `II.2.2`.
fn numbered(path: &[&Section]) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for section in path.iter().filter(|s| !s.is_annex() && !s.label.starts_with('«') && !s.label.is_empty())
    {
        // `2.2` says the `2` above it again.
        if labels
            .last()
            .is_some_and(|above| section.label.strip_prefix(above).is_some_and(|rest| rest.starts_with('.')))
        {
            labels.pop();
        }
        labels.push(&section.label);
    }
    labels.join(".")
}

/// A text cut at a word.
fn short(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}
