//! Words of Vietnamese text: cut, folded, and marked where they were found.

use kernel::text;
use webkit::Html;
use webkit::html::Escaped;

/// Words of a question that are looked at; more say nothing new.
const MOST_WORDS: usize = 12;
/// Letters of a question that are looked at.
pub(crate) const MOST_LETTERS: usize = 200;

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Without diacritics, in small letters.
    pub(crate) folded: String,
    /// As it was typed, in small letters, where it was typed with diacritics.
    pub(crate) accented: Option<String>,
}

/// What somebody typed, as words.
pub(crate) fn asked(typed: &str) -> Vec<Asked> {
    let text: String = clean(typed).chars().take(MOST_LETTERS).collect();
    let mut words: Vec<Asked> = Vec::new();
    for (word, part) in parts(&text) {
        let folded = text::fold(part);
        if !word || folded.is_empty() || words.iter().any(|w| w.folded == folded) {
            continue;
        }
        let small = part.to_lowercase();
        let accented = (small != folded).then_some(small);
        words.push(Asked { folded, accented });
        if words.len() == MOST_WORDS {
            break;
        }
    }
    words
}

/// Text as it may be looked for and shown again: composed, on one line, without control characters.
pub(crate) fn clean(typed: &str) -> String {
    let plain: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text::composed(&plain).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text in small letters, folded and as they are.
pub(crate) fn of_text(of: &str) -> Vec<(String, String)> {
    let composed = text::composed(of);
    parts(&composed).filter(|(word, _)| *word).map(|(_, p)| (text::fold(p), p.to_lowercase())).collect()
}

/// The text with every word marked that `hit` says was looked for; neighbours share one mark.
pub(crate) fn marked(of: &str, hit: impl Fn(&str) -> bool) -> Html {
    let composed = text::composed(of);
    let all: Vec<(bool, bool, &str)> =
        parts(&composed).map(|(word, part)| (word, word && hit(&text::fold(part)), part)).collect();
    let mut html = String::with_capacity(composed.len() + 40);
    let mut open = false;
    for (at, (word, hit, part)) in all.iter().enumerate() {
        // A space between two words that were both looked for does not end the mark.
        let between = !word && part.trim().is_empty() && all.get(at + 1).is_some_and(|next| next.1);
        let marked = *hit || (open && between);
        match (open, marked) {
            (false, true) => html.push_str("<mark>"),
            (true, false) => html.push_str("</mark>"),
            _ => {}
        }
        open = marked;
        html.push_str(&Escaped(*part).to_string());
    }
    if open {
        html.push_str("</mark>");
    }
    Html::made(html)
}

/// Cuts a text into words and what stands between them; nothing is lost.
fn parts(of: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = of;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let word = in_word(first);
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            // A point belongs to a code: 1.001037.
            let point = word && c == '.' && joins(&rest[at..], &rest[..at]);
            if in_word(c) != word && !point {
                end = at;
                break;
            }
        }
        let (part, after) = rest.split_at(end);
        rest = after;
        Some((word, part))
    })
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a point stands between digits.
fn joins(from_point: &str, before: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    digit(before.chars().next_back()) && digit(from_point.chars().nth(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(typed: &str) -> Vec<String> {
        asked(typed).into_iter().map(|a| a.folded).collect()
    }

    #[test]
    fn what_is_typed_becomes_folded_words() {
        for (typed, words) in [
            ("Giấy phép XÂY nhà", vec!["giay", "phep", "xay", "nha"]),
            ("  giay,phep;giay ", vec!["giay", "phep"]),
            ("1.001037", vec!["1.001037"]),
            ("đất. Ở", vec!["dat", "o"]),
            ("Ca\u{300} Mau", vec!["ca", "mau"]),
            ("a\0b%_<script>", vec!["a", "b", "script"]),
            ("  \u{200b} … ", vec![]),
        ] {
            assert_eq!(folded(typed), words, "{typed:?}");
        }
        assert_eq!(asked("đất dat")[0].accented.as_deref(), Some("đất"));
    }

    #[test]
    fn a_question_is_bounded() {
        let long = "x ".repeat(100_000) + &(0..1_000).map(|n| format!("w{n} ")).collect::<String>();
        assert!(asked(&long).len() <= MOST_WORDS);
        assert!(asked(&"a".repeat(1_000_000))[0].folded.len() <= MOST_LETTERS);
    }

    #[test]
    fn what_was_found_is_marked_on_the_text_as_it_is_written() {
        let hit = |w: &str| ["giay", "phep", "nha"].contains(&w);
        let html = marked("Cấp giấy phép xây <nhà> ở", hit).to_string();
        assert_eq!(html, "Cấp <mark>giấy phép</mark> xây &#60;<mark>nhà</mark>&#62; ở");
    }

    #[test]
    fn cutting_loses_nothing() {
        for text in ["", "a", " a b ", "1.2 .3", "Ủy ban, (đất) 1.001037."] {
            assert_eq!(parts(text).map(|(_, p)| p).collect::<String>(), text);
        }
    }
}
