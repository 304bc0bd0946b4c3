//! One message: text, arguments, plurals.

use std::fmt::Write;

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Words as they stand.
    Text(String),
    /// An argument.
    Argument(String),
    /// A word that depends on a number: for 1, otherwise.
    Plural(String, String, String),
}

impl Part {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Argument(name) | Self::Plural(name, _, _) => Some(name),
        }
    }
}

/// Inline markup that a message may contain.
const TAGS: [&str; 7] = ["b", "i", "br", "kbd", "small", "a", "span"];

/// A parsed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) parts: Vec<Part>,
    pub(crate) markup: bool,
}

impl Message {
    /// Reads a message; `Err` says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            words.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if rest.starts_with(brace) {
                words.push_str(brace);
                rest = &rest[1..];
                continue;
            }
            if brace == "}" {
                return Err("a '}' without its '{'".into());
            }
            let end = rest.find('}').ok_or("a '{' without its '}'")?;
            if !words.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut words)));
            }
            parts.push(placeholder(&rest[..end])?);
            rest = &rest[end + 1..];
        }
        words.push_str(rest);
        if !words.is_empty() {
            parts.push(Part::Text(words));
        }
        let markup = check_markup(&parts)?;
        Ok(Self { parts, markup })
    }

    /// Names of the arguments, each once, in order of appearance.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for part in &self.parts {
            if let Some(name) = part.name().filter(|n| !names.contains(n)) {
                names.push(name);
            }
        }
        names
    }

    /// Names of the arguments that decide a plural.
    pub(crate) fn numbers(&self) -> Vec<&str> {
        self.parts.iter().filter(|p| matches!(p, Part::Plural(..))).filter_map(Part::name).collect()
    }

    /// A Rust expression for the message. `number` tells which arguments are whole numbers.
    pub(crate) fn expression(&self, lang: &str, number: impl Fn(&str) -> bool, markup: bool) -> String {
        let mut format = String::new();
        let mut arguments = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Part::Argument(name) => {
                    format.push_str("{}");
                    // Writing to a string cannot fail.
                    let _ = if number(name) {
                        write!(arguments, ", ::webkit::words::number(::webkit::Lang::{lang}, {name})")
                    } else if markup {
                        write!(arguments, ", ::webkit::html::Escaped(&{name})")
                    } else {
                        write!(arguments, ", {name}")
                    };
                }
                Part::Plural(name, one, other) => {
                    format.push_str("{}");
                    let _ = write!(arguments, ", if {name} == 1 {{ {one:?} }} else {{ {other:?} }}");
                }
            }
        }
        format!("format!({format:?}{arguments})")
    }

    /// The words of a message without arguments.
    pub(crate) fn text(&self) -> String {
        let of = |part: &Part| if let Part::Text(text) = part { text.clone() } else { String::new() };
        self.parts.iter().map(of).collect()
    }
}

fn placeholder(inside: &str) -> Result<Part, String> {
    let mut pieces = inside.split('|');
    let name = pieces.next().unwrap_or_default();
    let good = !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !good {
        return Err(format!("'{{{inside}}}' does not name an argument"));
    }
    match (pieces.next(), pieces.next(), pieces.next()) {
        (None, _, _) => Ok(Part::Argument(name.into())),
        (Some(one), Some(other), None) => Ok(Part::Plural(name.into(), one.into(), other.into())),
        _ => Err(format!("'{{{inside}}}' is not {{number|one|other}}")),
    }
}

/// Whether there is markup; an unknown tag is an error, so that a message is never a way to put anything on a page.
fn check_markup(parts: &[Part]) -> Result<bool, String> {
    let mut found = false;
    for part in parts {
        let Part::Text(text) = part else { continue };
        for (at, _) in text.match_indices('<') {
            found = true;
            let tag = text[at + 1..].trim_start_matches('/');
            let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
            if !TAGS.contains(&name.as_str()) {
                return Err(format!("<{name}> may not stand in a message"));
            }
            let inside = tag.split('>').next().unwrap_or_default();
            if inside.contains("style=") || inside.contains(" on") {
                return Err(format!("<{name}> carries a style or a script"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_knows_its_arguments_and_which_are_numbers() {
        let message = Message::parse("{n} late {n|dossier|dossiers} at {unit}").unwrap();
        assert_eq!(message.arguments(), ["n", "unit"]);
        assert_eq!(message.numbers(), ["n"]);
        assert!(!message.markup);
    }

    #[test]
    fn braces_are_written_twice() {
        assert_eq!(Message::parse("a {{b}}").unwrap().text(), "a {b}");
    }

    #[test]
    fn what_is_not_a_message_is_refused() {
        for wrong in ["{", "}", "{A}", "{n|one}", "{n|1|2|3}", "<script>", "<b onclick=x>", "<i style=x>"] {
            assert!(Message::parse(wrong).is_err(), "{wrong}");
        }
    }
}
