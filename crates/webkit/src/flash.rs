//! What the next page says once: "saved".

use crate::{Kit, cookie};
use axum::http::{HeaderMap, HeaderValue};

/// A message for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Good news, or a warning.
    pub good: bool,
    /// The words, in the language of whoever did it.
    pub words: String,
}

impl Flash {
    /// It worked.
    pub fn good(words: impl Into<String>) -> Self {
        Self { good: true, words: words.into() }
    }

    /// It worked, but.
    pub fn warning(words: impl Into<String>) -> Self {
        Self { good: false, words: words.into() }
    }

    /// Sealed, so that nobody else puts words on our page.
    pub(crate) fn cookie(&self, kit: &Kit) -> HeaderValue {
        let words: String = self.words.chars().take(400).collect();
        let text = format!("{}{words}", if self.good { '+' } else { '-' });
        cookie::set(kit, cookie::FLASH, &kit.secret().seal("flash", &text), Some(120))
    }

    /// Takes it away.
    pub(crate) fn gone(kit: &Kit) -> HeaderValue {
        cookie::set(kit, cookie::FLASH, "", Some(0))
    }

    pub(crate) fn read(kit: &Kit, headers: &HeaderMap) -> Option<Self> {
        let sealed = cookie::read(kit, headers, cookie::FLASH)?;
        let text = kit.secret().open("flash", &sealed)?;
        let words = text.get(1..)?.to_owned();
        Some(Self { good: text.starts_with('+'), words })
    }
}
