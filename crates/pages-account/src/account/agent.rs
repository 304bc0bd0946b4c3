//! What a browser calls itself, in words that people know.

/// Browsers by the word that betrays them. Those who claim to be others as well come first.
const BROWSERS: [(&str, &str); 8] = [
    ("coc_coc_browser/", "Cốc Cốc"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Letters of a name that nobody knows.
const LONGEST: usize = 60;

/// `Chrome, Windows`; what is not known stays as it is, but not at any length.
pub(super) fn words(agent: &str) -> String {
    let known = |list: &[(&'static str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => agent.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
        assert_eq!(words(chrome), "Chrome, Windows");
        assert_eq!(words(&format!("{chrome} Edg/120.0")), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
        assert_eq!(words(phone), "Safari, iPhone");
    }

    #[test]
    fn what_nobody_knows_stays_but_not_at_any_length() {
        assert_eq!(words("curl/8.5.0"), "curl/8.5.0");
        assert_eq!(words(&"x".repeat(300)).len(), 60);
        assert_eq!(words(""), "");
    }
}
