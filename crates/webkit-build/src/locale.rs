//! Two files of words become one type with a method per message.

use crate::message::Message;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The words of a crate in both languages.
#[derive(Debug, Default)]
pub struct Words {
    /// Key to message, Vietnamese.
    vi: BTreeMap<String, String>,
    /// Key to message, English.
    en: BTreeMap<String, String>,
}

impl Words {
    /// Reads `vi.toml` and `en.toml` of a folder.
    ///
    /// # Errors
    /// What is wrong with the files, for people.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let one = |name: &str| -> Result<BTreeMap<String, String>, String> {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            flat(&text).map_err(|e| format!("{}: {e}", path.display()))
        };
        Ok(Self { vi: one("vi.toml")?, en: one("en.toml")? })
    }

    /// From the texts of the two files.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn of(vi: &str, en: &str) -> Result<Self, String> {
        Ok(Self { vi: flat(vi)?, en: flat(en)? })
    }
}

/// `[dossier.accept]` `title = "…"` becomes `dossier.accept.title`.
fn flat(text: &str) -> Result<BTreeMap<String, String>, String> {
    fn walk(prefix: &str, table: &toml::Table, into: &mut BTreeMap<String, String>) -> Result<(), String> {
        for (key, value) in table {
            let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::String(text) => {
                    into.insert(key, text.clone());
                }
                toml::Value::Table(inner) => walk(&key, inner, into)?,
                other => return Err(format!("{key} is a {}, not words", other.type_str())),
            }
        }
        Ok(())
    }
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
    let mut words = BTreeMap::new();
    walk("", &table, &mut words)?;
    Ok(words)
}

fn method(key: &str) -> String {
    key.replace('.', "_")
}

/// What is wrong with the words, one sentence each. `sources` is everything that may call them.
pub fn mistakes(words: &Words, sources: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut methods: BTreeMap<String, &str> = BTreeMap::new();
    for key in words.vi.keys() {
        if !words.en.contains_key(key) {
            wrong.push(format!("locale/en.toml lacks '{key}'"));
        }
        if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.') {
            wrong.push(format!("'{key}' is not written in lower case, digits, '_' and '.'"));
        }
        if let Some(other) = methods.insert(method(key), key) {
            wrong.push(format!("'{key}' and '{other}' become the same method"));
        }
        if !sources.contains(&format!(".{}(", method(key))) {
            wrong.push(format!(
                "'{key}' is used nowhere: no file under src/ or templates/ calls .{}(",
                method(key)
            ));
        }
    }
    for (key, text) in &words.en {
        match words.vi.get(key) {
            None => wrong.push(format!("locale/vi.toml lacks '{key}'")),
            Some(vi) => wrong.extend(unequal(key, vi, text)),
        }
    }
    wrong
}

