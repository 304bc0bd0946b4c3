//! Headings: what the format says to be one, and what is typed like one.

use kernel::text::fold;
use paper::Paragraph;

/// Longest heading in bytes; a longer paragraph is running text.
const LONGEST: usize = 300;

/// A heading and those that it stands under.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// `II`, `2.1`, `Phụ lục 3`.
    pub(crate) label: String,
    pub(crate) title: String,
    depth: u8,
    /// Numbers of the sections that this one stands under, outermost first.
    above: Vec<usize>,
}

impl Section {
    pub(crate) fn root() -> Self {
        Self { label: String::new(), title: String::new(), depth: 0, above: Vec::new() }
    }

    pub(crate) fn sheet(name: &str) -> Self {
        Self { label: format!("«{name}»"), title: String::new(), depth: 1, above: Vec::new() }
    }

    /// The section that a paragraph opens.
    pub(crate) fn heading(paragraph: &Paragraph, sections: &[Self]) -> Option<Self> {
        let text = paragraph.text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let (label, depth) = match annex(text) {
            Some(label) => (label, 1),
            None => match label(text) {
                Some((label, depth)) if paragraph.heading.is_some() || titled(text) => (label, depth),
                _ => (String::new(), paragraph.heading?.saturating_add(1).min(9)),
            },
        };
        let last = sections.len() - 1;
        let mut above = sections[last].above.clone();
        above.push(last);
        above.retain(|&i| sections[i].depth < depth && sections[i].depth > 0);
        let title = text[text.find(&label).map_or(0, |i| i + label.len())..]
            .trim_start_matches(['.', ')', ':', ' ', '-', '–'])
            .split('\n')
            .next()
            .unwrap_or_default()
            .to_owned();
        Some(Self { label, title, depth, above })
    }

    /// The section with those above it, outermost first.
    pub(crate) fn path<'a>(&'a self, sections: &'a [Self]) -> impl Iterator<Item = &'a Self> {
        self.above.iter().map(|&i| &sections[i]).chain((self.depth > 0).then_some(self))
    }

    pub(crate) fn is_annex(&self) -> bool {
        self.depth == 1 && annex(&self.label).is_some()
    }
}

/// `Phụ lục 3`, when a text begins with it.
pub(crate) fn annex(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take(3).collect();
    let head = fold(&words.iter().take(2).copied().collect::<Vec<_>>().join(" "));
    if head != "phu luc" && head != "phieu luc" {
        return None;
    }
    let number = words.get(2).map(|w| w.trim_end_matches(['.', ':', ',', ')', ';'])).filter(|w| {
        w.chars().all(|c| c.is_ascii_digit())
            || w.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
            || w.len() == 1
    });
    Some(match number {
        Some(number) if !number.is_empty() => format!("{} {} {number}", words[0], words[1]),
        _ => format!("{} {}", words[0], words[1]),
    })
}

/// `II`, `2.1`, `a` in front of a dot or bracket, and how deep that is.
fn label(text: &str) -> Option<(String, u8)> {
    let first = text.split_whitespace().next()?;
    let label = first.trim_end_matches(['.', ')']);
    if label.len() == first.len() && !label.contains('.') || label.is_empty() {
        return None;
    }
    let depth = if label.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L')) {
        2
    } else if label
        .split('.')
        .all(|part| !part.is_empty() && part.len() < 3 && part.bytes().all(|b| b.is_ascii_digit()))
    {
        2 + u8::try_from(label.split('.').count()).unwrap_or(5).min(5)
    } else if label.chars().count() == 1 && label.chars().all(char::is_alphabetic) {
        if label.chars().all(char::is_uppercase) { 2 } else { 8 }
    } else {
        return None;
    };
    Some((label.to_owned(), depth))
}

/// Typed like a heading: no end of a sentence.
fn titled(text: &str) -> bool {
    text.len() < 160 && !text.ends_with(['.', ';', ':', ',']) && !text.contains(". ")
        || text.len() < 160 && text.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_how_deep_a_heading_stands() {
        for (text, expected) in [
            ("II. KẾT QUẢ", Some(("II", 2))),
            ("2. Công tác", Some(("2", 3))),
            ("2.1. Cải cách", Some(("2.1", 4))),
            ("a) Về rà soát", Some(("a", 8))),
            ("Kết quả", None),
        ] {
            let found = label(text);
            assert_eq!(found.as_ref().map(|(l, d)| (l.as_str(), *d)), expected, "{text}");
        }
        assert_eq!(annex("Phụ lục 3").as_deref(), Some("Phụ lục 3"));
        assert_eq!(annex("PHỤ LỤC II: Danh mục").as_deref(), Some("PHỤ LỤC II"));
        assert_eq!(annex("Phụ trách"), None);
    }
}