fn unequal(key: &str, vi: &str, en: &str) -> Vec<String> {
    let (vi, en) = match (Message::parse(vi), Message::parse(en)) {
        (Ok(vi), Ok(en)) => (vi, en),
        (Err(why), _) => return vec![format!("locale/vi.toml '{key}': {why}")],
        (_, Err(why)) => return vec![format!("locale/en.toml '{key}': {why}")],
    };
    let sorted = |m: &Message| {
        let mut names: Vec<String> = m.arguments().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    if sorted(&vi) == sorted(&en) {
        return Vec::new();
    }
    vec![format!(
        "'{key}' has the placeholders {:?} in Vietnamese and {:?} in English",
        sorted(&vi),
        sorted(&en)
    )]
}

/// The Rust text that declares `T`. The words must be without [`mistakes`].
pub fn generate(words: &Words) -> String {
    let mut out = String::from(
        "/// The words of this crate in one language.\n#[derive(Clone, Copy, Debug)]\n#[allow(unreachable_pub, reason = \"a crate may keep its words to itself\")]\npub struct T(pub ::webkit::Lang);\n\n#[allow(unreachable_pub, unused_qualifications, clippy::all, reason = \"generated\")]\nimpl T {\n",
    );
    for (key, vi_text) in &words.vi {
        let en_text = words.en.get(key).map_or("", String::as_str);
        if let (Ok(vi), Ok(en)) = (Message::parse(vi_text), Message::parse(en_text)) {
            one(&mut out, key, vi_text, &vi, &en);
        }
    }
    out.push_str("}\n");
    out
}

fn one(out: &mut String, key: &str, doc: &str, vi: &Message, en: &Message) {
    let markup = vi.markup || en.markup;
    let number = |name: &str| vi.numbers().contains(&name) || en.numbers().contains(&name);
    let names = vi.arguments();
    let mut parameters = String::new();
    for name in &names {
        let kind = if number(name) { "impl ::webkit::words::Whole" } else { "impl ::std::fmt::Display" };
        // Writing to a string cannot fail.
        let _ = write!(parameters, ", {name}: {kind}");
    }
    let plain = names.is_empty();
    let kind = match (markup, plain) {
        (true, _) => "::webkit::Html",
        (false, true) => "&'static str",
        (false, false) => "String",
    };
    let mut whole = String::new();
    for name in names.iter().filter(|n| number(n)) {
        let _ = writeln!(whole, "        let {name} = ::webkit::words::Whole::whole(&{name});");
    }
    let value = |message: &Message, lang: &str| match (markup, plain) {
        (true, true) => format!("::webkit::Html::fixed({:?})", message.text()),
        (true, false) => format!("::webkit::Html::made({})", message.expression(lang, number, true)),
        (false, true) => format!("{:?}", message.text()),
        (false, false) => message.expression(lang, number, false),
    };
    let doc = doc.replace('\n', " ").replace('`', "'");
    let _ = write!(
        out,
        "    /// `{doc}`\n    #[must_use]\n    pub fn {}(self{parameters}) -> {kind} {{\n{whole}        match self.0 {{\n            ::webkit::Lang::Vi => {},\n            ::webkit::Lang::En => {},\n        }}\n    }}\n",
        method(key),
        value(vi, "Vi"),
        value(en, "En"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(vi: &str, en: &str, sources: &str) -> Vec<String> {
        mistakes(&Words::of(vi, en).unwrap(), sources)
    }

    #[test]
    fn a_key_that_one_language_lacks_is_named() {
        assert_eq!(wrong("a = 'x'\nb = 'y'", "a = 'x'", "t.a() t.b()"), ["locale/en.toml lacks 'b'"]);
        assert_eq!(wrong("a = 'x'", "a = 'x'\nc = 'z'", "t.a()"), ["locale/vi.toml lacks 'c'"]);
    }

    #[test]
    fn a_key_that_nobody_calls_is_named() {
        let wrong = wrong("[a]\nb = 'x'", "[a]\nb = 'y'", "t.a_bc() a_b()");
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].starts_with("'a.b' is used nowhere"), "{wrong:?}");
    }

    #[test]
    fn placeholders_must_be_the_same_in_both_languages() {
        let wrong = wrong("a = '{n} hồ sơ'", "a = '{m} {m|dossier|dossiers}'", "t.a(1)");
        assert_eq!(wrong, ["'a' has the placeholders [\"n\"] in Vietnamese and [\"m\"] in English"]);
        assert!(self::wrong("a = '{n} hồ sơ'", "a = '{n|one|many}'", "t.a(1)").is_empty());
    }

    #[test]
    fn two_keys_may_not_become_one_method() {
        let wrong = wrong("a_b = 'x'\n[a]\nb = 'y'", "a_b = 'x'\n[a]\nb = 'y'", "t.a_b()");
        assert!(wrong.iter().any(|w| w.contains("become the same method")), "{wrong:?}");
    }

    #[test]
    fn methods_are_typed_by_what_the_message_says() {
        let words = Words::of(
            "plain = 'Xem'\ncount = '{n} hồ sơ ở {unit}'\nrich = '<b>{n}</b> hồ sơ'",
            "plain = 'Look'\ncount = '{n} {n|dossier|dossiers} at {unit}'\nrich = '<b>{n}</b> dossiers'",
        )
        .unwrap();
        let text = generate(&words);
        assert!(text.contains("pub fn plain(self) -> &'static str"), "{text}");
        assert!(
            text.contains(
                "pub fn count(self, n: impl ::webkit::words::Whole, unit: impl ::std::fmt::Display) -> String"
            ),
            "{text}"
        );
        assert!(text.contains("pub fn rich(self, n: impl ::std::fmt::Display) -> ::webkit::Html"), "{text}");
        assert!(text.contains("::webkit::html::Escaped(&n)"), "{text}");
        assert!(text.contains(r#"if n == 1 { "dossier" } else { "dossiers" }"#), "{text}");
    }
}
